"""The answer to a query as bytes: a table for people, CSV, JSON or Parquet for machines."""

import io as memory
import json
from decimal import Decimal

import polars as pl

from pipeline.release.tabular import guarded
from pipeline.shell.shown import table


def as_table(frame: pl.DataFrame) -> bytes:
    """An aligned table and the number of rows; nothing in a value can reach the terminal's controls."""
    numeric = [dtype.is_numeric() for dtype in frame.dtypes]
    shown = table(frame.columns, (tuple(_words(v) for v in row) for row in frame.iter_rows()), numeric)
    return f"{shown}\n({frame.height:,} {'row' if frame.height == 1 else 'rows'})\n".encode(errors="backslashreplace")


def _words(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(str(_words(item)) for item in value)
    return f"{value:.10g}" if isinstance(value, float) else value


def as_csv(frame: pl.DataFrame) -> bytes:
    """CSV with LF; lists and structs as JSON, binary as hex, texts guarded against being run as formulas."""
    return guarded(_flat(frame)).write_csv(line_terminator="\n").encode()


def as_json(frame: pl.DataFrame) -> bytes:
    """A JSON array of objects, one a line; days and instants in ISO 8601, binary as hex, NaN and infinity as null."""
    lines = [json.dumps(_plain(row), ensure_ascii=False, allow_nan=False, default=_told) for row in frame.iter_rows(named=True)]
    return ("[" + ",\n".join(lines) + "]\n").encode(errors="backslashreplace")


def as_parquet(frame: pl.DataFrame) -> bytes:
    """Parquet with zstd."""
    buffer = memory.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    columns = []
    for name, dtype in frame.schema.items():
        if dtype.is_nested():
            texts = [None if v is None else json.dumps(_plain(v), ensure_ascii=False, default=_told) for v in frame[name].to_list()]
            columns.append(pl.Series(name, texts, dtype=pl.String))
        else:
            columns.append(frame[name].bin.encode("hex") if dtype == pl.Binary else frame[name])
    return pl.DataFrame(columns)


def _plain(value: object) -> object:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _told(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat() if hasattr(value, "isoformat") else str(value)


MAKE = {"table": as_table, "csv": as_csv, "json": as_json, "parquet": as_parquet}
