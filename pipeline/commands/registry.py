"""`sitrep registry check`: whether the curated reference tables are sound."""

import sys
from pathlib import Path

import click


@click.group()
def command() -> None:
    """Check the curated reference tables.

    \b
    Example:
      sitrep registry check
    """


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(as_json: bool) -> None:
    """Check that ids, aliases, dates, parents and references are sound.

    One line per finding: table, actor, column, what was seen, what was expected. Exit code 4 when there is any.

    \b
    Example:
      sitrep registry check
    """
    from pipeline import io
    from pipeline.registry.check import counts, findings
    from pipeline.shell.parties import curated
    from pipeline.shell.small_tables import deliver

    references = curated(io.project(Path.cwd() if Path("params.yaml").exists() else None))
    found = findings(references)
    if as_json or found.height:
        deliver(found, None, as_json)
    click.echo(", ".join(f"{number:,} {name}" for name, number in counts(references).items()) + f"; {found.height} findings", err=as_json)
    sys.exit(4 if found.height else 0)
