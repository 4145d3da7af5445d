"""A table of place strings becomes the same table with points, precisions and the reasons."""
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.readings import Reading, read_name
from pipeline.gazetteer.resolve import EARTH_KM, WEIGHTS, NameIndex, Weights, chosen, distance_km, index_names, scored, similarities
from pipeline.gazetteer.units import Units
from pipeline.once import once

ADDED = {
    "place_id": pl.String, "place_name": pl.String, "place_kind": pl.String, "country_iso3": pl.String, "place_admin1": pl.String, "place_admin2": pl.String,
    "latitude": pl.Float64, "longitude": pl.Float64, "geo_precision": pl.Int64, "location_radius_km": pl.Float64,
    "score": pl.Float64, "runner_up": pl.String, "margin": pl.Float64, "rule": pl.String,
}
PLACE_COLUMNS = ["place_id", "place_name", "kind", "country_iso3", "place_admin1", "admin1_id", "place_admin2", "admin2_id", "latitude", "longitude", "population", "radius_km", "feature_code"]
QUERY_SCHEMA = {
    "request": pl.Int64, "folded": pl.String, "hint": pl.String, "relation": pl.String, "cost": pl.Float64, "container": pl.String,
    "other": pl.String, "distance_km": pl.Float64, "bearing": pl.Float64}
SIDE_SHARE = 0.45  # how far out the middle of "northern X" lies, of the radius of X
REQUESTS_AT_ONCE = 20_000  # different requests resolved together: bounds memory
UNKNOWN_COUNTRY = "unknown_country"  # the rule of rows whose country nobody knows
KEYS = ["name", "admin1", "admin2", "country"]
CONTEXT = ["id", "latitude", "longitude", "radius_km"]


def geocode_table(table: pl.DataFrame, places: pl.DataFrame, names: pl.DataFrame, units: Units, overlaps: pl.DataFrame, *, weights: Weights = WEIGHTS) -> pl.DataFrame:
    """The rows of `table` (name; optional admin1, admin2, country), in their order, with the columns of ADDED.

    An unknown or ambiguous name takes the point of the district or province named with it (rule `enclosing`, precision
    2 or 3); without one it keeps null coordinates. So does every name with a country that is unknown (rule
    `unknown_country`). A country alone has precision 4. No row is dropped.
    """
    tables = once(_looked_up, {"places": places, "names": names})
    given = table.with_columns([pl.lit(None, pl.String).alias(k) for k in KEYS if k not in table.columns]).with_columns(pl.col(KEYS).cast(pl.String))
    requests = given.select(KEYS).unique().sort(KEYS, nulls_last=True).with_row_index("request").with_columns(pl.col("request").cast(pl.Int64))
    requests = requests.join(_countries(requests, tables.look), on="country", how="left", nulls_equal=True, maintain_order="left")
    is_lost = pl.col("iso3").is_null() & pl.col("is_country_given")
    known = requests.filter(~is_lost).drop("is_country_given").sort("iso3", "request")  # by country, so that a part looks at few countries' names
    parts = [known] if known.height <= REQUESTS_AT_ONCE else list(known.iter_slices(REQUESTS_AT_ONCE))
    ask = _Asker(tables.places, tables.index, overlaps, weights)
    found = pl.concat([_resolve(part, tables.nations, units, ask) for part in parts])
    answers = requests.join(found, on="request", how="left", maintain_order="left").with_columns(pl.when(is_lost).then(pl.lit(UNKNOWN_COUNTRY)).otherwise("rule").alias("rule"))
    answers = answers.select([pl.col(c).cast(t) for c, t in ADDED.items()])
    numbers = given.select(KEYS).join(requests, on=KEYS, how="left", nulls_equal=True, maintain_order="left")["request"]
    return table.hstack(answers[numbers])


@dataclass(frozen=True)
class _Tables:
    """A gazetteer as names are looked up in it."""

    places: pl.DataFrame
    index: NameIndex
    nations: dict[str, str]  # iso3 by folded name of a country
    look: Callable[[str | None], str | None]


def _looked_up(frames: dict[str, pl.DataFrame]) -> _Tables:
    names = frames["names"]
    nations = names.filter(pl.col("kind") == "country").sort("folded", "is_main", "place_id", descending=[False, False, True])
    slim = frames["places"].rename({"name": "place_name", "admin1": "place_admin1", "admin2": "place_admin2"}).select(PLACE_COLUMNS)
    return _Tables(slim, index_names(names), dict(nations.select("folded", "country_iso3").iter_rows()), country_finder(names))


def _resolve(requests: pl.DataFrame, nations: dict[str, str], units: Units, ask: "_Asker") -> pl.DataFrame:
    readings = _read(requests.select("request", pl.col("name").alias("text")), units)
    requests = _contained(requests, readings, nations)
    first = _unit_context(requests, "admin1", [], units, ask)
    requests = requests.join(first, on="request", how="left", maintain_order="left")
    second = _unit_context(requests, "admin2", ["context1"], units, ask)
    requests = requests.join(second, on="request", how="left", maintain_order="left")
    best = ask(readings, requests)
    best = _related(best, requests, ask)
    return _with_fallback(requests, best)


class _Asker:
    """Looks queries up in one gazetteer: a closure with a name, no more."""

    def __init__(self, places: pl.DataFrame, index: NameIndex, overlaps: pl.DataFrame, weights: Weights):
        self.places, self.index, self.overlaps, self.weights = places, index, overlaps, weights

    def __call__(self, readings: pl.DataFrame, requests: pl.DataFrame) -> pl.DataFrame:
        context = [c for c in requests.columns if c.startswith("context")]
        queries = readings.join(requests.select("request", "iso3", *context), on="request", maintain_order="left")
        for column in (f"context{n}_{c}" for n in (1, 2) for c in CONTEXT):
            if column not in queries.columns:
                queries = queries.with_columns(pl.lit(None, pl.String if column.endswith("id") else pl.Float64).alias(column))
        hits = similarities(queries.select("folded", "iso3"), self.index, self.overlaps)
        candidates = queries.join(hits, on=["folded", "iso3"], nulls_equal=True).join(self.places, on="place_id")
        return chosen(scored(candidates, self.weights), self.weights)


def _read(texts: pl.DataFrame, units: Units) -> pl.DataFrame:
    known: dict[str | None, list[Reading]] = {}
    rows = []
    for request, text in texts.iter_rows():
        if text not in known:
            known[text] = read_name(text, units)
        rows += [(request, *reading) for reading in known[text]]
    return pl.DataFrame(rows, schema=QUERY_SCHEMA, orient="row")


def _countries(requests: pl.DataFrame, look: Callable[[str | None], str | None]) -> pl.DataFrame:
    """country as written -> iso3 by any listed name or code, null when it is unknown; and whether one is written at all."""
    written = requests["country"].unique().sort().to_list()
    schema = {"country": pl.String, "iso3": pl.String, "is_country_given": pl.Boolean}
    return pl.DataFrame({"country": written, "iso3": [look(text) for text in written], "is_country_given": [fold(text or "") != "" for text in written]}, schema=schema)


def country_finder(names: pl.DataFrame) -> Callable[[str | None], str | None]:
    """What tells the iso3 of a country as written: by any listed name, by the code of any country with places, that of a curated region in one country
    ("Gaza Strip"), or what stands before a bracket or comma; null when it is unknown."""
    regions = names.filter((pl.col("kind") == "region") & pl.col("country_iso3").is_not_null()).filter(pl.col("country_iso3").n_unique().over("folded") == 1)
    nations = names.filter(pl.col("kind") == "country").sort("folded", "is_main", "place_id", descending=[False, True, False]).reverse()
    codes = {iso3.lower(): iso3 for iso3 in names["country_iso3"].unique().drop_nulls().sort()}  # territories with places and no name of their own here
    table = codes | {name: iso3 for part in (regions, nations) for name, iso3 in part.select("folded", "country_iso3").iter_rows()}
    def look(text: str | None) -> str | None:
        return next((iso3 for end in ("", "(", ",") if (iso3 := table.get(fold((text or "").split(end)[0] if end else text or "")))), None)
    return look


def _contained(requests: pl.DataFrame, readings: pl.DataFrame, nations: dict[str, str]) -> pl.DataFrame:
    """Requests whose name says "X, Y" get Y as admin1, admin2 or country where none was given."""
    said = readings.drop_nulls("container").unique("request", keep="first", maintain_order=True).select("request", "container")
    rows = []
    for request, container in said.iter_rows():
        parts = container.split("|")
        country = nations.get(parts[-1])
        rest = parts[:-1] if country else parts
        rows.append((request, rest[-1] if rest else None, rest[0] if len(rest) > 1 else None, country))
    schema = {"request": pl.Int64, "said_admin1": pl.String, "said_admin2": pl.String, "said_iso3": pl.String}
    table = requests.join(pl.DataFrame(rows, schema=schema, orient="row"), on="request", how="left", maintain_order="left")
    return table.with_columns(pl.coalesce("admin1", "said_admin1").alias("admin1"), pl.coalesce("admin2", "said_admin2").alias("admin2"), pl.coalesce("iso3", "said_iso3").alias("iso3")).drop("said_admin1", "said_admin2", "said_iso3")


def _unit_context(requests: pl.DataFrame, level: str, carried: list[str], units: Units, ask: _Asker) -> pl.DataFrame:
    """The unit named in the column `level`, as context columns; a unit that is not sure gives no context."""
    number = level[-1]
    context = [f"{c}_{part}" for c in carried for part in CONTEXT]
    distinct = requests.filter(pl.col(level).is_not_null()).select("iso3", level, *context).unique().sort("iso3", level, *context, nulls_last=True)
    distinct = distinct.with_row_index("unit").with_columns(pl.col("unit").cast(pl.Int64))
    readings = _read(distinct.select(pl.col("unit").alias("request"), pl.col(level)), units)
    readings = readings.with_columns(pl.when(pl.col("hint").is_null()).then(pl.lit(level)).otherwise(pl.col("hint")).alias("hint"))
    best = ask(readings, distinct.select(pl.col("unit").alias("request"), "iso3", *context))
    sure = best.filter(pl.col("is_believed") & ~pl.col("is_ambiguous") & (pl.col("kind") != "country"))
    unit = sure.select(pl.col("request").alias("unit"), *[pl.col("place_id" if c == "id" else c).alias(f"context{number}_{c}") for c in CONTEXT], pl.col("kind").alias(f"context{number}_kind"))
    named = distinct.join(unit, on="unit")
    return requests.select("request", "iso3", level, *context).join(named.drop("unit"), on=["iso3", level, *context], nulls_equal=True, maintain_order="left").select("request", *[c for c in unit.columns if c != "unit"])


def _related(best: pl.DataFrame, requests: pl.DataFrame, ask: _Asker) -> pl.DataFrame:
    """Points moved by "15 km north of", into the northern half of "northern X", or between two places up to 300 km apart."""
    ends = best.filter((pl.col("relation") == "between") & pl.col("is_believed"))
    readings = ends.select("request", pl.col("other").alias("folded"), pl.lit(None, pl.String).alias("hint"), pl.lit("at").alias("relation"), pl.lit(0.0).alias("cost"),
                           *[pl.lit(None, QUERY_SCHEMA[c]).alias(c) for c in ("container", "other", "distance_km", "bearing")])
    others = ask(readings, requests).filter(pl.col("is_believed")).select("request", pl.col("latitude").alias("end_latitude"), pl.col("longitude").alias("end_longitude"))
    table = best.join(others, on="request", how="left", maintain_order="left")
    apart = distance_km("latitude", "longitude", "end_latitude", "end_longitude")
    table = table.with_columns(pl.when(apart < 300).then(apart).alias("apart_km"))
    is_part = (pl.col("relation") == "part") & pl.col("kind").is_in(["country", "admin1", "region"])
    moved = pl.when(is_part).then(pl.col("radius_km") * SIDE_SHARE).otherwise("distance_km")
    north = moved * pl.col("bearing").radians().cos() / (EARTH_KM * 3.141592653589793 / 180)
    east = moved * pl.col("bearing").radians().sin() / (EARTH_KM * 3.141592653589793 / 180) / pl.col("latitude").radians().cos()
    is_offset, is_middle = (pl.col("relation") == "offset") | is_part, (pl.col("relation") == "between") & pl.col("apart_km").is_not_null()
    return table.with_columns(
        pl.when(is_offset).then((pl.col("latitude") + north).clip(-90, 90)).when(is_middle).then((pl.col("latitude") + pl.col("end_latitude")) / 2).otherwise("latitude").round(5).alias("latitude"),
        pl.when(is_offset).then(pl.col("longitude") + east).when(is_middle).then((pl.col("longitude") + pl.col("end_longitude")) / 2).otherwise("longitude").round(5).alias("longitude"),
        pl.when(is_middle).then(pl.col("apart_km") / 2).when(is_part).then(pl.col("radius_km") * (1 - SIDE_SHARE)).when(is_offset).then(pl.max_horizontal(pl.lit(5.0), pl.col("distance_km") * 0.3)).otherwise("radius_km").alias("radius_km"))


def _with_fallback(requests: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
    """The choice where it is believed, else the smallest known unit around it, else nothing."""
    table = requests.join(best.drop([c for c in best.columns if c in requests.columns and c != "request"]), on="request", how="left", maintain_order="left")
    is_taken = (pl.col("is_believed") & ~pl.col("is_ambiguous")).fill_null(False)
    is_second, is_first = ~is_taken & pl.col("context2_id").is_not_null(), ~is_taken & pl.col("context2_id").is_null() & pl.col("context1_id").is_not_null()
    def pick(column: str, unit: str) -> pl.Expr:
        return pl.when(is_taken).then(pl.col(column)).when(is_second).then(pl.col(f"context2_{unit}")).when(is_first).then(pl.col(f"context1_{unit}"))
    radius = pick("radius_km", "radius_km")
    is_small = radius <= 25
    kind = pl.when(is_taken).then(pl.col("kind")).when(is_second).then(pl.col("context2_kind")).when(is_first).then(pl.col("context1_kind"))
    is_sure_name = (pl.col("match") == "exact") | (pl.col("similarity") >= 0.9)
    is_exact_place = is_taken & (pl.col("kind") == "town") & (pl.col("relation") == "at") & pl.col("hint").is_in(["none", "town"]) & is_sure_name & (pl.col("total") >= 0.95)
    precision = (pl.when(radius.is_null()).then(None).when(is_exact_place).then(1).when(kind == "country").then(4).when(kind == "admin1").then(3)
                 .when(kind.is_in(["town", "special"])).then(2).when(is_small).then(2).when(radius <= 300).then(3).otherwise(4))
    rule = (pl.when(is_taken).then(pl.format("{}:{}", "match", "relation")).when(is_second | is_first).then(pl.lit("enclosing")).when(pl.col("is_ambiguous")).then(pl.lit("ambiguous"))
            .when(pl.col("place_id").is_not_null()).then(pl.lit("not_believed")).otherwise(pl.lit("unknown")))
    is_resolved = is_taken | is_second | is_first
    weak = pl.when(is_taken).then(pl.col("total") / 1.4).otherwise(0.3)
    return table.select(
        "request", pick("place_id", "id").alias("place_id"), pl.when(is_taken).then(pl.col("place_name")).alias("place_name"),
        kind.alias("place_kind"), pl.when(is_taken).then(pl.coalesce("country_iso3", "iso3")).otherwise(pl.col("iso3")).alias("country_iso3"),
        pl.when(is_taken).then(pl.col("place_admin1")).alias("place_admin1"), pl.when(is_taken).then(pl.col("place_admin2")).alias("place_admin2"),
        pick("latitude", "latitude").alias("latitude"), pick("longitude", "longitude").alias("longitude"), precision.cast(pl.Int64).alias("geo_precision"),
        radius.alias("location_radius_km"), pl.when(is_resolved).then(weak.clip(0, 1).round(4)).alias("score"), "runner_up", "margin", rule.alias("rule"))
