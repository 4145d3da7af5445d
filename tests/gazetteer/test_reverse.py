"""Points that contradict the names they came with are caught."""
import polars as pl
import pytest

from pipeline.gazetteer.reverse import check_points, nearest_places
from tests.gazetteer.small import built, sources

SCHEMA = {"point": pl.Int64, "latitude": pl.Float64, "longitude": pl.Float64, "iso3": pl.String, "admin1_id": pl.String, "named_latitude": pl.Float64, "named_longitude": pl.Float64}


def verdict(latitude, longitude, iso3="SYR", admin1_id=None, named=(None, None)):
    points = pl.DataFrame([(1, latitude, longitude, iso3, admin1_id, *named)], schema=SCHEMA, orient="row")
    return check_points(points, built().places, sources().reference["place_country_overlaps"]).row(0, named=True)["verdict"]


@pytest.mark.parametrize(("point", "expected"), [
    ((35.44, 36.65), None), ((35.44, None), "missing_half"), ((None, 36.65), "missing_half"), ((0.0, 0.0), "null_island"), ((95.0, 36.65), "out_of_range"),
    ((float("nan"), 36.65), "out_of_range"), ((48.85, 2.35), "country_mismatch"), ((None, None), None),
])
def test_each_fault_has_its_verdict(point, expected):
    assert verdict(*point) == expected


def test_swapped_coordinates_are_recognised_by_the_named_place():
    assert verdict(36.65, 35.44, named=(35.442, 36.652)) == "swapped_coordinates"


def test_swapped_coordinates_are_recognised_by_the_country():
    assert verdict(2.35, 48.85, iso3="FRA") is None  # no place near the sea off Somalia: nothing to go by
    assert verdict(102.0, 35.44, iso3="FRA") == "out_of_range"
    assert verdict(44.40, 33.34, iso3="IRQ", named=(33.341, 44.401)) == "swapped_coordinates"


def test_other_province_is_noticed_close_to_a_place_only():
    assert verdict(35.132, 36.758, admin1_id="adm1:SY.12") == "admin1_mismatch"
    assert verdict(35.132, 36.758, admin1_id="adm1:SY.10") is None


def test_places_of_a_listed_neighbour_are_no_mismatch():
    assert verdict(34.437, 35.835, iso3="SYR") is None  # Lebanon, listed as an overlap of Syria


def test_nearest_place_is_found_across_cell_borders_and_far_away():
    points = pl.DataFrame({"point": [1, 2, 3], "latitude": [35.50, 18.2, -70.0], "longitude": [36.76, 9.0, 0.0]})
    near = nearest_places(points, built().places)
    assert near["near_id"].to_list()[1:] == ["geonames:1502", None]
    assert near["near_id"][0] in ("geonames:1002", "sitrep:SYR.kafr-zita", "sitrep:SYR.morek", "geonames:1003")
