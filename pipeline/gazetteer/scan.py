"""Finds gazetteer names in running text: the text folded with a way back to its own offsets, and one automaton.

Names are matched as whole words, in folded form, overlapping; of overlapping hits the longest stays. Whether a hit is
a place at all is decided later, by its context.
"""
import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

import polars as pl
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from anyascii import anyascii

from pipeline.gazetteer.fold import fold

_MARKS = "'`´‘’‚‛ʻʼʽʾʿˈʹʺ′‵＇ʔʕ"
_POSSESSIVE = re.compile(rf"(?<=\w)[{_MARKS}]s(?!\w)", re.IGNORECASE)
_ELISION = re.compile(rf"^(?:[dl]|all|dell|dall|nell|sull|qu)[{_MARKS}]", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<=[^\W\d_])[{_MARKS}](?=[^\W\d_])")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")
_SHORTENED = re.compile(r"\b(?:St|Ste|Sta|Sto|Mt|Ft|D\.R|D)\.(?= ?[A-Z])")
_ODD = re.compile(r"[^A-Za-z0-9 \n\t-]")
_DROP, _BREAK, _OWNER = "\x01", "\x02", "\x03"
OWNER = "'"  # the word that a possessive ending becomes in a folded text
_SHORT_FORMS = (("saint ", "st "), ("sainte ", "ste "), ("mount ", "mt "), ("fort ", "ft "))
PARTICLES = frozenset("al el ad ed ar er as es ash esh at et ath az ez an en adh of the de del della di da do dos das du des la las le les los y e i bin ben ibn upon on sur sous am an der den im in und and et na nad pod lès lez ou op ter ten van von t s d l o a".split())


class Hit(NamedTuple):
    start: int
    end: int
    pattern: int


class Folded(NamedTuple):
    """A text as names are folded, and the break points that lead back to its own offsets."""

    plain: str
    places: list[int]
    shifts: list[int]


class Scanner(NamedTuple):
    """An automaton over folded names; `patterns` and `folded` by pattern number."""

    automaton: AhoCorasick
    folded: list[str]
    cased: list[str | None]  # the exact form that an abbreviation must have


class _Table(dict):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char == _OWNER:
            value = OWNER
        elif char == _BREAK or char.isspace() or char in "-‐‑":
            value = " "
        elif char == _DROP or fold(char) == "" and (not char.isprintable() or char.isalpha() or _is_mark(char)):
            value = ""
        elif char.isalnum():
            value = anyascii(char).lower() if not char.isascii() else char.lower()
            value = re.sub(r"[^a-z0-9]", "", value.replace("'", ""))
            value = "i" if char in "İı" else value
        else:
            value = "  "
        self[code] = value
        return value


def _is_mark(char: str) -> bool:
    return char == "ـ" or "̀" <= char <= "ͯ" or "ً" <= char <= "ْ"


_TABLE = _Table()


def fold_text(text: str) -> Folded:
    """The text folded as names are, between spaces, with break points that lead back: see `original_offset`.

    Punctuation becomes two spaces, so that no name reaches across it; an apostrophe inside a word and the dots of
    initials vanish; a possessive ending is a word of its own, `OWNER`: part of "St. John's", and no part of "Idlib's".
    """
    marked = _POSSESSIVE.sub(_BREAK + _OWNER, text)
    marked = _INSIDE.sub(_DROP, marked)
    marked = _INITIALS.sub(lambda m: m.group().replace(".", _DROP), marked)
    marked = _SHORTENED.sub(lambda m: m.group().replace(".", _DROP), marked)
    places, shifts, shift = [], [], 0
    for odd in _ODD.finditer(marked):
        extra = len(_TABLE[ord(odd.group())]) - 1
        if extra:
            shift += extra
            places.append(odd.start() + 1 + shift)
            shifts.append(shift)
    return Folded(f" {marked.translate(_TABLE)} ", places, shifts)


def original_offset(folded_offset: int, places: list[int], shifts: list[int]) -> int:
    """The code point offset in the original text of an offset in the folded text (without its leading space)."""
    index = bisect_right(places, folded_offset)
    return folded_offset - (shifts[index - 1] if index else 0)


def possessive_form(name: str) -> str | None:
    """How a text with the name is folded, if a possessive belongs to it ("saint john '" for "St. John's"); else null."""
    parts = _POSSESSIVE.split(name)
    return f" {OWNER} ".join(fold(part) for part in parts).strip() if len(parts) > 1 else None


def build_scanner(patterns: pl.DataFrame, possessives: dict[str, str]) -> Scanner:
    """An automaton over `folded` names and exact `cased` forms; short spellings of Saint, Mount and Fort are added, and
    the `possessive_form` of the names that have one."""
    folded, cased, texts = [], [], []
    for name, exact in patterns.select("folded", "cased").iter_rows():
        whole = {name, possessives[name]} if name in possessives else {name}
        forms = whole | {re.sub(rf"\b{long}", short, form) for form in whole for long, short in _SHORT_FORMS if long in form}
        for form in sorted(forms):
            texts.append(f" {form} ")
            folded.append(name)
            cased.append(exact)
    return Scanner(AhoCorasick(texts, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA), folded, cased)


def find_names(text: str, folded: Folded, scanner: Scanner) -> list[Hit]:
    """Hits with offsets in the text, whose `folded` is given, by start: whole words, written like names, the longest of those that overlap."""
    plain, places, shifts = folded
    hits = []
    for pattern, start, end in scanner.automaton.find_matches_as_indexes(plain, overlapping=True):
        first, last = original_offset(start, places, shifts), original_offset(end - 3, places, shifts) + 1
        first, last = _trimmed(text, first, last)
        if is_written_as_name(text[first:last], scanner.folded[pattern], scanner.cased[pattern]):
            hits.append(Hit(first, last, pattern))
    hits.sort(key=lambda h: (h.start - h.end, h.start, h.pattern))
    taken, kept = [], []
    for hit in hits:
        if not any(hit.start < end and start < hit.end for start, end in taken):
            taken.append((hit.start, hit.end))
            kept.append(hit)
    return sorted(kept)


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and not text[first].isalnum():
        first += 1
    while last > first and not (text[last - 1].isalnum() or text[last - 1] == "." and last - 2 >= first and text[last - 2].isupper() and "." in text[first:last - 1]):
        last -= 1
    if last < len(text) and text[last] == "." and _INITIALS.fullmatch(text[first:last + 1]):
        last += 1
    return first, last


@lru_cache(maxsize=100_000)
def is_written_as_name(span: str, folded: str, cased: str | None) -> bool:
    """True if every word but particles begins with a capital, or the script has none; short names need to be long enough."""
    if cased is not None:
        return span.rstrip(".") == cased.rstrip(".") or span == cased
    words = [w for w in re.split(r"[\s-]+", span) if w]
    if not words or not any(c.isalnum() for c in words[0]):
        return False
    is_capital = [_is_capital(_ELISION.sub("", word, count=1) or word) for word in words]
    if not any(is_capital) or not (is_capital[0] or fold(words[0]) in PARTICLES):
        return False
    return all(ok or fold(word) in PARTICLES for ok, word in zip(is_capital, words))


def _is_capital(word: str) -> bool:
    letter = next((c for c in word if c.isalpha()), None)
    return letter is None or letter.isupper() or letter.lower() == letter.upper()
