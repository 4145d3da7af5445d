"""Which place a name means in a report: one sense per name, weighed by prominence and by what else the report names."""
from functools import lru_cache

import polars as pl

from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.resolve import distance_km

NAME = ["report_id", "folded", "cased", "hint"]  # what has one sense: a name, as a province, as a town, or as neither
KIND_PRIOR = {"country": 1.0, "admin1": 0.66, "region": 0.62, "natural": 0.35, "admin2": 0.05, "special": 0.3, "town": 0.15}
PER_POWER_OF_TEN = 0.13  # people of a town beyond a hundred
# (kind that the words at the name say, kind of the candidate) -> term
HINT_TERMS = {
    ("admin1", "admin1"): 0.5, ("admin1", "region"): 0.3, ("admin1", "town"): -0.3, ("admin1", "country"): -0.3, ("admin2", "admin2"): 0.6, ("admin2", "town"): -0.1, ("admin2", "admin1"): -0.2,
    ("admin2", "country"): -0.5, ("town", "town"): 0.4, ("town", "admin1"): -0.4, ("town", "admin2"): -0.1, ("town", "country"): -0.6, ("town", "region"): -0.4,
    ("near", "town"): 0.2, ("near", "admin1"): -0.1,
    ("natural", "natural"): 0.4, ("natural", "region"): 0.2, ("natural", "town"): -0.2, ("natural", "country"): -0.2}
NAMESAKE_UNIT_KM = 200.0  # a plain name of a smaller province and of its capital means the capital
WEIGHT_OF_GIVEN_COUNTRY = 8.0
ABROAD = -1.2  # a town elsewhere, when the report's country was given: more likely a local place that no gazetteer has
INSIDE_NAMED_UNIT, OUTSIDE_NAMED_UNIT = 0.15, -0.3  # a small town against the provinces of its country that the report names
CONTAINED_NATION = 0.3  # two countries in a row are a list more often than a town in one of them
LISTED_NATION = 0.9  # a country's name enumerated with another country is the country: more than all that may speak for a namesake
SMALL_TOWN = 50_000
CELL = 0.5


def choose_senses(hits: pl.DataFrame, sentences: pl.DataFrame, places: pl.DataFrame, names: pl.DataFrame, adjectives: dict[str, str]) -> pl.DataFrame:
    """One place per report and name, with `sense_score`, runner-up and margin, and `place_prior`: how likely it is that
    the name is a place at all, before its own surroundings are looked at."""
    asked = hits.group_by(NAME).agg(pl.len().alias("times"), (pl.col("verdict") == "").any().alias("is_open")).filter("is_open").sort(NAME, nulls_last=True)
    table = _candidates(asked, places, names)
    table = _with_countries(table, sentences, places, adjectives)
    table = table.join(_containment(hits, table), on=[*NAME, "place_id"], how="left", nulls_equal=True).with_columns(pl.col("contained").fill_null(0.0))
    table = table.join(_listed(hits, table), on=[*NAME, "place_id"], how="left", nulls_equal=True).with_columns(pl.col("listed").fill_null(0.0))
    table = _with_doubts(table)
    table = table.with_columns((pl.col("prior") + 0.55 * pl.col("country_share") + pl.col("contained") + pl.col("listed") + pl.col("hint_term") + pl.col("doubt")).alias("first_score"))
    for part in (_nearness(table), _company(table)):
        table = table.join(part, on=[*NAME, "place_id"], how="left", nulls_equal=True)
    near = pl.max_horizontal(pl.col("nearness").fill_null(0.0), pl.col("company").fill_null(0.0))
    return _best_sense(table.with_columns(near.alias("nearness")).with_columns((pl.col("first_score") + near).round(4).alias("sense_score")))


def _candidates(asked: pl.DataFrame, places: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    columns = ["place_id", "name", "kind", "country_iso3", "admin1", "admin1_id", "admin2", "latitude", "longitude", "seat_latitude", "seat_longitude", "population", "radius_km", "folded"]
    facts = places.select(columns).rename({"name": "place_name", "folded": "main_folded"})
    kinds = pl.DataFrame(list(KIND_PRIOR.items()), schema=["kind", "kind_prior"], orient="row")
    terms = pl.DataFrame([(h, k, t) for (h, k), t in HINT_TERMS.items()], schema=["hint", "kind", "hint_term"], orient="row")
    table = asked.join(names, on=["folded", "cased"], nulls_equal=True).join(facts, on="place_id").join(kinds, on="kind", how="left").join(terms, on=["hint", "kind"], how="left")
    is_main = (pl.col("folded") == pl.col("main_folded")) | (pl.col("kind") != "town")
    size = PER_POWER_OF_TEN * (pl.col("population").clip(100) / 100).log10()
    prior = pl.col("kind_prior") + pl.when(pl.col("kind") == "town").then(size).otherwise(0.0) - pl.when(is_main).then(0.0).otherwise(0.15)
    table = table.with_columns(prior.alias("prior"), pl.col("hint_term").fill_null(0.0))
    units = table.filter((pl.col("kind") == "admin1") & (pl.col("radius_km") <= NAMESAKE_UNIT_KM)).select(*NAME, pl.col("place_id").alias("admin1_id"), pl.col("prior").alias("unit_prior"))
    table = table.join(units, on=[*NAME, "admin1_id"], how="left", nulls_equal=True)
    is_namesake = (pl.col("kind") == "town") & pl.col("unit_prior").is_not_null() & (pl.col("prior") >= 0.3)
    return table.with_columns(pl.when(is_namesake).then(pl.max_horizontal("prior", pl.col("unit_prior") + 0.03)).otherwise("prior").alias("prior"))


def _with_countries(table: pl.DataFrame, sentences: pl.DataFrame, places: pl.DataFrame, adjectives: dict[str, str]) -> pl.DataFrame:
    """`country_share`: how much of what the report speaks of, but for the name itself, is in the candidate's country."""
    first = table.sort(*NAME, "prior", "place_id", descending=[False] * len(NAME) + [True, False], nulls_last=True).unique(NAME, keep="first", maintain_order=True)
    weight = pl.when(pl.col("kind") == "country").then(1.0).when(pl.col("kind") == "admin1").then(0.8).when(pl.col("population") >= 300_000).then(0.6).otherwise(0.15)
    own = first.select(*NAME, "country_iso3", (weight * (pl.col("times").cast(pl.Float64) + 1).log(2) * 1000).round(0).cast(pl.Int64).alias("own"))
    parts = [own.select("report_id", "country_iso3", pl.col("own").alias("weight")), _spoken_nations(sentences, adjectives)]
    given = _given_countries(sentences, places)
    parts.append(given)
    told = pl.concat(parts).drop_nulls().group_by("report_id", "country_iso3").agg(pl.col("weight").sum())
    table = table.join(told, on=["report_id", "country_iso3"], how="left").join(own, on=[*NAME, "country_iso3"], how="left", nulls_equal=True)
    most = told.group_by("report_id").agg(pl.col("weight").max().alias("most"))
    others = (pl.col("weight").fill_null(0) - pl.col("own").fill_null(0)).clip(0)
    return table.join(most, on="report_id", how="left").with_columns((others / pl.col("most").clip(1)).round(4).fill_null(0.0).alias("country_share")).drop("weight", "own", "most").join(
        given.drop_nulls().select("report_id", pl.col("country_iso3").alias("given_iso3")).unique("report_id", keep="first", maintain_order=True), on="report_id", how="left").with_columns(
        (pl.col("given_iso3") != pl.col("country_iso3")).fill_null(False).alias("is_abroad")).drop("given_iso3")


def _with_doubts(table: pl.DataFrame) -> pl.DataFrame:
    """`doubt`: what speaks against a candidate where it lies, or for it: the given country, and the provinces named."""
    units = table.filter((pl.col("kind") == "admin1") & (pl.col("country_share") >= 0.3)).select("report_id", "country_iso3", "admin1_id", pl.lit(True).alias("is_named")).unique()
    nations = units.select("report_id", "country_iso3", pl.lit(True).alias("has_units")).unique()
    table = table.join(units, on=["report_id", "country_iso3", "admin1_id"], how="left").join(nations, on=["report_id", "country_iso3"], how="left")
    is_small = (pl.col("kind") == "town") & (pl.col("population") < SMALL_TOWN) & (pl.col("contained") == 0)
    by_unit = pl.when(is_small & pl.col("is_named").is_not_null()).then(INSIDE_NAMED_UNIT).when(is_small & pl.col("has_units").is_not_null()).then(OUTSIDE_NAMED_UNIT).otherwise(0.0)
    is_abroad = pl.col("is_abroad") & ~pl.col("kind").is_in(["country", "region", "natural"]) & (pl.col("contained") == 0)
    return table.with_columns((by_unit + pl.when(is_abroad).then(ABROAD).otherwise(0.0)).alias("doubt")).drop("is_named", "has_units", "is_abroad")


def _spoken_nations(sentences: pl.DataFrame, adjectives: dict[str, str]) -> pl.DataFrame:
    rows = []
    for report_id, text in sentences.select(pl.col("report_id").cast(pl.String), "text").iter_rows():
        rows += [(report_id, adjectives[key], 350) for word in capitalised(text or "") if (key := fold(word)) in adjectives]
    return pl.DataFrame(rows, schema={"report_id": pl.String, "country_iso3": pl.String, "weight": pl.Int64}, orient="row")


def _given_countries(sentences: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    if "country" not in sentences.columns:
        return pl.DataFrame(schema={"report_id": pl.String, "country_iso3": pl.String, "weight": pl.Int64})
    given = sentences.select(pl.col("report_id").cast(pl.String), pl.col("country").cast(pl.String).alias("written")).drop_nulls().unique().sort("report_id", "written")
    nations = country_codes(places)
    iso3 = [nations.get(written) or nations.get(fold(written)) for written in given["written"]]
    return given.select("report_id", pl.Series("country_iso3", iso3, dtype=pl.String), pl.lit(int(1000 * WEIGHT_OF_GIVEN_COUNTRY), pl.Int64).alias("weight"))


def country_codes(places: pl.DataFrame) -> dict[str, str]:
    """ISO codes of countries by folded name, and by themselves."""
    nations = dict(places.filter(pl.col("kind") == "country").select("folded", "country_iso3").iter_rows())
    return nations | {code: code for code in nations.values()}


@lru_cache(maxsize=4096)
def capitalised(text: str) -> tuple[str, ...]:
    """The words of a text that begin with a capital, without punctuation; parts of hyphenated words count alone."""
    return tuple(w.strip(".,;:'\"()’“”") for w in text.replace("-", " ").split() if w[:1].isupper())


def _containment(hits: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """+1 for a candidate that lies in the country or unit that follows its name after a comma; less if its name is a country's, and a country follows."""
    said = hits.drop_nulls("holder").select(*NAME, "holder", "holder_cased").unique()
    holders = table.filter(pl.col("kind").is_in(["country", "admin1", "admin2", "region"])).select(
        "report_id", pl.col("folded").alias("holder"), pl.col("cased").alias("holder_cased"), pl.col("place_id").alias("holder_id"), pl.col("country_iso3").alias("holder_iso3"), pl.col("kind").alias("holder_kind"))
    pairs = table.select(*NAME, "place_id", "country_iso3", "admin1_id", "kind").join(said, on=NAME, nulls_equal=True).join(holders, on=["report_id", "holder", "holder_cased"], nulls_equal=True)
    is_inside = (pl.col("admin1_id") == pl.col("holder_id")) | (pl.col("holder_kind") == "country") & (pl.col("country_iso3") == pl.col("holder_iso3")) & (pl.col("kind") != "country")
    inside = pairs.filter(is_inside.fill_null(False) & (pl.col("place_id") != pl.col("holder_id"))).select(*NAME, "place_id", "holder_kind").unique()
    nations = table.filter(pl.col("kind") == "country").select(*NAME, pl.lit(True).alias("is_nation")).unique()
    inside = inside.join(nations, on=NAME, how="left", nulls_equal=True)
    is_list = pl.col("is_nation").fill_null(False) & (pl.col("holder_kind") == "country")  # "in Russia, U.S. officials said"
    return inside.group_by(*NAME, "place_id").agg(pl.when(is_list).then(CONTAINED_NATION).otherwise(1.0).max().alias("contained"))


def _listed(hits: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """For a country whose name is enumerated with that of another country ("Nigeria, Niger and Chad")."""
    pairs = hits.select(*NAME, "beside").explode("beside").drop_nulls("beside").unique()
    nations = table.filter(pl.col("kind") == "country").select(*NAME, "place_id")
    others = nations.select("report_id", pl.col("folded").alias("beside"), pl.col("place_id").alias("other_id"))
    both = nations.join(pairs, on=NAME, nulls_equal=True).join(others, on=["report_id", "beside"]).filter(pl.col("place_id") != pl.col("other_id"))
    return both.select(*NAME, "place_id").unique().with_columns(pl.lit(LISTED_NATION).alias("listed"))


def _nearness(table: pl.DataFrame) -> pl.DataFrame:
    """Up to +0.3 for candidates near the places of which the report is sure."""
    order = table.filter(pl.col("kind") != "country").sort(*NAME, "first_score", "place_id", descending=[False] * len(NAME) + [True, False], nulls_last=True)
    top = order.with_columns((pl.col("first_score") - pl.col("first_score").shift(-1).over(NAME)).fill_null(1.0).alias("lead")).unique(NAME, keep="first", maintain_order=True)
    sure = top.filter((pl.col("lead") >= 0.25) & (pl.col("first_score") >= 0.8)).sort("report_id", "first_score", "place_id", descending=[False, True, False]).group_by("report_id", maintain_order=True).head(12)
    anchors = sure.select("report_id", pl.col("folded").alias("anchor"), pl.col("latitude").alias("anchor_latitude"), pl.col("longitude").alias("anchor_longitude"))
    pairs = table.filter(pl.col("kind") != "country").select(*NAME, "place_id", "latitude", "longitude").join(anchors, on="report_id").filter(pl.col("folded") != pl.col("anchor"))
    near = pairs.group_by(*NAME, "place_id").agg(distance_km("latitude", "longitude", "anchor_latitude", "anchor_longitude").min().alias("km"))
    bonus = pl.when(pl.col("km") <= 60).then(0.3).when(pl.col("km") <= 150).then(0.2).when(pl.col("km") <= 400).then(0.1).otherwise(0.0)
    return near.select(*NAME, "place_id", bonus.alias("nearness"))


def _company(table: pl.DataFrame) -> pl.DataFrame:
    """Up to +0.5 for candidates whose neighbours within some 50 km are named in the same report.

    Two uncertain names vouch for each other: that both have a bearer in one corner of the world is rarely chance. Names
    borne by very many places vouch for little.
    """
    towns = table.filter(pl.col("kind").is_in(["town", "admin2", "special", "natural"]))
    counts = towns.group_by(NAME).agg(pl.len().alias("bearers"))
    cells = towns.join(counts, on=NAME, nulls_equal=True).select(
        *NAME, "place_id", "bearers", "latitude", "longitude", (pl.col("latitude") / CELL).floor().cast(pl.Int32).alias("row"), (pl.col("longitude") / CELL).floor().cast(pl.Int32).alias("column"))
    around = pl.DataFrame({"step_row": [r for r in (-1, 0, 1) for _ in range(3)], "step_column": [c for _ in range(3) for c in (-1, 0, 1)]}, schema={"step_row": pl.Int32, "step_column": pl.Int32})
    others = cells.select("report_id", pl.col("folded").alias("other"), pl.col("bearers").alias("other_bearers"), pl.col("latitude").alias("other_latitude"), pl.col("longitude").alias("other_longitude"), "row", "column")
    pairs = cells.join(around, how="cross").with_columns(pl.col("row") + pl.col("step_row"), pl.col("column") + pl.col("step_column")).join(others, on=["report_id", "row", "column"])
    pairs = pairs.filter((pl.col("other") != pl.col("folded")) & ~pl.col("other").str.contains(pl.col("folded"), literal=True) & (distance_km("latitude", "longitude", "other_latitude", "other_longitude") <= 50))
    voices = pairs.group_by(*NAME, "place_id", "other").agg((20 / pl.max_horizontal("bearers", "other_bearers").max()).clip(0, 1).alias("voice"))
    return voices.group_by(*NAME, "place_id").agg((0.3 * (pl.col("voice") * 1000).round(0).sum() / 1000).clip(0, 0.5).round(4).alias("company"))


def _best_sense(table: pl.DataFrame) -> pl.DataFrame:
    order = table.sort(*NAME, "sense_score", "place_id", descending=[False] * len(NAME) + [True, False], nulls_last=True)
    order = order.with_columns(pl.col("place_id").shift(-1).over(NAME).alias("runner_up"), (pl.col("sense_score") - pl.col("sense_score").shift(-1).over(NAME)).round(4).alias("margin"))
    best = order.unique(NAME, keep="first", maintain_order=True)
    is_unit_said = (pl.col("kind") == "town") & pl.col("hint").is_in(["admin1", "admin2"])  # "Katha district", where only the town is known
    precision = (pl.when(is_unit_said).then(pl.when(pl.col("hint") == "admin1").then(3).otherwise(2)).when(pl.col("kind") == "town").then(1).when(pl.col("kind").is_in(["admin2", "special"])).then(2).when(pl.col("kind") == "country").then(4)
                 .when(pl.col("radius_km") <= 300).then(3).otherwise(4))
    size = 0.1 + 0.11 * (pl.col("population").clip(100) / 100).log10()
    prior = pl.when(pl.col("kind") == "country").then(0.8).when(pl.col("kind").is_in(["admin1", "region"])).then(0.65).otherwise(size)
    prior = prior + 0.12 * pl.col("country_share") + 0.3 * pl.col("contained") + 0.4 * pl.col("nearness") + pl.when(pl.col("folded").str.contains(" ")).then(0.15).otherwise(0.0) + pl.col("hint_term").clip(0, 0.3) + pl.col("doubt")
    return best.select(*NAME, "place_id", "place_name", "country_iso3", "admin1", "admin2", "latitude", "longitude", "seat_latitude", "seat_longitude", "radius_km", "kind",
                       precision.cast(pl.Int64).alias("geo_precision_hint"), "sense_score", "runner_up", "margin", prior.round(4).alias("place_prior"))
