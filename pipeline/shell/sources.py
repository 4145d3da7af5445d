"""Reads names of sources from a file or standard input and looks them up in the registry."""

from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.feeds.countries import country_of
from pipeline.registry.sources import UNKNOWN_REASON, resolve_sources
from pipeline.shell import feeds
from pipeline.shell.small_tables import read_names

SHOWN = ("name", "country_iso3", "kind", "scale", "owner", "alignment", "grade", "grade_reason")


def look_up(project: io.Project, file: Path) -> pl.DataFrame:
    """The rows of the file with `source_id` and what the registry knows of it; unknown sources are graded F."""
    rows = read_names(file)
    references = feeds.references(project)
    curated = feeds.sources(project)[0].unique("source_id", keep="first", maintain_order=True)
    iso3 = country_of(rows, references.country_codes, (("country", "iso3"), ("country", "iso2"), ("country", "name")))
    ids = resolve_sources(rows.select(source_seen="name").with_columns(iso3), references.source_names)
    known = curated.select("source_id", *(pl.col(c).alias(f"source_{c}" if c in ("name",) else c) for c in SHOWN if c in curated.columns))
    found = rows.with_columns(ids).join(known, on="source_id", how="left", maintain_order="left", suffix="_of_source")
    return found.with_columns(pl.col("grade").fill_null("F"), pl.when(pl.col("source_name").is_null()).then(pl.lit(UNKNOWN_REASON)).otherwise("grade_reason").alias("grade_reason"))
