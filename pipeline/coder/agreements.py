"""The parties to talks and agreements: armed sides, and governments and states, which are named by a country or its capital too."""

from pipeline.coder.doing import SPEAKS
from pipeline.coder.parties import ARMED, Party
from pipeline.coder.patterns import pattern
from pipeline.coder.sides import GOVERNMENT, Clause, does, same

_CLOSE = 8  # characters between two parties named together


def parties_to(clauses: list[Clause]) -> list[tuple[Clause, Party]]:
    """The parties in the order of the text, the clause with the trigger first; a named one before one that is only described."""
    found: list[tuple[Clause, Party]] = []
    for clause in clauses[:2]:
        armed = [p for _, p in clause.agents if p.kinds & ARMED and does(clause, p) != SPEAKS and not _is_sponsor(clause, p)]
        own = sorted([*armed, *_states(clause, armed)], key=lambda p: p.start)
        found += [(clause, p) for p in own]
    found.sort(key=lambda pair: (not pair[1].is_name, clauses.index(pair[0]), pair[1].start))
    kept: list[tuple[Clause, Party]] = []
    for clause, party in found:
        if not any(same(party, other) for _, other in kept):
            kept.append((clause, party))
    return kept


def _states(clause: Clause, armed: list[Party]) -> list[Party]:
    """Governments, and countries and capitals where a party stands: what agrees, or what somebody agrees with."""
    taken = [(p.start, p.end) for p in clause.parties]
    named = [_government(clause, found) for found in pattern("government", clause.language).finditer(clause.text)]
    spans = [(p.start, p.end) for p in named]
    named += [Party(s, e, frozenset({"gov"}), n, True) for s, e, n in clause.nations if not any(s < end and start < e for start, end in spans)]
    kept: list[Party] = []
    for party in sorted(named, key=lambda p: p.start):
        if not any(party.start < end and start < party.end for start, end in taken) and _is_party(clause, party, [*armed, *kept]):
            kept.append(party)
    return kept


def _government(clause: Clause, found) -> Party:
    """The words for a government with the country that it is said to be of; a bare "the government" is that of the country spoken of."""
    start, end = found.start("nation") if found["nation"] else found.start("word"), found.end("word")
    if found["nation"]:
        return Party(start, end, frozenset({"gov"}), clause.text[start:end], True)
    home = next((name for s, e, name in clause.nations if found["of"] and s < found.end("of") and found.start("of") < e), None)
    return Party(start, found.end("of") if home else end, frozenset({"gov"}), f"{GOVERNMENT} of {home}" if home else GOVERNMENT, True)


def _is_party(clause: Clause, party: Party, known: list[Party]) -> bool:
    """True where a party to an agreement stands: after "between" or "with", before the word of agreeing, or together with one that does."""
    before, after = clause.plain[max(0, party.start - 40): party.start], clause.plain[party.end: party.end + 90]
    if not clause.plain[party.start: party.end].strip() or _is_sponsor(clause, party):
        return False
    if pattern("speaks_after", clause.language).match(after) or pattern("is_no_party_after", clause.language).match(after):
        return False
    if pattern("partner_just_before", clause.language).search(before):
        return True
    is_joined = pattern("joined_just_before", clause.language).search(before) and any(0 < party.start - p.end <= _CLOSE for p in known)
    is_holder = before.rstrip().endswith(",") and any(0 < party.start - end <= 2 for _, end, _ in clause.nations)  # "Doha, Qatar"
    is_subject = clause.trigger is not None and party.end <= clause.trigger[0] and not is_holder and not pattern("oblique_just_before", clause.language).search(before)
    return bool(is_joined or is_subject)


def _is_sponsor(clause: Clause, party: Party) -> bool:
    return bool(pattern("sponsor_just_before", clause.language).search(clause.plain[max(0, party.start - 40): party.start]))
