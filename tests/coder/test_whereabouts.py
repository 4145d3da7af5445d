"""The place of an event among the names that its sentence gives."""

import pytest

from tests.coder.small import claims

COLUMNS = ("location_seen", "admin2_seen", "admin1_seen", "geo_precision_seen")


def place(text: str) -> tuple:
    (found,) = claims(text, country_hint="Syria")
    return tuple(found[c] for c in COLUMNS)


@pytest.mark.parametrize(("text", "expected"), [
    ("Gunmen killed two farmers in Kafr Batta village (Ariha, Idlib) on Friday.", ("Kafr Batta", "Ariha", "Idlib", 1)),
    ("Gunmen killed two farmers in Kafr Batta, Ariha district, on Friday.", ("Kafr Batta", "Ariha", "Idlib", 1)),
    ("Gunmen killed two farmers near Kafr Batta (Sinjab sub-district, Ariha district, Idlib) on Friday.", ("Kafr Batta", "Ariha", "Idlib", 2)),
    ("Gunmen killed two farmers in Kafr Kandi village (Ariha, Idlib) on Friday.", ("Kafr Kandi", "Ariha", "Idlib", 1)),
    ("Gunmen killed two farmers between Kafr Batta and Deir Sunbul (Ariha, Idlib) on Friday.", ("Kafr Batta", "Ariha", "Idlib", 2)),
    ("Members of an Aleppo militia killed two farmers in Kafr Batta (Ariha, Idlib) on Friday.", ("Kafr Batta", "Ariha", "Idlib", 1)),
    ("Rebels shelled Turkish positions near Kafr Batta, Idlib, killing two soldiers on Friday.", ("Kafr Batta", None, "Idlib", 2)),
    ("Gunmen killed two farmers between Kafr Batta and Deir Sunbul on Friday.", ("Kafr Batta", None, None, 2)),
])
def test_unknown_village_keeps_the_units_that_the_text_puts_around_it(text, expected):
    assert place(text) == expected


def test_building_in_a_known_town_is_in_that_town():
    (found,) = claims("Gunmen killed two clerks outside the Provincial Assembly building in Hama on Friday.", country_hint="Syria")
    assert (found["location_seen"], found["geo_precision"]) == ("Hama", 1)


def test_square_without_settlement_word_in_a_known_town_is_in_that_town():
    (found,) = claims("Gunmen killed two clerks at Sahat in Hama on Friday.", country_hint="Syria")
    assert (found["location_seen"], found["geo_precision"]) == ("Hama", 1)


def test_district_of_which_only_the_town_is_known_is_no_town():
    (found,) = claims("Gunmen killed two farmers in Ariha district on Friday.", country_hint="Syria")
    assert (found["location_seen"], found["geo_precision"]) == ("Ariha", 2)


def test_sides_of_a_clash_are_no_places():
    (found,) = claims("Clashes broke out between Syrian and Turkish forces near Hama on Friday.", country_hint="Syria")
    assert (found["location_seen"], found["geo_precision"]) == ("Hama", 2)


def test_towns_of_a_list_do_not_contain_each_other():
    found = claims("Shelling killed two people in Idlib, Hama and Homs on Friday.", country_hint="Syria")
    assert sorted(c["location_seen"] for c in found) == ["Hama", "Homs", "Idlib"]


def test_known_name_that_lies_far_from_the_unit_named_after_it_is_another_place():
    (found,) = claims("Gunmen killed two farmers in Avdiivka, Kharkiv, on Friday.", country_hint="Ukraine")
    assert (found["location_seen"], found["admin1_seen"], found["latitude"]) == ("Avdiivka", "Kharkiv", None)


def test_square_that_bears_the_name_of_a_town_is_in_the_town_after_it():
    (found,) = claims("Gunmen killed two clerks at Homs square in Hama on Friday.", country_hint="Syria")
    assert found["location_seen"] == "Hama"


def test_town_of_the_given_country_is_not_abroad_though_foreign_forces_act_there():
    (found,) = claims("Russian forces shelled Avdiivka, Donetsk, killing two people on Friday.", country_hint="Ukraine")
    assert (found["location_seen"], found["country_iso3"], found["geo_precision"]) == ("Avdiivka", "UKR", 1)
    (found,) = claims("Russian forces shelled Avdiivka, killing two people on Friday.", country_hint="Ukraine")
    assert (found["location_seen"], found["country_iso3"]) == ("Avdiivka", "UKR")


def test_a_day_after_an_unknown_place_is_no_part_of_its_name():
    found = claims("Rockets hit Syrian troops in Zarankul Friday, killing 19 soldiers.")
    assert [c["location_seen"] for c in found] == ["Zarankul"]


def test_the_capitals_of_a_dateline_are_not_kept_in_a_name():
    found = claims("IDLIB, Syria - Rebels captured the city on Tuesday after soldiers fled.")
    assert [c["location_seen"] for c in found] == ["Idlib"]


@pytest.mark.parametrize("text", [
    "Troops seized the towns of Magumeri and Kaduna on Thursday.",
    "Troops retook Magumeri and Kaduna, two towns in the north, on Thursday.",
])
def test_places_told_to_be_several_are_a_claim_each(text):
    assert sorted(c["location_seen"] for c in claims(text)) == ["Kaduna", "Magumeri"]


@pytest.mark.parametrize("text", [
    "Gunmen killed two farmers in Hama on Friday, the interior ministry in Damascus said.",
    "Officials in Damascus said gunmen killed two farmers in Hama on Friday.",
    "Gunmen killed two farmers in Hama on Friday, a local official told AFP from Damascus.",
    "Gunmen killed two farmers in Hama on Friday, ministry spokesman Ali Darwish said on Saturday in Damascus.",
])
def test_where_somebody_speaks_is_not_where_it_happened(text):
    (found,) = claims(text, country_hint="Syria")
    assert found["location_seen"] == "Hama"


@pytest.mark.parametrize(("text", "place"), [
    ("Officials in Hama said gunmen killed two farmers on Friday.", "Hama"),
    ("Residents of Hama said gunmen on the road to Damascus killed two farmers on Friday.", "Hama"),
])
def test_where_somebody_speaks_is_the_place_if_no_other_is_told_or_if_they_saw_it(text, place):
    (found,) = claims(text, country_hint="Syria")
    assert found["location_seen"] == place
