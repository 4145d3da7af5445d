"""What a feed's licence lets a release say: everything, coded values only, or nothing."""

import polars as pl

from schemas.tables import BY_NAME

# Tables whose rows belong to a feed through their claim.
_BY_CLAIM = ("claim_sources", "evidence")


def open_feeds(feeds: pl.LazyFrame) -> list[str]:
    """Feeds whose texts and rows may be published, in name order."""
    return feeds.filter(pl.col("redistribute") == "full").select(pl.col("feed").unique().sort()).collect()["feed"].to_list()


def forbidden_feeds(feeds: pl.LazyFrame) -> list[str]:
    """Feeds of which nothing may be published, in name order."""
    return feeds.filter(pl.col("redistribute") == "none").select(pl.col("feed").unique().sort()).collect()["feed"].to_list()


def without_forbidden_feeds(tables: dict[str, pl.LazyFrame]) -> dict[str, pl.LazyFrame]:
    """The tables without the cards and the accounting of feeds that may not be published.

    Their claims and reports are kept out before deduplication; `audience_findings` says so if one came through.
    """
    forbidden = forbidden_feeds(tables["feeds"])
    cards = ("feeds", "coverage", "accounting", "rejects", "issues")
    return tables | {name: tables[name].filter(~pl.col("feed").is_in(forbidden).fill_null(False)) for name in cards}


def masked(name: str, frame: pl.LazyFrame, tables: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The table with words taken from a source only where its feed's licence is `full`: else null, or an empty list.

    A row that names no feed is published in full only when every feed of the release is open.
    """
    native = [column for column in BY_NAME[name].columns if column.native]
    if not native:
        return frame
    licences = tables["feeds"].select("feed", _open=pl.col("redistribute") == "full").unique("feed")
    if name in _BY_CLAIM:
        licences = tables["claims"].select("claim_id", "feed").join(licences, on="feed", how="left").select("claim_id", "_open")
    key = "claim_id" if name in _BY_CLAIM else "feed"
    all_open = pl.lit(tables["feeds"].select((pl.col("redistribute") == "full").all()).collect().item())
    is_open = pl.coalesce("_open", pl.when(pl.col(key).is_null()).then(all_open).otherwise(False))
    kept = frame.join(licences, on=key, how="left")
    for column in native:
        nothing = pl.lit([], column.dtype) if isinstance(column.dtype, pl.List) else pl.lit(None, column.dtype)
        kept = kept.with_columns(pl.when(is_open).then(pl.col(column.name)).otherwise(nothing).alias(column.name))
    return kept.drop("_open")


def audience_findings(tables: dict[str, pl.DataFrame], audience: str) -> list[str]:
    """What a release holds that its audience may not see. Empty when all is well."""
    licences = tables["feeds"].select("feed", "redistribute")
    found = []
    for name in ("feeds", "claims", "reports"):
        rows = tables[name].select("feed").join(licences, on="feed", how="left")
        unknown = rows.filter(pl.col("redistribute").is_null())
        if unknown.height:
            found.append(f"{name}: {unknown.height} rows of a feed without a card, first {unknown['feed'].sort()[0]!r}")
        closed = rows.filter(pl.col("redistribute") == "none")
        if audience == "public" and closed.height:
            found.append(f"{name}: {closed.height} rows of {closed['feed'].sort()[0]!r}, which may not be redistributed, in a public release")
    for table in ("claims", "reports", "rejects"):
        found += _leaks(tables, table, licences)
    return found


def _leaks(tables: dict[str, pl.DataFrame], name: str, licences: pl.DataFrame) -> list[str]:
    closed = tables[name].join(licences.filter(pl.col("redistribute") != "full"), on="feed", how="semi")
    found = []
    for column in BY_NAME[name].published().columns:
        if column.native:
            value = pl.col(column.name)
            told = closed.filter(value.list.len() > 0 if isinstance(column.dtype, pl.List) else value.is_not_null())
            if told.height:
                found.append(f"{name}.{column.name}: {told.height} rows hold a source's words against its feed's licence")
    return found
