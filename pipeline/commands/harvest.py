"""`sitrep harvest`: places that a feed names and the gazetteer lacks, as proposals."""

from pathlib import Path

import click


@click.command()
@click.argument("feed")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="CSV to write; a person reviews it and commits rows of it.")
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written.")
def command(feed: str, out: Path, as_json: bool) -> None:
    """Propose places from a feed that names them with coordinates.

    Reads the feed's ingested claims and writes the names that the gazetteer does not have near their consensus point, in
    the columns of raw/reference/places.csv with the number of claims and their spread. Refused for a feed that may not be
    redistributed unless the build is private.

    \b
    Example:
      sitrep build && sitrep harvest ucdp_ged --out proposals.csv
    """
    from pipeline import io
    from pipeline.shell.harvest import propose

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    rows = propose(project, feed)
    io.write_text(out, rows.write_csv(line_terminator="\n"))
    if as_json:
        import json

        click.echo(json.dumps({"path": str(out), "proposals": rows.height}, sort_keys=True, ensure_ascii=False))
        return
    click.echo(f"{out}: {rows.height:,} proposals; review them, then add the good ones to raw/reference/places.csv")
