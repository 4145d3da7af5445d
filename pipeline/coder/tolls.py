"""How many died, were hurt, and on which side, as a passage tells it (codebook section 4).

A sentence becomes a string of one-letter kinds of words; patterns over that string find the groups that are the
subject or object of a word of dying. What stands after "including" or "among them" is part of a total and is not
counted again. Differing totals: the lowest. Groups told apart in different sentences are added up.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.numbers import Count, count_at
from pipeline.coder.vocabulary import FOLDER

_WORD = re.compile(r"[^\W_](?:[\w,.'-]*[^\W_])?|[,;:.()]")
_BARE_PLURAL = Count(3, 3, 3, True, 0)
_ONE = Count(1, 1, 1, False, 0)
_ATTACKERS = re.compile(
    r"\b(?:blew (?:him|her)self up|blew themselves up|blown (?:him|her)self up|suicide (?:bomb|attack|car|truck|vest|blast|vehicle)\w*|detonated (?:his|her|their|an?|the) (?:explosive )?(?:vest|explosives|belt|charge))")
_BOMBERS_TOLD = re.compile(r"(?:including|besides|as well as|not counting) the (?:suicide )?(?:bomber|attacker)|(?:bomber|attacker)s? (?:included|among|not included)|himself not included")
_BOMBER_COUNT = re.compile(r"\b(two|three|four|five|six|[2-6])\s+(?:female |male |teenage |young |girl |women |would-be )?(?:suicide )?(?:attackers|bombers|assailants|girls|women|militants|(?<=suicide )(?:car |truck )?(?:bombs|bombings|attacks|blasts))\b")
_MERGED = re.compile(
    r"no one|death toll|(?:report|confirm|announc|result|caus)\w*(?: in)? the deaths? of|(?:led|leading|leads) to the deaths? of|"
    r"\b(?:losing|lost) (?=(?:at least |about )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty) (?:of (?:its|their) )?(?:soldiers|troops|men|fighters|policemen|officers))|(?:lost|lose|losing) (?:their|his|her) (?:lives|life)|(?:claim(?:ed|ing|s)?|cost|took|taking|taken) the li(?:ves|fe) of|(?:gunned|mowed|cut) down|put to death|"
    r"(?:beaten|stabbed|hacked|shot|burned|burnt|stoned|choked|tortured|beat) to death|shot and killed|shot dead|burn(?:ed|t) alive|blown to pieces|laid down (?:their|his) lives")
_SUBSET = re.compile(r"(?:, (?:\d[\d,]*|[a-z]+(?:-[a-z]+)?) of (?:them|whom|those)\b|,? (?:the|an?|one) [\w-]+ among them\b)")
_AMONG_TOTAL = re.compile(r"\bamong (?=(?:some |about |around |at least |the |more than |nearly |over |up to )*(?:\d|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|[a-z]+ty\b|dozens|hundreds|scores))")
_SPACED_RANGE = re.compile(r"\b(\d{1,5}) - (\d{1,5})\b")
_EACH_SIDE = re.compile(r"\b(?:on|in|from) (?:each|both) (?:side|camp|sides|camps)\b")
_CLASSES = {  # letter -> words, in the order in which they are tried
    "k": """kill kills killed killing slay slays slain slew slaying murder murdered murdering murders massacre massacred massacring execute executed executing executes behead
        beheaded beheading assassinate assassinated assassinating slaughtered slaughtering lynched lynching decapitated hanged butchered neutralized neutralised beheads assassinates
        eliminated eliminating liquidated martyred""",
    "z": "die died dies dying perish perished succumbed fell drowned",
    "d": "dead lifeless",
    "f": "deaths fatalities bodies corpses",
    "w": """wound wounded wounds wounding injure injured injures injuring injuries injury hurt maimed hospitalised hospitalized arrested abducted kidnapped detained captured missing
        displaced raped treated trapped rescued evacuated freed arresting abducting kidnapping capturing destroying burning looting injures""",
    "v": "have has had",
    "b": "was were is are been be being got get found also both all either reportedly later confirmed feared believed reported apparently still said to",
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
_OF = r"(?:[hx]t?[oq]{1,3}p?)?"  # of the army, from Bangladesh
_GROUP = rf"(?:h{{0,4}}n(?:[oth]{{0,4}}[pq]{{1,2}}{_OF}|[oth]{{0,2}})|a[op]{{0,3}}q[pq]{{0,2}}{_OF}|t[op]{{0,2}}q|o{{0,2}}p)"
_WHO = r"(?:[,]?y[^.kzdwn]{1,14})?"  # who had taken refuge there
_LIST = rf"{_GROUP}(?:(?:,c|,|c)h{{0,3}}{_GROUP})*"
_PATTERNS = tuple(re.compile(p) for p in (
    rf"(?P<g>{_LIST}){_WHO}[,obv]{{0,3}}b[bo]{{0,2}}(?:wc)?(?:k|d|z)",  # five people were killed
    rf"(?P<g>{_LIST}),?[bv]{{0,2}}(?:z|d)",  # five people died; leaving five people dead
    rf"(?P<g>h{{0,4}}(?:n[oth]{{0,3}}[pq]{{0,2}}|aq)(?:(?:,c|,|c)h?(?:n[oth]{{0,3}}[pq]{{0,2}}|aq))*)k(?![hn]|o?[pq]|a|t)",  # five killed in blast
    rf"(?<!b)k(?:cw)?h{{0,4}}(?P<g>{_LIST})",  # killing five people
    r"k(?P<g>[at]o{1,3})(?=[xy,.c]|$)",  # killing a rubber tapper
    r"(?P<g>r)[bv]{0,3}o?(?:(?<=[bv])k|(?<=[bv]o)k|z)",  # he was killed
    r"k(?P<g>r)",  # killing him
    rf"(?:bk)h{{0,1}}(?P<g>n[oh]{{0,3}}[pq])",  # inverted: killed were five people
    r"(?P<g>h{0,4}no{0,2})f",  # five deaths
    rf"fh{{1,3}}(?P<g>{_LIST})",  # the bodies of five people
    r"f[obv]{1,5}[xh]{0,3}(?P<g>n)",  # death toll rose to five
))
_MEMBER, _UNNAMED = re.compile(_GROUP), re.compile("[at]o+|r")
_UNITS = frozenset("""km kilometres kilometers kilometre kilometer miles metres meters year years year-old years-old months days weeks hours minutes am pm a.m p.m percent per rounds
    shells rockets houses homes cars vehicles tanks villages towns heads cows goats sheep cattle trucks motorcycles motorbikes drones missiles times dollars euros tonnes tons
    explosions blasts air airstrikes strikes attacks shops o'clock gmt bullets mortars metre mile hectares rifles cities regions provinces districts buildings schools mortar
    artillery suicide car separate different others' bombs grenades checkpoints bases posts raids clashes week day night hour incidents million billion vessels boats""".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_NUMBER_BEFORE = frozenset("aged age division brigade battalion route article resolution unit channel phase".split()) | _MONTHS


@dataclass(frozen=True)
class Toll:
    """Deaths and injuries of one claim, with the rule that gave the best number and the spans it was read from."""

    low: int = 0
    best: int = 0
    high: int = 0
    rule: str = "none_reported"
    civilians: int | None = None
    state: int | None = None
    armed: int | None = None
    injuries: int | None = None
    spans: tuple[tuple[int, int, int], ...] = ()  # sentence number in the passage, start, end


@dataclass(frozen=True)
class _Part:
    """One group of dead in one sentence."""

    count: Count
    group: str
    start: int
    end: int


@lru_cache(maxsize=4)
def people(language: str = "en") -> tuple[dict[str, str], frozenset[str]]:
    """Words for people with their side (civilian, state, armed, other), and the plurals among them."""
    with open(FOLDER / language / "people.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    group = {row["singular"]: row["group"] for row in rows if row["singular"]} | {row["plural"]: row["group"] for row in rows}
    return group, frozenset(row["plural"] for row in rows)


def toll(plains: list[str]) -> Toll:
    """The toll told in the sentences of one passage, in lower case."""
    told = [(n, parts) for n, text in enumerate(plains) if (parts := dead(text))]
    injuries = next((h for text in plains if (h := hurt(text)) is not None), None)
    if not told:
        return Toll(injuries=injuries)
    parts = _combined([p for _, p in told])
    bombers = _bombers(" ".join(plains), parts)
    low, best, high = (sum(getattr(p.count, k) for p in parts) + bombers for k in ("low", "best", "high"))
    same = [sum(p.count.best for p in q) + bombers for _, q in told if {p.group for p in q} == {p.group for p in parts} and all(p.count.words for p in q)]
    low, high, best = min([low, *same]), max([high, *same]), min([best, *same])
    rule = "vague_word" if any(p.count.is_vague for p in parts) else "range" if low != high else "reported"
    side = {g: sum(p.count.best for p in parts if p.group == g) or None for g in ("civilian", "state", "armed")}
    spans = tuple((n, p.start, p.end) for n, q in told for p in q)
    return Toll(low, best, high, rule, side["civilian"], side["state"], side["armed"], injuries, spans)


def _combined(told: list[list[_Part]]) -> list[_Part]:
    """The groups of the first sentence that counts anybody; later ones add sides that were not counted yet."""
    counted = [parts for parts in told if any(p.count.words for p in parts)] or told
    parts = list(counted[0])
    for later in counted[1:]:
        known = {p.group for p in parts}
        if "other" in known or (known & {"civilian"} and any(p.group == "other" for p in later)):
            continue
        parts += [p for p in later if p.group not in known and p.group != "other" and p.count.words and (p.group in ("state", "armed") or "civilian" not in known)]
    return parts


def _bombers(text: str, parts: list[_Part]) -> int:
    """How many suicide bombers to add: they count as deaths unless the toll names attackers among the dead."""
    if not _ATTACKERS.search(text) or any(p.group == "armed" for p in parts) or _BOMBERS_TOLD.search(text) and "not" not in _BOMBERS_TOLD.search(text).group():
        return 0
    number = _BOMBER_COUNT.search(text)
    words = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    return (words.get(number[1]) or int(number[1])) if number else 1


def dead(text: str) -> list[_Part]:
    """The groups of dead in one sentence of lower-case text; [] when it tells of none."""
    if " - " in text:
        text = _SPACED_RANGE.sub(lambda m: f"{m[1]}-{m[2]}".ljust(len(m.group())), text)
    merged = _AMONG_TOTAL.sub("about ", _SUBSET.sub(lambda m: "including".ljust(len(m.group())), text)) if " of " in text or "among" in text else text
    merged = _MERGED.sub(_replacement, merged)
    letters, spans, counts, words = _letters(merged)
    if not any(c in letters for c in "kdfz"):
        return []
    kept = _without_parts(letters)
    spans, words, counts = [spans[i] for i in kept], [words[i] for i in kept], {n: counts[i] for n, i in enumerate(kept) if i in counts}
    letters = "".join(letters[i] for i in kept)
    group, taken, used = people()[0], [], set()
    for pattern in _PATTERNS:
        for match in pattern.finditer(letters):
            if "u" in letters[max(0, match.start() - 2): match.start()]:
                continue
            is_unnamed = match["g"] == "r" or match["g"][0] in "at" and "q" not in match["g"] and "p" not in match["g"] and "n" not in match["g"]
            for member in (_UNNAMED if is_unnamed else _MEMBER).finditer(letters, match.start("g"), match.end("g")):
                at = set(range(member.start(), member.end()))
                if not used & at:
                    used |= at
                    taken.append(_part(member, letters, spans, counts, words, group))
    parts = _without_subtotals(sorted(taken, key=lambda p: p.start))
    return [_twice(p) for p in parts] if _EACH_SIDE.search(text) else parts


def _twice(part: _Part) -> _Part:
    """The group once for each of two sides."""
    c = part.count
    return _Part(Count(2 * c.low, 2 * c.best, 2 * c.high, c.is_vague, c.words), part.group, part.start, part.end)


def _replacement(match: re.Match) -> str:
    """One word of the same length in code points for a phrase of dying, or for "no one" and "death toll"."""
    phrase = match.group()
    word = "died" if phrase.startswith(("los", "laid")) else "nobody" if phrase == "no one" else "deaths" if phrase == "death toll" else "killed"
    return word.ljust(len(phrase))


def _without_subtotals(parts: list[_Part]) -> list[_Part]:
    """A total of people stands for the groups it is made of; uncounted plurals yield to counted groups."""
    counted = [p for p in parts if p.count.words or not p.count.is_vague]
    parts = counted or parts
    if len(parts) > 1:
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
    is_year = is_age or words[i].isdigit() and 1900 <= number.best <= 2100
    return None if after in _UNITS or after in _MONTHS or before in _NUMBER_BEFORE or is_year else number


def _letter(word: str, group: dict[str, str], plurals: frozenset[str]) -> str:
    if word in (",", ";", ":", ".", "(", ")"):
        return "," if word == "," else "."
    if word in ("a", "an", "another"):
        return "a"
    if word in _LETTER:
        return _LETTER[word]
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


def _part(member: re.Match, letters: str, spans, counts: dict[int, Count], words: list[str], group: dict[str, str]) -> _Part:
    at = range(member.start(), member.end())
    number = next((counts[i] for i in at if i in counts), None)
    person = next((words[i] for i in reversed(at) if letters[i] in "pq"), None)
    if number is None:
        number = _BARE_PLURAL if "p" in member.group() and "q" not in member.group() else _ONE
    return _Part(number, group.get(person, "other") if person else "other", spans[member.start()][0], spans[member.end() - 1][1])


_PEOPLE_WORDS = r"(?:others? |more |people |persons |civilians |soldiers |men |women |children |policemen |police |officers |protesters |residents |troops |passengers )*"
_HURT = (
    re.compile(r"(?:wound|injur|hurt)(?:ing|ed|es|s)?\s+(?:at least |about |around |some |more than |over |another |up to |nearly |a further |almost )*(?P<n>[\w,-]+(?: [\w-]+)?)"),
    re.compile(rf"(?P<n>[\w,-]+(?: [\w-]+)?)\s+{_PEOPLE_WORDS}(?:were |was |are |have been |has been |had been )?(?:also |seriously |slightly |critically |badly )?(?:wounded|injured|hurt)\b"),
)
_ONE_HURT = re.compile(r"(?:wound|injur)(?:ed|ing)\s+(?:an?|one|another)\b|\b(?:an?|one|another)\s+\w+\s+(?:was|were)\s+(?:wounded|injured)")


def hurt(text: str) -> int | None:
    """The number of wounded that a sentence of lower-case text tells; None when it tells none."""
    if not ("wound" in text or "injur" in text or "hurt" in text):
        return None
    for pattern in _HURT:
        for match in pattern.finditer(text):
            words = [m.group() for m in _WORD.finditer(match["n"])]
            number = next((n for i in range(len(words)) if (n := count_at(words, i))), None)
            if number:
                return number.best
    return 1 if _ONE_HURT.search(text) else None
