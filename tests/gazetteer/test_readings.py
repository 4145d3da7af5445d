"""What a place string may mean."""
import pytest

from pipeline.gazetteer.readings import read_name
from pipeline.gazetteer.units import strip_unit, units_from
from tests.gazetteer.small import sources

UNITS = units_from(sources().reference["place_units"])


def meanings(text):
    return {(r.folded, r.hint, r.relation) for r in read_name(text, UNITS)}


@pytest.mark.parametrize(("text", "name", "kind"), [
    ("rami village", "rami", "town"), ("idlib governorate", "idlib", "admin1"), ("magumeri lga", "magumeri", "admin2"), ("donetsk city municipality", "donetsk", "admin2"),
    ("donetsk oblast", "donetsk", "admin1"), ("lake chad", "chad", "natural"), ("town of arsal", "arsal", "town"), ("town", "town", None), ("idlib", "idlib", None),
])
def test_unit_words_say_the_kind(text, name, kind):
    assert strip_unit(text, UNITS) == (name, kind)


@pytest.mark.parametrize(("text", "meaning"), [
    ("Rami village", ("rami", "town", "at")), ("near Kunduz city", ("kunduz", "town", "near")), ("outskirts of Idlib", ("idlib", None, "near")),
    ("eastern outskirts of Aleppo city", ("aleppo", "town", "near")), ("Donetsk International airport", ("donetsk", "facility", "near")), ("X and Y", ("y", None, "list")),
    ("Bria - Yalinga road", ("bria", None, "between")), ("between Homs and Hama", ("homs", None, "between")), ("northern Idlib province", ("idlib", "admin1", "part")), ("Shan-South", ("shan", None, "part")),
    ("Deir al-Zor (Dayr az Zawr)", ("dayr az zawr", None, "at")), ("Guinea-Bissau", ("guinea bissau", None, "at")),
    ("the Golan Heights", ("golan heights", None, "at")), ("The Hague", ("the hague", None, "at")), ("off the coast of Hodeidah", ("hodeidah", None, "near")), ("waters off Gaza", ("gaza", None, "near")),
    ("village near Bambari town", ("bambari", "town", "near")), ("Gaza City - Zeitoun", ("zeitoun", None, "at")), ("Gaza City - Zeitoun", ("gaza", "town", "near")), ("downtown Kabul", ("kabul", "town", "at")),
    ("Delgado province, Praia district", ("praia", "admin2", "at")),
])
def test_relations_are_read_from_the_words(text, meaning):
    assert meaning in meanings(text)


def test_offset_keeps_distance_and_bearing():
    reading = next(r for r in read_name("15 km north-west of Aleppo", UNITS) if r.relation == "offset")
    assert (reading.folded, reading.distance_km, reading.bearing) == ("aleppo", 15.0, 315.0)
    miles = next(r for r in read_name("10 miles south of Aleppo", UNITS) if r.relation == "offset")
    assert round(miles.distance_km, 1) == 16.1


def test_offset_in_brackets_belongs_to_the_name_before():
    reading = next(r for r in read_name("Zemio (35 km east of)", UNITS) if r.relation == "offset")
    assert (reading.folded, reading.distance_km, reading.bearing) == ("zemio", 35.0, 90.0)


def test_containers_are_kept_nearest_first():
    assert read_name("Paris, Texas, United States", UNITS)[-1].container == "texas|united states"
    assert any(r.container == "bar province" for r in read_name("Foo in Bar province", UNITS))


@pytest.mark.parametrize("empty", ["", None, "()", "---", "  ", "."])
def test_nothing_reads_as_nothing(empty):
    assert read_name(empty, UNITS) == []


def test_ten_thousand_characters_do_not_hurt():
    assert len(read_name("Aleppo " * 2000, UNITS)) <= 10


@pytest.mark.parametrize(("text", "first", "container"), [
    ("Gaza City - Zeitoun", "zeitoun", "gaza city"), ("Delgado province, Praia district", "praia district", "delgado province"), ("Idlib governorate, Ariha town, Syria", "ariha town", "idlib governorate|syria"),
    ("Ariha town, Idlib governorate", "ariha town", "idlib governorate"), ("Fizi territory, South Kivu", "fizi territory", "south kivu")])
def test_the_smaller_place_comes_first_whatever_the_order(text, first, container):
    assert (first, container) in {(r.folded, r.container) for r in read_name(text, UNITS)}


def test_what_lies_around_costs_more_than_the_place_itself():
    cost = {r.folded: r.cost for r in read_name("Idlib governorate (Ariha town)", UNITS)}
    assert cost["ariha"] < cost["idlib"] and "idlib" in cost
