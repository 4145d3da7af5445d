"""Two whole builds on different settings of the machine give the same bytes; a public build is blind to what it may not publish."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAGES = (("gazetteer",), ("registry",), ("train",), *(("ingest", feed) for feed in ("ucdp_ged", "acled", "gdelt", "reports", "table")),
          ("extract",), ("classify",), ("geocode",), ("code_actors",), ("deduplicate",), ("rate",), ("release",))
PARTS = ("pipeline", "schemas", "params.yaml", "pyproject.toml", "requirements.lock", "dvc.yaml", "raw")
SETTINGS = (
    {"SITREP_WORKERS": "1", "POLARS_MAX_THREADS": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"SITREP_WORKERS": "2", "POLARS_MAX_THREADS": "8", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"},
)


def copy_project(target: Path) -> Path:
    """The project's sources with a small part of its sample, and no build."""
    target.mkdir(parents=True)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "geonames"))
        elif source.exists():
            shutil.copy(source, target / name)
    (target / "raw/reference/geonames").mkdir(exist_ok=True)
    for path in (target / "raw/sample/reports").glob("part*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:12]), encoding="utf-8")
    return target


def build(project: Path, settings: dict[str, str], stages=STAGES) -> dict[str, str]:
    """Run the stages one by one as processes; the candidate's files and their SHA-256."""
    for stage in stages:
        done = subprocess.run([sys.executable, "-m", "pipeline.run", *stage], cwd=project, env=os.environ | settings | {"PYTHONPATH": str(project)},
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{stage}: {done.stderr[-2000:]}"
    candidate = project / "build/candidate"
    return {p.relative_to(candidate).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(candidate.rglob("*")) if p.is_file()}


@pytest.mark.slow
def test_workers_threads_time_zone_locale_and_hash_seed_leave_no_trace_and_neither_do_private_feeds(tmp_path):
    one, two = (copy_project(tmp_path / name) for name in ("one", "two"))
    (one / "raw/sample/acled/card.yml").unlink()  # that card frees the sample's rows; a user's ACLED files have none
    first = build(one, SETTINGS[0])
    for path in (two / "raw/sample/acled").iterdir():  # may not be redistributed: the public build must not miss it
        path.unlink()
    second = build(two, SETTINGS[1])
    assert len(first) > 20
    assert {name for name in first if first[name] != second.get(name)} == set() and first.keys() == second.keys()


@pytest.mark.slow
def test_incremental_build_equals_a_full_one(tmp_path):
    project = copy_project(tmp_path / "one")
    kept = project / "raw/sample/reports/part1-02.jsonl"
    later = kept.read_bytes()
    kept.unlink()
    build(project, SETTINGS[0])
    kept.write_bytes(later)
    after_change = STAGES[3:]
    incremental = build(project, SETTINGS[0], after_change)
    shutil.rmtree(project / "build/cache")
    for name in ("ingest", "extract", "classify", "geocode", "code_actors", "deduplicate", "rate", "candidate"):
        shutil.rmtree(project / "build" / name, ignore_errors=True)
    assert build(project, SETTINGS[0], after_change) == incremental
