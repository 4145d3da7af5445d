"""`sitrep actors`: which party a name means, on a day and in a country."""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file (.parquet, .csv or .json); a table if left out.")
@click.option("--country", help="Country of all names that have none: a name or an ISO code.")
@click.option("--explain", is_flag=True, help="Show the rule that matched, and for unmatched names what comes close.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: Path, out: Path | None, country: str | None, explain: bool, as_json: bool) -> None:
    """Give actor names registry ids and types.

    FILE is a CSV with a column `name` and optionally `country` and `date`, or names one per line; standard input by
    default. The rows come back in their order with actor_id (null if unmatched), actor_name, actor_type, country_iso3
    and match (exact, alias, pattern, none).

    \b
    Example:
      echo "Taliban" | sitrep actors --country Afghanistan
      sitrep actors names.csv --out coded.parquet
    """
    import polars as pl

    from pipeline import io
    from pipeline.shell.parties import compiled
    from pipeline.registry.tool import actors_table
    from pipeline.shell.small_tables import deliver, read_names

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    names = read_names(file)
    if country:
        given = pl.col("country") if "country" in names.columns else pl.lit(None, pl.String)
        names = names.with_columns(country=given.fill_null(country))
    found = actors_table(names, compiled(project), propose=explain)
    deliver(found if explain or out else found.drop("rule_id", "associated", "candidates"), out, as_json)
