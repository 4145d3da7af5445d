"""The sides of an event: the clauses that tell of it, who acts in them, who is on which side, who claims or is blamed for the deed."""

from dataclasses import dataclass, field
from functools import cached_property

from pipeline.coder.doing import ACTS, PLACE, SPEAKS, SUFFERS, UNCLEAR, doing
from pipeline.coder.letters import people
from pipeline.coder.parties import ARMED, STATE, Party
from pipeline.coder.patterns import pattern

UNKNOWN_GROUP = "Unidentified Armed Group"
CIVILIANS = "Civilians"
GOVERNMENT = "Government"
_TAKES_PART = frozenset({"mil", "pol", "reb", "gun", "com", "ukn", "fgn"})
_AGENCY = {ACTS: 2.0, UNCLEAR: -0.3, SUFFERS: -0.6, SPEAKS: -0.9, PLACE: -1.2}


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
    language: str = "en"
    text: str = ""  # as written
    nations: tuple[tuple[int, int, str], ...] = ()  # words that stand for a country: start, end, as written
    known: dict[Party, str] = field(default_factory=dict, compare=False, repr=False)  # what each party does, once asked

    @cached_property
    def agents(self) -> tuple[tuple[float, Party], ...]:
        """Armed parties of the clause by how likely each is the one who acts, best first."""
        ranked = []
        for party in self.parties:
            is_speaker = not party.is_name and pattern("speaks_after", self.language).match(self.plain[party.end: party.end + 50])
            if party.kinds & _TAKES_PART and not is_speaker:
                ranked.append((_agency(self, party), party))
        return tuple(sorted(ranked, key=lambda pair: (-pair[0], pair[1].start)))


def does(clause: Clause, party: Party) -> str:
    """What the party does in the clause, found out once."""
    if party not in clause.known:
        clause.known[party] = doing(clause.plain, party, clause.acting, clause.language)
    return clause.known[party]


def _agency(clause: Clause, party: Party) -> float:
    """What the party does as a number; an armed side and a name before others, the earlier before the later."""
    act = does(clause, party)
    score = _AGENCY[act] + (0.0 if party.is_armed else -1.0) - 0.0005 * party.start
    before = clause.plain[max(0, party.start - 40): party.start]
    is_agent = pattern("agent_just_before", clause.language).search(before) and not pattern("no_agent_by", clause.language).search(before)
    if act == ACTS and (party.kinds & {"wpn"} or is_agent):
        score += 1.0
    if party.kinds & {"pro", "civ"} and not party.is_name:
        score -= 1.0
    return score


def side_of(party: Party) -> str:
    """`state` or `armed`."""
    return "state" if party.kinds & STATE and not party.kinds & {"reb", "gun"} else "armed"


def same(a: Party, b: Party) -> bool:
    """True if two mentions cannot be two sides: the same words, or one generic word repeating the other's kind."""
    if a.seen.lower() == b.seen.lower():
        return True
    if a.is_name and b.is_name:
        one, two = (frozenset(p.seen.lower().split()) for p in (a, b))
        is_one_state = bool(a.kinds & STATE and b.kinds & STATE) and min(len(one), len(two)) <= 2 and a.seen.split()[0].lower() == b.seen.split()[0].lower()
        return is_one_state or one <= two or two <= one
    return bool(a.kinds & b.kinds) and not (a.is_name and b.is_name) and side_of(a) == side_of(b)


def named_for(found: tuple[Clause, Party], clauses: list[Clause]) -> tuple[Clause, Party]:
    """The named party that "its forces", "the group" or "the militants" stands for: the owner named before, or a group named in another sentence that acts there."""
    clause, party = found
    if not party.is_name and pattern("its_own_just_before", clause.language).search(clause.plain[max(0, party.start - 20): party.start]):
        owner = next((p for p in reversed(clause.parties) if p.end < party.start and p.is_name and p.kinds & ARMED), None)
        return (clause, owner) if owner else found
    if party.is_name or not party.kinds & {"reb", "gun", "ukn", "com"} or not pattern("definite_just_before", clause.language).search(clause.plain[max(0, party.start - 24): party.start] or " "):
        return found
    for other in clauses:
        for named in other.parties:
            if named.is_name and named.kinds & {"reb", "com"} and other.number != clause.number and does(other, named) in (ACTS, UNCLEAR):
                return other, named
    return found


def claimant(clauses: list[Clause]) -> tuple[Clause, Party] | None:
    """A named armed group that claims the deed or is blamed for it, or a force of a state that is blamed, anywhere in the passage."""
    for clause in clauses:
        if not pattern("tells_who_did_it", clause.language).search(clause.plain) or pattern("tells_of_no_claim", clause.language).search(clause.plain):
            continue
        for party in clause.parties:
            is_blamed = bool(pattern("blamed_just_before", clause.language).search(clause.plain[max(0, party.start - 50): party.start]))
            if party.is_name and party.kinds & {"reb", "gun", "com"} or is_blamed and party.kinds & {"mil", "fgn"}:
                return clause, party
    return None


def people_in(clauses: list[Clause]) -> list[tuple[Party, int]]:
    """Unarmed people of the clause with the trigger who do not merely tell of it, at most three."""
    return [(party, clause.number) for clause in clauses[:1] for party in clause.parties if is_unarmed(party) and not _speaks(clause, party)][:3]


def is_unarmed(party: Party) -> bool:
    """True if the words can only mean people who do not fight."""
    return "civ" in party.kinds and not party.is_armed or bool(party.kinds & {"civ", "pro"}) and not party.is_name and not party.kinds & STATE


def persons(clauses: list[Clause]) -> list[tuple[Clause, Party]]:
    """Unarmed people, not their houses, in the first clauses, who do not merely tell of it."""
    return [(c, p) for c in clauses[:3] for p in c.parties if is_unarmed(p) and p.seen.split()[-1].lower() in people(c.language)[0] and not _speaks(c, p)]


def _speaks(clause: Clause, party: Party) -> bool:
    """True if a verb of saying follows the party."""
    return pattern("speaks_after", clause.language).match(clause.plain[party.end: party.end + 50]) is not None


def spans_of(first: tuple[Clause, Party] | None, second: tuple[Clause, Party] | None) -> tuple[tuple[str, int, int, int], ...]:
    """Where the two sides stand: column, sentence, start, end."""
    return tuple((f"actor{n}_seen", c.number, p.start, p.end) for n, pair in ((1, first), (2, second)) if pair for c, p in (pair,))
