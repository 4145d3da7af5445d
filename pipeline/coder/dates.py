"""Dates in prose, read against the day of publication, with the precision that their words deserve.

Explicit rules only, in the order of `_PATTERNS`: a full date, a day and month, a weekday, a day told by distance, a week,
a month, a year. No reading lies after publication. A date that is no day of an event (a future one, "March 23
Movement") is not read. Precision: 1 the day, 2 the week or weekend, 3 the month, 4 vaguer (codebook section 3).
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from pipeline.coder.days import ABSOLUTE, RELATIVE, date_words
from pipeline.coder.patterns import named_patterns, pattern, words
from pipeline.gated import Gated, may_match


@dataclass(frozen=True)
class DateMention:
    """One date in a sentence: its span, the days it may mean, and the rule that read it."""

    start: int
    end: int
    event_date: dt.date
    date_start: dt.date
    date_end: dt.date
    time_precision: int
    rule: str
    is_relative: bool = False
    weight: int = 0  # -1 opens the sentence ("On Friday, ..."), 0 stands anywhere, 1 is the day of speech, 2 of something before or after


# The patterns of dates in the order in which they are tried.
_PATTERNS = (
    "date_week_of", "date_interval", "date_interval_american", "date_full", "date_full_american", "date_iso", "date_month_year", "date_day_month",
    "date_month_day", "date_slashed", "date_weekday_anchor", "date_weekday", "date_after", "date_days_ago", "date_yesterday", "date_previous_day",
    "date_today", "date_weekend", "date_week", "date_weeks", "date_month", "date_bare_month", "date_year",
)


@lru_cache(maxsize=None)
def rules(language: str = "en") -> tuple[tuple[str, Gated], ...]:
    """The rules that a language has patterns for: name and pattern."""
    return tuple((name.removeprefix("date_"), pattern(name, language)) for name in _PATTERNS if name in named_patterns(language))


def tried(plains: pl.Series, language: str = "en") -> list[list[int]]:
    """Per sentence the numbers of the rules that can read a date in it."""
    return may_match(plains, [rule for _, rule in rules(language)])


def dates(plain: str, published: dt.date | None, anchor: dt.date | None = None, language: str = "en", numbers: Sequence[int] | None = None) -> list[DateMention]:
    """The dates of one sentence in order of place. `anchor` is the last day told before, for "the next day".

    `numbers` are the rules to try, as `tried` gives them for many sentences at once; null tries all.
    """
    taken: list[DateMention] = []
    known = rules(language)
    for number in range(len(known)) if numbers is None else numbers:
        name, rule = known[number]
        for match in rule.finditer(plain):
            if any(match.start() < m.end and m.start < match.end() for m in taken):
                continue
            told = [m for m in taken if m.time_precision == 1 and m.end <= match.start() and name in ("previous_day", "days_ago")]
            read = _read(name, match, published, max(told, key=lambda m: m.end).event_date if told else anchor, language)
            if read is not None and (published is None or read[0] <= published):
                taken.append(_mention(match, name, read, published, _weight(plain, match, language)))
    return _without_dateline(plain, sorted(taken, key=lambda m: m.start), language)


def _without_dateline(plain: str, found: list[DateMention], language: str) -> list[DateMention]:
    """The dates without that of a dateline ("KABUL, March 4 -") and without "overnight" where another date says which day."""
    days = [m for m in found if m.time_precision <= 2]
    if len(days) > 1 and days[0].rule in ("date:day_month", "date:month_day") and days[0].start < 60 and pattern("dateline_end", language).match(plain, days[0].end):
        found = [m for m in found if m is not days[0]]
    if any(m.time_precision == 1 and m.rule != "date:today" for m in found):
        found = [m for m in found if not (m.rule == "date:today" and plain[m.start: m.end] in words("vague_today", language))]
    return found


def _weight(plain: str, match: re.Match, language: str) -> int:
    """How far the date is from the main clause: it opens the sentence, stands anywhere, is the day of speech, or of something else."""
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    before = plain[max(0, start - 80): start]
    if pattern("date_opening", language).fullmatch(plain[: start]):
        return -1
    if pattern("date_of_else", language).search(before) or pattern("date_of_else_lead", language).match(match.group().strip()):
        return 2
    return 1 if pattern("date_of_speech", language).search(before) else 0


def _mention(match: re.Match, name: str, read: tuple[dt.date, dt.date, dt.date, int], published: dt.date | None, weight: int) -> DateMention:
    day, start, end, precision = read
    end = min(end, published) if published and published >= day else end
    text = match.group()
    start_at = match.start() + len(text) - len(text.lstrip())
    return DateMention(start_at, match.end(), day, min(start, day), max(end, day), precision, f"date:{name}", name in ("previous_day", "days_ago"), weight)


def _read(name: str, match: re.Match, published: dt.date | None, anchor: dt.date | None, language: str):
    """(event_date, start, end, precision), or None where the words give no day."""
    g, known = defaultdict(lambda: None, match.groupdict()), date_words(language)
    if name in ABSOLUTE:
        return ABSOLUTE[name](g, known, published)
    return None if published is None else RELATIVE[name](g, known, published, anchor or published)
