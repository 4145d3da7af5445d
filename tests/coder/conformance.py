"""Conformance on the sample: the coder's claims beside the gold of tests/gold, per field. `python -m tests.coder.conformance`.

Conformance on our sample, not accuracy. Writes build/metrics/conformance.json and prints it; with --calibrate it also
writes pipeline/coder/calibration.csv: by tenths of the raw confidence the share of claims whose type, day and place
(30 km; or no point on both sides) agree with the gold. The sample is small: neighbouring tenths are pooled until the
shares rise, and half a case each way is added.
"""

import csv
import json
import math
import sys
from datetime import date
from pathlib import Path

import polars as pl

from pipeline import io

FIELDS = ("sub_event_type", "event_date", "time_precision", "geo_precision", "fatalities_best", "injuries_best", "civilian_targeting", "actor1_name", "actor2_name")
NEAR_KM = 30.0


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
    by_report: dict[str, list[dict]] = {}
    for claim in claims.iter_rows(named=True):
        by_report.setdefault(claim["report_id"], []).append(claim)
    pairs = [pair for report_id, g in gold.items() for pair in paired(g["claims"], by_report.get(report_id, []))]
    wanted = sum(len(g["claims"]) for g in gold.values())
    quiet = [report_id for report_id, g in gold.items() if g["kind"] == "non_event"]
    precision, recall = len(pairs) / max(1, claims.height), len(pairs) / max(1, wanted)
    agree = {f: round(sum(_plain(c[f]) == _plain(g[f]) for g, c in pairs) / max(1, len(pairs)), 3) for f in FIELDS}
    return {
        "gold_claims": wanted, "claims": claims.height, "matched": len(pairs), "precision": round(precision, 3), "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3), "agreement_of_matched": agree | {"place_within_30_km": round(sum(is_near(g, c) for g, c in pairs) / max(1, len(pairs)), 3)},
        "non_event_reports": len(quiet), "non_event_reports_coded": sum(report_id in by_report for report_id in quiet), "said_against_right": _tenths(_cases(gold, by_report)),
    }


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date) else value


def _cases(gold: dict[str, dict], by_report: dict[str, list[dict]]) -> list[tuple[float, bool]]:
    """Said confidence and whether type, day and place agree with a gold claim, for every claim."""
    cases = []
    for report_id, said in by_report.items():
        right = {id(c) for g, c in paired(gold[report_id]["claims"], said) if g["sub_event_type"] == c["sub_event_type"] and g["event_date"] == str(c["event_date"]) and is_near(g, c)}
        cases += [(c["coding_confidence"], id(c) in right) for c in said]
    return sorted(cases)


def _tenths(cases: list[tuple[float, bool]]) -> list[dict]:
    """Per tenth of said confidence the number of claims, the mean said and the share right."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for said, right in cases:
        groups.setdefault(min(9, int(said * 10)), []).append((said, right))
    return [{"tenth": t / 10, "n": len(g), "said": round(sum(s for s, _ in g) / len(g), 3), "right": round(sum(r for _, r in g) / len(g), 3)} for t, g in sorted(groups.items())]


def calibration(cases: list[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Raw confidence from which a share holds, the share, and the cases behind it; shares rise with confidence."""
    pools: list[list[float]] = []  # from, right, n
    for row in _tenths(cases):
        pools.append([row["tenth"], row["right"] * row["n"], row["n"]])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1][1] += last[1]
            pools[-1][2] += last[2]
    return [(start, round((right + 0.5) / (n + 1), 3), int(n)) for start, right, n in pools]


def main() -> None:
    """Code the sample, measure, write and print."""
    from pipeline.coder import confidence
    from pipeline.coder.adhoc import code_reports, read_reports

    project = io.project()
    reports, gold = sample(project.root)
    path = project.build / "metrics/sample_reports.jsonl"
    io.write_text(path, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reports))
    if "--calibrate" in sys.argv:
        confidence.table.cache_clear()
        confidence.IS_RAW = True
    claims = code_reports(project, read_reports(str(path), None, None), coder=project.params["extract"]["coder"])["claims"]
    if "--calibrate" in sys.argv:
        by_report: dict[str, list[dict]] = {}
        for claim in claims.iter_rows(named=True):
            by_report.setdefault(claim["report_id"], []).append(claim)
        with open(confidence.TABLE, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("raw_from", "share_right", "n"), *calibration(_cases(gold, by_report))])
        return
    figures = measured(gold, claims)
    io.write_json(project.build / "metrics/conformance.json", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
