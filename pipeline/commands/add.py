"""`sitrep add`: a raw file is copied into its feed's folder, with its hash and origin card."""

from pathlib import Path

import click


@click.command()
@click.argument("feed")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", help="Where it was fetched.")
@click.option("--version", "version", help="The publisher's version, such as 25.1.")
@click.option("--retrieved", metavar="YYYY-MM-DD", help="Day on which it was fetched.")
@click.option("--replace", is_flag=True, help="Replace a file of the same name.")
@click.option("--json", "as_json", is_flag=True, help="Print the origin card as JSON.")
def command(feed: str, file: Path, url: str | None, version: str | None, retrieved: str | None, replace: bool, as_json: bool) -> None:
    """Copy a raw file into raw/FEED/, hash it, and write its origin card beside it.

    The file's structure is checked first; a file that could not be ingested is not added. A mapped table brings its
    mapping along. Set `input: raw` in params.yaml to build from raw/.

    \b
    Example:
      sitrep add ucdp_ged GEDEvent_v25_1.csv --version 25.1 --retrieved 2026-11-02
      sitrep add table incidents.csv
    """
    import json

    from pipeline import io
    from pipeline.shell.add import add

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    path, card = add(project, feed, file, {"url": url, "version": version, "retrieved": retrieved}, replace)
    if as_json:
        click.echo(json.dumps(card | {"path": path.relative_to(project.root).as_posix()}, sort_keys=True))
        return
    click.echo(f"{path.relative_to(project.root)}: {card['bytes']:,} bytes, sha256 {card['sha256'][:12]}…")
    if project.input != project.root / "raw":
        click.echo("params.yaml builds from another input now; set `input: raw` to build from raw/", err=True)
