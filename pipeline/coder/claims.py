"""Claims out of a read report: which sentences tell of which event.

The head of a report (its title and first sentences, or all of a short text) is one passage and gives the first claim.
Any other sentence gives a claim of its own only if it tells, by itself and with its own place or day, of another event.
"""

import datetime as dt
from dataclasses import dataclass, replace

from pipeline.coder import whereabouts
from pipeline.coder.drafts import Draft, Opinion, Passage
from pipeline.coder.parts import clause, speech_of, split, subject_clause, telling, when_of
from pipeline.coder.patterns import pattern
from pipeline.coder.reading import Sentence
from pipeline.coder.roles import roles, trigger_tags
from pipeline.coder.stance import is_denied
from pipeline.coder.tolls import Toll
from pipeline.coder.traits import traits
from pipeline.coder.whereabouts import Spot

SHORT_TEXT = 4  # a text of so many sentences is one passage
HEAD = 2  # sentences of a longer text that make its head, after the title
SURE, EVENTFUL = 0.6, 0.9  # certainty of the type, and of there being an event, from which another sentence gives a claim of its own
CUT_SURE = 0.4  # certainty of the type from which one of two tellings in a sentence does: two types may share what is surely an event
QUIET = 0.1  # chance of there being an event up to which a part of a sentence about another place is left aside
LATER = 6  # sentences after the head in which somebody may claim the deed or be blamed for it
OLD_DAYS = 60  # a sentence about days so long before publication is background


def head(sentences: list[Sentence]) -> Passage:
    """The title and first sentences of a report, or all of a short text."""
    title = [s for s in sentences if s.is_title]
    body = [s for s in sentences if not s.is_title]
    written = list(dict.fromkeys(_written(s) for s in body))  # one for all tellings of a sentence
    kept = set(written if len(written) <= SHORT_TEXT else written[:HEAD])
    return Passage((*title, *(s for s in body if _written(s) in kept and not s.is_aside)))


def _written(sentence: Sentence) -> int:
    """Where the sentence begins that was written, whether or not this is one of several tellings in it."""
    return (sentence.whole or sentence).offset


def lead(passage: Passage) -> Passage:
    """The passage up to the first of several tellings; all of it where no sentence has more than one."""
    wholes = [s.whole for s in passage.sentences]
    end = next((n for n, whole in enumerate(wholes, 1) if whole is not None and sum(w is whole for w in wholes) > 1), None)
    return Passage(passage.sentences[:end]) if end else passage


def singles(sentences: list[Sentence]) -> list[Sentence]:
    """The sentences that can tell of an event by themselves: those of the body, where the report has more than one."""
    return [s for s in sentences if not s.is_title and not s.is_aside] if len(sentences) > 1 else []


def asked(passage: Passage, opinion: Opinion, report: list[Sentence], published: dt.date | None) -> list[Sentence]:
    """The sentences of an eventful report whose own opinion decides anything: rivals for the trigger, and those that may tell of another event."""
    labels = {opinion.event_label, by_hierarchy(opinion.event_label, passage.told(opinion.event_label))}
    rivals = {s.number for label in labels for s in _rivals(passage, label)}
    return [s for s in singles(report) if s.number in rivals or (_has_own_place(s) or s.dates or s.whole) and not is_background(s, published)]


def _rivals(passage: Passage, label: str) -> list[Sentence]:
    """The sentences of the body that compete for the trigger; [] where the telling words leave no choice."""
    body = passage.body_first()
    tags = trigger_tags(body[0].language)[label]
    found = [s for s in body if telling(s, tags)] or body
    return [s for s in found if not s.is_title] if len(found) > 1 else []


def drafts(passage: Passage, opinion: Opinion, report: list[Sentence], own: dict[int, Opinion], published: dt.date | None, names: frozenset[str]) -> list[Draft]:
    """The claims of one report in order of importance; [] when it tells of no event. `own` are opinions on single sentences.

    Where the head tells of an event and other sentences open others, every event is read again from the sentences that
    tell of it, so that no toll, party or speaker of one goes to another. Where the head tells of none, a sentence that
    does speaks for itself alone: what surrounds it is of another kind.
    """
    first = _claims(lead(passage), opinion, report, published, own, names) if is_event(opinion) else []
    openings: dict[int, list[Draft]] = {}
    made = list(first)
    for sentence in singles(report):
        alone = own.get(sentence.number)
        if alone is not None and not any(d.trigger is sentence for d in first) and _tells_anew(sentence, alone, made, published):
            own[sentence.number] = alone = _as_before(sentence, alone, made)
            new = _unlike(_claims(Passage((sentence,)), alone, report, published, own, names), made)
            openings |= {sentence.number: new} if new else {}
            made += new
    if first and openings:
        return _apart(passage, opinion, first, openings, report, own, published, names)
    return _claims(passage, opinion, report, published, own, names) if first and len(lead(passage).sentences) < len(passage.sentences) else made


def _apart(passage: Passage, opinion: Opinion, first: list[Draft], openings: dict[int, list[Draft]], report: list[Sentence], own, published, names) -> list[Draft]:
    """The head's claims and those of the openings, each read from its own share of the report; a title speaks for the whole head."""
    start = first[0].trigger
    shares = _shares(report, {start.number: first} | openings)
    kept = {s.number for s in (passage.sentences if start.is_title else shares[start.number])}
    made = _claims(Passage(tuple(s for s in passage.sentences if s.number in kept)), opinion, report, published, own, names, start)
    for number, before in openings.items():
        share = [s for s in shares[number] if s.number == number or not is_background(s, published)]
        made += _unlike(_claims(Passage(tuple(share[:HEAD])), own[number], report, published, own, names, before[0].trigger), made)
    return made


def _as_before(sentence: Sentence, alone: Opinion, made: list[Draft]) -> Opinion:
    """The opinion on a sentence that refers back ("similar rallies were held in ..."): the type told of last where both are of one event type."""
    before = made[-1].label if made and pattern("refers_back", sentence.language).search(sentence.plain) else alone.event_label
    is_kind = traits()[before].event_type == traits()[alone.event_label].event_type
    return replace(alone, label=before, event_label=before) if is_kind and before != alone.event_label else alone


def _unlike(found: list[Draft], made: list[Draft]) -> list[Draft]:
    return [d for d in found if not any(_is_same(d, m) for m in made)]


def _shares(report: list[Sentence], events: dict[int, list[Draft]]) -> dict[int, list[Sentence]]:
    """The sentences that tell of each event, by the number of the sentence that opens it; `events` begin with the head's.

    A sentence continues the event that was told of last, unless it names the place of one that was told of before.
    """
    shares: dict[int, list[Sentence]] = {number: [] for number in events}
    current = next(iter(events))
    for sentence in (s for s in report if not s.is_aside):
        seen = {p.place_id for p in sentence.places}
        back = [n for n, drafts_of in events.items() if n < sentence.number and any(d.spot.place and d.spot.key in seen for d in drafts_of)]
        current = sentence.number if sentence.number in events else back[0] if len(back) == 1 else current
        shares[current].append(sentence)
    return shares


def is_event(opinion: Opinion) -> bool:
    """True if the passage more likely tells of an event of the ontology than of none."""
    return opinion.p_event >= 0.5


def is_telling(opinion: Opinion, sure: float = SURE) -> bool:
    """True if a sentence by itself tells of an event, surely enough to be a claim of its own."""
    return not opinion.label.startswith("none:") and opinion.event_certainty >= sure and opinion.p_event >= EVENTFUL


def is_quiet(part: Sentence, opinion: Opinion, published: dt.date | None) -> bool:
    """True if a part of a sentence surely tells of no event of today."""
    return opinion.label.startswith("none:") and opinion.p_event <= QUIET or is_background(part, published)


def is_own_telling(part: Sentence, opinion: Opinion, published: dt.date | None) -> bool:
    """True if what may be one of several tellings in a sentence tells of an event of today, with a verb and a telling word of its own."""
    is_clause = pattern("telling_verb", part.language).search(part.plain) is not None and telling(part, trigger_tags(part.language)[opinion.event_label]) is not None
    return is_clause and is_telling(opinion, CUT_SURE) and not is_background(part, published)


def _tells_anew(sentence: Sentence, opinion: Opinion, made: list[Draft], published: dt.date | None) -> bool:
    """True if the sentence alone tells of an event, now, and with its own place or day; with both where the report has told of none so far."""
    if sentence.whole is not None:
        return is_own_telling(sentence, opinion, published)
    marks = (_has_own_place(sentence), bool(sentence.dates))
    return is_telling(opinion) and not is_background(sentence, published) and (any(marks) if made else all(marks))


def _has_own_place(sentence: Sentence) -> bool:
    return any(p.kind in ("town", "special", "admin2", "admin1") for p in sentence.places)


def is_background(sentence: Sentence, published: dt.date | None) -> bool:
    """True if the sentence tells of the past only: its days are long before publication, or it speaks of years."""
    if not sentence.dates or published is None:
        return False
    return all(m.time_precision == 4 or (published - m.date_end).days > OLD_DAYS for m in sentence.dates)


def _is_same(draft: Draft, other: Draft) -> bool:
    """True if two drafts tell of one event: no day and no place that both state apart, and types that can be one.

    Two sentences with the same place or without one are one event unless their days differ. With places of their own,
    they are two when the places differ.
    """
    both_dated = draft.when.sentence is not None and other.when.sentence is not None
    days_apart = both_dated and (draft.when.date_start > other.when.date_end or other.when.date_start > draft.when.date_end)
    if days_apart:
        return False
    places_apart = draft.spot.is_own and other.spot.key != draft.spot.key and bool(draft.spot.key and other.spot.key)
    if not places_apart:
        return True
    is_wider = draft.spot.precision == 3 and draft.spot.place is not None and other.spot.admin1 == (draft.spot.place.admin1 or draft.spot.place.name)
    return is_wider and traits()[draft.label].event_type == traits()[other.label].event_type


def _claims(passage: Passage, opinion: Opinion, report: list[Sentence], published, single: dict[int, Opinion], names: frozenset[str], opening: Sentence | None = None) -> list[Draft]:
    """One draft per place of the passage's event, none where it is only denied; `opening` is the sentence with the trigger, where that is known."""
    told = passage.told(opinion.event_label)
    label = by_hierarchy(opinion.event_label, told)
    trigger, span = _trigger(Passage((opening,)) if opening else passage, label, single)
    if is_denied(trigger.text, span[0], trigger.language):
        return []
    when = when_of(passage, trigger, span, report, published)
    spots = whereabouts.spots(trigger, span, passage.sentences, report, names)
    is_head = opening is None and passage.sentences[0].number <= 1  # the report tells of one event: who claims it may stand further down
    later = [clause(s, label, None) for s in report if is_head and s not in passage.sentences and not is_background(s, published)][:LATER]
    around = [subject_clause(trigger.borrows, label)] if trigger.borrows is not None else []
    around += [clause(s, label, None) for s in passage.sentences if s is not trigger]
    sides = roles(label, [clause(trigger, label, span), *around], later)
    speech = speech_of(passage, trigger, label, sides, told)
    draft = Draft(passage, opinion, label, trigger, span, when, Spot(), sides, told, speech)
    return [
        replace(draft, spot=spot, toll=told if len(spots) == 1 else split(told, len(spots), place))
        for place, spot in enumerate(spots)
    ]


def by_hierarchy(label: str, told: Toll) -> str:
    """The type that the codebook puts above this one when people are reported killed: abducted, robbed or detained and killed is Attack."""
    known = traits()[label]
    is_deadly = told.best > 0 and (known.yields_if == "anybody is killed" or known.yields_if == "civilians are killed" and bool(told.civilians))
    return known.yields_to if is_deadly else label


def _trigger(passage: Passage, label: str, single: dict[int, Opinion]) -> tuple[Sentence, tuple[int, int]]:
    """The sentence of the passage that tells of the event, and its telling word.

    A sentence that by itself has the same type and names a town comes before one that does not; the body before the title.
    """
    tags = trigger_tags(passage.sentences[0].language)[label]
    ranked = []
    for place, sentence in enumerate(passage.body_first()):
        span = telling(sentence, tags)
        denied = span is not None and is_denied(sentence.text, span[0], sentence.language)
        own = single.get(sentence.number) if not sentence.is_title else None
        agrees = own is not None and own.event_label == label and own.p_event >= 0.5
        names_town = any(p.kind in ("town", "special") for p in sentence.places) or whereabouts.has_list(sentence)
        ranked.append((span is None or denied, not agrees, not names_town if agrees else True, place, sentence, span))
    best = min(ranked, key=lambda r: r[:4])
    return best[4], best[5] or (0, min(len(best[4].text), 1))

