"""Regular expressions that are tried only where they can match.

Most patterns of a lexicon match in few sentences. What every match must contain (one of a few literal strings) is read
off the expression, and looking for those first is many times quicker than trying the expression at every position.
"""

import re
from re import _constants as op
from re import _parser as parser
from collections.abc import Callable, Iterable, Iterator

MOST_NEEDLES = 60  # more strings than this are no quicker to look for than the expression
_LONG_ENOUGH = 5   # needles longer than this are not rarer by much

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
    best, run = None, ""
    for code, value in [*sequence, (None, None)]:
        if code is op.LITERAL and (not ignores_case or value < 128):
            run += chr(value).lower() if ignores_case else chr(value)
            continue
        candidates = [frozenset((run,))] if run else []
        run = ""
        inner = _of_part(code, value, ignores_case)
        best = min([c for c in (best, *candidates, inner) if c], key=_rank, default=None)
    return best


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
