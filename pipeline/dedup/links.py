"""Which claims make up an event and which came near, with the pair that decided and its reasons."""

import polars as pl

from pipeline.dedup.match import SCORES
from schemas.event import EVENT_CLAIMS

_SHOWN = ("merge_probability", *SCORES, "reason")


def event_claims(grouped: pl.DataFrame, ids: pl.DataFrame, links: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """founding, merged and near_miss rows.

    A merged claim is shown with the founding claim if the two were compared, else with the claim of its event that it
    resembles most; a claim brought in by a decision says so. A near miss is shown once per event and claim.
    """
    events = grouped.select("claim_id", "group_id").join(ids, on="group_id")
    founding = ids.select("event_id", claim_id="founding_claim_id", relation=pl.lit("founding"), reason=pl.lit("first account of the event"))
    both = _both_ways(links)
    sides = both.join(events.select("claim_id", "event_id"), on="claim_id", how="left").join(
        events.select(compared_claim_id="claim_id", other_event_id="event_id", founding_claim_id="founding_claim_id"), on="compared_claim_id")
    merged = _merged(events, sides, decided)
    near = sides.filter(pl.col("event_id").ne_missing(pl.col("other_event_id"))).sort(
        ["other_event_id", "claim_id", "merge_probability", "compared_claim_id"], descending=[False, False, True, False],
    ).unique(["other_event_id", "claim_id"], keep="first", maintain_order=True)
    near = near.select("claim_id", "compared_claim_id", *_SHOWN, event_id="other_event_id", relation=pl.lit("near_miss")).with_columns(_why_apart())
    return pl.concat([EVENT_CLAIMS.empty(), *(_shaped(frame) for frame in (founding, merged, near))])


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, kind).alias(name) for name, kind in EVENT_CLAIMS.schema.items() if name not in frame.columns]
    return frame.with_columns(absent).select(EVENT_CLAIMS.names).cast(EVENT_CLAIMS.schema)


def _both_ways(links: pl.DataFrame) -> pl.DataFrame:
    links = links.rename({"other_id": "compared_claim_id", "probability": "merge_probability"})
    turned = links.rename({"claim_id": "compared_claim_id", "compared_claim_id": "claim_id"})
    return pl.concat([links, turned.select(links.columns)]).select("claim_id", "compared_claim_id", "is_vetoed", *_SHOWN)


def _merged(events: pl.DataFrame, sides: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    within = sides.filter((pl.col("event_id") == pl.col("other_event_id")) & (pl.col("claim_id") != pl.col("founding_claim_id")))
    within = within.with_columns(is_founding=pl.col("compared_claim_id") == pl.col("founding_claim_id"))
    best = within.sort(["claim_id", "is_vetoed", "is_founding", "merge_probability", "compared_claim_id"], descending=[False, False, True, True, False])
    best = best.unique("claim_id", keep="first", maintain_order=True).select("claim_id", "compared_claim_id", *_SHOWN)
    rows = events.filter(pl.col("claim_id") != pl.col("founding_claim_id")).join(best, on="claim_id", how="left")
    forced = decided.filter(pl.col("decision") == "force")
    forced = pl.concat([forced.select(claim_id=a, forced_with=b, why="reason") for a, b in (("claim_a", "claim_b"), ("claim_b", "claim_a"))])
    rows = rows.join(forced.sort("claim_id", "forced_with").unique("claim_id", keep="first", maintain_order=True), on="claim_id", how="left")
    is_forced = pl.col("forced_with").is_not_null() | pl.col("reason").is_null()
    because = pl.concat_str(pl.lit("merged by decision: "), pl.col("why").fill_null("it belongs to a claim that was merged by decision"))
    return rows.with_columns(
        relation=pl.lit("merged"), reason=pl.when(is_forced).then(because).otherwise("reason"),
        compared_claim_id=pl.coalesce("compared_claim_id", "forced_with"), merge_probability=pl.when(is_forced).then(1.0).otherwise("merge_probability"),
    )


def _why_apart() -> pl.Expr:
    likely = pl.col("merge_probability") >= 0.5
    clear = pl.col("reason").str.contains(r"^(?:a decision|one report)")
    return pl.when(likely & ~clear).then(pl.concat_str(pl.lit("kept apart because another claim of the event contradicts it or lies too far from it; "), "reason")).otherwise(
        pl.concat_str(pl.lit("kept apart; "), "reason")).alias("reason")
