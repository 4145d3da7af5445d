"""Regular expressions that are tried only where they can match.

Most patterns of a lexicon match in few sentences. What every match must contain (one of a few literal strings) is read
off the expression, and looking for those first is many times quicker than trying the expression at every position. For
many texts at once, `may_match` asks a looser form of each expression, without look-around, of all of them in columns.
"""

import re
from re import _constants as op
from re import _parser as parser
from collections.abc import Callable, Iterable, Iterator, Sequence

import polars as pl

MOST_NEEDLES = 60  # more strings than this are no quicker to look for than the expression
_LONG_ENOUGH = 5   # needles longer than this are not rarer by much

_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")

Needles = frozenset[str]


def needles(pattern: re.Pattern) -> Needles | None:
    """Strings of which every match contains at least one; null where the expression tells none. In lower case if it ignores case."""
    found = _of_sequence(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG), bool(pattern.flags & re.IGNORECASE))
    return found if found and len(found) <= MOST_NEEDLES else None


class Gated:
    """A compiled expression whose methods give what `re.Pattern`'s give, sooner where there is no match."""

    __slots__ = ("regex", "_may_match")

    def __init__(self, regex: re.Pattern):
        self.regex = regex
        self._may_match = _gate(needles(regex), bool(regex.flags & re.IGNORECASE))

    def search(self, text: str, *span: int) -> re.Match | None:
        """As re.Pattern.search."""
        return self.regex.search(text, *span) if self._may_match(text) else None

    def match(self, text: str, *span: int) -> re.Match | None:
        """As re.Pattern.match."""
        return self.regex.match(text, *span) if self._may_match(text) else None

    def fullmatch(self, text: str, *span: int) -> re.Match | None:
        """As re.Pattern.fullmatch."""
        return self.regex.fullmatch(text, *span) if self._may_match(text) else None

    def finditer(self, text: str, *span: int) -> Iterator[re.Match]:
        """As re.Pattern.finditer."""
        return self.regex.finditer(text, *span) if self._may_match(text) else iter(())

    def findall(self, text: str, *span: int) -> list:
        """As re.Pattern.findall."""
        return self.regex.findall(text, *span) if self._may_match(text) else []

    def sub(self, replacement: str | Callable[[re.Match], str], text: str, count: int = 0) -> str:
        """As re.Pattern.sub."""
        return self.regex.sub(replacement, text, count) if self._may_match(text) else text

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        """As re.Pattern.split."""
        return self.regex.split(text, maxsplit) if self._may_match(text) else [text]

    @property
    def pattern(self) -> str:
        """The expression as written."""
        return self.regex.pattern

    def __repr__(self) -> str:
        return f"Gated({self.regex!r})"


def may_match(texts: pl.Series, expressions: Sequence[Gated]) -> list[list[int]]:
    """Per text the numbers of the expressions that may match in it, in order; every one that matches is among them."""
    if not expressions:
        return [[] for _ in texts]
    table = texts.alias("text").to_frame().lazy()
    number = pl.concat_list(pl.when(pl.col("text").str.contains(loose(e.pattern))).then(pl.lit(n, pl.UInt16)) for n, e in enumerate(expressions))
    return table.select(number.list.drop_nulls()).collect().to_series().to_list()


def loose(written: str) -> str:
    """The expression without its look-around groups: it matches wherever the expression does."""
    kept, place = [], 0
    while place < len(written):
        if written.startswith(_LOOKS, place):
            place = _group_end(written, place)
        else:
            step = 2 if written[place] == "\\" else _class_end(written, place) - place if written[place] == "[" else 1
            kept.append(written[place: place + step])
            place += step
    return "".join(kept)


def _group_end(written: str, start: int) -> int:
    """Where the group that opens at `start` ends."""
    depth, place = 0, start
    while place < len(written):
        if written[place] == "\\":
            place += 2
            continue
        if written[place] == "[":
            place = _class_end(written, place)
            continue
        depth += {"(": 1, ")": -1}.get(written[place], 0)
        place += 1
        if depth == 0:
            return place
    return place


def _class_end(written: str, start: int) -> int:
    """Where the set of characters that opens at `start` ends; a bracket right after the opening belongs to the set."""
    place = start + 2 if written.startswith("[^", start) else start + 1
    place += written.startswith("]", place)
    while written[place] != "]":
        place += 2 if written[place] == "\\" else 1
    return place + 1


def _gate(wanted: Needles | None, ignores_case: bool) -> Callable[[str], bool]:
    """A test that is false only of texts in which the expression cannot match."""
    if wanted is None:
        return lambda text: True
    ordered = tuple(sorted(wanted, key=lambda needle: (len(needle), needle)))

    def has_one(text: str) -> bool:
        for needle in ordered:
            if needle in text:
                return True
        return False
    if ignores_case:  # letters beyond ASCII may fold in ways of their own
        return lambda text: not text.isascii() or has_one(text.lower())
    return has_one


def _of_sequence(sequence: Iterable, ignores_case: bool) -> Needles | None:
    """The most telling needles among those of the parts, all of which a match contains."""
    found, run = [], ""
    for code, value in sequence:
        if code is op.LITERAL and (not ignores_case or value < 128):
            run += chr(value).lower() if ignores_case else chr(value)
            continue
        found += [frozenset((run,))] if run else []
        found.append(_of_part(code, value, ignores_case))
        run = ""
    found += [frozenset((run,))] if run else []
    return min(filter(None, found), key=_rank, default=None)


def _rank(found: Needles) -> tuple[int, int]:
    """Long needles first, then few."""
    return -min(_LONG_ENOUGH, min(map(len, found))), len(found)


def _of_part(code, value, ignores_case: bool) -> Needles | None:
    if code is op.SUBPATTERN:
        _, added, _, inner = value
        return None if added & re.IGNORECASE and not ignores_case else _of_sequence(inner, ignores_case)
    if code is op.BRANCH:
        parts = [_of_sequence(inner, ignores_case) for inner in value[1]]
        return frozenset().union(*parts) if all(parts) else None
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _, inner = value
        return _of_sequence(inner, ignores_case) if least else None
    if code is op.ATOMIC_GROUP:
        return _of_sequence(value, ignores_case)
    if code is op.ASSERT:
        return _of_sequence(value[1], ignores_case)
    return None
