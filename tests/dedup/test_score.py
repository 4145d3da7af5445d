import datetime as dt

import polars as pl
import pytest

from pipeline.dedup.features import prepare
from pipeline.dedup.score import score
from pipeline.dedup.weights import LEVELS, PARTS, weights
from schemas import vocabulary
from tests.dedup.worlds import curated, on, two
from tests.rows import DAY

TABLE = weights(curated("dedup_weights"), curated("dedup_types"), vocabulary.lookup("sub_event_types", "event_type"))


SEVEN = {"fatalities_low": 7, "fatalities_best": 7, "fatalities_high": 7}


def compared(a: dict, b: dict, **tunables) -> dict:
    rows = prepare(two(a, b))
    pairs = pl.DataFrame({"left": [0], "right": [1]}, schema={"left": pl.UInt32, "right": pl.UInt32})
    return next(iter(score(rows, pairs, TABLE, **tunables).to_dicts()), {})


def level(part: str, a: dict, b: dict, **tunables) -> str:
    return LEVELS[part][compared(a, b, **tunables)[part]]


@pytest.mark.parametrize(("a", "b", "expected"), [
    ({"place_id": "x"}, {"place_id": "x", "latitude": 35.95}, "same_place"),
    ({"location_name": "Near Idlib", "latitude": 35.96}, {}, "same_name"),
    ({"location_name": "Binnish", "latitude": 35.96}, {}, "close"),
    ({"location_name": "Saraqib", "latitude": 36.10, "location_radius_km": 25.0}, {}, "inside"),
    ({"location_name": "Saraqib", "latitude": 36.01}, {}, "near"),
    ({"geo_precision": 3, "admin1": "Idlib", "latitude": 36.4, "location_name": "Idlib province"}, {"admin1": "Idlib"}, "region"),
    ({"latitude": None, "longitude": None, "location_name": "elsewhere"}, {}, "unknown"),
])
def test_place_is_compared_against_both_radii(a, b, expected):
    assert level("place", a, b) == expected


@pytest.mark.parametrize(("a", "b", "expected"), [
    ({}, {}, "same_day"),
    ({"date_end": DAY + dt.timedelta(days=6)}, on(3), "overlap"),
    ({"date_end": DAY + dt.timedelta(days=30)}, on(3), "overlap_loose"),
    (on(0, **SEVEN), on(1, **SEVEN), "next_day_same_toll"),
    (on(0), on(1, fatalities_best=9, fatalities_low=9, fatalities_high=9), "next_day_other_toll"),
    (on(0, fatalities_rule="none_reported"), on(1), "next_day_no_toll"),
    (on(0), on(1, published_date=DAY), "before_published"),
])
def test_days_are_compared_against_both_precisions(a, b, expected):
    b = b if expected == "before_published" else b | {"published_date": DAY + dt.timedelta(days=40)}
    assert level("date", a | {"published_date": DAY if expected == "before_published" else DAY + dt.timedelta(days=40)}, b) == expected


def side(name: str, kind: str = "Rebel group", **more) -> dict:
    return {"actor1_name": name, "actor1_type": kind, "actor2_name": "Civilians (Syria)", "actor2_type": "Civilians"} | more


@pytest.mark.parametrize(("a", "b", "expected"), [
    (side("Al Shabaab"), side("Al Shabaab"), "same"),
    (side("Unidentified Armed Group (Syria)", "Political militia"), side("Al Shabaab"), "one_unknown"),
    (side("Military Forces of Iraq (2014-2018)", "State forces"), side("Police Forces of Iraq (2014-2018)", "State forces"), "kin"),
    (side("ADF"), side("CODECO"), "same_kind"),
    (side("ADF"), side("Protesters (Congo)", "Protesters"), "other"),
    (side("Rioters (Congo)", "Rioters"), side("Protesters (Congo)", "Protesters"), "other_crowd"),
])
def test_actors_are_compared_with_families_and_unknowns(a, b, expected):
    row = compared(a, b)
    assert expected in {LEVELS["actor"][row["actor_low"]], LEVELS["actor"][row["actor_high"]]}


def test_each_of_two_reports_may_name_one_side_of_a_fight():
    unnamed = {"actor2_name": None, "actor2_type": None}
    row = compared(side("ADF") | unnamed, side("CODECO") | unnamed)
    assert {LEVELS["actor"][row["actor_low"]], LEVELS["actor"][row["actor_high"]]} == {"one_unknown"}


def test_the_order_of_the_two_parties_does_not_matter():
    flipped = {"actor1_name": "Unidentified Armed Group (Syria)", "actor1_type": "Political militia", "actor2_name": "Military Forces of Syria (2000-2024)",
               "actor2_type": "State forces"}
    assert compared({}, flipped)["actor_score"] == compared({}, {})["actor_score"]


@pytest.mark.parametrize(("a", "b", "expected"), [
    ("Armed clash", "Armed clash", "same_sub_type"), ("Armed clash", "Government regains territory", "same_type"), ("Armed clash", "Air/drone strike", "compatible"),
    ("Air/drone strike", "Suicide bomb", "unlikely"), ("Peaceful protest", "Air/drone strike", "incompatible"), ("Attack", "Excessive force against protesters", "compatible"),
])
def test_types_are_compared_by_the_hierarchy(a, b, expected):
    kinds = vocabulary.lookup("sub_event_types", "event_type")
    rows = [{"sub_event_type": name, "event_type": kinds[name]} for name in (a, b)]
    assert level("type", *rows) == level("type", *reversed(rows)) == expected


def test_a_type_coded_by_default_is_open():
    kind = {"sub_event_type": "Attack", "event_type": "Violence against civilians", "sub_event_type_rule": "default"}
    assert level("type", kind, {"sub_event_type": "Abduction/forced disappearance", "event_type": "Violence against civilians"}) == "open"


@pytest.mark.parametrize(("a", "b", "expected"), [
    ((5, 5, 5), (5, 5, 5), "equal"), ((2, 2, 2), (2, 2, 2), "equal_few"), ((0, 0, 0), (0, 0, 0), "no_deaths"), ((2, 4, 9), (6, 8, 9), "overlap"), ((10, 10, 10), (12, 12, 12), "close"),
    ((10, 10, 10), (25, 25, 25), "apart"), ((10, 10, 10), (40, 40, 40), "far"), ((0, 0, 0), (4, 4, 4), "none_against_some"),
])
def test_tolls_are_compared_as_ranges(a, b, expected):
    names = ("fatalities_low", "fatalities_best", "fatalities_high")
    assert level("toll", dict(zip(names, a, strict=True)), dict(zip(names, b, strict=True))) == expected


def test_a_toll_that_nobody_reported_is_no_toll():
    assert level("toll", {"fatalities_rule": "none_reported"}, {}) == "unknown"


@pytest.mark.parametrize(("a", "b", "expected"), [
    ("Rebels shelled the northern market of Idlib on Friday", "Rebels shelled the northern market of Idlib early Friday", "much"),
    ("Rebels shelled the market of Idlib", "Shells fell on a market near Idlib city hall", "some"),
    ("Rebels shelled the northern market", "Doctors counted victims after heavy bombardment", "little"), (None, "Shells fell", "unknown"),
])
def test_words_are_compared_by_what_they_share(a, b, expected):
    weak = {"location_name": "Binnish", "latitude": 35.96}
    assert level("text", {"text_seen": a} | weak, {"text_seen": b}) == expected


@pytest.mark.parametrize(("a", "b", "feeds", "expected"), [
    ({}, {}, (), "two_reports"), ({"feed": "ucdp_ged"}, {}, (), "report_and_dataset"), ({"feed": "ucdp_ged"}, {"feed": "acled"}, (), "two_datasets"),
    ({"feed": "ucdp_ged"}, {"feed": "ucdp_ged"}, ("ucdp_ged",), "one_dataset"), ({"report_id": "reports:1"}, {"report_id": "reports:1"}, (), "one_report"),
])
def test_what_is_known_before_comparing_counts(a, b, feeds, expected):
    assert level("prior", a, b, distinct_feeds=feeds) == expected


def test_the_score_is_the_sum_of_its_parts():
    row = compared(on(0, text_seen="a b c d words shared"), on(1, text_seen="words shared by others"))
    assert row["score"] == pytest.approx(sum(row[f"{part}_score"] for part in PARTS))
    assert 0 < row["probability"] < 1


def test_two_places_of_one_report_are_vetoed():
    one = {"report_id": "reports:1"}
    assert compared(one | {"location_name": "Binnish", "latitude": 35.96}, one)["is_vetoed"]
    assert not compared(one, one)["is_vetoed"]
