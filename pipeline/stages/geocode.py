"""Each claim gets a point on the map, units around it, and a statement of how precise they are."""
import polars as pl

from pipeline.gazetteer.geocode import UNKNOWN_COUNTRY, geocode_table
from pipeline.gazetteer.resolve import Weights, distance_km
from pipeline.gazetteer.reverse import check_points
from pipeline.gazetteer.units import units_from
from schemas.tables import BY_NAME

RADII = {1: 5.0, 2: 25.0, 3: 100.0, 4: 300.0}  # km around a feed's own point, by its precision
SAME_PLACE_KM = 30.0  # a feed's point this near to the named place is that place
ISSUE_OF_VERDICT = {
    "missing_half": "swapped_coordinates", "null_island": "swapped_coordinates", "out_of_range": "swapped_coordinates", "swapped_coordinates": "swapped_coordinates",
    "country_mismatch": "country_mismatch", "admin1_mismatch": "admin1_mismatch"}
UNUSABLE = ("missing_half", "null_island", "out_of_range")
FILLED = ["country_name", "country_iso3", "country_iso_numeric", "region", "admin1", "admin2", "admin_basis", "location_name", "place_id", "latitude", "longitude",
          "geo_precision", "location_radius_km", "geo_score", "geo_runner_up_id", "geo_margin"]


def geocode(
    claims: pl.LazyFrame, places: pl.LazyFrame, place_names: pl.LazyFrame, place_units: pl.LazyFrame, place_country_overlaps: pl.LazyFrame,
    countries: pl.LazyFrame, *, margin: float = 0.04,
) -> dict[str, pl.LazyFrame]:
    """Give each claim a point on the map, and say how precise it is: `claims`, `evidence`, `issues`.

    A feed's own coordinates stay, checked against the names that came with them; a place that extract chose stays as
    well. Other claims are resolved from their place, unit and country names. A claim whose place is unknown or
    ambiguous takes the enclosing unit's point, or keeps null coordinates and becomes an issue; it is never dropped.
    Units have their capital's point.
    """
    table, gazetteer = claims.collect(), places.collect()
    overlaps = place_country_overlaps.collect()
    asked = table.filter(pl.col("latitude").is_null()).select("claim_id", pl.coalesce("location_seen", "admin2_seen", "admin1_seen", "country_seen").alias("name"), pl.col("admin1_seen").alias("admin1"),
                         pl.col("admin2_seen").alias("admin2"), pl.coalesce("country_iso3", "country_seen").alias("country"))
    found = geocode_table(asked, gazetteer, place_names.collect(), units_from(place_units.collect()), overlaps, weights=Weights(margin=margin)).rename({"country_iso3": "found_iso3"})
    found = _at_seats(found, gazetteer).select(pl.all().exclude("name", "admin1", "admin2", "country").name.map(lambda n: n if n == "claim_id" else f"g_{n}"))
    joined = table.join(found, on="claim_id", how="left", maintain_order="left")
    checked = _checked(joined, gazetteer, overlaps)
    filled = _filled(checked, gazetteer, countries.collect())
    return {"claims": filled.select(table.columns).lazy(), "evidence": _evidence(filled).lazy(), "issues": _issues(filled).lazy()}


def _at_seats(found: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Found units moved to their capitals: the point that the codebook gives a larger region."""
    seats = places.filter(pl.col("kind") == "admin1").select("place_id", "seat_latitude", "seat_longitude")
    moved = found.join(seats, on="place_id", how="left", maintain_order="left")
    is_plain = pl.col("seat_latitude").is_not_null() & ~pl.col("rule").str.contains("offset|between|part")
    return moved.with_columns(pl.when(is_plain).then("seat_latitude").otherwise("latitude").alias("latitude"), pl.when(is_plain).then("seat_longitude").otherwise("longitude").alias("longitude")).drop("seat_latitude", "seat_longitude")


def _checked(table: pl.DataFrame, places: pl.DataFrame, overlaps: pl.DataFrame) -> pl.DataFrame:
    """With the verdict on the feed's own coordinates; swapped ones are turned back, unusable ones left aside."""
    units = places.select(pl.col("place_id").alias("g_place_id"), pl.col("admin1_id").alias("named_admin1_id"))
    joined = table.join(units, on="g_place_id", how="left", maintain_order="left")
    points = joined.select(pl.col("claim_id").alias("point"), pl.col("latitude_seen").alias("latitude"), pl.col("longitude_seen").alias("longitude"), pl.col("g_found_iso3").alias("iso3"),
                           pl.when(pl.col("geo_precision_seen") == 1).then(pl.col("named_admin1_id")).alias("admin1_id"),
                           pl.col("g_latitude").alias("named_latitude"), pl.col("g_longitude").alias("named_longitude"))
    verdicts = check_points(points, places, overlaps).rename({"point": "claim_id"})
    joined = joined.join(verdicts, on="claim_id", how="left", maintain_order="left")
    is_swapped = pl.col("verdict") == "swapped_coordinates"
    is_usable = pl.col("latitude_seen").is_not_null() & ~pl.col("verdict").is_in(list(UNUSABLE)).fill_null(False)
    own_lat = pl.when(is_swapped).then(pl.col("longitude_seen")).when(is_usable).then(pl.col("latitude_seen"))
    own_lon = pl.when(is_swapped).then(pl.col("latitude_seen")).when(is_usable).then(pl.col("longitude_seen"))
    return joined.with_columns(own_lat.alias("own_latitude"), own_lon.alias("own_longitude"))


def _filled(table: pl.DataFrame, places: pl.DataFrame, countries: pl.DataFrame) -> pl.DataFrame:
    """The place columns: from extract where it chose, from the feed's point where it gives one, else as resolved."""
    decided = places.select(pl.col("place_id"), pl.col("name").alias("d_name"), pl.col("country_iso3").alias("d_iso3"), pl.col("admin1").alias("d_admin1"), pl.col("admin2").alias("d_admin2"), pl.col("radius_km").alias("d_radius"))
    table = table.join(decided, on="place_id", how="left", maintain_order="left")
    is_decided, is_own = pl.col("latitude").is_not_null(), pl.col("own_latitude").is_not_null()
    apart = distance_km("own_latitude", "own_longitude", "g_latitude", "g_longitude")
    is_same = is_own & (apart <= pl.max_horizontal(pl.lit(SAME_PLACE_KM), pl.col("g_location_radius_km"))) & (pl.col("g_rule") != "enclosing")
    is_matched = pl.when(is_own).then(is_same.fill_null(False)).otherwise(pl.col("g_place_id").is_not_null())
    def pick(decided: pl.Expr, own: pl.Expr, found: pl.Expr) -> pl.Expr:
        return pl.when(is_decided).then(decided).when(is_own).then(own).otherwise(found)
    precision = pick(pl.col("geo_precision"), pl.coalesce(pl.col("geo_precision_seen").cast(pl.Int64), pl.lit(1)), pl.max_horizontal(pl.col("g_geo_precision"), pl.col("geo_precision_seen").cast(pl.Int64))).cast(table.schema["geo_precision"])
    own_radius = precision.cast(pl.Int64).replace_strict(RADII, default=None, return_dtype=pl.Float64)
    iso3 = pl.coalesce(pl.when(is_decided).then(pl.col("d_iso3")), pl.col("country_iso3"), pl.when(is_own).then(pl.col("g_found_iso3")), pl.when(is_own).then(pl.col("near_iso3")), pl.col("g_found_iso3"))
    is_sound = pl.col("verdict").is_null() | (pl.col("verdict") == "admin1_mismatch")
    is_near = is_own & is_sound & (pl.col("near_km") <= 50) & pl.coalesce(precision.cast(pl.Int64) <= 2, pl.lit(False))
    source1, source2 = pl.coalesce("admin1", "admin1_seen"), pl.coalesce("admin2", "admin2_seen")
    table = table.with_columns(
        iso3.alias("country_iso3"),
        pl.coalesce(source1, pl.when(is_decided).then("d_admin1"), pl.when(is_near).then("near_admin1"), pl.when(~is_own).then("g_place_admin1")).alias("admin1"),
        pl.coalesce(source2, pl.when(is_decided).then("d_admin2"), pl.when(is_near).then("near_admin2"), pl.when(~is_own).then("g_place_admin2")).alias("admin2"),
        pl.when(source1.is_not_null()).then(pl.lit("source")).when(is_decided & pl.col("d_admin1").is_not_null()).then(pl.lit("nearest")).when(is_near & pl.col("near_admin1").is_not_null()).then(pl.lit("vote"))
        .when(~is_own & pl.col("g_place_admin1").is_not_null()).then(pl.lit("nearest")).alias("admin_basis"),
        pl.coalesce("location_name", pl.when(is_decided).then("d_name"), pl.when(is_matched & (pl.col("g_rule") != "enclosing")).then("g_place_name"), "location_seen", "admin2_seen", "admin1_seen").alias("location_name"),
        pick(pl.col("place_id"), pl.when(is_same).then("g_place_id"), pl.col("g_place_id")).alias("place_id"),
        pick(pl.col("latitude"), pl.col("own_latitude"), pl.col("g_latitude")).round(5).alias("latitude"), pick(pl.col("longitude"), pl.col("own_longitude"), pl.col("g_longitude")).round(5).alias("longitude"),
        precision.alias("geo_precision"), pl.coalesce("location_radius_km", pick(pl.coalesce("d_radius", own_radius), own_radius, pl.col("g_location_radius_km"))).round(1).alias("location_radius_km"),
        pl.coalesce("geo_score", pl.when(~is_decided & is_matched).then("g_score")).round(3).alias("geo_score"), pl.coalesce("geo_runner_up_id", pl.when(~is_decided).then("g_runner_up")).alias("geo_runner_up_id"),
        pl.coalesce("geo_margin", pl.when(~is_decided).then("g_margin")).round(3).alias("geo_margin"), is_decided.alias("is_decided"), is_own.alias("is_own"))
    facts = countries.select(pl.col("iso3").alias("country_iso3"), pl.col("name").alias("c_name"), pl.col("iso_numeric").cast(pl.Int16, strict=False).alias("c_numeric"), pl.col("region").alias("c_region")).unique("country_iso3", keep="first", maintain_order=True)
    table = table.join(facts, on="country_iso3", how="left", maintain_order="left")
    return table.with_columns(pl.coalesce("country_name", "c_name").alias("country_name"), pl.coalesce("country_iso_numeric", "c_numeric").alias("country_iso_numeric"), pl.coalesce("region", "c_region").alias("region"))


def _evidence(table: pl.DataFrame) -> pl.DataFrame:
    """For each resolved name the rule that read it, and the candidate that lost; for a feed's own point that it is that."""
    schema = BY_NAME["evidence"].schema
    rule = pl.when(pl.col("is_own")).then(pl.lit("geocode.feed_point")).otherwise(pl.format("geocode.{}", pl.col("g_rule")))
    base = table.filter(~pl.col("is_decided") & pl.col("latitude").is_not_null())
    chosen = base.select("claim_id", "report_id", pl.coalesce("location_seen", "admin2_seen", "admin1_seen", "country_seen").alias("seen"), rule.alias("rule_id"), pl.lit(True).alias("is_chosen"),
                         pl.col("place_id").alias("candidate_id"), pl.col("geo_score").alias("score"))
    lost = base.filter(pl.col("g_runner_up").is_not_null() & ~pl.col("is_own")).select(
        "claim_id", "report_id", pl.col("location_seen").alias("seen"), rule.alias("rule_id"), pl.lit(False).alias("is_chosen"), pl.col("g_runner_up").alias("candidate_id"),
        (pl.col("g_score") - pl.col("g_margin") / 1.4).round(3).alias("score"))
    rows = pl.concat([chosen, lost], how="vertical_relaxed").with_columns(pl.lit("place_id").alias("column_name"), pl.lit("row").alias("field"))
    return rows.select([(pl.col(n) if n in rows.columns else pl.lit(None)).cast(t).alias(n) for n, t in schema.items()])


def _issues(table: pl.DataFrame) -> pl.DataFrame:
    """Ambiguous and unknown places, and points that contradict the names they came with, counted per value."""
    schema = BY_NAME["issues"].schema
    is_open = ~pl.col("is_decided") & ~pl.col("is_own")
    named = is_open & pl.col("location_seen").is_not_null()
    where = pl.concat_str([pl.col("admin2_seen"), pl.col("admin1_seen"), pl.coalesce("country_seen", "country_iso3")], separator=", ", ignore_nulls=True)
    unknown = table.filter(named & (pl.col("g_rule").is_in(["enclosing", "unknown", "not_believed", "ambiguous", UNKNOWN_COUNTRY]))).select(
        "feed", pl.when(pl.col("g_runner_up").is_not_null() & (pl.col("g_margin") < 0.1)).then(pl.lit("ambiguous_place")).otherwise(pl.lit("unmatched_place")).alias("issue_code"),
        pl.col("location_seen").alias("seen"), where.alias("context"), pl.when(pl.col("g_rule") == UNKNOWN_COUNTRY).then(pl.lit("unknown country: raw/reference/country_names.csv")).otherwise(pl.coalesce(pl.format("{}?", "g_runner_up"), pl.lit("raw/reference/places.csv"))).alias("suggestion"), "claim_id")
    points = table.filter(pl.col("verdict").is_not_null()).select(
        "feed", pl.col("verdict").replace_strict(ISSUE_OF_VERDICT).alias("issue_code"), pl.concat_str([pl.col(c).cast(pl.String).fill_null("-") for c in ("latitude_seen", "longitude_seen")], separator=" ").alias("seen"), where.alias("context"),
        pl.format("{}: nearest place {} in {}, {}", "verdict", pl.col("near_id").fill_null("none"), pl.col("near_admin1").fill_null("-"), pl.col("near_iso3").fill_null("-")).alias("suggestion"), "claim_id")
    rows = pl.concat([unknown, points]).with_columns(pl.lit("geocode").alias("stage"))
    keys = ["stage", "feed", "issue_code", "seen", "context"]
    counted = rows.group_by(keys).agg(pl.col("suggestion").min(), pl.len().alias("row_count"), pl.col("claim_id").min().alias("example_id")).sort(keys, nulls_last=True)
    return counted.select([pl.col(n).cast(t) for n, t in schema.items()])
