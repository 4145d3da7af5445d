"""Who says so, with which reservation, and whether it serves or hurts the one who says it."""

import re
from dataclasses import dataclass

_SAY = r"(?:said|says|say|told|reported|reports|claimed|claims|claim|announced|announces|confirmed|confirms|stated|states|acknowledged|admitted|conceded|alleged|added|declared|accused|insisted)"
_SPEAKER = r"(?P<who>(?:[A-Z][\w'’.-]+|the|a|an|local|security|medical|opposition|police|army|military|government|two|three|several|one|senior|rebel|tribal|hospital|official|state|human|rights|health|rescue|interior|defence|defense|ministry|district|provincial|village)(?:\s+(?:[\w'’.-]+)){0,6}?)"
_AFTER = re.compile(rf"(?:^|[,.\"”]\s+|\band\s+){_SPEAKER}\s+(?:have |has |had |also |later )?(?P<verb>{_SAY})\b(?!\s+(?:by|on the road))")
_ACCORDING = re.compile(r"\b(?:according to|citing|quoting)\s+(?P<who>(?:the\s+|a\s+|an\s+)?[\w'’. -]{2,70}?)(?=[,.;]|$|\s+(?:on|who|which|that|in|at|said)\b)", re.I)
_HEDGES = re.compile(
    r"\b(?:reportedly|allegedly|alleged|claim|claims|claimed|unconfirmed|probably|possibly|apparently|purportedly|supposedly|believed to|thought to|feared|could not be (?:independently )?(?:verified|confirmed)|"
    r"not (?:been )?(?:independently )?(?:verified|confirmed)|may have|might have|appears? to have|seemingly|rumou?red|unverified|said to have|is said to|are said to|it is not clear|it was not clear)\b", re.I)
_CONCEDES = re.compile(r"\b(?:admitted|admits|conceded|concedes|acknowledged|acknowledges|confessed)\b", re.I)
_KINDS = (
    ("state", re.compile(r"\b(?:army|military|police|government|ministry|minister|regime|state media|state television|state tv|defen[cs]e|troops|general|colonel|officer|officials?|governor|gendarmerie|security (?:forces|sources?|officials?)|commander in chief|authorities|armed forces|presidency|interior|operations command)\b", re.I)),
    ("armed", re.compile(r"\b(?:rebels?|insurgents?|militants?|opposition|guerrillas?|separatists?|jihadists?|taliban|islamic state|fighters|front|liberation|resistance|militia|houthis?|shabaab|boko haram|hamas|hezbollah|group's)\b", re.I)),
)


@dataclass(frozen=True)
class Stance:
    """Who says so (null when nobody is named), hedged or not, and self_serving, against_interest or neutral."""

    attribution: str | None = None
    is_hedged: bool = False
    interest: str = "neutral"
    start: int | None = None
    end: int | None = None


def stance(text: str, *, winner: str | None = None, loser: str | None = None) -> Stance:
    """The stance of one sentence. `winner` and `loser` say which kind of side (state, armed) the event helps and hurts."""
    is_hedged = bool(_HEDGES.search(text))
    found = _ACCORDING.search(text) or _AFTER.search(text)
    if not found:
        return Stance(None, is_hedged)
    who = " ".join(found["who"].split())
    kind = next((name for name, pattern in _KINDS if pattern.search(who)), None)
    interest = "neutral"
    if _CONCEDES.search(text) and kind:
        interest = "against_interest"
    elif kind and kind == loser:
        interest = "against_interest"
    elif kind and kind == winner:
        interest = "self_serving"
    return Stance(who, is_hedged, interest, found.start("who"), found.end("who"))
