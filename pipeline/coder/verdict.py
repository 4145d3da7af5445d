"""Drafts of claims for a batch of reports: all passages are typed at once, then each report's claims are put together."""

import polars as pl

from pipeline.coder.claims import Draft, Opinion, Passage, drafts, passages
from pipeline.coder.combine import opinions_of
from pipeline.coder.kit import Kit
from pipeline.coder.reading import Sentence


def verdicts(reports: pl.DataFrame, sentences: dict[str, list[Sentence]], tools: Kit, coder: str) -> dict[str, list[Draft]]:
    """The drafts of every report, in the order of the reports; [] for a report that tells of no event."""
    found: dict[str, list[Passage]] = {report_id: passages(told) for report_id, told in sentences.items()}
    whole = [p for group in found.values() for p in group]
    said = typed(whole, tools.model, coder)
    made: dict[str, list[Draft]] = {}
    at = 0
    for report_id, published, country in reports.select("report_id", "published_date", "country_hint").iter_rows():
        group = found.get(report_id, [])
        made[report_id] = drafts(group, said[at: at + len(group)], published, country, tools.names) if group else []
        at += len(group)
    return made


def typed(found: list[Passage], model: pl.DataFrame, coder: str) -> list[Opinion]:
    """The opinion on each passage."""
    table = opinions_of(pl.Series("tags", [p.tags for p in found], dtype=pl.String), [p.text for p in found], model, coder)
    columns = ["label", "certainty", "p_event", "event_label", "event_certainty", "rule_label", "rule_certainty", "model_label", "model_certainty"]
    return [Opinion(*row) for row in table.select(columns).iter_rows()]
