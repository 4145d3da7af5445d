"""Everything an event was concluded from, as one nested record."""

import datetime as dt

import polars as pl

from pipeline.dedup.match import SCORES

_STATED = (
    "event_date", "date_start", "date_end", "time_precision", "sub_event_type", "sub_event_type_rule", "actor1_name", "actor2_name", "location_name", "country_iso3",
    "latitude", "longitude", "geo_precision", "fatalities_low", "fatalities_best", "fatalities_high", "fatalities_rule", "civilian_targeting",
)


def lineage(event_id: str, tables: dict[str, pl.DataFrame]) -> dict | None:
    """The event with its claims, their sources, spans and merges, its near misses, summaries and changes; None if unknown.

    A retired event is told by what became of it. `tables`: those of a release by name. Values are plain, dates in ISO.
    """
    mine = {name: frame.filter(pl.col("event_id") == event_id) for name, frame in tables.items() if "event_id" in frame.columns}
    event = next(iter(mine["events"].drop("geometry", strict=False).to_dicts()), None)
    retired = next(iter(mine["retired_events"].to_dicts()), None)
    if event is None and retired is None:
        return None
    relation = {kind: mine["event_claims"].filter(pl.col("relation").is_in(kinds)) for kind, kinds in (
        ("claims", ["founding", "merged"]), ("near_misses", ["near_miss"]), ("summaries", ["summary_of"]))}
    told = {
        "event_id": event_id, "event": event, "retired": retired,
        "claims": [_claim(link, tables) for link in relation["claims"].sort("relation", "claim_id").to_dicts()],
        "near_misses": [_near(link, tables) for link in relation["near_misses"].sort("merge_probability", "claim_id", descending=[True, False]).to_dicts()],
        "summaries": [_near(link, tables) for link in relation["summaries"].sort("claim_id").to_dicts()],
        "changes": mine["changes"].sort("release", "change", "column_name").to_dicts(),
        "credibility": _rules(event, tables.get("credibility_rules")),
    }
    return _plain(told)


def _claim(link: dict, tables: dict[str, pl.DataFrame]) -> dict:
    own = {name: tables[name].filter(pl.col("claim_id") == link["claim_id"]) for name in ("claims", "claim_sources", "evidence")}
    claim = next(iter(own["claims"].to_dicts()), {})
    voices = own["claim_sources"].join(tables["sources"].select("source_id", "name", "grade", "grade_reason", "owner", "alignment"), on="source_id", how="left")
    reports = voices.select("report_id").unique().join(tables["reports"].select("report_id", "title", "url", "published_date", "copy_of"), on="report_id", how="left")
    return {
        "claim_id": link["claim_id"], "relation": link["relation"], "feed": claim.get("feed"), "native_id": claim.get("native_id"),
        "raw_file": claim.get("raw_file"), "published_date": claim.get("published_date"), "coding_confidence": claim.get("coding_confidence"),
        "text_seen": claim.get("text_seen"), "interest": claim.get("interest"), "is_hedged": claim.get("is_hedged"), "attribution": claim.get("attribution"),
        "says": {name: claim.get(name) for name in _STATED},
        "merge": None if link["relation"] == "founding" else _merge(link),
        "sources": voices.drop("claim_id").sort("role", "source_id").to_dicts(), "reports": reports.sort("report_id").to_dicts(),
        "evidence": own["evidence"].drop("claim_id").sort("column_name", "is_chosen", "start", descending=[False, True, False]).to_dicts(),
    }


def _merge(link: dict) -> dict:
    return {"compared_claim_id": link["compared_claim_id"], "probability": link["merge_probability"], "reason": link["reason"],
            "log_odds": {name.removesuffix("_score"): link[name] for name in SCORES}}


def _near(link: dict, tables: dict[str, pl.DataFrame]) -> dict:
    claim = next(iter(tables["claims"].filter(pl.col("claim_id") == link["claim_id"]).to_dicts()), {})
    home = tables["event_claims"].filter((pl.col("claim_id") == link["claim_id"]) & pl.col("relation").is_in(["founding", "merged"]))["event_id"].to_list()
    return {"claim_id": link["claim_id"], "event_id": home[0] if home else None, "says": {name: claim.get(name) for name in _STATED}, **_merge(link)}


def _rules(event: dict | None, rules: pl.DataFrame | None) -> list[dict]:
    """The rules that graded the event, in words."""
    names = (event or {}).get("credibility_rule")
    if not names or rules is None:
        return []
    said = dict(rules.select("rule", "says").iter_rows())
    return [{"rule": name, "says": said.get(name)} for name in names.split("; ")]


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
