"""The probability that a claim is coded as a person would rises with what speaks for it."""

import numpy as np

from pipeline.coder import confidence
from tests.coder import conformance


def test_fitted_weights_find_the_trait_that_decides():
    rng = np.random.default_rng(7)
    sure = rng.uniform(-2, 2, 4000)
    noise = rng.uniform(-2, 2, 4000)
    right = rng.uniform(0, 1, 4000) < 1 / (1 + np.exp(-(0.5 + 1.5 * sure)))
    known = conformance.fitted([conformance.Case("r", {"always": 1.0, "sure": s, "noise": n}, bool(r)) for s, n, r in zip(sure, noise, right)])
    assert abs(known["always"] - 0.5) < 0.15 and abs(known["sure"] - 1.5) < 0.15 and abs(known["noise"]) < 0.1


def test_every_trait_has_a_weight_and_a_sure_type_counts_for_the_claim():
    known = confidence.weights()
    assert known["type_log_odds"] > 0 > known["place_is_missing"]


def test_the_two_halves_of_the_gold_are_about_equal():
    _, gold = conformance.sample(conformance.io.project().root)
    share = sum(map(conformance.in_first_half, gold)) / len(gold)
    assert 0.4 < share < 0.6
