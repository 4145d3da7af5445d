"""What the words of a date mean: the day, the interval and the precision, read against the day of publication.

Each reading takes the named parts of a match, null where there is none, and gives (event_date, start, end, precision), or
None where the words give no day. What the words of a part mean stands in the lists of the language.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.coder.patterns import numbers, pattern, values, words
from pipeline.gated import Gated

_PLANNED_DAYS = 60  # a day without a year that lies so soon after publication is announced, not long past


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True)
class DateWords:
    """What the words of dates mean in a language: numbers of months, weekdays and days, and the turns that say which week, month or year."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    directions: Mapping[str, str]
    weekday_turns: Mapping[str, str]
    week_turns: Mapping[str, str]
    month_turns: Mapping[str, str]
    days_back: Mapping[str, int]
    day_steps: Mapping[str, int]
    same_day: frozenset[str]
    this_year: frozenset[str]
    about: Gated
    first: Gated
    last: Gated


@lru_cache(maxsize=None)
def date_words(language: str = "en") -> DateWords:
    """The words of dates of a language."""
    return DateWords(
        months={**numbers("months", language), **numbers("months_short", language)}, weekdays=numbers("weekdays", language), numbers=numbers("date_numbers", language),
        units=values("date_units", language), directions=values("date_directions", language), weekday_turns=values("weekday_turns", language), week_turns=values("week_turns", language),
        month_turns=values("month_turns", language), days_back=numbers("days_back", language), day_steps=numbers("day_steps", language), same_day=words("same_day_as_before", language),
        this_year=words("this_year", language), about=pattern("date_about", language), first=pattern("date_part_first", language), last=pattern("date_part_last", language))


def _part(g: dict, name: str) -> str:
    """A named part of a match without blanks; "" where it is not there."""
    return (g[name] or "").strip(" -")


def _month_of(text: str | None, known: DateWords) -> int | None:
    return known.months.get(text.strip(". ")) if text else None


def _number_of(text: str, known: DateWords) -> int | None:
    return int(text) if text.isdigit() else known.numbers.get(text)


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


def _full(g: dict, known: DateWords, published: dt.date | None):
    month, day = _month_of(g["m1"], known), int(g["d1"])
    year = int(g["y"]) if g["y"] else _year_for(month, day, published)
    found = _date(year, month, day) if year else None
    if found and known.about.match(_part(g, "lead")):
        return found, found - dt.timedelta(3), found + dt.timedelta(3), 2
    return _one(found)


def _interval(g: dict, known: DateWords, published: dt.date | None):
    last_month = _month_of(g["m2"] or g["m1"], known)
    first_month = _month_of(g["m1"], known) or last_month
    year = int(g["y"]) if g["y"] else _year_for(last_month, int(g["d2"]), published)
    first = _date(year, first_month, int(g["d1"])) if year else None
    last = _date(year, last_month, int(g["d2"])) if year else None
    if first is None or last is None or first > last:
        return _one(last)
    length = (last - first).days
    return first + dt.timedelta(length // 2), first, last, 1 if length == 0 else 2 if length <= 8 else 3


def _week_of(g: dict, known: DateWords, published: dt.date | None):
    """The week that begins on the day, at its middle."""
    month, day = _month_of(g["m1"] or g["m2"], known), int(g["d1"] or g["d2"])
    year = int(g["y"]) if g["y"] else _year_for(month, day, published)
    first = _date(year, month, day) if year else None
    return (first + dt.timedelta(3), first, first + dt.timedelta(6), 2) if first else None


def _slashed(g: dict, known: DateWords, published: dt.date | None):
    """Day and month in figures, where only one order makes a date."""
    one, two, year = int(g["d1"]), int(g["d2"]), int(g["y"])
    orders = {d for d in (_date(year, two, one), _date(year, one, two)) if d}
    return _one(orders.pop()) if len(orders) == 1 else None


def _iso(g: dict, known: DateWords, published: dt.date | None):
    return _one(_date(int(g["y"]), int(g["m"]), int(g["d1"])))


def month_span(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, 1), following - dt.timedelta(1)


def _month(year: int, month: int, end: str | None, published: dt.date | None):
    """A month at its middle, or at its first or last day where that `end` is named (codebook section 3)."""
    first, last = month_span(year, month)
    last = min(last, published) if published and published >= first else last
    day = first + dt.timedelta((last - first).days // 2)
    if end:
        day = first if end == "first" else last
    return day, first, last, 3


def _end_of(part: str, known: DateWords) -> str | None:
    return "first" if known.first.match(part) else "last" if known.last.match(part) else None


def _month_year(g: dict, known: DateWords, published: dt.date | None):
    return _month(int(g["y"]), _month_of(g["m1"], known), _end_of(_part(g, "part"), known), published)


ABSOLUTE = {
    "interval": _interval, "interval_american": _interval, "full": _full, "full_american": _full, "iso": _iso, "month_year": _month_year, "week_of": _week_of, "slashed": _slashed,
    "day_month": _full, "month_day": _full,
}


def _weekday(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    """The last such day up to publication; "last Friday" published on a Friday is a week before."""
    turn = known.weekday_turns.get(_part(g, "which"))
    if turn == "after":
        return None
    back = (published.weekday() - known.weekdays[g["w"]]) % 7
    return _one(published - dt.timedelta(7 if turn == "before" and back == 0 else back))


def _weekday_anchor(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    monday = published - dt.timedelta(published.weekday() + 7)
    return _one(monday + dt.timedelta(known.weekdays[g["w"]]))


def _days_ago(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    n, unit, direction = _number_of(g["n"], known), known.units.get(g["unit"]), known.directions.get(g["which"], "undated")
    if n is None or direction == "undated":
        return None  # "two days before the vote" counts from an event that is not dated here
    base, sign = published if direction == "ago" else anchor, 1 if direction == "later" else -1
    if unit == "day":
        return _one(base + dt.timedelta(sign * n))
    if unit in ("week", "fortnight"):
        day = base + dt.timedelta(sign * n * (14 if unit == "fortnight" else 7))
        return day, day - dt.timedelta(3), day + dt.timedelta(3), 2
    if unit == "month" and n <= 18:
        day = base + dt.timedelta(sign * n * 30)
        first, last = month_span(day.year, day.month)
        return day, first, last, 3
    year = base.year + sign * (n if unit == "year" else 0)
    return (dt.date(year, 7, 1), dt.date(year, 1, 1), dt.date(year, 12, 31), 4) if 1900 < year < 2100 else None


def _after(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    """"came one week after X": the day of X, counted back from the day last told."""
    n, unit = _number_of(g["n"], known), known.units.get(g["unit"])
    if n is None or unit not in ("day", "week", "month"):
        return None
    day = anchor - dt.timedelta(n * {"day": 1, "week": 7, "month": 30}[unit])
    slack = {"day": 0, "week": 1, "month": 7}[unit]
    return day, day - dt.timedelta(slack), day + dt.timedelta(slack), 1 if slack == 0 else 2


def _yesterday(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    return _one(published - dt.timedelta(known.days_back.get(g["which"], 1)))


def _previous_day(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    return _one(anchor + dt.timedelta(known.day_steps.get(g["which"], 0)))


def _today(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    return _one(anchor if g["which"] in known.same_day else published)


def _weekend(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    saturday = published - dt.timedelta((published.weekday() - 5) % 7)
    return saturday, saturday, min(saturday + dt.timedelta(1), published), 2


def _week(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    turn = known.week_turns.get(g["which"])
    if turn == "last":
        monday = published - dt.timedelta(published.weekday() + 7)
        return monday + dt.timedelta(3), monday, monday + dt.timedelta(6), 2
    if turn == "this":
        monday = published - dt.timedelta(published.weekday())
        return monday + dt.timedelta(published.weekday() // 2), monday, published, 2
    return published - dt.timedelta(3), published - dt.timedelta(6), published, 2


def _weeks(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    return published - dt.timedelta(14), published - dt.timedelta(28), published, 3


def _month_relative(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    turn = known.month_turns.get(g["which"])
    if turn == "last":
        before = published.replace(day=1) - dt.timedelta(1)
        return _month(before.year, before.month, None, None)
    return _month(published.year, published.month, "first" if turn == "early" else None, published)


def _bare_month(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    month = _month_of(g["m1"], known)
    year = _year_for(month, 1, published)
    return _month(year, month, _end_of(_part(g, "part"), known), published) if year else None


def _year(g: dict, known: DateWords, published: dt.date, anchor: dt.date):
    year = int(g["y"]) if g["y"] else published.year - (0 if g["which"] in known.this_year else 1)
    last = min(dt.date(year, 12, 31), published)
    return min(dt.date(year, 7, 1), last), dt.date(year, 1, 1), last, 4


RELATIVE = {
    "weekday_anchor": _weekday_anchor, "weekday": _weekday, "days_ago": _days_ago, "after": _after, "yesterday": _yesterday, "previous_day": _previous_day, "today": _today,
    "weekend": _weekend, "week": _week, "weeks": _weeks, "month": _month_relative, "bare_month": _bare_month, "year": _year,
}
