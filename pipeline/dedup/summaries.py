"""Which single events a summary covers; a summary never swallows them."""

import polars as pl

from pipeline.dedup.who import keyed


def covered(events: pl.DataFrame, event_claims: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """(event_id, claim_id, compared_claim_id, reason): the claims of summaries that cover each single event.

    A summary covers an event of its country (and province, if it names one that is not the whole country), within its
    days, of its event type, that names one of its parties and contradicts the other in nothing.
    """
    summaries = events.filter(pl.col("event_kind") == "summary")
    singles = events.filter(pl.col("event_kind") == "event")
    if not summaries.height or not singles.height:
        return pl.DataFrame(schema={"event_id": pl.String, "claim_id": pl.String, "compared_claim_id": pl.String, "reason": pl.String})
    left, right = _parties(summaries, spread=True), _parties(singles, spread=False)
    met = right.join(left, on=["country_iso3", "event_type", "actor", "month"], suffix="_summary").filter(
        (pl.col("date_start") <= pl.col("date_end_summary")) & (pl.col("date_start_summary") <= pl.col("date_end"))
        & (pl.col("is_wide_summary") | (pl.col("admin1") == pl.col("admin1_summary")).fill_null(False))
        & (pl.col("other").is_null() | pl.col("other_summary").is_null() | (pl.col("other") == pl.col("other_summary")))
    ).select("event_id", summary_id="event_id_summary").unique()
    founding = event_claims.filter(pl.col("relation") == "founding").select("event_id", compared_claim_id="claim_id")
    members = event_claims.filter(pl.col("relation").is_in(["founding", "merged"])).select("claim_id", summary_id="event_id")
    found = met.join(members, on="summary_id").join(founding, on="event_id")
    return found.select("event_id", "claim_id", "compared_claim_id", reason=pl.format(
        "summary {} covers the same parties, type, area and days; its toll is not added", "summary_id")).sort("event_id", "claim_id")


def _parties(events: pl.DataFrame, spread: bool) -> pl.DataFrame:
    """One row per event, named party and month of its interval, with the other party."""
    rows = keyed(events).with_columns(is_wide=(pl.col("geo_precision").fill_null(4) >= 4) | pl.col("admin1").is_null())
    first, last = (pl.col(name).dt.year().cast(pl.Int32) * 12 + pl.col(name).dt.month() for name in ("date_start", "date_end"))
    rows = rows.with_columns(month=pl.int_ranges(first, last + 1)).explode("month", empty_as_null=False)
    sides = [
        rows.select("event_id", "country_iso3", "admin1", "event_type", "date_start", "date_end", "is_wide", "month", actor=f"actor{a}_key", other=f"actor{b}_key")
        for a, b in ((1, 2), (2, 1))
    ]
    return pl.concat(sides).filter(pl.col("actor").is_not_null())
