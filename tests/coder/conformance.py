"""Conformance on the sample: the coder's claims beside the gold of tests/gold, per field. `python -m tests.coder.conformance`.

Conformance on our sample, not accuracy. Writes build/metrics/conformance.json and prints it. With --calibrate it also
writes pipeline/coder/calibration.csv: the weights of a logistic model of whether a claim's type, day and place (30 km;
or no point on both sides) agree with the gold, fitted to all reports. The table of said against right judges each half
of the reports (by hash of report_id) with weights fitted to the other half.
"""

import csv
import hashlib
import json
import math
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from pipeline import io

FIELDS = ("sub_event_type", "event_date", "time_precision", "geo_precision", "fatalities_best", "injuries_best", "civilian_targeting", "actor1_name", "actor2_name")
NEAR_KM = 30.0
PRIOR = 1.0  # strength of the pull of a weight towards 0


@dataclass(frozen=True)
class Case:
    """A claim of the sample: what its confidence rests on, and whether it is coded as the gold is."""

    report_id: str
    traits: dict[str, float]
    is_right: bool


def sample(root: Path) -> tuple[list[dict], dict[str, dict]]:
    """The sample's reports, and the gold by report_id."""
    reports = [json.loads(line) for path in sorted((root / "raw/sample/reports").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for path in sorted((root / "raw/sample/reports").glob("*.txt")):
        reports.append(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) | {"text": path.read_text(encoding="utf-8")})
    gold = [json.loads(line) for path in sorted((root / "tests/gold").glob("dispatches_part*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return reports, {g["report_id"]: g for g in gold}


def km(a: dict, b: dict) -> float | None:
    """Great-circle distance of two rows; null when one has no point."""
    if None in (a["latitude"], b["latitude"]):
        return None
    one, two = math.radians(a["latitude"]), math.radians(b["latitude"])
    inner = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(math.radians(b["longitude"] - a["longitude"]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(inner)))


def is_near(want: dict, said: dict) -> bool:
    """True if both points agree within 30 km, or both have none."""
    apart = km(want, said)
    return apart <= NEAR_KM if apart is not None else want["latitude"] is None and said["latitude"] is None


def paired(want: list[dict], said: list[dict]) -> list[tuple[dict, dict]]:
    """Each gold claim with the coder's claim of the same event type that agrees in place or day, best first."""
    left, pairs = list(said), []
    for gold in want:
        fits = [c for c in left if c["event_type"] == gold["event_type"] and (is_near(gold, c) or str(c["event_date"]) == gold["event_date"])]
        if fits:
            best = min(fits, key=lambda c: (c["sub_event_type"] != gold["sub_event_type"], not is_near(gold, c), c["claim_rank"]))
            left.remove(best)
            pairs.append((gold, best))
    return pairs


def measured(gold: dict[str, dict], claims: pl.DataFrame) -> dict:
    """Precision, recall and F1 of claims, agreement per field, and false alarms on reports without an event."""
    by_report = _by_report(claims)
    pairs = [pair for report_id, g in gold.items() for pair in paired(g["claims"], by_report.get(report_id, []))]
    wanted = sum(len(g["claims"]) for g in gold.values())
    quiet = [report_id for report_id, g in gold.items() if g["kind"] == "non_event"]
    precision, recall = len(pairs) / max(1, claims.height), len(pairs) / max(1, wanted)
    agree = {f: round(sum(_plain(c[f]) == _plain(g[f]) for g, c in pairs) / max(1, len(pairs)), 3) for f in FIELDS}
    return {
        "gold_claims": wanted, "claims": claims.height, "matched": len(pairs), "precision": round(precision, 3), "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3), "agreement_of_matched": agree | {"place_within_30_km": round(sum(is_near(g, c) for g, c in pairs) / max(1, len(pairs)), 3)},
        "non_event_reports": len(quiet), "non_event_reports_coded": sum(report_id in by_report for report_id in quiet)
    }


def _by_report(claims: pl.DataFrame) -> dict[str, list[dict]]:
    """The claims of each report, in order."""
    found: dict[str, list[dict]] = {}
    for claim in claims.iter_rows(named=True):
        found.setdefault(claim["report_id"], []).append(claim)
    return found


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date) else value


def tenths(said: list[tuple[float, bool]]) -> list[dict]:
    """Per tenth of said confidence the number of claims, the mean said and the share right."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for share, right in said:
        groups.setdefault(min(9, int(share * 10)), []).append((share, right))
    return [{"tenth": t / 10, "n": len(g), "said": round(sum(s for s, _ in g) / len(g), 3), "right": round(sum(r for _, r in g) / len(g), 3)} for t, g in sorted(groups.items())]


def fitted(told: list[Case]) -> dict[str, float]:
    """Weights of a logistic model with a mild prior towards 0 (none on `always`), by Newton's method."""
    names = list(told[0].traits)
    x, y = np.array([[case.traits[name] for name in names] for case in told]), np.array([case.is_right for case in told], float)
    prior = np.diag([0.0 if name == "always" else PRIOR for name in names])
    weights = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        weights = weights + np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + prior, x.T @ (y - p) - prior @ weights)
    return dict(zip(names, weights.round(3).tolist()))


def cases(gold: dict[str, dict], claims: pl.DataFrame, traits: dict[str, dict[str, float]]) -> list[Case]:
    """Every claim of the sample with its traits and whether type, day and place agree with a gold claim."""
    found = []
    for report_id, said in sorted(_by_report(claims).items()):
        right = {id(c) for g, c in paired(gold[report_id]["claims"], said) if g["sub_event_type"] == c["sub_event_type"] and g["event_date"] == str(c["event_date"]) and is_near(g, c)}
        found += [Case(report_id, traits[c["claim_id"]], id(c) in right) for c in said]
    return found


def held_out(told: list[Case]) -> list[tuple[float, bool]]:
    """What weights fitted to the other half say of each case, and whether it is right."""
    from pipeline.coder.confidence import probability

    halves = [[c for c in told if in_first_half(c.report_id) is first] for first in (True, False)]
    return sorted((probability(c.traits, weights), c.is_right) for half, other in (halves, halves[::-1]) for weights in [fitted(other)] for c in half)


def write_weights(known: dict[str, float]) -> None:
    """Put the weights where the coder reads them."""
    from pipeline.coder import confidence

    with open(confidence.TABLE, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("trait", "weight"), *known.items()])


def drafted(project: io.Project, path: Path) -> list:
    """The drafts of the sample's reports, before they are rows."""
    from pipeline import tools
    from pipeline.coder.adhoc import EXTRACT, chain_references, read_reports
    from pipeline.coder.kit import kit
    from pipeline.coder.reading import read
    from pipeline.coder.verdict import verdicts
    from pipeline.registry.tables import FILES

    paths = chain_references(tools.reference(project))
    made = kit({name: pl.scan_parquet(p) for name, p in paths.items() if name in EXTRACT or name in FILES})
    reports = read_reports(str(path), None, None)
    found = verdicts(reports, read(reports.select("report_id", "title", "text"), made.scanner), made, project.params["extract"]["coder"])
    return [draft for group in found.values() for draft in group]


def in_first_half(report_id: str) -> bool:
    """True for one half of the reports, whatever else is in the sample."""
    return hashlib.sha256(report_id.encode()).digest()[0] % 2 == 0


def main() -> None:
    """Code the sample, measure, write and print."""
    from pipeline.coder.adhoc import code_reports, read_reports
    from pipeline.coder.confidence import traits

    project = io.project()
    reports, gold = sample(project.root)
    path = project.build / "metrics/sample_reports.jsonl"
    io.write_text(path, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reports))
    reports_in = read_reports(str(path), None, None)
    claims = code_reports(project, reports_in, coder=project.params["extract"]["coder"])["claims"]
    told = cases(gold, claims, {draft.claim_id: traits(draft) for draft in drafted(project, path)})
    if "--calibrate" in sys.argv:
        write_weights(fitted(told))
    figures = measured(gold, claims) | {"said_against_right": tenths(held_out(told))}
    io.write_json(project.build / "metrics/conformance.json", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
