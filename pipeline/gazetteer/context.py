"""What the words around a name in running text say about it: a place, a person, an organisation, a government, a word."""
import re
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipeline.gazetteer.fold import fold

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?")
_SENTENCE_END = re.compile(r"[.!?:;\n“”\"»]\s*[\"“‘'(\[]*\s*$|^\s*[\"“‘'(\[]*\s*$|[\n]\s*$")
_DATELINE_AFTER = re.compile(r"^\s*(?:,[^.\n]{0,40})?(?:\([A-Z][^)]{1,30}\))?\s*[—–-]{1,2}\s")
_COMMA = re.compile(r"^\s*,\s+$|^\s*\(\s*$|^,\s*$")
UNIT_KINDS = {
    **dict.fromkeys(("province", "governorate", "oblast", "state", "region", "prefecture", "department", "krai", "countryside"), "admin1"),
    **dict.fromkeys(("district", "county", "raion", "lga", "municipality", "subdistrict", "township", "territory", "woreda", "cercle", "tehsil", "taluk", "upazila", "commune", "canton"), "admin2"),
    **dict.fromkeys(("city", "town", "village", "suburb", "neighborhood", "neighbourhood", "hamlet", "settlement", "capital"), "town"),
    **dict.fromkeys(("river", "lake", "mountain", "mountains", "forest", "valley", "island", "islands", "desert", "peninsula"), "natural")}
_KINDS = "|".join(sorted(UNIT_KINDS, key=len, reverse=True))
_AFTER_UNIT = re.compile(rf"^[ -]({_KINDS})\b", re.IGNORECASE)
_BEFORE_UNIT = re.compile(rf"\b({_KINDS})s? of (?:the )?$|\b(?:[Tt]own|[Vv]illage|[Cc]ity) $", re.IGNORECASE)
_BEFORE_TOWN = re.compile(r"\b(?:near|outside(?: of)?|outskirts of|suburbs? of|centre of|center of|downtown|(?:km|kilomet(?:er|re)s|miles) (?:(?:to the )?[a-z-]+ )?(?:of|from))\s+$", re.IGNORECASE)
CLASSES = ("common", "given_name", "surname", "title", "organisation_after", "organisation_before", "saying", "attached", "locative", "unit_after", "kin_after")


@dataclass(frozen=True)
class Words:
    """The word classes of `geoparse_words.csv`, folded."""

    classes: dict[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.classes.get(name, frozenset())


class Context(NamedTuple):
    """One mention's surroundings, as evidence; `verdict` names a rule that rules the place out, or is empty."""

    evidence: float
    verdict: str


def words_from(table: pl.DataFrame, countries: pl.DataFrame, country_names: pl.DataFrame, towns: frozenset[str]) -> Words:
    """The classes of words, each as a set of folded words.

    Capitals, which speak for their governments, and institutions ("White House"), which are never places of events,
    come from the country tables; a metonym that is one of `towns` stays a place.
    """
    classes = {name: frozenset(fold(w) for w in table.filter(pl.col("class") == name)["word"]) for name in CLASSES}
    capitals = frozenset(fold(c) for c in countries["capital"].drop_nulls())
    metonyms = {fold(n) for n in country_names.filter(pl.col("kind") == "capital_metonym")["name"]}
    return Words({**classes, "capital": capitals, "institution": frozenset(metonyms) - capitals - towns})


def with_more(words: Words, more: dict[str, frozenset[str]]) -> Words:
    """The classes of words with those of another language beside them; the same object where there are none."""
    added = {name: frozenset(map(fold, found)) for name, found in more.items() if found}
    return Words(words.classes | {name: words[name] | found for name, found in added.items()}) if added else words


def describe(text: str, start: int, end: int, words: Words, is_place_before: bool, is_place_after: bool) -> Context:
    """The evidence around text[start:end]; `is_place_before` and `_after` say that another name adjoins it."""
    before, after = text[max(0, start - 60):start], text[end:end + 60]
    left, right = _last_words(before), _first_words(after)
    name = text[start:end]
    verdict = _ruled_out(name, left, right, after, words, is_place_after)
    if verdict:
        return Context(-1.0, verdict)
    return Context(_evidence(name, before, after, left, right, words, is_place_before, is_place_after), "")


def unit_hint(text: str, start: int, end: int) -> str | None:
    """The kind of place that the words right at text[start:end] name ("Idlib province", "the town of"), "near" where they speak of a point, or null."""
    after = _AFTER_UNIT.match(text[end:end + 40])
    if after:
        return UNIT_KINDS[after[1].lower()]
    before = _BEFORE_UNIT.search(text[max(0, start - 40):start])
    if before:
        return UNIT_KINDS[(before[1] or "town").lower()]
    return "near" if _BEFORE_TOWN.search(text[max(0, start - 40):start]) else None


def _ruled_out(name: str, left: list[str], right: list[str], after: str, words: Words, is_place_after: bool) -> str:
    previous, following = (left[-1] if left else ""), (right[0] if right else "")
    is_joined = bool(re.match(r"[-‐‑–]\w", after))
    if is_joined and fold(following.split("-")[0]) in words["attached"]:
        return "attached"
    if is_joined and following[:1].islower() and not is_place_after and fold(following.split("-")[0]) not in ("based", "area", "wide", "bound", "held", "controlled", "born", "to"):
        return "compound"
    is_title = fold(previous) in words["title"] and previous[:1].isupper() and fold(previous) not in ("saint", "st")
    if is_title:
        return "title"
    is_initial = bool(re.fullmatch(r"[A-Z]\.", previous))
    is_given = fold(previous) in words["given_name"] and previous[:1].isupper()
    if (is_given or is_initial) and " " not in name:
        return "person"
    folded = fold(name)
    first = folded.split()[0]
    is_surname_after = following[:1].isupper() and not is_place_after and re.match(r"^ [A-Z]", after) is not None
    if folded in words["institution"]:
        return "institution"
    if folded in words["capital"] and fold(following) in words["saying"] and re.match(r"^ [a-z]", after) and fold(previous) not in words["locative"]:
        return "government"
    if first in words["given_name"] and is_surname_after and fold(following) not in words["unit_after"]:
        return "person"
    if fold(following) in words["kin_after"] and re.match(r"^ [a-z]", after):
        return "kin"
    is_org = following[:1].isupper() and fold(following.rstrip(".")) in words["organisation_after"] and re.match(r"^ [A-Z]", after) is not None
    if is_org:
        return "organisation"
    if left and fold(previous) in words["organisation_before"] and previous[:1].isupper() or _ends_with_org_of(left, words):
        return "organisation"
    return ""


def _ends_with_org_of(left: list[str], words: Words) -> bool:
    """True after "University of", "Bank of the"."""
    tail = [w for w in left if w.lower() != "the"]
    return len(tail) >= 2 and tail[-1] == "of" and tail[-2][:1].isupper() and fold(tail[-2]) in words["organisation_after"] | words["organisation_before"]


def _evidence(name: str, before: str, after: str, left: list[str], right: list[str], words: Words, is_place_before: bool, is_place_after: bool) -> float:
    previous, following = (left[-1] if left else ""), (right[0] if right else "")
    is_opening = bool(_SENTENCE_END.search(before))
    value = 0.0
    if fold(previous) in words["locative"] and not is_opening:
        value += 0.3 if fold(previous) != "of" else 0.2
    if fold(previous) == "the" and len(left) > 1 and fold(left[-2]) in words["locative"]:
        value += 0.1
    if fold(following.rstrip(".")) in words["unit_after"] and re.match(r"^[ -]", after):
        value += 0.35
    if is_place_after and re.match(r"^,? ?\(?", after) and "," in after[:2]:
        value += 0.35
    if is_place_before and before.rstrip().endswith((",", "(")):
        value += 0.3
    if is_opening and _DATELINE_AFTER.match(after):
        value += 0.5
    folded = fold(name)
    is_saying = fold(following) in words["saying"] and re.match(r"^ [a-z]", after) is not None
    if is_saying and fold(previous) not in words["locative"]:
        value -= 0.25
    if all(word in words["common"] or word in ("the", "of", "and") for word in folded.split()):
        value -= 0.6
    elif folded in words["given_name"]:
        value -= 0.35
    elif folded in words["surname"]:
        value -= 0.3
    is_capital_before = previous[:1].isupper() and not is_opening and before.endswith(" ") and not is_place_before and before.rstrip()[-1:].isalnum() and len(previous) > 1
    if is_capital_before:
        value -= 0.3 if fold(previous) not in words["locative"] else -0.05
    is_capital_after = following[:1].isupper() and re.match(r"^ [A-Z]", after) is not None and not is_place_after
    if is_capital_after:
        value -= 0.25
    return round(value, 3)


def _last_words(text: str) -> list[str]:
    return _WORD.findall(text)[-4:]


def _first_words(text: str) -> list[str]:
    return _WORD.findall(text)[:3]
