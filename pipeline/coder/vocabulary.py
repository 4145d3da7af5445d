"""The lexicon of a language: terms with their written forms, compiled into one automaton.

A language is a folder `lexicon/<code>/`. In its `terms/*.csv` a row is one term: the word or phrase, the tag it gives
its place in the sentence, its part of speech (v verb, n noun, x any other word, taken as it stands) and its forms. Where
the folder names rules of inflection (list `inflection`), regular forms are made and only irregular pasts are listed, so
that adding a trigger is adding a row; where it names none, every form is listed, those of the past with `+ed`.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from ahocorasick_rs import AhoCorasick

from pipeline.coder import english
from pipeline.coder.folder import FOLDER, rows
from pipeline.coder.patterns import words

_PAST = "+ed"
_RULES = {"english": english.written_forms}


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
        for text, is_verb, is_past in written_forms(row["term"], row["part"], row["forms"], language):
            entry = found.setdefault(text, {"tags": [], "verb": False, "past": False})
            if row["tag"] not in entry["tags"]:
                entry["tags"].append(row["tag"])
            entry["verb"] |= is_verb
            entry["past"] |= is_past
    forms = tuple(Form(text, tuple(sorted(e["tags"])), e["verb"], e["past"]) for text, e in sorted(found.items()))
    return Lexicon(forms, AhoCorasick([form.text for form in forms]))


def term_rows(language: str = "en") -> list[dict[str, str]]:
    """All rows of a language's term tables, in file order. Raises FileNotFoundError when there are none."""
    found = rows(language, "terms/*.csv")
    if not found:
        raise FileNotFoundError(f"no lexicon for language {language!r} in {FOLDER}")
    return found


def written_forms(term: str, part: str, forms: str, language: str = "en") -> list[tuple[str, bool, bool]]:
    """Every form of a term as (text, is_verb, is_past), in lower case. Raises KeyError for rules of inflection that do not exist."""
    listed = [form for form in (forms or "").split("|") if form]
    named = words("inflection", language)
    found = [made for rules in sorted(named) for made in _RULES[rules](term, part, listed)] if named else _as_listed(term, part, listed)
    return [(text.lower(), is_verb, is_past) for text, is_verb, is_past in found]


def _as_listed(term: str, part: str, forms: list[str]) -> list[tuple[str, bool, bool]]:
    return [(form.removesuffix(_PAST), part == "v", form.endswith(_PAST)) for form in (term, *forms)]
