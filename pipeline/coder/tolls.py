"""How many died, were hurt, and on which side, as a passage tells it (codebook section 4).

Differing totals: the lowest. Where a sentence tells what the counted dead were ("nine of them were attackers"), nobody is added to them. Groups told apart in different sentences are added up. A suicide bomber counts among the dead.
"""

from dataclasses import dataclass

from pipeline.coder.casualties import Part, dead, hurt
from pipeline.coder.numbers import number_words
from pipeline.coder.patterns import pattern
from pipeline.coder.phrases import is_of_other_times, tells_shares, without_causes
from pipeline.coder.traits import traits


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


def toll(plains: list[str], label: str | None = None, language: str = "en") -> Toll:
    """The toll told in the sentences of one passage, in lower case; `label` is the sub-event type, for which deaths may be a reason only.

    Sentences that count the dead of a year or of an earlier attack do not count. Where totals are told ("the toll rose to nine"), they stand for all.
    """
    deaths = traits()[label].deaths if label else "counted"
    plains = [without_causes(text, language) for text in plains] if deaths == "may be a cause" else plains
    told = [(n, parts) for n, text in enumerate(plains) if not (n and is_of_other_times(text, language)) and (parts := dead(text, language))] if deaths != "none" else []
    shares = [n for n, text in enumerate(plains) if tells_shares(text, language)]
    told = [(n, parts) for n, parts in told if n not in shares or n == told[0][0]]
    injuries = next((h for text in plains if (h := hurt(text, language)) is not None), None)
    if not told:
        return Toll(injuries=injuries)
    totals = [p for n, q in told for p in q if p.kind == "total"]
    parts = [min(totals, key=lambda p: p.count.best)] if totals else told[0][1] if shares else _combined([p for _, p in told])
    bombers = _bombers(" ".join(plains), parts, language)
    low, best, high = (sum(getattr(p.count, k) for p in parts) + bombers for k in ("low", "best", "high"))
    more = sum(p.count.best for p in parts if p.kind == "added")
    same = [sum(p.count.best for p in q if p.kind != "added") + more + bombers for _, q in told if {p.group for p in q} == {p.group for p in parts} and all(p.count.words for p in q)]
    same += [p.count.best + bombers for p in totals]
    low, high, best = min([low, *same]), max([high, *same]), min([best, *same])
    rule = "vague_word" if any(p.count.is_vague for p in parts) else "range" if low != high else "reported"
    side = {} if shares and len(parts) == 1 else {g: sum(p.count.best for p in parts if p.group == g) or None for g in ("civilian", "state", "armed")}
    spans = tuple((n, p.start, p.end) for n, q in told for p in q)
    return Toll(low, best, high, rule, side.get("civilian"), side.get("state"), side.get("armed"), injuries, spans)


def _combined(told: list[list[Part]]) -> list[Part]:
    """The groups of the first sentence that counts anybody; later ones add sides that were not counted yet."""
    counted = [parts for parts in told if any(p.count.words for p in parts)] or told
    parts = list(counted[0])
    first = next(n for n, parts_of in enumerate(told) if parts_of is counted[0])
    parts += [p for later in told[first + 1:] for p in later if p.kind == "added"]
    for later in counted[1:]:
        known = {p.group for p in parts}
        if "other" in known or (known & {"civilian"} and any(p.group == "other" for p in later)):
            continue
        parts += [p for p in later if p.group not in known and p.group != "other" and p.kind != "added" and p.count.words and (p.group in ("state", "armed") or "civilian" not in known)]
    return parts


def _bombers(text: str, parts: list[Part], language: str) -> int:
    """How many suicide bombers to add: they count as deaths unless the toll names attackers among the dead."""
    if not pattern("suicide_attackers", language).search(text) or any(p.group == "armed" for p in parts) or pattern("bombers_told", language).search(text):
        return 0
    number = pattern("bomber_count", language).search(text)
    return (number_words(language).small.get(number["n"]) or int(number["n"])) if number else 1
