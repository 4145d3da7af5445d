"""Claims of texts that tell of two or three events, and of texts that only look so. `python -m tests.coder.several`.

Writes build/metrics/several.json and prints it: precision, recall and F1 of claims on tests/gold/several.jsonl, for the
texts of several events, for those of one, and together: of part 1, written before sentences were cut and looked at while
the cutting was made, and of part 2, written afterwards, on which nothing was tuned. A claim is found if a gold claim of the same event type stands
at the same place, by name; of those found the share is given with the same sub-event type, day and deaths.
With --misses it also prints, text by text, what is missing, too much or unlike.
"""

import json
import sys
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.registry.names import fold
from schemas import vocabulary

FIELDS = ("sub_event_type", "event_date", "fatalities")


def gold(root: Path) -> list[dict]:
    """The texts with their claims."""
    with open(root / "tests/gold/several.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def said_of(claims: pl.DataFrame) -> dict[str, list[dict]]:
    """The coder's claims by text, with the names that the gold uses."""
    found: dict[str, list[dict]] = {}
    for row in claims.iter_rows(named=True):
        told = {"sub_event_type": row["sub_event_type"], "place": row["location_seen"] or row["location_name"] or "", "event_date": str(row["event_date"]), "fatalities": row["fatalities_best"]}
        found.setdefault(row["report_id"], []).append(told)
    return found


def is_found(want: dict, said: dict) -> bool:
    """True if both are of one event type, and at a place of one name."""
    family = vocabulary.lookup("sub_event_types", "event_type")
    return family[want["sub_event_type"]] == family[said["sub_event_type"]] and fold(want["place"]) == fold(said["place"])


def paired(wanted: list[dict], said: list[dict]) -> tuple[list[tuple[dict, dict]], list[dict], list[dict]]:
    """Pairs of gold and coder's claims, best first, then what is missing and what is too much."""
    left, pairs, missing = list(said), [], []
    for want in wanted:
        fits = [claim for claim in left if is_found(want, claim)]
        best = max(fits, key=lambda claim: sum(claim[f] == want[f] for f in FIELDS), default=None)
        if best is None:
            missing.append(want)
        else:
            left.remove(best)
            pairs.append((want, best))
    return pairs, missing, left


def measured(texts: list[dict], said: dict[str, list[dict]]) -> dict[str, float]:
    """Precision, recall and F1 of claims, and agreement of those found."""
    results = [paired(text["claims"], said.get(text["report_id"], [])) for text in texts]
    found = [pair for pairs, _, _ in results for pair in pairs]
    missing, extra = sum(len(m) for _, m, _ in results), sum(len(e) for _, _, e in results)
    precision, recall = len(found) / max(1, len(found) + extra), len(found) / max(1, len(found) + missing)
    agree = {f: round(sum(want[f] == claim[f] for want, claim in found) / max(1, len(found)), 3) for f in FIELDS}
    return {"texts": len(texts), "gold_claims": len(found) + missing, "claims": len(found) + extra, "precision": round(precision, 3), "recall": round(recall, 3),
            "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3), "agreement_of_found": agree}


def misses(text: dict, said: list[dict]) -> list[str]:
    """What the coder has missed, added or read otherwise, a line each."""
    pairs, missing, extra = paired(text["claims"], said)
    unlike = [f"unlike   {want['place']}: {', '.join(f'{f} {claim[f]} for {want[f]}' for f in FIELDS if claim[f] != want[f])}" for want, claim in pairs if any(claim[f] != want[f] for f in FIELDS)]
    return [f"missing  {tuple(m.values())}" for m in missing] + [f"too much {tuple(e.values())}" for e in extra] + unlike


def main() -> None:
    """Code the texts, measure, write and print."""
    from pipeline.coder.adhoc import code_reports, read_reports

    project = io.project()
    texts = gold(project.root)
    path = project.build / "metrics/several_reports.jsonl"
    io.write_text(path, "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts))
    said = said_of(code_reports(project, read_reports(str(path), None, None), coder=project.params["extract"]["coder"])["claims"])
    for text in texts if "--misses" in sys.argv else []:
        lines = misses(text, said.get(text["report_id"], []))
        print("\n".join([f"{text['report_id']} {text['text']}", *(f"    {line}" for line in lines)]) if lines else "", end="\n" if lines else "")
    figures = {f"part_{part}": {kind: measured([t for t in texts if t["part"] == part and kind in ("all", t["kind"])], said) for kind in ("several", "single", "all")} for part in (1, 2)}
    io.write_json(project.build / "metrics/several.json", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
