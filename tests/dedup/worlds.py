"""Small worlds of claims, deduplicated with the project's own weights and rules."""

import datetime as dt
from functools import cache
from pathlib import Path

import polars as pl

from pipeline.io import read_csv
from pipeline.stages.deduplicate import deduplicate
from pipeline.stages.rate import rate
from schemas.describe import finish
from schemas.tables import BY_NAME
from tests.rows import DAY, claims, table

REFERENCE = Path(__file__).parents[2] / "raw/reference"
DECISION = {"decision": "force", "decided_by": "a reader", "decided_on": "2026-01-01", "reason": "same photographs"}


@cache
def curated(name: str) -> pl.DataFrame:
    """One curated table of the project."""
    return read_csv(REFERENCE / f"{name}.csv")


def day(n: int) -> dt.date:
    """The n-th day after the sample day."""
    return DAY + dt.timedelta(days=n)


def on(n: int, **more) -> dict:
    """Changes that put a claim on the n-th day and let it be published then."""
    return {"event_date": day(n), "date_start": day(n), "date_end": day(n), "published_date": day(n)} | more


def sources(*rows: dict) -> pl.DataFrame:
    """A sources table: one fairly reliable outlet per dict, changed as it says."""
    return table("sources", [{"source_id": f"s{i}", "name": f"Outlet {i}", "scale": "National", "grade": "C", "grade_reason": "for the test"} | row for i, row in enumerate(rows, 1)])


def cited(frame: pl.DataFrame, by: dict[str, str] | None = None) -> pl.DataFrame:
    """claim_sources: each claim by an outlet of its own (s1, s2 … in claim order), or as `by` says."""
    names = by or {}
    rows = [{"claim_id": c, "report_id": r, "source_id": names.get(c, f"s{i}"), "role": "author"} for i, (c, r) in enumerate(frame.select("claim_id", "report_id").iter_rows(), 1)]
    return table("claim_sources", rows)


def reports(frame: pl.DataFrame, voices: pl.DataFrame, texts: dict[str, str] | None = None) -> pl.DataFrame:
    """One report per claim's report id, with a text where one is given."""
    by = dict(voices.select("report_id", "source_id").iter_rows())
    rows = {r: {"report_id": r, "feed": f, "raw_file": "a", "source_id": by.get(r), "published_date": d, "text": (texts or {}).get(r), "outcome": "claims", "licence": "CC-BY-4.0",
                "published_at": dt.datetime.combine(d, dt.time(), dt.UTC) if d else None}
            for r, f, d in frame.select("report_id", "feed", "published_date").iter_rows()}
    return table("reports", list(rows.values()))


def events_of(frame: pl.DataFrame, *, by: dict[str, str] | None = None, known: pl.DataFrame | None = None, texts: dict[str, str] | None = None,
              decisions: list[dict] | None = None, before: dict[str, pl.DataFrame] | None = None, version: str = "1", **tunables) -> dict[str, pl.DataFrame]:
    """All tables of deduplicate, finished; `before` is what it gave for the previous release."""
    voices = cited(frame, by)
    known = sources(*({} for _ in range(max(1, frame.height)))) if known is None else known
    chosen = pl.DataFrame(decisions or [], schema=curated("decisions").schema)
    tables = {
        "claims": frame, "claim_sources": voices, "reports": reports(frame, voices, texts), "sources": known, "actors": BY_NAME["actors"].empty(),
        "ledger": (before or {}).get("ledger", BY_NAME["ledger"].empty()), "retired_events": (before or {}).get("retired_events", BY_NAME["retired_events"].empty()),
        "decisions": chosen, "weights": curated("dedup_weights"), "types": curated("dedup_types"), "trust_points": curated("claim_trust"), "licences": curated("licence_ranks"),
    }
    found = deduplicate(**{name: t.lazy() for name, t in tables.items()}, version=version, **tunables)
    return {name: finish(t.collect(), BY_NAME[name]) for name, t in found.items()} | {"claims": frame, "claim_sources": voices, "sources": known}


def rated(found: dict[str, pl.DataFrame], **tunables) -> dict[str, pl.DataFrame]:
    """The same world, rated."""
    names = ("events", "event_claims", "claims", "claim_sources", "reports", "sources")
    given = {name: found[name].lazy() for name in names}
    tables = rate(**given, rules=curated("credibility_rules").lazy(), trust_points=curated("claim_trust").lazy(), **tunables)
    return {name: finish(t.collect(), BY_NAME[name]) for name, t in tables.items()}


def groups(found: dict[str, pl.DataFrame]) -> set[frozenset[str]]:
    """The claims of each event."""
    attached = found["event_claims"].filter(pl.col("relation").is_in(["founding", "merged"]))
    return {frozenset(ids) for ids in attached.group_by("event_id").agg("claim_id")["claim_id"].to_list()}


def two(*changes: dict) -> pl.DataFrame:
    """Claims of the sample town and day, changed as each dict says."""
    return claims(*({"published_date": DAY} | change for change in changes))
