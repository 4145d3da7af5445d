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
_SCALES = {"thousand": 1_000, "million": 1_000_000}
LARGEST = 9_999_999  # a longer run of digits is an identifier, no count
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
        return (value, 1) if value <= LARGEST else None
    if word in ("a", "an") and i + 1 < len(words) and words[i + 1] in ("dozen", "hundred", "thousand", "score", "couple"):
        return {"dozen": 12, "hundred": 100, "thousand": 1000, "score": 20, "couple": 2}[words[i + 1]], 2
    total, current, used = 0, 0, 0
    while i + used < len(words):
        word = words[i + used]
        step = _small(word)
        if step is not None and _fits(current, step, total, used):
            current += step
        elif used and word == "hundred" and 0 < current < 100:
            current *= 100
        elif used and word == "dozen" and 0 < current < 20:
            current *= 12
        elif used and word in _SCALES and 0 < current < 1_000 and (total == 0 or total % (1_000 * _SCALES[word]) == 0):
            total, current = total + current * _SCALES[word], 0
        elif not (used and word == "and" and current % 100 == 0 and current + total and i + used + 1 < len(words) and _small(words[i + used + 1]) is not None):
            break
        used += 1
    return (total + current, used) if used else None


def _small(word: str) -> int | None:
    """The value of a word for a number below a hundred, with or without hyphen; None for other words."""
    if word in _UNITS or word in _TENS:
        return _UNITS.get(word, _TENS.get(word))
    tens, _, unit = word.partition("-")
    return _TENS[tens] + _UNITS[unit] if tens in _TENS and 0 < _UNITS.get(unit, 0) < 10 else None


def _fits(current: int, step: int, total: int, used: int) -> bool:
    """True if the step can follow what has been read of the number: "forty" then "five", but not "five" then "six"."""
    if not used:
        return True
    if step == 0:
        return False
    if 20 <= current % 100 and current % 10 == 0:
        return step < 10
    return current % 100 == 0 and current + total > 0
