"""Who is named in a sentence: armed sides, crowds, civilians, with the words that name them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import polars as pl
from ahocorasick_rs import AhoCorasick

from pipeline.coder.patterns import pattern, words

STATE = frozenset({"mil", "pol", "fgn", "gov"})
ARMED = frozenset({"mil", "pol", "fgn", "reb", "gun", "com", "ukn"})
_KINDS = frozenset(("mil", "pol", "fgn", "reb", "gun", "com", "ukn", "mob", "pro", "civ"))
_TYPE_TAGS = {"State forces": "mil", "Rebel group": "reb", "Political militia": "reb", "Identity militia": "com", "External/Other forces": "mil"}
_WEAPONS = frozenset({"air", "airhard", "shell"})
_GROUPS = frozenset({"reb", "gun", "com", "ukn"})
_NAMED_WITHIN = 60  # characters between a word for people and the name of those they belong to
_LEFT, _LONGEST_LEFT = 5, 40  # words that may go with a word for people, and their longest
_LAST_WORD = re.compile(r"[^\W_][\w'’.-]*$")
_OWNED_WITHIN = 80  # characters before a weapon within which its owner stands


@dataclass(frozen=True)
class Party:
    """One mention: its span in the sentence, what kinds of party the words can mean, and the words."""

    start: int
    end: int
    kinds: frozenset[str]
    seen: str
    is_name: bool

    @property
    def is_armed(self) -> bool:
        """True if the words can mean an armed side and nothing peaceful, or a registered armed party."""
        return bool(self.kinds & ARMED) and (self.is_name or not self.kinds & {"pro"} or bool(self.kinds & STATE))


@dataclass(frozen=True)
class NameScanner:
    """Names of the registry as an automaton over lower-case text, with their kinds and whether case decides."""

    automaton: AhoCorasick
    forms: tuple[tuple[str, str, bool], ...]  # written form, tag, is_acronym


def name_scanner(forms: pl.DataFrame) -> NameScanner:
    """A scanner over the surface forms of parties: columns form, tag, is_case_sensitive."""
    rows = []
    for form, tag, is_cased in forms.unique().sort("form", "tag").iter_rows():
        is_short = len(form) <= 5 or form.isupper()
        if len(form) >= 2 and form[:1].isalnum():
            rows.append((form, tag, bool(is_cased) or (is_short and form.upper() == form)))
    return NameScanner(AhoCorasick([form.lower() for form, _, _ in rows]), tuple(rows))


def names(text: str, plain: str, scanner: NameScanner) -> list[Party]:
    """Registered names in one sentence: whole words that begin with a capital, the longest of those that overlap."""
    found = []
    for i, start, end in scanner.automaton.find_matches_as_indexes(plain, overlapping=True):
        form, tag, is_cased = scanner.forms[i]
        before, after = plain[start - 1: start], plain[end: end + 1]
        if before.isalnum() or after.isalnum() or before == after == "-":  # "PORT-AU-PRINCE" is no African Union
            continue
        word = text[start:end]
        if (word != form) if is_cased else not word[:1].isupper() and not word[:1].isdigit():
            continue
        found.append((start, end, tag, word))
    found.sort(key=lambda m: (m[0] - m[1], m[0], m[2]))
    kept: list[tuple] = []
    for match in found:
        if not any(match[0] < k[1] and k[0] < match[1] for k in kept):
            kept.append(match)
    return [Party(s, e, frozenset({tag}), word, True) for s, e, tag, word in sorted(kept)]


def parties(text: str, hits: list[tuple[int, int, frozenset[str]]], named: list[Party], language: str = "en") -> list[Party]:
    """All parties of one sentence in order: registered names, and words for people with the words that go with them.

    `hits` are the lexicon's hits (start, end, tags). A word for people next to a name belongs to the name.
    """
    found: list[Party] = []
    widened: dict[Party, int] = {}
    for start, end, tags in hits:
        kinds = tags & _KINDS
        if not kinds or any(start < n.end and n.start < end for n in named):
            continue
        left = _phrase_start(text, start, language)
        beside = next((n for n in named if n.end <= start <= n.end + 1 or left <= n.start < start), None)
        if beside is not None:
            widened[beside] = max(end, widened.get(beside, 0))
            continue
        of = next((n for n in named if 0 < n.start - end <= _NAMED_WITHIN and pattern("of_between", language).fullmatch(text[end:n.start])), None)
        if of is not None and kinds & ARMED:
            continue
        if _is_before_its_name(text, start, end, kinds, named, language):
            continue
        if kinds & {"civ"} and pattern("armed_people", language).match(text[left:end]):
            kinds = frozenset({"gun"})
        people = pattern("of_community", language).match(text[end:]) if kinds & {"gun", "com", "reb"} else None
        if people:
            found.append(Party(left, end + people.end(), kinds | {"com"}, f"{people['people']} gunmen", True))
            continue
        is_of_people = bool(kinds & STATE) and left < start and text[left].isupper()
        pair = pattern("paired_people", language).search(text, max(0, left - 40), left) if is_of_people and pattern("fight_each_other", language).search(text, end) else None
        if pair:
            found.append(Party(pair.start(), pair.end("first"), kinds, f"{pair['first']} {text[start:end]}", True))
        home = pattern("of_home", language).match(text[end:]) if kinds & STATE and left == start else None
        end += home.end() if home else 0
        found.append(Party(left, end, kinds, text[left:end], text[left:left + 1].isupper() and left < start or home is not None))
    found += [Party(n.start, widened.get(n, n.end), n.kinds, n.seen, True) for n in named]
    found += [p for start, end, tags in hits if not tags & _KINDS and (p := _inside(text, start, end, language)) and not any(p.start < f.end and f.start < p.end for f in found)]
    owned = [p for start, end, tags in hits if tags & _WEAPONS and (p := _by_weapon(text, start, end, language))]
    found += [p for p in owned if not any(p.start <= f.start < p.end for f in found)]
    return _outermost(found)


def _is_before_its_name(text: str, start: int, end: int, kinds: frozenset[str], named: list[Party], language: str) -> bool:
    """True for what a group is called right before its name: "the paramilitary Rapid Support Forces", "rebel group M23"."""
    is_said = bool(kinds & _GROUPS) or pattern("of_groups", language).fullmatch(text[start:end]) is not None
    return is_said and any(n.kinds & _GROUPS and 0 < n.start - end <= _NAMED_WITHIN and pattern("before_its_name", language).fullmatch(text[end:n.start]) for n in named)


def _outermost(found: list[Party]) -> list[Party]:
    """The parties in order, without those that lie within another."""
    kept: list[Party] = []
    for party in sorted(found, key=lambda p: (p.start - p.end, p.start)):
        if not any(k.start <= party.start and party.end <= k.end for k in kept):
            kept.append(party)
    return sorted(kept, key=lambda p: (p.start, p.end))


def acting_nations(text: str, nations: list[tuple[int, int, str]], known: tuple[Party, ...], language: str) -> tuple[Party, ...]:
    """The forces of countries that act by their names ("Ukraine struck a depot"), where no party is named there; `nations` are start, end, name."""
    acting = [n for n in nations if pattern("nation_acts_after", language).match(text, n[1]) and not any(n[0] < p.end and p.start < n[1] for p in known)]
    return tuple(Party(start, end, frozenset({"mil"}), f"{name} forces", True) for start, end, name in acting)


def _inside(text: str, start: int, end: int, language: str) -> Party | None:
    """Forces named within a longer term of the lexicon, such as "clashed with riot police"; null where none are."""
    word = pattern("forces_inside", language).search(text, start, end)
    if not word:
        return None
    return Party(word.start(), word.end(), frozenset({"pol" if word["police"] else "mil"}), word.group(), False)


def _by_weapon(text: str, start: int, end: int, language: str) -> Party | None:
    """The state or group that a weapon belongs to ("Russian jet fighters", "Houthi missiles"); null without such a word."""
    low = max(0, start - _OWNED_WITHIN)
    owner = pattern("weapon_of_name", language).search(text, low, start)
    if not owner or owner["owner"].lower() in words("never_in_a_name", language):
        owner = pattern("weapon_of_kind", language).search(text, low, start)
    if not owner:
        return None
    arm = "warplanes" if pattern("aircraft", language).search(text[start:end]) else "forces"
    return Party(owner.start("owner"), end, frozenset({"mil", "wpn"}), f"{owner['owner']} {arm}", owner["owner"][0].isupper())


def _phrase_start(text: str, start: int, language: str) -> int:
    """Where the phrase begins that ends in the word at `start`: adjectives and capitalised words go with it."""
    never, modifiers = words("never_in_a_name", language), words("party_modifiers", language)
    left = start
    for word, at in _words_before(text, start):
        low = word.lower().strip("'’")
        is_capital = word[:1].isupper() and low not in never
        if not (is_capital or low in modifiers) or word[-1:] in ",;:.)":
            break
        if low in never:
            break
        left = at
    return left


def _words_before(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The words that end right before `start`, the nearest first, with where each begins; they end at a sign other than a blank."""
    for _ in range(_LEFT):
        low = max(0, start - _LONGEST_LEFT)
        before = text[low:start]
        held = before.rstrip()
        tail = held.rsplit(None, 1)[-1] if held else ""
        word = _LAST_WORD.search(tail) if len(held) < len(before) else None
        if not word:
            return
        start = low + len(held) - len(tail) + word.start()
        yield word.group(), start
        if word.start():
            return


@lru_cache(maxsize=8)
def tag_of_type(actor_type: str) -> str | None:
    """The tag of a registered party's type; null for unarmed ones."""
    return _TYPE_TAGS.get(actor_type)


def spellings(name: str, language: str = "en") -> list[str]:
    """A party's words as a register may know them, most telling first: as written, then without "armed", what it holds ("base",
    "patrol"), the possessive, and the words between the people's name and the last one."""
    people = pattern("armed_people_of", language).match(name)
    found = [f"{people[1]} gunmen", name] if people and people[1][0].isupper() else [name]
    kept = [w for w in pattern("possessive_inside", language).sub(" ", name).split() if w.lower() not in words("armed_words", language)]
    while kept:
        found.append(" ".join(kept))
        if kept[-1].lower() not in words("what_parties_hold", language) or len(kept) == 1:
            break
        kept = kept[:-1]
    if len(kept) > 2 and kept[0][:1].isupper():
        found.append(f"{kept[0]} {kept[-1]}")
    if kept and kept[0][:1].isupper():
        found.append(f"{kept[0]} forces")
    home = pattern("of_or_from", language).split(name)
    return list(dict.fromkeys(found + home[:1]))


def head_noun(name: str) -> str:
    """The last word of a name, in lower case: what a party is when its adjectives say nothing."""
    return name.split()[-1].lower() if name.split() else name
