"""Reports that repeat an earlier one's text, word for word or nearly so.

Texts are cut into runs of four words; MinHash with fixed seeds finds reports that share many of them, and the shares
are then counted exactly. Cost grows with the number of words, not with the number of pairs.
"""

import hashlib

import numpy as np
import polars as pl

RUN = 4
BANDS, ROWS = 16, 2
SAME_SHARE = 0.8  # of the shorter text's runs that must stand in the longer one
SHORTEST = 12  # runs; below this only the very same words are a copy
WINDOW_DAYS = 30
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9), np.uint64(0x27D4EB2F165667C5))
_SEEDS = [np.uint64((0x9E3779B97F4A7C15 * (2 * i + 1)) % 2**64 | 1) for i in range(BANDS * ROWS)]


def copies(reports: pl.DataFrame) -> pl.DataFrame:
    """report_id and copy_of, the earliest report with the same or nearly the same text; originals have no row.

    Only reports with a text take part; copies appear within 30 days. Ties of time are broken by report id.
    """
    rows = reports.filter(pl.col("text").is_not_null()).sort("published_at", "report_id", nulls_last=True)
    rows = rows.with_columns(words=_words()).filter(pl.col("words").list.len() >= RUN + 1).with_row_index("row")
    if rows.height < 2:
        return pl.DataFrame(schema={"report_id": pl.String, "copy_of": pl.String})
    runs = _runs(rows)
    pairs = pl.concat([_same_words(rows), _alike(runs, rows.height)]).unique()
    days = rows["published_date"].to_physical()
    gap = (days.gather(pairs["row"]) - days.gather(pairs["earlier"])).abs()
    near = pairs.filter((gap <= WINDOW_DAYS).fill_null(True))
    earliest = near.group_by("row").agg(pl.col("earlier").min())
    root = np.arange(rows.height)
    root[earliest["row"].to_numpy()] = earliest["earlier"].to_numpy()
    while not np.array_equal(root, root[root]):
        root = root[root]
    ids = rows["report_id"]
    found = pl.DataFrame({"report_id": ids, "copy_of": ids.gather(pl.Series(root, dtype=pl.UInt32))})
    return found.filter(pl.col("report_id") != pl.col("copy_of")).sort("report_id")


def _words() -> pl.Expr:
    title = pl.col("title").fill_null("")
    return pl.concat_str(pl.when(pl.col("text").str.len_chars() < 80).then(title).otherwise(pl.lit("")), pl.lit(" "), "text").str.to_lowercase().str.extract_all(r"[\pL\pN]+")


def _runs(rows: pl.DataFrame) -> pl.DataFrame:
    """row and hash of every run of four words, each once per report, sorted by row."""
    words = rows.select("row", "words").explode("words", empty_as_null=False)
    known = words["words"].unique()
    codes = {word: int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") for word in known}
    code = words["words"].replace_strict(codes, return_dtype=pl.UInt64).to_numpy()
    row = words["row"].to_numpy()
    at = np.arange(len(row) - RUN + 1)
    at = at[row[at] == row[at + RUN - 1]]
    mixed = np.zeros(len(at), dtype=np.uint64)
    for step in range(RUN):
        mixed = (mixed ^ code[at + step]) * _MIX[step]
        mixed ^= mixed >> np.uint64(29)
    return pl.DataFrame({"row": row[at], "run": mixed}).unique().sort("row", "run")


def _same_words(rows: pl.DataFrame) -> pl.DataFrame:
    """(row, earlier) of reports whose words are the very same."""
    joined = rows.select("row", words=pl.col("words").list.join(" "))
    pairs = joined.with_columns(earlier=pl.col("row").min().over("words")).filter(pl.col("row") != pl.col("earlier"))
    return pairs.select("row", "earlier")


def _alike(runs: pl.DataFrame, count: int) -> pl.DataFrame:
    """(row, earlier) of reports that share most of the shorter one's runs."""
    rows, sizes = np.unique(runs["row"].to_numpy(), return_counts=True)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    hashes = runs["run"].to_numpy()
    frames = []
    for band in range(BANDS):
        key = np.zeros(len(rows), dtype=np.uint64)
        for step in range(ROWS):
            mixed = (hashes ^ (hashes >> np.uint64(31))) * _SEEDS[band * ROWS + step]
            mixed ^= mixed >> np.uint64(27)
            key = key * _MIX[3] + np.minimum.reduceat(mixed, starts)
        bucket = pl.DataFrame({"row": rows, "key": key}).sort("key", "row")
        same = bucket.with_columns(first=pl.col("row").min().over("key"), previous=pl.col("row").shift(1).over("key"))
        frames += [same.select("row", earlier="first"), same.select("row", earlier="previous")]
    asked = pl.concat(frames).drop_nulls().filter(pl.col("row") != pl.col("earlier")).unique()
    sized = pl.DataFrame({"row": rows, "size": sizes})
    shared = asked.join(runs, on="row").join(runs.rename({"row": "earlier"}), on=["earlier", "run"]).group_by("row", "earlier").agg(shared=pl.len())
    both = shared.join(sized, on="row").join(sized.rename({"row": "earlier", "size": "other"}), on="earlier")
    smaller = pl.min_horizontal("size", "other")
    return both.filter((smaller >= SHORTEST) & (pl.col("shared") >= SAME_SHARE * smaller)).select("row", "earlier")
