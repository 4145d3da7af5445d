"""Where it happened: the place of an event among the places of its sentence, its passage and its report.

A town in the sentence of the trigger comes first, then one in the passage, then the unit named there, then the rest of
the report. A capitalised name after "in" or "near" that the gazetteer lacks is kept as it is written, for geocoding
with the units named around it; in a list with a known town it takes that town's point with precision 2.
"""

import math
import re
from dataclasses import dataclass

from pipeline.coder.containers import containers, enclosing, is_settlement
from pipeline.coder.patterns import pattern, words
from pipeline.coder.reading import Place, Sentence

APART_KM = 60.0  # a place this far outside the unit named after it is another place of that name
EXACT = ("town", "special")
UNITS = ("admin2", "admin1", "region", "natural")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’])*")
_OPENING, _NEXT_WORD = re.compile(r"[,(]\s*$"), re.compile(r"\s+([a-z]+)\b")


@dataclass(frozen=True)
class Spot:
    """The place of one claim: as written, and as the gazetteer has it where the text decides it."""

    name: str | None = None
    place: Place | None = None
    precision: int | None = None
    country_iso3: str | None = None
    admin1: str | None = None
    sentence: Sentence | None = None
    start: int = 0
    end: int = 0
    is_own: bool = False
    rule: str = "place:none"
    admin2: str | None = None
    otherwise: Place | None = None  # taken when the name is not found where the report says it lies

    @property
    def key(self) -> str:
        """What tells two spots apart."""
        return self.place.place_id if self.place and self.rule != "place:list_neighbour" else (self.name or "").lower()


def spots(trigger: Sentence, span: tuple[int, int], passage: tuple[Sentence, ...], report: list[Sentence], names: frozenset[str]) -> list[Spot]:
    """One spot per place of the event, in the order of the text; a spot without a name where the report names none."""
    context = _context(trigger, passage, report)
    listed = _listed(trigger, context)
    if listed:
        return listed
    unknown, around = _unknown(trigger, span, names, context)
    around = [*around, *(after for place in trigger.places for *_, after, is_in in containers(trigger, place.end) if after is not None and not is_in)]
    known = _best([p for p in trigger.places if _level(p) in EXACT and p not in around], trigger, span)
    if known and (holder := _contradicted(known, trigger)):
        unit = holder.name if holder.kind != "country" else None
        near = 2 if _is_near(trigger, known.start, known.end) else 1
        return [Spot(known.name, None, near, holder.country_iso3, unit, trigger, known.start, known.end, True, "place:unknown_name")]
    if known and _is_abroad(known, trigger):
        return [Spot(known.name, None, 1, trigger.country, None, trigger, known.start, known.end, True, "place:abroad", otherwise=known)]
    if unknown and (known is None or unknown.start < known.start and known.start - unknown.end <= 25 or unknown.admin2 and (unknown.start < known.start or not pattern("placed_just_before", trigger.language).search(trigger.text[:known.start]))):
        return [unknown]
    if known:
        return [_spot(known, trigger, is_own=True)]
    for kinds in (EXACT, ("admin2",)):
        for sentence in passage:
            place = _best([p for p in sentence.places if _level(p) in kinds and _agrees(p, context)], sentence, (0, 0))
            if place and sentence is not trigger:
                return [_spot(place, sentence, is_own=False)]
        own = _best([p for p in trigger.places if _level(p) == "admin2"], trigger, span)
        if own:
            return [_spot(own, trigger, is_own=True)]
    return [_wider(trigger, span, passage, report, context)]


def _wider(trigger: Sentence, span, passage, report, context) -> Spot:
    """A unit of the trigger's sentence, a town or unit elsewhere in the report, or the country alone."""
    unit = _best([p for p in trigger.places if _level(p) in UNITS], trigger, span)
    if unit:
        return _spot(unit, trigger, is_own=True)
    for group, kinds in ((passage, UNITS), (report, EXACT), (report, UNITS)):
        for sentence in group:
            place = _best([p for p in sentence.places if _level(p) in kinds and _agrees(p, context)], sentence, (0, 0))
            if place:
                return _spot(place, sentence, is_own=False)
    if pattern("the_capital", trigger.language).search(trigger.plain) and trigger.country:
        return Spot(None, None, 1, trigger.country, None, trigger, rule="place:capital")
    for sentence in (trigger, *passage):
        if sentence.seats:
            return _spot(sentence.seats[0], sentence, is_own=False)
    for sentence in report:
        if sentence.dateline:
            return _spot(sentence.dateline[0], sentence, is_own=False)
    return Spot(None, None, None, trigger.country, None, rule="place:country" if trigger.country else "place:none")


def _contradicted(place: Place, sentence: Sentence) -> Place | None:
    """The country or unit named right after the place ("X, Y", "X (Y)") when the place does not lie there; else null.

    A town that gives its name to a unit stands for that unit, unless it is near: "Irpin, Kyiv".
    """
    for *_, after, is_in in containers(sentence, place.end):
        if after is None or is_in:
            continue
        if after.country_iso3 != place.country_iso3:
            return after
        if after.kind != "country" and after.admin1 and place.admin1 and after.admin1 != place.admin1 and _km(place, after) > after.radius_km + APART_KM:
            return after
    return None


def _km(one: Place, two: Place) -> float:
    """Kilometres between two places, well enough to tell near from far."""
    across = (one.longitude - two.longitude) * math.cos(math.radians((one.latitude + two.latitude) / 2))
    return 111.2 * math.hypot(one.latitude - two.latitude, across)


def _in_small(name: str, language: str) -> str:
    """A name in capitals as it is written elsewhere: "PORT-AU-PRINCE", "SANA'A" as Port-au-Prince, Sana'a."""
    small = words("name_particles", language)
    return _NAME_WORD.sub(lambda word: word.group().lower() if word.start() and word.group().lower() in small else word.group().capitalize(), name)


def _level(place: Place) -> str:
    """The kind of a place as the text speaks of it: "Katha district" is a unit, though only a town of that name is known."""
    return {2: "admin2", 3: "admin1"}.get(place.precision, "town") if place.kind == "town" else place.kind


def _is_near(sentence: Sentence, start: int, end: int) -> bool:
    text, language = sentence.text, sentence.language
    return bool(pattern("near_just_before", language).search(text[max(0, start - 45): start]) or pattern("near_just_after", language).match(text[end:end + 20]))


def _agrees(place: Place, context: tuple[str | None, str | None]) -> bool:
    return context[0] is None or place.country_iso3 == context[0]


def _is_abroad(place: Place, sentence: Sentence) -> bool:
    """True for a town far from the country that the report speaks of, whose own country the sentence never names, nor a place there that holds it; a capital stands for its own country."""
    is_capital = any(start <= place.start and place.end <= end for start, end, _ in sentence.nations)
    is_held = any(after is not None and after.country_iso3 == place.country_iso3 for *_, after, _ in containers(sentence, place.end))
    return sentence.country is not None and place.country_iso3 != sentence.country and not is_held and not is_capital and not any(p.country_iso3 == place.country_iso3 and p.kind in ("country", "admin1") for p in sentence.places)


def _context(trigger: Sentence, passage, report) -> tuple[str | None, str | None]:
    """Country and first-order unit that the trigger's sentence speaks of, or the report."""
    for group in ((trigger,), passage, report):
        units = [p for s in group for p in s.places if _level(p) in ("admin1", "admin2")]
        towns = [p for s in group for p in s.places if _level(p) in EXACT]
        countries = [p for s in group for p in s.places if p.kind == "country"]
        found = (units or towns or countries)[:1]
        if found:
            admin = found[0].name if _level(found[0]) == "admin1" else found[0].admin1
            return found[0].country_iso3, admin
    spoken = next((p for s in (trigger, *passage) for p in s.seats if trigger.country in (None, p.country_iso3)), None)
    return (spoken.country_iso3, spoken.admin1) if spoken else (trigger.country, None)


def _best(places: list[Place], sentence: Sentence, span: tuple[int, int]) -> Place | None:
    """The place nearest to the trigger, those after "in" or "at" first, containers ("X, Y") after what they contain."""
    language = sentence.language

    def rank(place: Place) -> tuple:
        before = sentence.text[max(0, place.start - 24): place.start].lower()
        is_placed = bool(pattern("at_before", language).search(before))
        is_container = bool(_OPENING.search(before)) and any(q.end <= place.start and place.start - q.end <= 3 for q in places)
        after = _NEXT_WORD.match(sentence.text[place.end: place.end + 20])
        is_landmark = bool(after) and after[1] in words("buildings", language)
        is_way = bool(pattern("way_just_before", language).search(before))
        return (is_container, is_landmark, is_way, not is_placed, abs(place.start - span[0]), place.start)
    return min(places, key=rank) if places else None


def _spot(place: Place, sentence: Sentence, *, is_own: bool) -> Spot:
    level = _level(place)
    is_near = level in EXACT and _is_near(sentence, place.start, place.end)
    precision = 2 if is_near else {"town": 1, "special": 1, "admin2": 2}.get(level, 3)
    name = _in_small(place.name, sentence.language) if place.name.isupper() and len(place.name) > 3 else place.name  # a dateline's capitals
    return Spot(name, place, precision, place.country_iso3, place.admin1, sentence, place.start, place.end, is_own, f"place:{'near' if is_near else level}")


def _unknown(trigger: Sentence, span, names: frozenset[str], context) -> tuple[Spot | None, list[Place]]:
    """A name after a preposition that the gazetteer did not find, with the units named around it; and the places that those are.

    A building, or a name that is no settlement "in" a known town, is no place of its own: the town is.
    """
    for match in pattern("name_after_in", trigger.language).finditer(trigger.text):
        start, end = match.span("name")
        if _is_other(trigger, match["name"], start, end, names):
            continue
        chain = containers(trigger, end)
        holder = chain[0][3] if chain and chain[0][4] else None
        if holder is not None and _level(holder) in EXACT and not is_settlement(trigger.text, end, trigger.language):
            continue
        country = next((place.country_iso3 for *_, place, _ in reversed(chain) if place is not None), context[0])
        admin1, admin2 = enclosing(chain, context[1] if country == context[0] else None)
        spot = Spot(match["name"], None, 2 if _is_near(trigger, start, end) else 1, country, admin1, trigger, start, end, True, "place:unknown_name", admin2)
        return spot, [place for *_, place, _ in chain if place is not None]
    return None, []


def unknown_names(sentence: Sentence, names: frozenset[str]) -> list[tuple[str, int, int]]:
    """Names of places that the gazetteer lacks, by the words before them: name, start, end."""
    found = [(match["name"], *match.span("name")) for match in pattern("name_after_in", sentence.language).finditer(sentence.text)]
    return [(name, start, end) for name, start, end in found if not _is_other(sentence, name, start, end, names)]


def begins_with_place(sentence: Sentence, start: int) -> bool:
    """True if the words from `start` on begin with the name of a place that is no country, known or by the word after it ("Sidi areas")."""
    name = pattern("proper_name", sentence.language).match(sentence.text, start)
    return any(p.start == start and p.kind != "country" for p in sentence.places) or name is not None and is_settlement(sentence.text, name.end(), sentence.language)


def are_apart(name: str, place: Place | None, other_name: str, other: Place | None) -> bool:
    """True if two names stand for places of which neither can lie in the other; an unknown name lies nowhere."""
    if place is None or other is None:
        return name != other_name
    holds = [(a, b) for a, b in ((place, other), (other, place)) if _level(a) not in EXACT]
    return place.place_id != other.place_id and all(a.country_iso3 != b.country_iso3 or _km(a, b) > a.radius_km for a, b in holds)


def _is_other(trigger: Sentence, name: str, start: int, end: int, names: frozenset[str]) -> bool:
    """True for what is no unknown place: known places and parties, adjectives, days, buildings, armed groups, weapons."""
    language, said = trigger.language, name.lower().split()
    taken = any(start < p.end and p.start < end for p in (*trigger.places, *trigger.seats, *trigger.named))
    looks_adjective = bool(pattern("adjective_ending", language).search(said[0]))
    is_adjective = looks_adjective and bool(pattern("after_adjective", language).match(trigger.text[end:]))
    is_side = looks_adjective and bool(pattern("between_just_before", language).search(trigger.text[:start]))
    is_building = said[-1] in words("buildings", language) or bool(pattern("building_after", language).match(trigger.text[end:]))
    is_armed = any(s < end and start < e for s, e, t, _ in trigger.hits if t & {"mil", "reb", "pol", "chem", "weapon"})
    return taken or is_adjective or is_side or is_building or is_armed or said[0] in words("never_places", language) or name.lower() in names


def has_list(sentence: Sentence) -> bool:
    """True if the sentence lists places by name ("the towns of X, Y and Z")."""
    return next(_lists(sentence), None) is not None


def _lists(sentence: Sentence):
    """Lists of capitalised names after a word that announces places: their members as (name, start, end)."""
    language = sentence.language
    for match in pattern("list_of_names", language).finditer(sentence.text):
        cue = pattern("announces_list", language).search(sentence.text[max(0, match.start() - 70): match.start()])
        if not cue:
            continue
        members = [(m.group(), match.start() + m.start(), match.start() + m.end()) for m in pattern("proper_name", language).finditer(match["list"])]
        resolved = [next((p for p in sentence.places if p.start < e and s < p.end), None) for _, s, e in members]
        is_party = any(p.start < e and s < p.end for p in sentence.named for _, s, e in members)
        if len(members) < 2 or is_party or any(name.split()[0].lower() in words("never_places", language) for name, _, _ in members):
            continue
        is_announced = bool(pattern("announces_places", language).search(cue.group()) or pattern("places_told_after", language).match(sentence.text, match.end()))
        if pattern("announces_settlements", language).search(cue.group()):  # a town that gives its name to a unit is the town
            resolved = [p if p is None or _level(p) in EXACT else None for p in resolved]
        if is_announced or sum(p is not None and _level(p) in EXACT for p in resolved) == len(members):
            yield list(zip(members, resolved))


def _listed(trigger: Sentence, context: tuple[str | None, str | None]) -> list[Spot]:
    """A spot per member of the first list of places; members that the scan did not find are resolved later, with the others."""
    for members in _lists(trigger):
        if all(p is None or _level(p) in EXACT for _, p in members):
            unit = next((p.name for p in trigger.places if _level(p) == "admin1"), None)
            unit = unit or next((p.admin1 for p in trigger.places if p.admin1), None)
            return [_spot(p, trigger, is_own=True) if p is not None else Spot(name, None, 1, context[0], unit or context[1], trigger, s, e, True, "place:listed_name")
                    for (name, s, e), p in members]
    return []
