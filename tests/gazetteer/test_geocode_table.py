"""Place strings become points, or honestly do not."""
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.gazetteer.geocode import ADDED
from tests.gazetteer.small import geocode_rows

COLUMNS = ["name", "admin1", "admin2", "country"]


def one(name, country=None, admin1=None, admin2=None):
    return geocode_rows(pl.DataFrame([(name, admin1, admin2, country)], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")).row(0, named=True)


@pytest.mark.parametrize(("name", "country", "place_id"), [
    ("Tripoli", "Libya", "geonames:1301"), ("Tripoli", "Lebanon", "geonames:1201"), ("Tripoli", "Greece", "geonames:1401"), ("Niger", "Niger", "country:NER"),
    ("Niger", "Nigeria", "adm1:NG.31"), ("Georgia", "Georgia", "country:GEO"), ("Georgia", "United States", "adm1:US.GA"), ("Hama", "Syria", "geonames:1004"),
    ("Khan Cheikhoun", "Syria", "geonames:1002"), ("Khan Sheikhun", "Syria", "geonames:1002"), ("خان شيخون", "Syria", "geonames:1002"), ("Харьков", "Ukraine", "geonames:2001"),
    ("DİYARBAKIR", "Turkey", "geonames:2401"), ("al-Qa'im", "Iraq", "geonames:2507"), ("Idlib Province", "Syria", "adm1:SY.12"), ("Donbas", "Ukraine", "sitrep:UKR.donbas"),
    ("Lake Chad", "Nigeria", "sitrep:XXX.lake-chad"), ("Paris", None, "geonames:1701"), ("Paris, Texas", None, "geonames:1801"), ("London, Ontario, Canada", None, "geonames:2509"),
    ("St. John's", "Canada", "geonames:2601"), ("Saint John’s", "Canada", "geonames:2601"), ("St. John", "Canada", "geonames:2606"), ("Kings Lynn", "United Kingdom", "geonames:2602"),
    ("Land's End", "United Kingdom", "sitrep:GBR.lands-end"), ("L’Aquila", "Italy", "geonames:2603"), ("NʼDjamena", "Chad", "geonames:2604"), ("Coeur d´Alene", "United States", "geonames:2605"),
])
def test_the_right_bearer_of_a_name(name, country, place_id):
    assert one(name, country)["place_id"] == place_id


@pytest.mark.parametrize(("name", "country"), [("Petrivka", "Ukraine"), ("Tripoli", None), ("Aleppo", "Nigeria"), ("Hama", "Jordan"), ("Xyzzy", "Atlantis"), ("", "Syria"), ("Amman", "Syria"), ("Guyana", "Guinea"), ("Mali", "Malawi"), ("Nigeria", "Niger")])
def test_what_is_ambiguous_or_elsewhere_is_not_guessed(name, country):
    row = one(name, country)
    assert row["place_id"] is None and row["latitude"] is None and row["geo_precision"] is None


def test_province_decides_between_two_villages():
    assert one("Petrivka village", "Ukraine", "Donetsk oblast")["place_id"] == "geonames:2005"
    assert one("Petrivka village", "Ukraine", "Kharkiv oblast")["place_id"] == "geonames:2006"


def test_unknown_village_takes_the_point_of_its_district_and_says_so():
    row = one("Nowhereville", "Syria", "Idlib governorate", "Ariha district")
    assert (row["place_id"], row["geo_precision"], row["rule"]) == ("adm2:SY.12.ariha-district", 2, "enclosing")
    assert (row["latitude"], row["longitude"]) == (35.814, 36.609)


def test_ambiguity_is_explained():
    row = one("Petrivka", "Ukraine")
    assert row["rule"] == "ambiguous" and row["runner_up"] == "geonames:2005" and row["margin"] < 0.03


def test_offset_moves_the_point_and_lowers_the_precision():
    row = one("15 km north of Aleppo", "Syria")
    assert row["geo_precision"] == 2 and row["longitude"] == 37.161 and abs(row["latitude"] - 36.3369) < 0.001


def test_between_is_the_middle():
    row = one("between Idlib and Hama", "Syria")
    assert row["geo_precision"] == 2 and abs(row["latitude"] - (35.93 + 35.132) / 2) < 0.001


@pytest.mark.parametrize(("name", "precision"), [("Idlib city", 1), ("near Idlib city", 2), ("Idlib governorate", 3), ("Syria", 4)])
def test_precision_follows_the_codebook(name, precision):
    assert one(name, "Syria")["geo_precision"] == precision


def test_composed_and_decomposed_names_are_one():
    assert one("San José", "Costa Rica")["place_id"] == one("San Jose\u0301", "Costa Rica")["place_id"] == "geonames:2301"


def test_rows_keep_their_order_and_none_is_lost():
    names = ["Idlib", None, "Xyzzy", "Idlib", "a" * 10_000, "Hama"]
    table = pl.DataFrame({"id": range(6), "name": names, "country": ["Syria"] * 6}, schema={"id": pl.Int64, "name": pl.String, "country": pl.String})
    answered = geocode_rows(table)
    assert answered["id"].to_list() == list(range(6)) and answered.columns == ["id", "name", "country", *ADDED]
    assert answered["place_id"].to_list() == ["geonames:1001", None, None, "geonames:1001", None, "geonames:1004"]


def test_answers_do_not_depend_on_the_other_rows_or_their_order():
    table = pl.DataFrame([("Tripoli", None, None, "Libya"), ("Petrivka", "Donetsk", None, "Ukraine"), ("Nowhere", None, "Ariha", "Syria"), ("Paris, Texas", None, None, None)], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    whole = geocode_rows(table)
    assert_frame_equal(geocode_rows(table.reverse()).reverse(), whole)
    assert_frame_equal(pl.concat([geocode_rows(table[i:i + 1]) for i in range(4)]), whole)


def test_an_empty_table_stays_empty():
    assert geocode_rows(pl.DataFrame(schema={"name": pl.String})).height == 0


@pytest.mark.parametrize(("name", "place_id", "precision"), [
    ("Idlib governorate (Ariha town)", "geonames:1009", 1), ("Idlib governorate, Ariha town", "geonames:1009", 1), ("Aleppo - Nowhere quarter", "geonames:1006", 2), ("an orchard near Ariha", "geonames:1009", 2),
])
def test_the_smaller_of_two_named_places_is_taken_where_it_is_known(name, place_id, precision):
    row = one(name, "Syria")
    assert (row["place_id"], row["geo_precision"]) == (place_id, precision)
