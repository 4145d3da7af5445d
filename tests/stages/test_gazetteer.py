"""The gazetteer: every place once, every spelling, units with points, radii and seats."""
from dataclasses import replace

import polars as pl
from polars.testing import assert_frame_equal

from pipeline.stages.gazetteer import NAMES_SCHEMA, PLACES_SCHEMA, gazetteer
from tests.gazetteer.small import built, sources


def place(place_id):
    return built().places.filter(pl.col("place_id") == place_id).row(0, named=True)


def spellings(place_id):
    return set(built().names.filter(pl.col("place_id") == place_id)["folded"])


def test_tables_have_their_schemas_and_ids_are_unique():
    places, names = built()
    assert dict(places.schema) == PLACES_SCHEMA and dict(names.schema) == NAMES_SCHEMA
    assert places["place_id"].is_unique().all() and names.select("folded", "place_id").is_unique().all()
    assert names.filter(pl.col("folded") == "").height == 0


def test_result_does_not_depend_on_the_order_of_rows():
    read = sources()
    turned = replace(read, places=read.places.reverse(), names=read.names.reverse(), unit_names=read.unit_names.reverse(), reference={k: v.reverse() if k.startswith("places") else v for k, v in read.reference.items()})
    again = gazetteer(turned)
    assert_frame_equal(again.places, built().places)
    assert_frame_equal(again.names, built().names)


def test_units_have_a_middle_a_radius_and_their_capital():
    idlib = place("adm1:SY.12")
    assert (idlib["kind"], idlib["seat_latitude"], idlib["seat_longitude"]) == ("admin1", 35.93, 36.63)
    assert 5 <= idlib["radius_km"] <= 100 and idlib["latitude"] != idlib["seat_latitude"]


def test_a_province_is_also_known_without_its_unit_word_and_by_its_capitals_names():
    assert {"idlib", "idlib province", "edlib"} <= spellings("adm1:SY.12")


def test_own_province_that_the_gazetteer_has_gives_names_and_no_twin():
    assert built().places.filter(pl.col("name").str.contains("Chechnya")).height == 1
    assert "ichkeria" in spellings("sitrep:RUS.chechnya")  # unknown in the small dump, so it is a place of its own
    assert "federal capital territory" not in spellings("adm1:NG.31")


def test_population_unknown_is_zero_and_not_a_filter():
    assert place("geonames:1008")["population"] == 0


def test_country_is_found_by_names_and_codes_but_not_by_the_name_of_a_part():
    assert {"syria", "syrian arab republic", "sy", "syr"} <= spellings("country:SYR")
    assert "england" not in spellings("country:GBR")


def test_gazetteer_agrees_with_the_declared_tables():
    from schemas.tables import BY_NAME

    assert set(BY_NAME["places"].names) <= set(PLACES_SCHEMA) and set(BY_NAME["place_names"].names) <= set(NAMES_SCHEMA)
    kinds = pl.read_csv("schemas/vocabularies/place_kinds.csv")["term"].to_list()
    assert set(built().places["kind"]) <= set(kinds)
