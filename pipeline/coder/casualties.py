"""The groups of dead and wounded in one sentence (codebook section 4).

A sentence becomes a string of one-letter kinds of words; patterns over that string find the groups that are the
subject or object of a word of dying. What stands after "including" or "among them" is part of a total and is not
counted again. The wounded are found by the same patterns, with words of wounding in the place of words of killing.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.numbers import Count, count_at
from pipeline.coder.phrases import ready, ready_for_hurt
from pipeline.coder.vocabulary import FOLDER

_WORD = re.compile(r"[^\W_](?:[\w,.'-]*[^\W_])?|[,;:.()]")
_BARE_PLURAL = Count(3, 3, 3, True, 0)
_ONE = Count(1, 1, 1, False, 0)
_TWO = Count(2, 2, 2, False, 0)
_TOLL_IS = r"(?:deaths {5}|toll|number of (?:the )?(?:dead|deaths|people killed|people known to have been killed|victims|fatalities|killed))"
_MORE = r"(?:at least |about |around |more than |over |some |nearly )?(?=\d|[a-z]+)"
_TOTAL = re.compile(
    rf"\b(?:bring|rais|tak|push)\w* (?:the )?(?:overall |total |confirmed )?{_TOLL_IS}\b[^.;]{{0,40}}? (?P<up>to {_MORE})|"
    rf"\b{_TOLL_IS}[^.;]{{0,90}}?\b(?P<to>(?:rose|risen|rises|climbed|climbs|increased|jumped|reached|reaches|stands?|stood|put|raised|is|was|now)(?:\s+(?:up|to|at|by|\w+ly)){{0,2}}\s+{_MORE})")
_HURT_HINT = re.compile(r"wound|injur|hurt|hospital|treated|burns|bruises|maimed")
_HURTING = frozenset("wound wounded wounds wounding injure injured injures injuring hurt hurting maimed hospitalised hospitalized".split())
_INJURIES = frozenset("injuries injury wounded".split())
_EACH_SIDE = re.compile(r"\b(?:on|in|from) (?:each|both) (?:side|camp|sides|camps)\b")
_CLASSES = {  # letter -> words, in the order in which they are tried
    "k": """kill kills killed killing slay slays slain slew slaying murder murdered murdering murders massacre massacred massacring execute executed executing executes behead
        beheaded beheading assassinate assassinated assassinating slaughtered slaughtering lynched lynching decapitated hanged butchered neutralized neutralised beheads assassinates
        eliminated eliminating liquidated martyred""",
    "z": "die died dies dying perish perished succumbed fell drowned",
    "d": "dead lifeless",
    "f": "deaths fatalities fatality bodies corpses",
    "w": """wound wounded wounds wounding injure injured injures injuring injuries injury hurt maimed hospitalised hospitalized arrested abducted kidnapped detained captured missing
        displaced raped treated trapped rescued evacuated freed arresting abducting kidnapping capturing destroying burning looting injures""",
    "v": "have has had",
    "e": "also both all either reportedly later apparently still then",
    "b": "was were is are been be being got get found confirmed feared believed reported said to",
    "h": "at least about around more than up over nearly almost approximately as roughly estimated further only no fewer less most close out total of them one's what",
    "i": "including among includes included amongst",
    "u": "no none nobody without never nor",
    "x": "in on near from during with for against into inside outside to under between across along behind around",
    "y": "by when after because if who which that while before since until where",
    "t": "the his her their its",
    "r": "he she him",
    "c": "and plus",
}
_LETTER = {word: letter for letter, words in reversed(_CLASSES.items()) for word in words.split()} | {"of": "h", "to": "x", "at": "h", "around": "h"}
_DEADLY = frozenset(word for word, letter in _LETTER.items() if letter in "kzdf")
_OF = r"(?:[hx]t?[oq]{1,5}p?)?"  # of the army, from Bangladesh
_GROUP = rf"(?:h{{0,4}}n(?:[oth]{{0,4}}[pq]{{1,2}}{_OF}|[oth]{{0,3}})|ao{{1,2}}p(?![oq])|a[op]{{0,3}}q[pq]{{0,2}}{_OF}|t[op]{{0,2}}q|o{{0,2}}p)"
_WHO = r"(?:[,]?y[^.kzdwn]{1,14}|,[^.kzdwnpqb]{1,16},|,n(?:cn)?,)?"  # who had taken refuge there; a name or an age between commas
_LIST = rf"{_GROUP}(?:(?:,c|,|c)[ht]{{0,3}}{_GROUP})*"
_PATTERNS = tuple(re.compile(p) for p in (
    rf"(?P<g>{_LIST}){_WHO}[,obve]{{0,3}}b[boe]{{0,2}}(?:wc)?(?:k|d|z)",  # five people were killed
    rf"(?P<g>{_LIST})(?:[ox][^.,kzdwnbryapq]{{0,12}})b[boe]{{0,2}}(?:k|d)",  # three policemen guarding a bridge were killed
    rf"(?P<g>{_LIST}),?[bve]{{0,3}}(?:xv)?(?:z|d)",  # five people died; leaving five people dead; ten are said to have died
    r"(?P<added>(?P<g>n)htwe?z)",  # three of the wounded died
    rf"(?P<g>h{{0,4}}(?:n[oth]{{0,3}}[pq]{{0,2}}|aq)(?:(?:,c|,|c)h?(?:n[oth]{{0,3}}[pq]{{0,2}}|aq))*)k(?![hn]|o?[pq]|a|t)",  # five killed in blast
    rf"(?<!b)(?<!be)k(?:cw)?h{{0,4}}(?P<g>{_LIST})",  # killing five people
    r"k(?P<g>[at]o{1,3})(?=[xyh,.c]|$)",  # killing a rubber tapper
    r"(?P<g>r)[bve]{0,3}o?(?:(?<=[bve])k|(?<=[bve]o)k|z)",  # he was killed
    r"k(?P<g>r)",  # killing him
    r"k(?P<g>a)(?=[x.,c]|$)",  # killing another
    r"c(?P<g>a)(?:be?)?k",  # and another was killed
    r"c(?P<g>to{0,2}q)k(?=[xy.,;]|$)",  # and her husband killed by gunmen
    r"kh?(?P<g>o{0,2}q)(?=[xy.,;b]|$)",  # killing of elder in a village
    r"^(?P<g>o{0,2}q)b?k(?=[xy.,]|$)",  # headline: journalist shot dead in capital
    rf"(?:bkh?|kb)h{{0,3}}(?P<g>{_LIST})",  # inverted: killed were five people
    r"(?P<restated>(?P<g>h{0,4}no{0,2})f)",  # five deaths
    rf"fh{{1,3}}(?P<g>{_LIST})",  # the bodies of five people
    r"f[obve]{1,5}[xh]{0,3}(?P<g>n)",  # deaths were put at five
))
_MEMBER, _UNNAMED = re.compile(_GROUP), re.compile("[at]o*|r")
_WHOLE = re.compile(".+")
_UNITS = frozenset("""km kilometres kilometers kilometre kilometer miles metres meters year years year-old years-old months days weeks hours minutes am pm a.m p.m percent per rounds
    shells rockets houses homes cars vehicles tanks villages towns heads cows goats sheep cattle trucks motorcycles motorbikes drones missiles times dollars euros tonnes tons
    explosions blasts air airstrikes strikes attacks shops o'clock gmt bullets mortars metre mile hectares rifles cities regions provinces districts buildings schools mortar
    artillery suicide car separate different others' bombs grenades checkpoints bases posts raids clashes week day night hour incidents million billion vessels boats""".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_NUMBER_BEFORE = frozenset("aged age division brigade battalion route article resolution unit channel phase".split()) | _MONTHS


@dataclass(frozen=True)
class Part:
    """One group of dead in one sentence."""

    count: Count
    group: str
    start: int
    end: int
    kind: str = "group"  # total: a toll said as such; restated: "nine fatalities" beside groups; added: wounded who died later


@lru_cache(maxsize=4)
def people(language: str = "en") -> tuple[dict[str, str], frozenset[str]]:
    """Words for people with their side (civilian, state, armed, other), and the plurals among them."""
    with open(FOLDER / language / "people.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    group = {row["singular"]: row["group"] for row in rows if row["singular"]} | {row["plural"]: row["group"] for row in rows}
    return group, frozenset(row["plural"] for row in rows)


def dead(text: str) -> list[Part]:
    """The groups of dead in one sentence of lower-case text; [] when it tells of none. A total told as such stands alone."""
    text = ready(text)
    total = _total(text)
    if total:
        return [total]
    parts = _groups(text, frozenset("kdfz"))
    parts = _without_subtotals([p for p in parts if p.kind != "restated"] or parts)
    return [_twice(p) for p in parts] if _EACH_SIDE.search(text) else parts


def _total(text: str) -> Part | None:
    """The number that a toll is said to be, to have reached or to have risen to."""
    found = _TOTAL.search(text)
    if not found:
        return None
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text, found.end("to") if found["to"] else found.end("up"))][:4]
    number = count_at([w for w, _, _ in words], 0) if words else None
    return Part(number, "other", words[0][1], words[number.words - 1][2], "total") if number and not number.is_vague else None


def _groups(text: str, needed: frozenset[str], swapped: bool = False) -> list[Part]:
    """The groups of people that the patterns find, in order; `swapped` reads words of wounding where words of killing are meant."""
    if not swapped and _DEADLY.isdisjoint(_WORD.findall(text)):
        return []
    letters, spans, counts, words = _letters(text)
    if swapped:
        letters = "".join("w" if c in "kzdf" else c for c in letters)
        letters = "".join("k" if word in _HURTING else "f" if word in _INJURIES else c for c, word in zip(letters, words))
    if not needed & set(letters):
        return []
    kept = _without_parts(letters)
    spans, words, counts = [spans[i] for i in kept], [words[i] for i in kept], {n: counts[i] for n, i in enumerate(kept) if i in counts}
    letters = "".join(letters[i] for i in kept)
    group, taken, used = people()[0], [], set()
    for pattern in _PATTERNS:
        for match in pattern.finditer(letters):
            if "u" in letters[max(0, match.start() - 2): match.start()]:
                continue
            is_unnamed = match["g"] in ("r", "a") or match["g"][0] in "at" and "q" not in match["g"] and "p" not in match["g"] and "n" not in match["g"]
            members = _UNNAMED if is_unnamed else _MEMBER if _MEMBER.search(letters, match.start("g"), match.end("g")) else _WHOLE
            for member in members.finditer(letters, match.start("g"), match.end("g")):
                at = set(range(member.start(), member.end()))
                is_other_harm = member.start() > match.start("g") and letters[member.end(): member.end() + 1] == "w"  # "killing five and two injured"
                if not used & at and not is_other_harm:
                    used |= at
                    taken.append(_part(member, spans, counts, words, letters, group, next((k for k in ("added", "restated") if match.groupdict().get(k)), "group")))
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


def _letters(text: str) -> tuple[str, list[tuple[int, int]], dict[int, Count], list[str]]:
    """One letter per word or number, their spans, the counts by place, and the words."""
    found = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    words, (group, plurals) = [w for w, _, _ in found], people()
    letters, spans, counts, kept, i = [], [], {}, [], 0
    while i < len(words):
        number = _counted(words, i)
        if number:
            counts[len(letters)] = number
            letters.append("n")
            spans.append((found[i][1], found[i + number.words - 1][2]))
        else:
            letters.append(_letter(words[i], group, plurals))
            spans.append(found[i][1:])
        kept.append(words[i])
        i += number.words if number else 1
    return "".join(letters), spans, counts, kept


def _counted(words: list[str], i: int) -> Count | None:
    """The number at word i if it may count people: no age, year, date, distance, or number of things."""
    number = count_at(words, i)
    if number is None:
        return None
    after = words[i + number.words] if i + number.words < len(words) else ""
    before = words[i - 1] if i else ""
    is_age = before == "of" and i > 1 and words[i - 2] in people()[0] and words[i - 2] not in people()[1]
    is_age = is_age or before == after == "," and i > 1 and words[i].isdigit() and words[i - 2] not in people()[1] and words[i - 2].isalpha()
    is_year = is_age or words[i].isdigit() and 1900 <= number.best <= 2100
    return None if after in _UNITS or after in _MONTHS or before in _NUMBER_BEFORE or is_year else number


def _letter(word: str, group: dict[str, str], plurals: frozenset[str]) -> str:
    if word in (",", ";", ":", ".", "(", ")"):
        return "," if word == "," else "."
    if word in ("a", "an", "another"):
        return "a"
    if word in _LETTER:
        return _LETTER[word]
    word = word if word in group else word.rsplit("-", 1)[-1]  # co-driver, ex-soldier
    if word in group:
        return "p" if word in plurals else "q"
    return "o"


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


def _part(member: re.Match, spans, counts: dict[int, Count], words: list[str], letters: str, group: dict[str, str], kind: str) -> Part:
    at = range(member.start(), member.end())
    number = next((counts[i] for i in at if i in counts), None)
    person = next((words[i] for i in reversed(at) if letters[i] in "pq"), None)
    if number is None and person == "couple":
        number = _TWO
    if number is None:
        number = _BARE_PLURAL if "p" in member.group() and "q" not in member.group() and member.group()[0] != "a" else _ONE
    return Part(number, group.get(person, "other") if person else "other", spans[member.start()][0], spans[member.end() - 1][1], kind)


def hurt(text: str) -> int | None:
    """The number of wounded that a sentence of lower-case text tells; None when it tells none."""
    if not _HURT_HINT.search(text):
        return None
    parts = [p for p in _groups(ready_for_hurt(text), frozenset("kf"), swapped=True) if p.count.words or not p.count.is_vague]
    return sum(p.count.best for p in _without_subtotals(parts)) or None
