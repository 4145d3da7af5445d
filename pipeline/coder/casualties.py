"""The groups of dead and wounded in one sentence (codebook section 4).

A sentence becomes a string of one-letter kinds of words; patterns over that string, those of the family `dead`, find the
groups that are the subject or object of a word of dying. What stands after "including" or "among them" is part of a
total and is not counted again. The wounded are found by the same patterns, with words of wounding in the place of words
of killing.
"""

import re
from dataclasses import dataclass

from pipeline.coder.letters import DEADLY, WORD, Spelt, spelt, word_kinds
from pipeline.coder.numbers import Count, count_at
from pipeline.coder.patterns import family, pattern
from pipeline.coder.phrases import ready, ready_for_hurt

_BARE_PLURAL = Count(3, 3, 3, True, 0)
_ONE = Count(1, 1, 1, False, 0)
_TWO = Count(2, 2, 2, False, 0)
_UNNAMED = re.compile("[at]o*|r")
_WHOLE = re.compile(".+")


@dataclass(frozen=True)
class Part:
    """One group of dead in one sentence."""

    count: Count
    group: str
    start: int
    end: int
    kind: str = "group"  # total: a toll said as such; restated: "nine fatalities" beside groups; added: wounded who died later, "another soldier"


def dead(text: str, language: str = "en") -> list[Part]:
    """The groups of dead in one sentence of lower-case text; [] when it tells of none. A total told as such stands alone."""
    text = ready(text, language)
    total = _total(text, language)
    if total:
        return [total]
    parts = _groups(text, DEADLY, language)
    parts = _without_subtotals([p for p in parts if p.kind != "restated"] or parts)
    return [_twice(p) for p in parts] if pattern("each_side", language).search(text) else parts


def _total(text: str, language: str) -> Part | None:
    """The number that a toll is said to be, to have reached or to have risen to; it follows the last named group of the pattern."""
    found = pattern("total", language).search(text)
    if not found:
        return None
    words = [(m.group(), m.start(), m.end()) for m in WORD.finditer(text, found.end(found.lastgroup))][:4]
    number = count_at([w for w, _, _ in words], 0, language) if words else None
    return Part(number, "other", words[0][1], words[number.words - 1][2], "total") if number and not number.is_vague else None


def _groups(text: str, needed: frozenset[str], language: str, swapped: bool = False) -> list[Part]:
    """The groups of people that the patterns find, in order; `swapped` reads words of wounding where words of killing are meant."""
    known = word_kinds(language)
    if not swapped and known.deadly.isdisjoint(WORD.findall(text)):
        return []
    told = spelt(text, language)
    letters = told.letters
    if swapped:
        letters = "".join("w" if c in DEADLY else c for c in letters)
        letters = "".join("k" if word in known.hurting else "f" if word in known.injuries else c for c, word in zip(letters, told.words))
    if not needed & set(letters):
        return []
    kept = _without_parts(letters)
    told = Spelt("".join(letters[i] for i in kept), [told.spans[i] for i in kept], {n: told.counts[i] for n, i in enumerate(kept) if i in told.counts}, [told.words[i] for i in kept])
    letters, one_group, taken, used = told.letters, pattern("group", language), [], set()
    for dying in family("dead", language):
        for match in dying.finditer(letters):
            if "u" in letters[max(0, match.start() - 2): match.start()]:
                continue
            is_unnamed = match["g"] in ("r", "a") or match["g"][0] in "at" and "q" not in match["g"] and "p" not in match["g"] and "n" not in match["g"]
            members = _UNNAMED if is_unnamed else one_group if one_group.search(letters, match.start("g"), match.end("g")) else _WHOLE
            for member in members.finditer(letters, match.start("g"), match.end("g")):
                at = set(range(member.start(), member.end()))
                is_other_harm = member.start() > match.start("g") and letters[member.end(): member.end() + 1] == "w"  # "killing five and two injured"
                if not used & at and not is_other_harm:
                    used |= at
                    taken.append(_part(member, told, next((k for k in ("added", "restated") if match.groupdict().get(k)), "group"), language))
            used |= set(range(match.end("g"), match.end()))  # what stands between a group and its verb, such as an age, counts nobody
    return sorted(taken, key=lambda p: p.start)


def _twice(part: Part) -> Part:
    """The group once for each of two sides."""
    c = part.count
    return Part(Count(2 * c.low, 2 * c.best, 2 * c.high, c.is_vague, c.words), part.group, part.start, part.end, part.kind)


def _without_subtotals(parts: list[Part]) -> list[Part]:
    """A total of people stands for the groups it is made of; uncounted plurals yield to counted groups."""
    counted = [p for p in parts if p.count.words or not p.count.is_vague]
    parts = counted or parts
    if len(parts) > 2 or len(parts) == 2 and parts[0].group == "other" != parts[1].group:
        largest = max(parts, key=lambda p: p.count.best)
        if largest.count.best >= 2 and largest.count.best == sum(p.count.best for p in parts if p is not largest):
            return [largest]
    return parts


def _without_parts(letters: str) -> list[int]:
    """Places in the letters that count: what follows "including" or "among" is left out up to the next verb or clause."""
    kept, is_hidden = [], False
    for i, letter in enumerate(letters):
        if letter == "i":
            is_hidden = True
            if kept and letters[kept[-1]] == ",":
                kept.pop()
        elif is_hidden and letter in ".kdwbyz":
            is_hidden = False
        if not is_hidden:
            kept.append(i)
    return kept


def _part(member: re.Match, told: Spelt, kind: str, language: str) -> Part:
    known, letters = word_kinds(language), told.letters
    at = range(member.start(), member.end())
    number = next((told.counts[i] for i in at if i in told.counts), None)
    person = next((told.words[i] for i in reversed(at) if letters[i] in "pq"), None)
    if number is None and person in known.pairs:
        number = _TWO
    if number is None:
        number = _BARE_PLURAL if "p" in member.group() and "q" not in member.group() and member.group()[0] != "a" else _ONE
    is_more = kind == "group" and told.words[member.start()] in known.additional and pattern("then_dies", language).match(letters, member.end())
    kind = "added" if is_more else kind
    return Part(number, known.group.get(person, "other") if person else "other", told.spans[member.start()][0], told.spans[member.end() - 1][1], kind)


def hurt(text: str, language: str = "en") -> int | None:
    """The number of wounded that a sentence of lower-case text tells; None when it tells none."""
    if not pattern("hurt_hint", language).search(text):
        return None
    parts = [p for p in _groups(ready_for_hurt(text, language), frozenset("kf"), language, swapped=True) if p.count.words or not p.count.is_vague]
    return sum(p.count.best for p in _without_subtotals(parts)) or None
