"""Numbers in words and figures, with what vague words stand for (codebook section 4)."""

import re
from dataclasses import dataclass

_UNITS = {w: i for i, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
# What a vague word stands for, by the codebook: several 3 (10 in a large attack), tens 10, dozens 12, hundreds 100.
VAGUE = {
    "several": 3, "many": 3, "few": 3, "numerous": 3, "some": 3, "multiple": 3, "various": 3, "handful": 3, "couple": 2, "tens": 10, "dozens": 12, "dozen": 12,
    "scores": 20, "score": 20, "hundreds": 100, "thousands": 1000,
}
_FIGURE = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+$")
_RANGE = re.compile(r"^(\d+)-(\d+)$")


@dataclass(frozen=True)
class Count:
    """A number as told: low, best and high, whether a vague word gave it, and how many words it takes."""

    low: int
    best: int
    high: int
    is_vague: bool
    words: int


def count_at(words: list[str], i: int) -> Count | None:
    """The number that begins at word i: figures, words, ranges, "between a and b", vague words; None if none does."""
    word = words[i]
    if word == "between" and i + 3 < len(words):
        first = _plain_at(words, i + 1)
        after = i + 1 + first[1] if first else 0
        second = _plain_at(words, after + 1) if first and after + 1 < len(words) and words[after] in ("and", "to") else None
        return Count(first[0], first[0], second[0], False, first[1] + second[1] + 2) if second and second[0] >= first[0] else None
    both = _RANGE.match(word)
    if both and int(both[1]) < int(both[2]) <= 100_000:
        return Count(int(both[1]), int(both[1]), int(both[2]), False, 1)
    first = _plain_at(words, i)
    if first:
        return _ranged(words, i, first)
    if word in VAGUE:
        value = VAGUE[word]
        size = 2 if i + 1 < len(words) and words[i + 1] == "of" else 1
        if word in ("tens", "hundreds") and size == 2 and i + 2 < len(words) and words[i + 2] == "thousands":
            return Count(10_000, 10_000, 100_000, True, 3)
        return Count(min(value, 3) if word == "some" else value, value, value, True, size)
    return None


def _ranged(words: list[str], i: int, first: tuple[int, int]) -> Count:
    """A plain number, with "to" or "or" and a second one if they follow: "nine to twelve", "two or three"."""
    after = i + first[1]
    if after + 1 < len(words) and words[after] in ("to", "or"):
        second = _plain_at(words, after + 1)
        if second and first[0] < second[0] <= 20 * max(1, first[0]):
            return Count(first[0], first[0], second[0], False, first[1] + second[1] + 1)
    return Count(first[0], first[0], first[0], False, first[1])


def _plain_at(words: list[str], i: int) -> tuple[int, int] | None:
    """(value, words used) of a cardinal in figures or words, such as 1,200 or `two hundred and five`."""
    if i >= len(words):
        return None
    word = words[i]
    if _FIGURE.match(word):
        value = int(word.replace(",", ""))
        return (value, 1) if value <= 2_000_000 else None
    if word in ("a", "an") and i + 1 < len(words) and words[i + 1] in ("dozen", "hundred", "thousand", "score", "couple"):
        return {"dozen": 12, "hundred": 100, "thousand": 1000, "score": 20, "couple": 2}[words[i + 1]], 2
    total, current, used = 0, 0, 0
    while i + used < len(words):
        word = words[i + used]
        parts = word.split("-")
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif len(parts) == 2 and parts[0] in _TENS and parts[1] in _UNITS:
            current += _TENS[parts[0]] + _UNITS[parts[1]]
        elif used and word in ("hundred", "dozen"):
            current *= 100 if word == "hundred" else 12
        elif used and word == "thousand":
            total, current = total + current * 1000, 0
        elif used and word == "and" and i + used + 1 < len(words) and current and current % 100 == 0 and (words[i + used + 1] in _UNITS or words[i + used + 1] in _TENS or "-" in words[i + used + 1]):
            pass
        else:
            break
        used += 1
    return (total + current, used) if used else None
