"""What a point implies: the nearest gazetteer place, its country and units; and whether the names given agree.

Neighbours are found by joining grid cells, twice: fine cells first, coarse ones for points in empty country.
"""
import polars as pl

from pipeline.gazetteer.resolve import distance_km

FINE, COARSE = 0.25, 2.0  # degrees
NULL_ISLAND = 0.001  # a point nearer than this to 0/0 in both coordinates is a missing value
SLACK_KM, SLACK_TIMES = 60.0, 3.0  # how much farther than the nearest place the given country's nearest may be


def nearest_places(points: pl.DataFrame, places: pl.DataFrame, *, by_country: bool = False) -> pl.DataFrame:
    """Per `point`: the nearest town (near_id, near_iso3, near_admin1, near_admin1_id, near_admin2, near_km); null if none in reach.

    `points` has point, latitude, longitude, and with `by_country` iso3, which the town has to be in. Reach is at least
    25 km, and some 200 km where nothing is nearer. Ties go to the smaller place_id.
    """
    towns = places.filter(pl.col("kind") == "town").select(
        pl.col("place_id").alias("near_id"), pl.col("country_iso3").alias("near_iso3"), pl.col("admin1").alias("near_admin1"), pl.col("admin1_id").alias("near_admin1_id"),
        pl.col("admin2").alias("near_admin2"), pl.col("latitude").alias("near_latitude"), pl.col("longitude").alias("near_longitude"), pl.col("population").alias("near_population"))
    fine = _nearest(points, towns, FINE, by_country)
    rest = points.join(fine, on="point", how="anti")
    populous = towns.filter(pl.col("near_population") >= 0)
    coarse = _nearest(rest, populous, COARSE, by_country)
    return points.select("point").join(pl.concat([fine, coarse]), on="point", how="left", maintain_order="left")


def _nearest(points: pl.DataFrame, towns: pl.DataFrame, size: float, by_country: bool) -> pl.DataFrame:
    around = pl.DataFrame({"step_row": [r for r in (-1, 0, 1) for _ in range(3)], "step_column": [c for _ in range(3) for c in (-1, 0, 1)]}, schema={"step_row": pl.Int32, "step_column": pl.Int32})
    cells = points.with_columns(_cell("latitude", size, "row"), _cell("longitude", size, "column")).join(around, how="cross")
    cells = cells.with_columns(pl.col("row") + pl.col("step_row"), pl.col("column") + pl.col("step_column"))
    keyed = towns.with_columns(_cell("near_latitude", size, "row"), _cell("near_longitude", size, "column"))
    left, right = (["row", "column", "iso3"], ["row", "column", "near_iso3"]) if by_country else (["row", "column"], ["row", "column"])
    pairs = cells.join(keyed, left_on=left, right_on=right, coalesce=False)
    pairs = pairs.with_columns(distance_km("latitude", "longitude", "near_latitude", "near_longitude").round(2).alias("near_km"))
    best = pairs.sort("point", "near_km", "near_id").unique("point", keep="first", maintain_order=True)
    return best.select("point", "near_id", "near_iso3", "near_admin1", "near_admin1_id", "near_admin2", "near_km")


def check_points(points: pl.DataFrame, places: pl.DataFrame, overlaps: pl.DataFrame) -> pl.DataFrame:
    """Per `point` the nearest town and `verdict`: what is wrong with the coordinates, or null.

    `points` has point, latitude, longitude, iso3, admin1_id, named_latitude and named_longitude (where the gazetteer
    has the named place); all but the first may be null. Verdicts: missing_half (one coordinate without the other),
    null_island, out_of_range, swapped_coordinates (only the swapped point lies at the named place, or in the country),
    country_mismatch, admin1_mismatch.
    """
    lat, lon = pl.col("latitude"), pl.col("longitude")
    broken = (pl.when(lat.is_null() != lon.is_null()).then(pl.lit("missing_half")).when((lat.abs() < NULL_ISLAND) & (lon.abs() < NULL_ISLAND)).then(pl.lit("null_island"))
              .when((lat.abs() > 90) | (lon.abs() > 180) | lat.is_nan() | lon.is_nan()).then(pl.lit("out_of_range")))
    table = points.with_columns(broken.alias("broken"))
    swappable = (lat.abs() <= 180) & (lon.abs() <= 90)
    sound = table.filter(pl.col("broken").is_null() & lat.is_not_null())
    near = nearest_places(sound.select("point", "latitude", "longitude"), places)
    own = nearest_places(sound.filter(pl.col("iso3").is_not_null()).select("point", "latitude", "longitude", "iso3"), places, by_country=True).select("point", pl.col("near_km").alias("own_km"))
    turned = table.filter(pl.col("iso3").is_not_null() & swappable & (pl.col("broken").is_null() | (pl.col("broken") == "out_of_range")))
    turned = nearest_places(turned.select("point", lon.alias("latitude"), lat.alias("longitude"), "iso3"), places, by_country=True).select("point", pl.col("near_km").alias("turned_km"))
    table = table.join(near, on="point", how="left", maintain_order="left").join(own, on="point", how="left", maintain_order="left").join(turned, on="point", how="left", maintain_order="left")
    also = overlaps.select("iso3", pl.col("also_iso3").alias("near_iso3"), pl.lit(True).alias("is_overlap"))
    table = table.join(also, on=["iso3", "near_iso3"], how="left", maintain_order="left")
    is_home = pl.col("iso3").is_null() | (pl.col("near_iso3") == pl.col("iso3")) | pl.col("is_overlap").fill_null(False) | (pl.col("own_km") <= SLACK_TIMES * pl.col("near_km") + SLACK_KM).fill_null(pl.col("near_km") > SLACK_KM)
    is_known = pl.col("near_id").is_not_null() | (pl.col("broken") == "out_of_range")
    is_turned = ~is_home.fill_null(False) & is_known.fill_null(False) & (pl.col("turned_km") <= 100)
    at_name = (distance_km("longitude", "latitude", "named_latitude", "named_longitude") <= 30) & (distance_km("latitude", "longitude", "named_latitude", "named_longitude") > 100)
    other_unit = pl.col("admin1_id").is_not_null() & pl.col("near_admin1_id").is_not_null() & (pl.col("near_admin1_id") != pl.col("admin1_id")) & (pl.col("near_km") <= 10)
    verdict = (pl.when(is_turned | at_name.fill_null(False)).then(pl.lit("swapped_coordinates")).when(pl.col("broken").is_not_null()).then(pl.col("broken"))
               .when(~is_home.fill_null(True) & pl.col("near_id").is_not_null()).then(pl.lit("country_mismatch")).when(other_unit).then(pl.lit("admin1_mismatch")))
    return table.select("point", "near_id", "near_iso3", "near_admin1", "near_admin1_id", "near_admin2", "near_km", verdict.alias("verdict"))


def _cell(column: str, size: float, name: str) -> pl.Expr:
    return (pl.col(column) / size).floor().cast(pl.Int32).alias(name)
