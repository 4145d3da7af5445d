"""`report.html`: one self-contained page about a release, with a map, charts, tables and a search; it makes no network request.

Nothing is loaded from elsewhere and nothing from the data becomes markup: static parts are escaped, events reach the
page as data and are written as text, and a content security policy forbids every request. Events travel as gzip in
base64, which keeps 100,000 of them to a few megabytes.
"""

from pathlib import Path

import polars as pl

from pipeline.release import report_charts, report_data, report_tables

PAGE = Path(__file__).parent / "page"
SECTIONS = (("where", "Where"), ("events", "Events"), ("when", "When"), ("countries", "Countries"), ("sources", "Sources"),
            ("quality", "Data quality"), ("changes", "What changed"))


def render(tables: dict[str, pl.DataFrame], manifest: dict) -> str:
    """The page of a release from its published tables and its manifest; equal inputs give equal bytes."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string((PAGE / "template.html").read_text(encoding="utf-8"))
    sections = {name: make(tables) for name, make in report_tables.SECTIONS.items()}
    return template.render(
        title=manifest["title"], manifest=manifest, lead=report_data.lead(tables), banners=_banners(manifest), sections=SECTIONS, facts=report_data.facts(tables),
        terms_of_use="Data: CC BY 4.0; see ATTRIBUTION.md." if manifest.get("audience") == "public" else "A private build: not for redistribution.",
        style=Markup((PAGE / "style.css").read_text(encoding="utf-8")), script=Markup(script()),
        outline=Markup((PAGE / "outline.json").read_text(encoding="utf-8").replace("<", "\\u003c")),
        events=Markup(report_data.packed(report_data.events(tables))), precision_key=report_charts.precision_key,
        time_chart=Markup(report_charts.events_over_time(tables["events"])), death_chart=Markup(report_charts.deaths_over_time(tables["events"])),
        table=report_charts.html_table, **sections,
    )


def script() -> str:
    """The page's script: its parts in the order of their names, as one module."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted((PAGE / "script").glob("*.js")))


def _banners(manifest: dict) -> list[str]:
    found = []
    if manifest.get("is_sample"):
        found.append("Sample, not data: built from what ships with the project, to show what a release looks like.")
    if manifest.get("audience") == "private":
        found.append("Not for redistribution: a private build.")
    return found
