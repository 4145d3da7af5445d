"""A sentence made ready for counting its dead: phrases of dying become one word, and what tells of other deaths is blank.

Every replacement is as long as what it stands for, so that spans found in the result are spans of the sentence.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.patterns import pattern, values, words
from pipeline.gated import Gated

_SPACED_RANGE = re.compile(r"\b(\d{1,5}) - (\d{1,5})\b")


@dataclass(frozen=True)
class Phrases:
    """What a language has of phrases of dying: patterns, hints of them, and the words that stand in for them by meaning, longest first."""

    unmeant: tuple[Gated, ...]
    life_before: Gated
    part_of_total: Gated
    among_total: Gated
    dying: Gated
    apart: Gated
    mob_hints: frozenset[str]
    stand_ins: dict[str, tuple[str, ...]]


@lru_cache(maxsize=None)
def phrases(language: str = "en") -> Phrases:
    """The phrases of a language."""
    meanings = values("stand_ins", language)
    stand_ins = {meaning: tuple(sorted((w for w, m in meanings.items() if m == meaning), key=len, reverse=True)) for meaning in sorted(set(meanings.values()))}
    unmeant = tuple(pattern(name, language) for name in ("speech", "reasons", "untold", "long_conflict", "later_than", "meant"))
    return Phrases(unmeant, pattern("life_before", language), pattern("part_of_total", language), pattern("among_total", language), pattern("dying_phrases", language),
                   pattern("killed_apart", language), words("mob_hints", language), stand_ins)


def ready(text: str, language: str = "en") -> str:
    """The sentence, as long as before, with one word for each phrase of dying and blanks for deaths that are reasons."""
    known = phrases(language)
    if " - " in text:
        text = _SPACED_RANGE.sub(lambda m: f"{m[1]}-{m[2]}".ljust(len(m.group())), text)
    for unmeant in known.unmeant:
        text = _blank(unmeant, text)
    if any(hint in text for hint in known.mob_hints):
        text = _blank(known.life_before, text)
    text = known.part_of_total.sub(lambda m: _stand_in("including", m.group(), known), text)
    text = known.among_total.sub(lambda m: _stand_in("about", m.group(), known), text)
    text = known.dying.sub(lambda m: _stand_in(m.lastgroup, m.group(), known), text)
    return known.apart.sub(lambda m: _stand_in("killed", m["verb"], known) + m["whom"] + " " * len(m["rest"]), text)


def without_causes(text: str, language: str = "en") -> str:
    """The sentence without the deaths after which a crowd gathered or people were arrested."""
    return _blank(pattern("causes", language), text)


def ready_for_hurt(text: str, language: str = "en") -> str:
    """The sentence with one word for each phrase of being hurt."""
    known = phrases(language)
    return pattern("hurt_phrases", language).sub(lambda m: _stand_in("hurt", m.group(), known), ready(text, language))


def is_of_other_times(text: str, language: str = "en") -> bool:
    """True if the sentence counts the dead of a year, a war or an earlier attack."""
    return bool(pattern("other_times", language).search(text))


def tells_shares(text: str, language: str = "en") -> bool:
    """True if the sentence tells what some of those already counted were: "two of the dead were attackers"."""
    return bool(pattern("shares_of_dead", language).search(text))


def _blank(unwanted: Gated, text: str) -> str:
    return unwanted.sub(lambda m: " " * len(m.group()), text)


def _stand_in(meaning: str, phrase: str, known: Phrases) -> str:
    """The longest word of that meaning that fits in the place of the phrase, with blanks up to its length; the phrase where none fits."""
    room = len(phrase.rstrip())
    return next((word.ljust(len(phrase)) for word in known.stand_ins.get(meaning, ()) if len(word) <= room), phrase)
