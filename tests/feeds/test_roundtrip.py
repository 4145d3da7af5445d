"""A normalized file written back in its feed's columns is the file, column by column, but for what is declared."""

import csv
import io as text_io
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline import io
from pipeline.commands.export import command as export
from pipeline.commands.normalize import command as normalize
from pipeline.feeds.exporting import ACLED_COLUMNS, GED_COLUMNS
from pipeline.shell import feeds

SAMPLE = Path(__file__).resolve().parents[2] / "raw/sample"
FILES = {"acled": SAMPLE / "acled/sample_acled.csv", "ucdp_ged": SAMPLE / "ucdp_ged/sample_ged.csv"}


def named(feed: str, fate: str) -> set[str]:
    """The columns of a feed that round_trip.csv declares as changed or lost."""
    with open(Path(__file__).resolve().parents[2] / "pipeline/feeds/round_trip.csv", encoding="utf-8", newline="") as file:
        return {row["column"] for row in csv.DictReader(file) if row["feed"] == feed and row["fate"] == fate and row["why"]}


@pytest.mark.parametrize("feed", FILES)
def test_what_is_not_declared_as_changed_comes_back_as_it_was(tmp_path, feed):
    runner = CliRunner()
    assert runner.invoke(normalize, [feed, str(FILES[feed]), "--out", str(tmp_path / "n")]).exit_code == 0
    done = runner.invoke(export, [feed, str(tmp_path / "n"), "--raw-cells"])
    assert done.exit_code == 0, done.output
    back = pl.read_csv(text_io.StringIO(done.stdout), infer_schema=False)
    assert tuple(back.columns) == (ACLED_COLUMNS if feed == "acled" else GED_COLUMNS)
    with open(FILES[feed], encoding="utf-8", newline="") as file:
        original = {row[back.columns[0]]: row for row in csv.DictReader(file)}
    rejected = set(pl.read_parquet(tmp_path / "n/rejects.parquet")["native_id"])
    assert set(back[back.columns[0]]) == set(original) - rejected
    wrong = {name for row in back.iter_rows(named=True) for name, cell in row.items() if not same(cell or "", original[row[back.columns[0]]][name])}
    assert wrong <= named(feed, "changed"), wrong


def same(one: str, other: str) -> bool:
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


@pytest.mark.parametrize("feed,columns", [("acled", ACLED_COLUMNS), ("ucdp_ged", GED_COLUMNS)])
def test_every_column_of_the_feed_comes_back_or_is_declared_lost(feed, columns):
    lost = named(feed, "lost")
    unsaid = [name for name in feeds.card(feed).types if name not in columns and name not in lost and not any(n.endswith("*") and name.startswith(n[:-1]) for n in lost)]
    assert set(unsaid) <= {"iso3", "data_id", "event_id_no_cnty"}, unsaid  # columns of some editions only


def test_claims_of_another_feed_are_not_exported_as_this_one(tmp_path):
    runner = CliRunner()
    runner.invoke(normalize, ["acled", str(FILES["acled"]), "--out", str(tmp_path)])
    failed = runner.invoke(export, ["ucdp_ged", str(tmp_path)])
    assert "holds claims of acled, expected ucdp_ged" in str(failed.exception)


def test_account_of_normalize_counts_every_row(tmp_path):
    done = CliRunner().invoke(normalize, ["ucdp_ged", str(FILES["ucdp_ged"]), "--out", str(tmp_path), "--json"])
    assert done.exit_code == 0 and '"claims": 30' in done.output and '"rejects": 5' in done.output and '"rows_in": 35' in done.output
    tables = {name: pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("claims", "rejects", "out_of_scope")}
    assert pl.concat([t["native_id"] for t in tables.values()]).n_unique() == 35 and io.project().root


def test_failed_normalize_leaves_nothing_behind(tmp_path):
    (tmp_path / "x.csv").write_bytes(FILES["ucdp_ged"].read_bytes() + b'1,"')
    failed = CliRunner().invoke(normalize, ["ucdp_ged", str(tmp_path / "x.csv"), "--out", str(tmp_path / "out")])
    assert failed.exception is not None and list((tmp_path / "out").iterdir()) == []
