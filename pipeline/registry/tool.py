"""Columns of names to columns of parties: each distinct name, country and stretch of days is matched once, then joined back."""

from bisect import bisect_right
from datetime import date

import polars as pl

from pipeline.registry.match import match, proposals, turning_days
from pipeline.registry.names import fold
from pipeline.registry.parse import parse
from pipeline.registry.records import Match, Registry
from schemas.reference import ACTORS

RESULT = pl.Schema({
    "actor_id": pl.String, "actor_name": pl.String, "actor_type": pl.String, "country_iso3": pl.String, "match": pl.String, "rule_id": pl.String,
    "parent_id": pl.String, "associated": pl.List(pl.String), "candidates": pl.List(pl.String),
})
KEY = ("_name", "_iso3", "_bucket")


def actors_table(mentions: pl.DataFrame, registry: Registry, *, propose: bool = True) -> pl.DataFrame:
    """The same rows in the same order with the party that each name means; null actor_id and `match` none where nothing fits.

    Takes `name` and optionally `country` (ISO code or any name of a country) and `date` (a date, or text that begins with an ISO date).
    `candidates` are proposals for unmatched names. Columns of the result that the input has too are replaced.
    """
    keyed = _keys(mentions, registry)
    distinct = keyed.unique(KEY).sort(KEY, nulls_last=True)
    numbers, answers = _match_distinct(distinct, registry, propose)
    kept = [c for c in mentions.columns if c not in RESULT.names()]
    found = keyed.join(numbers, on=KEY, how="left", nulls_equal=True, maintain_order="left").get_column("_answer")
    return pl.concat([mentions.select(kept), answers.select(RESULT.names())[found]], how="horizontal")


def country_codes(registry: Registry, values: pl.Series) -> pl.DataFrame:
    """Distinct values of a country column with their ISO code; null for what names no country, or two."""
    known = []
    for value in values.unique().sort().drop_nulls():
        isos = (value.strip().upper(),) if value.strip().upper() in registry.titles else registry.by_country.get(fold(value), ())
        known.append((value, isos[0] if len(isos) == 1 else None))
    return pl.DataFrame(known, schema={"country": pl.String, "_iso3": pl.String}, orient="row")


def generated(matches: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Rows for the actors table of the matched parties that are not listed: state, generic, identity, local and faction parties.

    Takes columns of RESULT; one row a party, its type that at home, so that a release can add those that its registry table lacks.
    """
    listed = pl.Series(sorted(registry.parties), dtype=pl.String)
    new = matches.filter(pl.col("actor_id").is_not_null() & ~pl.col("actor_id").is_in(listed.implode()))
    at_home = pl.when(pl.col("actor_id").str.starts_with("state:") & (pl.col("actor_type") == "External/Other forces"))
    new = new.select("actor_id", pl.col("actor_name").alias("name"), at_home.then(pl.lit("State forces")).otherwise("actor_type").alias("actor_type"),
                     "country_iso3", "parent_id", basis=pl.lit("generated"))
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in ACTORS.schema.items() if name not in new.columns]
    return new.with_columns(missing).select(ACTORS.names).sort(ACTORS.names, nulls_last=True).unique("actor_id", keep="first", maintain_order=True)


def _keys(mentions: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    frame = mentions.select(
        _name=pl.col("name").cast(pl.String).str.strip_chars(),
        country=pl.col("country").cast(pl.String) if "country" in mentions.columns else pl.lit(None, pl.String),
        _day=_day(mentions.schema.get("date")),
    )
    starts = pl.Series("_from", registry.boundaries, dtype=pl.Date)
    frame = frame.join(country_codes(registry, frame["country"]), on="country", how="left", maintain_order="left")
    bucket = starts.search_sorted(frame["_day"].fill_null(date.min), side="right").cast(pl.Int32)
    return frame.with_columns(_bucket=pl.when(pl.col("_day").is_not_null()).then(bucket))


def _day(dtype: pl.DataType | None) -> pl.Expr:
    if dtype is None:
        return pl.lit(None, pl.Date)
    return pl.col("date") if dtype == pl.Date else pl.col("date").cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)


def _match_distinct(distinct: pl.DataFrame, registry: Registry, propose: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The number of the answer for each distinct row, and the answers; a name is matched once between two days that matter to it."""
    answers: list[Match] = [Match()]
    numbers: list[int] = []
    memory: dict[tuple, int] = {}
    spans: dict[tuple, tuple] = {}
    readings: dict[str, tuple] = {}
    for name, iso3, day in distinct.select("_name", "_iso3", "_day").iter_rows():
        if not name:
            numbers.append(0)
            continue
        if name not in readings:
            readings[name] = parse(name, registry)
        if (name, iso3) not in spans:
            spans[name, iso3] = turning_days(name, readings[name], iso3, registry)
        key = (name, iso3, bisect_right(spans[name, iso3], day) if day else None)
        if key not in memory:
            memory[key] = len(answers)
            answers.append(match(name, iso3, day, registry, readings[name]))
        numbers.append(memory[key])
    near = _propose(memory, answers, registry) if propose else {}
    rows = [(n, *(getattr(m, c) for c in RESULT.names()[:-2]), list(m.associated), near.get(n, [])) for n, m in enumerate(answers)]
    keyed = distinct.select(KEY).with_columns(_answer=pl.Series(numbers, dtype=pl.UInt32))
    return keyed, pl.DataFrame(rows, schema={"_answer": pl.UInt32, **RESULT}, orient="row")


def _propose(memory: dict[tuple, int], answers: list[Match], registry: Registry) -> dict[int, list[str]]:
    found: dict[tuple, list[str]] = {}
    for (name, iso3, _), number in memory.items():
        if answers[number].actor_id is None and (name, iso3) not in found:
            found[name, iso3] = list(proposals(name, iso3, registry))
    return {number: found[name, iso3] for (name, iso3, _), number in memory.items() if (name, iso3) in found}
