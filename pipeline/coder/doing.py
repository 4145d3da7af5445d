"""What a party does in its clause: it acts, suffers, speaks, is only the place of what happens, or cannot be told.

Read from the words beside the party and from the nearest words of acting (hits of the lexicon): voice, prepositions,
possession of a weapon, and reduced clauses ("five soldiers dead"). Word order decides where nothing else does.
"""

import re

from pipeline.coder.parties import Party

ACTS, SUFFERS, SPEAKS, PLACE, UNCLEAR = "acts", "suffers", "speaks", "place", "unclear"
DEED_TAGS = frozenset("""kill shoot attack stab beat wound ambush clash capture retake abd abdhard arr arrhard bombv grenv shell air airhard brawl disperse loot
iedv sexv cond""".split())
_SAYING = r"(?:said|says|say|told|confirmed|announced|reported|claimed|added|reports|stated|denied|alleged|accused|admitted|acknowledged|warned|condemned)"
_SPEAKS = re.compile(rf"(?:\s+(?:in|of|for|from)\s+[\w' -]+(?:,\s+[\w' -]+,)?)?\s*,?\s*(?:[\w.'-]+\s+){{0,3}}?{_SAYING}\b")
_BY = re.compile(r"\bby\s+(?:the\s+|an?\s+|some\s+|suspected\s+|alleged\s+|presumed\s+|unknown\s+|members of (?:the\s+)?|fighters (?:of|from) (?:the\s+)?|around\s+|about\s+|at least\s+|\d+\s+|two\s+|three\s+|several\s+|dozens of\s+|(?:retreating|withdrawing|advancing|passing|rival|fleeing|invading|occupying)\s+|the hands of (?:the\s+)?)*$")
_OTHER_BY = re.compile(r"\b(?:followed|accompanied|supported|joined|backed|escorted|guarded|manned|held|controlled|occupied|used|owned|protected|run|reported|confirmed|claimed|announced|published|released|quoted|saved|rescued)\s+by\b[^.;]*$")
_AGAINST = re.compile(r"\b(?:against|targeting|targeted|on|at|hit|between .{3,40} and)\s+(?:the\s+|an?\s+|a group of\s+|some\s+|suspected\s+|alleged\s+|presumed\s+|members of (?:the\s+)?|\d+\s+|(?:military\s+)?(?:positions|forces|bases?|posts?|convoys?|fighters|members|vehicles?|strongholds?|hideouts?|gatherings?|patrols?|units?) of (?:the\s+)?)*$")
_HEAD = re.compile(
    r"\b(?:members?|fighters?|soldiers?|troops|gunmen|militants?|rebels?|insurgents?|forces|elements|units?|personnel|policem[ae]n|police officers?|officers?|men|group|groups|faction|commanders?|leaders?|"
    r"positions?|bases?|posts?|convoys?|patrols?|vehicles?|camps?|checkpoints?|headquarters|barracks|supporters|activists|cadres|guerrillas)\s+(?:of|from|belonging to|loyal to|affiliated (?:with|to))\s+(?:the\s+)?$")
_FROM = re.compile(r"\b(?:from|out of the hands of|away from)\s+(?:the\s+|control of (?:the\s+)?)*$")
_NOUN_OF = re.compile(r"\b(?:attacks?|assaults?|raids?|ambush(?:es)?|offensives?|strikes?|shelling|bombing|bombardment|killing|murder|abduction|kidnapping|arrest|massacre|clash(?:es)?)\s+(?:[a-z]+\s+){0,2}?(?:on|of|against)\s+(?:the\s+|an?\s+|\w+\s+){0,2}$")
_WITH = re.compile(r"\bwith\s+(?:the\s+|an?\s+|suspected\s+|alleged\s+|presumed\s+|members of (?:the\s+)?|fighters (?:of|from) (?:the\s+)?)*$")
_AUX = r"(?:was|were|been|being|are|is|be|got)"
_SUFFERS_AFTER = re.compile(
    rf"(?:,|\s+who)?\s+(?:(?:has|have|had)\s+)?{_AUX}\s+(?:\w+ly\s+|also\s+|later\s+|then\s+|both\s+|all\s+)?(?P<verb>[a-z-]+)"
    r"|\s+(?:died|dead|dies|die|perished|fell)\b|\s+(?:killed|wounded|injured|hurt|shot dead|abducted|kidnapped|slain|arrested|captured|ambushed|attacked|beheaded|detained)\s+(?:in|by|as|when|while|after|near|during|and|on|at|over)\b"
    r"|\s+(?:lost (?:his|their|her)|suffered|sustained|came under|come under|comes under|escaped|survived|repelled|repulsed|fled)\b")
_RESISTS = re.compile(r"\s+(?:\w+ly\s+)?(?:repelled|repulsed|repels|repulses|thwarted|foiled|beat back|fought off|repelling|responded|returned fire|retaliated|resisted)\b")
_NO_PASSIVE = frozenset("attacking fighting firing shooting advancing trying able ready responsible behind seen heard involved suspected blamed accused believed present".split())
_TRIPS = re.compile(r"\s+(?:[a-z]+\s+){0,2}?(?:hit|struck|ran over|drove over|drives over|stepped on|triggered|tripped|hits|strikes|was hit by|were hit by)\s+(?:an?|the)?\s*(?:[a-z-]+\s+){0,2}(?:land ?mine|mine|ied|improvised|roadside|explosive|bomb|booby)")
_WEAPON_AFTER = re.compile(
    r"(?:'s?|s')?\s+(?:[a-z-]+\s+)?(?:air ?strikes?|air raids?|air attacks?|drone strikes?|drone attacks?|drones?|strikes?|shelling|shells?|rockets?|rocket fire|rocket attacks?|missiles?|missile attacks?|mortars?|mortar fire|artillery|bombardment|bombing|bombers?|jets?|warplanes?|aircraft|helicopters?|gunfire|fire|offensive|assault|raid|ambush|attacks?|advance)\b"
    r"(?!\s+(?:launchers?|positions?|depots?|bases?|factory|sites?|stores?|on (?:the )?(?:positions|base)s? of))")
_PLACE_WORDS = re.compile(r"(?:checkpoints?|posts?|bases?|stations?|barracks|outposts?|camps?|headquarters|garrison|convoys?)$")
_PLACE_BEFORE = re.compile(r"\b(?:at|near|outside|inside|in front of|towards?|from|into|in|around|behind|past|close to|next to|opposite)\s+(?:an?|the|their|its|his|that|one|two|\d+)?\s*(?:[a-z-]+\s+){0,2}$")


def deeds(hits: list[tuple[int, int, frozenset[str], bool]]) -> tuple[tuple[int, int, bool], ...]:
    """The hits that are words of acting."""
    return tuple((start, end, past) for start, end, tags, past in hits if tags & DEED_TAGS)


def doing(plain: str, party: Party, acting: tuple[tuple[int, int, bool], ...]) -> str:
    """What the party does in the sentence."""
    start = _head(plain, party.start)
    before, after = plain[max(0, start - 70): start], plain[party.end: party.end + 90]
    if _BY.search(before) and not _OTHER_BY.search(before):
        return ACTS
    if _TRIPS.match(after):
        return SUFFERS
    if _NOUN_OF.search(before) and "wpn" not in party.kinds:
        return SUFFERS
    is_hit_before = _is_object(plain, start, acting)
    if _PLACE_WORDS.search(party.seen.lower()) and _PLACE_BEFORE.search(before) and not is_hit_before:
        return PLACE
    if "wpn" in party.kinds or _WEAPON_AFTER.match(after) and not is_hit_before:
        return SUFFERS if re.search(r"\b(?:shot down|downed|downing|intercepted|destroyed|against)\s+(?:\w+\s+){0,2}$", before) else ACTS
    if _RESISTS.match(after):
        return ACTS
    passive = _SUFFERS_AFTER.match(after)
    if passive and (passive["verb"] is None or passive["verb"] not in _NO_PASSIVE):
        return SUFFERS
    if is_hit_before or _AGAINST.search(before):
        return SUFFERS
    if _FROM.search(before):
        return SUFFERS
    if _SPEAKS.match(after):
        return SPEAKS
    return _by_order(plain, party, acting, before)


def _head(plain: str, start: int) -> int:
    """Where the whole phrase begins of which the party is the last part: "two personnel of the" before a force's name."""
    found = _HEAD.search(plain[max(0, start - 60): start])
    return start - len(found.group()) if found else start


def _is_object(plain: str, at: int, acting: tuple[tuple[int, int, bool], ...]) -> bool:
    """True if a word of acting stands before the phrase that begins there, with nothing but a few words of it between."""
    near = [(start, end) for start, end, _ in acting if end <= at]
    if not near:
        return False
    start, end = near[-1]
    between = plain[end: at]
    if re.search(r"[,;:.]|\b(?:by|as|when|after|while|before|in|near|at|with|from|during|for|where|who|which|that|against|and then|to)\b", between):
        return False
    return len(between.split()) <= 5


def _by_order(plain: str, party: Party, acting: tuple[tuple[int, int, bool], ...], before: str) -> str:
    """Subject if a word of acting follows in the same clause; the other side after "with"; else unclear."""
    follows = [s for s, _, _ in acting if s >= party.end]
    if follows and not re.search(r"[;:]", plain[party.end: follows[0]]) and not _WITH.search(before):
        return ACTS
    if _WITH.search(before):
        return SUFFERS
    return UNCLEAR
