"""Who says so, with which reservation, and whether it serves or hurts the one who says it."""

import re
from dataclasses import dataclass

from pipeline.coder.patterns import pattern, words

_LONGEST_SPEAKER = 10  # words
_KINDS = {"state": "speaker_state", "armed": "speaker_armed"}  # sides, each with the pattern of those who speak for it


@dataclass(frozen=True)
class Stance:
    """Who says so (null when nobody is named), hedged or not, and self_serving, against_interest or neutral."""

    attribution: str | None = None
    is_hedged: bool = False
    interest: str = "neutral"
    start: int | None = None
    end: int | None = None


def stance(text: str, *, language: str = "en", winner: str | None = None, loser: str | None = None, winner_name: str | None = None, loser_name: str | None = None) -> Stance:
    """The stance of one sentence. `winner` and `loser` say which kind of side (state, armed) the event helps and hurts, their names which one where both are of one kind."""
    is_hedged = bool(pattern("hedge", language).search(text))
    found = _speaker(text, language)
    if not found:
        return Stance(None, is_hedged)
    start, end = found
    who = " ".join(text[start:end].split())
    return Stance(who, is_hedged, _interest(text, who, winner, loser, winner_name, loser_name, language), start, end)


def is_denied(text: str, start: int, language: str = "en") -> bool:
    """True if what begins at `start` is what somebody denies or dismisses ("denied that rebels had taken the town") and nobody in the sentence upholds.

    Denying a part in it is no such thing.
    """
    return pattern("denies", language).search(text[:start]) is not None and pattern("upholds", language).search(text[start:]) is None


def _interest(text: str, who: str, winner: str | None, loser: str | None, winner_name: str | None, loser_name: str | None, language: str) -> str:
    """Whether what is said serves the speaker: conceding hurts, by its own name, else by the kind of side."""
    kind = next((side for side, name in _KINDS.items() if pattern(name, language).search(who)), None)
    is_winner, is_loser = _is_of(who, winner_name), _is_of(who, loser_name)
    if pattern("concedes", language).search(text) and (kind or is_loser):
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


def seats(text: str, spans: list[tuple[int, int]], language: str = "en") -> list[tuple[int, int]]:
    """Those of these spans of places that only say where somebody speaks: "officials in Goma said", "said in Kandahar", "told AFP from Butembo".

    People who tell what they saw ("residents of Sake said") are where it happened.
    """
    if not spans:
        return []
    said = [(m.start(), m.end(), _before(text, m.start(), language)) for m in pattern("says", language).finditer(text)]
    told = pattern("according_to", language).search(text)
    said += [(told.end("who"), told.end("who"), told.span("who"))] if told else []
    said = [(who, at) for _, at, who in said if who and not pattern("saw_it", language).search(text[who[0]:who[1]])]
    return [(s, e) for s, e in spans if any(who[0] <= s and e <= who[1] or at <= s and pattern("seat_between", language).fullmatch(text[at:s]) for who, at in said)]


def _speaker(text: str, language: str) -> tuple[int, int] | None:
    """Span of the words for who says so; None where nobody is named."""
    told = pattern("according_to", language).search(text)
    if told and told["who"].lower() not in words("no_speakers", language):
        return told.span("who")
    for verb in pattern("says", language).finditer(text):
        span = _before(text, verb.start(), language)
        if span:
            return span
    inverted = pattern("said_by", language).search(text)
    return inverted.span("who") if inverted else None


def _before(text: str, verb: int, language: str) -> tuple[int, int] | None:
    """Span of the subject that ends where the verb of saying begins; None if there is none, or only a pronoun."""
    head = text[:verb].rstrip()
    is_apposed = head.endswith(",")  # "Police in Kano, Nigeria, said"
    head = head.rstrip(",").rstrip()
    starts = [m.end() for m in pattern("clause_start", language).finditer(head) if m.end() < len(head)]
    if is_apposed and len(starts) > 1:
        starts = starts[:-1]
    start = starts[-1] if starts else 0
    while (lead := pattern("before_speaker", language).match(head[start:])):
        start += lead.end()
    trail = pattern("after_speaker", language).search(head[start:])
    end = start + trail.start() if trail else len(head)
    said, nobody = head[start:end].split(), words("no_speakers", language)
    is_speaker = 0 < len(said) <= _LONGEST_SPEAKER and said[-1].lower() not in nobody and said[0].lower() not in nobody and not pattern("no_speaker", language).search(head[start:end])
    return (start, end) if is_speaker else None
