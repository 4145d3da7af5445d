"""What a party does in its clause: it acts, suffers, speaks, is only the place of what happens, or cannot be told.

Read from the words beside the party and from the nearest words of acting (hits of the lexicon): voice, prepositions,
possession of a weapon, and reduced clauses ("five soldiers dead"). Word order decides where nothing else does.
"""

import re

from pipeline.coder.parties import Party
from pipeline.coder.patterns import pattern, words

ACTS, SUFFERS, SPEAKS, PLACE, UNCLEAR = "acts", "suffers", "speaks", "place", "unclear"
DEED_TAGS = frozenset("""kill shoot attack stab beat wound ambush clash capture retake abd abdhard arr arrhard bombv grenv shell air airhard brawl disperse loot
iedv sexv cond""".split())
_PARTED = re.compile(r"[;:]")


def deeds(hits: list[tuple[int, int, frozenset[str], bool]]) -> tuple[tuple[int, int, bool], ...]:
    """The hits that are words of acting."""
    return tuple((start, end, past) for start, end, tags, past in hits if tags & DEED_TAGS)


def doing(plain: str, party: Party, acting: tuple[tuple[int, int, bool], ...], language: str = "en") -> str:
    """What the party does in the sentence."""
    start = _head(plain, party.start, language)
    before, after = plain[max(0, start - 70): start], plain[party.end: party.end + 90]
    if pattern("by_just_before", language).search(before) and not pattern("no_agent_by", language).search(before):
        return ACTS
    if pattern("trips_mine_after", language).match(after):
        return SUFFERS
    if pattern("attack_on_just_before", language).search(before) and "wpn" not in party.kinds:
        return SUFFERS
    is_hit_before = _is_object(plain, start, acting, language)
    if pattern("stands_at_a_place", language).search(party.seen.lower()) and pattern("at_just_before", language).search(before) and not is_hit_before:
        return PLACE
    if "wpn" in party.kinds or pattern("its_weapon_after", language).match(after) and not is_hit_before:
        return SUFFERS if pattern("destroyed_just_before", language).search(before) else ACTS
    if pattern("resists_after", language).match(after):
        return ACTS
    passive = pattern("suffers_after", language).match(after)
    if passive and (passive["verb"] is None or passive["verb"] not in words("no_passive", language)):
        return SUFFERS
    if is_hit_before or pattern("against_just_before", language).search(before):
        return SUFFERS
    if pattern("from_just_before", language).search(before):
        return SUFFERS
    if pattern("goes_on_to_say", language).match(after):
        return SPEAKS
    return _by_order(plain, party, acting, before, language)


def _head(plain: str, start: int, language: str) -> int:
    """Where the whole phrase begins of which the party is the last part: "two personnel of the" before a force's name."""
    found = pattern("members_of_just_before", language).search(plain[max(0, start - 60): start])
    return start - len(found.group()) if found else start


def _is_object(plain: str, at: int, acting: tuple[tuple[int, int, bool], ...], language: str) -> bool:
    """True if a word of acting stands before the phrase that begins there, with nothing but a few words of it between."""
    near = [(start, end) for start, end, _ in acting if end <= at]
    if not near:
        return False
    start, end = near[-1]
    between = plain[end: at]
    if pattern("parts_object", language).search(between):
        return False
    return len(between.split()) <= 5


def _by_order(plain: str, party: Party, acting: tuple[tuple[int, int, bool], ...], before: str, language: str) -> str:
    """Subject if a word of acting follows in the same clause; the other side after "with"; else unclear."""
    follows = [s for s, _, _ in acting if s >= party.end]
    is_after_with = pattern("with_just_before", language).search(before)
    if follows and not is_after_with and not _PARTED.search(plain[party.end: follows[0]]):
        return ACTS
    if is_after_with:
        return SUFFERS
    return UNCLEAR
