"""The toll of an event: the codebook's lowest number, from the latest word of its most credible voices."""

import polars as pl

from pipeline.dedup.who import keyed

COLUMNS = (
    "fatalities_low", "fatalities_best", "fatalities_high", "fatalities_rule", "fatalities_civilians", "fatalities_side1", "fatalities_side2", "injuries_best",
)
PARTIES = ("actor1_id", "actor1_name", "actor2_id", "actor2_name")


def tolls(rows: pl.DataFrame) -> pl.DataFrame:
    """Deaths and injuries per event. `rows` carry unit, trust, and `chosen1`, `chosen2`, the event's parties.

    Of one voice only its latest report counts. A report that gives no number is no report of none: it counts only where
    nobody gives one. Low is the lowest low, high the highest high, best the lowest best among the most credible.
    """
    rows = rows.select("event_id", "unit", "published_date", "claim_rank", "age", "trust", "chosen1", "chosen2", *PARTIES, *COLUMNS)
    latest = rows.sort(["event_id", "unit", "published_date", "claim_rank", "age"], descending=[False, False, True, False, False], nulls_last=True)
    latest = keyed(latest.unique(["event_id", "unit"], keep="first", maintain_order=True))
    says = pl.col("fatalities_best").is_not_null() & pl.col("fatalities_rule").ne_missing("none_reported")
    latest = latest.with_columns(says=says)
    counted = latest.filter(pl.col("fatalities_best").is_not_null() & (pl.col("says") | ~pl.col("says").any().over("event_id")))
    bounds = counted.group_by("event_id").agg(pl.col("fatalities_low").min(), pl.col("fatalities_high").max())
    best = counted.sort(["event_id", "trust", "fatalities_best", "age"], nulls_last=True).unique("event_id", keep="first", maintain_order=True)
    flipped = (pl.col("actor1_key") == pl.col("chosen2")).fill_null(False) & (pl.col("actor1_key").ne_missing(pl.col("chosen1")))
    one, two = pl.col("fatalities_side1"), pl.col("fatalities_side2")
    best = best.select(
        "event_id", "fatalities_best", "fatalities_rule", "fatalities_civilians",
        fatalities_side1=pl.when(flipped).then(two).otherwise(one), fatalities_side2=pl.when(flipped).then(one).otherwise(two),
    )
    hurt = latest.filter(pl.col("injuries_best").is_not_null()).sort("event_id", "trust", "injuries_best", "age")
    hurt = hurt.unique("event_id", keep="first", maintain_order=True).select("event_id", "injuries_best")
    whole = bounds.join(best, on="event_id").join(hurt, on="event_id", how="full", coalesce=True)
    spread = (pl.col("fatalities_low") < pl.col("fatalities_high")) & (pl.col("fatalities_rule") == "reported")
    return whole.with_columns(fatalities_rule=pl.when(spread).then(pl.lit("range")).otherwise("fatalities_rule")).select("event_id", *COLUMNS)
