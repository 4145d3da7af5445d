"""`events.csv.gz`: events for spreadsheets and R, with nothing in a cell that a spreadsheet would run."""

import gzip

import polars as pl

from pipeline.release.guard import FORMULA_STARTS, GUARD
from schemas.column import Table


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text cell that a spreadsheet would take for a formula; numbers are left alone."""
    starts = pl.col(pl.String).str.slice(0, 1).is_in(FORMULA_STARTS)
    return frame.with_columns(pl.when(starts).then(pl.lit(GUARD) + pl.col(pl.String)).otherwise(pl.col(pl.String)).name.keep())


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without binary columns and with lists joined by `; `."""
    kept = frame.select(pl.all().exclude(pl.Binary))
    lists = [name for name, dtype in kept.schema.items() if isinstance(dtype, pl.List)]
    return kept.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists)


def csv_columns(table: Table) -> list[str]:
    """Columns of the table that its CSV form has."""
    return [column.name for column in table.columns if column.dtype != pl.Binary]


def csv_gz(frame: pl.DataFrame) -> bytes:
    """The frame as gzip-compressed UTF-8 CSV with LF line ends; its bytes depend on the rows alone."""
    text = guarded(flat(frame)).write_csv(line_terminator="\n")
    return gzip.compress(text.encode("utf-8"), compresslevel=6, mtime=0)
