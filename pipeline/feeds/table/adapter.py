"""Rows of any table as claims, by the mapping in its card alone: `claims` says which column fills which."""

import polars as pl

from pipeline.feeds.card import Card

TEXTS = ("event_type_seen", "actor1_seen", "actor2_seen", "country_seen", "admin1_seen", "admin2_seen", "admin3_seen", "location_seen", "text_seen")
COUNTS = ("fatalities_low", "fatalities_best", "fatalities_high", "fatalities_civilians", "injuries_best")


def claims(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """One claim per row, in order; what the mapping does not name stays null."""
    def mapped(name: str, default: object = None, kind: pl.DataType = pl.String()) -> pl.Expr:
        return pl.col(card.claims[name]) if name in card.claims else pl.lit(default, kind)

    day = mapped("event_date", kind=pl.Date())
    start, end = (pl.coalesce(mapped(name, kind=pl.Date()), day) for name in ("date_start", "date_end"))
    best = mapped("fatalities_best", kind=pl.Int32())
    sub_type = pl.col("_sub_event_type") if "_sub_event_type" in rows.columns else pl.lit(None, pl.String)
    return rows.select(
        event_date=pl.coalesce(day, start + pl.duration(days=(end - start).dt.total_days() // 2)), date_start=start, date_end=end,
        time_precision=pl.coalesce(
            pl.col("_time_precision").cast(pl.Int8) if "_time_precision" in rows.columns else pl.lit(None, pl.Int8),
            pl.when(start == end).then(1).when((end - start).dt.total_days() < 7).then(2).when((end - start).dt.total_days() < 31).then(3).otherwise(4)),
        sub_event_type=sub_type, sub_event_type_rule=pl.when(sub_type.is_not_null()).then(pl.lit("crosswalk")),
        civilian_targeting=pl.lit(False),
        **{name: mapped(name).cast(pl.String) for name in TEXTS}, **{name: mapped(name, kind=pl.Int32()) for name in COUNTS if name.endswith(("civilians", "injuries_best"))},
        latitude_seen=mapped("latitude", kind=pl.Float64()), longitude_seen=mapped("longitude", kind=pl.Float64()),
        geo_precision_seen=pl.when(mapped("latitude", kind=pl.Float64()).is_not_null()).then(
            pl.col("_geo_precision").cast(pl.Int8) if "_geo_precision" in rows.columns else pl.lit(1, pl.Int8)),
        fatalities_low=pl.coalesce(mapped("fatalities_low", kind=pl.Int32()), best), fatalities_best=best,
        fatalities_high=pl.coalesce(mapped("fatalities_high", kind=pl.Int32()), best),
        fatalities_rule=pl.when(best.is_not_null()).then(pl.lit("reported")),
        _scope_code=pl.coalesce(mapped("event_type_seen").cast(pl.String), pl.lit("(none)")),
    )


def cited(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The source that the mapping names, if it names one."""
    seen = pl.col(card.claims["source"]).cast(pl.String) if "source" in card.claims else pl.lit(None, pl.String)
    url = pl.col(card.claims["url"]).cast(pl.String) if "url" in card.claims else pl.lit(None, pl.String)
    table = rows.select("native_id", "raw_line", source_seen=seen, published_date=pl.lit(None, pl.Date), title=pl.lit(None, pl.String), url=url)
    return table.drop_nulls("source_seen")


def scope(rows: pl.DataFrame, card: Card) -> pl.Expr | None:
    """A value that the crosswalk knows and gives no code is out of scope."""
    return pl.when(pl.col("_sub_event_type").is_null()).then(pl.lit("code_outside_ontology")) if "_sub_event_type" in rows.columns else None
