"""Who says so, with which reservation, and whether it serves or hurts the one who says it."""

import re
from dataclasses import dataclass

_SAY = re.compile(
    r"\b(?P<verb>said|says|say|told|reported|reports|claimed|claims|claim|announced|announces|confirmed|confirms|stated|states|acknowledged|admitted|conceded|alleged|added|declared|accused|accuses|insisted|wrote|writes|tweeted|blamed|blames|maintains|"
    r"estimated|recorded|counted|documented)\b(?!\s+(?:of|by|on the road|responsibility|credit|the (?:lives|life|attack|bombing|assault)|to (?:be|have)|dead|killed|missing))")
_CLAUSE_START = re.compile(r"[,;:\"”“]\s*|^|\b(?:but|and|while|although|though|as|that|which|because)\s+(?=(?:the |a |an |his |her |their |\w+ )?[\w'’.-]+(?:\s+[\w'’.-]+){0,7}$)")
_PRONOUNS = frozenset("he she it they who which that we i you there this these those one".split())
_NO_SPEAKER = re.compile(r"(?:\b(?:was|were|is|are|been|being|be|not|never|no|the|a|an|these|those|such|of)|^\W*(?:no|at least|around|about|some|more than|over|nearly|another|\d[\d,.]*)\b.*)$", re.I)
_LEADING = re.compile(r"^(?:but|and|while|although|though|as|that|which|because|meanwhile|however|later|also|on \w+day|in a statement)\s+", re.I)
_TRAILING = re.compile(r"(?:\s+(?:has|have|had|also|later|earlier|then|on \w+day|separately|further|previously|first|initially))+$", re.I)
_INVERTED = re.compile(r"[,\"”]\s+(?:said|says|wrote|according to)\s+(?P<who>[^,.;\"”]{3,70})")
_ACCORDING = re.compile(r"\b(?:according to|citing|quoting)\s+(?P<who>(?:the\s+|a\s+|an\s+)?[\w'’. -]{2,70}?)(?=[,.;]|$|\s+(?:on|who|which|that|in|at|said)\b)", re.I)
_LONGEST_SPEAKER = 10  # words
_HEDGES = re.compile(
    r"\b(?:reportedly|allegedly|alleged(?! to have attacked)|(?:claim|claims|claimed)(?!\s+(?:by|responsibility|credit|the li|the attack))|unconfirmed|probably|possibly|apparently|purportedly|supposedly|believed to|thought to|feared|could not be (?:independently )?(?:verified|confirmed)|"
    r"not (?:been )?(?:independently )?(?:verified|confirmed)|may have|might have|appears? to have|seemingly|rumou?red|unverified|said to have|is said to|are said to|it is not clear|it was not clear)\b", re.I)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|refut(?:es|ed|ing)|debunk(?:s|ed|ing)?)\b[^.;:]{0,60}?\b(?:that|reports?|claims?|rumou?rs?|allegations?|suggestions?|messages?)\b[^.;:]*$", re.I)
_UPHOLDS = re.compile(r"\b(?:but|however|though|although|while)\b", re.I)
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


def stance(text: str, *, winner: str | None = None, loser: str | None = None, winner_name: str | None = None, loser_name: str | None = None) -> Stance:
    """The stance of one sentence. `winner` and `loser` say which kind of side (state, armed) the event helps and hurts, their names which one where both are of one kind."""
    is_hedged = bool(_HEDGES.search(text))
    found = _speaker(text)
    if not found:
        return Stance(None, is_hedged)
    start, end = found
    who = " ".join(text[start:end].split())
    return Stance(who, is_hedged, _interest(text, who, winner, loser, winner_name, loser_name), start, end)


def is_denied(text: str, start: int) -> bool:
    """True if what begins at `start` is what somebody denies or dismisses ("denied that rebels had taken the town") and nobody in the sentence upholds.

    Denying a part in it is no such thing.
    """
    return _DENIES.search(text[:start]) is not None and _UPHOLDS.search(text[start:]) is None


def _interest(text: str, who: str, winner: str | None, loser: str | None, winner_name: str | None, loser_name: str | None) -> str:
    """Whether what is said serves the speaker: conceding hurts, by its own name, else by the kind of side."""
    kind = next((name for name, pattern in _KINDS if pattern.search(who)), None)
    is_winner, is_loser = _is_of(who, winner_name), _is_of(who, loser_name)
    if _CONCEDES.search(text) and (kind or is_loser):
        return "against_interest"
    if is_winner != is_loser:
        return "self_serving" if is_winner else "against_interest"
    if kind and kind in (winner, loser) and winner != loser:
        return "against_interest" if kind == loser else "self_serving"
    return "neutral"


def _is_of(who: str, name: str | None) -> bool:
    """True if the speaker bears the name of the side: one of its capitalised words, up to the ending of an adjective."""
    stems = {w.lower()[:5] for w in re.findall(r"[A-Z][\w]{3,}", name or "")}
    return any(w.lower()[:5] in stems for w in re.findall(r"[A-Z][\w]{3,}", who))


def _speaker(text: str) -> tuple[int, int] | None:
    """Span of the words for who says so; None where nobody is named."""
    told = _ACCORDING.search(text)
    if told and told["who"].lower() not in _PRONOUNS:
        return told.span("who")
    for verb in _SAY.finditer(text):
        span = _before(text, verb.start())
        if span:
            return span
    inverted = _INVERTED.search(text)
    return inverted.span("who") if inverted else None


def _before(text: str, verb: int) -> tuple[int, int] | None:
    """Span of the subject that ends where the verb of saying begins; None if there is none, or only a pronoun."""
    head = text[:verb].rstrip()
    is_apposed = head.endswith(",")  # "Police in Kano, Nigeria, said"
    head = head.rstrip(",").rstrip()
    starts = [m.end() for m in _CLAUSE_START.finditer(head) if m.end() < len(head)]
    if is_apposed and len(starts) > 1:
        starts = starts[:-1]
    start = starts[-1] if starts else 0
    while (lead := _LEADING.match(head[start:])):
        start += lead.end()
    trail = _TRAILING.search(head[start:])
    end = start + trail.start() if trail else len(head)
    words = head[start:end].split()
    is_speaker = 0 < len(words) <= _LONGEST_SPEAKER and words[-1].lower() not in _PRONOUNS and words[0].lower() not in _PRONOUNS and not _NO_SPEAKER.search(head[start:end])
    return (start, end) if is_speaker else None
