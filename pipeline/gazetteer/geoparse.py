"""Place names in running text, and which place each one is.

A name is looked up, its surroundings decide whether it is a place at all, and the whole report decides which: one
sense per name and report, weighed by prominence, the countries spoken of, containment ("X, Y") and nearness.
"""
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from pipeline.gazetteer.context import Words, describe, words_from
from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.resolve import distance_km
from pipeline.gazetteer.scan import Scanner, build_scanner, find_names

MENTION_SCHEMA = {
    "report_id": pl.String, "sentence_id": pl.Int64, "start": pl.Int64, "end": pl.Int64, "name": pl.String, "place_id": pl.String,
    "place_name": pl.String, "country_iso3": pl.String, "admin1": pl.String, "admin2": pl.String, "latitude": pl.Float64, "longitude": pl.Float64,
    "seat_latitude": pl.Float64, "seat_longitude": pl.Float64, "radius_km": pl.Float64, "kind": pl.String, "geo_precision_hint": pl.Int64,
    "score": pl.Float64, "runner_up": pl.String, "margin": pl.Float64, "rule": pl.String,
}
KIND_PRIOR = {"country": 1.0, "admin1": 0.62, "region": 0.6, "natural": 0.35, "admin2": 0.2, "special": 0.3, "town": 0.15}
ACCEPT = 0.5  # evidence that a name is a place at all
ADMITTED_RULE = "place"


class Gazetteer(NamedTuple):
    """What a scan needs, built once: places by id, the names that are looked for, words, and the automaton."""

    places: pl.DataFrame
    names: pl.DataFrame
    words: Words
    scanner: Scanner
    adjectives: dict[str, str]


def scan_names(places: pl.DataFrame, names: pl.DataFrame, reference: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The names worth looking for in prose: folded, cased (exact form of an abbreviation), place_id.

    Short names, and rare spellings of small places, find more words than places; they are left to `geocode_table`.
    """
    known = names.filter(pl.col("language").ne_missing("iso")).join(places.select("place_id", "population"), on="place_id")
    size = pl.col("folded").str.len_chars()
    is_prominent = pl.col("kind").is_in(["country", "admin1", "region", "natural", "special"]) | (pl.col("population") >= 50_000)
    is_kept = (size >= 5) | (size == 4) & (pl.col("is_main") | (pl.col("population") >= 20_000) | is_prominent) | (size == 3) & pl.col("is_main") & is_prominent
    is_usual = pl.col("is_main") | is_prominent | (pl.col("population") >= 2_000) | (pl.col("folded").str.contains(" ") | (size >= 7))
    plain = known.filter(is_kept & is_usual & pl.col("folded").str.contains("[a-z]")).select("folded", pl.lit(None, pl.String).alias("cased"), "place_id")
    forms = reference.get("place_abbreviations")
    if forms is None:
        return plain
    target = places.filter(pl.col("kind").is_in(["country", "admin1"])).select("place_id", "country_iso3", "kind", pl.col("folded").alias("target"))
    keyed = forms.with_columns(pl.Series("target", [fold(n or "") for n in forms["name"]], dtype=pl.String))
    nations = keyed.filter(pl.col("kind") == "country").join(target.filter(pl.col("kind") == "country").drop("target"), on=["country_iso3", "kind"])
    units = keyed.filter(pl.col("kind") == "admin1").join(target, on=["country_iso3", "kind", "target"])
    short = pl.concat([t.select(pl.col("form").alias("cased"), "place_id") for t in (nations, units)])
    folded = [fold(form.replace(".", "")) for form in short["cased"]]
    return pl.concat([plain, short.select(pl.Series("folded", folded, dtype=pl.String), "cased", "place_id")]).unique().sort("folded", "cased", "place_id", nulls_last=False)


def build_gazetteer(places: pl.DataFrame, names: pl.DataFrame, reference: dict[str, pl.DataFrame], country_names: pl.DataFrame) -> Gazetteer:
    """Everything that `geoparse` and `find_places` need; takes seconds, so build it once per process."""
    looked_for = scan_names(places, names, reference)
    scanner = build_scanner(looked_for.select("folded", "cased").unique().sort("folded", "cased", nulls_last=False))
    rows = country_names.filter(pl.col("kind").is_in(["adjective", "demonym"])) if "kind" in country_names.columns else country_names.clear()
    adjectives = {fold(name): iso3 for name, iso3 in rows.sort("name", "iso3", descending=True).select("name", "iso3").iter_rows()}
    return Gazetteer(places, looked_for, words_from(reference["geoparse_words"]), scanner, adjectives)


def geoparse(reports: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """A row per place mention of `reports` (report_id, text; optional country): offsets are code points of the text."""
    whole = reports.with_columns(pl.lit(0, pl.Int64).alias("sentence_id"))
    return find_places(whole, gazetteer).drop("sentence_id")


def find_places(sentences: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Place mentions per sentence (report_id, sentence_id, text; optional country), resolved by the whole report.

    Offsets are code points of the sentence's text. For units `latitude` is the middle of the unit and `seat_latitude`
    its capital, which is where events of precision 3 are put. Rows are sorted by report, sentence and start.
    """
    hits = _raw_hits(sentences, gazetteer)
    if hits.is_empty():
        return pl.DataFrame(schema=MENTION_SCHEMA)
    senses = _senses(hits, sentences, gazetteer)
    mentions = hits.join(senses, on=["report_id", "folded", "cased"], how="inner", nulls_equal=True)
    admitted = mentions.with_columns((pl.col("evidence") + pl.col("place_prior")).alias("trust"))
    best = pl.col("trust").max().over("report_id", "folded", "cased")
    admitted = admitted.filter((pl.col("trust") >= ACCEPT) | (best >= ACCEPT) & (pl.col("trust") >= ACCEPT - 0.4) & (pl.col("verdict") == ""))
    admitted = admitted.filter(pl.col("verdict") == "")
    return admitted.with_columns(
        (pl.col("trust").clip(0, 1) * 0.5 + pl.col("sense_score").clip(0, 2) / 4).clip(0, 1).round(4).alias("score"),
        pl.lit(ADMITTED_RULE).alias("rule")).select([pl.col(c).cast(t) for c, t in MENTION_SCHEMA.items()]).sort("report_id", "sentence_id", "start", "place_id")


def _raw_hits(sentences: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    scanner, words, rows = gazetteer.scanner, gazetteer.words, []
    for report_id, sentence_id, text in sentences.select(pl.col("report_id").cast(pl.String), "sentence_id", "text").iter_rows():
        found = find_names(text, scanner) if text else []
        for place, hit in enumerate(found):
            before = place > 0 and hit.start - found[place - 1].end <= 3
            after = place + 1 < len(found) and found[place + 1].start - hit.end <= 3
            context = describe(text, hit.start, hit.end, words, before, after)
            holder = found[place + 1].pattern if after and "," in text[hit.end:found[place + 1].start] else None
            rows.append((report_id, sentence_id, hit.start, hit.end, text[hit.start:hit.end], scanner.folded[hit.pattern], scanner.cased[hit.pattern],
                         scanner.folded[holder] if holder is not None else None, scanner.cased[holder] if holder is not None else None, context.evidence, context.verdict))
    schema = {"report_id": pl.String, "sentence_id": pl.Int64, "start": pl.Int64, "end": pl.Int64, "name": pl.String, "folded": pl.String, "cased": pl.String,
              "holder": pl.String, "holder_cased": pl.String, "evidence": pl.Float64, "verdict": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _senses(hits: pl.DataFrame, sentences: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """One place per report and name."""
    asked = hits.group_by("report_id", "folded", "cased").agg(pl.len().alias("times"), pl.col("evidence").max().alias("best_evidence"), (pl.col("verdict") == "").any().alias("is_open"))
    columns = ["place_id", "name", "kind", "country_iso3", "admin1", "admin1_id", "admin2", "latitude", "longitude", "seat_latitude", "seat_longitude", "population", "radius_km", "folded"]
    facts = gazetteer.places.select(columns).rename({"name": "place_name", "folded": "main_folded"})
    table = asked.filter("is_open").join(gazetteer.names, on=["folded", "cased"], nulls_equal=True).join(facts, on="place_id")
    kinds = pl.DataFrame(list(KIND_PRIOR.items()), schema=["kind", "kind_prior"], orient="row")
    is_main = (pl.col("folded") == pl.col("main_folded")) | (pl.col("kind") != "town")
    prior = pl.col("kind_prior") + 0.13 * (pl.col("population").clip(100) / 100).log10() * pl.col("kind").is_in(["town", "admin1"]).cast(pl.Float64) * pl.when(pl.col("kind") == "town").then(1.0).otherwise(0.4) - pl.when(is_main).then(0.0).otherwise(0.15)
    table = table.join(kinds, on="kind", how="left").with_columns(prior.alias("prior"))
    table = table.join(_told_countries(sentences, gazetteer, table), on=["report_id", "country_iso3"], how="left").with_columns(pl.col("country_share").fill_null(0.0))
    table = table.join(_containment(hits, table), on=["report_id", "folded", "cased", "place_id"], how="left", nulls_equal=True).with_columns(pl.col("contained").fill_null(0.0))
    table = table.with_columns((pl.col("prior") + 0.55 * pl.col("country_share") + pl.col("contained")).alias("first_score"))
    table = table.join(_nearness(table), on=["report_id", "folded", "cased", "place_id"], how="left", nulls_equal=True).with_columns(pl.col("nearness").fill_null(0.0))
    return _best_sense(table.with_columns((pl.col("first_score") + pl.col("nearness")).round(4).alias("sense_score")))


def _told_countries(sentences: pl.DataFrame, gazetteer: Gazetteer, table: pl.DataFrame) -> pl.DataFrame:
    """Share of each country in what a report speaks of: country names, units, large towns, adjectives, and the given country."""
    first = table.sort("report_id", "folded", "cased", "prior", "place_id", descending=[False, False, False, True, False], nulls_last=True).unique(["report_id", "folded", "cased"], keep="first", maintain_order=True)
    weight = pl.when(pl.col("kind") == "country").then(1.0).when(pl.col("kind") == "admin1").then(0.8).when(pl.col("population") >= 300_000).then(0.6).otherwise(0.15)
    named = first.select("report_id", "country_iso3", (weight * (pl.col("times").cast(pl.Float64) + 1).log(2)).alias("weight"))
    rows = []
    for report_id, text in sentences.select(pl.col("report_id").cast(pl.String), "text").iter_rows():
        for word in _capitals(text or ""):
            iso3 = gazetteer.adjectives.get(fold(word))
            if iso3:
                rows.append((report_id, iso3, 0.35))
    adjectives = pl.DataFrame(rows, schema={"report_id": pl.String, "country_iso3": pl.String, "weight": pl.Float64}, orient="row")
    parts = [named, adjectives]
    if "country" in sentences.columns:
        given = sentences.select(pl.col("report_id").cast(pl.String), pl.col("country").alias("written")).drop_nulls().unique()
        nations = gazetteer.places.filter(pl.col("kind") == "country").select(pl.col("folded"), "country_iso3")
        parts.append(given.with_columns(pl.Series("folded", [fold(c) for c in given["written"]], dtype=pl.String)).join(nations, on="folded").select("report_id", "country_iso3", pl.lit(8.0).alias("weight")))
    told = pl.concat(parts).drop_nulls().group_by("report_id", "country_iso3").agg((pl.col("weight") * 1000).round(0).cast(pl.Int64).sum())
    return told.with_columns((pl.col("weight") / pl.col("weight").max().over("report_id")).round(4).alias("country_share")).drop("weight")


@lru_cache(maxsize=4096)
def _capitals(text: str) -> tuple[str, ...]:
    return tuple(w.strip(".,;:'\"()’“”") for w in text.replace("-", " ").split() if w[:1].isupper())


def _containment(hits: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """+1 for a candidate that lies in the country or unit that follows its name after a comma."""
    keys = ["report_id", "folded", "cased"]
    said = hits.drop_nulls("holder").select(*keys, "holder", "holder_cased").unique()
    holders = table.filter(pl.col("kind").is_in(["country", "admin1", "admin2", "region"])).select("report_id", pl.col("folded").alias("holder"), pl.col("cased").alias("holder_cased"), pl.col("place_id").alias("holder_id"), pl.col("country_iso3").alias("holder_iso3"), pl.col("kind").alias("holder_kind"))
    pairs = table.select(*keys, "place_id", "country_iso3", "admin1_id", "kind").join(said, on=keys, nulls_equal=True).join(holders, on=["report_id", "holder", "holder_cased"], nulls_equal=True)
    is_inside = (pl.col("admin1_id") == pl.col("holder_id")) | (pl.col("holder_kind") == "country") & (pl.col("country_iso3") == pl.col("holder_iso3")) & (pl.col("kind") != "country")
    inside = pairs.filter(is_inside.fill_null(False) & (pl.col("place_id") != pl.col("holder_id"))).select(*keys, "place_id").unique()
    return inside.with_columns(pl.lit(1.0).alias("contained"))


def _nearness(table: pl.DataFrame) -> pl.DataFrame:
    """Up to +0.3 for candidates near the places of which the report is sure."""
    keys = ["report_id", "folded", "cased"]
    order = table.filter(pl.col("kind") != "country").sort(*keys, "first_score", "place_id", descending=[False, False, False, True, False], nulls_last=True)
    top = order.with_columns((pl.col("first_score") - pl.col("first_score").shift(-1).over(keys)).fill_null(1.0).alias("lead")).unique(keys, keep="first", maintain_order=True)
    sure = top.filter((pl.col("lead") >= 0.25) & (pl.col("first_score") >= 0.8)).sort("report_id", "first_score", "place_id", descending=[False, True, False]).group_by("report_id", maintain_order=True).head(12)
    anchors = sure.select("report_id", pl.col("folded").alias("anchor"), pl.col("latitude").alias("anchor_latitude"), pl.col("longitude").alias("anchor_longitude"))
    pairs = table.filter(pl.col("kind") != "country").select(*keys, "place_id", "latitude", "longitude").join(anchors, on="report_id").filter(pl.col("folded") != pl.col("anchor"))
    near = pairs.group_by(*keys, "place_id").agg(distance_km("latitude", "longitude", "anchor_latitude", "anchor_longitude").min().alias("km"))
    bonus = pl.when(pl.col("km") <= 60).then(0.3).when(pl.col("km") <= 150).then(0.2).when(pl.col("km") <= 400).then(0.1).otherwise(0.0)
    return near.select(*keys, "place_id", bonus.alias("nearness"))


def _best_sense(table: pl.DataFrame) -> pl.DataFrame:
    keys = ["report_id", "folded", "cased"]
    order = table.sort(*keys, "sense_score", "place_id", descending=[False, False, False, True, False], nulls_last=True)
    order = order.with_columns(pl.col("place_id").shift(-1).over(keys).alias("runner_up"), (pl.col("sense_score") - pl.col("sense_score").shift(-1).over(keys)).round(4).alias("margin"))
    best = order.unique(keys, keep="first", maintain_order=True)
    hint = pl.when(pl.col("kind") == "town").then(1).when(pl.col("kind").is_in(["admin2", "special"])).then(2).when(pl.col("kind") == "country").then(4).otherwise(3)
    prior = pl.when(pl.col("kind") == "country").then(0.8).when(pl.col("kind").is_in(["admin1", "region"])).then(0.65).otherwise(0.1 + 0.11 * (pl.col("population").clip(100) / 100).log10())
    prior = prior + 0.12 * pl.col("country_share") + 0.3 * pl.col("contained") + 0.4 * pl.col("nearness") + pl.when(pl.col("folded").str.contains(" ")).then(0.15).otherwise(0.0)
    return best.select(*keys, "place_id", "place_name", "country_iso3", "admin1", "admin2", "latitude", "longitude", "seat_latitude", "seat_longitude", "radius_km", "kind",
                       hint.alias("geo_precision_hint"), "sense_score", "runner_up", "margin", prior.round(4).alias("place_prior"))
