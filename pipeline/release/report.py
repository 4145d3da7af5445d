"""`report.html`: one self-contained page about a release, for reading, printing and looking things up.

Everything that came from a source is escaped (jinja2 autoescape) or set as text by the script, never as markup, and
the page's content security policy forbids every request. Events travel as gzip in base64, which keeps 100,000 of them
to a few megabytes.
"""

from pathlib import Path

import polars as pl

from pipeline.release import report_charts, report_data

PAGE = Path(__file__).parent / "page"
SECTIONS = (("where", "Where"), ("events", "Events"), ("when", "When"), ("countries", "Countries"), ("sources", "Sources"),
            ("quality", "Data quality"), ("changes", "What changed"))


def render(tables: dict[str, pl.DataFrame], manifest: dict) -> str:
    """The page of a release from its published tables and its manifest; equal inputs give equal bytes."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string((PAGE / "template.html").read_text(encoding="utf-8"))
    sections = {name: make(tables) for name, make in report_data.SECTION_TABLES.items()}
    return template.render(
        title=manifest["title"], manifest=manifest, banners=_banners(manifest), sections=SECTIONS, facts=report_data.facts(tables),
        style=Markup((PAGE / "style.css").read_text(encoding="utf-8")), script=Markup((PAGE / "script.js").read_text(encoding="utf-8")),
        outline=Markup((PAGE / "outline.json").read_text(encoding="utf-8").replace("<", "\\u003c")),
        events=Markup(report_data.packed(report_data.events(tables))),
        time_chart=Markup(report_charts.over_time(tables["events"])), table=report_charts.html_table, **sections,
    )


def _banners(manifest: dict) -> list[str]:
    found = []
    if manifest.get("is_sample"):
        found.append("Sample, not data: built from the dispatches that ship with the project, to show what a release looks like.")
    if manifest.get("audience") == "private":
        found.append("Not for redistribution: a private build.")
    return found
