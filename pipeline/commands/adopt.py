"""`sitrep adopt`: make a release the previous one, so that its ids live on."""

import click


@click.command()
@click.argument("release")
@click.option("--json", "as_json", is_flag=True, help="Print what was adopted as JSON.")
def command(release: str, as_json: bool) -> None:
    """Make a release the previous one, so that its ids live on.

    Copies its ledger, events, changes, retired events and manifest to raw/previous, where the next build reads them:
    events that share claims with it keep their ids. RELEASE is a version or a path.

    \b
    Example:
      sitrep adopt 2026.10.0
    """
    from pipeline.shell.adoption import adopt

    found = adopt(release)
    if as_json:
        import json

        click.echo(json.dumps(found, sort_keys=True))
    else:
        click.echo(f"adopted {found['version']}: {found['events']:,} events, {found['ids']:,} ids in the ledger")
        click.echo("the next build keeps these ids; `dvc add raw/previous` if it is under DVC")
