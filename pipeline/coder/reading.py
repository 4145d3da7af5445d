"""Everything found in the sentences of a batch of reports: hits, tags, places, names, dates; the table that claims are made from."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from pipeline.coder import text
from pipeline.coder.dates import DateMention, dates, tried
from pipeline.coder.marks import marks
from pipeline.coder.parties import NameScanner, Party, parties
from pipeline.coder.patterns import pattern, words
from pipeline.coder.stance import seats
from pipeline.coder.vocabulary import lexicon
from pipeline.gazetteer.context import CLASSES, with_more
from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.geoparse import Gazetteer, find_places
from pipeline.gazetteer.senses import country_codes

WEIGHT_OF_GIVEN = 3.0  # what naming a country with a report counts, of naming it in the text

_ASKED = {"report_id": pl.String, "sentence_id": pl.Int64, "text": pl.String, "country": pl.String}
_CAPITALISED_WORD = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w.-]*")
LONGEST_NATION = 4  # words of a country's name
_CAPITALISED = re.compile(r"[A-Z][a-z]+")


@dataclass(frozen=True)
class Place:
    """One resolved place mention in a sentence."""

    start: int
    end: int
    name: str
    place_id: str
    kind: str
    country_iso3: str | None
    admin1: str | None
    latitude: float
    longitude: float
    precision: int
    radius_km: float
    score: float
    runner_up: str | None
    margin: float | None


@dataclass(eq=False)
class Sentence:
    """One sentence with what was found in it; `offset` leads back to its field."""

    report_id: str
    field: str
    number: int
    offset: int
    text: str
    plain: str
    tags: str
    hits: list[tuple[int, int, frozenset[str], bool]]
    places: list[Place] = field(default_factory=list)
    named: list[Party] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    dateline: list[Place] = field(default_factory=list)
    seats: list[Place] = field(default_factory=list)  # where somebody speaks
    head: int = 0  # where its dateline ends
    nations: list[tuple[int, int, str]] = field(default_factory=list)  # words that stand for a country: its name, its people, its capital
    country: str | None = None  # of which the whole report speaks most
    countries: tuple[str, ...] = ()  # all that the report speaks of, that one first, and those of its dateline
    language: str = "en"
    date_rules: list[int] | None = None  # the rules that can read a date in it; null: not asked
    whole: "Sentence | None" = None  # the sentence that this telling of one event was cut from
    borrows: "Sentence | None" = None  # the part before, whose subject is that of this part too
    is_aside: bool = False  # cut off, and no part of what the sentence tells: a cause, the past, something else elsewhere

    @property
    def is_title(self) -> bool:
        """True for the title of a report, and for a headline that stands above its text."""
        return self.number == 0

    def has(self, *wanted: str) -> bool:
        """True if a hit of the sentence has one of the tags."""
        return any(tag in tags for _, _, tags, _ in self.hits for tag in wanted)

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """The parties of the sentence in order."""
        return tuple(parties(self.text, [(s, e, t) for s, e, t, _ in self.hits], self.named, self.language))


def read(reports: pl.DataFrame, scanner: NameScanner, language: str = "en") -> dict[str, list[Sentence]]:
    """Sentences by report, in order, with the words of the lexicon and of the registry. `reports` has report_id, title, text."""
    result: dict[str, list[Sentence]] = {}
    for sentence in _marked(text.sentences(reports, language), scanner, language):
        result.setdefault(sentence.report_id, []).append(sentence)
    return result


def _marked(table: pl.DataFrame, scanner: NameScanner, language: str) -> list[Sentence]:
    """A sentence per row of a table such as text.sentences gives."""
    known = lexicon(language)
    marked = marks(table, scanner, known, language)
    tags, named = marked.tags.to_list(), marked.named
    by_row = _hits_by_row(marked.hits, known, table.height)
    able = tried(table["plain"], language)
    return [Sentence(*columns, tags[row], by_row[row], named=named[row], head=marked.heads[row], language=language, date_rules=able[row])
            for row, columns in enumerate(table.iter_rows())]


def parts(asked: list[tuple[Sentence, int, int]], scanner: NameScanner) -> list[Sentence]:
    """Each of these spans of located sentences, read like a sentence of its own; its places are those of the whole, its dates are not read yet."""
    found: list[Sentence | None] = [None] * len(asked)
    for language in sorted({whole.language for whole, _, _ in asked}):
        spans = [(n, *span) for n, span in enumerate(asked) if span[0].language == language]
        rows = [(s.report_id, s.field, s.number, s.offset + start, s.text[start:end], s.plain[start:end]) for _, s, start, end in spans]
        read_again = _marked(pl.DataFrame(rows, schema=text.SENTENCES_SCHEMA, orient="row"), scanner, language)
        for part, (n, whole, start, end) in zip(read_again, spans):
            part.whole, part.country, part.countries, part.dateline = whole, whole.country, whole.countries, whole.dateline if start == 0 else []
            part.nations = [(s - start, e - start, name) for s, e, name in whole.nations if start <= s and e <= end]
            part.places, part.seats = ([replace(p, start=p.start - start, end=p.end - start) for p in group if start <= p.start and p.end <= end] for group in (whole.places, whole.seats))
            found[n] = part
    return found


def locate(sentences: dict[str, list[Sentence]], reports: pl.DataFrame, gazetteer: Gazetteer, nations: dict[str, str]) -> None:
    """Add places, datelines, dates, nations and the country spoken of to the sentences of these reports.

    Whether a report tells of an event does not depend on them, so that they are looked for only where it does.
    `reports` has report_id, published_date, country_hint, and may have rows of other reports.
    """
    hints, codes = dict(reports.select("report_id", "country_hint").iter_rows()), country_codes(gazetteer.places)
    places: dict[tuple[str, int], list[Place]] = {}
    for language in sorted({found[0].language for found in sentences.values()}):
        places |= _places({r: found for r, found in sentences.items() if found[0].language == language}, hints, _in_language(gazetteer, language))
    published = dict(reports.select("report_id", "published_date").iter_rows())
    openers = frozenset(name.split(" ")[0] for name in nations)
    for report_id, found in sentences.items():
        for sentence in found:
            own = [p for p in places.get((report_id, sentence.number), []) if not any(n.start <= p.start and p.end <= n.end and n.end - n.start > p.end - p.start for n in sentence.named)]
            head = sentence.head
            sentence.dateline, sentence.places = [p for p in own if p.end <= head], [p for p in own if p.end > head]
            _part_seats(sentence)
            sentence.nations = _nations(sentence, head, nations, openers)
        set_dates(found, published.get(report_id))
        given = hints.get(report_id) or ""
        _tell_country(found, gazetteer.adjectives, codes.get(given) or codes.get(fold(given)))


def _part_seats(sentence: Sentence) -> None:
    """Put the places that only say where somebody speaks apart; countries stay: "Russia's defence ministry"."""
    found = set(seats(sentence.text, [(p.start, p.end) for p in sentence.places if p.kind != "country"], sentence.language))
    sentence.seats = [p for p in sentence.places if (p.start, p.end) in found]
    sentence.places = [p for p in sentence.places if (p.start, p.end) not in found]


def _nations(sentence: Sentence, head: int, nations: dict[str, str], openers: frozenset[str]) -> list[tuple[int, int, str]]:
    """The longest runs of capitalised words after the dateline that stand for a country, in order; none within a party's name. `openers` are the first words of `nations`."""
    found: list[tuple[int, int, str]] = []
    words = [m.span() for m in _CAPITALISED_WORD.finditer(sentence.text, head)]
    for first, (start, stop) in enumerate(words):
        if fold(sentence.text[start:stop]).split(" ")[0] not in openers:
            continue
        for _, end in reversed(words[first: first + LONGEST_NATION]):
            name = sentence.text[start:end]
            if (not found or start >= found[-1][1]) and fold(name) in nations and not any(n.start < end and start < n.end for n in sentence.named):
                found.append((start, end, name))
                break
    return found


def _tell_country(found: list[Sentence], adjectives: dict[str, str], given: str | None) -> None:
    """Set the country that the report names most, counting the one given with it, names of countries, then adjectives; towns and datelines do not count, and a tie tells nothing."""
    weight = {given: WEIGHT_OF_GIVEN} if given else {}
    for sentence in found:
        for place in sentence.places:
            if place.kind in ("country", "admin1") and place.country_iso3:
                before = sentence.plain[max(0, place.start - 16): place.start]
                where = 1.5 if pattern("in_just_before", sentence.language).search(before) else 0.3 if pattern("party_just_before", sentence.language).search(before) else 0.9
                weight[place.country_iso3] = weight.get(place.country_iso3, 0.0) + where
        for word in _CAPITALISED.findall(sentence.text):
            iso3 = adjectives.get(word.lower())
            if iso3 and (iso3[0] != "X" or iso3 == "XKX"):  # codes in X are parties, such as movements that govern
                weight[iso3] = weight.get(iso3, 0.0) + 0.4
    ranked = sorted(weight.items(), key=lambda pair: -pair[1])
    best = ranked[0][0] if len(ranked) == 1 or ranked and ranked[0][1] > ranked[1][1] else None
    named = [*(iso3 for iso3, _ in ranked), *(p.country_iso3 for sentence in found for p in sentence.dateline if p.country_iso3)]
    for sentence in found:
        sentence.country, sentence.countries = best, tuple(dict.fromkeys(named))


def _hits_by_row(hits: pl.DataFrame, known, rows: int) -> list[list[tuple[int, int, frozenset[str], bool]]]:
    found: list[list] = [[] for _ in range(rows)]
    for row, start, end, form in hits.filter(pl.col("form") >= 0).iter_rows():
        found[row].append((start, end, *known.meanings[form]))
    return found


def _places(sentences: dict[str, list[Sentence]], hints: dict[str, str | None], gazetteer: Gazetteer) -> dict[tuple[str, int], list[Place]]:
    asked = pl.DataFrame([(s.report_id, s.number, s.text, hints.get(s.report_id)) for found in sentences.values() for s in found], schema=_ASKED, orient="row")
    found: dict[tuple[str, int], list[Place]] = {}
    columns = ["report_id", "sentence_id", "start", "end", "name", "place_id", "kind", "country_iso3", "admin1", "latitude", "longitude", "seat_latitude", "seat_longitude",
               "geo_precision_hint", "radius_km", "score", "runner_up", "margin"]
    for r in find_places(asked, gazetteer).select(columns).iter_rows(named=True):
        is_unit = r["kind"] in ("admin1", "region") and r["seat_latitude"] is not None
        place = Place(r["start"], r["end"], r["name"], r["place_id"], r["kind"], r["country_iso3"], r["admin1"], r["seat_latitude"] if is_unit else r["latitude"],
                      r["seat_longitude"] if is_unit else r["longitude"], r["geo_precision_hint"], r["radius_km"], r["score"], r["runner_up"], r["margin"])
        found.setdefault((r["report_id"], r["sentence_id"]), []).append(place)
    return found


def _in_language(gazetteer: Gazetteer, language: str) -> Gazetteer:
    """The gazetteer with the words that the language uses around names, lists `place_<class>` of its folder, beside its own."""
    return gazetteer._replace(words=with_more(gazetteer.words, {name: words(f"place_{name}", language) for name in CLASSES}))


def set_dates(found: list[Sentence], published: dt.date | None) -> None:
    """Set the dates of a report's sentences, each read against the last day told before."""
    anchor = None
    for sentence in found:
        sentence.dates = dates(sentence.plain, published, anchor, sentence.language, sentence.date_rules)
        days = [m for m in sentence.dates if m.time_precision == 1]
        anchor = days[-1].event_date if days else anchor
