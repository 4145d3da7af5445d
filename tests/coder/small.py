"""The coder on the small gazetteer of the tests, with the project's own registry and a model that knows nothing (rules decide)."""

import datetime as dt
from functools import lru_cache

import polars as pl

from pipeline import io
from pipeline.registry.tables import FILES
from pipeline.stages.extract import extract
from schemas.column import INSTANT
from schemas.tables import BY_NAME
from tests.gazetteer.small import built, sources

PUBLISHED = dt.date(2019, 8, 30)  # a Friday
LABELS = ("Attack", "Peaceful protest", "none:background")


@lru_cache
def tables() -> dict[str, pl.LazyFrame]:
    """Every reference table of extract."""
    root = io.ROOT / "raw/reference"
    actors = {name: io.read_reference([root], pattern).lazy() for name, pattern in FILES.items()}
    words = {name: sources().reference[name].lazy() for name in ("geoparse_words", "place_abbreviations", "place_units", "place_country_overlaps", "countries", "country_names")}
    sourced = {name: io.read_reference([root], f"{name}.csv").lazy() for name in ("sources", "source_aliases")}
    model = pl.DataFrame({"feature": ["=intercept", "w=zzz"] * 3, "label": sorted(LABELS * 2), "weight": [0.0] * 6})
    return {**actors, **words, **sourced, "places": built().places.lazy(), "place_names": built().names.lazy(), "model": model.lazy()}


def reports(*rows: dict) -> pl.DataFrame:
    """Reports of the sample's shape; a row gives at least `text`."""
    empty = dict.fromkeys(BY_NAME["reports"].names)
    base = {"feed": "reports", "raw_file": "a.jsonl", "outcome": "no_event", "licence": "CC-BY-4.0", "published_date": PUBLISHED, "published_at": dt.datetime(2019, 8, 30, tzinfo=dt.UTC)}
    made = [{**empty, **base, "report_id": f"reports:{n}", **row} for n, row in enumerate(rows, 1)]
    schema = BY_NAME["reports"].schema
    assert schema["published_at"] == INSTANT
    return pl.DataFrame(made, schema=schema)


def coded(*rows: dict, coder: str = "rules") -> dict[str, pl.DataFrame]:
    """The tables that extract makes of the reports."""
    return {name: frame.collect() for name, frame in extract(reports=reports(*rows).lazy(), coder=coder, **tables()).items()}


def claims(text: str, **row) -> list[dict]:
    """The claims of one text, by importance."""
    return coded({"text": text, **row})["claims"].sort("claim_rank").to_dicts()
