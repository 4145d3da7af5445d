"""`sitrep diff`: show what changed between two releases."""

from pathlib import Path

import click

SHOWN = 50


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print every change as JSON, one per line.")
@click.option("--out", type=click.Path(path_type=Path), help="Write every change to this Parquet file.")
@click.option("--all", "show_all", is_flag=True, help=f"List every change on the terminal, not the first {SHOWN}.")
def command(old: str, new: str, as_json: bool, out: Path | None, show_all: bool) -> None:
    """Show what changed between two releases.

    OLD and NEW are paths or versions. Values are compared event by event and column by column.

    \b
    Example:
      sitrep diff 2026.10.0 2026.11.0
      sitrep diff 2026.10.0 latest --out changes.parquet
    """
    from pipeline import io
    from pipeline.shell.differences import between, notes, shown
    from schemas.event import CHANGES

    told = between(old, new)
    if out:
        io.write_table(told, CHANGES, out)
    if as_json:
        click.echo(told.write_ndjson(), nl=False)
    else:
        click.echo(shown(told, None if show_all else SHOWN, notes(old, new)))
        if out:
            click.echo(f"written: {out}")
