"""Who did it to whom: the parties of a sentence given their parts by voice, prepositions and nearness to the trigger."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.parties import ARMED, STATE, Party
from pipeline.coder.vocabulary import FOLDER
from schemas import vocabulary

UNKNOWN_GROUP = "Unidentified Armed Group"
CIVILIANS, PROTESTERS, RIOTERS = "Civilians", "Protesters", "Rioters"
DEMONSTRATIONS = ("Peaceful protest", "Protest with intervention", "Excessive force against protesters", "Violent demonstration")
_BY = re.compile(r"\bby\s+(?:the\s+|an?\s+|some\s+|suspected\s+|alleged\s+|members of (?:the\s+)?|around\s+|about\s+|\d+\s+|two\s+|three\s+|several\s+)*$")
_JOINED = re.compile(r"(?:,|\band|\bor)\s+(?:its\s+|their\s+|the\s+|his\s+|an?\s+|other\s+)?$")
_SPEAKS = re.compile(r"\s+(?:\w+\s+){0,3}?(?:said|says|told|confirmed|announced|reported|claimed|added|reports|stated)\b")
_CLAIMS = re.compile(r"\b(?:claim\w*|responsib\w*|blam\w*|suspect\w*|accus\w*|point\w* to|attributed|hallmark\w*|mark of|behind)\b")
_AGAINST = re.compile(r"\b(?:against|targeting|on|at|with|of|from)\s+(?:the\s+|an?\s+|a group of\s+|some\s+|suspected\s+|alleged\s+|members of (?:the\s+)?|\d+\s+|positions of (?:the\s+)?)*$")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|got)\s+(?:\w+ly\s+|also\s+|later\s+|then\s+|shot and\s+)?$")
_WINNING_SIDE = {"Government regains territory": "state", "Non-state actor overtakes territory": "armed"}
_TAKES_PART = frozenset({"mil", "pol", "reb", "gun", "com", "ukn", "fgn"})


@dataclass(frozen=True)
class Roles:
    """The two sides as the text names them, identities of the people on them, and whether civilians were the target."""

    actor1: str | None = None
    actor2: str | None = None
    assoc1: tuple[str, ...] = ()
    assoc2: tuple[str, ...] = ()
    targets_civilians: bool = False
    side1: str | None = None  # state or armed
    side2: str | None = None
    spans: tuple[tuple[str, int, int, int], ...] = ()  # column, sentence, start, end


@dataclass(frozen=True)
class Clause:
    """One sentence as the roles need it: its number, text in lower case, parties, and its trigger."""

    number: int
    plain: str
    parties: tuple[Party, ...]
    trigger: tuple[int, int] | None
    is_past: bool


@lru_cache(maxsize=4)
def trigger_tags(language: str = "en") -> dict[str, tuple[str, ...]]:
    """Sub-event type -> tags of the words that can tell of it, most telling first."""
    with open(FOLDER / language / "triggers.csv", encoding="utf-8", newline="") as file:
        return {row["sub_event_type"]: tuple(row["tags"].split("|")) for row in csv.DictReader(file)}


def roles(label: str, clauses: list[Clause]) -> Roles:
    """The parts of the parties in an event of that sub-event type; the first clause is the one with the trigger."""
    event_type = vocabulary.lookup("sub_event_types", "event_type")[label]
    if label in DEMONSTRATIONS:
        return _demonstration(label, clauses)
    if label == "Mob violence":
        return _mob(clauses)
    if event_type == "Violence against civilians":
        return _against_civilians(clauses)
    if event_type == "Battles":
        return _battle(label, clauses)
    if event_type == "Explosions/Remote violence":
        return _explosion(clauses)
    return _strategic(label, clauses)


def agents(clause: Clause) -> list[tuple[float, Party]]:
    """Armed parties of a clause by how likely each is the one who acts, best first."""
    ranked = []
    for party in clause.parties:
        is_speaker = _SPEAKS.match(clause.plain[party.end: party.end + 50]) and not party.is_name
        if party.kinds & _TAKES_PART and not is_speaker:
            ranked.append((_agency(clause, party), party))
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].start))


def _agency(clause: Clause, party: Party) -> float:
    before = clause.plain[max(0, party.start - 40): party.start]
    score = 0.0 if party.is_armed else -1.0
    joined = _JOINED.search(before)
    if joined and any(0 <= party.start - other.end <= len(joined.group()) + 1 for other in clause.parties):
        score -= 0.4
    if party.kinds & {"pro", "civ"} and not party.is_name:
        score -= 1.0
    if clause.trigger is None:
        return score
    start, end = clause.trigger
    is_passive = clause.is_past and bool(_PASSIVE.search(clause.plain[max(0, start - 30): start])) or bool(re.match(r"\s+(?:\w+\s+){0,4}by\b", clause.plain[end:]))
    if _BY.search(before):
        return score + 3.0
    if party.end <= start:
        return score + (-1.0 if is_passive else 2.0) - 0.01 * (start - party.end)
    return score + (-0.5 if not is_passive else 0.0) - 0.005 * (party.start - end)


def _side(party: Party) -> str:
    return "state" if party.kinds & STATE and not party.kinds & {"reb", "gun"} else "armed"


def _same(a: Party, b: Party) -> bool:
    """True if two mentions cannot be two sides: the same words, or one generic word repeating the other's kind."""
    if a.seen.lower() == b.seen.lower():
        return True
    if a.is_name and b.is_name:
        return a.seen.split()[0].lower() == b.seen.split()[0].lower()
    return bool(a.kinds & b.kinds) and not (a.is_name and b.is_name) and _side(a) == _side(b)


def _battle(label: str, clauses: list[Clause]) -> Roles:
    """Two sides: the one that acts, and the best of those that are not on its side, a named one before a generic one."""
    found = [(clause, party) for clause in clauses for score, party in agents(clause) if party.kinds & ARMED and score > -3]
    first = found[0] if found else None
    rivals = [(c, p) for c, p in found[1:] if not _same(first[1], p)]
    order = {id(p): place for place, (_, p) in enumerate(rivals)}
    second = min(rivals, key=lambda pair: (_side(pair[1]) == _side(first[1]), pair[0].number != first[0].number and not pair[1].is_name, not pair[1].is_name, order[id(pair[1])])) if rivals else None
    if second and label in _WINNING_SIDE and _side(second[1]) == _WINNING_SIDE[label] != _side(first[1]):
        first, second = second, first
    if first and second is None and label == "Government regains territory" and _side(first[1]) == "armed":
        first, second = None, first
    spans = tuple((f"actor{n}_seen", c.number, p.start, p.end) for n, pair in ((1, first), (2, second)) if pair for c, p in (pair,))
    one = first[1].seen if first else ("Military Forces" if label == "Government regains territory" else UNKNOWN_GROUP)
    two = second[1].seen if second else UNKNOWN_GROUP
    return Roles(one, two, side1=_side(first[1]) if first else "state" if one == "Military Forces" else "armed", side2=_side(second[1]) if second else "armed", spans=spans)


def _claimant(clauses: list[Clause]) -> tuple[Clause, Party] | None:
    """A named armed group that claims the deed or is blamed for it, anywhere in the passage."""
    for clause in clauses:
        if _CLAIMS.search(clause.plain):
            for party in clause.parties:
                if party.is_name and party.kinds & {"reb", "gun", "com"}:
                    return clause, party
    return None


def _against_civilians(clauses: list[Clause]) -> Roles:
    actor, span = UNKNOWN_GROUP, ()
    side = "armed"
    for clause in clauses[:3]:
        best = next(((s, p) for s, p in agents(clause) if p.kinds & ARMED and s > -1.3), None)
        if best:
            actor, side, span = best[1].seen, _side(best[1]), (("actor1_seen", clause.number, best[1].start, best[1].end),)
            break
    blamed = _claimant(clauses)
    if blamed and (actor == UNKNOWN_GROUP or actor[:1].islower() or actor.split()[-1].lower() in ("gunmen", "attackers", "assailants", "men")):
        actor, side, span = blamed[1].seen, "armed", (("actor1_seen", blamed[0].number, blamed[1].start, blamed[1].end),)
    victims = _people(clauses, after_trigger=True)
    return Roles(actor, CIVILIANS, assoc2=tuple(v.seen for v, _ in victims), targets_civilians=True, side1=side, side2="civilian",
                 spans=span + tuple(("actor2_seen", n, v.start, v.end) for v, n in victims[:1]))


def _people(clauses: list[Clause], after_trigger: bool = False) -> list[tuple[Party, int]]:
    """Unarmed people of the clause with the trigger, at most three."""
    found = []
    for clause in clauses[:1]:
        for party in clause.parties:
            if "civ" in party.kinds and not party.is_armed or party.kinds & {"civ", "pro"} and not party.is_name and not party.kinds & STATE:
                found.append((party, clause.number))
    return found[:3]


def _demonstration(label: str, clauses: list[Clause]) -> Roles:
    crowd = RIOTERS if label == "Violent demonstration" else PROTESTERS
    people = _people(clauses)
    other = None
    if label != "Peaceful protest":
        other = next(((c.number, p) for c in clauses for p in c.parties if p.kinds & STATE and not p.kinds & {"pro", "civ", "reb"}), None)
    if label == "Violent demonstration" and other and not any(re.search(r"clash|pelt|threw|hurl|stones|injur|charge|tear gas|teargas|batons|fired|dispers|arrest|fought|attack", c.plain) for c in clauses):
        other = None
    spans = tuple(("actor1_seen", n, p.start, p.end) for p, n in people[:1]) + ((("actor2_seen", other[0], other[1].start, other[1].end),) if other else ())
    return Roles(crowd, other[1].seen if other else None, assoc1=tuple(p.seen for p, _ in people), targets_civilians=label == "Excessive force against protesters",
                 side1="crowd", side2="state" if other else None, spans=spans)


def _mob(clauses: list[Clause]) -> Roles:
    text = " ".join(c.plain for c in clauses[:2])
    are_rivals = bool(re.search(r"\bbetween\b|\brival\b|each other|two groups|clash|brawl|fans|communit", text))
    police = next(((c.number, p) for c in clauses[:1] for p in c.parties if "pol" in p.kinds and p.end < len(c.plain)), None)
    is_against_police = police and re.search(r"(?:attack|stone|beat|storm|against|torch|burn|pelt)\w*\s+(?:\w+\s+){0,4}(?:police|officer)", text)
    second = police[1].seen if is_against_police else RIOTERS if are_rivals else CIVILIANS
    if not is_against_police and not are_rivals and re.search(r"\b(?:set fire|burn|torch|vandali|ransack|loot|damag|smash)", text) and not re.search(r"\b(?:kill|beat|lynch|stab|injur|wound|stoned|hack|assault)", text):
        second = None
    return Roles(RIOTERS, second, targets_civilians=second == CIVILIANS, side1="crowd", side2="civilian" if second == CIVILIANS else None)


def _explosion(clauses: list[Clause]) -> Roles:
    first = target = None
    for clause in clauses[:3]:
        for score, party in agents(clause):
            if first is None and score > 0.4 and party.kinds & ARMED and (score > 2.5 or not _is_target(clause, party)):
                first = (clause, party)
            elif target is None and party.is_armed and not (first and _same(first[1], party)) and _is_target(clause, party):
                target = (clause, party)
    if first is None:
        for clause in clauses[:2]:
            lone = next((p for s, p in agents(clause) if p.is_name and s > -0.9 and not (target and p == target[1])), None)
            if lone:
                first = (clause, lone)
                break
    first = first if first and first[1].is_name else _claimant(clauses) or first
    people = _people(clauses)
    civilians_hit = target is None and (bool(people) or any(re.search(r"civilian|market|mosque|church|school|hospital|homes?\b|houses?\b|residential|bus\b|wedding|funeral", c.plain) for c in clauses))
    actor2 = target[1].seen if target else CIVILIANS if civilians_hit else None
    spans = tuple((f"actor{n}_seen", c.number, p.start, p.end) for n, pair in ((1, first), (2, target)) if pair for c, p in (pair,))
    return Roles(first[1].seen if first else UNKNOWN_GROUP, actor2, assoc2=tuple(v.seen for v, _ in people) if actor2 == CIVILIANS else (), targets_civilians=actor2 == CIVILIANS,
                 side1=_side(first[1]) if first else "armed", side2=_side(target[1]) if target else "civilian" if civilians_hit else None, spans=spans)


def _is_target(clause: Clause, party: Party) -> bool:
    if clause.trigger is None:
        return False
    before = clause.plain[max(0, party.start - 40): party.start]
    after = clause.plain[party.end: party.end + 60]
    is_hit = re.match(r"\s*(?:\w+\s+){0,3}(?:was|were|killed|injured|wounded|died|dead|positions?|convoy|base|checkpoint|vehicle|camp|outpost|headquarters|patrol)", after)
    return bool(is_hit) or bool(_AGAINST.search(before)) or re.search(r"(?:kill|wound|injur|hit|target|struck|strik)\w*\s+(?:\w+\s+){0,4}$", before) is not None


def _strategic(label: str, clauses: list[Clause]) -> Roles:
    sides: list[tuple[Clause, Party]] = []
    for clause in clauses[:2]:
        for score, party in agents(clause):
            if party.kinds & ARMED and all(not _same(p, party) for _, p in sides):
                sides.append((clause, party))
    first, second = (sides + [None, None])[:2]
    if label in ("Change to group/activity", "Headquarters or base established", "Other"):
        second = None
    actor2 = second[1].seen if second else None
    people = _people(clauses)
    if label in ("Arrests", "Looting/property destruction") and second is None and people:
        actor2 = CIVILIANS
    spans = tuple((f"actor{n}_seen", c.number, p.start, p.end) for n, pair in ((1, first), (2, second)) if pair for c, p in (pair,))
    return Roles(first[1].seen if first else None, actor2, assoc2=tuple(v.seen for v, _ in people) if actor2 == CIVILIANS else (),
                 side1=_side(first[1]) if first else None, side2=_side(second[1]) if second else None, spans=spans)
