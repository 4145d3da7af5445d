"""A sentence as a string of letters, one for each word or number, over which the groups of dead and wounded are found.

The letter says what kind of word it is: the lists of KINDS have one each, a number is n, people are p (more than one) or
q (one person), a is one more, a comma stands for itself, other marks are full stops, and any other word is o.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.folder import rows
from pipeline.coder.numbers import Count, count_at
from pipeline.coder.patterns import words

WORD = re.compile(r"[^\W_](?:[\w,.'-]*[^\W_])?|[,;:.()]")
# Letter and list of words; a word of several lists has the letter that comes first.
KINDS = {
    "a": "toll_one_more", "k": "toll_killing", "z": "toll_dying", "d": "toll_dead", "f": "toll_deaths", "w": "toll_harming", "v": "toll_having", "e": "toll_adverbs", "b": "toll_being",
    "h": "toll_hedging", "i": "toll_including", "u": "toll_nobody", "x": "toll_prepositions", "y": "toll_clause_openers", "t": "toll_determiners", "r": "toll_pronouns", "c": "toll_conjunctions",
}
DEADLY = frozenset("kzdf")


@dataclass(frozen=True)
class WordKinds:
    """The letter of every word of a language that has one, the sides of people, and the words that tell what a number counts."""

    letter: Mapping[str, str]
    group: Mapping[str, str]
    plurals: frozenset[str]
    deadly: frozenset[str]
    hurting: frozenset[str]
    injuries: frozenset[str]
    pairs: frozenset[str]
    things: frozenset[str]
    owners: frozenset[str]
    age_of: frozenset[str]
    additional: frozenset[str]


@dataclass(frozen=True)
class Spelt:
    """A sentence in letters: for each letter its span in the text and its first word, and the numbers by place."""

    letters: str
    spans: list[tuple[int, int]]
    counts: dict[int, Count]
    words: list[str]


@lru_cache(maxsize=None)
def people(language: str = "en") -> tuple[dict[str, str], frozenset[str]]:
    """Words for people with their side (civilian, state, armed, other), and the plurals among them."""
    told = rows(language, "people.csv")
    group = {row["singular"]: row["group"] for row in told if row["singular"]} | {row["plural"]: row["group"] for row in told}
    return group, frozenset(row["plural"] for row in told)


@lru_cache(maxsize=None)
def word_kinds(language: str = "en") -> WordKinds:
    """What the words of a language are to one who counts its dead."""
    group, plurals = people(language)
    kinds = {word: letter for letter, name in reversed(KINDS.items()) for word in words(name, language)}
    months = words("months", language)
    return WordKinds(
        letter={word: "p" if word in plurals else "q" for word in group} | kinds | dict.fromkeys(";:.()", ".") | {",": ","}, group=group, plurals=plurals,
        deadly=frozenset(word for word, letter in kinds.items() if letter in DEADLY), hurting=words("toll_hurting", language), injuries=words("toll_injuries", language),
        pairs=words("people_pairs", language), things=words("things_counted", language) | months, owners=words("number_owners", language) | months,
        age_of=words("age_of", language), additional=words("toll_additional", language))


def spelt(text: str, language: str = "en") -> Spelt:
    """The sentence of lower-case text in letters."""
    known, letter = word_kinds(language), word_kinds(language).letter
    found = [(m.group(), m.start(), m.end()) for m in WORD.finditer(text)]
    told = [w for w, _, _ in found]
    letters, spans, counts, kept, i = [], [], {}, [], 0
    while i < len(told):
        word = told[i]
        number = _counted(told, i, known, language)
        if number:
            counts[len(letters)] = number
            letters.append("n")
            spans.append((found[i][1], found[i + number.words - 1][2]))
        else:
            letters.append(letter.get(word) or _of_compound(word, known))
            spans.append(found[i][1:])
        kept.append(word)
        i += number.words if number else 1
    return Spelt("".join(letters), spans, counts, kept)


def _of_compound(word: str, known: WordKinds) -> str:
    """The letter of a word that the lists do not have: that of the person in co-driver and ex-soldier, or o."""
    last = word.rpartition("-")[2]
    return ("p" if last in known.plurals else "q") if last in known.group else "o"


def _counted(told: list[str], i: int, known: WordKinds, language: str) -> Count | None:
    """The number at word i if it may count people: no age, year, date, distance, or number of things."""
    number = count_at(told, i, language)
    if number is None:
        return None
    after = told[i + number.words] if i + number.words < len(told) else ""
    before = told[i - 1] if i else ""
    is_age = before in known.age_of and i > 1 and told[i - 2] in known.group and told[i - 2] not in known.plurals
    is_age = is_age or before == after == "," and i > 1 and told[i].isdigit() and told[i - 2] not in known.plurals and told[i - 2].isalpha()
    is_year = is_age or told[i].isdigit() and 1900 <= number.best <= 2100
    return None if after in known.things or before in known.owners or is_year else number
