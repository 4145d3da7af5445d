"""Claims written back in the columns of the feed that they came from: what came in goes out, and what cannot is said.

`ACLED_COLUMNS` and `GED_COLUMNS` are the columns in the feeds' own order. `round_trip.csv` names those that claims do not hold,
with the reason, and those whose values come back normalised.
"""

import polars as pl

ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2",
    "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude",
    "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)
GED_COLUMNS = (
    "id", "year", "type_of_violence", "side_a", "side_b", "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "where_prec",
    "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low",
)


def to_acled(claims: pl.DataFrame, claim_sources: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """The claims in the 31 columns of an ACLED export, in their order."""
    from pipeline.registry.interaction import interaction

    cited = claim_sources.filter(pl.col("role") == "cited").with_columns(n=_number()).sort("claim_id", "n")
    sources = cited.group_by("claim_id", maintain_order=True).agg(source=pl.col("source_seen").str.join("; "))
    texts = reports.filter(pl.col("outcome") == "row").select("report_id", notes="text", timestamp=pl.col("published_at").dt.epoch("s"))
    rows = claims.join(sources, on="claim_id", how="left", maintain_order="left").join(texts, on="report_id", how="left", maintain_order="left")
    return rows.select(
        event_id_cnty="native_id", event_date=pl.col("event_date").cast(pl.String), year="year", time_precision="time_precision", disorder_type="disorder_type",
        event_type="event_type", sub_event_type="sub_event_type", actor1="actor1_seen", assoc_actor_1=_joined("assoc_actor1_seen"), inter1="actor1_type_seen",
        actor2="actor2_seen", assoc_actor_2=_joined("assoc_actor2_seen"), inter2="actor2_type_seen", interaction=interaction("actor1_type_seen", "actor2_type_seen"),
        civilian_targeting=pl.when("civilian_targeting").then(pl.lit("Civilian targeting")), iso="country_iso_numeric", region="region", country="country_seen",
        admin1="admin1_seen", admin2="admin2_seen", admin3="admin3_seen", location="location_seen", latitude="latitude_seen", longitude="longitude_seen",
        geo_precision="geo_precision_seen", source="source", source_scale=_tag("source_scale"), notes="notes", fatalities="fatalities_best",
        tags=_joined(pl.col("tags").list.filter(~pl.element().str.contains("^(source_scale|toll_bounds)="))), timestamp="timestamp",
    )


def to_ucdp_ged(claims: pl.DataFrame, claim_sources: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """The claims in those of GED's columns that claims hold, in GED's order."""
    documents = reports.filter(pl.col("outcome") == "cited").with_columns(n=_number(), report=pl.col("report_id").str.replace(r"#\d+$", "")).sort("report", "n")
    dated = pl.col("published_date").is_not_null()
    day = pl.col("published_date").cast(pl.String)
    articles = documents.group_by("report", maintain_order=True).agg(
        source_article=pl.when(dated).then(pl.format('"{},{},{}"', pl.col("source_seen").fill_null(""), day, pl.col("title").fill_null(""))).otherwise("title").str.join(";"),
        source_office=pl.when(dated).then(pl.col("source_seen").fill_null("")).drop_nulls().str.join(";"),
        source_date=day.drop_nulls().str.join(";"), source_headline=pl.when(dated).then(pl.col("title").fill_null("")).drop_nulls().str.join(";"), number_of_sources=pl.len(),
    ).with_columns(pl.col("source_office", "source_date", "source_headline").replace("", None))
    rows = claims.join(articles, left_on="report_id", right_on="report", how="left", maintain_order="left")
    known = pl.sum_horizontal(pl.col("fatalities_side1", "fatalities_side2", "fatalities_civilians").fill_null(0))
    return rows.select(
        id="native_id", year=pl.col("date_start").dt.year(), type_of_violence="event_type_seen", side_a="actor1_seen", side_b="actor2_seen", number_of_sources="number_of_sources",
        source_article="source_article", source_office="source_office", source_date="source_date", source_headline="source_headline", where_prec=_tag("where_prec"),
        where_coordinates="location_seen", adm_1="admin1_seen", adm_2="admin2_seen", latitude="latitude_seen", longitude="longitude_seen",
        geom_wkt=pl.format("POINT ({} {})", _plain("longitude_seen"), _plain("latitude_seen")), priogrid_gid=_priogrid(), country="country_seen", event_clarity=_tag("event_clarity"),
        date_prec=_tag("date_prec"), date_start=pl.col("date_start").cast(pl.String), date_end=pl.col("date_end").cast(pl.String), deaths_a="fatalities_side1",
        deaths_b="fatalities_side2", deaths_civilians="fatalities_civilians", deaths_unknown=pl.col("fatalities_best").cast(pl.Int64) - known.cast(pl.Int64),
        best="fatalities_best", high="fatalities_high", low="fatalities_low",
    )


def _number() -> pl.Expr:
    """The place of a cited report among those of its row, from its id."""
    return pl.col("report_id").str.extract(r"#(\d+)$", 1).cast(pl.Int32)


def _plain(number: str) -> pl.Expr:
    """A number as text, whole ones without decimals."""
    return pl.col(number).cast(pl.String).str.replace(r"\.0$", "")


def _joined(items: str | pl.Expr) -> pl.Expr:
    return (pl.col(items) if isinstance(items, str) else items).list.join("; ").replace("", None)


def _tag(name: str) -> pl.Expr:
    """The value of the tag `name=value`; null without one."""
    return pl.col("tags").list.filter(pl.element().str.starts_with(f"{name}=")).list.first().str.strip_prefix(f"{name}=")


def _priogrid() -> pl.Expr:
    """Cell of the PRIO-GRID: half-degree cells numbered by row from the south-west corner, 720 in a row, from 1."""
    row, column = ((pl.col("latitude_seen") + 90) * 2).floor(), ((pl.col("longitude_seen") + 180) * 2).floor()
    return (row * 720 + column + 1).cast(pl.Int64)
