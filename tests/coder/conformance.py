"""Conformance on the sample: the coder's claims beside the gold of tests/gold, per field. `python -m tests.coder.conformance`.

Conformance on our sample, not accuracy. Writes build/metrics/conformance.json and prints it; with --calibrate it first
writes pipeline/coder/calibration.csv: the weights of a logistic model of whether a claim's type, day and place (30 km;
or no point on both sides) agree with the gold, fitted to one half of the reports (by hash of report_id). The table of
said against right is made on the other half.
"""

import csv
import hashlib
import json
import math
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from pipeline import io

FIELDS = ("sub_event_type", "event_date", "time_precision", "geo_precision", "fatalities_best", "injuries_best", "civilian_targeting", "actor1_name", "actor2_name")
NEAR_KM = 30.0
PRIOR = 1.0  # strength of the pull of a weight towards 0


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
    checked = {report_id: g for report_id, g in gold.items() if not is_calibrating(report_id)}
    pairs = [pair for report_id, g in gold.items() for pair in paired(g["claims"], by_report.get(report_id, []))]
    wanted = sum(len(g["claims"]) for g in gold.values())
    quiet = [report_id for report_id, g in gold.items() if g["kind"] == "non_event"]
    precision, recall = len(pairs) / max(1, claims.height), len(pairs) / max(1, wanted)
    agree = {f: round(sum(_plain(c[f]) == _plain(g[f]) for g, c in pairs) / max(1, len(pairs)), 3) for f in FIELDS}
    return {
        "gold_claims": wanted, "claims": claims.height, "matched": len(pairs), "precision": round(precision, 3), "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3), "agreement_of_matched": agree | {"place_within_30_km": round(sum(is_near(g, c) for g, c in pairs) / max(1, len(pairs)), 3)},
        "non_event_reports": len(quiet), "non_event_reports_coded": sum(report_id in by_report for report_id in quiet), "said_against_right": _tenths(_cases(checked, by_report)),
    }


def _by_report(claims: pl.DataFrame) -> dict[str, list[dict]]:
    """The claims of each report, in order."""
    found: dict[str, list[dict]] = {}
    for claim in claims.iter_rows(named=True):
        found.setdefault(claim["report_id"], []).append(claim)
    return found


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date) else value


def _cases(gold: dict[str, dict], by_report: dict[str, list[dict]]) -> list[tuple[str, float, bool]]:
    """claim_id, said confidence, and whether type, day and place agree with a gold claim, for every claim of the gold's reports."""
    cases = []
    for report_id in gold.keys() & by_report.keys():
        said = by_report[report_id]
        right = {id(c) for g, c in paired(gold[report_id]["claims"], said) if g["sub_event_type"] == c["sub_event_type"] and g["event_date"] == str(c["event_date"]) and is_near(g, c)}
        cases += [(c["claim_id"], c["coding_confidence"], id(c) in right) for c in said]
    return sorted(cases)


def _tenths(cases: list[tuple[str, float, bool]]) -> list[dict]:
    """Per tenth of said confidence the number of claims, the mean said and the share right."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for _, said, right in cases:
        groups.setdefault(min(9, int(said * 10)), []).append((said, right))
    return [{"tenth": t / 10, "n": len(g), "said": round(sum(s for s, _ in g) / len(g), 3), "right": round(sum(r for _, r in g) / len(g), 3)} for t, g in sorted(groups.items())]


def fitted(traits: list[dict[str, float]], is_right: list[bool]) -> dict[str, float]:
    """Weights of a logistic model with a mild prior towards 0 (none on `always`), by Newton's method."""
    names = list(traits[0])
    x, y = np.array([[t[name] for name in names] for t in traits]), np.array(is_right, float)
    prior = np.diag([0.0 if name == "always" else PRIOR for name in names])
    weights = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        weights = weights + np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + prior, x.T @ (y - p) - prior @ weights)
    return dict(zip(names, weights.round(3).tolist()))


def calibrate(project: io.Project, path: Path, gold: dict[str, dict], claims: pl.DataFrame) -> None:
    """Fit the weights to the claims of the calibrating half and write them."""
    from pipeline.coder import confidence

    right = {claim_id: ok for claim_id, _, ok in _cases({r: g for r, g in gold.items() if is_calibrating(r)}, _by_report(claims))}
    traits = {draft.claim_id: confidence.traits(draft) for draft in drafted(project, path) if draft.claim_id in right}
    known = fitted(list(traits.values()), [right[claim_id] for claim_id in traits])
    with open(confidence.TABLE, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("trait", "weight"), *known.items()])
    confidence.weights.cache_clear()


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


def is_calibrating(report_id: str) -> bool:
    """True for the half of the reports that the weights are fitted to."""
    return hashlib.sha256(report_id.encode()).digest()[0] % 2 == 0


def main() -> None:
    """Code the sample, measure, write and print."""
    from pipeline.coder.adhoc import code_reports, read_reports

    project = io.project()
    reports, gold = sample(project.root)
    path = project.build / "metrics/sample_reports.jsonl"
    io.write_text(path, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reports))
    reports_in = read_reports(str(path), None, None)
    if "--calibrate" in sys.argv:
        calibrate(project, path, gold, code_reports(project, reports_in, coder=project.params["extract"]["coder"])["claims"])
    claims = code_reports(project, reports_in, coder=project.params["extract"]["coder"])["claims"]
    figures = measured(gold, claims)
    io.write_json(project.build / "metrics/conformance.json", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
