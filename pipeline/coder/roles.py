"""Who did it to whom: the parties of a sentence given their parts by voice, prepositions and nearness to the trigger."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.casualties import people
from pipeline.coder.doing import ACTS, PLACE, SPEAKS, SUFFERS, UNCLEAR, doing
from pipeline.coder.parties import ARMED, STATE, Party
from pipeline.coder.traits import Traits, traits
from pipeline.coder.vocabulary import FOLDER

UNKNOWN_GROUP = "Unidentified Armed Group"
CIVILIANS = "Civilians"
_SPEAKS_AFTER = re.compile(r"\s+(?:\w+\s+){0,3}?(?:said|says|told|confirmed|announced|reported|claimed|added|reports|stated)\b")
_CLAIMS = re.compile(r"\b(?:claim\w*|responsib\w*|blam\w*|suspect\w*|accus\w*|point\w* to|attributed|hallmark\w*|mark of|behind|(?:says?|said) (?:that )?(?:it|they) (?:was|were|had|sent|carried)|believed to (?:be|have)|sent by|known as)\b")
_UNCLAIMED = re.compile(r"\b(?:no (?:group|one|side|party)|nobody|none|not (?:yet )?(?:been )?claimed|denied|denies|no immediate claim)\b")
_BLAMED = re.compile(r"\b(?:blam\w+|accus\w+|suspect\w*|attribut\w+ (?:\w+ ){0,3}to|point\w* (?:\w+ )?finger at)\s+(?:it on\s+)?(?:the\s+|its\s+)?(?:\w+\s+)?$")
_TAKES_PART = frozenset({"mil", "pol", "reb", "gun", "com", "ukn", "fgn"})
_AGENCY = {ACTS: 2.0, UNCLEAR: -0.3, SUFFERS: -0.6, SPEAKS: -0.9, PLACE: -1.2}
_DEFINITE = re.compile(r"(?:^|\W)(?:the|these|those|same)\s+(?:\w+\s+)?$")
_MUTUAL = re.compile(r"\b(?:clash(?:ed|es)?|fought|battled|exchang\w+|traded|fighting|skirmish\w*|duel\w*|shoot-?out|gun ?fight|gun ?battle)\b(?!\s+(?:with|against))")
_OWN = re.compile(r"\b(?:its|their)\s+(?:own\s+)?(?:\w+\s+)?$")
_FACTIONS = re.compile(r"\b(?:two|rival|warring|opposing|competing)\s+(?:\w+\s+)?(?:factions|wings|branches|groups|units|commanders)\s+(?:of|within|from)\s+(?:the\s+)?$")
_VENUE = re.compile(r"\b(?:markets?|mosque|church|school|hospital|clinic|homes?|houses?|residential|apartments?|bus|minibus|wedding|funeral|refugee|displaced|village|villages|neighbou?rhood|restaurant|hotel|bar|shops?|taxi|university|bazaar|mall|train)\b")
_HARM = re.compile(r"\b(?:kill\w*|wound\w*|injur\w*|died|dead|deaths?|hurt|maimed|fatalit\w+|lost their lives)\b")
_RIVAL_MOBS = re.compile(r"\bbetween\b|\brivals?\b|each other|one another|two groups|clash(?:ed|es)? with|clashes|\bclashed\b|brawl|fought|opposing (?:groups|supporters|sides)|supporters of (?:the )?[\w' -]{2,40} and")
_DAMAGES = re.compile(r"\b(?:set fire|set ablaze|burn|torch|vandali|ransack|loot|damag|smash|destroy)")
_HARMS_PEOPLE = re.compile(r"\b(?:kill|beat|lynch|stab|injur|wound|stoned|hack|assault|punch|kick)")
_GOODS = re.compile(r"\b(?:houses?|homes?|huts?|barns?|shops?|stalls?|stores?|cattle|livestock|cows|goats|sheep|crops?|fields?|farms?|harvest|granar\w+|vehicles?|cars?|motor(?:cycles|bikes)|belongings|valuables|food|villages?|churches|schools?|properties|property|pharmac\w+|health (?:centres?|centers?|posts?)|humanitarian|aid)\b")
_NO_HARM = re.compile(r"\bno (?:casualties|injuries|one|deaths|fatalities|victims|reports? of)\b|\bcasualties (?:are |were |is |remain )?(?:unknown|unclear|not)|\bwithout (?:causing )?(?:casualties|injur)\w*|\bnobody\b|\bunknown casualties\b|\bnone of\b")


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
    acting: tuple[tuple[int, int, bool], ...] = ()  # words of acting: start, end, past or participle


@lru_cache(maxsize=4)
def trigger_tags(language: str = "en") -> dict[str, tuple[str, ...]]:
    """Sub-event type -> tags of the words that can tell of it, most telling first."""
    with open(FOLDER / language / "triggers.csv", encoding="utf-8", newline="") as file:
        return {row["sub_event_type"]: tuple(row["tags"].split("|")) for row in csv.DictReader(file)}


def roles(label: str, clauses: list[Clause], later: list[Clause] | None = None) -> Roles:
    """The parts of the parties in an event of that sub-event type; the first clause is the one with the trigger.

    `later` are clauses further down, read only for who claims the deed or is blamed for it.
    """
    known = traits()[label]
    reader = _READERS[known.event_type] if known.is_demonstration or not known.crowd else _mob
    return reader(known, clauses, later or [])


def agents(clause: Clause) -> list[tuple[float, Party]]:
    """Armed parties of a clause by how likely each is the one who acts, best first."""
    ranked = []
    for party in clause.parties:
        is_speaker = _SPEAKS_AFTER.match(clause.plain[party.end: party.end + 50]) and not party.is_name
        if party.kinds & _TAKES_PART and not is_speaker:
            ranked.append((_agency(clause, party), party))
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].start))


def _agency(clause: Clause, party: Party) -> float:
    """What the party does as a number; an armed side and a name before others, the earlier before the later."""
    does = doing(clause.plain, party, clause.acting)
    score = _AGENCY[does] + (0.0 if party.is_armed else -1.0) - 0.0005 * party.start
    if does == ACTS and (party.kinds & {"wpn"} or clause.plain[: party.start].rstrip().endswith((" by", " by the", " by suspected"))):
        score += 1.0
    if party.kinds & {"pro", "civ"} and not party.is_name:
        score -= 1.0
    return score


def _does(clause: Clause, party: Party) -> str:
    return doing(clause.plain, party, clause.acting)


def _side(party: Party) -> str:
    return "state" if party.kinds & STATE and not party.kinds & {"reb", "gun"} else "armed"


def _same(a: Party, b: Party) -> bool:
    """True if two mentions cannot be two sides: the same words, or one generic word repeating the other's kind."""
    if a.seen.lower() == b.seen.lower():
        return True
    if a.is_name and b.is_name:
        one, two = (frozenset(p.seen.lower().split()) for p in (a, b))
        is_one_state = bool(a.kinds & STATE and b.kinds & STATE) and min(len(one), len(two)) <= 2 and a.seen.split()[0].lower() == b.seen.split()[0].lower()
        return is_one_state or one <= two or two <= one
    return bool(a.kinds & b.kinds) and not (a.is_name and b.is_name) and _side(a) == _side(b)


def _battle(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """Two sides: the one that acts, and the best of those that are not on its side, a named one before a generic one."""
    found = [(clause, party) for clause in clauses for score, party in agents(clause) if party.kinds & ARMED and score > -3]
    foremost = next((pair for pair in found if _does(*pair) == ACTS), found[0]) if found else None
    first = _named_for(foremost, clauses) if foremost else None
    rivals = [(c, p) for c, p in found if p is not foremost[1] and not _same(first[1], p)]
    second = _rival(first, rivals) if rivals else None
    if first and (second is None or not second[1].is_name) and _FACTIONS.search(first[0].plain[: first[1].start]):
        second = first
    if first and second and _does(*first) != ACTS and _does(*second) == ACTS:
        first, second = second, first
    if second and _side(second[1]) == known.holds_place != _side(first[1]):
        first, second = second, first
    if first and second is None and known.holds_place == "state" and _side(first[1]) == "armed":
        first, second = None, first
    if first and second is None and _does(*first) == SUFFERS:
        first, second = None, first
    spans = tuple((f"actor{n}_seen", c.number, p.start, p.end) for n, pair in ((1, first), (2, second)) if pair for c, p in (pair,))
    one = _fighters(first[1]) if first else ("Military Forces" if known.holds_place == "state" else UNKNOWN_GROUP)
    two = _fighters(second[1]) if second else UNKNOWN_GROUP
    return Roles(one, two, side1=_side(first[1]) if first else "state" if one == "Military Forces" else "armed", side2=_side(second[1]) if second else "armed", spans=spans)


def _fighters(party: Party) -> str:
    """The words for a side of a battle: farmers or herders of a people who fight are its militia."""
    if not (party.is_name and "com" in party.kinds and party.kinds & {"civ", "pro"}):
        return party.seen
    return f"{party.seen.split()[0]} militia"


def _rival(first: tuple[Clause, Party], rivals: list[tuple[Clause, Party]]) -> tuple[Clause, Party]:
    """The other side among those that are not the first's: not of its kind, in its sentence, no place, a name."""
    order = {id(p): place for place, (_, p) in enumerate(rivals)}

    def key(pair: tuple[Clause, Party]) -> tuple:
        clause, party = pair
        is_apart, does = clause.number != first[0].number, _does(clause, party)
        is_ally = does == ACTS and not is_apart and _does(*first) == ACTS and not _MUTUAL.search(clause.plain)
        return _side(party) == _side(first[1]), is_ally, is_apart and not party.is_name, does in (PLACE, SPEAKS), not party.is_name, does != SUFFERS, order[id(party)]
    return min(rivals, key=key)


def _named_for(found: tuple[Clause, Party], clauses: list[Clause]) -> tuple[Clause, Party]:
    """The named party that "its forces", "the group" or "the militants" stands for: the owner named before, or a group named in another sentence that acts there."""
    clause, party = found
    if not party.is_name and _OWN.search(clause.plain[max(0, party.start - 20): party.start]):
        owner = next((p for p in reversed(clause.parties) if p.end < party.start and p.is_name and p.kinds & ARMED), None)
        return (clause, owner) if owner else found
    if party.is_name or not party.kinds & {"reb", "gun", "ukn", "com"} or not _DEFINITE.search(clause.plain[max(0, party.start - 24): party.start] or " "):
        return found
    for other in clauses:
        for named in other.parties:
            if named.is_name and named.kinds & {"reb", "com"} and other.number != clause.number and _does(other, named) in (ACTS, UNCLEAR):
                return other, named
    return found


def _claimant(clauses: list[Clause]) -> tuple[Clause, Party] | None:
    """A named armed group that claims the deed or is blamed for it, or a force of a state that is blamed, anywhere in the passage."""
    for clause in clauses:
        if not _CLAIMS.search(clause.plain) or _UNCLAIMED.search(clause.plain):
            continue
        for party in clause.parties:
            is_blamed = bool(_BLAMED.search(clause.plain[max(0, party.start - 50): party.start]))
            if party.is_name and party.kinds & {"reb", "gun", "com"} or is_blamed and party.kinds & {"mil", "fgn"}:
                return clause, party
    return None


def _against_civilians(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """Who attacks, and civilians as target; an armed party that only suffers is no attacker."""
    actor, span = UNKNOWN_GROUP, ()
    side = "armed"
    for clause in clauses[:3]:
        best = next(((clause, p) for s, p in agents(clause) if p.kinds & ARMED and s > -1.3 and _does(clause, p) != SUFFERS), None)
        if best:
            number, party = (lambda c, p: (c.number, p))(*_named_for(best, clauses))
            actor, side, span = party.seen, _side(party), (("actor1_seen", number, party.start, party.end),)
            break
    blamed = _claimant([*clauses, *later])
    if blamed and (actor == UNKNOWN_GROUP or actor[:1].islower() or actor.split()[-1].lower() in ("gunmen", "attackers", "assailants", "men")):
        actor, side, span = blamed[1].seen, "armed", (("actor1_seen", blamed[0].number, blamed[1].start, blamed[1].end),)
    victims = _people(clauses)
    return Roles(actor, CIVILIANS, assoc2=tuple(v.seen for v, _ in victims), targets_civilians=True, side1=side, side2="civilian",
                 spans=span + tuple(("actor2_seen", n, v.start, v.end) for v, n in victims[:1]))


def _people(clauses: list[Clause]) -> list[tuple[Party, int]]:
    """Unarmed people of the clause with the trigger, at most three."""
    return [(party, clause.number) for clause in clauses[:1] for party in clause.parties if _is_unarmed(party)][:3]


def _is_unarmed(party: Party) -> bool:
    return "civ" in party.kinds and not party.is_armed or bool(party.kinds & {"civ", "pro"}) and not party.is_name and not party.kinds & STATE


def _persons(clauses: list[Clause]) -> list[tuple[Clause, Party]]:
    """Unarmed people, not their houses, in the first clauses, who do not merely tell of it."""
    known = people()[0]
    return [(c, p) for c in clauses[:3] for p in c.parties if _is_unarmed(p) and p.seen.split()[-1].lower() in known and not _SPEAKS_AFTER.match(c.plain[p.end: p.end + 50])]


def _demonstration(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """The crowd, the people in it, and the forces that it meets."""
    people = _people(clauses)
    other = None
    if known.second_side != "nobody":
        other = next(((c.number, p) for c in clauses for p in c.parties if p.kinds & STATE and not p.kinds & {"pro", "civ", "reb"}), None)
    if known.crowd == "Rioters" and other and not any(re.search(r"clash|pelt|threw|hurl|stones|injur|charge|tear gas|teargas|batons|fired|dispers|arrest|fought|attack", c.plain) for c in clauses):
        other = None
    spans = tuple(("actor1_seen", n, p.start, p.end) for p, n in people[:1]) + ((("actor2_seen", other[0], other[1].start, other[1].end),) if other else ())
    return Roles(known.crowd, other[1].seen if other else None, assoc1=tuple(p.seen for p, _ in people), targets_civilians=known.target == "protesters",
                 side1="crowd", side2="state" if other else None, spans=spans)


def _mob(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """A mob against people, police, property (one-sided), or another mob."""
    text = " ".join(c.plain for c in clauses[:2])
    are_rivals = bool(_RIVAL_MOBS.search(text))
    police = next(((c.number, p) for c in clauses[:1] for p in c.parties if "pol" in p.kinds and _does(c, p) == SUFFERS), None)
    is_against_police = police and re.search(r"(?:attack|stone|beat|storm|against|torch|burn|pelt)\w*\s+(?:\w+\s+){0,4}(?:police|officer)", text)
    second = police[1].seen if is_against_police else known.crowd if are_rivals else CIVILIANS
    if not is_against_police and not are_rivals and _DAMAGES.search(text) and not _HARMS_PEOPLE.search(text):
        second = None
    return Roles(known.crowd, second, targets_civilians=second == CIVILIANS, side1="crowd", side2="civilian" if second == CIVILIANS else None)


def _explosion(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """Who fires or plants, and who is hit: an armed party that suffers, else civilians if people are hit, else nobody."""
    first = target = None
    for clause in clauses[:3]:
        for score, party in agents(clause):
            if first is None and score > 0.4 and party.kinds & ARMED:
                first = (clause, party)
            elif target is None and party.is_armed and not (first and _same(first[1], party)) and _does(clause, party) == SUFFERS:
                target = (clause, party)
    if first is None:
        first = next(((c, p) for c in clauses[:2] for s, p in agents(c) if p.is_name and s > -0.9 and not (target and p == target[1]) and _does(c, p) != SUFFERS), None)
    if first is None or not first[1].is_name:
        first = _claimant([*clauses, *later]) or first
    first = _named_for(first, clauses) if first else None
    hit = _persons(clauses)
    text = " ".join(c.plain for c in clauses[:3])
    civilians_hit = target is None and (bool(hit) or bool(_VENUE.search(text)) and bool(_HARM.search(text)) and not _NO_HARM.search(text))
    actor2 = target[1].seen if target else CIVILIANS if civilians_hit else None
    spans = tuple((f"actor{n}_seen", c.number, p.start, p.end) for n, pair in ((1, first), (2, target)) if pair for c, p in (pair,))
    victims = tuple(p.seen for _, p in hit[:3])
    return Roles(first[1].seen if first else UNKNOWN_GROUP, actor2, assoc2=victims if actor2 == CIVILIANS else (), targets_civilians=actor2 == CIVILIANS,
                 side1=_side(first[1]) if first else "armed", side2=_side(target[1]) if target else "civilian" if civilians_hit else None, spans=spans)


def _strategic(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """The armed sides in order; civilians are the other side of arrests, and of looting of what is theirs."""
    sides: list[tuple[Clause, Party]] = []
    for clause in clauses[:2]:
        for score, party in agents(clause):
            if party.kinds & ARMED and all(not _same(p, party) for _, p in sides):
                sides.append((clause, party))
    first, second = (sides + [None, None])[:2]
    if known.second_side == "nobody":
        second = None
    if known.second_side in ("civilians", "owners") and second and (not second[1].is_name or _does(*second) == PLACE or _side(second[1]) == _side(first[1])):
        second = None
    actor2 = second[1].seen if second else None
    hit = _people(clauses)
    if second is None and (known.second_side == "civilians" or known.second_side == "owners" and (hit or _VENUE.search(clauses[0].plain) or _GOODS.search(clauses[0].plain))):
        actor2 = CIVILIANS
    spans = tuple((f"actor{n}_seen", c.number, p.start, p.end) for n, pair in ((1, first), (2, second)) if pair for c, p in (pair,))
    return Roles(first[1].seen if first else None, actor2, assoc2=tuple(v.seen for v, _ in hit) if actor2 == CIVILIANS else (),
                 side1=_side(first[1]) if first else None, side2=_side(second[1]) if second else None, spans=spans)


_READERS = {
    "Battles": _battle, "Protests": _demonstration, "Riots": _demonstration, "Violence against civilians": _against_civilians,
    "Explosions/Remote violence": _explosion, "Strategic developments": _strategic,
}
