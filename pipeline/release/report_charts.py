"""Charts and tables of the report page, as SVG and HTML made on the spot; every value is escaped."""

from html import escape

import polars as pl
from markupsafe import Markup

from pipeline.release.report_data import COLOURS
from schemas import vocabulary

WIDTH, HEIGHT, LEFT, BOTTOM = 1100, 240, 46, 24


def html_table(content: dict) -> Markup:
    """A table with caption and headers; numbers to the right."""
    if not content["rows"]:
        return Markup(f"<p class='soft'>{escape(content['caption'])} None.</p>")
    numeric = [all(isinstance(row[i], int | float) or row[i] is None for row in content["rows"]) for i in range(len(content["head"]))]
    head = "".join(f"<th scope='col'{' class=n' if n else ''}>{escape(h)}</th>" for h, n in zip(content["head"], numeric, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{' class=n' if n else ''}>{_cell(value)}</td>" for value, n in zip(row, numeric, strict=True)) + "</tr>\n"
        for row in content["rows"]
    )
    return Markup(f"<table><caption>{escape(content['caption'])}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else escape(str(value))


def over_time(events: pl.DataFrame) -> str:
    """Stacked bars of events per period and type: years, or months when the events span less than four years."""
    if events.is_empty():
        return "<p class='soft'>No events.</p>"
    years = events["event_date"].dt.year()
    every, form = ("1mo", "%Y-%m") if years.max() - years.min() < 4 else ("1y", "%Y")
    counts = events.with_columns(period=pl.col("event_date").dt.truncate(every)).group_by("period", "event_type").len().sort("period", "event_type")
    periods = pl.date_range(counts["period"].min(), counts["period"].max(), every, eager=True).to_list()
    by = {(period, kind): n for period, kind, n in counts.rows()}
    types = list(vocabulary.terms("event_types"))
    top = max(sum(by.get((p, t), 0) for t in types) for p in periods)
    step = (WIDTH - LEFT) / len(periods)
    bars, labels = [], []
    for i, period in enumerate(periods):
        x, y = LEFT + i * step, HEIGHT - BOTTOM
        for kind, colour in zip(types, COLOURS, strict=True):
            if n := by.get((period, kind), 0):
                tall = n / top * (HEIGHT - BOTTOM - 12)
                y -= tall
                bars.append(f"<rect x='{x:.1f}' y='{y:.1f}' width='{max(step - 1, 0.7):.1f}' height='{tall:.1f}' fill='{colour}'>"
                            f"<title>{period.strftime(form)}: {n:,} {escape(kind)}</title></rect>")
        if i % max(1, len(periods) // 12) == 0:
            labels.append(f"<text x='{x:.1f}' y='{HEIGHT - 8}'>{period.strftime(form)}</text>")
    axis = f"<line class='axis' x1='{LEFT}' x2='{WIDTH}' y1='{HEIGHT - BOTTOM}' y2='{HEIGHT - BOTTOM}'/><text x='0' y='16'>{top:,}</text><text x='0' y='{HEIGHT - BOTTOM}'>0</text>"
    legend = " ".join(f"<span><span class='key' style='background:{c}'></span> {escape(t)}</span>" for t, c in zip(types, COLOURS, strict=True))
    unit = "month" if every == "1mo" else "year"
    return (f"<div class='controls soft'>{legend}</div><svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='Events per {unit} by event type, at most {top:,} "
            f"per {unit}; the table below gives the totals.'>{axis}{''.join(bars)}{''.join(labels)}</svg>")
