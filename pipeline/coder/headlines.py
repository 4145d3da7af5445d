"""Sub-event types read from cited headlines, within what the feed's own type of violence allows."""

import polars as pl

from pipeline.coder import frames, scan, text
from pipeline.coder.traits import traits
from pipeline.coder.vocabulary import lexicon

_REMOTE = "Explosions/Remote violence"
ALLOWED = {"1": ("Battles", _REMOTE), "2": ("Battles", _REMOTE), "3": ("Violence against civilians", _REMOTE)}  # codebook notes, section 6
LEAST_VOTES = 3.0  # weaker evidence leaves the default


def headline_types(claims: pl.DataFrame, language: str = "en") -> pl.DataFrame:
    """`headline_type` and `headline_certainty` per claim_id where a headline tells; `claims` has claim_id, event_type_seen, text_seen.

    Frames vote on each distinct headline once; a claim takes the allowed type with most votes over its headlines.
    """
    empty = pl.DataFrame(schema={"claim_id": pl.String, "headline_type": pl.String, "headline_certainty": pl.Float64})
    lines = claims.with_columns(line=pl.col("text_seen").str.split("\n")).explode("line").with_columns(pl.col("line").str.strip_chars().str.slice(0, 400)).filter(pl.col("line").str.len_chars() >= 8)
    if lines.is_empty():
        return empty
    distinct = lines.select("line").unique().sort("line")
    plain = pl.Series("plain", [text.plain(line) for line in distinct["line"]], dtype=pl.String)
    known = lexicon(language)
    tags = scan.tagged(scan.scan(plain, known), known, len(plain))
    votes = frames.votes(frames.fired(tags, language), language).with_columns(line=distinct["line"])
    kept = [c for c in votes.columns if c != "line" and not c.startswith("none:")]
    long = votes.unpivot(index="line", on=kept, variable_name="headline_type", value_name="votes").filter(pl.col("votes") >= LEAST_VOTES)
    allowed = pl.DataFrame([(t, label) for t, kinds in ALLOWED.items() for label, known in traits().items() if known.event_type in kinds], schema=["event_type_seen", "headline_type"], orient="row")
    told = lines.select("claim_id", "event_type_seen", "line").join(long, on="line").join(allowed, on=["event_type_seen", "headline_type"])
    best = told.group_by("claim_id", "headline_type").agg(pl.col("votes").sum().round(3), strongest=pl.col("votes").max())
    best = best.sort("claim_id", "votes", "headline_type", descending=[False, True, False]).unique("claim_id", keep="first", maintain_order=True)
    return best.select("claim_id", "headline_type", headline_certainty=(pl.col("strongest") / (pl.col("strongest") + 2.0)).round(3))
