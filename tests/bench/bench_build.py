"""The whole build on a large GED file: `python -m tests.bench.bench_build [ROWS] [--keep FOLDER]`.

Copies the project's files to a folder of its own, sets `input: raw`, puts a made-up GED file of so many rows (default 400,000) into
raw/ucdp_ged, and runs `dvc repro`. Prints the wall time of every stage and the largest memory that its processes held together,
sampled twice a second. The gazetteer of this checkout must be built: it names the towns.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from tests.bench.ged_rows import write_spread

ROOT = Path(__file__).resolve().parents[2]


def prepare(folder: Path, rows: int) -> None:
    """The project's files in `folder`, with `input: raw` and one GED file."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    for name in filter(None, listed):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    params = (folder / "params.yaml").read_text(encoding="utf-8")
    (folder / "params.yaml").write_text(params.replace("input: raw/sample", "input: raw"), encoding="utf-8")
    (folder / "dvc.lock").unlink(missing_ok=True)
    (folder / "raw/ucdp_ged").mkdir(exist_ok=True)
    built = ROOT / "build/gazetteer"
    write_spread(folder / "raw/ucdp_ged/GEDEvent_v25_1.csv", rows, pl.read_parquet(built / "places.parquet"), pl.read_parquet(built / "countries.parquet"))


def processes() -> dict[int, tuple[int, str, int]]:
    """Parent, command line and resident bytes of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            found[int(entry.name)] = (int(stat[1]), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(), int(stat[21]) * os.sysconf("SC_PAGE_SIZE"))
        except (OSError, ValueError):
            continue
    return found


def sampled(root: int) -> tuple[str | None, int]:
    """The stage that runs under process `root`, and the bytes that its processes hold together."""
    every = processes()
    children: dict[int, list[int]] = {}
    for pid, (parent, _, _) in every.items():
        children.setdefault(parent, []).append(pid)
    for pid in _below(root, children):
        words = every[pid][1].split()
        if "pipeline.run" in words and "sh" not in words[0]:
            stage = " ".join(words[words.index("pipeline.run") + 1:])
            return stage, sum(every[p][2] for p in _below(pid, children))
    return None, 0


def _below(root: int, children: dict[int, list[int]]) -> list[int]:
    """The process and all under it."""
    return [root] + [p for child in children.get(root, ()) for p in _below(child, children)]


def watched(folder: Path) -> list[tuple[str, float, float]]:
    """Runs `dvc repro` in the folder; stage, wall seconds, peak megabytes."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    process = subprocess.Popen([sys.executable, "-m", "dvc", "repro"], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    seen: dict[str, list[float]] = {}
    while process.poll() is None:
        stage, size = sampled(process.pid)
        if stage:
            now = time.perf_counter()
            first, _, peak = seen.get(stage, [now, now, 0.0])
            if stage not in seen:
                print(f"… {stage}", file=sys.stderr, flush=True)
            seen[stage] = [first, now, max(peak, size / 1e6)]
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"dvc repro ended with {process.returncode}; the folder is {folder}")
    return [(stage, last - first, peak) for stage, (first, last, peak) in seen.items()]


def main() -> None:
    """Print a line per stage and the sum."""
    asked = argparse.ArgumentParser()
    asked.add_argument("rows", nargs="?", type=int, default=400_000)
    asked.add_argument("--keep", type=Path, help="Folder to build in, kept afterwards; a temporary one if left out.")
    wanted = asked.parse_args()
    folder = wanted.keep or Path(tempfile.mkdtemp(prefix="bench-build-"))
    prepare(folder, wanted.rows)
    start = time.perf_counter()
    for stage, seconds, megabytes in watched(folder):
        print(f"{stage:24} {seconds:8.1f} s {megabytes:8,.0f} MB", flush=True)
    print(f"{'dvc repro':24} {time.perf_counter() - start:8.1f} s for {wanted.rows:,} rows; events {pl.scan_parquet(folder / 'build/rate/events.parquet').select(pl.len()).collect().item():,}")
    if not wanted.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
