"""Dates in prose, read against the day of publication, with the precision that their words deserve.

Explicit rules only, in the order of `_RULES`: a full date, a day and month, a weekday, a day told by distance, a week,
a month, a year. No reading lies after publication. A date that is no day of an event (a future one, "March 23
Movement") is not read. Precision: 1 the day, 2 the week or weekend, 3 the month, 4 vaguer (codebook section 3).
"""

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.coder.days import ABSOLUTE, RELATIVE

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|several|few|couple of|\d{1,3})"
_D = r"(?P<d{n}>[0-3]?\d)(?:st|nd|rd|th)?"
_LEAD = r"(?P<lead>\b(?:between|from|around|about|circa|since|as reported on|after|before|until|during|on or around|on or about)\s+(?:the\s+)?)?"
_PART = r"(?P<part>\b(?:early|mid|late|the beginning of|the start of|the end of|beginning of|end of|middle of)[\s-]+(?:in\s+|of\s+)?)?"


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


def _day(n: int = 1) -> str:
    return _D.replace("{n}", str(n))


_RULES = tuple((name, re.compile(pattern)) for name, pattern in (
    ("week_of", rf"\b(?:in |during )?the week of\s+(?:{_day(1)}\s+(?P<m1>{_MONTH})|(?P<m2>{_MONTH})\s+{_day(2)})(?:,?\s+(?P<y>(?:19|20)\d\d))?\b"),
    ("interval", rf"\b(?:between|from)?\s*(?:the\s+)?{_day(1)}(?:\s+(?P<m1>{_MONTH}))?\s*(?:and|to|-|until)\s*(?:the\s+)?{_day(2)}\s+(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y>(?:19|20)\d\d))?\b"),
    ("interval_american", rf"\b(?:between|from)?\s*(?P<m1>{_MONTH})\s+{_day(1)}\s*(?:and|to|-|until)\s*(?:(?P<m2>{_MONTH})\s+)?{_day(2)}(?:,?\s+(?P<y>(?:19|20)\d\d))\b"),
    ("full", rf"{_LEAD}\b{_day(1)}\s+(?:of\s+)?(?P<m1>{_MONTH}),?\s+(?P<y>(?:19|20)\d\d)\b"),
    ("full_american", rf"{_LEAD}\b(?P<m1>{_MONTH})\s+{_day(1)},?\s+(?P<y>(?:19|20)\d\d)\b"),
    ("iso", r"(?P<lead>\b(?:around|since)\s+)?\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d1>\d\d)\b"),
    ("month_year", rf"{_PART}(?<!\d )(?<!\dth )\b(?P<m1>{_MONTH})(?:\s+of|,)?\s+(?P<y>(?:19|20)\d\d)\b"),
    ("day_month", rf"{_LEAD}\b{_day(1)}\s+(?:of\s+)?(?P<m1>{_MONTH})(?!(?<=march)\s+(?:against|for)\b)(?!\s+(?:movement|revolution|brigade|square|street|bridge|coalition|alliance|forces?|group|youth|uprising|intifada|agreement|accords?|martyrs|committee|massacre))(?=\W|$)"),
    ("month_day", rf"{_LEAD}\b(?P<m1>{_MONTH})\s+{_day(1)}(?!\d|\s*(?:movement|revolution|brigade|square|street|bridge|coalition|alliance|forces?|group|youth|uprising|intifada|agreement|accords?|martyrs|committee|massacre)|[:.]\d|\s*(?:people|killed|dead|be|have)\b)(?=\W|$)"),
    ("slashed", r"(?<![\d/])(?P<d1>[0-3]?\d)[/.](?P<d2>[0-3]?\d)[/.](?P<y>(?:19|20)\d\d)\b"),
    ("weekday_anchor", rf"\b(?P<w>{_DAY})\s+(?:of\s+)?(?P<which>last week|the previous week|a week earlier|a week ago)\b"),
    ("weekday", rf"\b(?P<which>last|next|this|past|previous|coming|the following|since|by|until)?\s*\b(?P<w>{_DAY})(?:'s)?\b"),
    ("after", rf"\b(?:came|comes|coming|happened|occurred|took place)\s+(?:just |only |about )?(?P<n>{_NUMBER})\s+(?P<unit>day|week|month)s?\s+(?P<which>after)\b"),
    ("days_ago", rf"\b(?P<n>{_NUMBER})\s+(?P<unit>day|night|week|fortnight|month|year)s?\s+(?P<which>ago|earlier|before|later|after)\b"),
    ("yesterday", r"\b(?P<which>the day before yesterday|yesterday|last night|last evening)\b"),
    ("previous_day", r"\b(?:the|on the)\s+(?P<which>previous day|day before|next day|following day|same day|previous night|same night|night before|previous evening|evening before)\b"),
    ("today", r"\b(?P<which>today|tonight|this morning|this afternoon|this evening|earlier in the day|in the early hours(?! (?:of|on))|at dawn today|overnight|hours ago|minutes ago)\b"),
    ("weekend", r"\b(?:at|over|during|on)\s+(?:the|this|last)\s+(?:past\s+)?weekend\b"),
    ("week", r"\b(?P<which>last week|this week|the past week|the previous week|earlier this week|in recent days|over the past week|past few days|last few days|recent days)\b"),
    ("weeks", r"\b(?:in|over|during)\s+the\s+(?:last|past)\s+(?:few|several|two|three|four)\s+weeks\b|\bin recent weeks\b"),
    ("month", r"\b(?P<which>last month|(?:early |earlier |late |later )?this month|the past month|at the (?:start|beginning) of the month)\b"),
    ("bare_month", rf"\b(?:in|since|during)\s+(?P<part>early |mid-|late )?(?P<m1>{_MONTH})(?=\W|$)(?!\s+\d)"),
    ("year", r"\b(?:in|since|during|of|from|until)\s+(?:the\s+(?:summer|spring|autumn|fall|winter)\s+of\s+)?(?P<y>(?:19|20)\d\d)\b|\b(?P<which>last year|earlier this year|years ago|decades ago|in the (?:19|20)\d0s|this year)\b"),
))
_WITH_MONTH = frozenset("interval interval_american full full_american month_year day_month month_day bare_month".split())  # not tried on sentences without a month
_A_MONTH = re.compile(rf"\b{_MONTH}")
_OPENING = re.compile(r"\W*(?:(?:[a-z]+ ){0,2}[a-z]+:\s*)?(?:on|around|about|in|at|early|late|by|during|the night of|the evening of|\W)*\s*")
_OF_SPEECH = re.compile(r"\b(?:said|says|told|reported|announced|confirmed|stated|added|claimed|denied|declared|acknowledged|condemned|in a statement|statement issued|published)(?:\s+(?:\w+\s+){0,3}?)?(?:on|late|early)?\s*$")
_OF_ELSE = re.compile(
    r"\b(?:since|until|till|prior to|ahead of|anniversary of(?: \w+){0,6}|scheduled for|due on|due in|planned for|commemorat\w+(?: \w+){0,6})\s+(?:the\s+|on\s+|late\s+|early\s+)?$|"
    r"\b(?:who|which|whose|where|during which|in which|when)\b[^.;]{0,70}?\b(?:was|were|had|has)\b[^.,;]{0,60}$|"
    r"\b(?:after|following|over|against|in response to|denounc\w+|condemn\w+|in protest (?:at|of))\s+(?:the|an?|his|her|their|its)\b[^.,;]{0,70}$")
_OF_ELSE_LEAD = re.compile(r"(?:since|until|before|after)\b")
_DATELINE_END = re.compile(r"\s*(?:\([^)]{1,40}\)\s*)?[-:]{1,2}\s")
_HINT = re.compile(rf"\d|day\b|days\b|night|week|month|year|{_MONTH}|ago|today|earlier|hours|dawn|recent")


def dates(plain: str, published: dt.date | None, anchor: dt.date | None = None) -> list[DateMention]:
    """The dates of one sentence in order of place. `anchor` is the last day told before, for "the next day"."""
    if not _HINT.search(plain):
        return []
    taken: list[DateMention] = []
    has_month = _A_MONTH.search(plain) is not None
    for name, pattern in _RULES:
        if name in _WITH_MONTH and not has_month:
            continue
        for match in pattern.finditer(plain):
            if any(match.start() < m.end and m.start < match.end() for m in taken):
                continue
            told = [m for m in taken if m.time_precision == 1 and m.end <= match.start() and name in ("previous_day", "days_ago")]
            read = _read(name, match, published, max(told, key=lambda m: m.end).event_date if told else anchor)
            if read is not None and (published is None or read[0] <= published):
                taken.append(_mention(match, name, read, published, _weight(plain, match)))
    return _without_dateline(plain, sorted(taken, key=lambda m: m.start))


def _without_dateline(plain: str, found: list[DateMention]) -> list[DateMention]:
    """The dates without that of a dateline ("KABUL, March 4 -") and without "overnight" where another date says which day."""
    days = [m for m in found if m.time_precision <= 2]
    if len(days) > 1 and days[0].rule in ("date:day_month", "date:month_day") and days[0].start < 60 and _DATELINE_END.match(plain, days[0].end):
        found = [m for m in found if m is not days[0]]
    if any(m.time_precision == 1 and m.rule != "date:today" for m in found):
        found = [m for m in found if not (m.rule == "date:today" and "overnight" in plain[m.start: m.end])]
    return found


def _weight(plain: str, match: re.Match) -> int:
    """How far the date is from the main clause: it opens the sentence, stands anywhere, is the day of speech, or of something else."""
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    before = plain[max(0, start - 80): start]
    if _OPENING.fullmatch(plain[: start]):
        return -1
    if _OF_ELSE.search(before) or _OF_ELSE_LEAD.match(match.group().strip()):
        return 2
    return 1 if _OF_SPEECH.search(before) else 0


def _mention(match: re.Match, name: str, read: tuple[dt.date, dt.date, dt.date, int], published: dt.date | None, weight: int) -> DateMention:
    day, start, end, precision = read
    end = min(end, published) if published and published >= day else end
    text = match.group()
    start_at = match.start() + len(text) - len(text.lstrip())
    return DateMention(start_at, match.end(), day, min(start, day), max(end, day), precision, f"date:{name}", name in ("previous_day", "days_ago"), weight)


def _read(name: str, match: re.Match, published: dt.date | None, anchor: dt.date | None):
    """(event_date, start, end, precision), or None where the words give no day."""
    g = match.groupdict()
    if name in ABSOLUTE:
        return ABSOLUTE[name](g, published)
    return None if published is None else RELATIVE[name](g, published, anchor or published)
