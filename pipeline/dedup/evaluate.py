"""How well merging does on labelled pairs: precision and recall, pairwise and B-cubed, and whether probabilities are honest."""

import hashlib

import polars as pl

from schemas.tables import BY_NAME

FOLDS = 10
BINS = (0.0, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0)


def claims_of(pairs: list[dict]) -> pl.DataFrame:
    """Two claims per labelled pair, with ids `<pair>-left` and `<pair>-right`; each its own report unless they share one."""
    rows = []
    for pair in pairs:
        for side in ("left", "right"):
            report = f"reports:{pair['pair_id']}" + ("" if pair["same_report"] else f"-{side}")
            rows.append(pair[side] | {"claim_id": f"{pair['pair_id']}-{side}", "report_id": report})
    return as_claims(rows)


def as_claims(rows: list[dict]) -> pl.DataFrame:
    """Claims from plain dicts of coded values; a week or a month stands around its middle."""
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(event_date=pl.col("event_date").str.to_date())
    half = pl.col("time_precision").replace_strict({1: 0, 2: 3, 3: 15}, default=0, return_dtype=pl.Int64)
    frame = frame.with_columns(feed=pl.lit("reports"), event_kind=pl.lit("event"),
                               date_start=pl.col("event_date") - pl.duration(days=half), date_end=pl.col("event_date") + pl.duration(days=half))
    schema = BY_NAME["claims"].schema
    absent = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(kind) for name, kind in schema.items())


def fold(pair: dict) -> int:
    """Fold of a pair: pairs that share an account stand in one fold, so that none is judged by its twin."""
    left = pair["left"]
    key = f"{left['country_iso3']}|{left['event_date'][:7]}|{left['admin1']}"
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def pairwise(said: list[bool], same: list[bool]) -> dict[str, float]:
    """Precision and recall of `said` against the labels."""
    true = sum(a and b for a, b in zip(said, same, strict=True))
    return {"precision": true / max(1, sum(said)), "recall": true / max(1, sum(same))}


def b_cubed(found: dict[str, str], truth: dict[str, str]) -> dict[str, float]:
    """B-cubed precision and recall: per claim, the share of its group that belongs there, and of its event that is there."""
    clusters: dict[str, set[str]] = {}
    events: dict[str, set[str]] = {}
    for claim, group in found.items():
        clusters.setdefault(group, set()).add(claim)
    for claim, event in truth.items():
        events.setdefault(event, set()).add(claim)
    shared = [(len(clusters[found[c]] & events[truth[c]]), len(clusters[found[c]]), len(events[truth[c]])) for c in sorted(truth)]
    return {"precision": sum(s / c for s, c, _ in shared) / len(shared), "recall": sum(s / e for s, _, e in shared) / len(shared)}


def pairwise_of_groups(found: dict[str, str], truth: dict[str, str]) -> dict[str, float]:
    """Precision and recall over all pairs of claims that a grouping puts together."""
    frame = pl.DataFrame({"claim": sorted(truth), "found": [found[c] for c in sorted(truth)], "truth": [truth[c] for c in sorted(truth)]})
    pairs = lambda *keys: sum(n * (n - 1) // 2 for n in frame.group_by(keys).len()["len"].to_list())  # noqa: E731
    both = pairs("found", "truth")
    return {"precision": both / max(1, pairs("found")), "recall": both / max(1, pairs("truth"))}


def calibration(probability: list[float], same: list[bool]) -> list[dict[str, float]]:
    """Per bin of merge probability: how many pairs, the mean probability, the share that is one event."""
    table = []
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = [(p, s) for p, s in zip(probability, same, strict=True) if low <= p < high or p == high == 1.0]
        if inside:
            table.append({"from": low, "to": high, "pairs": len(inside), "mean_probability": round(sum(p for p, _ in inside) / len(inside), 4),
                          "share_same": round(sum(s for _, s in inside) / len(inside), 4)})
    return table


def corpus(pairs: list[dict], gold: list[dict]) -> tuple[pl.DataFrame, dict[str, str]]:
    """All gold claims and all written accounts as one body of claims, and the event of each.

    `gold`: claims with report_id, event_key and coded values. An account of another event is an event of its own.
    """
    known: dict[str, dict] = {}
    rows, truth = [], {}
    for i, claim in enumerate(gold):
        row = claim | {"claim_id": f"gold-{i:04}", "report_id": f"reports:{claim['report_id']}"}
        known.setdefault(_content(claim, pairs[0]["left"]), row)
        truth[row["claim_id"]] = claim["event_key"]
        rows.append(row)
    for pair in pairs:
        left = known.get(_content(pair["left"], pair["left"]))
        if pair["kind"] in ("told_twice", "near") or left is None:
            continue
        report = left["report_id"] if pair["same_report"] else f"reports:{pair['pair_id']}"
        rows.append(pair["right"] | {"claim_id": pair["pair_id"], "report_id": report})
        truth[pair["pair_id"]] = left["event_key"] if pair["same"] else pair["pair_id"]
    names = [*pairs[0]["left"], "claim_id", "report_id"]
    return as_claims([{name: row.get(name) for name in names} for row in rows]), truth


def _content(claim: dict, names: dict) -> str:
    return "|".join(str(claim.get(name)) for name in sorted(names))
