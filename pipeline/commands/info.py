"""`sitrep info`: what a release holds and where it came from."""

import click


@click.command()
@click.argument("release", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def command(release: str | None, as_json: bool) -> None:
    """Show what a release holds and where it came from.

    RELEASE is a path or a version; the latest by default.

    \b
    Example:
      sitrep info
      sitrep info 2026.11.0 --json
    """
    import json

    from pipeline.release.report_data import lead
    from pipeline.shell import folders
    from pipeline.shell.shown import relative, safe, table
    from pipeline.stages import COUNTED

    folder = folders.find(release)
    manifest = folders.read_manifest(folder)
    if as_json:
        click.echo(json.dumps({"path": relative(folder), **manifest}, sort_keys=True, indent=2, ensure_ascii=False))
        return
    click.echo(safe(manifest["title"]))
    click.echo(lead({name: folders.read_table(folder, name) for name in ("events", "claims")}) + "\n")
    facts = [(key, manifest[key]) for key in ("version", "date", "schema_version", "audience", "licence", "input", "digest")]
    facts += [("feeds", ", ".join(manifest["feeds"])), ("code", manifest["code_sha256"][:12]), ("lock", (manifest["lock_sha256"] or "")[:12]), ("path", relative(folder))]
    click.echo(table(("fact", "value"), facts, widest=100) + "\n")
    click.echo(table(("table", "rows"), [(name, f"{count:,}") for name, count in manifest["rows"].items()], (False, True)) + "\n")
    click.echo(table(("stage/feed", "rows in", "used", "rejected", "out of scope", "no event", "claims"), [
        (name, *(f"{counts[c]:,}" for c in ("rows_in", "used", "rejected", "out_of_scope", "no_event", "claims"))) for name, counts in sorted(manifest["accounting"].items(), key=lambda item: (COUNTED.index(item[0].split("/")[0]), item[0]))
    ], (False, *[True] * 6)))
