import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reliability.posterior import cumulative, interval, mean, quantile
from tests.dedup.worlds import events_of, on, rated, sources
from tests.rows import DAY, claims

TOLL = ("fatalities_low", "fatalities_best", "fatalities_high")


def world(count: int, outlet: dict | None = None, others: dict | None = None, **known) -> dict:
    """`count` events ten days apart, each told by outlet s1 and outlet s2; what is measured of s1."""
    rows = []
    for n in range(count):
        rows += [on(10 * n) | (outlet or {}), on(10 * n) | (others or {})]
    frame = claims(*rows)
    by = {claim: f"s{1 + i % 2}" for i, claim in enumerate(frame["claim_id"])}
    found = events_of(frame, by=by, known=sources(*(known.get("registry") or ({}, {}))))
    assert found["events"].height == count
    return rated(found)["sources"].row(0, named=True)


def test_a_source_that_always_agrees_has_a_high_share_and_a_wide_interval():
    row = world(5)
    assert (row["toll_n"], row["toll_agreement"]) == (5, pytest.approx(6 / 7, abs=0.001))
    assert row["toll_agreement_low"] < 0.7 < row["toll_agreement"] < row["toll_agreement_high"]


def test_fewer_than_five_comparisons_say_nothing():
    row = world(4)
    assert row["toll_n"] == 4 and row["toll_agreement"] is None and row["toll_agreement_low"] is None


def test_a_source_that_exaggerates_disagrees_in_toll_and_nothing_else():
    row = world(5, outlet=dict.fromkeys(TOLL, 40), others=dict.fromkeys(TOLL, 20))
    assert row["toll_agreement"] == pytest.approx(1 / 7, abs=0.001)
    assert row["date_agreement"] == row["type_agreement"] == row["place_agreement"] == pytest.approx(6 / 7, abs=0.001)


def test_sources_of_one_side_are_no_measure_of_each_other():
    assert world(5, registry=({"alignment": "A"}, {"alignment": "A"}))["toll_n"] == 0
    assert world(5, registry=({"alignment": "A"}, {"alignment": "B"}))["toll_n"] == 5


def test_sources_of_one_owner_are_no_measure_of_each_other():
    assert world(5, registry=({"owner": "A"}, {"owner": "A"}))["toll_n"] == 0


def test_a_toll_that_nobody_reported_is_not_compared():
    assert world(5, others={"fatalities_rule": "none_reported"})["toll_n"] == 0


def test_a_vague_date_is_not_compared():
    week = {"time_precision": 2}
    assert world(5, outlet=week)["date_n"] == 0


def test_one_report_is_never_hidden_for_what_is_measured():
    frame = claims(*(on(10 * n) for n in range(6)))
    assert rated(events_of(frame))["events"].height == 6


def test_posterior_of_known_distributions():
    assert mean(1, 1) == 0.5
    assert quantile(0.05, 1, 1) == pytest.approx(0.05)
    assert quantile(0.25, 2, 1) == pytest.approx(0.5)  # the density 2x has distribution x squared
    assert interval(6, 2, 0.9) == (pytest.approx(0.4793, abs=1e-4), pytest.approx(0.9466, abs=1e-4))


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.floats(0.01, 0.99))
def test_quantile_turns_the_distribution_round(a, b, share):
    assert cumulative(quantile(share, a, b), a, b) == pytest.approx(share, abs=1e-9)


def test_days_are_the_same_day_or_not():
    rows = []
    for n in range(5):
        rows += [on(10 * n, fatalities_best=7, fatalities_low=7, fatalities_high=7), on(10 * n + 1, fatalities_best=7, fatalities_low=7, fatalities_high=7)]
    frame = claims(*(row | {"published_date": DAY + dt.timedelta(days=90)} for row in rows))
    by = {claim: f"s{1 + i % 2}" for i, claim in enumerate(frame["claim_id"])}
    found = events_of(frame, by=by)
    assert found["events"].height == 5
    row = rated(found)["sources"].filter(pl.col("source_id") == "s1").row(0, named=True)
    assert (row["date_n"], row["date_agreement"]) == (5, pytest.approx(1 / 7, abs=0.001))
