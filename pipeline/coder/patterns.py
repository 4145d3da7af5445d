"""The regular expressions and word lists of a language, by name, compiled once.

`lexicon/<code>/patterns/*.csv` has the columns name, pattern, note: a pattern is a regular expression over lower-case
text, in which `{other}` stands for another pattern of the folder or for any word of one of its lists.
`lexicon/<code>/words/*.csv` has the columns list, words, value: words of one value stand in one row, parted by `|`.
Patterns of one family (`dead.were_killed`) are tried in the order of the table. What a name means, and in which order other patterns are tried, is code; a language that lacks a pattern has nothing that it
matches, and a list that it lacks is empty.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pipeline.coder.folder import rows
from pipeline.gated import Gated

_NAMED = re.compile(r"\{([a-z]\w*)\}")
_NOTHING = r"(?!)"


@lru_cache(maxsize=None)
def pattern(name: str, language: str = "en") -> Gated:
    """The pattern of that name, compiled; one that never matches where the language has none."""
    return Gated(re.compile(source(name, language)))


@lru_cache(maxsize=None)
def family(name: str, language: str = "en") -> tuple[Gated, ...]:
    """The patterns whose names begin with that of the family and a full stop, in the order of the table."""
    return tuple(pattern(member, language) for member in named_patterns(language) if member.startswith(f"{name}."))


def source(name: str, language: str = "en") -> str:
    """The pattern, or any word of the list, of that name as a regular expression, with the names in it filled in.

    Raises ValueError for a pattern that stands in itself.
    """
    return _filled(name, language, ())


@lru_cache(maxsize=None)
def words(name: str, language: str = "en") -> frozenset[str]:
    """The words of a list."""
    return frozenset(values(name, language))


def values(name: str, language: str = "en") -> Mapping[str, str]:
    """The words of a list with their values, in the order of the table."""
    return _lists(language).get(name, MappingProxyType({}))


@lru_cache(maxsize=None)
def numbers(name: str, language: str = "en") -> Mapping[str, int]:
    """The words of a list with their values as whole numbers."""
    return MappingProxyType({word: int(value) for word, value in values(name, language).items()})


@lru_cache(maxsize=None)
def named_patterns(language: str = "en") -> Mapping[str, str]:
    """Every pattern of a language as written, by name. Raises ValueError for a name given twice."""
    found: dict[str, str] = {}
    for row in rows(language, "patterns/*.csv"):
        if row["name"] in found or row["name"] in _lists(language):
            raise ValueError(f"lexicon {language}: the name {row['name']!r} is given twice")
        found[row["name"]] = row["pattern"]
    return MappingProxyType(found)


@lru_cache(maxsize=None)
def _lists(language: str) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows(language, "words/*.csv"):
        known = found.setdefault(row["list"], {})
        for word in row["words"].split("|"):
            if word in known:
                raise ValueError(f"lexicon {language}: {word!r} stands twice in the list {row['list']!r}")
            known[word] = row["value"]
    return MappingProxyType({name: MappingProxyType(known) for name, known in found.items()})


def named_lists(language: str = "en") -> frozenset[str]:
    """The names of a language's word lists."""
    return frozenset(_lists(language))


def names_in(written: str) -> set[str]:
    """The names of patterns and lists that stand in a pattern as it is written."""
    return set(_NAMED.findall(written))


def _filled(name: str, language: str, within: tuple[str, ...]) -> str:
    if name in within:
        raise ValueError(f"lexicon {language}: the pattern {name!r} stands in itself")
    written = named_patterns(language).get(name)
    if written is None:
        return _any_of(words(name, language))
    return _NAMED.sub(lambda found: _filled(found[1], language, (*within, name)), written)


def _any_of(known: frozenset[str]) -> str:
    """Any of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(known, key=lambda word: (-len(word), word)))) + ")" if known else _NOTHING
