"""Runs ingest on the raw files of one feed and writes its tables."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput
from pipeline.feeds.card import Card
from pipeline.feeds.duplicates import Seen
from pipeline.feeds.rows import payload
from pipeline.shell.feeds import References, blocks
from pipeline.stages.ingest import ingest
from schemas.tables import BY_NAME

TABLES = ("claims", "claim_sources", "reports", "evidence", "rejects", "out_of_scope", "issues")


def ingest_file(path: Path, card: Card, references: References, latest: date | None, on_read: Callable[[int, int], None] = lambda size, rows: None) -> Iterator[dict[str, pl.DataFrame]]:
    """The stage's tables for one raw file, block by block, in the order of its rows, each with an accounting row.

    An id that was seen before in the file is out of scope when the row repeats the first one, and a reject otherwise.
    """
    seen = Seen()
    for block in blocks(path, card, on_read):
        rows, repeated, reused = seen.split(block.rows, card.native_id)
        made = ingest(
            rows=rows.lazy(), country_codes=references.country_codes.lazy(), countries=references.countries.lazy(),
            source_names=references.source_names.lazy(), card=card, raw_file=path.name, latest=latest)
        tables = {name: frame.collect() for name, frame in made.items()}
        structural = [_reject(card, path, r | {"native_id": r["payload"].get(card.native_id)}) for r in block.rejects]
        doubled = [
            _reject(card, path, {"raw_line": r["raw_line"], "native_id": r[card.native_id], "column_name": card.native_id, "reason_code": "duplicate_id", "seen": r[card.native_id],
                                 "expected": "an id used once; the first row with it was kept", "payload": {k: v for k, v in r.items() if k != "raw_line"}})
            for r in reused.iter_rows(named=True)]
        tables["rejects"] = pl.concat([tables["rejects"], pl.DataFrame(structural + doubled, schema=BY_NAME["rejects"].schema)])
        tables["out_of_scope"] = pl.concat([tables["out_of_scope"], _repeated(card, path, repeated)])
        tables["accounting"] = accounting(card.feed, path.name, tables, block.rows.height + len(block.rejects), block.skipped_tag_rows)
        yield tables


def _reject(card: Card, path: Path, row: dict) -> dict:
    return {"feed": card.feed, "raw_file": path.name, "stage": "ingest", **row, "payload": payload(row["payload"])}


def _repeated(card: Card, path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(feed=pl.lit(card.feed), raw_file=pl.lit(path.name), raw_line="raw_line", native_id=pl.col(card.native_id), code=pl.lit("(row)"), reason_code=pl.lit("repeated_row"))


def accounting(feed: str, raw_file: str, tables: dict[str, pl.DataFrame], rows: int, tag_rows: int) -> pl.DataFrame:
    """One accounting row: what came in and what became of it."""
    counts = {"rows_in": rows + tag_rows, "used": tables["claims"].height, "rejected": tables["rejects"].height, "out_of_scope": tables["out_of_scope"].height,
              "no_event": 0, "skipped_tag_rows": tag_rows, "claims": tables["claims"].height}
    return pl.DataFrame([{"stage": "ingest", "feed": feed, "raw_file": raw_file, **counts}], schema=BY_NAME["accounting"].schema)


def latest_day(project: io.Project) -> date:
    """The last day that an event can have: the date of the release, so that no clock is read."""
    value = project.params.get("release", {}).get("date")
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(f"params.yaml release.date: seen {value!r}, expected a date such as 2026-11-22") from error
