"""What the words of a date mean: the day, the interval and the precision, read against the day of publication.

Each reading takes the named parts of a match and gives (event_date, start, end, precision), or None where the words give no day.
"""

import datetime as dt
import re

_MONTHS = {m: i for i, names in enumerate((
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep", "october oct",
    "november nov", "december dec"), 1) for m in names.split()}
_DAYS = {d: i for i, names in enumerate(("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri", "saturday sat", "sunday sun")) for d in names.split()}
_NUMBERS = {w: i for i, w in enumerate("a one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split())} | {"a": 1, "an": 1, "several": 3, "few": 3, "couple of": 2}
_PLANNED_DAYS = 60  # a day without a year that lies so soon after publication is announced, not long past


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


ABSOLUTE = {
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


RELATIVE = {
    "weekday_anchor": _weekday_anchor, "weekday": _weekday, "days_ago": _days_ago, "after": _after, "yesterday": _yesterday, "previous_day": _previous_day, "today": _today,
    "weekend": _weekend, "week": _week, "weeks": _weeks, "month": _month_relative, "bare_month": _bare_month, "year": _year,
}
