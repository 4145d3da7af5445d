"""Speed of the coder beside the bare multi-pattern scan of the same text: prints ratios and tables, asserts no time.

`python -m pytest -m bench tests/bench/bench_coder.py -s` after a build, whose tables it reads. Times are processor time of
this process, the least of several runs; the two processes are timed by the clock.
"""

import resource
import time
from functools import cache

import polars as pl
import pytest

from pipeline import io, tools
from pipeline.coder import frames, scan, text
from pipeline.coder.adhoc import EXTRACT, chain, chain_references, code_reports
from pipeline.coder.vocabulary import lexicon
from pipeline.registry.tables import FILES
from pipeline.stages.extract import extract
from tests.coder.small import reports

COPIES, RUNS = 6, 3
ODD = {
    "an event, again and again": "Gunmen shot dead three villagers in Magumeri on Friday. ",
    "one sentence without an end": "gunmen shot dead three villagers in Magumeri on Friday and ",
    "place names": "Idlib, Aleppo, Homs, Kaduna, Baghdad and Kabul, ",
    "numbers": "17 people, 1,200 men, 3 to 5 women, ",
    "quotes in quotes": "\"'“He said: “They \"killed\" him.””'\" ",
    "right to left": "قتل مسلحون ثلاثة أشخاص في إدلب يوم الجمعة. ",
    "zero-width characters": "gun\u200bmen kil\u200dled a man in Id\u200clib. ",
    "binary": "\x00\x01\x02\x7f\x1b[0m\ufffd",
}
pytestmark = pytest.mark.bench


@cache
def references() -> dict[str, pl.DataFrame]:
    return {name: pl.read_parquet(path) for name, path in chain_references(tools.reference(io.project(None))).items()}


def spent(do, runs=RUNS) -> float:
    """Seconds of processor time, the least of several runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        do()
        best = min(best, time.process_time() - start)
    return best


def labelled(copies: int = 1) -> list[str]:
    return io.read_reference([io.ROOT / "raw/reference"], "coder/sentences/*.csv")["text"].to_list() * copies


def extracted(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    tables = {name: table for name, table in references().items() if name in EXTRACT or name in FILES}
    return io.run_part(extract, {"reports": frame}, tables, {})


def chained(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return io.run_part(chain, {"reports": frame}, references(), {"coder": "rules_and_model", "folder": None, "margin": 0.03})


def test_sentences_per_second_of_the_columnar_part_beside_the_bare_scan():
    rows = labelled(COPIES)
    frame = pl.DataFrame({"report_id": [str(n) for n in range(len(rows))], "title": [None] * len(rows), "text": rows}, schema={"report_id": pl.String, "title": pl.String, "text": pl.String})
    known, blob = lexicon(), "\n".join(text.plain(t) for t in rows)
    made = []

    def read():
        table = text.sentences(frame)
        tags = scan.tagged(scan.scan(table["plain"], known), known, table.height)
        frames.votes(frames.fired(tags))
        made.append(len(tags))
    bare, whole = spent(lambda: known.automaton.find_matches_as_indexes(blob, overlapping=True)), spent(read)
    size = len(blob.encode()) / 1e6
    print(f"\n{made[0]} sentences, {size:.1f} MB: bare scan {size / bare:.1f} MB/s; sentences, hits, tags and frames {size / whole:.2f} MB/s, "
          f"{made[0] / whole:,.0f} sentences/s, {bare / whole:.2f} of the bare scan")
    assert made[0] > len(rows)


def test_the_whole_chain_beside_the_bare_scan_and_its_memory():
    """Every report tells of something: labelled sentences, most of them events, and none of them twice."""
    texts = labelled()
    frame = reports(*({"text": t} for t in texts))
    count, known = text.sentences(frame).height, lexicon()
    blob = "\n".join(text.plain(t) for t in texts)
    size = len(blob.encode()) / 1e6
    extracted(frame[:10])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bare = spent(lambda: known.automaton.find_matches_as_indexes(blob, overlapping=True))
    one = spent(lambda: extracted(frame), 2)
    two = spent(lambda: chained(frame), 2)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\n{len(texts)} reports, {count} sentences, {size:.2f} MB: bare scan {size / bare:.1f} MB/s")
    for name, seconds in (("extract", one), ("extract to code_actors", two)):
        print(f"  {name}: {len(texts) / seconds:,.0f} reports/s, {count / seconds:,.0f} sentences/s, {size / seconds:.3f} MB/s, {bare / seconds:.3f} of the bare scan")
    print(f"  peak memory {after / 1024:,.0f} MB, of which {before / 1024:,.0f} MB stood before (tables, registry, model)")
    assert count > len(texts)


def test_two_processes_beside_one():
    frame = reports(*({"text": t} for t in labelled()))
    took = {}
    for workers in (1, 2):
        start = time.perf_counter()
        made = code_reports(io.project(None), frame, coder="rules_and_model", workers=workers)
        took[workers] = time.perf_counter() - start
    print(f"\n{frame.height} reports with the start of the processes: {took[1]:.1f} s on one, {took[2]:.1f} s on two, {took[1] / took[2]:.2f} times as fast")
    assert made["claims"].height > 0


def test_time_grows_in_line_with_the_length_of_any_text():
    sizes = (20_000, 40_000, 80_000, 160_000, 5_000_000)
    extracted(reports({"text": "Gunmen shot dead a man in Idlib."}))
    print("\nprocessor seconds by length of one text in characters; what stands after 200,000 is not read\n" + " " * 28 + "".join(f"{size:>11,}" for size in sizes))
    for name, piece in ODD.items():
        texts = [(piece * (size // len(piece) + 1))[:size] for size in sizes]
        print(f"{name:<28}" + "".join(f"{spent(lambda t=t: extracted(reports({'text': t})), 1):>11.2f}" for t in texts))
