"""The answer to a query as bytes: a table for people, CSV, JSON or Parquet for machines.

Made of Python rows, without polars or pyarrow: to import them takes longer than most queries.
"""

import csv
import datetime as dt
import io as memory
import json
from dataclasses import dataclass
from decimal import Decimal

from pipeline.release.guard import guard
from pipeline.shell.shown import table


@dataclass(frozen=True)
class Answer:
    """Column names, whether each holds numbers, the rows, and whether there were more."""

    names: list[str]
    numeric: list[bool]
    rows: list[tuple]
    is_cut: bool


def as_table(answer: Answer) -> bytes:
    """An aligned table and the number of rows; nothing in a value can reach the terminal's controls."""
    shown = table(answer.names, (tuple(_words(v) for v in row) for row in answer.rows), answer.numeric)
    count = len(answer.rows)
    return f"{shown}\n({count:,} {'row' if count == 1 else 'rows'})\n".encode(errors="backslashreplace")


def _words(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return "; ".join(str(_words(item)) for item in value)
    return f"{value:.10g}" if isinstance(value, float) else value


def as_csv(answer: Answer) -> bytes:
    """CSV with LF; lists and structs as JSON, binary as hex, texts guarded against being run as formulas, null as an empty cell."""
    text = memory.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(guard(name) for name in answer.names)
    writer.writerows([_cell(value) for value in row] for row in answer.rows)
    return text.getvalue().encode(errors="backslashreplace")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(_plain(value), ensure_ascii=False, default=_told)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _told(value) if isinstance(value, (bytes, dt.date, dt.time)) else value


def as_json(answer: Answer) -> bytes:
    """A JSON array of objects, one a line; days and instants in ISO 8601, binary as hex, NaN and infinity as null."""
    lines = [json.dumps(_plain(dict(zip(answer.names, row, strict=True))), ensure_ascii=False, allow_nan=False, default=_told) for row in answer.rows]
    return ("[" + ",\n".join(lines) + "]\n").encode(errors="backslashreplace")


def _plain(value: object) -> object:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _told(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat() if hasattr(value, "isoformat") else str(value)


MAKE = {"table": as_table, "csv": as_csv, "json": as_json}
