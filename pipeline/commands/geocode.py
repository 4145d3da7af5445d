"""`sitrep geocode`: place names in, coordinates out."""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file (.parquet, .csv, .json or .geojson); a table if left out.")
@click.option("--country", help="Country of all names that have none: a name or an ISO code.")
@click.option("--explain", is_flag=True, help="Show score, runner-up, margin and the rule that decided.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: Path, out: Path | None, country: str | None, explain: bool, as_json: bool) -> None:
    """Give place names coordinates.

    FILE is a CSV with a column `name` and optionally `admin1`, `admin2` and `country`, or names one per line; standard
    input by default. The rows come back in their order with place_id, latitude, longitude, geo_precision and score. A
    name that is unknown or too ambiguous takes its province's point with precision 3, or stays without a point. A row
    whose country is unknown stays without a point; such countries are named and counted on standard error.

    \b
    Example:
      echo "Tripoli" | sitrep geocode --country Lebanon --explain
      sitrep geocode places.csv --out places.geojson
    """
    import polars as pl

    from pipeline import io, tools
    from pipeline.gazetteer.geocode import geocode_table
    from pipeline.gazetteer.resolve import Weights
    from pipeline.gazetteer.units import units_from
    from pipeline.shell.countries import country_option, tell_unknown
    from pipeline.shell.small_tables import deliver, read_names

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    names = read_names(file)
    if country:
        given = pl.col("country") if "country" in names.columns else pl.lit(None, pl.String)
        names = names.with_columns(country=given.fill_null(country))
    paths = tools.reference(project, ("gazetteer",))
    read = lambda table: pl.read_parquet(paths[f"gazetteer/{table}"])  # noqa: E731
    place_names = read("place_names")
    country_option(country, place_names)
    found = geocode_table(names, read("places"), place_names, units_from(read("place_units")), read("place_country_overlaps"),
                          weights=Weights(margin=project.params["geocode"]["margin"]))
    tell_unknown(found)
    why = ["score", "runner_up", "margin", "rule", "place_admin1", "place_admin2", "place_kind", "location_radius_km"]
    deliver(found if explain or out else found.drop(why), out, as_json)
