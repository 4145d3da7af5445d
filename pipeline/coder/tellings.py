"""Where a sentence tells of two events: the tellings that it is cut into, each of which is then read like a sentence.

A sentence is cut between pieces, the words between its commas, semicolons and conjunctions. Two pieces next to each other
may belong to two events if both name places and these are apart, or both name days and these differ. The cut is made at the loosest
joint between them, and it stands only if both sides, typed alone, tell of an event of today with a telling word of their
own: then a consequence, a cause, a plan, what somebody said or did elsewhere is never a claim. What begins like a
relative clause or a participle, and what stands in quotes, is never cut off. Which words join and bind pieces is data (patterns/tellings.csv).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.coder import whereabouts
from pipeline.coder.dates import DateMention
from pipeline.coder.patterns import pattern
from pipeline.coder.reading import Place, Sentence

JOINTS = ("strong", "clause", "weak")  # loosest first


@dataclass(frozen=True)
class Piece:
    """The words between two joints of a sentence, with the places and days named in them; `joint` is the one before it."""

    start: int
    end: int
    joint: str
    places: tuple[tuple[str, Place | None], ...]
    days: tuple[DateMention, ...]
    is_bound: bool
    has_subject: bool
    is_clause: bool

    @property
    def is_marked(self) -> bool:
        """True if the piece names a place or a day."""
        return bool(self.places or self.days)


def candidates(sentence: Sentence, names: frozenset[str]) -> list[tuple[int, int]]:
    """Spans of the tellings that a sentence may be cut into, by its places, days and joints alone; [] where there is at most one."""
    if sentence.is_title or pattern("telling_break", sentence.language).search(sentence.plain) is None:
        return []
    found = pieces(sentence, names)
    cuts, last = [], next((n for n, piece in enumerate(found) if piece.is_marked and not piece.is_bound), len(found))
    for n in range(last + 1, len(found)):
        if found[n].is_marked and not found[n].is_bound:
            cuts += _cut(found, last, n)
            last = n
    bounds = [0, *cuts, len(found)]
    return [(found[a].start, found[b - 1].end) for a, b in zip(bounds, bounds[1:])] if cuts else []


def _cut(found: list[Piece], one: int, two: int) -> list[int]:
    """The piece with which the telling begins that the second of these marked pieces belongs to; [] where both may be of one event.

    Without a subject of its own a clause goes on with the same event, unless its day is another.
    """
    other_day = _have_other_days(found[one], found[two])
    if not (other_day or _have_other_places(found[one], found[two])):
        return []
    open_to = [n for n in range(one + 1, two + 1) if not found[n].is_bound and (found[n].has_subject or other_day) and (found[n].joint != "weak" or found[n].is_clause and found[n - 1].is_marked)]
    return [min(open_to, key=lambda n: (JOINTS.index(found[n].joint), -n))] if open_to else []


def pieces(sentence: Sentence, names: frozenset[str]) -> list[Piece]:
    """The pieces of a sentence in order.

    Bound is what begins like a relative clause or a participle, with a place (a list goes on), or within quotes or brackets.
    """
    plain, places, language = sentence.plain, _places(sentence, names), sentence.language
    joints = [(0, 0, "strong"), *((m.start(), m.end(), m.lastgroup) for m in pattern("telling_break", language).finditer(plain) if _is_joint(plain, m, places, language))]
    ends = [start for start, _, _ in joints[1:]] + [len(plain)]
    found = []
    for (_, start, joint), end in zip(joints, ends):
        is_bound = bool(start) and (pattern("telling_bound", language).match(plain, start) is not None or _is_inside(plain, start) or whereabouts.begins_with_place(sentence, start))
        has_subject = not start or pattern("telling_same", language).match(plain, start) is None
        within = tuple((name, place) for s, e, name, place in places if start <= s and e <= end)
        days = tuple(m for m in sentence.dates if start <= m.start and m.end <= end and m.time_precision <= 2 and m.weight <= 0)
        is_clause = pattern("telling_clause", language).match(plain, start, end) is not None
        found.append(Piece(start, end, joint, within, days, is_bound, has_subject, is_clause))
    return found


def _is_joint(plain: str, match: re.Match, places: list[tuple[int, int, str, Place | None]], language: str) -> bool:
    """True unless the words stand within a name, or join the two sides of a "between"."""
    is_pair = "and" in match.group() and pattern("telling_pair", language).search(plain, 0, match.start()) is not None
    return not is_pair and not any(s < match.end() and match.start() < e for s, e, *_ in places)


def _is_inside(plain: str, at: int) -> bool:
    """True within quotes or brackets, or where they open."""
    return plain.count('"', 0, at + 1) % 2 == 1 or plain.count("(", 0, at + 1) > plain.count(")", 0, at)


def _places(sentence: Sentence, names: frozenset[str]) -> list[tuple[int, int, str, Place | None]]:
    """Places that tell events apart, known or not; countries do not, nor where people come from or go to."""
    known = [(p.start, p.end, p.name.lower(), p) for p in sentence.places if p.kind != "country"]
    found = [*known, *((s, e, name.lower(), None) for name, s, e in whereabouts.unknown_names(sentence, names))]
    return sorted((p for p in found if not pattern("telling_way", sentence.language).search(sentence.plain, max(0, p[0] - 40), p[0])), key=lambda p: p[:2])


def _have_other_places(one: Piece, two: Piece) -> bool:
    """True if both name places and none of one can lie in one of the other."""
    return bool(one.places and two.places) and all(whereabouts.are_apart(*a, *b) for a in one.places for b in two.places)


def _have_other_days(one: Piece, two: Piece) -> bool:
    """True if both name days and none of one is one of the other."""
    return bool(one.days and two.days) and all(a.date_start > b.date_end or b.date_start > a.date_end for a in one.days for b in two.days)


def kept(spans: list[tuple[int, int]], tells: Iterable[bool]) -> list[tuple[int, int]]:
    """The spans with those that do not tell of an event joined to the one before, the first to the one after; [] where fewer than two tell."""
    made: list[list] = []
    for (start, end), is_telling in zip(spans, tells):
        if made and not (is_telling and made[-1][2]):
            made[-1][1], made[-1][2] = end, made[-1][2] or is_telling
        else:
            made.append([start, end, is_telling])
    return [(start, end) for start, end, _ in made] if len(made) > 1 else []
