"""Rows that keep every law, for tests to bend."""

import datetime as dt

import polars as pl

from schemas.describe import finish
from schemas.tables import BY_NAME

DAY = dt.date(2019, 8, 30)
CLAIM = {
    "claim_id": "c0000000000000001", "feed": "reports", "report_id": "reports:1", "raw_file": "a.jsonl", "claim_rank": 1, "event_kind": "event",
    "licence": "CC-BY-4.0", "published_date": DAY, "event_date": DAY, "year": 2019, "date_start": DAY, "date_end": DAY, "time_precision": 1,
    "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash", "sub_event_type_rule": "coder",
    "civilian_targeting": False, "tags": [], "actor1_name": "Military Forces of Syria (2000-2024)", "actor1_type": "State forces",
    "assoc_actor1_ids": [], "actor2_name": "Unidentified Armed Group (Syria)", "actor2_type": "Political militia", "assoc_actor2_ids": [],
    "country_name": "Syria", "country_iso3": "SYR", "location_name": "Idlib", "latitude": 35.9306, "longitude": 36.6339, "geo_precision": 1,
    "location_radius_km": 5.0, "fatalities_low": 1, "fatalities_best": 1, "fatalities_high": 1, "fatalities_rule": "reported",
    "assoc_actor1_seen": [], "assoc_actor2_seen": [], "is_hedged": False, "interest": "neutral",
}
EVENT = {name: CLAIM[name] for name in BY_NAME["events"].names if name in CLAIM} | {
    "event_id": "e0000000000000001", "feeds": ["reports"], "native_ids": [], "first_release": "1", "last_changed_release": "1", "claim_count": 1,
    "source_count": 1, "independent_source_count": 1, "source_names": ["a"], "urls": [], "information_credibility": 3, "source_reliability": "B",
    "contested_columns": [], "notes": "Armed clash in Idlib.",
}


def claims(*changes: dict) -> pl.DataFrame:
    """A claims table: one good row per dict, changed as it says, with ids counted up."""
    rows = [CLAIM | {"claim_id": f"c{i:016x}", "report_id": f"reports:{i}"} | change for i, change in enumerate(changes, 1)]
    return table("claims", rows)


def events(*changes: dict) -> pl.DataFrame:
    """An events table, like `claims`."""
    return table("events", [EVENT | {"event_id": f"e{i:016x}"} | change for i, change in enumerate(changes, 1)])


def table(name: str, rows: list[dict]) -> pl.DataFrame:
    """Rows in the declared columns of a table; columns not given are null."""
    declared = BY_NAME[name]
    schema = {k: v for k, v in declared.schema.items() if any(k in row for row in rows)}
    return finish(pl.DataFrame(rows, schema=schema) if rows else declared.empty(), declared)
