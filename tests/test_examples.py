"""Files in tests/examples: good ones become claims to the last row, bad ones give the very errors that expected.csv states."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline.commands.normalize import command as normalize
from pipeline.errors import SitrepError

HOME = Path(__file__).resolve().parent / "examples"


def expected(kind: str) -> dict[tuple[str, str], list[dict[str, str]]]:
    """The rows of expected.csv by feed and file."""
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    with open(HOME / kind / "expected.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["feed"], row["file"]), []).append(row)
    return found


GOOD, BAD = expected("good"), expected("bad")


@pytest.mark.parametrize("kind,stated", [("good", GOOD), ("bad", BAD)])
def test_every_example_is_stated_and_every_stated_one_is_there(kind, stated):
    beside = {".yml"}
    assert {path.name for path in (HOME / kind).iterdir() if path.suffix not in beside} == {"expected.csv"} | {file for _, file in stated}


@pytest.mark.parametrize("feed,file", GOOD)
def test_good_example_becomes_claims(tmp_path, feed, file):
    done = CliRunner().invoke(normalize, [feed, str(HOME / "good" / file), "--out", str(tmp_path), "--json"])
    account = json.loads(done.stdout)
    assert (account["rows_in"], account["claims"], account["rejects"]) == (int(GOOD[feed, file][0]["claims"]), int(GOOD[feed, file][0]["claims"]), 0)


@pytest.mark.parametrize("feed,file", [key for key, rows in BAD.items() if rows[0]["exit_code"] == "3"])
def test_bad_structure_stops_with_its_line_and_leaves_nothing(tmp_path, feed, file):
    row, path = BAD[feed, file][0], HOME / "bad" / file
    error = CliRunner().invoke(normalize, [feed, str(path), "--out", str(tmp_path / "out")]).exception
    assert isinstance(error, SitrepError) and error.exit_code == 3
    line, column = (f":{row['line']}" if row["line"] else "", f" {row['column_name']}" if row["column_name"] else "")
    assert "\n" not in str(error) and f"{path.stem if column.startswith(' columns') else path}" in str(error)
    assert f"{line}{column}: " in str(error) and row["says"] in str(error), str(error)
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("feed,file", [key for key, rows in BAD.items() if rows[0]["exit_code"] == "0"])
def test_bad_rows_are_rejects_with_their_line_column_and_reason_and_the_rest_goes_on(tmp_path, feed, file):
    done = CliRunner().invoke(normalize, [feed, str(HOME / "bad" / file), "--out", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.exception
    told = pl.read_parquet(tmp_path / "rejects.parquet").select("raw_line", pl.col("column_name").fill_null(""), "reason_code").sort("raw_line").rows()
    assert told == [(int(row["line"]), row["column_name"], row["says"]) for row in BAD[feed, file]]
    account = json.loads(done.stdout)
    assert account["rows_in"] > account["rejects"] == len(told)
