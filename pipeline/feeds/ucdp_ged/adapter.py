"""UCDP GED rows as claims: intervals and precisions kept, every cited article a report of its own."""

import polars as pl

from pipeline.feeds.card import Card

# Days that an interval may span at each of our time precisions; a wider one is less precise than its code says.
SPAN_OF_PRECISION = ((1, 1), (7, 2), (31, 3))
SUMMARY_DATES = ("4", "5")  # GED date precision: a month or more
ARTICLE = r"(?s)^\s*(.*?),\s*(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00[.0]*)?,(.*)$"


def claims(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """One claim per row, in order. The type is the commonest of the kind of violence until the headlines say more."""
    days = (pl.col("date_end") - pl.col("date_start")).dt.total_days()
    spanned = pl.lit(4)
    for limit, precision in reversed(SPAN_OF_PRECISION):
        spanned = pl.when(days < limit).then(pl.lit(precision)).otherwise(spanned)
    one_sided = pl.col("type_of_violence").str.strip_chars().str.starts_with("3")
    return rows.select(
        event_date=pl.col("date_start") + pl.duration(days=days // 2),
        date_start="date_start", date_end="date_end",
        time_precision=pl.max_horizontal(pl.col("_time_precision").cast(pl.Int32), spanned),
        sub_event_type="_sub_event_type", sub_event_type_rule=pl.lit("default"), civilian_targeting=one_sided,
        event_kind=pl.when((pl.col("_geo_precision") == "4") | pl.col("date_prec").str.replace(r"\.0+$", "").is_in(SUMMARY_DATES))
        .then(pl.lit("summary")).otherwise(pl.lit("event")),
        event_type_seen=pl.col("type_of_violence").str.replace(r"\.0+$", ""),
        actor1_seen="side_a", actor2_seen="side_b",
        country_seen="country", admin1_seen="adm_1", admin2_seen="adm_2", location_seen="where_coordinates",
        latitude_seen="latitude", longitude_seen="longitude", geo_precision_seen=pl.col("_geo_precision").cast(pl.Int8),
        fatalities_low="low", fatalities_best="best", fatalities_high="high", fatalities_rule=pl.lit("reported"),
        fatalities_side1="deaths_a", fatalities_side2="deaths_b", fatalities_civilians="deaths_civilians",
        tags=pl.concat_list(_tag("where_prec"), _tag("date_prec"), _tag("event_clarity")).list.drop_nulls(),
    )


def _tag(column: str) -> pl.Expr:
    return pl.format(f"{column}={{}}", pl.col(column).str.replace(r"\.0+$", ""))


def cited(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """Every article of the `;`-lists: native_id, piece (from 1), source_seen, published_date, title.

    Since 2013 an article is `"outlet,date,headline"`. Older rows are free text such as an agency and a day: its words up
    to the first digit or quotation mark are the outlet, the whole of it stands as title, and the day stays unread.
    """
    article = pl.col("source_article").str.strip_chars()
    listed = article.str.starts_with('"')
    pieces = pl.when(listed).then(article.str.strip_prefix('"').str.strip_suffix('"').str.split('";"')).otherwise(article.str.split(";"))
    table = rows.select("native_id", "raw_line", listed=listed.fill_null(False), pieces=pl.when(article.str.len_chars() > 0).then(pieces), offices="source_office")
    table = table.with_columns(pieces=pl.coalesce("pieces", pl.col("offices").str.split(";"))).drop_nulls("pieces").explode("pieces")
    parts = table.with_columns(piece=pl.col("pieces").str.strip_chars(), parsed=pl.when("listed").then(pl.col("pieces")).str.extract_groups(ARTICLE)).with_columns(
        outlet=pl.col("parsed").struct[0], day=pl.col("parsed").struct[1], headline=pl.col("parsed").struct[2])
    free = pl.col("piece").str.strip_chars('" ').str.extract(r'^([^\d"“”]+)', 1).str.strip_chars(" ,.;:-–(")
    return parts.filter(pl.col("piece").str.strip_chars('" ').str.len_chars() > 0).select(
        "native_id", "raw_line",
        source_seen=pl.coalesce("outlet", free).str.strip_chars(),
        published_date=pl.col("day").str.to_date("%Y-%m-%d", strict=False),
        title=pl.when(pl.col("day").is_null()).then("piece").otherwise(pl.col("headline").str.strip_chars()),
    )


def scope(rows: pl.DataFrame, card: Card) -> pl.Expr | None:
    """Everything in GED is political violence."""
    return None
