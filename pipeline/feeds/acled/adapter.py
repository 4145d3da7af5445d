"""ACLED rows as claims: our ontology is theirs, so the types are reported, not inferred."""

import polars as pl

from pipeline.feeds.card import Card

DAYS_AROUND = {"1": 0, "2": 3, "3": 0}  # a week's event is coded at its middle day


def claims(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """One claim per row, in order. Days of weekly precision span the week around them, of monthly precision the month."""
    day, precision = pl.col("event_date"), pl.col("_time_precision")
    around = pl.duration(days=precision.replace_strict(DAYS_AROUND, default=0, return_dtype=pl.Int64))
    monthly = precision == "3"
    return rows.select(
        event_date=day,
        date_start=pl.when(monthly).then(day.dt.month_start()).otherwise(day - around),
        date_end=pl.when(monthly).then(day.dt.month_end()).otherwise(day + around),
        time_precision=precision.cast(pl.Int8),
        sub_event_type="_sub_event_type", sub_event_type_rule=pl.lit("reported"),
        civilian_targeting=pl.col("_civilian_targeting").eq("true").fill_null(False),
        event_type_seen="event_type", sub_event_type_seen="sub_event_type",
        actor1_seen=pl.col("actor1"), actor2_seen=pl.col("actor2"),
        assoc_actor1_seen=_list("assoc_actor_1"), assoc_actor2_seen=_list("assoc_actor_2"),
        actor1_type_seen=pl.col("_inter1"), actor2_type_seen=pl.col("_inter2"),
        country_seen="country", admin1_seen=pl.col("admin1"), admin2_seen=pl.col("admin2"), admin3_seen=pl.col("admin3"),
        location_seen=pl.col("location"), latitude_seen="latitude", longitude_seen="longitude",
        geo_precision_seen=pl.col("_geo_precision").cast(pl.Int8),
        fatalities_low="fatalities", fatalities_best="fatalities", fatalities_high="fatalities",
        fatalities_rule=pl.when(pl.col("fatalities") == 0).then(pl.lit("none_reported")).otherwise(pl.lit("reported")),
        tags=pl.concat_list(_list("tags"), pl.format("source_scale={}", "_source_scale")).list.drop_nulls(),
        _last_day=pl.from_epoch(pl.col("timestamp")).dt.date(),
        _text=pl.col("notes"), _published_at=pl.from_epoch(pl.col("timestamp")).dt.replace_time_zone("UTC"),
    )


def cited(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """Every source of the `; `-list, in order; ACLED gives no dates or headlines."""
    table = rows.select("native_id", "raw_line", source_seen=_list("source")).explode("source_seen").drop_nulls("source_seen")
    return table.with_columns(published_date=pl.lit(None, pl.Date), title=pl.lit(None, pl.String))


def scope(rows: pl.DataFrame, card: Card) -> pl.Expr | None:
    """Everything in ACLED is in its ontology."""
    return None


def _list(column: str) -> pl.Expr:
    parts = pl.col(column).fill_null("").str.split(";").list.eval(pl.element().str.strip_chars())
    return parts.list.eval(pl.element().filter(pl.element() != ""))

