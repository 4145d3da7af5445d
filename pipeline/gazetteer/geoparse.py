"""Place names in running text, and which place each one is.

A name is looked up, its surroundings decide whether it is a place at all, and the whole report decides which: one
sense per name and report, weighed by prominence, the countries spoken of, containment ("X, Y") and nearness.
"""
import re
from typing import NamedTuple

import polars as pl

from pipeline.gazetteer.context import Words, describe, unit_hint, words_from
from pipeline.gazetteer.fold import ABBREVIATIONS, fold
from pipeline.gazetteer.scan import OWNER, Folded, Hit, Scanner, build_scanner, find_names, fold_text, possessive_form
from pipeline.gazetteer.senses import NAME, choose_senses

MENTION_SCHEMA = {
    "report_id": pl.String, "sentence_id": pl.Int64, "start": pl.Int64, "end": pl.Int64, "name": pl.String, "place_id": pl.String,
    "place_name": pl.String, "country_iso3": pl.String, "admin1": pl.String, "admin2": pl.String, "latitude": pl.Float64, "longitude": pl.Float64,
    "seat_latitude": pl.Float64, "seat_longitude": pl.Float64, "radius_km": pl.Float64, "kind": pl.String, "geo_precision_hint": pl.Int64,
    "score": pl.Float64, "runner_up": pl.String, "margin": pl.Float64, "rule": pl.String,
}
ACCEPT = 0.5  # evidence that a name is a place at all
ADMITTED_RULE = "place"
_AND, _COMMA = re.compile(r"^(?:,?\s(?:and|or|&)\s(?:the\s)?|\s?/\s?)$"), re.compile(r"^,\s(?:the\s)?$")


class Gazetteer(NamedTuple):
    """What finding places in text needs; frames and sets only, so that it can be sent to another process."""

    places: pl.DataFrame
    names: pl.DataFrame
    abbreviations: pl.DataFrame  # folded, cased, place_id
    words: Words
    adjectives: dict[str, str]
    possessives: dict[str, str]  # folded name -> its form in a folded text, of names like "St. John's"


def build_gazetteer(places: pl.DataFrame, names: pl.DataFrame, reference: dict[str, pl.DataFrame]) -> Gazetteer:
    """The gazetteer for text, from the tables of the stage and from `geoparse_words`, `place_abbreviations`, `countries`
    and `country_names`. Cheap: the automaton is built per call, from the names whose words occur in the texts."""
    country_names = reference["country_names"]
    rows = country_names.filter(pl.col("kind").is_in(["adjective", "demonym"]))
    adjectives = {fold(name): iso3 for name, iso3 in rows.sort("name", "iso3", descending=True).select("name", "iso3").iter_rows()}
    towns = frozenset(places.filter(pl.col("population") >= 20_000)["folded"])
    words = words_from(reference["geoparse_words"], reference["countries"], country_names, towns)
    owned = places.filter(pl.col("name").str.contains(r"(?i)\w\Ws(?:\W|$)")).select("folded", "name").sort("folded", "name")
    possessives = {folded: form for folded, name in owned.iter_rows() if (form := possessive_form(name))}
    return Gazetteer(places, names, _abbreviations(places, reference["place_abbreviations"]), words, adjectives, possessives)


def _abbreviations(places: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    target = places.filter(pl.col("kind").is_in(["country", "admin1"])).select("place_id", "country_iso3", "kind", pl.col("folded").alias("target"))
    keyed = forms.with_columns(pl.Series("target", [fold(n or "") for n in forms["name"]], dtype=pl.String))
    nations = keyed.filter(pl.col("kind") == "country").join(target.filter(pl.col("kind") == "country").drop("target"), on=["country_iso3", "kind"])
    units = keyed.filter(pl.col("kind") == "admin1").join(target, on=["country_iso3", "kind", "target"])
    short = pl.concat([t.select(pl.col("form").alias("cased"), "place_id") for t in (nations, units)]).sort("cased", "place_id")
    return short.select(pl.Series("folded", [fold(form.replace(".", "")) for form in short["cased"]], dtype=pl.String), "cased", "place_id")


def names_in(texts: list[str], gazetteer: Gazetteer) -> pl.DataFrame:
    """The names worth looking for in these texts: folded, cased (exact form of an abbreviation), place_id.

    Only names all of whose first and last words occur in the texts are candidates. Short names, and rare spellings of
    small places, find more words than places; they are left to `geocode_table`.
    """
    spoken = pl.Series("word", sorted({word for text in texts for whole in (text, text.replace(f" {OWNER}", "s")) for word in whole.split()}), dtype=pl.String)
    wanted = pl.concat([spoken, pl.Series("word", [long for short, long in ABBREVIATIONS.items() if short in set(spoken)], dtype=pl.String)]).implode()
    first, last = pl.col("folded").str.extract(r"^(\S+)", 1), pl.col("folded").str.extract(r"(\S+)$", 1)
    known = gazetteer.names.filter(first.is_in(wanted)).filter(last.is_in(wanted) & pl.col("language").ne_missing("iso"))
    known = known.join(gazetteer.places.select("place_id", "population"), on="place_id")
    size = pl.col("folded").str.len_chars()
    is_prominent = pl.col("kind").is_in(["country", "admin1", "region", "natural", "special"]) | (pl.col("population") >= 50_000)
    is_kept = (size >= 5) | (size == 4) & (pl.col("is_main") | (pl.col("population") >= 20_000) | is_prominent) | (size == 3) & pl.col("is_main") & is_prominent
    is_usual = pl.col("is_main") | is_prominent | (pl.col("population") >= 2_000) | (pl.col("folded").str.contains(" ") | (size >= 7))
    plain = known.filter(is_kept & is_usual & pl.col("folded").str.contains("[a-z]")).select("folded", pl.lit(None, pl.String).alias("cased"), "place_id")
    return pl.concat([plain, gazetteer.abbreviations]).unique().sort("folded", "cased", "place_id", nulls_last=False)


def geoparse(reports: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """A row per place mention of `reports` (report_id, text; optional country): offsets are code points of the text."""
    whole = reports.with_columns(pl.lit(0, pl.Int64).alias("sentence_id"))
    return find_places(whole, gazetteer).drop("sentence_id")


def find_places(sentences: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Place mentions per sentence (report_id, sentence_id, text; optional country), resolved by the whole report.

    Offsets are code points of the sentence's text. For units `latitude` is the middle of the unit and `seat_latitude`
    its capital, which is where events of precision 3 are put. Rows are sorted by report, sentence and start.
    """
    folded = [fold_text(text or "") for text in sentences["text"]]
    names = names_in([plain for plain, _, _ in folded], gazetteer)
    scanner = build_scanner(names.select("folded", "cased").unique().sort("folded", "cased", nulls_last=False), gazetteer.possessives)
    hits = _raw_hits(sentences, folded, scanner, gazetteer.words)
    if hits.is_empty():
        return pl.DataFrame(schema=MENTION_SCHEMA)
    senses = choose_senses(hits, sentences, gazetteer.places, names, gazetteer.adjectives)
    mentions = hits.join(senses, on=NAME, how="inner", nulls_equal=True)
    admitted = mentions.with_columns((pl.col("evidence") + pl.col("place_prior")).alias("trust"))
    best = pl.col("trust").max().over(NAME)
    admitted = admitted.filter((pl.col("trust") >= ACCEPT) | (best >= ACCEPT) & (pl.col("trust") >= ACCEPT - 0.4) & (pl.col("verdict") == ""))
    admitted = admitted.filter(pl.col("verdict") == "")
    return admitted.with_columns(
        (pl.col("trust").clip(0, 1) * 0.5 + pl.col("sense_score").clip(0, 2) / 4).clip(0, 1).round(4).alias("score"),
        pl.lit(ADMITTED_RULE).alias("rule")).select([pl.col(c).cast(t) for c, t in MENTION_SCHEMA.items()]).sort("report_id", "sentence_id", "start", "place_id")


def _raw_hits(sentences: pl.DataFrame, folded: list[Folded], scanner: Scanner, words: Words) -> pl.DataFrame:
    rows = []
    for (report_id, sentence_id, text), plain in zip(sentences.select(pl.col("report_id").cast(pl.String), "sentence_id", "text").iter_rows(), folded):
        found = find_names(text, plain, scanner) if text else []
        beside = _enumerated(text, found)
        for place, hit in enumerate(found):
            before = place > 0 and hit.start - found[place - 1].end <= 3
            after = place + 1 < len(found) and found[place + 1].start - hit.end <= 3
            context = describe(text, hit.start, hit.end, words, before, after)
            holder = found[place + 1].pattern if after and "," in text[hit.end:found[place + 1].start] else None
            rows.append((report_id, sentence_id, hit.start, hit.end, text[hit.start:hit.end], scanner.folded[hit.pattern], scanner.cased[hit.pattern],
                         scanner.folded[holder] if holder is not None else None, scanner.cased[holder] if holder is not None else None, context.evidence, context.verdict, unit_hint(text, hit.start, hit.end),
                         [scanner.folded[found[other].pattern] for other in beside.get(place, ())]))
    schema = {"report_id": pl.String, "sentence_id": pl.Int64, "start": pl.Int64, "end": pl.Int64, "name": pl.String, "folded": pl.String, "cased": pl.String,
              "holder": pl.String, "holder_cased": pl.String, "evidence": pl.Float64, "verdict": pl.String, "hint": pl.String, "beside": pl.List(pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _enumerated(text: str, found: list[Hit]) -> dict[int, list[int]]:
    """For the hits that stand in an enumeration ("A, B and C", "A/B") their neighbours in it; a comma alone makes none."""
    beside: dict[int, list[int]] = {}
    is_open = False
    for place in range(len(found) - 2, -1, -1):
        gap = text[found[place].end:found[place + 1].start]
        is_open = bool(_AND.match(gap)) or is_open and bool(_COMMA.match(gap))
        if is_open:
            beside.setdefault(place, []).append(place + 1)
            beside.setdefault(place + 1, []).append(place)
    return beside
