"""`sitrep export`: a release, or a normalized file, in another format."""

from pathlib import Path

import click

FORMATS = ("acled", "ucdp_ged", "csv", "geojson")


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("source", required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; standard output if left out.")
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written to --out.")
@click.option("--raw-cells", is_flag=True, help="Leave cells that begin with = + - @ as they are (spreadsheets run them).")
def command(form: str, source: str | None, out: Path | None, as_json: bool, raw_cells: bool) -> None:
    """Write a release in another format.

    FORMAT is acled, ucdp_ged, csv or geojson. SOURCE is a release (path or version; the latest by default), or the folder
    of a file normalized before: its claims are then written back in the columns of the feed that they came from.

    \b
    Example:
      sitrep export acled --out acled.csv
      sitrep export ucdp_ged normalized/ --out ged.csv
      sitrep export geojson 2026.11.0 --out events.geojson
    """
    from pipeline.shell.export import export

    if as_json and out is None:
        raise click.UsageError("--json tells what was written, so it needs --out")
    text = export(form, source, raw_cells)
    if out is None:
        click.echo(text, nl=False)
        return
    from pipeline import io

    io.write_text(out, text)
    if as_json:
        import json

        click.echo(json.dumps({"path": str(out), "format": form, "lines": text.count("\n")}, sort_keys=True, ensure_ascii=False))
    else:
        click.echo(f"{out}: {text.count(chr(10)):,} lines", err=True)
