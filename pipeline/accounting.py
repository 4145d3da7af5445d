"""What became of every row, per stage and file; nothing is lost without a reason."""

import polars as pl

from pipeline.errors import ValidationFailed
from schemas.tables import BY_NAME

_COUNTS = ("rows_in", "used", "rejected", "out_of_scope", "no_event", "skipped_tag_rows")


def law_rejects(stage: str, claims: pl.DataFrame, failures: pl.DataFrame) -> pl.DataFrame:
    """Rejects for claims that broke a check or a law at a stage's boundary, one per claim, with its first reason."""
    from schemas.describe import finish

    first = failures.unique("row", keep="first", maintain_order=True)
    rows = finish(claims, BY_NAME["claims"]).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).join(first, on="row", maintain_order="left")
    return rows.select(
        "feed", "raw_file", raw_line=pl.lit(None, pl.Int64), native_id=pl.coalesce("native_id", "claim_id"), stage=pl.lit(stage),
        column_name="column_name", reason_code=pl.lit("law_broken"), seen="seen",
        expected=pl.format("{} of schemas", pl.col("reason")), payload=pl.lit(None, pl.String),
    )


def of_stage(stage: str, taken: pl.DataFrame, outputs: dict[str, pl.DataFrame], rejects: pl.DataFrame) -> pl.DataFrame:
    """Accounting of a report stage: claims in = claims out + rejected; for extract, reports in = reports with claims + without."""
    keys = ["feed", "raw_file"]
    claims = outputs["claims"]
    made = claims.group_by(keys).len("claims")
    lost = rejects.group_by(keys).len("lost")
    came = taken.group_by(keys).len("rows_in")
    frame = came.join(made, on=keys, how="left").join(lost, on=keys, how="left").with_columns(pl.col("claims", "lost").fill_null(0))
    if stage == "extract":
        used = claims.select(*keys, "report_id").unique().group_by(keys).len("used")
        frame = frame.join(used, on=keys, how="left").with_columns(pl.col("used").fill_null(0), rejected=0)
        frame = frame.with_columns(no_event=pl.col("rows_in") - pl.col("used"))
    else:
        frame = frame.with_columns(used=pl.col("claims"), rejected=pl.col("lost"), no_event=0)
    return check(frame.with_columns(stage=pl.lit(stage), out_of_scope=0, skipped_tag_rows=0).select(BY_NAME["accounting"].names))


def check(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table, or ValidationFailed with the first row that does not balance."""
    parts = pl.sum_horizontal("used", "rejected", "out_of_scope", "no_event", "skipped_tag_rows")
    off = frame.filter(pl.col("rows_in") != parts)
    if off.height:
        raise ValidationFailed(f"accounting does not balance: {off.row(0, named=True)}; rows were lost or made up")
    return frame


def summary(frame: pl.DataFrame) -> dict[str, int]:
    """Totals of an accounting table, for build/metrics."""
    return {name: int(frame[name].sum() or 0) for name in (*_COUNTS, "claims")}
