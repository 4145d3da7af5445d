"""Which of a feed's files is the newer, which rows of the older ones it replaces, and which it withdraws."""

import re

import polars as pl

from pipeline.feeds.card import Card

GONE = {"raw_file": pl.String, "native_id": pl.String, "reason_code": pl.String, "newer_file": pl.String}


def rank(raw_file: str, card: Card) -> tuple:
    """A key by which files sort from old to new: final after candidate, then by version, then by the numbers and words of the name.

    The version is what `versions.pattern` finds in the name. A candidate file is one that `versions.candidate` finds.
    """
    version = version_of(raw_file, card)
    natural = tuple((0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in re.findall(r"\d+|\D+", raw_file))
    return (not is_candidate(raw_file, card), bool(version), version, natural, raw_file)


def version_of(raw_file: str, card: Card) -> tuple[int, ...]:
    """The numbers of the version in the name; empty without one."""
    found = re.search(card.versions["pattern"], raw_file, re.IGNORECASE) if "pattern" in card.versions else None
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def is_candidate(raw_file: str, card: Card) -> bool:
    """True for a file of preliminary rows."""
    return bool(card.versions.get("candidate") and re.search(card.versions["candidate"], raw_file))


def is_whole(raw_file: str, card: Card) -> bool:
    """True for a file that holds all rows of its years (a candidate file: of its months), by `versions.whole`, and says its version."""
    return bool(card.versions.get("whole") and re.search(card.versions["whole"], raw_file) and version_of(raw_file, card))


def superseded(claims: pl.DataFrame, listed: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The claims that give way to a newer file: raw_file, native_id, reason_code, newer_file.

    `claims` has raw_file, native_id, country_iso3, year, date_start, date_end and edited_at, the instant of the row's last
    edit where the feed tells it; `listed` has raw_file and native_id of every row of every file, whatever became of it. Of
    the rows of an id the one edited last stands, without such an instant that of the newest file (`superseded`). A candidate
    row also gives way when a final file covers its year, whether or not that file has it (`superseded_candidate`). A row of
    an older version that a newer whole file covers and does not list has been withdrawn by its publisher (`withdrawn_upstream`).
    """
    files = sorted(set(claims["raw_file"]), key=lambda name: rank(name, card))
    order = pl.DataFrame({"raw_file": files, "_age": range(len(files)), "_candidate": [is_candidate(f, card) for f in files]}, schema={"raw_file": pl.String, "_age": pl.Int64, "_candidate": pl.Boolean})
    ranked = claims.select("raw_file", "native_id", "country_iso3", "year", "date_start", "date_end", "edited_at").join(order, on="raw_file", maintain_order="left")
    is_last_edit = pl.col("edited_at").eq_missing(pl.col("edited_at").max().over("native_id"))
    chosen = ranked.with_columns(_chosen=pl.when(is_last_edit).then("_age").max().over("native_id"))
    older = chosen.filter(pl.col("_age") != pl.col("_chosen")).join(order.select(_chosen="_age", newer_file="raw_file"), on="_chosen", how="left", maintain_order="left")
    older = older.select("raw_file", "native_id", reason_code=pl.lit("superseded"), newer_file="newer_file")
    standing = chosen.filter(pl.col("_age") == pl.col("_chosen")).drop("_chosen")
    settled = pl.concat([pl.DataFrame(schema=GONE), *_settled(standing, ranked, files, card)])
    standing = standing.join(settled, on=["raw_file", "native_id"], how="anti", maintain_order="left")
    return pl.concat([pl.DataFrame(schema=GONE), older, settled, *_withdrawn(standing, ranked, listed, files, card)])


def _settled(standing: pl.DataFrame, ranked: pl.DataFrame, files: list[str], card: Card) -> list[pl.DataFrame]:
    """For every final file, from new to old, the standing candidate rows of its years: of all countries if it is whole, else of those it holds."""
    found, left = [], standing.filter("_candidate")
    for name in (name for name in reversed(files) if not is_candidate(name, card)):
        mine = ranked.filter(pl.col("raw_file") == name)
        covered = left.filter(pl.col("year") <= mine["year"].max())
        if not is_whole(name, card):
            covered = covered.join(mine, on="country_iso3", how="semi", maintain_order="left")
        found.append(covered.select("raw_file", "native_id", reason_code=pl.lit("superseded_candidate"), newer_file=pl.lit(name)))
        left = left.join(covered, on=["raw_file", "native_id"], how="anti", maintain_order="left")
    return found


def _withdrawn(standing: pl.DataFrame, ranked: pl.DataFrame, listed: pl.DataFrame, files: list[str], card: Card) -> list[pl.DataFrame]:
    """For every whole file, from old to new, the standing rows of older versions that it covers and does not list.

    A final file covers whole years, a candidate file whole months: from that of its first day to that of its last. Candidate
    files judge candidate rows only.
    """
    found, left = [], standing
    for name in (name for name in files if is_whole(name, card)):
        older = [f for f in files if f != name and version_of(f, card) < version_of(name, card) and is_candidate(f, card) == is_candidate(name, card)]
        span = ranked.filter(pl.col("raw_file") == name).select(pl.col("date_start").min(), pl.col("date_end").max())
        if not older or span["date_start"][0] is None:
            continue
        period = "1mo" if is_candidate(name, card) else "1y"
        first, after = span.select(pl.col("date_start").dt.truncate(period), pl.col("date_end").dt.truncate(period).dt.offset_by(period)).row(0)
        covered = left.filter(pl.col("raw_file").is_in(older) & (pl.col("date_start") >= first) & (pl.col("date_end") < after))
        gone = covered.join(listed.filter(pl.col("raw_file") == name), on="native_id", how="anti", maintain_order="left")
        found.append(gone.select("raw_file", "native_id", reason_code=pl.lit("withdrawn_upstream"), newer_file=pl.lit(name)))
        left = left.join(gone, on=["raw_file", "native_id"], how="anti", maintain_order="left")
    return found
