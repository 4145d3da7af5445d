"""Validation at a stage's boundary: good rows go on, bad rows become rejects with a reason, and the two add up."""

import polars as pl

from pipeline.errors import ValidationFailed
from schemas import laws
from schemas.column import Table
from schemas.describe import finish, pandera_schema

PART_ROWS = 200_000


def split(frame: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that keep every check and law of `table`, and the failures: columns row, column_name, reason, seen.

    pandera validates eagerly, part by part: on a LazyFrame it checks no values, and `drop_invalid_rows` would hide
    schema errors. Raises ValidationFailed when the columns themselves are wrong.
    """
    frame = finish(frame, table)
    good, failures = [], []
    for offset in range(0, max(frame.height, 1), PART_ROWS):
        part = frame.slice(offset, PART_ROWS)
        failed = pl.concat([_pandera_failures(part, table), _law_failures(part, table)]).sort("row", "column_name", "reason")
        bad = failed.select(pl.col("row").unique())
        kept = part.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).join(bad, on="row", how="anti", maintain_order="left").drop("row")
        if kept.height + bad.height != part.height:
            raise ValidationFailed(f"{table.name}: {part.height} rows in, {kept.height} good and {bad.height} bad; they must add up")
        good.append(kept)
        failures.append(failed.with_columns(pl.col("row") + offset))
    return pl.concat(good), pl.concat(failures)


def _pandera_failures(part: pl.DataFrame, table: Table) -> pl.DataFrame:
    from pandera.errors import SchemaErrors

    empty = pl.DataFrame(schema={"row": pl.Int64, "column_name": pl.String, "reason": pl.String, "seen": pl.String})
    try:
        # Without binary columns: describing a repeated key, pandera writes whole rows as JSON, and polars cannot write binary so.
        binary = [c.name for c in table.columns if c.dtype == pl.Binary]
        pandera_schema(table).remove_columns(binary).validate(part.drop(binary), lazy=True)
        return empty
    except SchemaErrors as error:
        cases = error.failure_cases.select(
            row=pl.col("index").cast(pl.Int64), column_name=pl.col("column").cast(pl.String),
            reason=pl.col("check").cast(pl.String), seen=pl.col("failure_case").cast(pl.String),
        )
    structural = cases.filter(pl.col("row").is_null())
    if structural.height:
        raise ValidationFailed(f"{table.name}: {structural.row(0, named=True)}; the stage's output is not what schemas declares")
    return pl.concat([empty, cases])


def _law_failures(part: pl.DataFrame, table: Table) -> pl.DataFrame:
    return laws.broken(part, table).select("row", column_name=pl.lit(None, pl.String), reason="law", seen=pl.lit(None, pl.String))
