"""What a place string may mean: names to look up, each with the kind and the relation that its words express."""
import re
from typing import NamedTuple

from pipeline.gazetteer.fold import LONGEST_NAME, fold
from pipeline.gazetteer.units import Units, strip_unit

_BEARINGS = {"north": 0.0, "north east": 45.0, "east": 90.0, "south east": 135.0, "south": 180.0, "south west": 225.0, "west": 270.0, "north west": 315.0}
_DIRECTION = r"(?P<bearing>(?:north|south)(?:[- ]?(?:east|west))?|east|west)(?:ern|wards?)?"
_DISTANCE = r"(?P<distance>\d+(?:[.,]\d+)?)\s*(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi)\b\.?"
_OFFSET = re.compile(rf"(?:about |around |some |approximately |roughly )?{_DISTANCE}\s+(?:to the |on the )?{_DIRECTION}\s+(?:of|from)\b\s*(?P<rest>.*)", re.I)
_AWAY = re.compile(rf"(?:about |around |some |approximately |roughly )?{_DISTANCE}\s+(?:away\s+)?(?:from|outside|of|off)\s+(?P<rest>.+)", re.I)
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?P<first>.+?)\s+(?:and|to)\s+(?P<second>.+)$", re.I)
_NEAR = re.compile(
    r"^(?:in |on |at )?(?:the )?(?:near(?:by)?|around|outside(?: of)?|close to|vicinity of|area (?:of|around)|outskirts of|suburbs? of|countryside of|environs of|"
    r"(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?(?: outskirts| countryside| suburbs)? (?:of|from)|approach(?:es)? to|towards?|(?:waters )?off(?: the)?(?: coast(?: of)?)?|coast of)\s+(?:the )?(?P<rest>.+)$", re.I)
_NEAR_LATER = re.compile(r"^(?P<before>.+?),?\s+(?:near(?:by)?|close to|outside(?: of)?|in the vicinity of|on the outskirts of|off(?: the coast of)?)\s+(?:the )?(?P<rest>.+)$", re.I)
_DIRECTED = re.compile(r"^(?P<side>(?:north|south)[ -]?(?:east|west)|north|south|east|west|central|upper|lower|rural)(?:ern)?[ -](?P<rest>.+)$", re.I)
_DIRECTED_LAST = re.compile(r"^(?P<rest>.+) (?P<side>(?:north|south)[ -]?(?:east|west)|north|south|east|west|central)$")
_BRACKETS = re.compile(r"^(?P<main>[^()\[\]]*)[(\[](?P<inner>[^()\[\]]*)[)\]]?(?P<tail>[^()\[\]]*)$")
_INSIDE = re.compile(r"\s+[-–—]\s+")  # "City - Quarter"
_WIDTH = {"town": 0, "admin2": 1, "admin1": 2}
AROUND = 0.2  # cost of what a string names around its place: a province is better known than the village in it
_LIST = re.compile(r"\s*(?:/|;|\s&\s|\s+and\s+|\s+or\s+)\s*", re.I)
_ROAD_PAIR = re.compile(r"\s+-\s+|\s*[–—]\s*|-(?=[A-Z])|\s+to\s+")
_CONTAINER = re.compile(r"\s*,\s*|\s+in\s+(?:the\s+)?")
_PLAIN = re.compile(r"[^\W\d_]+(?:['’. ]{1,2}[^\W\d_]+)*")
_RELATION_WORDS = re.compile(r"\b(?:between|from|of|and|or|to|in|near|nearby|around|outside|towards?|off)\b", re.I)  # without one of them, a plain name relates to no other
_COMPASS = re.compile(r"(?<=north|south)(?=east|west)")


class Reading(NamedTuple):
    """One way to read a place string; `cost` is lost from the score of what it finds."""

    folded: str
    hint: str | None  # the kind that a unit word names
    relation: str  # at, near, part (a side of a unit), offset, between, list
    cost: float
    container: str | None = None  # what the string says the place lies in, nearest first, joined by "|"
    other: str | None = None  # the second end of "between"
    distance_km: float | None = None
    bearing: float | None = None


def read_name(text: str | None, units: Units) -> list[Reading]:
    """The readings of a place string, plainest first; none for an empty one."""
    text = re.sub(r"\s+", " ", (text or "")[: 2 * LONGEST_NAME]).strip(" .;:-")
    if not fold(text):
        return []
    whole = fold(text)
    text = re.sub(r"^the\s+", "", text, flags=re.I)
    readings = _brackets(text, units) if any(c in text for c in "([") else _relations(text, units, 0.0)
    if not any(r.folded == whole for r in readings):
        readings.insert(0, Reading(whole, None, "at", 0.0))
    best: dict[tuple, Reading] = {}
    for reading in readings:
        key = (reading.folded, reading.relation, reading.hint)
        if reading.folded and (key not in best or reading.cost < best[key].cost):
            best[key] = reading
    return list(best.values())[:10]


def _brackets(text: str, units: Units) -> list[Reading]:
    found = _BRACKETS.match(text)
    if not found:
        return _relations(re.sub(r"[()\[\]]", " ", text), units, 0.0)
    main, inner = f"{found['main']} {found['tail']}".strip(), found["inner"].strip()
    about = _OFFSET.match(inner)
    if about and not about["rest"].strip():
        return [_offset(about, r) for r in _names(main, units, 0.0)]
    if _OFFSET.match(inner) or _NEAR.match(inner):
        return _relations(main, units, 0.0) + _relations(inner, units, 0.1)
    first, second = _narrow_first([main, inner], units)
    return _relations(first, units, 0.0) + _relations(second, units, 0.06 if first == main else AROUND)


def _relations(text: str, units: Units, cost: float) -> list[Reading]:
    if _PLAIN.fullmatch(text) and not _RELATION_WORDS.search(text):
        return _names(text, units, cost)
    offset = _OFFSET.search(text)
    if offset and offset["rest"].strip():
        before = text[: offset.start()].strip(" ,;")
        exact = _names(before, units, cost) if fold(before) else []
        return exact + [_offset(offset, r, extra=0.02) for r in _names(offset["rest"], units, cost)]
    between = _BETWEEN.search(text)
    if between:
        return _pair(between["first"], between["second"], units, cost)
    near = _NEAR.match(text) or _AWAY.match(text)
    if near:
        return [r._replace(relation="near") for r in _names(near["rest"], units, cost)]
    later = _NEAR_LATER.match(text)
    if later:
        return _names(later["before"], units, cost) + [r._replace(relation="near") for r in _names(later["rest"], units, cost + 0.08)]
    kind = strip_unit(fold(text), units)[1]
    ends = _ROAD_PAIR.split(re.sub(r"(?i)\b(road|highway|motorway|railway|route|corridor|axis|crossroads?)\b\.?", "", text).strip()) if kind in ("road", "near", "facility") else []
    if len(ends) >= 2 and all(fold(e) for e in ends[:2]):
        return _names(text, units, cost) + _pair(ends[0], ends[1], units, cost + 0.02)
    quarter = [part for part in _INSIDE.split(text) if fold(part)]
    if len(quarter) == 2:
        wide, narrow = quarter
        return _names(f"{narrow}, {wide}", units, cost) + [r._replace(relation="near") for r in _names(wide, units, cost + AROUND)]
    members = [m for m in _LIST.split(text) if fold(m)]
    if len(members) > 1:
        listed = [r._replace(relation="list", cost=r.cost + 0.02 * place) for place, m in enumerate(members[:4]) for r in _names(m, units, cost)]
        return _names(text, units, cost) + listed
    return _names(text, units, cost)


def _names(text: str, units: Units, cost: float) -> list[Reading]:
    """A name alone, or "X, Y" and "X in Y", with and without its unit words and directions."""
    parts = _narrow_first([p for p in _CONTAINER.split(text) if fold(p)], units)
    if not parts:
        return []
    container = "|".join(fold(p) for p in parts[1:4]) or None
    readings = [Reading(fold(parts[0]), None, "at", cost, container)]
    name, seen = fold(parts[0]), set()
    while True:
        name, kind = strip_unit(name, units)
        if kind is None or name in seen:
            break
        seen.add(name)
        relation = {"near": "near", "facility": "near", "road": "near", "part": "near"}.get(kind, "at")
        relation = "near" if readings[-1].relation == "near" else relation
        hint = readings[-1].hint if kind in ("near", "facility", "road", "part") and readings[-1].hint in ("admin1", "admin2") else kind
        readings.append(Reading(name, hint, relation, cost + 0.02 * (len(readings) - 1), container))
    directed = _DIRECTED.match(name) or _DIRECTED_LAST.match(name)
    if directed:
        bearing = _BEARINGS.get(_bearing_key(directed["side"]))
        readings.append(Reading(fold(directed["rest"]), readings[-1].hint, "near" if bearing is None else "part", cost + 0.1, container, None, None, bearing))
    return readings


def _narrow_first(parts: list[str], units: Units) -> list[str]:
    """The parts with the second before the first if their unit words say that it is the smaller ("X province, Y district")."""
    if len(parts) < 2:
        return parts
    first, second = (_WIDTH.get(strip_unit(fold(part), units)[1] or "") for part in parts[:2])
    return [parts[1], parts[0], *parts[2:]] if first is not None and second is not None and first > second else parts


def _pair(first: str, second: str, units: Units, cost: float) -> list[Reading]:
    left, right = _names(first, units, cost), _names(second, units, cost)
    if not left or not right:
        return left + right
    pairs = [r._replace(relation="between", other=right[-1].folded) for r in left[-1:]]
    return pairs + [r._replace(relation="near", cost=r.cost + 0.05) for r in (*left[-1:], *right[-1:])]


def _offset(found: re.Match, reading: Reading, extra: float = 0.0) -> Reading:
    km = float(found["distance"].replace(",", ".")) * (1.609344 if found["unit"].lower().startswith("mi") else 1.0)
    return reading._replace(relation="offset", distance_km=km, bearing=_BEARINGS[_bearing_key(found["bearing"])], cost=reading.cost + extra)


def _bearing_key(words: str) -> str:
    return _COMPASS.sub(" ", re.sub(r"[- ]+", " ", words.lower()))
