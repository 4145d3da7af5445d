"""The two armed sides of a battle."""

from pipeline.coder.doing import ACTS, PLACE, SPEAKS, SUFFERS
from pipeline.coder.parties import ARMED, Party
from pipeline.coder.patterns import pattern
from pipeline.coder.sides import UNKNOWN_GROUP, Clause, Roles, does, named_for, same, side_of, spans_of
from pipeline.coder.traits import Traits


def battle(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """Two sides: the one that acts, and the best of those that are not on its side, a named one before a generic one."""
    found = [(clause, party) for clause in clauses for score, party in clause.agents if party.kinds & ARMED and score > -3]
    foremost = next((pair for pair in found if does(*pair) == ACTS), found[0]) if found else None
    first = named_for(foremost, clauses) if foremost else None
    rivals = [(c, p) for c, p in found if p is not foremost[1] and not same(first[1], p)]
    second = _rival(first, rivals) if rivals else None
    if first and (second is None or not second[1].is_name) and pattern("factions_just_before", first[0].language).search(first[0].plain[: first[1].start]):
        second = first
    if first and second and does(*first) != ACTS and does(*second) == ACTS:
        first, second = second, first
    if second and side_of(second[1]) == known.holds_place != side_of(first[1]):
        first, second = second, first
    if first and second is None and known.holds_place == "state" and side_of(first[1]) == "armed":
        first, second = None, first
    if first and second is None and does(*first) == SUFFERS:
        first, second = None, first
    one = _fighters(first[1]) if first else ("Military Forces" if known.holds_place == "state" else UNKNOWN_GROUP)
    two = _fighters(second[1]) if second else UNKNOWN_GROUP
    return Roles(one, two, side1=side_of(first[1]) if first else "state" if one == "Military Forces" else "armed", side2=side_of(second[1]) if second else "armed", spans=spans_of(first, second))


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
        is_apart, act = clause.number != first[0].number, does(clause, party)
        is_ally = act == ACTS and not is_apart and does(*first) == ACTS and not pattern("fight_each_other", clause.language).search(clause.plain)
        return side_of(party) == side_of(first[1]), is_ally, is_apart and not party.is_name, act in (PLACE, SPEAKS), not party.is_name, act != SUFFERS, order[id(party)]
    return min(rivals, key=key)
