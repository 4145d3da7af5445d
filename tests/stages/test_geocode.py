"""Claims get places: their own point checked, or a name resolved, or an honest null and an issue."""
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.stages.geocode import geocode
from schemas.tables import BY_NAME
from tests.gazetteer.small import built, sources

SCHEMA = BY_NAME["claims"].schema
EMPTY = {name: [] if dtype == pl.List(pl.String) else None for name, dtype in SCHEMA.items()}
BASE = {"feed": "table", "report_id": "r1", "raw_file": "x.csv", "claim_rank": 1, "event_kind": "event", "licence": "CC0-1.0", "is_hedged": False, "interest": "neutral"}


def run(*rows):
    claims = pl.DataFrame([{**EMPTY, **BASE, "claim_id": f"c{number:016x}", **row} for number, row in enumerate(rows)], schema=SCHEMA)
    return run_on(claims)


def run_on(claims):
    reference = sources().reference
    tables = geocode(claims.lazy(), built().places.lazy(), built().names.lazy(), reference["place_units"].lazy(), reference["place_country_overlaps"].lazy(), reference["countries"].lazy(), margin=0.03)
    return {name: table.collect() for name, table in tables.items()}


def one(**row):
    return run(row)["claims"].row(0, named=True)


def codes(**row):
    return run(row)["issues"]["issue_code"].to_list()


def test_named_village_is_resolved_with_its_units_and_score():
    row = one(location_seen="Rami village", admin1_seen="Idlib governorate", country_seen="Syria")
    assert (row["place_id"], row["latitude"], row["geo_precision"], row["country_iso3"], row["country_iso_numeric"]) == ("geonames:1008", 35.79, 1, "SYR", 760)
    assert row["admin1"] == "Idlib governorate" and row["admin_basis"] == "source" and 0 < row["geo_score"] <= 1


def test_feeds_own_point_stays_and_the_place_is_recognised():
    row = one(location_seen="Hama", country_seen="Syria", latitude_seen=35.14, longitude_seen=36.76, geo_precision_seen=1)
    assert (row["latitude"], row["longitude"], row["place_id"], row["geo_precision"]) == (35.14, 36.76, "geonames:1004", 1)


def test_point_far_from_the_named_place_is_kept_without_a_place():
    row = one(location_seen="Hama", country_seen="Syria", latitude_seen=36.2, longitude_seen=37.1, geo_precision_seen=1)
    assert (row["latitude"], row["place_id"], row["location_name"]) == (36.2, None, "Hama")


@pytest.mark.parametrize(("point", "code"), [((36.75, 35.13), "swapped_coordinates"), ((0.0, 0.0), "swapped_coordinates"), ((35.1, None), "swapped_coordinates"), ((48.9, 2.35), "country_mismatch")])
def test_faulty_points_become_issues(point, code):
    assert codes(location_seen="Hama", country_seen="Syria", latitude_seen=point[0], longitude_seen=point[1], geo_precision_seen=1) == [code]


def test_swapped_and_missing_points_are_repaired_from_the_name():
    swapped = one(location_seen="Hama", country_seen="Syria", latitude_seen=36.75, longitude_seen=35.13, geo_precision_seen=1)
    nowhere = one(location_seen="Hama", country_seen="Syria", latitude_seen=0.0, longitude_seen=0.0, geo_precision_seen=1)
    assert (swapped["latitude"], swapped["longitude"]) == (35.13, 36.75) and nowhere["place_id"] == "geonames:1004"


def test_place_chosen_by_extract_is_kept_and_completed():
    row = one(place_id="geonames:1002", latitude=35.442, longitude=36.652, geo_precision=2, location_seen="Khan Shaykhun")
    assert (row["place_id"], row["geo_precision"], row["country_iso3"], row["admin1"], row["location_name"]) == ("geonames:1002", 2, "SYR", "Idlib", "Khān Shaykhūn")


def test_province_has_its_capitals_point():
    row = one(location_seen="Idlib governorate", country_seen="Syria")
    assert (row["latitude"], row["longitude"], row["geo_precision"]) == (35.93, 36.63, 3)


@pytest.mark.parametrize(("name", "code"), [("Petrivka", "ambiguous_place"), ("Nowhereville", "unmatched_place")])
def test_unknown_and_ambiguous_places_stay_null_and_become_issues(name, code):
    row = one(location_seen=name, country_seen="Ukraine")
    assert row["latitude"] is None and row["place_id"] is None and row["country_iso3"] == "UKR" and row["location_name"] == name
    assert codes(location_seen=name, country_seen="Ukraine") == [code]


def test_claim_without_any_place_is_kept_in_silence():
    tables = run({})
    assert tables["claims"].height == 1 and tables["issues"].height == 0 and tables["evidence"].height == 0


def test_losing_candidate_is_evidence():
    evidence = run({"location_seen": "Paris"})["evidence"]
    assert evidence.filter("is_chosen")["candidate_id"].to_list() == ["geonames:1701"] and evidence.filter(~pl.col("is_chosen"))["candidate_id"].to_list() == ["geonames:1801"]


def test_tables_have_the_declared_schemas():
    tables = run({"location_seen": "Petrivka", "country_seen": "Ukraine"}, {"location_seen": "Hama", "country_seen": "Syria"})
    assert all(tables[name].schema == BY_NAME[name].schema for name in ("claims", "evidence", "issues"))


def test_parts_give_the_same_as_the_whole():
    rows = [{**EMPTY, **BASE, "claim_id": f"c{i:016x}", "report_id": f"r{i}", "location_seen": name, "country_seen": "Syria", "latitude_seen": lat, "longitude_seen": lon}
            for i, (name, lat, lon) in enumerate([("Hama", 35.1, 36.7), ("Idlib", None, None), ("Nowhere", None, None), ("Homs", 34.7, 36.7), ("Idlib", 0.0, 0.0)])]
    claims = pl.DataFrame(rows, schema=SCHEMA)
    whole = run_on(claims)
    for cut in (1, 3):
        parts = [run_on(claims[:cut]), run_on(claims[cut:])]
        for name in ("claims", "evidence"):
            assert_frame_equal(pl.concat([part[name] for part in parts]).sort("claim_id"), whole[name].sort("claim_id"), check_row_order=name == "claims")


def test_claim_of_an_unknown_country_keeps_null_coordinates_and_becomes_an_issue():
    made = run({"location_seen": "Aleppo", "country_seen": "Atlantis"})
    claim, issue = made["claims"].row(0, named=True), made["issues"].row(0, named=True)
    assert (claim["latitude"], claim["place_id"], claim["geo_precision"], claim["country_iso3"]) == (None, None, None, None)
    assert (issue["issue_code"], issue["seen"], issue["suggestion"]) == ("unmatched_place", "Aleppo", "unknown country: raw/reference/country_names.csv")
