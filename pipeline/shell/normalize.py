"""One raw file of a feed as tables in a folder, with an account of every row."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.accounting import check
from pipeline.errors import Usage
from pipeline.shell import feeds
from pipeline.shell.ahead import ahead
from pipeline.shell.ingest import ingest_file, latest_day
from pipeline.shell.ingested import counted
from pipeline.shell.progress import bytes_read
from pipeline.shell.writing import Streams
from schemas.tables import BY_NAME

TABLES = ("claims", "claim_sources", "reports", "rejects", "out_of_scope", "issues")


def normalize(project: io.Project, feed: str, file: Path, out: Path, headlines: bool = False) -> dict[str, int]:
    """Write the tables of one raw file, and accounting.json; the tables stand in the order of the file's rows.

    Returns rows_in (tag rows not counted), claims, rejects, out_of_scope, no_event, skipped_tag_rows, issues. The claims have
    their country, dates, tolls and native values; coordinates and actors are the work of later stages. With `headlines` the
    type of a UCDP GED row is read from the headlines that it cites, where they tell it.
    """
    if out.exists() and not out.is_dir():
        raise Usage(f"{out}: not a folder")
    card = feeds.mapping(file) if feed == "table" else feeds.card(feed)
    references = feeds.references(project)
    typed = _typing() if headlines else lambda claims: claims
    total = dict.fromkeys(("rows_in", "used", "rejected", "out_of_scope", "no_event", "skipped_tag_rows", "claims"), 0)
    issues = []  # few and small: the same one of several blocks is counted together
    with bytes_read(file) as advance, Streams(out, TABLES) as streams:
        for tables in ahead(ingest_file(file, card, references, latest_day(project), advance, TABLES)):
            issues.append(tables["issues"])
            streams.write(tables | {"claims": typed(tables["claims"]), "issues": BY_NAME["issues"].empty()})
            for row in check(tables["accounting"]).iter_rows(named=True):
                total = {name: count + row[name] for name, count in total.items()}
        streams.write({name: BY_NAME[name].empty() for name in TABLES} | {"issues": counted([BY_NAME["issues"].empty(), *issues])})
    account = {
        "rows_in": total["rows_in"] - total["skipped_tag_rows"], "claims": total["claims"], "rejects": total["rejected"],
        "out_of_scope": total["out_of_scope"], "no_event": total["no_event"], "skipped_tag_rows": total["skipped_tag_rows"], "issues": streams.rows["issues"],
    }
    io.write_json(out / "accounting.json", account)
    return account


def _typing() -> Callable[[pl.DataFrame], pl.DataFrame]:
    """A function that gives claims their types from headlines."""
    from pipeline.stages.classify import classify

    return lambda claims: classify(claims=claims.lazy())["claims"].collect()
