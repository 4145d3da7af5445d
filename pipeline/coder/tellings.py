"""Where a sentence tells of two events: the parts that it is cut into, each of which is then read like a sentence.

The words between commas, semicolons and conjunctions are pieces. Two pieces may belong to two events if both name places
and none can lie in another, or both name days and these differ; the cut is made at the loosest joint between them. What
begins like a relative clause or a participle, and what stands in quotes, is never cut off. Each part is typed alone. One
that tells of an event of today, with a verb, a subject and a telling word of its own, is a telling: it gives its own claim.
One about another place that surely tells of none, and what stands after "after" or "a year before", is aside: no place, day
or toll is read from it. Any other part stays with its neighbour, so that a consequence is never a claim.
Which words join and bind pieces is data (patterns/tellings.csv).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.coder import whereabouts
from pipeline.coder.dates import DateMention
from pipeline.coder.patterns import pattern, words
from pipeline.coder.reading import Place, Sentence

JOINTS = ("strong", "clause", "cause", "weak")  # loosest first
ASIDE = ("cause", "past")  # joints before what the sentence does not tell anew


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


@dataclass(frozen=True)
class Part:
    """A part that a sentence may be cut into: whether it can only be the cause or the past of the event, is about another place, and may tell of another event."""

    start: int
    end: int
    is_aside: bool = False
    is_elsewhere: bool = False
    may_tell: bool = True


def candidates(sentence: Sentence, names: frozenset[str]) -> list[Part]:
    """The parts that a sentence may be cut into, by its places, days and joints alone; [] where there is at most one."""
    if sentence.is_title or pattern("telling_break", sentence.language).search(sentence.plain) is None:
        return []
    found = pieces(sentence, names)
    cuts, last = [0], next((n for n, piece in enumerate(found) if piece.is_marked and not piece.is_bound), len(found))
    about: dict[int, tuple[bool, bool]] = {0: (False, True)}
    for n in range(1, len(found)):
        if found[n].joint == "past" and not found[n].is_bound:
            cuts.append(n)
            about[n], last = (False, False), n
        elif n > last and found[n].is_marked and not found[n].is_bound:
            if (cut := _cut(found, last, n)) is not None:
                cuts.append(cut)
                about[cut] = (_have_other_places(found[last], found[n]), found[cut].has_subject or _have_other_days(found[last], found[n]))
            last = n
    ends = [*cuts[1:], len(found)]
    return [Part(found[a].start, found[b - 1].end, found[a].joint in ASIDE, *about[a]) for a, b in zip(cuts, ends)] if len(cuts) > 1 else []


def _cut(found: list[Piece], one: int, two: int) -> int | None:
    """The piece with which the part begins that the second of these marked pieces belongs to; None where both may be of one event."""
    if not (_have_other_days(found[one], found[two]) or _have_other_places(found[one], found[two])):
        return None
    is_open = [n for n in range(one + 1, two + 1) if not found[n].is_bound and (found[n].joint != "weak" or found[n].is_clause and found[n - 1].is_marked)]
    return min(is_open, key=lambda n: (JOINTS.index(found[n].joint), -n)) if is_open else None


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
        within = tuple((name, place) for s, e, name, place in places if start <= s and e <= end)
        days = tuple(m for m in sentence.dates if start <= m.start and m.end <= end and m.time_precision <= 2 and m.weight <= 0)
        is_clause = pattern("telling_clause", language).match(plain, start, end) is not None
        found.append(Piece(start, end, joint, within, days, is_bound, not start or has_subject(plain, start, language), is_clause))
    return found


def has_subject(plain: str, start: int, language: str) -> bool:
    """False if the words from `start` on begin with a verb or with a word for somebody told of before."""
    return pattern("telling_same", language).match(plain, start) is None


def _is_joint(plain: str, match: re.Match, places: list[tuple[int, int, str, Place | None]], language: str) -> bool:
    """True unless the words stand within a name, or join the two sides of a "between"."""
    is_pair = not words("telling_pair_joins", language).isdisjoint(match.group().split()) and pattern("telling_pair", language).search(plain, 0, match.start()) is not None
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


def kept(parts: list[Part], tells: Iterable[bool], is_quiet: Iterable[bool]) -> list[tuple[int, int, bool]]:
    """The parts that a sentence is cut into, each with whether it is aside: start, end, is_aside.

    What is neither aside nor a telling joins what stands before it, or after it at the beginning; [] where nothing is left to cut or nothing tells.
    """
    made: list[list] = []
    for part, is_telling, quiet in zip(parts, tells, is_quiet):
        kind = "aside" if part.is_aside or part.is_elsewhere and quiet else "tells" if is_telling and part.may_tell else "joins"
        if made and (kind == "joins" or made[-1][2] == "joins"):
            made[-1][1], made[-1][2] = part.end, kind if made[-1][2] == "joins" else made[-1][2]
        else:
            made.append([part.start, part.end, kind])
    told = any(kind == "tells" for *_, kind in made)
    return [(start, end, kind == "aside") for start, end, kind in made] if told and len(made) > 1 else []
