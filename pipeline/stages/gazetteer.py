"""One searchable place table, and every name it can be found by."""
from typing import NamedTuple

import polars as pl

from pipeline.gazetteer.admin import extents, nearest_admin2, unit_extents, vote_unit_names
from pipeline.gazetteer.fold import fold, skeleton
from pipeline.gazetteer.sources import Sources
from pipeline.gazetteer.units import strip_unit, units_from

PLACES_SCHEMA = {
    "place_id": pl.String, "name": pl.String, "folded": pl.String, "kind": pl.String, "country_iso3": pl.String,
    "admin1": pl.String, "admin1_id": pl.String, "admin2": pl.String, "admin2_id": pl.String, "latitude": pl.Float64, "longitude": pl.Float64,
    "seat_latitude": pl.Float64, "seat_longitude": pl.Float64, "feature_code": pl.String, "population": pl.Int64, "radius_km": pl.Float64, "basis": pl.String,
}
NAMES_SCHEMA = {
    "folded": pl.String, "skeleton": pl.String, "place_id": pl.String, "country_iso3": pl.String, "kind": pl.String,
    "is_main": pl.Boolean, "is_latin": pl.Boolean, "language": pl.String,
}
KIND_OF_CODE = {"ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin2", "ADMD": "admin2", "RGN": "region", "RGNE": "region", "AREA": "region"}
KIND_OF_CLASS = {"P": "town", "A": "country", "H": "natural", "T": "natural", "V": "natural", "L": "region", "S": "special", "R": "special"}
NAMES_AT_ONCE = 100_000  # folded together: the strings of one part only stand in memory twice
TOWN_RADII = ((5_000_000, 20.0), (1_000_000, 12.0), (100_000, 6.0), (10_000, 3.0))  # population at least -> km


class Gazetteer(NamedTuple):
    places: pl.DataFrame
    names: pl.DataFrame


def gazetteer(sources: Sources) -> Gazetteer:
    """Every place once, with its units, a point and a radius, and a row per spelling it can be looked up by.

    Places whose country is unknown are left out. Population 0 means unknown. The result does not depend on the order
    of the input rows.
    """
    units = units_from(sources.reference["place_units"])
    towns, unit_rows = _placed_towns(sources)
    admin1 = _unit_places(towns, "admin1", units, sources.reference.get("place_unit_points"))
    admin2 = _unit_places(towns, "admin2", units)
    countries = _country_places(sources, towns)
    own = _own_places(sources, admin1, units)
    places = pl.concat([t.select(list(PLACES_SCHEMA)) for t in (towns, admin1, admin2, countries, own.filter(~pl.col("is_known")))]).cast(PLACES_SCHEMA)
    places = places.unique("place_id", keep="last", maintain_order=True).sort("place_id")
    spellings = pl.concat([
        places.select("place_id", "name", pl.lit(True).alias("is_main"), pl.lit(None, pl.String).alias("language")),
        _alternates(sources, towns, unit_rows), _unit_spellings(sources, places, units), _seat_spellings(sources, admin1), _country_spellings(sources, admin1), _own_spellings(sources, own)])
    return Gazetteer(places, _names(spellings, places))


def _placed_towns(sources: Sources) -> tuple[pl.DataFrame, pl.DataFrame]:
    """GeoNames rows as places with unit names and ids; and the GeoNames rows that are admin units themselves."""
    iso = sources.countries.select(pl.col("iso2").alias("country_iso2"), pl.col("iso3").alias("country_iso3")).drop_nulls().unique("country_iso2", keep="first", maintain_order=True)
    raw = sources.places.sort("geonames_id").unique("geonames_id", keep="first", maintain_order=True).join(iso, on="country_iso2")
    kind = pl.col("feature_code").replace_strict(KIND_OF_CODE, default=pl.col("feature_class").replace_strict(KIND_OF_CLASS, default="special"))
    raw = raw.with_columns(kind.alias("kind"))
    is_unit = pl.col("feature_class") == "A"
    towns = _with_units(raw.filter(~is_unit.fill_null(False)), sources)
    radius = pl.lit(2.0)
    for least, km in reversed(TOWN_RADII):
        radius = pl.when(pl.col("population") >= least).then(km).otherwise(radius)
    towns = towns.with_columns(
        pl.format("geonames:{}", "geonames_id").alias("place_id"), _folded("name"), pl.col("latitude").alias("seat_latitude"),
        pl.col("longitude").alias("seat_longitude"), pl.col("population").fill_null(0),
        pl.when(pl.col("kind") == "town").then(radius).otherwise(15.0).alias("radius_km"), pl.lit("geonames").alias("basis"))
    towns = _with_capitals(towns.with_columns(_id_of("admin1"), _id_of("admin2")), sources)
    return towns, raw.filter(is_unit.fill_null(False))


def _with_capitals(towns: pl.DataFrame, sources: Sources) -> pl.DataFrame:
    """Where feature codes are unknown, the most populous town named like its country's capital is PPLC."""
    named = sources.countries.select(pl.col("iso3").alias("country_iso3"), pl.col("capital").alias("name")).drop_nulls().with_columns(_folded("name"))
    rows = towns.filter(pl.col("feature_code").is_null()).join(named.select("country_iso3", "folded"), on=["country_iso3", "folded"], how="semi")
    rows = rows.sort("country_iso3", "population", "place_id", descending=[False, True, False]).unique("country_iso3", keep="first", maintain_order=True)
    return towns.with_columns(pl.when(pl.col("place_id").is_in(rows["place_id"].implode())).then(pl.lit("PPLC")).otherwise("feature_code").alias("feature_code"))


def _with_units(raw: pl.DataFrame, sources: Sources) -> pl.DataFrame:
    """With the names of the units around each place: those of the GeoNames code tables, else by vote and by nearness."""
    codes = sources.unit_names
    first = codes.filter(pl.col("admin2_code").is_null()).select("country_iso2", "admin1_code", pl.col("name").alias("coded1")).unique(["country_iso2", "admin1_code"], keep="first", maintain_order=True)
    second = codes.filter(pl.col("admin2_code").is_not_null()).select("country_iso2", "admin1_code", "admin2_code", pl.col("name").alias("coded2")).unique(["country_iso2", "admin1_code", "admin2_code"], keep="first", maintain_order=True)
    table = raw.join(first, on=["country_iso2", "admin1_code"], how="left").join(second, on=["country_iso2", "admin1_code", "admin2_code"], how="left")
    table = table.join(vote_unit_names(raw, sources.unit_points), on=["country_iso2", "admin1_code"], how="left")
    table = table.join(nearest_admin2(table.filter(pl.col("coded2").is_null()), sources.unit_points), on="geonames_id", how="left")
    return table.with_columns(pl.coalesce("coded1", "admin1").alias("admin1"), pl.coalesce("coded2", "admin2").alias("admin2")).drop("coded1", "coded2")


def _id_of(level: str) -> pl.Expr:
    """adm1:SY.12 from the lowest code that carries the unit's name; adm2:SY.12.<folded name>."""
    lowest = pl.col("admin1_code").min().over("country_iso2", "admin1")
    if level == "admin1":
        return pl.when(pl.col("admin1").is_not_null()).then(pl.format("adm1:{}.{}", "country_iso2", lowest)).alias("admin1_id")
    slug = pl.col("admin2").map_batches(lambda s: _map_unique(s, lambda text: fold(text).replace(" ", "-")), return_dtype=pl.String)
    return pl.when(pl.col("admin2").is_not_null() & pl.col("admin1").is_not_null()).then(pl.format("adm2:{}.{}.{}", "country_iso2", lowest, slug)).alias("admin2_id")


def _unit_places(towns: pl.DataFrame, level: str, units, points: pl.DataFrame | None = None) -> pl.DataFrame:
    members = towns.filter(pl.col(f"{level}_id").is_not_null() & (pl.col("kind") == "town"))
    bare_unit = pl.col(level).map_batches(lambda s: _map_unique(s, lambda text: strip_unit(fold(text), units)[0]), return_dtype=pl.String)
    members = members.with_columns(bare_unit.alias("unit_folded"))
    by = [f"{level}_id"]
    facts = members.sort("place_id").group_by(by, maintain_order=True).agg(pl.col(level).first().alias("name"), pl.col("country_iso3", "admin1", "admin1_id" if level == "admin2" else "country_iso2").first())
    extents = unit_extents(members, by)
    table = facts.join(extents, on=by).with_columns(_folded("name"), pl.lit(level).alias("kind"), pl.lit(None, pl.String).alias("feature_code"), pl.lit("vote").alias("basis"))
    if level == "admin1":
        table = _with_listed_points(table, points)
        return table.with_columns(pl.col("admin1_id").alias("place_id"), pl.lit(None, pl.String).alias("admin2"), pl.lit(None, pl.String).alias("admin2_id"))
    return table.with_columns(
        pl.col("admin2_id").alias("place_id"), pl.col("name").alias("admin2"), pl.col("seat_latitude").alias("latitude"),
        pl.col("seat_longitude").alias("longitude"), pl.min_horizontal("radius_km", pl.lit(60.0)).alias("radius_km"))


def _with_listed_points(table: pl.DataFrame, points: pl.DataFrame | None) -> pl.DataFrame:
    """Thinly settled provinces take their middle from `place_unit_points.csv`, not from where their towns are."""
    if points is None:
        return table
    listed = points.select("country_iso3", _folded("admin1"), pl.col("latitude").cast(pl.Float64).alias("listed_latitude"), pl.col("longitude").cast(pl.Float64).alias("listed_longitude"))
    joined = table.join(listed, on=["country_iso3", "folded"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("listed_latitude", "latitude").alias("latitude"), pl.coalesce("listed_longitude", "longitude").alias("longitude")).drop("listed_latitude", "listed_longitude")


def _country_places(sources: Sources, towns: pl.DataFrame) -> pl.DataFrame:
    reach = extents(towns, ["country_iso3"]).select(pl.col("country_iso3").alias("iso3"), "radius_km")
    table = sources.countries.unique("iso3", keep="first", maintain_order=True).drop_nulls(["iso3", "latitude", "longitude"]).join(reach, on="iso3", how="left", maintain_order="left")
    empty = [pl.lit(None, pl.String).alias(c) for c in ("admin1", "admin1_id", "admin2", "admin2_id", "feature_code")]
    return table.select(
        pl.format("country:{}", "iso3").alias("place_id"), "name", _folded("name"), pl.lit("country").alias("kind"), pl.col("iso3").alias("country_iso3"), *empty,
        "latitude", "longitude", pl.col("latitude").alias("seat_latitude"), pl.col("longitude").alias("seat_longitude"),
        pl.lit(0, pl.Int64).alias("population"), pl.col("radius_km").fill_null(100.0), pl.lit("recalled").alias("basis"))


def _own_places(sources: Sources, admin1: pl.DataFrame, units) -> pl.DataFrame:
    """Rows of every places*.csv; `place_id` is taken, or made of country and name; admin1 is matched by folded name.

    A province that the gazetteer has under one of the row's names gives that unit its names (`is_known`), no twin.
    """
    tables = [t for stem, t in sorted(sources.reference.items()) if stem.startswith("places")]
    columns = ["place_id", "name", "kind", "country_iso3", "admin1", "latitude", "longitude", "radius_km", "population", "names", "basis"]
    if not tables:
        return pl.DataFrame(schema={**PLACES_SCHEMA, "names": pl.String, "is_known": pl.Boolean})
    own = pl.concat([t.select([pl.col(c) if c in t.columns else pl.lit(None, pl.String).alias(c) for c in columns]) for t in tables])
    made = pl.format("sitrep:{}.{}", pl.col("country_iso3").fill_null("XXX"), _folded("name").str.replace_all(" ", "-"))
    own = own.with_columns(pl.coalesce("place_id", made).alias("place_id"), _folded("name"), pl.col("latitude", "longitude", "radius_km").cast(pl.Float64), pl.col("population").cast(pl.Int64).fill_null(0))
    names = admin1.select("country_iso3", pl.col("folded").alias("admin1_folded"), pl.col("admin1_id")).unique(["country_iso3", "admin1_folded"], keep="first", maintain_order=True)
    own = own.with_columns(_folded("admin1").alias("admin1_folded")).join(names, on=["country_iso3", "admin1_folded"], how="left")
    own = _merged_units(own, admin1, units)
    return own.with_columns(
        pl.col("radius_km").fill_null(10.0), pl.col("latitude").alias("seat_latitude"), pl.col("longitude").alias("seat_longitude"),
        *[pl.lit(None, pl.String).alias(c) for c in ("admin2", "admin2_id", "feature_code")]).sort("place_id")


def _merged_units(own: pl.DataFrame, admin1: pl.DataFrame, units) -> pl.DataFrame:
    keys = {(row["country_iso3"], key): row["place_id"] for row in admin1.sort("place_id", descending=True).select("country_iso3", "folded", "place_id").iter_rows(named=True)
            for key in (row["folded"], skeleton(strip_unit(row["folded"], units)[0]))}
    def known(row: dict) -> str | None:
        names = [fold(name) for name in (row["name"], *(row["names"] or "").split("|"))] if row["kind"] == "admin1" else []
        found = [keys.get((row["country_iso3"], key)) for name in names for key in (name, skeleton(strip_unit(name, units)[0]))]
        return next((place_id for place_id in found if place_id), None)
    twins = pl.Series("twin", [known(row) for row in own.iter_rows(named=True)], dtype=pl.String)
    named = pl.concat_str([pl.col("names").fill_null(""), "name"], separator="|")
    return own.with_columns(twins).with_columns(
        pl.col("twin").is_not_null().alias("is_known"), pl.when(pl.col("twin").is_not_null()).then(named).otherwise("names").alias("names"), pl.coalesce("twin", "place_id").alias("place_id"))


def _alternates(sources: Sources, towns: pl.DataFrame, unit_rows: pl.DataFrame) -> pl.DataFrame:
    """Other names of GeoNames places; those of unit rows go to our own unit of the same country and admin1 code."""
    ids = towns.select("geonames_id", "place_id")
    first = towns.drop_nulls("admin1_id").select("country_iso2", "admin1_code", "admin1_id").unique(["country_iso2", "admin1_code"], keep="first", maintain_order=True)
    units = unit_rows.filter(pl.col("feature_code") == "ADM1").join(first, on=["country_iso2", "admin1_code"]).select("geonames_id", pl.col("admin1_id").alias("place_id"))
    nations = unit_rows.filter(pl.col("feature_code").str.starts_with("PCL")).select("geonames_id", pl.format("country:{}", "country_iso3").alias("place_id"))
    every = pl.concat([ids, units, nations])
    return sources.names.join(every, on="geonames_id").select("place_id", "name", pl.lit(False).alias("is_main"), "language")


def _unit_spellings(sources: Sources, places: pl.DataFrame, units) -> pl.DataFrame:
    """Units without their unit word, under their seat's other names, and under the variants that the project lists."""
    admin = places.filter(pl.col("kind").is_in(["admin1", "admin2"]))
    short = admin.select("place_id", pl.Series("name", [strip_unit(name, units)[0] for name in admin["folded"]], dtype=pl.String), pl.lit(True).alias("is_main"), pl.lit(None, pl.String).alias("language"))
    variants = sources.reference.get("place_admin_names")
    if variants is None:
        return short
    keyed = variants.with_columns(_folded("admin1").alias("folded")).join(short.join(admin.select("place_id", "country_iso3", "kind"), on="place_id").filter(pl.col("kind") == "admin1").select("place_id", "country_iso3", pl.col("name").alias("folded")), on=["country_iso3", "folded"])
    return pl.concat([short, keyed.select("place_id", pl.col("variant").alias("name"), pl.lit(False).alias("is_main"), pl.lit(None, pl.String).alias("language"))])


def _seat_spellings(sources: Sources, admin1: pl.DataFrame) -> pl.DataFrame:
    """A province named like its capital is called by the capital's other names as well."""
    seats = admin1.filter("seat_order").select("place_id", pl.col("seat_place_id").str.strip_prefix("geonames:").cast(pl.Int64, strict=False).alias("geonames_id")).drop_nulls()
    return sources.names.join(seats, on="geonames_id").select("place_id", "name", pl.lit(False).alias("is_main"), "language")


def _country_spellings(sources: Sources, admin1: pl.DataFrame) -> pl.DataFrame:
    """Names and ISO codes (marked by language "iso") of countries; a part of one that is a unit here is not its name."""
    parts = admin1.select(pl.col("country_iso3").alias("iso3"), pl.col("name").str.to_lowercase().alias("lower"))
    kept = sources.country_names.filter(pl.col("kind").is_in(["name", "official", "variant", "former", "ged", "gdelt"])).with_columns(pl.col("name").str.to_lowercase().alias("lower"))
    kept = kept.join(parts.join(sources.countries.select("iso3", pl.col("name").str.to_lowercase().alias("lower")), on=["iso3", "lower"], how="anti"), on=["iso3", "lower"], how="anti")
    named = kept.select(pl.format("country:{}", "iso3").alias("place_id"), "name", pl.col("kind").is_in(["name", "ged", "gdelt"]).alias("is_main"), pl.lit(None, pl.String).alias("language"))
    codes = [sources.countries.select(pl.format("country:{}", "iso3").alias("place_id"), pl.col(c).alias("name"), pl.lit(False).alias("is_main"), pl.lit("iso").alias("language")).drop_nulls() for c in ("iso2", "iso3")]
    return pl.concat([named, *codes])


def _own_spellings(sources: Sources, own: pl.DataFrame) -> pl.DataFrame:
    rows = own.select("place_id", pl.col("names").fill_null("").str.split("|").alias("name")).explode("name").filter(pl.col("name") != "")
    return rows.select("place_id", "name", pl.lit(False).alias("is_main"), pl.lit(None, pl.String).alias("language"))


def _names(spellings: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """A row per (folded name, place), main names first when both are there; names that fold to nothing are left out."""
    unique = spellings.select("name").unique(maintain_order=True).drop_nulls()
    keyed = pl.concat([_keyed(part) for part in unique.iter_slices(NAMES_AT_ONCE)])
    facts = places.lazy().select("place_id", "country_iso3", "kind")
    table = spellings.lazy().join(keyed.lazy(), on="name").drop("name").join(facts, on="place_id")
    table = table.sort("folded", "place_id", "is_main", "is_latin", "language", descending=[False, False, True, True, False], nulls_last=True)
    return table.unique(["folded", "place_id"], keep="first", maintain_order=True).select(list(NAMES_SCHEMA)).cast(NAMES_SCHEMA).collect()


def _keyed(names: pl.DataFrame) -> pl.DataFrame:
    """Distinct names with what they are looked up by."""
    folded = [fold.__wrapped__(name) for name in names["name"]]  # distinct, so that remembering them would only cost memory
    return names.with_columns(
        pl.Series("folded", folded, dtype=pl.String), pl.Series("skeleton", [skeleton.__wrapped__(name) for name in folded], dtype=pl.String),
        pl.col("name").str.contains(r"^[\p{Latin}\p{Common}\p{Inherited}]+$").alias("is_latin")).filter(pl.col("folded") != "")


def _folded(column: str) -> pl.Expr:
    return pl.col(column).map_batches(lambda s: _map_unique(s, fold), return_dtype=pl.String).alias("folded")


def _map_unique(series: pl.Series, function) -> pl.Series:
    """The function applied once per distinct value; nulls stay null."""
    distinct = series.unique().drop_nulls().sort().to_list()
    return series.replace_strict(distinct, [function(value) for value in distinct], default=None, return_dtype=pl.String) if distinct else series.cast(pl.String)
