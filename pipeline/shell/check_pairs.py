"""Judges merging on the labelled pairs: `python -m pipeline.run check_pairs`; with `fit`, fits the weights first.

Writes build/check_pairs/metrics.parquet, which the release publishes, and build/metrics/dedup_pairs.json. The figures called `held_out` come from ten folds: each pair is judged by weights
fitted without it and without the pairs that share its account.
"""

import json

import numpy as np
import polars as pl

from pipeline import io
from pipeline.dedup import evaluate
from pipeline.dedup.blocking import candidates
from pipeline.dedup.features import prepare
from pipeline.dedup.fit import fit, levels_in_words
from pipeline.dedup.match import match
from pipeline.dedup.score import score
from pipeline.dedup.weights import weights
from pipeline.shell.deduplicate import references
from schemas import vocabulary
from schemas.tables import BY_NAME

PAIRS = "tests/gold/pairs.jsonl"
GOLD = ("tests/gold/dispatches_part1.jsonl", "tests/gold/dispatches_part2.jsonl")
WEIGHTS = "raw/reference/dedup_weights.csv"


def run(project: io.Project, *arguments: str) -> None:
    """Print and write the figures; fit and rewrite the weights when asked to."""
    pairs = [json.loads(line) for line in (project.root / PAIRS).read_text(encoding="utf-8").splitlines()]
    curated = references(project)
    if "fit" in arguments:
        curated["weights"] = _fit_on(pairs, range(evaluate.FOLDS), curated)
        io.write_text(project.root / WEIGHTS, curated["weights"].write_csv())
    figures = {"in_sample": _judge(pairs, curated, range(-1, 0)), "held_out": _judge(pairs, curated, range(evaluate.FOLDS)),
               "corpus": _corpus(project, pairs, curated)}
    io.write_table(_metrics(figures), BY_NAME["metrics"], project.build / "check_pairs/metrics.parquet")
    io.write_json(project.build / "metrics/dedup_pairs.json", figures)
    if arguments:
        print(json.dumps(figures, indent=1))
    if "errors" in arguments:
        for pair, row in _scored(pairs, curated["weights"], curated):
            said = row is not None and row["probability"] >= 0.5 and not row["is_vetoed"]
            if said != pair["same"]:
                print(pair["pair_id"], pair["kind"], pair["same"], row and (round(row["probability"], 3), row["is_vetoed"], levels_in_words(row)))


def _metrics(figures: dict) -> pl.DataFrame:
    """The figures as rows of the metrics table, the calibration table of the held-out pairs included."""
    held, corpus = figures["held_out"], figures["corpus"]
    rows = [(f"held_out_pairs_{name}", held[name], held["pairs"]) for name in ("precision", "recall")]
    rows += [(f"accounts_{kind}_{name}", corpus[kind][name], corpus["claims"]) for kind in ("pairwise", "b_cubed") for name in ("precision", "recall")]
    for row in held["calibration"]:
        label = f"calibration_{row['from']:.2f}_{row['to']:.2f}"
        rows += [(f"{label}_mean_probability", row["mean_probability"], row["pairs"]), (f"{label}_share_same", row["share_same"], row["pairs"])]
    return pl.DataFrame(rows, schema=["metric", "value", "n"], orient="row").with_columns(stage=pl.lit("check_pairs"), value=pl.col("value").cast(pl.Float64))


def _scored(pairs: list[dict], table: pl.DataFrame, curated: dict[str, pl.DataFrame]) -> list[tuple[dict, dict | None]]:
    """Each pair with its score, or None when blocking keeps it apart or it is too far to be compared."""
    rows = prepare(evaluate.claims_of(pairs))
    # Every pair is a world of its own: the pair's number takes the place of the country.
    rows = rows.with_columns(country=pl.col("claim_id").str.extract(r"(\d+)").cast(pl.Int32))
    known = weights(table, curated["types"], vocabulary.lookup("sub_event_types", "event_type"))
    scored = score(rows, candidates(rows), known)
    ids = rows["claim_id"].str.replace(r"-(left|right)$", "").gather(scored["left"])
    found = dict(zip(ids, scored.iter_rows(named=True), strict=True))
    return [(pair, found.get(pair["pair_id"])) for pair in pairs]


def _fit_on(pairs: list[dict], folds, curated: dict[str, pl.DataFrame]) -> pl.DataFrame:
    chosen = [pair for pair in pairs if evaluate.fold(pair) in folds]
    used = [(pair, row) for pair, row in _scored(chosen, curated["weights"], curated) if row is not None and not row["is_vetoed"]]
    return fit(pl.DataFrame([row for _, row in used]), np.array([pair["same"] for pair, _ in used], dtype=float), curated["weights"])


def _judge(pairs: list[dict], curated: dict[str, pl.DataFrame], folds: range) -> dict:
    probability, same = [], []
    for held in folds:
        chosen = pairs if held < 0 else [pair for pair in pairs if evaluate.fold(pair) == held]
        table = curated["weights"] if held < 0 else _fit_on(pairs, set(folds) - {held}, curated)
        for pair, row in _scored(chosen, table, curated):
            probability.append(0.0 if row is None or row["is_vetoed"] else row["probability"])
            same.append(pair["same"])
    return evaluate.pairwise([p >= 0.5 for p in probability], same) | {"pairs": len(same), "calibration": evaluate.calibration(probability, same)}


def _corpus(project: io.Project, pairs: list[dict], curated: dict[str, pl.DataFrame]) -> dict:
    gold = []
    for path in GOLD:
        for line in (project.root / path).read_text(encoding="utf-8").splitlines():
            report = json.loads(line)
            gold += [claim | {"report_id": report["report_id"]} for claim in report["claims"]]
    claims, truth = evaluate.corpus(pairs, gold)
    settings = project.params["deduplicate"]
    found = match(
        claims.lazy(), pl.LazyFrame(schema={"actor_id": pl.String, "parent_id": pl.String}), curated["weights"].lazy(), curated["types"].lazy(),
        pl.LazyFrame(schema={"claim_a": pl.String, "claim_b": pl.String}), may_not_found=[], **settings,
    )["members"].collect()
    groups = dict(found.iter_rows())
    return {"claims": len(truth), "events": len(set(truth.values())), "pairwise": evaluate.pairwise_of_groups(groups, truth), "b_cubed": evaluate.b_cubed(groups, truth)}
