import datetime as dt
import math

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedup.blocking import candidates
from pipeline.dedup.features import prepare
from tests.dedup.worlds import on, two
from tests.rows import DAY, claims

SPOT = st.tuples(st.floats(35.0, 36.0), st.floats(36.0, 37.5), st.integers(0, 5), st.integers(0, 9), st.sampled_from([1, 1, 1, 3]), st.sampled_from(["A", "B", None]))


def world(spots) -> pl.DataFrame:
    rows = []
    for latitude, longitude, start, length, precision, unit in spots:
        first = DAY + dt.timedelta(days=start)
        last = first + dt.timedelta(days=length if length > 6 else 0)
        rows.append({"latitude": latitude, "longitude": longitude, "event_date": first, "date_start": first, "date_end": last, "geo_precision": precision, "admin1": unit})
    return prepare(claims(*rows))


def near(a: dict, b: dict) -> bool:
    """What blocking promises: no more than a day apart and, for points, within 25 km; for provinces, the same one."""
    gap = max(a["start"] - b["end"], b["start"] - a["end"])
    both_days = a["start"] == a["end"] or b["start"] == b["end"]
    if gap > (1 if both_days else 0):
        return False
    areas = [x["geo"] >= 3 and x["unit"] is not None for x in (a, b)]
    if any(areas):
        return a["unit"] is not None and a["unit"] == b["unit"]
    north, east = (a["latitude"] - b["latitude"]) * 111.2, (a["longitude"] - b["longitude"]) * 111.2 * math.cos(math.radians(36))
    return math.hypot(north, east) <= 25


@settings(max_examples=60, deadline=None)
@given(st.lists(SPOT, min_size=2, max_size=25))
def test_blocking_finds_every_near_pair_and_none_twice(spots):
    rows = world(spots)
    found = candidates(rows)
    assert found.is_unique().all()
    assert (found["left"] < found["right"]).all()
    pairs = set(found.select("left", "right").iter_rows())
    facts = rows.to_dicts()
    wanted = {(i, j) for i in range(len(facts)) for j in range(i + 1, len(facts)) if near(facts[i], facts[j])}
    assert wanted <= pairs


def test_claims_of_two_countries_are_never_paired():
    assert candidates(prepare(two({}, {"country_iso3": "TUR"}))).height == 0


def test_claims_across_the_edge_of_a_cell_are_paired():
    assert candidates(prepare(two({"latitude": 35.249, "longitude": 36.499}, {"latitude": 35.251, "longitude": 36.501}))).height == 1


def test_claims_two_days_apart_are_not_paired():
    assert candidates(prepare(two(on(0), on(2)))).height == 0


def test_a_week_is_paired_with_each_of_its_days_once():
    week = {"date_start": DAY, "date_end": DAY + dt.timedelta(days=6), "time_precision": 2}
    found = candidates(prepare(two(week, on(0), on(3), on(6), on(7), on(9))))
    assert sorted(found.filter(pl.col("left") == 0)["right"]) == [1, 2, 3, 4]


def test_a_claim_without_point_is_paired_by_the_name_of_its_place():
    nowhere = {"latitude": None, "longitude": None, "geo_precision": None, "location_radius_km": None, "location_name": "Diya"}
    assert candidates(prepare(two(nowhere, nowhere, nowhere | {"location_name": "Rafai"}))).rows() == [(0, 1)]


def test_summaries_are_paired_with_summaries_of_the_same_days_only():
    year = {"event_kind": "summary", "time_precision": 4, "date_start": dt.date(2019, 1, 1), "date_end": dt.date(2019, 12, 31)}
    assert candidates(prepare(two({}, year, year, year | {"date_end": dt.date(2020, 12, 31)}))).rows() == [(1, 2)]
