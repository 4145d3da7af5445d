"""A million events asked through `sitrep query` and through plain DuckDB on the same file, in the same run.

Run: python -m pytest -s -m bench tests/bench/bench_query.py. Prints seconds and ratios, asserts that the answers agree.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipeline import io
from pipeline.shell.database import write_database
from pipeline.shell.folders import DECLARED
from tests import release_tables
from tests.release.made import frames

COUNT, MADE = 1_000_000, 2_000
QUESTIONS = {
    "country and month": "SELECT country_iso3, date_trunc('month', event_date) AS month, count(*) AS n, sum(fatalities_best) AS deaths FROM events GROUP BY ALL ORDER BY ALL",
    "by id": "SELECT event_id, event_date, notes FROM events WHERE event_id = 'e0000000000080001'",
    "nearest to a point": "SELECT event_id, round(2 * 6371 * asin(sqrt(pow(sin(radians(latitude - 36.2) / 2), 2) + cos(radians(36.2)) * cos(radians(latitude)) "
                          "* pow(sin(radians(longitude - 37.16) / 2), 2))), 3) AS km FROM events ORDER BY km, event_id LIMIT 10",
    "acled view, one country": "SELECT year, count(*) AS n, sum(fatalities) AS deaths FROM acled WHERE country = 'Mali' GROUP BY 1 ORDER BY 1",
    "acled view, allies": "SELECT count(assoc_actor_1) AS n FROM acled",
    "panel of five years": "SELECT count(*) AS n, sum(events_seen) AS seen FROM country_month_panel('2019-01-01', '2023-12-31')",
}
PLAIN = "import duckdb,json,sys; c=duckdb.connect(sys.argv[1],read_only=True); c.execute('SET enable_progress_bar=false'); r=c.sql(sys.argv[2]); print(json.dumps(r.fetchall(),default=str))"


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    """A release folder with a database of a million events."""
    folder = tmp_path_factory.mktemp("release")
    made = release_tables.tables(MADE)
    ids = (pl.lit("e") + pl.int_range(pl.len()).cast(pl.String).str.zfill(16)).alias("event_id")
    events = pl.concat([made["events"]] * (COUNT // MADE)).with_columns(ids)
    began = time.perf_counter()
    tables = frames({"events": events, "feeds": made["feeds"]})
    write_database(folder / "sitrep.duckdb", tables, DECLARED, {"version": "1"}, "2026-11-22")
    io.write_json(folder / "MANIFEST.json", {"version": "1", "digests": {}, "date": "2026-11-22"})
    print(f"\n{COUNT:,} events to tables and database: {time.perf_counter() - began:.1f} s, {(folder / 'sitrep.duckdb').stat().st_size / 1e6:.0f} MB")
    return folder


def timed(command: list, environment: dict) -> tuple[float, list]:
    best, answer = float("inf"), []
    for _ in range(3):
        began = time.perf_counter()
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True, env=environment)
        best, answer = min(best, time.perf_counter() - began), json.loads(done.stdout)
    return best, answer


@pytest.mark.bench
@pytest.mark.parametrize("name", QUESTIONS)
def test_query(release, name):
    sql, environment = QUESTIONS[name], os.environ | {"PYTHONPATH": str(io.ROOT)}
    plain, rows = timed(["-c", PLAIN, release / "sitrep.duckdb", sql], environment)
    ours, answer = timed(["-c", "from pipeline.cli import main; main()", "query", sql, "--release", release, "--json"], environment)
    connection = duckdb.connect(str(release / "sitrep.duckdb"), read_only=True)
    began = time.perf_counter()
    connection.sql(sql).fetchall()
    engine = time.perf_counter() - began
    connection.close()
    print(f"{name}: sitrep query {ours:.2f} s, a plain DuckDB process {plain:.2f} s, ratio {ours / plain:.1f}; of these the engine {1000 * engine:.0f} ms")
    assert len(answer) == len(rows)
