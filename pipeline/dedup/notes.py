"""A sentence on every event, composed from its coded values alone."""

import polars as pl

_MONTHS = {1: "January", 2: "February", 3: "March", 4: "April", 5: "May", 6: "June", 7: "July", 8: "August", 9: "September", 10: "October",
           11: "November", 12: "December"}


def notes() -> pl.Expr:
    """Type, parties, place, day, toll and number of claims, such as `Armed clash: A and B, near Idlib (Syria), 30 August 2019. 3 reported killed. 2 claims.`"""
    return pl.concat_str(
        pl.coalesce("sub_event_type", pl.lit("Event")), pl.lit(": "), _parties(), _place(), _day("event_date", "time_precision"), pl.lit(". "), _toll(),
        pl.col("claim_count").cast(pl.String), pl.when(pl.col("claim_count") == 1).then(pl.lit(" claim.")).otherwise(pl.lit(" claims.")),
    ).alias("notes")


def _parties() -> pl.Expr:
    one, two = pl.col("actor1_name"), pl.col("actor2_name")
    return (
        pl.when(one.is_not_null() & two.is_not_null()).then(pl.concat_str(one, pl.lit(" and "), two, pl.lit(", ")))
        .when(one.is_not_null() | two.is_not_null()).then(pl.concat_str(pl.coalesce(one, two), pl.lit(", "))).otherwise(pl.lit("parties not named, "))
    )


def _place() -> pl.Expr:
    near = pl.when(pl.col("geo_precision") == 2).then(pl.lit("near ")).otherwise(pl.lit(""))
    unit = pl.when(pl.col("admin1").is_not_null() & pl.col("admin1").ne_missing(pl.col("location_name"))).then(pl.concat_str("admin1", pl.lit(", "))).otherwise(pl.lit(""))
    country = pl.coalesce("country_name", "country_iso3", pl.lit("country not known"))
    placed = pl.concat_str(near, "location_name", pl.lit(" ("), unit, country, pl.lit("), "))
    return pl.when(pl.col("location_name").is_not_null()).then(placed).otherwise(pl.concat_str(country, pl.lit(", ")))


def _day(date: str, precision: str) -> pl.Expr:
    day = lambda name: pl.concat_str(  # noqa: E731
        pl.col(name).dt.day().cast(pl.String), pl.lit(" "), pl.col(name).dt.month().replace_strict(_MONTHS, return_dtype=pl.String), pl.lit(" "),
        pl.col(name).dt.year().cast(pl.String))
    spanned = pl.concat_str(pl.lit("between "), day("date_start"), pl.lit(" and "), day("date_end"))
    return pl.when(pl.col(precision) == 1).then(day(date)).otherwise(spanned)


def _toll() -> pl.Expr:
    low, best, high = (pl.col(f"fatalities_{which}") for which in ("low", "best", "high"))
    one = pl.concat_str(best.cast(pl.String), pl.lit(" reported killed. "))
    many = pl.concat_str(best.cast(pl.String), pl.lit(" reported killed ("), low.cast(pl.String), pl.lit(" to "), high.cast(pl.String), pl.lit("). "))
    nothing = (pl.col("fatalities_rule") == "none_reported").fill_null(False)
    return pl.when(best.is_null() | nothing).then(pl.lit("")).when(low == high).then(one).otherwise(many)
