"""Types of passages by a hand that no training sentence is from: rules, model and both. `python -m tests.coder.passages`.

Writes build/metrics/passages.json and prints it: per coder the weighted F1 over the 25 types, the share of events coded,
and the share of non-events left uncoded, on tests/gold/passages.csv.
"""

import csv
import json
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.coder.combine import CODERS, opinions_of
from pipeline.coder.marks import party_forms, passage_tags
from pipeline.coder.parties import name_scanner


def passages(root: Path) -> list[dict[str, str]]:
    """The labelled passages."""
    with open(root / "tests/gold/passages.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def weighted_f1(truth: list[str], said: list[str]) -> float:
    """F1 per label of the truth, weighted by its cases."""
    total = 0.0
    for label in sorted(set(truth)):
        hits = sum(t == label == s for t, s in zip(truth, said))
        total += truth.count(label) * 2 * hits / (said.count(label) + truth.count(label))
    return total / max(1, len(truth))


def measured(labels: list[str], said: list[str]) -> dict[str, float]:
    """Figures for said types, `none` where nothing is coded."""
    told = [(label, s) for label, s in zip(labels, said) if not label.startswith("none:")]
    quiet = [s for label, s in zip(labels, said) if label.startswith("none:")]
    return {"events": len(told), "weighted_f1": round(weighted_f1([t for t, _ in told], [s for _, s in told]), 3),
            "coded_share": round(sum(s != "none" for _, s in told) / max(1, len(told)), 3),
            "non_events": len(quiet), "left_uncoded_share": round(sum(s == "none" for s in quiet) / max(1, len(quiet)), 3)}


def main() -> None:
    """Type the passages by each coder, measure, write and print."""
    from pipeline import tools
    from pipeline.shell.parties import compiled

    project = io.project()
    rows = passages(project.root)
    texts = [row["text"] for row in rows]
    model = pl.read_parquet(tools.reference(project, ("train",))["train/model"])
    tags = pl.Series("tags", passage_tags(texts, name_scanner(party_forms(compiled(project)))), dtype=pl.String)
    figures = {}
    for coder in CODERS:
        opinions = opinions_of(tags, texts, model, coder)
        said = [label if p >= 0.5 else "none" for label, p in opinions.select("event_label", "p_event").iter_rows()]
        figures[coder] = measured([row["label"] for row in rows], said)
    io.write_json(project.build / "metrics/passages.json", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
