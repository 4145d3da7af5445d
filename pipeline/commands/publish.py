"""`sitrep publish`: make the candidate an immutable release."""

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was published as JSON.")
def command(as_json: bool) -> None:
    """Publish the candidate as an immutable release.

    Copies build/candidate to build/release/<version>, whole or not at all, and moves the pointer build/release/latest.
    Publishing the same content again is no error; other content under a version that stands exits with 5.

    \b
    Example:
      sitrep build && sitrep publish
    """
    from pipeline.shell import folders
    from pipeline.shell.publish import publish
    from pipeline.shell.shown import relative

    project = folders.here()
    done = publish(project)
    where = relative(done.path)
    if as_json:
        import json

        facts = {"path": where, "version": done.manifest["version"], "digest": done.manifest["digest"], "already_published": done.existed, "rows": done.manifest["rows"]}
        click.echo(json.dumps(facts, sort_keys=True))
        return
    click.echo(f"already published: {where}" if done.existed else f"published: {where}")
    click.echo("  " + ", ".join(f"{count:,} {name}" for name, count in done.manifest["rows"].items() if count))
    click.echo("Three things to try next:")
    click.echo('  sitrep query "SELECT country_name, count(*) AS events FROM events GROUP BY ALL ORDER BY events DESC"')
    click.echo(f"  open {where}/report.html in a browser")
    click.echo(f"  sitrep verify {done.manifest['version']}")
