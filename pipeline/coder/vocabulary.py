"""The lexicon of a language: terms with their inflected forms, compiled into one automaton.

A language is a folder `lexicon/<code>/`. In its `terms/*.csv` a row is one term: the word or phrase, the tag it gives
its place in the sentence, its part of speech (v verb, n noun, x any other word, taken as it stands) and irregular
forms. Regular forms are made here, so that adding a trigger is adding a row.
"""

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ahocorasick_rs import AhoCorasick

from pipeline.coder.folder import FOLDER

_DOUBLING = frozenset("bdgmnprt")
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class Form:
    """One written form of a term, with everything that it may mean."""

    text: str
    tags: tuple[str, ...]
    is_verb: bool
    is_past: bool


@dataclass(frozen=True)
class Lexicon:
    """All forms of a language in a fixed order, and the automaton that finds them."""

    forms: tuple[Form, ...]
    automaton: AhoCorasick

    @cached_property
    def meanings(self) -> tuple[tuple[frozenset[str], bool], ...]:
        """The tags of each form, and whether it is a past form."""
        return tuple((frozenset(form.tags), form.is_past) for form in self.forms)


@lru_cache(maxsize=4)
def lexicon(language: str = "en") -> Lexicon:
    """The lexicon of one language. Raises FileNotFoundError for a language that has none."""
    found: dict[str, dict] = {}
    for row in term_rows(language):
        for text, is_verb, is_past in written_forms(row["term"], row["part"], row["forms"]):
            entry = found.setdefault(text, {"tags": [], "verb": False, "past": False})
            if row["tag"] not in entry["tags"]:
                entry["tags"].append(row["tag"])
            entry["verb"] |= is_verb
            entry["past"] |= is_past
    forms = tuple(Form(text, tuple(sorted(e["tags"])), e["verb"], e["past"]) for text, e in sorted(found.items()))
    return Lexicon(forms, AhoCorasick([form.text for form in forms]))


def term_rows(language: str = "en") -> list[dict[str, str]]:
    """All rows of a language's term tables, in file order. Raises FileNotFoundError when there are none."""
    paths = sorted((FOLDER / language / "terms").glob("*.csv"))
    if not paths:
        raise FileNotFoundError(f"no lexicon for language {language!r} in {FOLDER}")
    rows = []
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def written_forms(term: str, part: str, irregular: str) -> list[tuple[str, bool, bool]]:
    """Every form of a term as (text, is_verb, is_past): British and American spelling, plural, tenses."""
    forms: list[tuple[str, bool, bool]] = []
    for base in spellings(term):
        if part == "x":
            forms.append((base, False, False))
        elif part == "n":
            forms += [(base, False, False), *(((plural(base)), False, False) for _ in (0,) if not base.endswith("s"))]
        else:
            past = [p for p in irregular.split("|") if p] or [regular_past(base)]
            forms += [(base, True, False), (third_person(base), True, False), (gerund(base), True, False)]
            forms += [(p, True, True) for p in past]
    return [(text.lower(), verb, past) for text, verb, past in forms]


def spellings(term: str) -> list[str]:
    """The term, and its American spelling where the ending differs."""
    american = term.replace("isation", "ization") if "isation" in term else term
    if term.endswith("ise") and len(term) > 6:
        american = term[:-3] + "ize"
    return [term] if american == term else [term, american]


def _on_verb(term: str, change) -> str:
    """The term with its verb changed: the first word, or the one after an adverb ("forcibly remove")."""
    first, space, rest = term.partition(" ")
    if rest and first.endswith("ly"):
        return first + space + _on_verb(rest, change)
    return change(first) + space + rest


def plural(term: str) -> str:
    """The regular plural of a noun phrase (of its last word)."""
    if term.endswith(("man",)) and not term.endswith("human"):
        return term[:-3] + "men"
    return _with_s(term)


def third_person(term: str) -> str:
    """Third person singular of a verb phrase (of its verb)."""
    return _on_verb(term, _with_s)


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def regular_past(term: str) -> str:
    """Regular past of a verb phrase (of its verb)."""
    return _on_verb(term, lambda w: w + "d" if w.endswith("e") else w[:-1] + "ied" if w.endswith("y") and w[-2:-1] not in _VOWELS else _doubled(w) + "ed")


def gerund(term: str) -> str:
    """The -ing form of a verb phrase (of its verb)."""
    return _on_verb(term, lambda w: w[:-1] + "ing" if w.endswith("e") and not w.endswith(("ee", "oe", "ye")) else _doubled(w) + "ing")


def _doubled(word: str) -> str:
    """The word with its last consonant doubled where English doubles it: stab, plan, grab, but not open, visit, fight."""
    is_short = sum(c in _VOWELS for c in word) == 1
    ends = len(word) >= 3 and word[-1] in _DOUBLING and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return word + word[-1] if ends and is_short else word
