"""Who takes the place: the side that decides between the two types of capture, whatever verb the text uses.

Codebook: control re-established by the government or its allies is Government regains territory; a place taken by a
non-state or a foreign state force is Non-state actor overtakes territory. "Rebels recaptured the town" is the second.
"""

from collections.abc import Sequence

STATE, ARMED = "state", "armed"
_STATE_TAGS, _ARMED_TAGS = frozenset({"mil", "pol"}), frozenset({"reb", "gun", "com", "fgn"})
_TAKING, _LOSING = frozenset({"capture", "retake"}), "lose"
_OPPOSITE = {STATE: ARMED, ARMED: STATE}
_OBLIQUE = frozenset({"from", "by"})  # words before a side that is not the subject
_REACH = 4  # tags between a verb and the side that does it


def captor(tags: str) -> str | None:
    """`state` or `armed`: the side that does the first taking of a place in a sentence's tags; null where none is seen to."""
    tokens = [frozenset(token.split("+")) for token in tags.split()]
    sides = (_taker(tokens, place) for place, token in enumerate(tokens) if token & _TAKING)
    return next((side for side in sides if side is not None), None)


def _taker(tokens: Sequence[frozenset[str]], at: int) -> str | None:
    """The side that takes: after "by", or after "to" what is lost; else, for an active verb, the nearest side before it."""
    after = tokens[at + 1 : at + 2 + _REACH]
    is_passive = at > 0 and "be" in tokens[at - 1]
    if _LOSING in tokens[at]:
        return _side_after(after, "to") or _first_side(after[:2])
    if is_passive or "ed" not in tokens[at]:
        agent = _side_after(after, "by")
        if is_passive and agent is None and at > 1:
            return _OPPOSITE.get(_side(tokens[at - 2]))  # "the rebels were driven out"
        if agent is not None or is_passive:
            return agent
    return _subject(tokens[:at])


def _side_after(tokens: Sequence[frozenset[str]], word: str) -> str | None:
    for place, token in enumerate(tokens):
        if "," in token:
            return None
        if word in token:
            return _first_side(tokens[place + 1 : place + 3])
    return None


def _first_side(tokens: Sequence[frozenset[str]]) -> str | None:
    sides = [side for side in map(_side, tokens) if side is not None]
    return STATE if STATE in sides else sides[0] if sides else None


def _subject(before: Sequence[frozenset[str]]) -> str | None:
    """The side nearest before the verb; of a run of sides named together, the state, whose allies the others are."""
    for place in range(len(before) - 1, -1, -1):
        if _side(before[place]) is None:
            continue
        if place and before[place - 1] & _OBLIQUE:
            continue
        start = place
        while start and _side(before[start - 1]) is not None:
            start -= 1
        return _first_side(before[start : place + 1])
    return None


def _side(token: frozenset[str]) -> str | None:
    if token & _STATE_TAGS and not token & _ARMED_TAGS:
        return STATE
    return ARMED if token & _ARMED_TAGS else None
