"""Normalizing UCDP GED rows beside the floor: polars reading the same file and writing it as Parquet, in the same run.

    python -m tests.bench.bench_normalize [ROWS …]        (default: 1000000 5000000)

The rows are the sample's good rows over and over, each with an id of its own. Prints wall and processor time (the second hardly
depends on what else the machine does), ratios and peak memory; asserts nothing about time.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.ged_rows import write_repeated

ROOT = Path(__file__).resolve().parents[2]
FLOOR = "import polars as pl, sys; pl.read_csv(sys.argv[1], infer_schema=False).write_parquet(sys.argv[2], compression='zstd')"
NORMALIZE = "import sys; sys.argv[0] = 'sitrep'; from pipeline.cli import main; main()"


def timed(*arguments: object) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak megabytes of one Python process."""
    code = "import subprocess, sys, resource, json, time\nt = time.perf_counter()\nsubprocess.run(json.loads(sys.argv[1]), check=True, stdout=subprocess.DEVNULL)\n" \
           "r = resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(time.perf_counter() - t, r.ru_utime + r.ru_stime, r.ru_maxrss / 1024)"
    command = json.dumps([sys.executable, "-c", *map(str, arguments)])
    done = subprocess.run([sys.executable, "-c", code, command], cwd=ROOT, check=True, capture_output=True, text=True)
    wall, processor, megabytes = map(float, done.stdout.split())
    return wall, processor, megabytes


def main(counts: list[int]) -> None:
    """Print one line per size."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ged.csv"
            write_repeated(path, count)
            floor, work = timed(FLOOR, path, Path(folder) / "floor.parquet"), timed(NORMALIZE, "normalize", "ucdp_ged", path, "--out", Path(folder) / "out")
            size = path.stat().st_size / 1e6
        said = [f"{name} {t[0]:.1f} s wall, {t[1]:.1f} s processor, {t[2]:,.0f} MB" for name, t in (("floor", floor), ("normalize", work))]
        print(f"{count:,} rows, {size:,.0f} MB: {'; '.join(said)}; {work[0] / floor[0]:.1f} times the floor in wall time, {work[1] / floor[1]:.1f} in processor time", flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1_000_000, 5_000_000])
