"""Speed of the coder's reading beside the bare multi-pattern scan of the same text: prints ratios, asserts no time.

`python -m pytest -m bench tests/bench/bench_coder.py -s`
"""

import time

import polars as pl
import pytest

from pipeline import io
from pipeline.coder import frames, scan, text
from pipeline.coder.vocabulary import lexicon

COPIES = 6


@pytest.mark.bench
def test_sentences_per_second_of_the_columnar_part_beside_the_bare_scan():
    rows = io.read_reference([io.ROOT / "raw/reference"], "coder/sentences/*.csv")["text"].to_list() * COPIES
    reports = pl.DataFrame({"report_id": [str(n) for n in range(len(rows))], "title": [None] * len(rows), "text": rows}, schema={"report_id": pl.String, "title": pl.String, "text": pl.String})
    known = lexicon()
    blob = "\n".join(text.plain(t) for t in rows)
    start = time.perf_counter()
    known.automaton.find_matches_as_indexes(blob, overlapping=True)
    bare = time.perf_counter() - start
    start = time.perf_counter()
    table = text.sentences(reports)
    tags = scan.tagged(scan.scan(table["plain"], known), known, table.height)
    frames.votes(frames.fired(tags))
    whole = time.perf_counter() - start
    size = len(blob.encode()) / 1e6
    print(f"\n{table.height} sentences, {size:.1f} MB: bare scan {size / bare:.1f} MB/s; sentences, hits, tags and frames {size / whole:.2f} MB/s, "
          f"{table.height / whole:,.0f} sentences/s, {bare / whole:.2f} of the bare scan")
    assert len(tags) == table.height
