"""Mentions matched per second at 10 k and 1 M rows, beside a plain polars join of the same rows: `python -m tests.bench.bench_actors`.

Prints one JSON object a size: rows per second of matching and of the join, their ratio in the same run, and the highest memory so far.
Rows are drawn from the gold names with a fixed rule, over all their countries and over 30 years of days.
"""

import json
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipeline.registry.build import registry as compile_registry
from pipeline.registry.tables import references
from pipeline.registry.tool import actors_table
from tests.registry.conftest import tables

GOLD = Path(__file__).resolve().parents[1] / "gold/actors.csv"
SIZES = (10_000, 1_000_000)
FIRST, DAYS = date(1995, 1, 1), 11_000


def mentions(rows: int) -> pl.DataFrame:
    """Rows of name, country and day: every gold name in its country, days spread by a multiplicative step."""
    gold = pl.read_csv(GOLD, infer_schema=False).select("name", country="country_iso3")
    index = pl.select(i=pl.int_range(rows, dtype=pl.Int64))
    days = pl.Series("day", [FIRST + timedelta(days=d) for d in range(DAYS)])
    return index.select(
        name=pl.col("i").mod(gold.height).replace_strict(list(range(gold.height)), gold["name"].to_list()),
        country=pl.col("i").mod(gold.height).replace_strict(list(range(gold.height)), gold["country"].to_list()),
        date=pl.Series("date", days.gather((index["i"] * 7919) % DAYS)),
    )


def main() -> None:
    """Measure both sizes and print."""
    compiled = compile_registry(references(tables()), with_table=False)
    for rows in SIZES:
        frame = mentions(rows)
        start = time.perf_counter()
        found = actors_table(frame, compiled)
        matching = time.perf_counter() - start
        answers = found.unique(["name", "country", "date"]).select("name", "country", "date", "actor_id")
        start = time.perf_counter()
        frame.join(answers, on=["name", "country", "date"], how="left", nulls_equal=True)
        joining = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"rows": rows, "matched_share": round(1 - found["actor_id"].null_count() / rows, 4), "rows_per_second": round(rows / matching),
                          "join_rows_per_second": round(rows / joining), "times_the_join": round(matching / joining, 1), "peak_memory_mb": memory}))


if __name__ == "__main__":
    sys.exit(main())
