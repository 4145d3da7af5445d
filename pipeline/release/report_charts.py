"""Charts, tables and marks of the report page, as SVG and HTML made on the spot; every value is escaped."""

import datetime as dt
import math
from html import escape

import polars as pl
from markupsafe import Markup

from pipeline.release.report_data import COLOURS, SHAPES
from schemas import vocabulary

TALL_ROWS = 30  # longer tables scroll in a box of their own
_FILL = {1: (0.95, "none"), 2: (0.5, "none"), 3: (0.12, "3 2"), 4: (0.06, "1.2 2")}


def html_table(content: dict) -> Markup:
    """A table with caption and headers; numbers, and columns named in `right`, to the right. Without rows, one line that says so."""
    caption = escape(content["caption"])
    if not content["rows"]:
        return Markup(f"<p class='soft'>{caption} None.</p>")
    right = [name in content.get("right", ()) or all(isinstance(row[i], int | float) or row[i] is None for row in content["rows"])
             for i, name in enumerate(content["head"])]
    head = "".join(f"<th scope='col'{' class=n' if n else ''}>{escape(h).replace('/', '/<wbr>')}</th>" for h, n in zip(content["head"], right, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{' class=n' if n else ''}>{_cell(value)}</td>" for value, n in zip(row, right, strict=True)) + "</tr>\n"
        for row in content["rows"]
    )
    box = f"<div class='wide tall' tabindex='0' role='region' aria-label='{caption}'>" if len(content["rows"]) > TALL_ROWS else "<div class='wide'>"
    kind = "few" if len(content["head"]) < 5 else "texts"
    return Markup(f"<p class='soft'>{caption}</p>{box}<table class='{kind}' aria-label='{caption}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, Markup):
        return str(value)
    if isinstance(value, dt.date):
        return f"<span class='d'>{value}</span>"
    return f"{value:,}" if isinstance(value, int | float) else escape(str(value))


def type_mark(event_type: str, sub_event_type: str | None = None) -> Markup:
    """The mark of an event type, its shape and colour on the map, beside its name, or beside its sub-event type with its name below."""
    at = vocabulary.terms("event_types").index(event_type)
    return Markup(f"<span class='typed'><svg class='mark' viewBox='-1.7 -1.7 3.4 3.4' width='14' height='14' aria-hidden='true'><path d='{SHAPES[at]}' fill='{COLOURS[at]}'/></svg>"
                  f"<span>{named(sub_event_type, event_type) if sub_event_type else escape(event_type)}</span></span>")


def precision_key(level: int) -> Markup:
    """A mark as the map draws it for a precision of the place."""
    alpha, dash = _FILL[level]
    return Markup(f"<svg viewBox='-12 -12 24 24' width='20' height='20' aria-hidden='true'><circle r='{(0, 6, 7.5, 10, 11)[level]}' fill='{COLOURS[0]}' fill-opacity='{alpha}' "
                  f"stroke='currentColor' stroke-dasharray='{dash}'/></svg>")


def share(count: int, most: int) -> Markup:
    """A number with a bar as long as its part of `most`."""
    return Markup(f"{count:,}<span class='share'><i style='width:{100 * count / max(most, 1):.1f}%'></i></span>")


def named(text: str | None, *small: str | None) -> Markup:
    """A text with smaller ones below it."""
    return Markup(f"<span class='named'>{escape(text or '–')}{''.join(f'<small>{escape(s)}</small>' for s in small if s)}</span>")


def interval(mean: float | None, low: float | None, high: float | None, count: int | None) -> Markup:
    """A dot at the mean on a line from low to high, between 0 and 1, with the figures below; without a mean only the number of cases."""
    if mean is None:
        return Markup(f"<small>n = {count or 0}</small>")
    lines = "".join(f"<line x1='{x}' x2='{x}' y1='1' y2='13'/>" for x in (0, 50, 100))
    return Markup(f"<svg class='interval' viewBox='0 0 100 14' preserveAspectRatio='none' aria-hidden='true'>{lines}<line class='span' x1='{100 * low:.1f}' x2='{100 * high:.1f}' y1='7' y2='7'/>"
                  f"<line class='dot' x1='{100 * mean:.1f}' x2='{100 * mean:.1f}' y1='1' y2='13'/></svg><small>{mean:.2f} ({low:.2f}–{high:.2f}), n = {count}</small>")


def spark(counts: list[int]) -> Markup:
    """Bars of one row's counts over the periods of the charts, the highest as tall as the row."""
    top, path = max(counts, default=0), []
    for i, n in enumerate(counts):
        path += [f"M{i} 20V{20 - 19 * n / top:.1f}H{i + 0.85}V20Z"] if n else []
    return Markup(f"<svg class='spark' viewBox='0 0 {max(len(counts), 1)} 20' preserveAspectRatio='none' aria-hidden='true'><path d='{''.join(path)}'/></svg>")


def periods(events: pl.DataFrame) -> tuple[str, str, list]:
    """The step of the charts (a month, or a year when the events span four years or more), its word, and all its first days."""
    if events.is_empty():
        return "1y", "year", []
    first, last = events["event_date"].min(), events["event_date"].max()
    every, unit = ("1mo", "month") if last.year - first.year < 4 else ("1y", "year")
    ends = pl.Series([first, last]).dt.truncate(every)
    return every, unit, pl.date_range(ends[0], ends[1], every, eager=True).to_list()


def events_over_time(events: pl.DataFrame) -> str:
    """Stacked bars of events per period and type, with an axis, a legend, and the numbers in the titles of the bars."""
    every, unit, days = periods(events)
    if not days:
        return "<p class='soft'>No events.</p>"
    counts = events.group_by(pl.col("event_date").dt.truncate(every), "event_type").len()
    by = {(day, kind): n for day, kind, n in counts.rows()}
    types = vocabulary.terms("event_types")
    most = max(sum(by.get((day, kind), 0) for kind in types) for day in days)
    top = axis_end(most)
    bars = []
    for i, day in enumerate(days):
        below = 0
        for kind, colour in zip(types, COLOURS, strict=True):
            if n := by.get((day, kind), 0):
                below += n
                bars.append(f"<rect x='{i + 0.06}' y='{100 - 100 * below / top:.2f}' width='0.88' height='{100 * n / top:.2f}' fill='{colour}'>"
                            f"<title>{_period(day, unit)}: {n:,} {escape(kind)}</title></rect>")
    legend = "".join(f"<span>{type_mark(kind)}</span>" for kind in types)
    said = f"Events per {unit} by event type, at most {most:,}; the tables below give the totals."
    return f"<figure><figcaption>Events per {unit}, by type</figcaption><div class='key soft'>{legend}</div>{_plot('', said, top, days, unit, ''.join(bars))}</figure>"


def deaths_over_time(events: pl.DataFrame) -> str:
    """Bars of reported deaths per period, best estimate, with a line from the lowest to the highest."""
    every, unit, days = periods(events)
    if not events["fatalities_high"].sum():
        return "<p class='soft'>No deaths are reported.</p>"
    sums = events.group_by(pl.col("event_date").dt.truncate(every)).agg(pl.col("fatalities_low", "fatalities_best", "fatalities_high").sum())
    by = {day: rest for day, *rest in sums.rows()}
    top = axis_end(max(high for _, _, high in by.values()))
    bars = []
    for i, day in enumerate(days):
        low, best, high = by.get(day, (0, 0, 0))
        if high:
            title = f"<title>{_period(day, unit)}: {best:,} deaths, {low:,} to {high:,}</title>"
            bars.append(f"<rect class='best' x='{i + 0.06}' y='{100 - 100 * best / top:.2f}' width='0.88' height='{100 * best / top:.2f}'>{title}</rect>")
            bars.append(f"<line class='span' x1='{i + 0.5}' x2='{i + 0.5}' y1='{100 - 100 * low / top:.2f}' y2='{100 - 100 * high / top:.2f}'>{title}</line>")
    return (f"<figure><figcaption>Reported deaths per {unit} <span class='soft'>bar: best estimate; line: from the lowest to the highest count</span></figcaption>"
            f"{_plot('low', f'Reported deaths per {unit}, at most {top:,}.', top, days, unit, ''.join(bars))}</figure>")


def _plot(kind: str, said: str, top: int, days: list, unit: str, bars: str) -> str:
    """Axes and grid round the bars; the drawing stretches, the letters do not."""
    ticks = range(0, top + 1, _step(top))
    lines = "".join(f"<line class='{'grid' if t else 'base'}' x1='0' x2='{len(days)}' y1='{100 - 100 * t / top:.2f}' y2='{100 - 100 * t / top:.2f}'/>" for t in ticks)
    heights = "".join(f"<span class='y' style='bottom:{100 * t / top:.2f}%'>{t:,}</span>" for t in ticks)
    step = math.ceil(len(days) / 12)
    below = "".join(f"<span class='x{' minor' if i // step % 3 else ''}' style='left:{100 * (i + 0.5) / len(days):.2f}%'>{_period(day, unit)}</span>"
                    for i, day in enumerate(days) if i % step == 0)
    return (f"<div class='plot {kind}'><svg viewBox='0 0 {len(days)} 100' preserveAspectRatio='none' role='img' aria-label='{escape(said)}'>{lines}{bars}</svg>{heights}{below}</div>")


def _period(day, unit: str) -> str:
    return day.strftime("%Y-%m" if unit == "month" else "%Y")


def _step(value: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that reaches `value` in five steps."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if 5 * step >= value:
                return step
        size *= 10


def axis_end(value: int) -> int:
    """The first tick of the axis that is not below `value`."""
    return -(-value // _step(value)) * _step(value)
