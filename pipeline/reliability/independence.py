"""Who stands behind a claim, counted once: copies, outlets of one owner and relays of one speaker are one voice."""

import polars as pl

DATASET_PREFIX = "feed:"
COUNTED_ROLES = ("author", "cited")
VOICES = {
    "claim_id": pl.String, "report_id": pl.String, "source_id": pl.String, "role": pl.String, "unit": pl.String, "alignment": pl.String,
    "grade": pl.String, "is_counted": pl.Boolean,
}


def voices(claims: pl.DataFrame, claim_sources: pl.DataFrame, reports: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """One row per claim and source behind it, with the voice (`unit`) that it counts as.

    The unit is the party that speaks, where the text names one; else the owner of the outlet that published the text
    first; else the outlet. A dataset counts only where it names no outlet. Sources named inside a text (`attributed`)
    are listed and not counted: the outlet vouches for them.
    """
    known = sources.select("source_id", "owner", "alignment", grade=pl.col("grade"))
    first = reports.select("report_id", root=pl.coalesce("copy_of", "report_id"))
    origin = reports.select(root="report_id", root_source="source_id")
    spoken = claims.select("claim_id", "attribution_actor_id", speaker_feed="feed")
    rows = (
        claim_sources.select("claim_id", "report_id", "source_id", "role").unique()
        .join(first, on="report_id", how="left").join(origin, on="root", how="left").join(known, on="source_id", how="left").join(spoken, on="claim_id", how="inner")
    )
    is_copy = pl.col("root").is_not_null() & (pl.col("root") != pl.col("report_id")) & pl.col("root_source").is_not_null()
    rows = rows.with_columns(voice=pl.when(is_copy & (pl.col("role") == "author")).then("root_source").otherwise("source_id"))
    owners = known.select(voice="source_id", voice_owner="owner")
    has_party = pl.col("attribution_actor_id").is_not_null() & (pl.col("role") == "author")
    rows = rows.join(owners, on="voice", how="left").with_columns(
        unit=pl.when(has_party).then(pl.format("party:{}", "attribution_actor_id")).when(pl.col("voice_owner").is_not_null())
        .then(pl.format("owner:{}", "voice_owner")).otherwise("voice"),
        grade=pl.col("grade").fill_null("F"), is_dataset=pl.col("source_id").str.starts_with(DATASET_PREFIX), is_listed=pl.col("role").is_in(COUNTED_ROLES),
    )
    cites = (pl.col("is_listed") & ~pl.col("is_dataset")).any().over("claim_id")
    rows = rows.with_columns(is_counted=pl.col("is_listed") & ~(pl.col("is_dataset") & cites))
    return rows.select(list(VOICES)).sort("claim_id", "role", "report_id", "source_id")


def claim_voice(claims: pl.DataFrame, voices: pl.DataFrame) -> pl.DataFrame:
    """claim_id, unit, grade of every claim: its counted voice (the first by name if there are several), with the best grade.

    A claim without any source is its own voice and cannot be judged (F).
    """
    counted = voices.filter("is_counted").group_by("claim_id").agg(pl.col("unit").min(), pl.col("grade").min(), voice_count=pl.col("unit").n_unique())
    rows = claims.select("claim_id", "feed").join(counted, on="claim_id", how="left")
    return rows.select("claim_id", unit=pl.coalesce("unit", "claim_id"), grade=pl.col("grade").fill_null("F"), voice_count=pl.col("voice_count").fill_null(0))
