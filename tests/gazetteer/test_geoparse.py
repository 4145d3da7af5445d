"""Which capitalised words are places, and which places they are."""
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.gazetteer.geoparse import find_places, geoparse
from pipeline.gazetteer.scan import fold_text
from tests.gazetteer.small import for_text

GAZETTEER = for_text()


def places_in(text, **columns):
    return geoparse(pl.DataFrame({"report_id": ["r"], "text": [text], **columns}), GAZETTEER)


def found(text):
    return places_in(text)["name"].to_list()


@pytest.mark.parametrize("text", [
    "Turkish officials met Syrian and Ukrainian envoys.", "The Turkey-backed faction withdrew.", "President Paris Agadez spoke.", "Mr Homs declined to comment.",
    "Professor Jane London wrote the book.", "He studied at Aleppo University.", "The Bank of Baghdad cut its rates.", "Moscow said it would retaliate.", "The Kremlin denied it.",
    "London FC won again.", "Members of the Jordan family wept.", "the paris agreement and a homs in lower case",
])
def test_people_organisations_adjectives_and_governments_are_no_places(text):
    assert found(text) == []


@pytest.mark.parametrize(("text", "names"), [
    ("Shelling hit Khan Shaykhun and Ma‘arrat an Nu‘mān in Idlib province.", ["Khan Shaykhun", "Ma‘arrat an Nu‘mān", "Idlib"]),
    ("A blast in Baghdad’s centre; clashes in al-Qa'im.", ["Baghdad", "al-Qa'im"]), ("Officials in Moscow said nothing.", ["Moscow"]),
    ("The bombing in Ankara,\nTurkey, killed two.", ["Ankara", "Turkey"]), ("Взрыв: Харьков, Украина.", ["Харьков"]), ("U.S. troops left Syria.", ["U.S.", "Syria"]),
    ("A march in St. John's, Canada; a fire near King’s Lynn.", ["St. John's", "Canada", "King’s Lynn"]),
    ("Waves off Land's End. Shells in Idlib's centre and Niger's border.", ["Land's End", "Idlib", "Niger"]), ("A quake in L’Aquila, calm in N'Djamena and in Coeur d’Alene.", ["L’Aquila", "N'Djamena", "Coeur d’Alene"]),
])
def test_places_are_found_where_they_stand(text, names):
    assert found(text) == names


def test_offsets_are_code_points_of_the_text_as_given():
    text = "“Straße” — São Paulo… In Diyarbakır\nand (Deir ez-Zor) 🙂 near N’Djamena, İzmir’s port."
    for row in places_in(text).iter_rows(named=True):
        assert text[row["start"]:row["end"]] == row["name"]
    assert [n for n in found(text) if n in ("Diyarbakır", "Deir ez-Zor", "İzmir")] == ["Diyarbakır", "Deir ez-Zor", "İzmir"]


@pytest.mark.parametrize("text", ["", "\n\n", "’’’", "a\u0301" * 50, "ﬁ œ ß ½ 中文 🙂", "U.S. St. John's", "'s-Hertogenbosch", "King’S Lynn’s"])
def test_folding_text_keeps_a_way_back(text):
    plain, places, shifts = fold_text(text)
    assert plain.isascii() and len(plain) - 2 - len(text) == (shifts[-1] if shifts else 0)


def test_the_report_decides_which_tripoli():
    lebanon = places_in("Fighting in Tripoli spread. The army in Beirut sent help; Lebanon closed the road to Beirut.")
    libya = places_in("Fighting in Tripoli spread. Forces from Benghazi advanced; Libya is divided.")
    assert dict(lebanon.select("name", "place_id").iter_rows())["Tripoli"] == "geonames:1201"
    assert dict(libya.select("name", "place_id").iter_rows())["Tripoli"] == "geonames:1301"


def test_the_given_country_decides():
    def pick(country):
        return places_in("Clashes erupted in Tripoli.", country=[country])["place_id"].to_list()
    assert (pick("Lebanon"), pick("Libya"), pick("LBY")) == (["geonames:1201"], ["geonames:1301"], ["geonames:1301"])


def test_container_after_a_comma_decides():
    assert places_in("He lives in Paris, Texas.").row(0, named=True)["place_id"] == "geonames:1801"
    assert places_in("He lives in Paris, France.").row(0, named=True)["place_id"] == "geonames:1701"


def test_a_province_and_its_capital_are_told_apart_by_the_unit_word():
    rows = places_in("Shelling in Idlib province. A market in the city of Idlib was hit.").to_dicts()
    assert [(r["kind"], r["geo_precision_hint"]) for r in rows] == [("admin1", 3), ("town", 1)]
    assert (rows[0]["seat_latitude"], rows[0]["seat_longitude"]) == (35.93, 36.63)


def test_sentences_of_one_report_share_their_sense_and_reports_do_not():
    table = pl.DataFrame({"report_id": ["a", "a", "b", "b"], "sentence_id": [0, 1, 0, 1], "text": ["Beirut, Lebanon, was calm.", "Tripoli in Lebanon was not.", "Benghazi in Libya was calm.", "Tripoli in Libya was not."]})
    whole = find_places(table, GAZETTEER)
    picks = {(r["report_id"], r["name"]): r["place_id"] for r in whole.to_dicts()}
    assert picks["a", "Tripoli"] == "geonames:1201" and picks["b", "Tripoli"] == "geonames:1301"
    parts = pl.concat([find_places(table.filter(pl.col("report_id") == r), GAZETTEER) for r in "ab"])
    assert_frame_equal(parts, whole)
    assert_frame_equal(find_places(table.reverse(), GAZETTEER), whole)


def test_no_reports_and_no_text_give_an_empty_table():
    assert places_in(None).height == 0
    assert find_places(pl.DataFrame(schema={"report_id": pl.String, "sentence_id": pl.Int64, "text": pl.String}), GAZETTEER).height == 0


def test_small_namesake_abroad_is_not_taken_when_the_country_was_given():
    assert places_in("A protest was held in Magumeri town.", country=["Pakistan"]).height == 0
    assert places_in("A protest was held in Magumeri town.", country=["Nigeria"])["place_id"].to_list() == ["geonames:1604"]


def test_village_outside_the_named_province_yields_to_one_inside():
    inside = places_in("Shelling hit Petrivka in Kharkiv oblast, Ukraine.")
    assert dict(inside.select("name", "place_id").iter_rows())["Petrivka"] == "geonames:2006"


def test_near_a_name_speaks_of_the_town_not_of_the_province_around_it():
    near, plain = (places_in(text) for text in ("Fighters dug in 20 km north of Idlib overnight.", "Fighters dug in across Idlib province overnight."))
    assert [row["kind"] for row in near.iter_rows(named=True)] == ["town"] and [row["kind"] for row in plain.iter_rows(named=True)] == ["admin1"]


@pytest.mark.parametrize("text", [
    "Nigeria, Niger and Chad closed their borders. Maiduguri and Kaduna were calm, the Nigerian army said.", "Talks between Niger and Nigeria opened in Maiduguri, Nigeria, on Monday.",
    "Mali, Niger, and Burkina Faso left.", "Traders crossed the Nigeria/Niger border near Maiduguri.",
])
def test_a_country_enumerated_with_another_is_the_country(text):
    assert set(places_in(text).filter(pl.col("name") == "Niger")["place_id"]) == {"country:NER"}


@pytest.mark.parametrize("text", [
    "In Nigeria, gunmen raided villages in Niger and Kaduna. Minna was tense.", "Gunmen killed twelve in Kaduna and Niger, Nigeria.", "Gunmen killed twelve in Niger, Nigeria. Kaduna was calm.",
])
def test_a_province_named_like_a_country_is_the_province_among_its_own(text):
    assert set(places_in(text).filter(pl.col("name") == "Niger")["place_id"]) == {"adm1:NG.31"}


def test_two_countries_in_a_row_are_no_province_in_the_second():
    text = "Nigerien troops held Agadez, Nigerien officials in Niamey said. They never left Niger, Nigeria said."
    assert dict(places_in(text).select("name", "place_id").iter_rows()) == {"Agadez": "geonames:1502", "Niamey": "geonames:1501", "Niger": "country:NER", "Nigeria": "country:NGA"}


@pytest.mark.parametrize(("name", "given", "place_id"), [("Niger", "Nigeria", "adm1:NG.31"), ("Niger", "Chad", "country:NER"), ("Nigeria", "Niger", "country:NGA")])
def test_niger_is_never_nigeria(name, given, place_id):
    assert places_in(f"Troops entered {name} on Monday.", country=[given])["place_id"].to_list() == [place_id]
