"""Queries read a release and nothing else, in bounded time, rows and memory; what they print is inert."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline import io
from pipeline.commands.query import command
from pipeline.errors import BadInput, Usage
from pipeline.shell.publish import publish
from pipeline.shell.shown import safe
from tests import release_tables
from tests.release.made import project
from tests.rows import table


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    return publish(project(tmp_path_factory.mktemp("project"), release_tables.tables(20))).path


@pytest.fixture
def ask(release, tmp_path, monkeypatch):
    """A function that runs `sitrep query` in an empty folder and gives click's result."""
    monkeypatch.chdir(tmp_path)
    return lambda sql, *options: CliRunner().invoke(command, [sql, "--release", str(release), *options])


def test_formats_hold_the_same_rows(ask, tmp_path):
    sql = "SELECT event_id, fatalities_best, feeds, event_date FROM events ORDER BY event_id LIMIT 2"
    assert ask(sql, "--format", "csv").output.splitlines() == ["event_id,fatalities_best,feeds,event_date"] + [
        f'{row["event_id"]},1,"[""reports""]",{row["event_date"]}' for row in json.loads(ask(sql, "--json").output)]
    shown = ask(sql, "--format", "table").output
    assert shown.splitlines()[0].split() == ["event_id", "fatalities_best", "feeds", "event_date"] and shown.endswith("(2 rows)\n")
    ask(sql, "--out", "x.parquet")
    assert pl.read_parquet(tmp_path / "x.parquet")["feeds"].to_list() == [["reports"], ["reports"]]


def test_sql_file_is_read(ask, tmp_path):
    (tmp_path / "q.sql").write_text("-- a comment; with a semicolon\nSELECT count(*) AS n FROM events;\n")
    assert ask("q.sql", "--format", "csv").output == "n\n20\n"
    assert isinstance(ask("none.sql").exception, BadInput)


@pytest.mark.parametrize("sql", [
    "COPY events TO 'x.csv'", "COPY (SELECT 1) TO 'x.csv'", "ATTACH 'x.db'", "DETACH release", "INSTALL httpfs", "LOAD httpfs", "SET memory_limit = '1GB'", "RESET threads",
    "PRAGMA database_list", "CALL pragma_version()", "SELECT 1; SELECT 2", "SELECT 1; COPY events TO 'x.csv'", "", "/* nothing */", "CREATE TABLE x (a INT)",
    "CREATE TEMP TABLE x AS FROM events", "INSERT INTO terms SELECT * FROM terms", "UPDATE events SET year = 1", "DELETE FROM events", "DROP TABLE events", "EXPORT DATABASE 'x'",
    "IMPORT DATABASE 'x'", "CHECKPOINT", "VACUUM", "EXPLAIN ANALYZE SELECT 1", "BEGIN", "PREPARE p AS SELECT 1", "USE memory", "SELECT * FROM arrow_scan(1, 2, 3)",
])
def test_anything_but_one_select_is_refused(ask, tmp_path, sql):
    done = ask(sql)
    assert isinstance(done.exception, Usage) and done.exception.exit_code == 2, done.output
    assert "\n" not in str(done.exception) and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sql", [
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "FROM read_text('/etc/passwd')", "FROM read_blob('/etc/hostname')", "FROM glob('/*')",
    "FROM 'http://example.org/x.csv'", "FROM read_parquet('https://example.org/x.parquet')", "FROM 's3://bucket/x.parquet'", "FROM sniff_csv('/etc/passwd')",
    "FROM query('COPY events TO ''x.csv''')", "SELECT getenv('HOME')", "FROM sys", "FROM frame", "FROM duckdb_secrets()", "FROM enable_logging()",
    "SELEC 1", "SELECT nothing FROM events", "SELECT 1 +", "FROM read_json('events.parquet')", "SELECT * FROM read_csv('/dev/stdin')",
])
def test_nothing_outside_the_release_is_read_and_the_error_is_one_line(ask, tmp_path, sql):
    done = ask(sql)
    assert isinstance(done.exception, BadInput) and done.exception.exit_code == 3, done.output
    assert "\n" not in str(done.exception) and "root:" not in str(done.exception) and list(tmp_path.iterdir()) == []


def test_parameters_are_bound_and_never_spliced(ask):
    sql = "SELECT count(*) AS n FROM events WHERE country_name = $c OR year = $y"
    assert ask(sql, "--param", "c=' OR 1=1 --", "--param", "y=1990", "--format", "csv").output == "n\n0\n"
    assert int(ask("SELECT count(*) AS n FROM events WHERE year >= $y", "--param", "y=2019", "--format", "csv").output.split()[1]) == 20
    assert ask("SELECT $v AS v", "--param", "v=a=b", "--format", "csv").output == "v\na=b\n"


@pytest.mark.parametrize(("options", "said"), [((), "$c has no --param c=..."), (("--param", "c=1", "--param", "d=2"), "--param d is not used as $d")])
def test_missing_and_unused_parameters_are_usage_errors(ask, options, said):
    done = ask("SELECT $c", *options)
    assert isinstance(done.exception, Usage) and said in str(done.exception)


def test_rows_are_limited_with_a_notice(ask):
    done = ask("SELECT * FROM range(10000000)", "--format", "table")
    assert done.stdout.endswith("(1,000 rows)\n") and "there are more" in done.stderr
    assert "there are more" not in ask("SELECT * FROM range(1000)", "--format", "table").stderr
    assert ask("SELECT * FROM range(30)", "--limit", "7", "--format", "csv").stdout.count("\n") == 8
    assert ask("SELECT * FROM range(2000)", "--limit", "0", "--format", "table").stdout.endswith("(2,000 rows)\n")


@pytest.mark.parametrize("sql", [
    "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a.range) % 7 = hash(b.range) % 5",
    "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(x) FROM t",
    "SELECT length(repeat('x', 3000000000))",
    "SELECT levenshtein(repeat('x', 200000), repeat('y', 200000))",
])
def test_endless_query_ends_at_the_time_limit_in_one_line(release, sql):
    command_line = [sys.executable, "-c", "from pipeline.cli import main; main()", "query", sql, "--release", release, "--timeout", "1", "--memory", "2GB"]
    began = time.monotonic()
    done = subprocess.run(command_line, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(io.ROOT)}, timeout=120)
    assert done.returncode == 3 and done.stderr.count("\n") == 1 and done.stdout == "", done.stderr
    assert "did not end within 1 s" in done.stderr or "Out of Memory" in done.stderr
    assert time.monotonic() - began < 60  # start-up included, on a busy machine; without the limit it would be hours


def test_values_cannot_reach_the_terminal(ask):
    done = ask("SELECT chr(27) || '[31mred' AS a, e'two\\nlines' AS b, chr(8238) || 'abc' AS c, chr(155) || '1m' AS d", "--format", "table")
    assert "\x1b" not in done.output and "\u202e" not in done.output and "\x9b" not in done.output
    assert "\\x1b[31mred" in done.output and "two\\nlines" in done.output
    assert done.output.count("\n") == 4


def test_column_names_and_errors_are_inert_too(ask):
    assert "\x1b" not in ask("SELECT 1 AS \"\x1b[31m\"", "--format", "table").output
    assert safe("مرحبا é 漢") == "مرحبا é 漢"  # letters of any script are letters


def test_csv_is_guarded_against_formulas(ask):
    assert ask("SELECT '=1+1' AS a, -1 AS b, '-x' AS c", "--format", "csv").output == "a,b,c\n'=1+1,-1,'-x\n"


def test_json_has_numbers_dates_and_nulls(ask):
    sql = "SELECT sum(fatalities_best) AS s, 1.5 AS d, 'nan'::DOUBLE AS n, DATE '2020-02-29' AS t, NULL AS z, [1, 2] AS l FROM events"
    assert json.loads(ask(sql, "--json").output) == [{"s": 20, "d": 1.5, "n": None, "t": "2020-02-29", "z": None, "l": [1, 2]}]


def test_slow_query_draws_no_progress_bar_into_its_answer(release):
    sql = "SELECT count(*) AS n FROM range(60000) a, range(60000) b WHERE hash(a.range) = hash(b.range)"  # some seconds
    command_line = [sys.executable, "-c", "from pipeline.cli import main; main()", "query", sql, "--release", release, "--json"]
    done = subprocess.run(command_line, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(io.ROOT)}, timeout=120)
    assert json.loads(done.stdout) == [{"n": 60000}] and done.stderr == ""


def test_describe_and_views_are_open(ask):
    assert "event_id" in ask("DESCRIBE events", "--format", "csv").output
    assert ask("SELECT count(*) AS n FROM acled", "--format", "csv").output == "n\n20\n"


def test_release_is_not_changed_by_asking(ask, release):
    before = {path.name: (path.stat().st_mtime_ns, io.sha256_file(path)) for path in release.iterdir()}
    ask("SELECT count(*) FROM events")
    assert {path.name: (path.stat().st_mtime_ns, io.sha256_file(path)) for path in release.iterdir()} == before


def test_as_of_shows_events_and_views_as_they_stood(tmp_path, monkeypatch):
    tables = release_tables.tables(3)
    told = {"release": "2026.11.0", "event_id": "e0000000000000001", "change": "changed", "column_name": "fatalities_best", "old": "77", "new": "1", "cause": "upstream"}
    found = publish(project(tmp_path, tables | {"changes": table("changes", [told])}))
    sql = ["SELECT max(fatalities) AS n FROM acled", "--release", str(found.path), "--format", "csv"]
    assert CliRunner().invoke(command, sql).output == "n\n1\n"
    assert CliRunner().invoke(command, [*sql, "--as-of", "1"]).output == "n\n77\n"
    assert "no release of that version" in str(CliRunner().invoke(command, [*sql, "--as-of", "3"]).exception)
