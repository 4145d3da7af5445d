"""Places that a feed knows and the gazetteer does not: proposals for a person to review and commit."""
import polars as pl

from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.resolve import distance_km
from pipeline.gazetteer.units import Units, strip_unit

COLUMNS = ["place_id", "name", "kind", "country_iso3", "admin1", "latitude", "longitude", "radius_km", "names", "claim_count", "spread_km", "licence", "basis"]
KNOWN_KM = 15.0  # a gazetteer place of that name this near is the same place
WIDEST_KM = 20.0  # points of one name farther apart than this are two places, and none is proposed


def refusal(feed: str, redistribute: str, audience: str) -> str | None:
    """Why a feed may not be harvested, or None: a public gazetteer must not hold what a licence keeps back."""
    if redistribute == "none" and audience != "private":
        return f"{feed}: its licence forbids redistribution; places taken from it may be kept in a private build only (params.yaml: audience)"
    return None


def harvest(claims: pl.DataFrame, places: pl.DataFrame, names: pl.DataFrame, units: Units) -> pl.DataFrame:
    """A row per country and folded name that claims put at points of precision 1 or 2: consensus point, count, spread.

    The point is the claim's point nearest to the medians, so that it is one that a person chose. Left out: names that
    the gazetteer has within 15 km of it, names whose points lie more than 20 km apart, and names of units.
    """
    used = claims.filter(pl.col("location_seen").is_not_null() & pl.col("latitude_seen").is_not_null() & (pl.col("geo_precision_seen") <= 2) & pl.col("country_iso3").is_not_null())
    cores = [strip_unit(fold(name), units) for name in used["location_seen"]]
    used = used.with_columns(pl.Series("folded", [core for core, _ in cores], dtype=pl.String), pl.Series("unit", [kind for _, kind in cores], dtype=pl.String))
    used = used.filter(pl.col("unit").is_null() | (pl.col("unit") == "town")).filter(pl.col("folded").str.len_chars() >= 3)
    by = ["feed", "country_iso3", "folded"]
    medians = used.group_by(by).agg(pl.col("latitude_seen").median().alias("middle_latitude"), pl.col("longitude_seen").median().alias("middle_longitude"), pl.len().alias("claim_count"))
    table = used.join(medians, on=by).with_columns(distance_km("latitude_seen", "longitude_seen", "middle_latitude", "middle_longitude").round(2).alias("off_km"))
    order = table.sort(*by, "off_km", "latitude_seen", "longitude_seen", "location_seen", "admin1_seen", nulls_last=True)
    best = order.group_by(by, maintain_order=True).agg(
        pl.col("latitude_seen").first().alias("latitude"), pl.col("longitude_seen").first().alias("longitude"), pl.col("off_km").max().alias("spread_km"),
        pl.col("location_seen").first().alias("seen"), pl.col("admin1_seen").first().alias("admin1"), pl.col("claim_count").first(), pl.col("licence").first())
    best = best.filter(pl.col("spread_km") <= WIDEST_KM).join(_known(best, places, names), on=by, how="anti")
    return _rows(best, units).sort("place_id")


def _known(best: pl.DataFrame, places: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    points = places.select("place_id", pl.col("latitude").alias("known_latitude"), pl.col("longitude").alias("known_longitude"))
    pairs = best.join(names.select("folded", "country_iso3", "place_id"), on=["folded", "country_iso3"]).join(points, on="place_id")
    return pairs.filter(distance_km("latitude", "longitude", "known_latitude", "known_longitude") <= KNOWN_KM)


def _rows(best: pl.DataFrame, units: Units) -> pl.DataFrame:
    """The proposals in the columns of places.csv; the name keeps its spelling, without its unit word."""
    names = []
    for seen, folded in zip(best["seen"], best["folded"]):
        words = seen.split()
        kept = next((" ".join(words[a:b]) for a in range(len(words)) for b in range(len(words), a, -1) if fold(" ".join(words[a:b])) == folded), seen)
        names.append(kept)
    slug = pl.col("folded").str.replace_all(" ", "-")
    return best.with_columns(pl.Series("name", names, dtype=pl.String)).select(
        pl.format("{}:{}.{}", "feed", "country_iso3", slug).alias("place_id"), "name", pl.lit("town").alias("kind"), "country_iso3", "admin1",
        pl.col("latitude").round(5), pl.col("longitude").round(5), pl.max_horizontal(pl.lit(3.0), pl.col("spread_km").round(1)).alias("radius_km"), pl.lit("").alias("names"),
        "claim_count", "spread_km", "licence", pl.format("{}: consensus of {} claims", "feed", "claim_count").alias("basis"))
