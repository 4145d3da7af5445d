"""What places cost, as ratios: `python -m tests.bench.bench_geocode`. Prints figures, asserts no time."""
import resource
import time
from dataclasses import replace

import polars as pl

from pipeline.gazetteer.geoparse import build_gazetteer, find_places, names_in
from pipeline.gazetteer.scan import build_scanner, fold_text
from tests.gazetteer.small import geocode_rows, packaged

SENTENCES = (
    "Government shells struck the market of {} in the early hours, residents of {} said.", "The ministry denied on Tuesday that its troops had entered {} from the road to {}.",
    "A convoy bound for {} was turned back at a checkpoint outside {}, drivers reported.")


def timed(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - start


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def rows_of(tables, count: int, distinct: int) -> pl.DataFrame:
    """Place strings as feeds write them, of so many distinct towns: an eighth misspelt, with unit words and countries."""
    towns = tables.places.filter(pl.col("kind") == "town").sort(pl.col("place_id").hash(1), "place_id").select("name", "admin1", "country_iso3").head(distinct)
    frame = pl.concat([towns] * (count // towns.height + 1)).head(count).with_row_index("i")
    odd = pl.col("name").str.replace("a", "e", literal=True)
    return frame.select(pl.when(pl.col("i") % 8 == 0).then(odd).when(pl.col("i") % 2 == 0).then(pl.format("{} town", "name")).otherwise("name").alias("name"), "admin1", pl.col("country_iso3").alias("country"))


def texts_of(tables, count: int) -> pl.DataFrame:
    names = tables.places.filter((pl.col("kind") == "town") & (pl.col("population") > 5000)).gather_every(7)["name"].to_list()
    texts = [" ".join(s.format(names[(i * 31 + 7 * k) % len(names)], names[(i * 17 + k) % len(names)]) for k, s in enumerate(SENTENCES)) for i in range(count)]
    return pl.DataFrame({"report_id": [str(i) for i in range(count)], "sentence_id": [0] * count, "text": texts})


def main() -> None:
    (read, tables), seconds = timed(packaged)
    print(f"build the gazetteer: {seconds:.1f} s, {tables.places.height:,} places, {tables.names.height:,} names, peak memory {peak():.2f} GB")
    read = replace(read, places=read.places.clear(), names=read.names.clear())  # nobody who geocodes holds them
    packaged.cache_clear()
    cost = {}
    for count, distinct in ((1, 1), (10_000, 1_000), (1_000_000, 100_000), (10_000, 10_000), (200_000, 200_000)):
        before = time.process_time()
        _, seconds = timed(geocode_rows, rows_of(tables, count, distinct), read, tables)
        cost[count, distinct] = seconds / count
        print(f"geocode {count:,} rows, {distinct:,} distinct: {seconds:.2f} s, {count / seconds:,.0f} rows/s; processor time {time.process_time() - before:.2f} s")
    print(f"cost per row, 1 M against 10 k, a tenth distinct: {cost[1_000_000, 100_000] / cost[10_000, 1_000]:.2f}; all distinct, 200 k against 10 k: {cost[200_000, 200_000] / cost[10_000, 10_000]:.2f}")
    gazetteer = build_gazetteer(tables.places, tables.names, read.reference)
    texts = texts_of(tables, 5_000)
    size = sum(len(t.encode()) for t in texts["text"]) / 1e6
    hits, seconds = timed(find_places, texts, gazetteer)
    folded = [fold_text(t) for t in texts["text"]]
    scanner = build_scanner(names_in([f.plain for f in folded], gazetteer).select("folded", "cased").unique().sort("folded", "cased"), gazetteer.possessives)
    _, bare = timed(lambda: [scanner.automaton.find_matches_as_indexes(f.plain, overlapping=True) for f in folded])
    print(f"geoparse {size:.2f} MB: {size / seconds:.2f} MB/s, {hits.height:,} mentions; bare scan {size / bare:.1f} MB/s, ratio {seconds / bare:.0f}")
    print(f"peak memory: {peak():.2f} GB")


if __name__ == "__main__":
    main()
