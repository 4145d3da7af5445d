"""Attacks on people who do not fight, and weapons that work at a distance: who attacks, and who is hit."""

from pipeline.coder.doing import SUFFERS
from pipeline.coder.parties import ARMED
from pipeline.coder.patterns import pattern, words
from pipeline.coder.sides import CIVILIANS, UNKNOWN_GROUP, Clause, Roles, claimant, does, named_for, people_in, persons, same, side_of, spans_of
from pipeline.coder.traits import Traits


def against_civilians(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """Who attacks, and civilians as target; an armed party that only suffers is no attacker."""
    actor, span = UNKNOWN_GROUP, ()
    side = "armed"
    for clause in clauses[:3]:
        best = next(((clause, p) for s, p in clause.agents if p.kinds & ARMED and s > -1.3 and does(clause, p) != SUFFERS), None)
        if best:
            number, party = (lambda c, p: (c.number, p))(*named_for(best, clauses))
            actor, side, span = party.seen, side_of(party), (("actor1_seen", number, party.start, party.end),)
            break
    blamed = claimant([*clauses, *later])
    if blamed and (actor == UNKNOWN_GROUP or actor[:1].islower() or actor.split()[-1].lower() in words("vague_attackers", clauses[0].language)):
        actor, side, span = blamed[1].seen, "armed", (("actor1_seen", blamed[0].number, blamed[1].start, blamed[1].end),)
    victims = people_in(clauses)
    return Roles(actor, CIVILIANS, assoc2=tuple(v.seen for v, _ in victims), targets_civilians=True, side1=side, side2="civilian",
                 spans=span + tuple(("actor2_seen", n, v.start, v.end) for v, n in victims[:1]))


def explosion(known: Traits, clauses: list[Clause], later: list[Clause]) -> Roles:
    """Who fires or plants, and who is hit: an armed party that suffers, else civilians if people are hit, else nobody."""
    first = target = None
    for clause in clauses[:3]:
        for score, party in clause.agents:
            if first is None and score > 0.4 and party.kinds & ARMED:
                first = (clause, party)
            elif target is None and party.is_armed and not (first and same(first[1], party)) and does(clause, party) == SUFFERS:
                target = (clause, party)
    if first is None:
        first = next(((c, p) for c in clauses[:2] for s, p in c.agents if p.is_name and s > -0.9 and not (target and p == target[1]) and does(c, p) != SUFFERS), None)
    if first is None or not first[1].is_name:
        first = claimant([*clauses, *later]) or first
    first = named_for(first, clauses) if first else None
    hit = persons(clauses)
    civilians_hit = target is None and (bool(hit) or _is_harm_where_people_live(" ".join(c.plain for c in clauses[:3]), clauses[0].language))
    actor2 = target[1].seen if target else CIVILIANS if civilians_hit else None
    victims = tuple(p.seen for _, p in hit[:3])
    return Roles(first[1].seen if first else UNKNOWN_GROUP, actor2, assoc2=victims if actor2 == CIVILIANS else (), targets_civilians=actor2 == CIVILIANS,
                 side1=side_of(first[1]) if first else "armed", side2=side_of(target[1]) if target else "civilian" if civilians_hit else None, spans=spans_of(first, target))


def _is_harm_where_people_live(plain: str, language: str) -> bool:
    """True if people are hurt and a home, a market, a bus is named."""
    return bool(pattern("civilian_venue", language).search(plain) and pattern("harm", language).search(plain) and not pattern("no_harm", language).search(plain))
