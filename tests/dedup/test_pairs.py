"""Merging on the labelled pairs, which were frozen before any weight was fitted."""

import json
from pathlib import Path

import polars as pl
import pytest

from pipeline import io
from pipeline.dedup import evaluate
from pipeline.shell import check_pairs
from tests.dedup.worlds import curated

ROOT = Path(__file__).parents[2]
PAIRS = [json.loads(line) for line in (ROOT / check_pairs.PAIRS).read_text(encoding="utf-8").splitlines()]
TABLES = {"weights": curated("dedup_weights"), "types": curated("dedup_types")}


def test_there_are_enough_pairs_of_both_kinds():
    same = sum(pair["same"] for pair in PAIRS)
    assert same >= 200 and len(PAIRS) - same >= 200


def test_pairs_held_out_of_the_fit_are_told_apart():
    figures = check_pairs._judge(PAIRS, TABLES, range(evaluate.FOLDS))
    assert figures["precision"] >= 0.95 and figures["recall"] >= 0.95


def test_groups_over_all_written_accounts_are_right():
    figures = check_pairs._corpus(io.project(ROOT), PAIRS, TABLES)
    for measure in ("pairwise", "b_cubed"):
        assert figures[measure]["precision"] >= 0.95 and figures[measure]["recall"] >= 0.95


def test_probabilities_mean_what_they_say():
    """In every bin with at least 30 pairs the share that is one event lies within a tenth of the mean probability."""
    for row in check_pairs._judge(PAIRS, TABLES, range(evaluate.FOLDS))["calibration"]:
        if row["pairs"] >= 30:
            assert row["share_same"] == pytest.approx(row["mean_probability"], abs=0.1)


def test_the_weights_in_use_are_those_that_the_fit_gives():
    again = check_pairs._fit_on(PAIRS, range(evaluate.FOLDS), TABLES)
    kept = TABLES["weights"]
    assert (again["log_odds"].cast(pl.Float64) - kept["log_odds"].cast(pl.Float64)).abs().max() <= 0.01
    assert again["pair_count"].to_list() == kept["pair_count"].to_list()


def test_levels_that_were_not_fitted_keep_a_persons_guess():
    guessed = TABLES["weights"].filter(pl.col("is_fitted") == "false")
    assert (guessed["log_odds"].cast(pl.Float64) == guessed["expert_log_odds"].cast(pl.Float64)).all()


def test_b_cubed_by_hand():
    found, truth = {"a": "1", "b": "1", "c": "2"}, {"a": "x", "b": "y", "c": "y"}
    assert evaluate.b_cubed(found, truth) == {"precision": pytest.approx(2 / 3), "recall": pytest.approx(2 / 3)}


def test_pairwise_of_groups_by_hand():
    assert evaluate.pairwise_of_groups({"a": "1", "b": "1", "c": "1"}, {"a": "x", "b": "x", "c": "y"}) == {"precision": pytest.approx(1 / 3), "recall": 1.0}
