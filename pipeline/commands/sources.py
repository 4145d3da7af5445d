"""`sitrep sources`: who is meant by an outlet's name."""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file (.parquet, .csv or .json); a table if left out.")
@click.option("--explain", is_flag=True, help="Say why a source has its grade.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: Path, out: Path | None, explain: bool, as_json: bool) -> None:
    """Give source names registry ids and grades.

    FILE is a CSV with a column `name` and optionally `country`, or names one per line; standard input by default. The
    rows come back in their order with source_id, registered name, country, kind, scale, owner, alignment and grade. A
    name that the registry does not know is `unknown:<name>` with grade F, which means that it cannot be judged.

    \b
    Example:
      echo "Reuters" | sitrep sources
      sitrep sources outlets.csv --out graded.parquet
    """
    from pipeline import io
    from pipeline.shell.small_tables import deliver
    from pipeline.shell.sources import look_up

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    found = look_up(project, file)
    deliver(found if explain else found.drop("grade_reason"), out, as_json)
