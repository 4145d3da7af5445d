"""Which of a feed's files is the newer, and which rows of the older ones it replaces."""

import re

import polars as pl

from pipeline.feeds.card import Card


def rank(raw_file: str, card: Card) -> tuple:
    """A key by which files sort from old to new: final after candidate, then by version, then by the numbers and words of the name.

    The version is what `versions.pattern` finds in the name. A candidate file is one that `versions.candidate` finds.
    """
    candidate = is_candidate(raw_file, card)
    found = re.search(card.versions["pattern"], raw_file, re.IGNORECASE) if "pattern" in card.versions else None
    version = tuple(int(part or 0) for part in found.groups()) if found else ()
    natural = tuple((0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in re.findall(r"\d+|\D+", raw_file))
    return (not candidate, bool(version), version, natural, raw_file)


def is_candidate(raw_file: str, card: Card) -> bool:
    """True for a file of preliminary rows."""
    return bool(card.versions.get("candidate") and re.search(card.versions["candidate"], raw_file))


def superseded(claims: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The claims that give way to a newer file: raw_file, native_id, reason_code (superseded, or superseded_candidate).

    `claims` has raw_file, native_id, year. The row of the newest file stands. A candidate row also gives way when a final
    file covers its year, whether or not that file has it: then its publisher has dropped it.
    """
    files = sorted(claims["raw_file"].unique().to_list(), key=lambda name: rank(name, card))
    order = pl.DataFrame({"raw_file": files, "_age": range(len(files)), "_candidate": [is_candidate(f, card) for f in files]}, schema={"raw_file": pl.String, "_age": pl.Int64, "_candidate": pl.Boolean})
    ranked = claims.select("raw_file", "native_id", "year").join(order, on="raw_file", maintain_order="left")
    last_final_year = ranked.filter(~pl.col("_candidate"))["year"].max()
    is_older = pl.col("_age") < pl.col("_age").max().over("native_id")
    is_settled = pl.col("_candidate") & (pl.col("year") <= (last_final_year if last_final_year is not None else -1))
    reason = pl.when(is_older).then(pl.lit("superseded")).when(is_settled).then(pl.lit("superseded_candidate"))
    return ranked.select("raw_file", "native_id", reason_code=reason).drop_nulls("reason_code")
