"""Claims out of a read report: which sentences tell of which event, when, where, by whom, with what toll.

The head of a report (its title and first sentences, or all of a short text) is one passage and gives the first claim.
A later sentence gives a claim of its own only if it tells, by itself and with its own place or day, of another event.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from pipeline.coder import whereabouts
from pipeline.coder.reading import Sentence
from pipeline.coder.roles import Clause, Roles, roles, trigger_tags
from pipeline.coder.stance import Stance, stance
from pipeline.coder.tolls import Toll, toll
from pipeline.coder.whereabouts import Spot
from schemas import vocabulary

SHORT_TEXT = 5  # a text of so many sentences is one passage
HEAD = 2  # sentences of a longer text that make its head, after the title
SURE = 0.62  # certainty from which a later sentence gives a claim of its own
OLD_DAYS = 60  # a sentence about days so long before publication is background
_WINNERS = {"Government regains territory": ("state", "armed"), "Non-state actor overtakes territory": ("armed", "state")}


@dataclass(frozen=True)
class Opinion:
    """What the coder makes of one passage."""

    label: str
    certainty: float
    p_event: float
    event_label: str
    event_certainty: float
    rule_label: str
    rule_certainty: float
    model_label: str
    model_certainty: float


@dataclass(frozen=True)
class Passage:
    """Sentences that are read together: the head of a report, or one later sentence."""

    sentences: tuple[Sentence, ...]

    @property
    def tags(self) -> str:
        return " /".join(s.tags for s in self.sentences)

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.sentences)


@dataclass(frozen=True)
class When:
    """The day of a claim, the interval, the precision, and the rule and span it was read from."""

    event_date: dt.date | None
    date_start: dt.date | None
    date_end: dt.date | None
    time_precision: int | None
    rule: str
    sentence: Sentence | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Draft:
    """A claim before it is a row."""

    passage: Passage
    opinion: Opinion
    label: str
    trigger: Sentence
    trigger_span: tuple[int, int]
    when: When
    spot: Spot
    roles: Roles
    toll: Toll
    stance: Stance
    claim_id: str


def passages(sentences: list[Sentence]) -> list[Passage]:
    """The head of a report, then each later sentence by itself; in a short text each sentence too, after the head."""
    title = [s for s in sentences if s.field == "title"]
    body = [s for s in sentences if s.field != "title"]
    head = body if len(body) <= SHORT_TEXT else body[:HEAD]
    rest = body if len(body) <= SHORT_TEXT else body[HEAD:]
    singles = [Passage((s,)) for s in ([] if len(body) + len(title) == 1 else [*head, *rest] if len(body) > SHORT_TEXT else rest)]
    return [Passage((*title, *head)), *singles]


def drafts(found: list[Passage], said: list[Opinion], published: dt.date | None, country: str | None, names: frozenset[str]) -> list[Draft]:
    """The claims of one report in order of importance; [] when it tells of no event."""
    head, opinion = found[0], said[0]
    report = [*head.sentences, *(p.sentences[0] for p in found[1:] if p.sentences[0] not in head.sentences)]
    single = {p.sentences[0].number: o for p, o in zip(found[1:], said[1:])}
    made: list[Draft] = []
    if is_event(opinion):
        made += _claims(head, opinion, opinion.event_label, report, published, single, names)
    for passage, own in zip(found[1:], said[1:]):
        if _tells_anew(passage.sentences[0], own, made, published):
            fresh = _claims(passage, own, own.event_label, report, published, single, names)
            made += [d for d in fresh if not any(_is_same(d, m) for m in made)]
    return made


def is_event(opinion: Opinion) -> bool:
    """True if the passage more likely tells of an event of the ontology than of none."""
    return opinion.p_event >= 0.5


def _tells_anew(sentence: Sentence, opinion: Opinion, made: list[Draft], published: dt.date | None) -> bool:
    if not is_event(opinion) or opinion.event_certainty < SURE or opinion.label.startswith("none:") or is_background(sentence, published):
        return False
    has_own_place = any(p.kind in ("town", "special", "admin2", "admin1") for p in sentence.places)
    return has_own_place or bool(sentence.dates) or not made


def is_background(sentence: Sentence, published: dt.date | None) -> bool:
    """True if the sentence tells of the past only: its days are long before publication, or it speaks of years."""
    if not sentence.dates or published is None:
        return False
    return all(m.time_precision == 4 or (published - m.date_end).days > OLD_DAYS for m in sentence.dates)


def _is_same(draft: Draft, other: Draft) -> bool:
    """True if two drafts tell of one event: one family of types, and no difference in place or day that both state."""
    families = vocabulary.lookup("sub_event_types", "event_type")
    apart = draft.spot.name is not None and other.spot.name is not None and draft.spot.key != other.spot.key and draft.spot.is_own and other.spot.precision in (1, 2)
    days_apart = draft.when.sentence is not None and draft.when.event_date != other.when.event_date and draft.when.time_precision == 1 and other.when.time_precision == 1
    if families[draft.label] == families[other.label]:
        return not (apart or days_apart)
    return not (apart and draft.spot.is_own) and not days_apart


def _claims(passage: Passage, opinion: Opinion, label: str, report: list[Sentence], published, single: dict[int, Opinion], names: frozenset[str]) -> list[Draft]:
    """One draft per place of the passage's event."""
    trigger, span = _trigger(passage, label, single)
    when = _when(passage, trigger, span, report, published)
    spots = whereabouts.spots(trigger, span, passage.sentences, report, names)
    sides = roles(label, [_clause(s, label, span if s is trigger else None) for s in (trigger, *(s for s in passage.sentences if s is not trigger))])
    told = toll([s.plain for s in _ordered(passage, trigger)])
    winner, loser = _WINNERS.get(label, (sides.side1, sides.side2 if told.best else None))
    speech = stance(trigger.text, winner=winner, loser=loser)
    if speech.attribution is None:
        speech = next((t for s in passage.sentences if (t := stance(s.text, winner=winner, loser=loser)).attribution), speech)
    made = []
    for place, spot in enumerate(spots):
        share = told if len(spots) == 1 else _split(told, len(spots), place)
        made.append(Draft(passage, opinion, label, trigger, span, when, spot, sides, share, speech, _claim_id(trigger, span, spot)))
    return made


def _ordered(passage: Passage, trigger: Sentence) -> list[Sentence]:
    """Sentences whose tolls count: the title last, because the body is more exact."""
    body = [s for s in passage.sentences if s.field != "title"]
    return [*body, *(s for s in passage.sentences if s.field == "title")] or [trigger]


def _split(told: Toll, parts: int, place: int) -> Toll:
    """A total over several places, split evenly, the remainder to the first (codebook section 4)."""
    def share(value: int) -> int:
        return value // parts + (1 if place < value % parts else 0)
    if told.best == 0:
        return told
    low, best, high = share(told.low), share(told.best), share(told.high)
    return Toll(min(low, best), best, max(best, high), "split", injuries=None, spans=told.spans)


def _trigger(passage: Passage, label: str, single: dict[int, Opinion]) -> tuple[Sentence, tuple[int, int]]:
    """The sentence of the passage that tells of the event, and its telling word; body before title."""
    order = [s for s in passage.sentences if s.field != "title"] + [s for s in passage.sentences if s.field == "title"]
    tags = trigger_tags()[label]
    agreeing = [s for s in order if (o := single.get(s.number)) is not None and o.event_label == label and o.p_event >= 0.5]
    for sentence in [*agreeing[:1], *order]:
        if span := _telling(sentence, tags):
            return sentence, span
    sentence = (agreeing or order)[0]
    return sentence, (0, min(len(sentence.text), 1))


def _telling(sentence: Sentence, tags: tuple[str, ...]) -> tuple[int, int] | None:
    for tag in tags:
        for start, end, found, _ in sentence.hits:
            if tag in found:
                return start, end
    return None


def _clause(sentence: Sentence, label: str, span: tuple[int, int] | None) -> Clause:
    if span is None:
        span = _telling(sentence, trigger_tags()[label])
    is_past = any(past for s, e, _, past in sentence.hits if span and (s, e) == span)
    return Clause(sentence.number, sentence.plain, tuple(sentence.parties()), span, is_past)


def _when(passage: Passage, trigger: Sentence, span: tuple[int, int], report: list[Sentence], published: dt.date | None) -> When:
    """The day told nearest to the trigger; else in the passage; else in the sentence before; else the day of publication."""
    near = sorted((m for m in trigger.dates if _is_usable(m, published)), key=lambda m: (m.time_precision > 2, abs(m.start - span[0]), m.start))
    if near:
        return _dated(near[0], trigger)
    for sentence in passage.sentences:
        for mention in sentence.dates:
            if _is_usable(mention, published) and mention.time_precision <= 3:
                return _dated(mention, sentence)
    before = [s for s in report if s.number < trigger.number]
    for sentence in reversed(before[-2:]):
        for mention in sentence.dates:
            if _is_usable(mention, published) and mention.time_precision == 1:
                return _dated(mention, sentence)
    return When(published, published, published, 1 if published else None, "date:published")


def _is_usable(mention, published: dt.date | None) -> bool:
    return mention.time_precision < 4 and (published is None or (published - mention.date_end).days <= 366 or mention.rule in ("date:full", "date:full_american", "date:iso", "date:month_year"))


def _dated(mention, sentence: Sentence) -> When:
    return When(mention.event_date, mention.date_start, mention.date_end, mention.time_precision, mention.rule, sentence, mention.start, mention.end)


def _claim_id(trigger: Sentence, span: tuple[int, int], spot: Spot) -> str:
    where = f"{spot.sentence.field}:{spot.sentence.offset + spot.start}" if spot.sentence is not None else "-"
    key = f"{trigger.report_id}\0{trigger.field}:{trigger.offset + span[0]}\0{where}\0{spot.name or ''}"
    return "c" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def quoted(text: str) -> str:
    """The text on one line."""
    return re.sub(r"\s+", " ", text).strip()
