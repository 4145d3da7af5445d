"""Runs ingest on the raw files of one feed and writes its tables."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput
from pipeline.feeds.card import Card
from pipeline.feeds.duplicates import Seen
from pipeline.feeds.rows import payload
from pipeline.feeds.versions import rank
from pipeline.run import code_key
from pipeline.shell import feeds
from pipeline.shell.ahead import ahead
from pipeline.shell.feeds import References
from pipeline.shell.progress import bytes_read
from pipeline.shell.writing import Streams
from pipeline.stages.ingest import ingest
from pipeline.stages.ingest_reports import ingest_reports
from schemas.tables import BY_NAME

TABLES = ("claims", "claim_sources", "reports", "evidence", "rejects", "out_of_scope", "issues", "accounting")
CODE = ("pipeline/feeds", "pipeline/stages/ingest.py", "pipeline/stages/ingest_reports.py", "pipeline/shell/ingest.py", "pipeline/registry/names.py",
        "pipeline/registry/sources.py", "schemas", "requirements.lock")


def run(project: io.Project, feed: str) -> None:
    """Write build/ingest/<feed>/*.parquet from the feed's raw files; files that did not change cost nothing.

    In a public build a feed that may not be redistributed is as if it had no files.
    """
    from pipeline.shell.ingested import write

    folder = project.input / feed
    card = feeds.card(feed, folder)
    files = [(path, feeds.mapping(path) if feed == "table" else card) for path in feeds.raw_files(folder, card)]
    if project.params["audience"] != "private":
        files = [(path, its) for path, its in files if its.redistribute != "none"]
    references = feeds.references(project)
    keys = {"code": code_key(project.root, CODE), "latest": str(latest_day(project)), **{name: io.logical_digest(frame) for name, frame in vars(references).items()}}
    parts = [(path.name, its, _ingested(path, its, references, keys, project)) for path, its in files]
    write(project, feed, sorted(parts, key=lambda part: rank(part[0], part[1])))
    io.prune(project.build / "cache/ingest" / feed, (folder.name for _, _, folder in parts))


def _ingested(path: Path, card: Card, references: References, keys: dict[str, str], project: io.Project) -> Path:
    """The folder with one raw file's tables, made now unless the cache has them."""
    digest = hashlib.sha256(json.dumps({**keys, "card": _card_digest(card), "file": path.name, "bytes": _bytes_digest(path)}, sort_keys=True).encode())
    slot = project.build / "cache/ingest" / card.adapter / digest.hexdigest()
    if (slot / "done").exists():
        return slot
    with bytes_read(path) as advance, Streams(slot, TABLES, extra="rows") as streams:
        for tables in ahead(ingest_file(path, card, references, latest_day(project), advance)):
            streams.write(tables)
    io.write_text(slot / "done", path.name + "\n")
    return slot


def _card_digest(card: Card) -> str:
    facts = {k: v for k, v in asdict(card).items() if not isinstance(v, pl.DataFrame)}
    return "".join([json.dumps(facts, sort_keys=True, default=str), io.logical_digest(card.crosswalk), io.logical_digest(card.corrections)])


def _bytes_digest(path: Path) -> str:
    try:
        beside = path.with_suffix(".txt")
        return io.sha256_file(path) + (io.sha256_file(beside) if path.suffix == ".json" and beside.exists() else "")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check that it exists and may be read") from error


def ingest_file(
    path: Path, card: Card, references: References, latest: date | None, on_read: Callable[[int, int], None] = lambda size, rows: None,
    wanted: tuple[str, ...] = (*TABLES, "rows"),
) -> Iterator[dict[str, pl.DataFrame]]:
    """The wanted tables of the stage for one raw file, block by block, in the order of its rows, each with an accounting row.

    An id that was seen before in the file is out of scope when the row repeats the first one, and a reject otherwise.
    """
    seen = Seen()
    for block in ahead(feeds.blocks(path, card, on_read)):
        rows, repeated, reused = seen.split(block.rows, card.native_id)
        tables = {name: frame.collect() for name, frame in _staged(rows, path, card, references, latest).items() if name in wanted}
        structural = [_reject(card, path, r | {"native_id": r["payload"].get(card.native_id)}) for r in block.rejects]
        doubled = [_reject(card, path, _reused(r, card)) for r in reused.iter_rows(named=True)]
        tables["rejects"] = pl.concat([tables["rejects"], pl.DataFrame(structural + doubled, schema=BY_NAME["rejects"].schema)])
        tables["out_of_scope"] = pl.concat([tables["out_of_scope"], _repeated(card, path, repeated)])
        tables["accounting"] = accounting(card, path.name, tables, block.rows.height + len(block.rejects) + block.skipped_tag_rows, block.skipped_tag_rows)
        yield tables


def _staged(rows: pl.DataFrame, path: Path, card: Card, references: References, latest: date | None) -> dict[str, pl.LazyFrame]:
    common = {"rows": rows.lazy(), "source_names": references.source_names.lazy(), "card": card, "raw_file": path.name, "latest": latest}
    if card.adapter == "reports":
        return ingest_reports(**common)
    return ingest(**common, country_codes=references.country_codes.lazy(), countries=references.countries.lazy())


def _reused(row: dict, card: Card) -> dict:
    cells = {k: v for k, v in row.items() if k != "raw_line"}
    return {"raw_line": row["raw_line"], "native_id": row[card.native_id], "column_name": card.native_id, "reason_code": "duplicate_id",
            "seen": row[card.native_id], "expected": "an id used once; the first row with it was kept", "payload": cells}


def _reject(card: Card, path: Path, row: dict) -> dict:
    return {"feed": card.feed, "raw_file": path.name, "stage": "ingest", **row, "payload": payload(row["payload"])}


def _repeated(card: Card, path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    key = pl.col(card.native_id) if card.native_id in rows.columns else pl.lit(None, pl.String)
    return rows.select(feed=pl.lit(card.feed), raw_file=pl.lit(path.name), raw_line="raw_line", native_id=key, code=pl.lit("(row)"), reason_code=pl.lit("repeated_row"))


def accounting(card: Card, raw_file: str, tables: dict[str, pl.DataFrame], rows_in: int, tag_rows: int) -> pl.DataFrame:
    """One accounting row: what came in and what became of it."""
    used = tables["reports"].height if card.adapter == "reports" else tables["claims"].height
    counts = {"rows_in": rows_in, "used": used, "rejected": tables["rejects"].height, "out_of_scope": tables["out_of_scope"].height,
              "no_event": 0, "skipped_tag_rows": tag_rows, "claims": tables["claims"].height}
    return pl.DataFrame([{"stage": "ingest", "feed": card.feed, "raw_file": raw_file, **counts}], schema=BY_NAME["accounting"].schema)


def latest_day(project: io.Project) -> date:
    """The last day that an event can have: the date of the release, so that no clock is read."""
    value = project.params.get("release", {}).get("date")
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(f"params.yaml release.date: seen {value!r}, expected a date such as 2026-11-22") from error
