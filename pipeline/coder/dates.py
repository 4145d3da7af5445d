"""Dates in prose, read against the day of publication, with the precision that their words deserve.

Explicit rules only, in the order of `_RULES`: a full date, a day and month, a weekday, a day told by distance, a week,
a month, a year. No reading lies after publication. A date that is no day of an event (a future one, "March 23
Movement") is not read. Precision: 1 the day, 2 the week or weekend, 3 the month, 4 vaguer (codebook section 3).
"""

import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {m: i for i, names in enumerate((
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep", "october oct",
    "november nov", "december dec"), 1) for m in names.split()}
_DAYS = {d: i for i, names in enumerate(("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri", "saturday sat", "sunday sun")) for d in names.split()}
_NUMBERS = {w: i for i, w in enumerate("a one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split())} | {"a": 1, "an": 1, "several": 3, "few": 3, "couple of": 2}
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
_PLANNED_DAYS = 60  # a day without a year that lies so soon after publication is announced, not long past
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
    if name in _ABSOLUTE:
        return _ABSOLUTE[name](g, published)
    return None if published is None else _RELATIVE[name](g, published, anchor or published)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_of(text: str | None) -> int | None:
    return _MONTHS.get(text.strip(". ")) if text else None


def _year_for(month: int, day: int, published: dt.date | None) -> int | None:
    """The year in which that day last came round before publication; None for a day that is about to come."""
    if published is None:
        return None
    this = _date(published.year, month, day) or dt.date(published.year, month, 1)
    coming = this if this > published else _date(published.year + 1, month, day)
    if coming and 0 < (coming - published).days <= _PLANNED_DAYS:
        return None
    return published.year if this <= published else published.year - 1


def _one(day: dt.date | None, precision: int = 1):
    return None if day is None else (day, day, day, precision)


def _full(g: dict, published: dt.date | None):
    month, day = _month_of(g["m1"]), int(g["d1"])
    year = int(g["y"]) if g.get("y") else _year_for(month, day, published)
    found = _date(year, month, day) if year else None
    lead = (g.get("lead") or "").strip()
    if found and lead.startswith(("around", "about", "circa", "on or", "as reported")) and not lead.startswith("as"):
        return found, found - dt.timedelta(3), found + dt.timedelta(3), 2
    return _one(found)


def _interval(g: dict, published: dt.date | None):
    last_month = _month_of(g["m2"] or g["m1"])
    first_month = _month_of(g["m1"]) or last_month
    year = int(g["y"]) if g.get("y") else _year_for(last_month, int(g["d2"]), published)
    first = _date(year, first_month, int(g["d1"])) if year else None
    last = _date(year, last_month, int(g["d2"])) if year else None
    if first is None or last is None or first > last:
        return _one(last)
    length = (last - first).days
    return first + dt.timedelta(length // 2), first, last, 1 if length == 0 else 2 if length <= 8 else 3


def _week_of(g: dict, published: dt.date | None):
    """The week that begins on the day, at its middle."""
    month, day = _month_of(g["m1"] or g["m2"]), int(g["d1"] or g["d2"])
    year = int(g["y"]) if g.get("y") else _year_for(month, day, published)
    first = _date(year, month, day) if year else None
    return (first + dt.timedelta(3), first, first + dt.timedelta(6), 2) if first else None


def _slashed(g: dict, published: dt.date | None):
    """Day and month in figures, where only one order makes a date."""
    one, two, year = int(g["d1"]), int(g["d2"]), int(g["y"])
    orders = {d for d in (_date(year, two, one), _date(year, one, two)) if d}
    return _one(orders.pop()) if len(orders) == 1 else None


def _iso(g: dict, published: dt.date | None):
    return _one(_date(int(g["y"]), int(g["m"]), int(g["d1"])))


def month_span(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, 1), following - dt.timedelta(1)


def _month(year: int, month: int, part: str, published: dt.date | None):
    """A month at its middle, or at its first or last day where the beginning or end is named (codebook section 3)."""
    first, last = month_span(year, month)
    last = min(last, published) if published and published >= first else last
    day = first + dt.timedelta((last - first).days // 2)
    if re.match(r"early|the beginning|the start|beginning|at the", part):
        day = first
    elif re.match(r"late|the end|end", part):
        day = last
    return day, first, last, 3


def _month_year(g: dict, published: dt.date | None):
    return _month(int(g["y"]), _month_of(g["m1"]), (g.get("part") or "").strip(), published)


_ABSOLUTE = {
    "interval": _interval, "interval_american": _interval, "full": _full, "full_american": _full, "iso": _iso, "month_year": _month_year, "week_of": _week_of, "slashed": _slashed,
    "day_month": _full, "month_day": _full,
}


def _weekday(g: dict, published: dt.date, anchor: dt.date):
    """The last such day up to publication; "last Friday" published on a Friday is a week before."""
    if (g["which"] or "").strip() in ("next", "coming", "the following"):
        return None
    back = (published.weekday() - _DAYS[g["w"]]) % 7
    if (g["which"] or "").strip() in ("last", "past", "previous") and back == 0:
        back = 7
    return _one(published - dt.timedelta(back))


def _weekday_anchor(g: dict, published: dt.date, anchor: dt.date):
    monday = published - dt.timedelta(published.weekday() + 7)
    return _one(monday + dt.timedelta(_DAYS[g["w"]]))


def _days_ago(g: dict, published: dt.date, anchor: dt.date):
    n = int(g["n"]) if g["n"].isdigit() else _NUMBERS[g["n"]]
    base = published if g["which"] == "ago" else anchor
    sign = 1 if g["which"] in ("later", "after") else -1
    if g["which"] in ("before", "after"):
        return None  # "two days before the vote" counts from an event that is not dated here
    if g["unit"] in ("day", "night"):
        return _one(base + dt.timedelta(sign * n))
    if g["unit"] in ("week", "fortnight"):
        day = base + dt.timedelta(sign * n * (14 if g["unit"] == "fortnight" else 7))
        return day, day - dt.timedelta(3), day + dt.timedelta(3), 2
    if g["unit"] == "month" and n <= 18:
        day = base + dt.timedelta(sign * n * 30)
        first, last = month_span(day.year, day.month)
        return day, first, last, 3
    year = base.year + sign * (n if g["unit"] == "year" else 0)
    return (dt.date(year, 7, 1), dt.date(year, 1, 1), dt.date(year, 12, 31), 4) if 1900 < year < 2100 else None


def _after(g: dict, published: dt.date, anchor: dt.date):
    """"came one week after X": the day of X, counted back from the day last told."""
    n = int(g["n"]) if g["n"].isdigit() else _NUMBERS[g["n"]]
    day = anchor - dt.timedelta(n * {"day": 1, "week": 7, "month": 30}[g["unit"]])
    slack = {"day": 0, "week": 1, "month": 7}[g["unit"]]
    return day, day - dt.timedelta(slack), day + dt.timedelta(slack), 1 if slack == 0 else 2


def _yesterday(g: dict, published: dt.date, anchor: dt.date):
    return _one(published - dt.timedelta(2 if g["which"].startswith("the day") else 1))


def _previous_day(g: dict, published: dt.date, anchor: dt.date):
    which = g["which"]
    return _one(anchor + dt.timedelta(1 if which.startswith(("next", "following")) else 0 if which.startswith("same") else -1))


def _today(g: dict, published: dt.date, anchor: dt.date):
    return _one(anchor if g["which"] in ("earlier in the day", "in the early hours") else published)


def _weekend(g: dict, published: dt.date, anchor: dt.date):
    saturday = published - dt.timedelta((published.weekday() - 5) % 7)
    return saturday, saturday, min(saturday + dt.timedelta(1), published), 2


def _week(g: dict, published: dt.date, anchor: dt.date):
    if g["which"] in ("last week", "the previous week"):
        monday = published - dt.timedelta(published.weekday() + 7)
        return monday + dt.timedelta(3), monday, monday + dt.timedelta(6), 2
    if g["which"] in ("this week", "earlier this week"):
        monday = published - dt.timedelta(published.weekday())
        return monday + dt.timedelta(published.weekday() // 2), monday, published, 2
    return published - dt.timedelta(3), published - dt.timedelta(6), published, 2


def _weeks(g: dict, published: dt.date, anchor: dt.date):
    return published - dt.timedelta(14), published - dt.timedelta(28), published, 3


def _month_relative(g: dict, published: dt.date, anchor: dt.date):
    which = g["which"]
    part = "early" if "start" in which or "beginning" in which or which.startswith("early ") else ""
    if which in ("last month", "the past month"):
        before = published.replace(day=1) - dt.timedelta(1)
        return _month(before.year, before.month, part, None)
    return _month(published.year, published.month, part, published)


def _bare_month(g: dict, published: dt.date, anchor: dt.date):
    month = _month_of(g["m1"])
    year = _year_for(month, 1, published)
    return _month(year, month, (g.get("part") or "").strip(" -"), published) if year else None


def _year(g: dict, published: dt.date, anchor: dt.date):
    which = g["which"] or ""
    year = int(g["y"]) if g["y"] else published.year - (0 if which in ("earlier this year", "this year") else 1)
    last = min(dt.date(year, 12, 31), published)
    return min(dt.date(year, 7, 1), last), dt.date(year, 1, 1), last, 4


_RELATIVE = {
    "weekday_anchor": _weekday_anchor, "weekday": _weekday, "days_ago": _days_ago, "after": _after, "yesterday": _yesterday, "previous_day": _previous_day, "today": _today,
    "weekend": _weekend, "week": _week, "weeks": _weeks, "month": _month_relative, "bare_month": _bare_month, "year": _year,
}
