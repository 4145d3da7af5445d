"""The sides of strategic developments: agreements, arrests, defections, weapons found, property lost."""

from pipeline.coder.agreements import parties_to
from pipeline.coder.doing import PLACE
from pipeline.coder.parties import ARMED, Party
from pipeline.coder.patterns import pattern
from pipeline.coder.sides import CIVILIANS, Clause, Roles, does, people_in, same, side_of, spans_of
from pipeline.coder.traits import Traits


def development(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """The armed sides in order; civilians are the other side of arrests, and of looting of what is theirs."""
    sides = parties_to(clauses) if known.second_side == "parties" else _armed(clauses)
    first, second = (sides + [None, None])[:2]
    if known.second_side == "nobody":
        second = None
    if known.second_side in ("civilians", "owners") and second and (not second[1].is_name or does(*second) == PLACE or side_of(second[1]) == side_of(first[1])):
        second = None
    actor2 = second[1].seen if second else None
    hit = people_in(clauses)
    if second is None and (known.second_side == "civilians" or known.second_side == "owners" and (hit or _names_belongings(clauses[0]))):
        actor2 = CIVILIANS
    return Roles(first[1].seen if first else None, actor2, assoc2=tuple(v.seen for v, _ in hit) if actor2 == CIVILIANS else (),
                 side1=side_of(first[1]) if first else None, side2=side_of(second[1]) if second else None, spans=spans_of(first, second))


def _names_belongings(clause: Clause) -> bool:
    """True if the clause names what civilians own or where they live."""
    return bool(pattern("civilian_venue", clause.language).search(clause.plain) or pattern("goods", clause.language).search(clause.plain))


def _armed(clauses: list[Clause]) -> list[tuple[Clause, Party]]:
    """The armed sides, each once, by how likely it is the one who acts."""
    sides: list[tuple[Clause, Party]] = []
    for clause in clauses[:2]:
        for _, party in clause.agents:
            if party.kinds & ARMED and all(not same(p, party) for _, p in sides):
                sides.append((clause, party))
    return sides
