"""The records that a claim is put together from."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.coder.marks import joined
from pipeline.coder.reading import Sentence
from pipeline.coder.sides import Roles
from pipeline.coder.stance import Stance
from pipeline.coder.tolls import Toll, toll
from pipeline.coder.whereabouts import Spot


@dataclass(frozen=True)
class Opinion:
    """What the coder makes of one passage: the type, the best type that is an event, and both opinions behind it; null for a model that has none."""

    label: str
    certainty: float
    p_event: float
    event_label: str
    event_certainty: float
    rule_label: str
    rule_certainty: float
    model_label: str | None
    model_certainty: float | None


@dataclass(frozen=True)
class Passage:
    """Sentences that are read together: the head of a report, or one sentence."""

    sentences: tuple[Sentence, ...]
    read: dict[str, Toll] = field(default_factory=dict, compare=False)

    def told(self, label: str) -> Toll:
        """The toll that the passage tells of an event of that type, read once."""
        if label not in self.read:
            self.read[label] = toll([s.plain for s in self.body_first()], label, self.language)
        return self.read[label]

    @property
    def language(self) -> str:
        """The language that its sentences are read in."""
        return self.sentences[0].language

    @property
    def tags(self) -> str:
        """Tags of all sentences, in order, a stroke between sentences."""
        return joined([s.tags for s in self.sentences])

    @property
    def text(self) -> str:
        """The text of all sentences, with full stops between them."""
        return " ".join(s.text if s.text[-1:] in ".!?" else s.text + "." for s in self.sentences) if len(self.sentences) > 1 else "".join(s.text for s in self.sentences)

    def body_first(self) -> list[Sentence]:
        """The sentences with the title last: the body is more exact."""
        return [s for s in self.sentences if not s.is_title] + [s for s in self.sentences if s.is_title]


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
    speaker_id: str | None = None

    @cached_property
    def claim_id(self) -> str:
        """Hash of the report, the offsets of the telling word and of the place, and the type."""
        where = f"{self.spot.sentence.field}:{self.spot.sentence.offset + self.spot.start}" if self.spot.sentence is not None else "-"
        key = f"{self.trigger.report_id}\0{self.trigger.field}:{self.trigger.offset + self.trigger_span[0]}\0{where}\0{self.label}"
        return "c" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
