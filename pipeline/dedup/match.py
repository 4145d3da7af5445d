"""Which claims tell of the same event: groups of claims, and the pairs that explain them. Runs country by country."""

import math

import polars as pl

from pipeline.dedup.blocking import candidates
from pipeline.dedup.cluster import cluster
from pipeline.dedup.features import prepare
from pipeline.dedup.score import score
from pipeline.dedup.weights import PARTS, Weights, weights

SCORES = tuple(f"{part}_score" for part in PARTS)
MEMBERS = {"claim_id": pl.String, "group_id": pl.String}
LINKS = {
    "claim_id": pl.String, "other_id": pl.String, "group_id": pl.String, "other_group_id": pl.String, "probability": pl.Float64,
    "is_vetoed": pl.Boolean, "is_allowed": pl.Boolean, "reason": pl.String, **dict.fromkeys(SCORES, pl.Float64),
}


def match(
    claims: pl.LazyFrame, actors: pl.LazyFrame, weight_table: pl.LazyFrame, type_table: pl.LazyFrame, forbidden: pl.LazyFrame, *,
    merge_probability: float, near_miss_probability: float, contradiction_probability: float, may_not_found: list[str], distinct_feeds: list[str],
) -> dict[str, pl.LazyFrame]:
    """`members`: the group of every claim that can be compared; `links`: the pairs that were merged or nearly so.

    Claims of feeds in `may_not_found` never shape a group: each joins the one that it fits best, or stays alone. Running
    on one country after another gives what running on all of them gives.
    """
    from schemas import vocabulary

    table = weights(weight_table.collect(), type_table.collect(), vocabulary.lookup("sub_event_types", "event_type"))
    rows = prepare(claims.collect(), actors.collect())
    scored = score(rows, candidates(rows), table, distinct_feeds=tuple(distinct_feeds))
    scored = _forbid(rows, scored, forbidden.collect())
    founds = ~rows["feed"].is_in(may_not_found)
    left, right = founds.gather(scored["left"]), founds.gather(scored["right"])
    group = cluster(
        scored.filter(left & right).select("left", "right", "score", "is_vetoed"), rows.height,
        merge_probability=merge_probability, contradiction_probability=contradiction_probability,
    )
    group = _attach(scored.filter(left != right), founds, group, merge_probability)
    ids = rows["claim_id"]
    members = pl.DataFrame({"claim_id": ids, "group_id": ids.gather(group)}, schema=MEMBERS)
    links = _links(scored.filter(left | right), group, merge_probability, near_miss_probability)
    return {"members": members.lazy(), "links": _told(links, ids, table).lazy()}


def _forbid(rows: pl.DataFrame, scored: pl.DataFrame, forbidden: pl.DataFrame) -> pl.DataFrame:
    """The same pairs; those that a person forbade are vetoed. `forbidden`: claim_a, claim_b."""
    if not forbidden.height:
        return scored.with_columns(is_allowed=pl.lit(True))
    index = rows.select("claim_id", row=pl.int_range(pl.len(), dtype=pl.UInt32))
    pairs = forbidden.join(index, left_on="claim_a", right_on="claim_id").join(index, left_on="claim_b", right_on="claim_id", suffix="_b")
    pairs = pairs.select(left=pl.min_horizontal("row", "row_b"), right=pl.max_horizontal("row", "row_b"), is_forbidden=pl.lit(True)).unique()
    joined = scored.join(pairs, on=["left", "right"], how="left", maintain_order="left").with_columns(is_allowed=pl.col("is_forbidden").is_null())
    return joined.with_columns(is_vetoed=pl.col("is_vetoed") | ~pl.col("is_allowed")).drop("is_forbidden")


def _attach(pairs: pl.DataFrame, founds: pl.Series, group: pl.Series, merge_probability: float) -> pl.Series:
    """Groups in which claims that may not found an event have joined the likeliest group that does not contradict them."""
    if not pairs.height:
        return group
    is_left = ~founds.gather(pairs["left"])
    pairs = pairs.with_columns(guest=pl.when(is_left).then("left").otherwise("right"), host=pl.when(is_left).then("right").otherwise("left"))
    pairs = pairs.with_columns(group=group.gather(pairs["host"]))
    bar = math.log(merge_probability / (1 - merge_probability))
    fits = pairs.group_by("guest", "group").agg(pl.col("score").max(), pl.col("is_vetoed").any()).filter((pl.col("score") >= bar) & ~pl.col("is_vetoed"))
    best = fits.sort(["guest", "score", "group"], descending=[False, True, False]).unique("guest", keep="first", maintain_order=True)
    return group.scatter(best["guest"], best["group"]) if best.height else group


def _links(scored: pl.DataFrame, group: pl.Series, merge_probability: float, near_miss_probability: float) -> pl.DataFrame:
    """Pairs within a group, and pairs across groups that came near."""
    scored = scored.with_columns(group_left=group.gather(scored["left"]), group_right=group.gather(scored["right"]))
    is_within = pl.col("group_left") == pl.col("group_right")
    forbidden = ~pl.col("is_allowed")
    return scored.filter(is_within | forbidden | (pl.col("probability") >= near_miss_probability))


def _told(links: pl.DataFrame, ids: pl.Series, table: Weights) -> pl.DataFrame:
    """The pairs with claim ids and a reason in words; each combination of levels is put into words once."""
    levels = [*(part for part in PARTS if part != "actor"), "actor_high", "actor_low", "is_elsewhere", "is_allowed"]
    combinations = links.select(levels).unique()
    worded = combinations.with_columns(reason=pl.Series([_reason(row, table) for row in combinations.iter_rows(named=True)], dtype=pl.String))
    links = links.join(worded, on=levels, how="left", maintain_order="left")
    return links.select(
        claim_id=ids.gather(links["left"]), other_id=ids.gather(links["right"]),
        group_id=ids.gather(links["group_left"]), other_group_id=ids.gather(links["group_right"]), probability=pl.col("probability").round(3),
        is_vetoed="is_vetoed", is_allowed="is_allowed", reason="reason", **{name: pl.col(name).round(3) for name in SCORES},
    ).cast(LINKS)


def _reason(row: dict, table: Weights) -> str:
    """Such as `the same place (+2.3); the same day (+1.9); …`."""
    high, low = row["actor_high"], row["actor_low"]
    odds = {part: table.log_odds[part][row[part]] for part in PARTS if part != "actor"} | {"actor": table.log_odds["actor"][high] + table.log_odds["actor"][low]}
    words = {part: table.says[part][row[part]] for part in odds if part != "actor"} | {"actor": f"{table.says['actor'][high]} and {table.says['actor'][low]}"}
    parts = [f"{words[part]} ({odds[part] + 0.0:+.1f})" for part in ("place", "date", "actor", "type", "toll", "text", "prior")]
    first = [] if row["is_allowed"] else ["a decision keeps them apart"]
    return "; ".join([*first, *(["one report tells them apart by place or day"] if row["is_elsewhere"] else []), *parts])
