"""A gazetteer from the small dump under data/geonames and the project's own tables: what most tests here look things up in."""
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import polars as pl

from pipeline.gazetteer.geocode import geocode_table
from pipeline.gazetteer.geoparse import build_gazetteer
from pipeline.gazetteer.sources import DUMP_COLUMNS, read_sources
from pipeline.gazetteer.units import units_from
from pipeline.stages.gazetteer import gazetteer

ROOT = Path(__file__).resolve().parents[2]
DUMP = Path(__file__).parent / "data/geonames"


@lru_cache
def sources():
    """The small dump beside copies of the curated tables."""
    folder = Path(tempfile.mkdtemp(prefix="sitrep-gazetteer-"))
    for path in (ROOT / "raw/reference").glob("*.csv"):
        shutil.copy(path, folder)
    shutil.copytree(DUMP, folder / "geonames")
    read = read_sources(folder)
    shutil.rmtree(folder)
    return read


@lru_cache
def built():
    """Places and names of the small gazetteer."""
    return gazetteer(sources())


@lru_cache
def packaged():
    """The gazetteer of the packages' data: all places, half a minute to build."""
    read = read_sources(ROOT / "raw/reference")
    return read, gazetteer(read)


def for_text():
    """The small gazetteer, ready for running text."""
    return build_gazetteer(built().places, built().names, sources().reference)


def geocode_rows(frame, read=None, tables=None):
    """`geocode_table` on the small gazetteer, or on the one given."""
    read, tables = read or sources(), tables or built()
    return geocode_table(frame, tables.places, tables.names, units_from(read.reference["place_units"]), read.reference["place_country_overlaps"])


def write_dump(read, path):
    """Places and their names as a GeoNames file of places; languages of names have no column there."""
    others = read.names.group_by("geonames_id", maintain_order=True).agg(pl.col("name").str.join(",").alias("alternatenames"))
    table = read.places.join(others, on="geonames_id", how="left", maintain_order="left")
    path.parent.mkdir(parents=True, exist_ok=True)
    empty = {column: pl.lit(None, pl.String) for column in DUMP_COLUMNS if column not in table.columns}
    table.with_columns(**empty).select(DUMP_COLUMNS).write_csv(path, separator="\t", include_header=False, quote_style="never")
