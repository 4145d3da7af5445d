"""Small raw files of UCDP GED's shape for tests to break, and what ingest makes of them."""

import csv
import datetime as dt
import io as text_io
from functools import cache
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.feeds.card import Card
from pipeline.shell import feeds
from pipeline.shell.ingest import ingest_file

LATEST = dt.date(2026, 11, 22)
ROW = {
    "id": "1", "year": "2019", "type_of_violence": "1", "side_a": "Government of Syria", "side_b": "Syrian insurgents", "source_article": "", "where_prec": "1",
    "where_coordinates": "Idlib town", "latitude": "35.93", "longitude": "36.63", "country": "Syria", "date_prec": "1", "date_start": "2019-08-30",
    "date_end": "2019-08-30", "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0", "best": "3", "high": "4", "low": "3",
}


@cache
def references() -> feeds.References:
    """The project's reference tables."""
    return feeds.references(io.project())


def ged(*changes: dict[str, str]) -> bytes:
    """A GED file: one sound row per dict, changed as it says, with ids counted up from 1."""
    rows = [ROW | {"id": str(i)} | change for i, change in enumerate(changes, 1)]
    columns = list(dict.fromkeys(name for row in rows for name in row)) if rows else list(ROW)
    out = text_io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def ingested(path: Path, data: bytes | None = None, card: Card | None = None) -> dict[str, pl.DataFrame]:
    """Every table of ingest for one file, its blocks stacked; the accounting summed. Writes `data` to the path first."""
    if data is not None:
        path.write_bytes(data)
    blocks = list(ingest_file(path, card or feeds.card("ucdp_ged"), references(), LATEST))
    tables = {name: pl.concat([b[name] for b in blocks if b[name].width], how="diagonal_relaxed") for name in blocks[0] if any(b[name].width for b in blocks)}
    tables["accounting"] = tables["accounting"].group_by("stage", "feed", "raw_file").agg(pl.all().exclude("stage", "feed", "raw_file").sum())
    return tables


def balance(tables: dict[str, pl.DataFrame]) -> tuple[int, int, int, int, int]:
    """rows_in, used, rejected, out_of_scope, skipped_tag_rows."""
    return tables["accounting"].select("rows_in", "used", "rejected", "out_of_scope", "skipped_tag_rows").row(0)


def only_reject(tables: dict[str, pl.DataFrame]) -> dict:
    """The one reject that there must be."""
    assert tables["rejects"].height == 1, tables["rejects"].select("raw_line", "reason_code", "seen").rows()
    return tables["rejects"].row(0, named=True)
