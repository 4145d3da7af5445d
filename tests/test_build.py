"""Whole builds on other settings of the machine, on shuffled input, and step by step give the same bytes; a public build is blind to what it may not publish."""

import csv
import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import yaml

from tests.feeds.files import ged

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ("gazetteer", "registry", "train")
INPUT = ("ingest ucdp_ged", "ingest acled", "ingest gdelt", "ingest reports", "ingest table", "extract", "classify", "geocode", "code_actors",
         "deduplicate", "check_pairs", "rate", "release")
PARTS = ("pipeline", "schemas", "params.yaml", "pyproject.toml", "requirements.lock", "dvc.yaml", "raw", "tests/gold")
# All stages in one process. With SPREAD=1 even this small input goes to several processes, in parts of a few reports.
RUN = """
import datetime, os, sys
assert datetime.date.today().year > 2027 or os.environ["SPREAD"] == "0", "the clock was not set"
from pipeline import io
from pipeline.run import run
io.SMALL_INPUT_ROWS = 0 if os.environ["SPREAD"] == "1" else io.SMALL_INPUT_ROWS
for stage in sys.argv[1:]:
    run(*stage.split()[:1], stage.split()[1:], int(os.environ["SITREP_WORKERS"]))
"""
PLAIN = {"SPREAD": "0", "SITREP_WORKERS": "1", "POLARS_MAX_THREADS": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
OTHER = {"SPREAD": "1", "SITREP_WORKERS": "2", "POLARS_MAX_THREADS": "8", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"}
TWO_YEARS_ON = "import datetime, time_machine\ntime_machine.travel(datetime.datetime(2028, 12, 31, 23, 59), tick=True).start()\n"

pytestmark = pytest.mark.slow


def copy_project(target: Path) -> Path:
    """The project's sources with a small part of its sample, in small parts, and no build."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "geonames"))
        else:
            shutil.copy(source, target / name)
    (target / "raw/reference/geonames").mkdir(exist_ok=True)
    for path in (target / "raw/sample/reports").glob("part*.jsonl"):
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:12]), encoding="utf-8")
    return target


def build(project: Path, settings: dict[str, str], stages: tuple[str, ...]) -> dict[str, str]:
    """Run the stages in a process of those settings; the candidate's files and their SHA-256."""
    environment = os.environ | settings | {"PYTHONPATH": f"{project / 'clock'}{os.pathsep}{project}"}
    done = subprocess.run([sys.executable, "-c", RUN, *stages], cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    candidate = project / "build/candidate"
    return {p.relative_to(candidate).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(candidate.rglob("*")) if p.is_file()}


def differing(first: dict[str, str], second: dict[str, str]) -> set[str]:
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """A full build of the small input, its ACLED-format rows under ACLED's own terms, and its files; not to be changed."""
    project = copy_project(tmp_path_factory.mktemp("whole") / "project")
    (project / "raw/sample/acled/card.yml").unlink()  # that card frees the sample's rows; a user's ACLED files have none
    files = build(project, PLAIN, REFERENCE + INPUT)
    assert len(files) > 20
    return project, files


@pytest.fixture
def again(built, tmp_path) -> Path:
    """A copy of the built project with its reference tables and its cache."""
    return Path(shutil.copytree(built[0], tmp_path / "project"))


def test_processes_threads_clock_time_zone_locale_and_hash_seed_leave_no_trace_and_neither_do_private_feeds(built, tmp_path):
    project = copy_project(tmp_path / "with space ü")
    (project / "clock").mkdir()
    (project / "clock/sitecustomize.py").write_text(TWO_YEARS_ON)
    for path in (project / "raw/sample/acled").iterdir():  # may not be redistributed: the public build must not miss it
        path.unlink()
    assert differing(built[1], build(project, OTHER, REFERENCE + INPUT)) == set()


def test_incremental_build_equals_a_full_one(built, again):
    kept = again / "raw/sample/reports/part1-02.jsonl"
    later = kept.read_bytes()
    kept.unlink()
    without = build(again, PLAIN, INPUT)
    assert "events.parquet" in differing(built[1], without)
    kept.write_bytes(later)
    assert differing(built[1], build(again, PLAIN, INPUT)) == set()


def test_order_of_rows_and_files_changes_nothing_but_where_a_row_stood(built, again):
    shuffle(again / "raw/sample")
    shutil.rmtree(again / "build/cache")
    files = build(again, PLAIN, INPUT)
    unmoved = {"events.parquet", "event_claims.parquet", "claim_sources.parquet", "sources.parquet", "actors.parquet", "places.parquet", "ledger.parquet", "events.csv.gz"}
    assert differing(built[1], files) & unmoved == set() and "reports.parquet" in differing(built[1], files)
    for name in ("claims", "reports", "rejects", "evidence", "rows_ucdp_ged"):
        one, two = (without_position(folder / f"build/candidate/{name}.parquet") for folder in (built[0], again))
        assert one.equals(two), name


def without_position(path: Path) -> pl.DataFrame:
    """The table without the columns that say in which file and line a row stood, in an order of its own."""
    frame = pl.read_parquet(path)
    frame = frame.drop(c for c in frame.columns if c in ("raw_file", "raw_line", "reject_id"))
    return frame.sort(frame.select(~pl.selectors.nested()).columns, nulls_last=True)


def shuffle(folder: Path) -> None:
    """Put the rows of every raw file into another order, and the files into another order of names."""
    draw = random.Random(5)
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".csv", ".CSV", ".jsonl") or path.parent.name == "reference":
            continue
        rows = records(path)
        head, rows = (rows[:1], rows[1:]) if path.suffix == ".csv" else ([], rows)
        draw.shuffle(rows)
        path.write_text("".join(head + rows), encoding="utf-8", newline="")
    for path in sorted((folder / "reports").glob("part*.jsonl")):
        path.rename(path.with_name(f"{draw.randrange(10**6):06}.jsonl"))


def records(path: Path) -> list[str]:
    """The rows of a raw file as they stand, with line breaks inside quotes."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if path.suffix != ".csv":
        return lines
    reader, found, before = csv.reader(io.StringIO("".join(lines), newline="")), [], 0
    for _ in reader:
        found.append("".join(lines[before:reader.line_num]))
        before = reader.line_num
    return found


def test_row_deleted_corrected_or_no_longer_preliminary_upstream_is_told_by_the_next_release(built, tmp_path):
    """With the real commands: build and publish the files of one year, adopt, add those of the next, build and publish again."""
    project = Path(shutil.copytree(built[0], tmp_path / "project", ignore=shutil.ignore_patterns("cache", "candidate")))
    now = {"date_start": "2025-03-09", "date_end": "2025-03-09", "year": "2025"}
    places = [{}, {"country": "Mali", "where_coordinates": "Gao town", "latitude": "16.27", "longitude": "-0.04"}, {"country": "Iraq", "where_coordinates": "Mosul town", "latitude": "36.34", "longitude": "43.13"}]
    older = [places[0], places[1] | {"id": "2"}, places[2] | {"id": "3"}]
    released(project, "2026.1.0", {"GEDEvent_v25_1.csv": ged(*older), "GEDEvent_v26_0_3.csv": ged(places[1] | now | {"id": "7"}, places[2] | now | {"id": "8"})})
    first = pl.read_parquet(project / "build/release/2026.1.0/events.parquet")
    assert first.height == 5
    sitrep(project, "adopt", "2026.1.0")
    newer = [places[0] | {"best": "9", "high": "9"}, places[2] | {"id": "3"}, places[1] | {"id": "4", "date_start": "2018-01-05", "date_end": "2018-01-05"}]
    released(project, "2026.2.0", {"GEDEvent_v26_1.csv": ged(*newer, places[1] | now | {"id": "7"})})

    home = project / "build/release/2026.2.0"
    ids = dict(pl.read_parquet(project / "build/release/2026.1.0/ledger.parquet").select(pl.col("member_keys").list.first(), "event_id").iter_rows())
    told = pl.read_parquet(home / "changes.parquet").select("event_id", "change", "column_name", "new", "cause").rows()
    new = (set(pl.read_parquet(home / "events.parquet")["event_id"]) - set(first["event_id"])).pop()
    assert sorted(told, key=str) == sorted([
        (ids["ucdp_ged:1"], "changed", "fatalities_best", "9", "upstream"), (ids["ucdp_ged:1"], "changed", "fatalities_high", "9", "upstream"),
        (ids["ucdp_ged:2"], "retired", None, None, "upstream"), (ids["ucdp_ged:8"], "retired", None, None, "upstream"), (new, "added", None, None, "upstream")], key=str)
    gone = {row["event_id"]: row for row in pl.read_parquet(home / "retired_events.parquet").to_dicts()}
    assert {row["status"] for row in gone.values()} == {"withdrawn"} and gone.keys() == {ids["ucdp_ged:2"], ids["ucdp_ged:8"]}
    assert "withdrawn by its publisher: in GEDEvent_v25_1.csv, no longer in GEDEvent_v26_1.csv" in gone[ids["ucdp_ged:2"]]["reason"]
    assert "preliminary in GEDEvent_v26_0_3.csv, not in the final GEDEvent_v26_1.csv" in gone[ids["ucdp_ged:8"]]["reason"]
    words = sitrep(project, "diff", "2026.1.0", "2026.2.0")
    assert "fatalities_best: 3 -> 9 (upstream)" in words and "withdrawn by its publisher" in words

    sitrep(project, "adopt", "2026.2.0")
    released(project, "2026.3.0", {"GEDEvent_v27_1.csv": ged(*newer, places[1] | now | {"id": "7"}, places[1] | {"id": "2"})})
    back = pl.read_parquet(project / "build/release/2026.3.0/events.parquet")
    assert back.height == 5 and ids["ucdp_ged:2"] not in set(back["event_id"]), "the id of an event that was taken back is never given again"


def released(project: Path, version: str, files: dict[str, bytes]) -> None:
    """Add the GED files to the project's raw files, and build and publish a release of them."""
    params = yaml.safe_load((project / "params.yaml").read_text(encoding="utf-8"))
    params |= {"input": "raw", "signed_off": ["ucdp_ged:rows_not_below_share_of_last: few rows"], "release": params["release"] | {"version": version, "final": True}}
    (project / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    for name, data in files.items():
        (project / name).write_bytes(data)
        sitrep(project, "add", "ucdp_ged", name)
    build(project, PLAIN, INPUT)
    sitrep(project, "publish")


def sitrep(project: Path, *arguments: str) -> str:
    """What a command of that project prints; it must succeed."""
    environment = os.environ | PLAIN | {"PYTHONPATH": str(project)}
    done = subprocess.run([sys.executable, "-c", "from pipeline.cli import main; main()", *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
