"""The parts of one claim: its telling word, its day, its share of a toll, and who says so."""

import datetime as dt
from dataclasses import replace

from pipeline.coder.dates import DateMention
from pipeline.coder.doing import deeds
from pipeline.coder.drafts import Passage, When
from pipeline.coder.reading import Sentence
from pipeline.coder.parties import acting_nations
from pipeline.coder.roles import trigger_tags
from pipeline.coder.sides import Clause, Roles
from pipeline.coder.stance import Stance, stance
from pipeline.coder.tolls import Toll
from pipeline.coder.traits import traits

_WINNERS = {"state": ("state", "armed"), "armed": ("armed", "state")}  # by who holds the place afterwards: who gains by the event, who loses
_EXPLICIT = ("date:full", "date:full_american", "date:iso", "date:month_year", "date:interval", "date:interval_american")


def telling(sentence: Sentence, tags: tuple[str, ...]) -> tuple[int, int] | None:
    """Span of the first word that carries the most telling of these tags; null where none does."""
    for tag in tags:
        for start, end, found, _ in sentence.hits:
            if tag in found:
                return start, end
    return None


def clause(sentence: Sentence, label: str, span: tuple[int, int] | None) -> Clause:
    """The sentence as the roles read it."""
    span = span or telling(sentence, trigger_tags(sentence.language)[label])
    is_past = any(past for s, e, _, past in sentence.hits if span and (s, e) == span)
    countries = [(p.start, p.end, p.name) for p in sentence.places if p.kind == "country"]
    own = acting_nations(sentence.text, countries, sentence.parties, sentence.language) if traits()[label].second_side == "anybody" else ()
    return Clause(sentence.number, sentence.plain, tuple(sorted((*sentence.parties, *own), key=lambda p: p.start)), span, is_past, deeds(sentence.hits), sentence.language, sentence.text, tuple(sentence.nations))


def subject_clause(sentence: Sentence, label: str) -> Clause:
    """The beginning of the sentence, up to its first word of acting: who goes on to do what a part without a subject tells."""
    whole = clause(sentence, label, None)
    end = min((e for _, e, _ in whole.acting), default=len(whole.plain))
    return replace(whole, plain=whole.plain[:end], text=whole.text[:end], parties=tuple(p for p in whole.parties if p.end <= end), trigger=None,
                   acting=tuple(a for a in whole.acting if a[1] <= end), nations=tuple(n for n in whole.nations if n[1] <= end), known={})


def when_of(passage: Passage, trigger: Sentence, span: tuple[int, int], report: list[Sentence], published: dt.date | None) -> When:
    """The day told nearest to the trigger; else in the sentence that it is a part of; else in the passage; else in the sentence before; else the day of publication.

    The day on which somebody speaks ("announced this morning") yields to a day that the passage tells of the deed.
    """
    near = sorted((m for m in trigger.dates if _is_usable(m, published)), key=lambda m: (m.time_precision > 2, _is_apart(m, span), m.weight, abs(m.start - span[0]), m.start))
    of_deed = [(m, s) for s in passage.body_first() for m in s.dates if m.time_precision <= 2 and m.weight < 1 and _is_usable(m, published) and not _is_apart(m, span)]
    if near and near[0].time_precision <= 2 and not (near[0].weight == 1 and of_deed):
        return _dated(near[0], trigger)
    if trigger.whole is not None and (shared := [m for m in trigger.whole.dates if _is_usable(m, published) and m.time_precision <= 2 and not m.is_relative and m.weight < 2]):
        at = trigger.offset + span[0] - trigger.whole.offset
        return _dated(min(shared, key=lambda m: (m.weight, abs(m.start - at), m.start)), trigger.whole)
    told = [(m, s) for s in passage.body_first() for m in s.dates if _is_usable(m, published) and not _is_apart(m, span)]
    best = next(iter(of_deed), None) or next((pair for pair in told if pair[0].time_precision <= 2 and pair[0].weight < 2), None) or ((near[0], trigger) if near else next(iter(told), None))
    if best:
        return _dated(*best)
    for sentence in reversed([s for s in report if s.number < trigger.number][-2:]):
        for mention in sentence.dates:
            if _is_usable(mention, published) and mention.time_precision == 1 and not _is_apart(mention, span):
                return _dated(mention, sentence)
    return When(published, published, published, 1 if published else None, "date:published")


def _is_usable(mention: DateMention, published: dt.date | None) -> bool:
    return mention.time_precision < 4 and (published is None or (published - mention.date_end).days <= 366 or mention.rule in _EXPLICIT)


def _is_apart(mention: DateMention, span: tuple[int, int]) -> bool:
    """True for "came a week after X" unless the telling word follows it."""
    return mention.rule == "date:after" and span[0] < mention.end


def _dated(mention: DateMention, sentence: Sentence) -> When:
    return When(mention.event_date, mention.date_start, mention.date_end, mention.time_precision, mention.rule, sentence, mention.start, mention.end)


def split(told: Toll, parts: int, place: int) -> Toll:
    """A total over several places, split evenly, the remainder to the first (codebook section 4)."""
    def share(value: int) -> int:
        return value // parts + (1 if place < value % parts else 0)
    if told.best == 0:
        return told
    low, best, high = share(told.low), share(told.best), share(told.high)
    return Toll(min(low, best), best, max(best, high), "split", injuries=None, spans=told.spans)


def speech_of(passage: Passage, trigger: Sentence, label: str, sides: Roles, told: Toll) -> Stance:
    """Who says so in the sentence of the trigger, or in the whole that it is a part of; else in the passage."""
    winner, loser = _WINNERS.get(traits()[label].holds_place, (sides.side1, sides.side2 if told.best else None))
    names = {"winner_name": sides.actor1, "loser_name": sides.actor2 if told.best else None}
    speech = stance(trigger.text, language=trigger.language, winner=winner, loser=loser, **names)
    if speech.attribution is not None:
        return speech
    around = [s for s in (trigger.whole, *passage.sentences) if s is not None and s is not trigger]
    others = (stance(s.text, language=s.language, winner=winner, loser=loser, **names) for s in around)
    found = next((t for t in others if t.attribution is not None), None)
    return Stance(found.attribution, speech.is_hedged, found.interest) if found else speech

