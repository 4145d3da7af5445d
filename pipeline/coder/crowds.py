"""Crowds: demonstrations with the forces that they meet, and mobs with whom they turn on."""

from pipeline.coder.doing import SUFFERS
from pipeline.coder.parties import STATE
from pipeline.coder.patterns import pattern
from pipeline.coder.sides import CIVILIANS, Clause, Roles, does, people_in
from pipeline.coder.traits import Traits


def demonstration(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """The crowd, the people in it, and the forces that it meets."""
    people = people_in(clauses)
    other = None
    if known.second_side != "nobody":
        other = next(((c.number, p) for c in clauses for p in c.parties if p.kinds & STATE and not p.kinds & {"pro", "civ", "reb"}), None)
    if known.crowd == "Rioters" and other and not any(pattern("crowd_fights", c.language).search(c.plain) for c in clauses):
        other = None
    spans = tuple(("actor1_seen", n, p.start, p.end) for p, n in people[:1]) + ((("actor2_seen", other[0], other[1].start, other[1].end),) if other else ())
    return Roles(known.crowd, other[1].seen if other else None, assoc1=tuple(p.seen for p, _ in people), targets_civilians=known.target == "protesters",
                 side1="crowd", side2="state" if other else None, spans=spans)


def mob(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """A mob against people, police, property (one-sided), or another mob."""
    text, language = " ".join(c.plain for c in clauses[:2]), clauses[0].language
    are_rivals = bool(pattern("rival_mobs", language).search(text))
    police = next(((c.number, p) for c in clauses[:1] for p in c.parties if "pol" in p.kinds and does(c, p) == SUFFERS), None)
    is_against_police = police and pattern("mob_against_police", language).search(text)
    second = police[1].seen if is_against_police else known.crowd if are_rivals else CIVILIANS
    if not is_against_police and not are_rivals and pattern("damages_things", language).search(text) and not pattern("harms_people", language).search(text):
        second = None
    return Roles(known.crowd, second, targets_civilians=second == CIVILIANS, side1="crowd", side2="civilian" if second == CIVILIANS else None)
