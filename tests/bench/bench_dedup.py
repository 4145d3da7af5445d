"""Time and peak memory of merging beside the bare blocking join, in the same process: `python -m tests.bench.bench_dedup [ROWS…] [--whole]`.

The claims are made up: at any size 250 claims fall on a day in 2,000 towns, and three in ten are told again with another
toll, so that density is constant and cost should grow with the number of claims. Each size runs in a process of its
own. `--whole` also runs what follows (ids, values, links) and rates the events.
"""

import json
import resource
import subprocess
import sys
import time

import numpy as np
import polars as pl

SIZES = (100_000, 1_000_000, 3_000_000)
CLAIMS_PER_DAY, TOWNS, PARTIES = 250, 2_000, 300


def made_up(count: int) -> pl.DataFrame:
    """`count` claims of about `count / 1.3` events."""
    from schemas import vocabulary
    from schemas.describe import finish
    from schemas.tables import BY_NAME

    draw = np.random.default_rng(1)
    types = list(vocabulary.lookup("sub_event_types", "event_type").items())
    events = int(count / 1.3) + 1
    which = draw.integers(0, events, count)
    fact = lambda high: draw.integers(0, high, events)[which]  # noqa: E731
    town = fact(TOWNS)
    north, east = draw.uniform(-30, 50, TOWNS), draw.uniform(-80, 100, TOWNS)
    frame = pl.DataFrame({
        "n": np.arange(count), "town": town, "day": fact(max(30, count // CLAIMS_PER_DAY)), "kind": fact(len(types)), "one": fact(PARTIES), "two": fact(PARTIES),
        "toll": fact(20) + draw.integers(0, 2, count), "latitude": north[town].round(4), "longitude": east[town].round(4),
    })
    name = lambda column, text: pl.format(text, pl.col(column))  # noqa: E731
    day = pl.date(1990, 1, 1) + pl.duration(days="day")
    whole = frame.select(
        "latitude", "longitude", claim_id=pl.concat_str(pl.lit("c"), pl.col("n").cast(pl.String).str.zfill(16)), feed=pl.lit("reports"), report_id=name("n", "reports:{}"),
        raw_file=pl.lit("a"), claim_rank=1, event_kind=pl.lit("event"), licence=pl.lit("CC-BY-4.0"), published_date=day, event_date=day, date_start=day, date_end=day,
        year=day.dt.year(), time_precision=1, geo_precision=1, location_radius_km=5.0, country_iso3=name("town", "{}").str.zfill(4).str.slice(0, 2) + "X", place_id=name("town", "geonames:{}"),
        location_name=name("town", "Town {}"), sub_event_type=pl.col("kind").replace_strict({i: k for i, (k, _) in enumerate(types)}),
        event_type=pl.col("kind").replace_strict({i: v for i, (_, v) in enumerate(types)}), disorder_type=pl.lit("Political violence"), sub_event_type_rule=pl.lit("coder"),
        civilian_targeting=False, actor1_name=name("one", "Group {}"), actor1_type=pl.lit("Rebel group"), actor2_name=name("two", "Group {}"), actor2_type=pl.lit("State forces"),
        fatalities_low="toll", fatalities_best="toll", fatalities_high="toll", fatalities_rule=pl.lit("reported"), is_hedged=False, interest=pl.lit("neutral"),
    )
    return finish(whole, BY_NAME["claims"])


def timed(work) -> tuple[float, float, object]:
    """Seconds on the clock, seconds of processor, result."""
    start, spent = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - start, time.process_time() - spent, result


def measure(count: int, whole: bool) -> dict:
    """Seconds of each step, the ratio of merging to the bare join, and peak memory."""
    from pipeline.dedup.blocking import candidates
    from pipeline.dedup.features import prepare
    from pipeline.dedup.match import match
    from schemas.tables import BY_NAME
    from tests.dedup.worlds import curated

    claims = made_up(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = prepare(claims)
    bare, bare_cpu, pairs = timed(lambda: candidates(rows))
    tables = [claims.lazy(), BY_NAME["actors"].empty().lazy(), curated("dedup_weights").lazy(), curated("dedup_types").lazy(),
              pl.LazyFrame(schema={"claim_a": pl.String, "claim_b": pl.String})]
    limits = {"merge_probability": 0.5, "near_miss_probability": 0.1, "contradiction_probability": 0.05, "may_not_found": [], "distinct_feeds": []}
    merging, merging_cpu, found = timed(lambda: {name: frame.collect() for name, frame in match(*tables, **limits).items()})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row = {"claims": count, "pairs": pairs.height, "groups": found["members"]["group_id"].n_unique(), "bare_join_s": bare, "merging_s": merging, "ratio": merging / bare,
           "bare_join_cpu_s": bare_cpu, "merging_cpu_s": merging_cpu, "ratio_cpu": merging_cpu / bare_cpu,
           "claims_per_s": count / merging, "gb_before": before / 1e6, "gb_peak": peak / 1e6}
    if whole:
        row |= _whole(claims)
        row["gb_peak_whole"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {name: round(value, 3) for name, value in row.items()}


def _whole(claims: pl.DataFrame) -> dict[str, float]:
    from pipeline.stages.deduplicate import deduplicate
    from pipeline.stages.rate import rate
    from schemas.tables import BY_NAME
    from tests.dedup.worlds import curated

    outlet = pl.concat_str(pl.lit("s"), pl.col("report_id").str.slice(-1))
    cited = claims.select("claim_id", "report_id", source_id=outlet, source_seen=pl.lit(None, pl.String), role=pl.lit("author"))
    documents = claims.select("report_id", "published_date", feed=pl.lit("reports"), source_id=outlet).select(
        *(pl.col(n).cast(k) if n in ("report_id", "published_date", "feed", "source_id") else pl.lit(None, k).alias(n) for n, k in BY_NAME["reports"].schema.items()))
    known = pl.DataFrame({"source_id": [f"s{i}" for i in range(10)], "name": "x", "grade": "C", "grade_reason": "x"})
    known = known.select(*(pl.col(n) if n in known.columns else pl.lit(None, k).alias(n) for n, k in BY_NAME["sources"].schema.items()))
    empty = {name: BY_NAME[name].empty() for name in ("actors", "ledger", "retired_events")}
    tables = {"claims": claims, "claim_sources": cited, "reports": documents, "sources": known, **empty, "decisions": curated("decisions"), "weights": curated("dedup_weights"),
              "types": curated("dedup_types"), "trust_points": curated("claim_trust"), "licences": curated("licence_ranks")}
    merging, merging_cpu, found = timed(lambda: deduplicate(**{name: frame.lazy() for name, frame in tables.items()}, version="1"))
    given = {name: found[name] for name in ("events", "event_claims", "reports")} | {name: tables[name].lazy() for name in ("claims", "claim_sources", "sources")}
    rating, rating_cpu, _ = timed(lambda: [f.collect() for f in rate(**given, rules=curated("credibility_rules").lazy(), trust_points=curated("claim_trust").lazy()).values()])
    return {"deduplicate_s": merging, "deduplicate_cpu_s": merging_cpu, "rate_s": rating, "rate_cpu_s": rating_cpu}


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(int(arguments[1]), "--whole" in arguments)))
        return
    sizes = [int(a) for a in arguments if a.isdigit()] or SIZES
    for size in sizes:
        flags = [a for a in arguments if a == "--whole"]
        done = subprocess.run([sys.executable, "-m", "tests.bench.bench_dedup", "--one", str(size), *flags], capture_output=True, text=True, check=False)
        print(done.stdout.strip() or done.stderr.strip()[-600:], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
