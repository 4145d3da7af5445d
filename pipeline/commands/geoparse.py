"""`sitrep geoparse`: running text in, place mentions out."""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file (.parquet, .csv, .json or .geojson); a table if left out.")
@click.option("--text", help="Read this text instead of a file.")
@click.option("--country", help="Country that the texts are about: a name or an ISO code.")
@click.option("--explain", is_flag=True, help="Show everything that is known of each mention.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: str, out: Path | None, text: str | None, country: str | None, explain: bool, as_json: bool) -> None:
    """Find the places in running text.

    FILE has a report a line (report_id, text); `-` reads standard input. A row per mention: report_id, start and end
    (Unicode code points of the text), name, place_id, latitude, longitude. Adjectives ("Turkish"), governments
    ("Washington said"), people and organisations named after places are left out.

    \b
    Example:
      sitrep geoparse --text "Clashes broke out near Gao and in Kidal, northern Mali."
      sitrep geoparse reports.jsonl --out mentions.parquet
    """
    import polars as pl

    from pipeline import io, tools
    from pipeline.coder.adhoc import read_reports
    from pipeline.coder.kit import GAZETTEER_TABLES
    from pipeline.gazetteer.geoparse import build_gazetteer, geoparse
    from pipeline.shell.countries import country_option
    from pipeline.shell.small_tables import deliver

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    tables = {key.split("/", 1)[1]: path for key, path in tools.reference(project, ("gazetteer", "registry")).items()}
    read = lambda name: pl.read_parquet(tables[name])  # noqa: E731
    place_names = read("place_names")
    iso3 = country_option(country, place_names)
    reports = read_reports(file, text, None).select("report_id", "text", country=pl.lit(iso3, pl.String) if iso3 else pl.col("country_hint"))
    gazetteer = build_gazetteer(read("places"), place_names, {name: read(name) for name in GAZETTEER_TABLES})
    found = geoparse(reports.filter(pl.col("text").is_not_null()), gazetteer)
    brief = ["report_id", "start", "end", "name", "place_id", "country_iso3", "latitude", "longitude"]
    deliver(found if explain or out else found.select(brief), out, as_json)
