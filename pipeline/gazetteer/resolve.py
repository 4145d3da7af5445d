"""Candidates for a name, the evidence for each, and the choice between them.

Everything is a join over distinct queries, so that the cost follows the number of different names, not of rows. All
scores are sums of the terms in `Weights`; nothing depends on the order of rows, and ties go to the smaller place_id.
"""
from dataclasses import dataclass

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pipeline.gazetteer.fold import bare, skeleton

EARTH_KM = 6371.0088
# A name with one of these is another place than the name without it, or with another of them.
CONTRASTS = frozenset("north south east west northern southern eastern western central nord sud est ouest norte sur este oeste upper lower middle haut haute bas basse hautes basses new old great greater little alto baja bajo".split())
LONG_SKELETON, SHORT_SKELETON = 0.76, 0.9  # least similarity of spellings that share a key; an edit ratio of 43 and 81
MATRIX_CELLS = 4_000_000  # pairs of spellings compared at a time, a byte each
SAME_PLACE_KM = 25.0  # two candidates nearer than this do not compete


NameIndex = dict[str | None, pl.DataFrame]  # iso3 -> its names; null holds those of no country, "" no names


@dataclass(frozen=True)
class Weights:
    """What a piece of evidence adds to a candidate's score; an exact name alone has 1."""

    main_name: float = 0.02
    population: float = 0.025  # per power of ten
    population_anywhere: float = 0.04  # the same for a name without country
    capital: float = 0.03  # of a country
    same_admin1: float = 0.15
    inside_admin1: float = 0.05
    other_admin1: float = -0.22
    far_from_admin1: float = -0.4
    same_admin2: float = 0.15
    near_admin2: float = 0.12
    around_admin2: float = 0.06
    far_from_admin2: float = -0.2
    other_country: float = -0.1
    accept: float = 0.82  # below, a candidate is not believed
    margin: float = 0.03  # below, over a distant rival, the choice is not believed; twice as much without country


WEIGHTS = Weights()
# (kind that the unit word names, kind of the candidate) -> term; "none" is a name without unit word
HINT_TERMS = {
    ("town", "town"): 0.05, ("town", "admin1"): -0.3, ("town", "admin2"): -0.04, ("town", "natural"): -0.15, ("town", "region"): -0.2, ("town", "country"): -0.5,
    ("admin1", "admin1"): 0.12, ("admin1", "admin2"): 0.02, ("admin1", "town"): -0.1, ("admin1", "region"): 0.06, ("admin1", "natural"): -0.1, ("admin1", "country"): -0.05,
    ("admin2", "admin2"): 0.12, ("admin2", "town"): -0.03, ("admin2", "admin1"): -0.1, ("admin2", "country"): -0.5,
    ("natural", "natural"): 0.12, ("natural", "region"): 0.08, ("natural", "town"): -0.22, ("natural", "admin1"): -0.12, ("natural", "admin2"): -0.12, ("natural", "country"): -0.5,
    ("facility", "special"): 0.12, ("facility", "country"): -0.5, ("facility", "admin1"): -0.15, ("road", "country"): -0.5, ("part", "country"): -0.5, ("near", "country"): -0.1,
    ("none", "country"): 0.15, ("none", "town"): 0.02, ("none", "admin1"): -0.04, ("none", "admin2"): -0.03, ("none", "natural"): -0.01,
}


def distance_km(lat1: str, lon1: str, lat2: str, lon2: str) -> pl.Expr:
    """Great-circle distance in km between two pairs of columns; null where one is null."""
    a, b, c, d = (pl.col(x).radians() for x in (lat1, lat2, lon1, lon2))
    inner = ((b - a) / 2).sin() ** 2 + a.cos() * b.cos() * ((d - c) / 2).sin() ** 2
    return 2 * EARTH_KM * inner.clip(0, 1).sqrt().arcsin()


def index_names(names: pl.DataFrame) -> NameIndex:
    """The names that queries are looked up in, by country; ISO codes, which are no names of places, are left out."""
    slim = names.filter(pl.col("language").ne_missing("iso")).select("folded", "skeleton", "place_id", pl.col("country_iso3").alias("where"), "is_main", "kind")
    return {country: part for (country,), part in slim.partition_by("where", as_dict=True).items()} | {"": slim.clear()}


def similarities(queries: pl.DataFrame, index: NameIndex, overlaps: pl.DataFrame) -> pl.DataFrame:
    """Names that a query (folded, iso3) may mean: folded, iso3, place_id, match, similarity, is_main, abroad.

    A query without country looks everywhere, but only for the exact name. A query with one never leaves it, except to
    the countries that `place_country_overlaps.csv` lists for it. Exact beats skeleton beats fuzzy; the looser levels
    are asked only for queries that the stricter ones leave without a sure hit.
    """
    queries = queries.select("folded", "iso3").unique().sort("folded", "iso3")
    wide = pl.concat([
        queries.drop_nulls("iso3").with_columns(pl.col("iso3").alias("where"), pl.lit(False).alias("abroad")),
        queries.join(overlaps.select("iso3", pl.col("also_iso3").alias("where")), on="iso3").with_columns(pl.lit(True).alias("abroad"))])
    kept = ["folded", "iso3", "place_id", "match", "similarity", "is_main", "abroad"]
    exact_level = [pl.lit("exact").alias("match"), pl.lit(1.0).alias("similarity")]
    slim = _names_of(index, wide["where"].unique().sort().to_list())
    local = slim.filter(pl.col("kind") != "country").drop("kind")  # a country is its exact name: Niger is never Nigeria
    exact = wide.join(slim, on=["folded", "where"]).with_columns(exact_level).select(kept)
    borderless = queries.drop_nulls("iso3").join(_names_of(index, [None]), on="folded").select("folded", "iso3", "place_id", "is_main")
    homeless = queries.filter(pl.col("iso3").is_null())
    everywhere = _names_of(index, list(index) if homeless.height else [])
    anywhere = pl.concat([homeless.join(everywhere, on="folded").select(borderless.columns), borderless])
    anywhere = anywhere.with_columns(*exact_level, pl.lit(False).alias("abroad")).select(kept)
    keyed = wide.filter(~pl.col("abroad")).with_columns(_mapped("folded", skeleton).alias("skeleton"))
    loose = keyed.filter(pl.col("skeleton").str.len_chars() >= 2).join(local.rename({"folded": "spelling"}), on=["skeleton", "where"]).filter(pl.col("spelling") != pl.col("folded"))
    loose = _compared(loose).select(kept)
    found = pl.concat([exact, anywhere, loose])
    missing = wide.filter(~pl.col("abroad")).join(found.select("folded", "iso3"), on=["folded", "iso3"], how="anti", nulls_equal=True)
    return _best_spelling(pl.concat([found, _fuzzy(missing, local).select(kept)]))


def _names_of(index: NameIndex, countries: list[str | None]) -> pl.DataFrame:
    return pl.concat([index[""], *(index[country] for country in countries if country in index)])


def _compared(pairs: pl.DataFrame) -> pl.DataFrame:
    """Similarity of spellings that share a skeleton: 1 down to 0.6 by edit ratio, just under 1 for a mere article."""
    spelled = pl.concat([pairs["folded"], pairs["spelling"]]).unique(maintain_order=True)
    facts = pl.DataFrame({"name": spelled, "bare": [bare(name) for name in spelled], "contrast": [" ".join(sorted(contrasts(name))) for name in spelled]}, schema_overrides={"bare": pl.String, "contrast": pl.String})
    table = pairs.join(facts, left_on="folded", right_on="name", maintain_order="left").join(facts, left_on="spelling", right_on="name", suffix="_2", maintain_order="left")
    ratio = process.cpdist(table["bare"].to_list(), table["bare_2"].to_list(), scorer=fuzz.ratio) if table.height else []
    table = table.with_columns(pl.Series("ratio", ratio, dtype=pl.Float64), pl.lit("skeleton").alias("match"))
    value = pl.when(pl.col("bare") == pl.col("bare_2")).then(0.98).when(pl.col("contrast") != pl.col("contrast_2")).then(0.0).otherwise(0.6 + 0.0037 * pl.col("ratio")).round(4)
    is_short = pl.col("skeleton").str.len_chars() <= 3  # few consonants agree by chance
    return table.with_columns(value.alias("similarity")).filter(pl.col("similarity") >= pl.when(is_short).then(SHORT_SKELETON).otherwise(LONG_SKELETON))


def contrasts(folded: str) -> frozenset[str]:
    """The words of a name that tell it from a neighbour of nearly the same name ("North", "New")."""
    return CONTRASTS.intersection(folded.split())


def _fuzzy(missing: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """One edit for names of 5 to 7 letters, two from 8 on, the first letter of the skeleton kept, within one country."""
    length, block = pl.col("folded").str.len_chars(), ["where", "letter"]
    wanted = missing.filter((length >= 5) & (length <= 40) & ~pl.col("folded").str.contains(r"\d"))
    asked = wanted.with_columns(_mapped("folded", skeleton).str.slice(0, 1).alias("letter")).sort(*block, "folded", "iso3", nulls_last=True)
    local = names.with_columns(pl.col("skeleton").str.slice(0, 1).alias("letter")).join(asked.select(block).unique(), on=block, how="semi")
    local = local.select("where", "letter", pl.col("folded").alias("spelling")).unique().sort(*block, "spelling")
    row, column, edits = _within_two_edits(asked, local, block)
    table = asked[row].select("folded", "iso3", "where", "abroad").with_columns(local["spelling"][column], pl.Series("edits", edits, dtype=pl.Int64))
    table = table.filter(pl.col("edits") <= pl.when(length < 8).then(1).otherwise(2))
    same = pl.Series([contrasts(a) == contrasts(b) for a, b in zip(table["folded"], table["spelling"])], dtype=pl.Boolean)
    similarity = (1 - 1.4 * pl.col("edits") / pl.max_horizontal(length, pl.lit(7))).round(4)
    return table.filter(same).with_columns(similarity.alias("similarity"), pl.lit("fuzzy").alias("match")).join(names.rename({"folded": "spelling"}), on=["spelling", "where"])


def _within_two_edits(asked: pl.DataFrame, local: pl.DataFrame, block: list[str]) -> tuple[list[int], list[int], list[int]]:
    """Rows of `asked` and of `local`, both sorted by block, whose spellings are at most two edits apart; all against all in each block."""
    def spans(table: pl.DataFrame) -> dict[tuple, tuple[int, int]]:
        counts = table.group_by(block, maintain_order=True).len("count").with_columns(pl.col("count").cum_sum().alias("end"))
        return {tuple(key): (end - count, end) for *key, count, end in counts.iter_rows()}
    wanted, known, rows, columns, found = asked["folded"].to_list(), local["spelling"].to_list(), [], [], []
    places = spans(local)
    for key, (first, last) in spans(asked).items():
        low, high = places.get(key, (0, 0))
        step = max(1, MATRIX_CELLS // max(1, high - low))
        for start in range(first, last if high > low else first, step):
            edits = process.cdist(wanted[start:min(last, start + step)], known[low:high], scorer=OSA.distance, score_cutoff=2, dtype="uint8")
            row, column = (edits <= 2).nonzero()
            rows += (row + start).tolist()
            columns += (column + low).tolist()
            found += edits[row, column].tolist()
    return rows, columns, found


def _best_spelling(found: pl.DataFrame) -> pl.DataFrame:
    order = found.sort("folded", "iso3", "place_id", "similarity", "is_main", descending=[False, False, False, True, True], nulls_last=True)
    return order.unique(["folded", "iso3", "place_id"], keep="first", maintain_order=True)


def scored(candidates: pl.DataFrame, weights: Weights = WEIGHTS) -> pl.DataFrame:
    """Candidates with `total`, the sum of their evidence. Context columns: context1_* and context2_* (id, point, radius)."""
    to1, to2 = distance_km("latitude", "longitude", "context1_latitude", "context1_longitude"), distance_km("latitude", "longitude", "context2_latitude", "context2_longitude")
    reach1, reach2 = pl.col("context1_radius_km"), pl.col("context2_radius_km").clip(5, 60)
    is_same1 = (pl.col("admin1_id") == pl.col("context1_id")) | (pl.col("place_id") == pl.col("context1_id"))
    is_same2 = (pl.col("admin2_id") == pl.col("context2_id")) | (pl.col("place_id") == pl.col("context2_id"))
    first = (pl.when(pl.col("context1_id").is_null()).then(0.0).when(is_same1).then(weights.same_admin1)
             .when(to1 <= 1.5 * reach1 + 20).then(weights.inside_admin1).when(to1 > 2 * reach1 + 60).then(weights.far_from_admin1).otherwise(weights.other_admin1))
    second = (pl.when(pl.col("context2_id").is_null()).then(0.0).when(is_same2).then(weights.same_admin2).when(to2 <= 15 + reach2).then(weights.near_admin2)
              .when(to2 <= 40 + reach2).then(weights.around_admin2).when(to2 > 100 + reach2).then(weights.far_from_admin2).otherwise(0.0))
    is_wide = pl.col("kind").is_in(["country", "region", "natural"])
    terms = pl.DataFrame([(h, k, t) for (h, k), t in HINT_TERMS.items()], schema=["hint", "kind", "hint_term"], orient="row")
    table = candidates.with_columns(pl.col("hint").fill_null("none")).join(terms, on=["hint", "kind"], how="left", maintain_order="left")
    return table.with_columns((
        pl.col("similarity") - pl.col("cost") + pl.col("hint_term").fill_null(0.0) + pl.col("is_main").cast(pl.Float64) * weights.main_name
        + (pl.col("population") + 1).log10() * pl.when(pl.col("iso3").is_null()).then(weights.population_anywhere).otherwise(weights.population) + pl.col("abroad").cast(pl.Float64) * weights.other_country
        + (pl.col("feature_code") == "PPLC").fill_null(False).cast(pl.Float64) * weights.capital + pl.when(is_wide).then(first.clip(-0.1, 0.1)).otherwise(first) + pl.when(is_wide).then(0.0).otherwise(second)).round(4).alias("total"))


def chosen(candidates: pl.DataFrame, weights: Weights = WEIGHTS) -> pl.DataFrame:
    """Per `request`: the best candidate, its runner-up elsewhere and the margin; nothing where none is believable.

    A runner-up is the best candidate that is another place: more than 25 km away, neither around the best nor inside
    it. `is_ambiguous` when the margin over it is too small.
    """
    order = candidates.sort("request", "total", "place_id", descending=[False, True, False])
    best = order.unique("request", keep="first", maintain_order=True)
    facts = best.select("request", *[pl.col(c).alias(f"best_{c}") for c in ("place_id", "admin1_id", "admin2_id", "latitude", "longitude", "radius_km", "kind")])
    apart = distance_km("latitude", "longitude", "best_latitude", "best_longitude")
    is_around = (pl.col("place_id") == pl.col("best_admin1_id")) | (pl.col("place_id") == pl.col("best_admin2_id")) | (pl.col("admin1_id") == pl.col("best_place_id")) | (pl.col("admin2_id") == pl.col("best_place_id"))
    wide = pl.max_horizontal(pl.when(pl.col("kind") != "town").then(pl.col("radius_km")), pl.when(pl.col("best_kind") != "town").then(pl.col("best_radius_km")), pl.lit(SAME_PLACE_KM))
    rivals = order.join(facts, on="request", maintain_order="left").filter(~is_around.fill_null(False) & (apart > wide))
    second = rivals.unique("request", keep="first", maintain_order=True).select("request", pl.col("place_id").alias("runner_up"), pl.col("total").alias("runner_up_total"))
    table = best.join(second, on="request", how="left", maintain_order="left")
    margin = (pl.col("total") - pl.col("runner_up_total").fill_null(0.0)).clip(0, 1).round(4)
    return table.with_columns(margin.alias("margin"), (pl.col("total") >= weights.accept).alias("is_believed"), (margin < weights.margin * pl.when(pl.col("iso3").is_null()).then(2.0).otherwise(1.0)).alias("is_ambiguous"))


def _mapped(column: str, function) -> pl.Expr:
    def apply(series: pl.Series) -> pl.Series:
        return pl.Series(series.name, [None if v is None else function(v) for v in series], dtype=pl.String)
    return pl.col(column).map_batches(apply, return_dtype=pl.String)
