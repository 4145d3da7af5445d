"""verify names whatever is wrong with a release, and nothing else."""

import gzip
import json
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from pipeline import io
from pipeline.commands.info import command as info
from pipeline.commands.verify import command
from pipeline.errors import BadInput, VerificationFailed
from pipeline.release.parquet import arrow_table
from pipeline.shell import folders
from pipeline.shell.publish import publish
from pipeline.shell.rebuild import compare
from pipeline.shell.verify import findings
from schemas.tables import BY_NAME
from tests import release_tables
from tests.release.made import project


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    return publish(project(tmp_path_factory.mktemp("project"), release_tables.tables(30))).path


@pytest.fixture
def release(good, tmp_path) -> Path:
    """A copy of a good release, to be damaged."""
    path = tmp_path / good.name
    shutil.copytree(good, path)
    for file in path.iterdir():
        file.chmod(0o644)
    return path


def signed(release: Path) -> None:
    """Checksums anew, as a forger would: what is wrong must be found behind them."""
    (release / "SHA256SUMS").write_text(folders.sums_text(release))


def rewritten(release: Path, name: str, change) -> None:
    """The table changed, its digest and checksum made to fit."""
    frame = change(folders.read_table(release, name))
    io.write_arrow(arrow_table(frame, BY_NAME[name].published()), release / f"{name}.parquet")
    manifest = folders.read_manifest(release)
    manifest["digests"][name] = io.logical_digest(frame)
    manifest["rows"][name] = frame.height
    io.write_json(release / "MANIFEST.json", manifest)
    signed(release)


def test_good_release_has_no_findings(release):
    assert findings(release) == []


@pytest.mark.parametrize("name", ["events.parquet", "CODEBOOK.md", "report.html", "sitrep.duckdb", "events.csv.gz", "MANIFEST.json"])
def test_flipped_bit_is_named(release, name):
    data = bytearray((release / name).read_bytes())
    data[len(data) // 2] ^= 1
    (release / name).write_bytes(data)
    assert any(line.startswith(f"{name}: SHA-256 is") for line in findings(release))


def test_missing_and_extra_files_are_named(release):
    (release / "LICENSE").unlink()
    (release / "notes.txt").write_text("x")
    assert findings(release) == ["LICENSE: missing; SHA256SUMS lists it", "notes.txt: not part of the release; SHA256SUMS does not list it"]


def test_release_without_checksums_or_manifest_is_named(release):
    (release / "SHA256SUMS").unlink()
    (release / "MANIFEST.json").write_text("{")
    assert [line.split(":")[0].split("/")[-1] for line in findings(release)] == ["SHA256SUMS", "MANIFEST.json"]


def test_removed_table_is_named(release):
    (release / "claims.parquet").unlink()
    assert any("claims.parquet: no such file" in line for line in findings(release))


@pytest.mark.parametrize(("name", "change", "expected"), [
    ("events", lambda f: f.with_columns(fatalities_low=pl.lit(9, pl.Int32)), "break a row law"),
    ("events", lambda f: f.with_columns(latitude=pl.lit(95.0)), "column latitude"),
    ("events", lambda f: f.with_columns(sub_event_type=pl.lit("Skirmish")), "column sub_event_type"),
    ("events", lambda f: pl.concat([f, f.head(1)]), "repeat the key event_id"),
    ("event_claims", lambda f: f.with_columns(claim_id=pl.lit("c00000000000000ff")), "point at no claims.claim_id"),
    ("accounting", lambda f: f.with_columns(used=pl.col("used") + 1), "rows_balance"),
    ("feeds", lambda f: f.with_columns(redistribute=pl.lit("none")), "may not be redistributed, in a public release"),
    ("feeds", lambda f: f.with_columns(redistribute=pl.lit("derived")), "hold a source's words against its feed's licence"),
])
def test_broken_law_behind_right_checksums_is_named(release, name, change, expected):
    rewritten(release, name, change)
    assert any(expected in line for line in findings(release)), findings(release)


def test_rejects_that_the_accounting_does_not_know_are_named(release):
    reject = {"feed": "reports", "raw_file": "a.jsonl", "raw_line": 1, "stage": "ingest", "reason_code": "short_row", "expected": "x"}
    from tests.rows import table

    rewritten(release, "rejects", lambda frame: pl.concat([frame, table("rejects", [reject])]))
    assert any(line.startswith("accounting.parquet: 0 rows rejected") for line in findings(release))


def test_database_that_differs_from_the_tables_is_named(release):
    connection = duckdb.connect(str(release / "sitrep.duckdb"))
    connection.execute("UPDATE events SET fatalities_best = 0 WHERE event_id = (SELECT min(event_id) FROM events)")
    connection.close()
    signed(release)
    assert findings(release) == ["sitrep.duckdb: table events is not what events.parquet holds (logical digest differs)"]


def test_table_with_other_columns_is_named(release):
    pl.read_parquet(release / "sources.parquet").drop("grade").write_parquet(release / "sources.parquet")
    signed(release)
    assert any(line.startswith(f"{release}/sources.parquet: not the Parquet file") for line in findings(release))


def test_rebuild_that_differs_is_told_file_by_file(good, release):
    for name in ("sitrep.duckdb", "SHA256SUMS"):
        (release / name).unlink()
    assert compare(release, good) == []
    (release / "events.csv.gz").write_bytes(gzip.compress(b"x"))
    (release / "LICENSE").unlink()
    rewritten(release, "terms", lambda frame: frame.head(5))
    (release / "SHA256SUMS").unlink()
    assert compare(release, good) == [
        "LICENSE: the rebuild does not give it", "MANIFEST.json: the rebuild gives other bytes", "events.csv.gz: the rebuild gives other bytes",
        "terms.parquet: the rebuild gives other bytes (other content)",
    ]


def test_rebuild_from_other_input_says_which(good, release):
    for name in ("sitrep.duckdb", "SHA256SUMS"):
        (release / name).unlink()
    manifest = folders.read_manifest(release) | {"inputs": {"raw/previous": {"files": 4, "sha256": "0"}}, "code_sha256": "1"}
    io.write_json(release / "MANIFEST.json", manifest)
    first = compare(release, good)[0]
    assert first == "MANIFEST.json: the project is not what the release was built from, other: raw/previous, code; put them back to compare like with like"


def test_command_exits_with_the_error_that_has_code_7(release):
    (release / "LICENSE").unlink()
    done = CliRunner().invoke(command, [str(release)])
    assert isinstance(done.exception, VerificationFailed) and done.exception.exit_code == 7
    assert done.output.splitlines()[0] == "LICENSE: missing; SHA256SUMS lists it"
    told = json.loads(CliRunner().invoke(command, [str(release), "--json"]).output)
    assert told["findings"] == ["LICENSE: missing; SHA256SUMS lists it"]


@pytest.mark.parametrize("name", ["9.9.9", "../../etc", "nowhere/at/all"])
def test_release_that_does_not_exist_is_bad_input(good, monkeypatch, name):
    monkeypatch.chdir(good.parent.parent.parent)
    assert isinstance(CliRunner().invoke(command, [name]).exception, BadInput)


def test_release_is_found_by_version_path_and_as_the_latest(good, monkeypatch):
    monkeypatch.chdir(good.parent.parent.parent)
    assert folders.find(None) == folders.find(good.name) == folders.find(str(good)) == good


def test_info_shows_facts_as_table_and_json(good):
    shown = CliRunner().invoke(info, [str(good)], catch_exceptions=False).output
    assert shown.startswith("Sitrep conflict events (sample, not data)\n") and "extract/reports" in shown and good.name in shown
    facts = json.loads(CliRunner().invoke(info, [str(good), "--json"], catch_exceptions=False).output)
    assert facts["version"] == good.name and facts["rows"]["events"] == 30


def test_rebuild_copies_everything_that_a_stage_depends_on():
    import yaml

    from pipeline.shell.rebuild import _LEFT_OUT

    stages = yaml.safe_load((io.ROOT / "dvc.yaml").read_text())["stages"].values()
    parts = {part for body in stages for path in (body.get("do") or body)["deps"] if not path.startswith("build/") for part in Path(path).parts}
    assert not _LEFT_OUT(str(io.ROOT), sorted(parts))
