"""Numbers in words and figures, with what vague words stand for (codebook section 4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.patterns import numbers, pattern, words
from pipeline.gated import Gated

LARGEST = 9_999_999  # a longer run of digits is an identifier, no count
_RANGE = re.compile(r"^(\d+)-(\d+)$")
_NO_DIGIT = re.compile(r"\D")


@dataclass(frozen=True)
class Count:
    """A number as told: low, best and high, whether a vague word gave it, and how many words it takes."""

    low: int
    best: int
    high: int
    is_vague: bool
    words: int


@dataclass(frozen=True)
class NumberWords:
    """The number words of a language with their values: `first` are those that may open a number that is not in figures.

    `small` holds those that are added up, `multipliers` (hundred) and `scales` (thousand) multiply what stands before
    them, `collectives` stand for a number after an article, and `joins` may stand before a last part that is smaller
    than their value.
    """

    first: frozenset[str]
    small: Mapping[str, int]
    multipliers: Mapping[str, int]
    scales: Mapping[str, int]
    collectives: Mapping[str, int]
    vague: Mapping[str, int]
    joins: Mapping[str, int]
    articles: frozenset[str]
    between: frozenset[str]
    between_and: frozenset[str]
    to: frozenset[str]
    of: frozenset[str]
    tens: frozenset[str]
    thousands: frozenset[str]
    figure: Gated


@lru_cache(maxsize=None)
def number_words(language: str = "en") -> NumberWords:
    """The number words of a language, "forty-five" beside "forty" and "five"."""
    units, tens = numbers("number_units", language), numbers("number_tens", language)
    compound = {f"{ten}-{unit}": value + more for ten, value in tens.items() for unit, more in units.items() if 0 < more < 10}
    small = {**units, **tens, **compound}
    vague, articles, between = numbers("vague_numbers", language), words("number_articles", language), words("number_between", language)
    return NumberWords(
        first=frozenset({*small, *vague, *articles, *between}), small=small, multipliers=numbers("number_multipliers", language), scales=numbers("number_scales", language),
        collectives=numbers("number_collectives", language), vague=vague, joins=numbers("number_joins", language), articles=articles, between=between,
        between_and=words("number_between_and", language), to=words("number_to", language), of=words("number_of", language), tens=words("number_tens_of_thousands", language),
        thousands=words("number_thousands", language), figure=pattern("figure", language))


def count_at(told: list[str], i: int, language: str = "en") -> Count | None:
    """The number that begins at word i: figures, words, ranges, "between a and b", vague words; None if none does."""
    known, word = number_words(language), told[i]
    if word not in known.first and not word[:1].isdigit():
        return None
    if word in known.between and i + 3 < len(told):
        first = _plain_at(told, i + 1, known)
        after = i + 1 + first[1] if first else 0
        second = _plain_at(told, after + 1, known) if first and after + 1 < len(told) and told[after] in known.between_and else None
        return Count(first[0], first[0], second[0], False, first[1] + second[1] + 2) if second and second[0] >= first[0] else None
    both = _RANGE.match(word)
    if both and int(both[1]) < int(both[2]) <= 100_000:
        return Count(int(both[1]), int(both[1]), int(both[2]), False, 1)
    first = _plain_at(told, i, known)
    if first:
        return _ranged(told, i, first, known)
    return _vague_at(told, i, known) if word in known.vague else None


def _vague_at(told: list[str], i: int, known: NumberWords) -> Count:
    """What a vague word stands for, with the "of" after it: "dozens of", "tens of thousands"."""
    value = known.vague[told[i]]
    size = 2 if i + 1 < len(told) and told[i + 1] in known.of else 1
    if told[i] in known.tens and size == 2 and i + 2 < len(told) and told[i + 2] in known.thousands:
        return Count(10_000, 10_000, 100_000, True, 3)
    return Count(value, value, value, True, size)


def _ranged(told: list[str], i: int, first: tuple[int, int], known: NumberWords) -> Count:
    """A plain number, with "to" or "or" and a second one if they follow: "nine to twelve", "two or three"."""
    after = i + first[1]
    if after + 1 < len(told) and told[after] in known.to:
        second = _plain_at(told, after + 1, known)
        if second and first[0] < second[0] <= 20 * max(1, first[0]):
            return Count(first[0], first[0], second[0], False, first[1] + second[1] + 1)
    return Count(first[0], first[0], first[0], False, first[1])


def _plain_at(told: list[str], i: int, known: NumberWords) -> tuple[int, int] | None:
    """(value, words used) of a cardinal in figures or words, such as 1,200 or `two hundred and five`."""
    if i >= len(told):
        return None
    word = told[i]
    if known.figure.match(word):
        value = int(_NO_DIGIT.sub("", word))
        return (value, 1) if value <= LARGEST else None
    if word in known.articles and i + 1 < len(told) and told[i + 1] in known.collectives:
        return known.collectives[told[i + 1]], 2
    total, current, used = 0, 0, 0
    while i + used < len(told):
        word = told[i + used]
        step = known.small.get(word)
        if step is not None and _fits(current, step, total, used):
            current += step
        elif used and word in known.multipliers and 0 < current < 100:
            current *= known.multipliers[word]
        elif used and word in known.scales and 0 < current < 1_000 and (total == 0 or total % (1_000 * known.scales[word]) == 0):
            total, current = total + current * known.scales[word], 0
        elif not (used and word in known.joins and _is_joined(current, total, known.joins[word], known.small.get(told[i + used + 1]) if i + used + 1 < len(told) else None)):
            break
        used += 1
    return (total + current, used) if used else None


def _is_joined(current: int, total: int, join: int, step: int | None) -> bool:
    """True if "and" goes on with the number: "two hundred and five", but not "forty and five"."""
    return step is not None and current + total > 0 and current % join == 0 and _fits(current, step, total, 1)


def _fits(current: int, step: int, total: int, used: int) -> bool:
    """True if the step can follow what has been read of the number: "forty" then "five", but not "five" then "six"."""
    if not used:
        return True
    if step == 0 or step >= 100 and current % 1_000:
        return False
    if 20 <= current % 100 and current % 10 == 0:
        return step < 10
    return current % 100 == 0 and current + total > 0
