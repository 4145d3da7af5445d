"""Who is meant by a name, in a country, on a day."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipeline.registry.match import match
from pipeline.registry.tool import RESULT, actors_table, generated

GOLD = Path(__file__).resolve().parents[1] / "gold/actors.csv"


def meant(registry, name, iso3, day):
    return match(name, iso3, date.fromisoformat(day) if day else None, registry)


def test_gold_names_mean_the_expected_party_and_type(registry):
    gold = pl.read_csv(GOLD, infer_schema=False)
    assert gold.height >= 260
    found = actors_table(gold.select("name", pl.col("country_iso3").alias("country"), "date"), registry)
    wrong = gold.with_columns(got=found["actor_name"], got_type=found["actor_type"]).filter(
        pl.col("actor_name").ne_missing(pl.col("got")) | pl.col("actor_type").ne_missing(pl.col("got_type")))
    assert wrong.rows() == []


def test_niger_is_never_nigeria(registry):
    for name in ("Military Forces of Niger", "Niger army", "Nigerien army", "Government of Niger"):
        for iso3 in ("NER", "NGA", None):
            assert meant(registry, name, iso3, "2022-01-01").country_iso3 == "NER"
    for name in ("Military Forces of Nigeria", "Nigerian army"):
        for iso3 in ("NER", "NGA", None):
            assert meant(registry, name, iso3, "2022-01-01").country_iso3 == "NGA"


def test_day_of_change_decides_the_government(registry):
    before, after = (meant(registry, "Syrian army", "SYR", day) for day in ("2024-12-07", "2024-12-08"))
    assert (before.actor_id, after.actor_id) == ("state:SYR:military:2000", "state:SYR:military:2024")


def test_type_of_a_group_changes_when_it_takes_power(registry):
    types = [meant(registry, "Taliban", "AFG", day).actor_type for day in ("1995-01-01", "1998-01-01", "2015-01-01", "2022-01-01")]
    assert types == ["Rebel group", "State forces", "Rebel group", "State forces"]


def test_state_forces_abroad_are_external(registry):
    home, abroad = meant(registry, "Military Forces of Chad", "TCD", "2022-01-01"), meant(registry, "Military Forces of Chad", "MLI", "2022-01-01")
    assert home.actor_id == abroad.actor_id
    assert (home.actor_type, abroad.actor_type) == ("State forces", "External/Other forces")


def test_forces_in_a_territory_of_their_state_are_at_home(registry):
    assert meant(registry, "Police Forces of France", "NCL", "2024-05-15").actor_type == "State forces"


def test_forces_in_a_country_that_is_not_yet_independent_are_at_home(registry):
    types = [meant(registry, "Serbian police", "XKX", day).actor_type for day in ("1998-06-01", "2011-06-01")]
    assert types == ["State forces", "External/Other forces"]


def test_acronym_in_brackets_is_another_name_not_a_faction(registry):
    assert meant(registry, "Ogaden National Liberation Front (ONLF)", "ETH", "2010-01-01").actor_id == "group:onlf"


def test_title_with_and_in_it_is_no_list(registry):
    assert meant(registry, "Friends of Peace and Muslims", "MLI", "2018-01-01").actor_id is None


def test_demonym_of_two_countries_is_left_when_neither_is_the_country(registry):
    assert meant(registry, "Congolese army", "COD", "2020-01-01").country_iso3 == "COD"
    assert meant(registry, "Congolese army", "COG", "2020-01-01").country_iso3 == "COG"
    assert meant(registry, "Congolese army", "FRA", "2020-01-01").actor_id is None
    assert meant(registry, "Congolese army", None, "2020-01-01").actor_id is None


def test_acronym_of_two_groups_is_decided_by_country_and_left_without_one(registry):
    assert meant(registry, "UPC", "CAF", "2018-01-01").actor_id == "group:upc-car"
    assert meant(registry, "UPC", "COD", "2003-01-01").actor_id == "group:upc-congo"
    assert meant(registry, "UPC", None, "2018-01-01").actor_id is None


def test_short_acronym_means_nothing_where_its_group_does_not_operate(registry):
    assert meant(registry, "ELN", "NOR", "2020-01-01").actor_id is None


def test_two_letter_word_is_an_acronym_only_as_a_whole_name(registry):
    assert meant(registry, "IS", "SYR", "2016-01-01").actor_id == "group:islamic-state-syria"
    assert meant(registry, "is", "SYR", "2016-01-01").actor_id is None


def test_faction_is_a_party_of_its_own_under_its_group(registry):
    found = meant(registry, "Sinaloa Cartel - Los Ninis Faction", "MEX", "2023-01-01")
    assert found.parent_id == "group:sinaloa-cartel"
    assert found.actor_id != "group:sinaloa-cartel"
    assert found.actor_type == "Political militia"


def test_list_of_parties_gives_the_first_and_associates_the_others(registry):
    found = meant(registry, "FPRC, MPC", "CAF", "2018-01-01")
    assert found.actor_id == "group:fprc"
    assert found.associated == ("group:mpc",)


def test_comma_inside_one_name_makes_no_list(registry):
    found = meant(registry, "FPP/AP: Popular Patriotic Forces, People's Army-Kabido", "COD", "2020-01-01")
    assert found.actor_id == "group:fpp-ap"


def test_identity_words_are_associated(registry):
    found = meant(registry, "women protesters", "MMR", "2021-03-01")
    assert found.actor_id == "protesters:MMR"
    assert found.associated == ("Women (Myanmar)",)


def test_backer_is_associated_not_the_actor(registry):
    found = meant(registry, "Turkish-backed fighters", "SYR", "2019-01-01")
    assert found.actor_id == "unidentified_armed_group:SYR"
    assert found.associated == ("state:TUR:government:2016",)


def test_near_names_are_proposed_and_never_matched(registry):
    rows = pl.DataFrame({"name": ["Boko Hara", "Al Shabob"], "country": ["NGA", "SOM"], "date": ["2015-01-01"] * 2})
    found = actors_table(rows, registry)
    assert found["actor_id"].null_count() == 2
    assert found["match"].to_list() == ["none", "none"]
    assert "group:boko-haram" in found["candidates"][0]


@pytest.mark.parametrize("name", ["bandits", "armed bandits", "hitmen", "unidentified hitmen"])
def test_who_is_named_by_the_deed_alone_is_an_armed_group_and_no_gang(registry, name):
    assert meant(registry, name, "NGA", "2020-01-01").actor_id == "unidentified_armed_group:NGA"


def test_local_group_needs_a_name_of_its_own(registry):
    assert meant(registry, "Los Blancos Gang", "HND", "2020-01-01").actor_id == "local:HND:los-blancos-gang"
    assert meant(registry, "chain gang", "HND", "2020-01-01").actor_id is None


@pytest.mark.parametrize("name", [
    "BBC News", "Total Energies", "the market", "Lake Chad", "Ministry of Health", "Salvation Army", "Liberation Day", "civil war", "market forces",
    "birthday party", "police station", "Turkish delight", "Maasai Mara", "oil cartel", "John Doe", "", "   ", "!!!", "\u202e", "۱۲۳",
])
def test_what_is_no_actor_stays_unmatched(registry, name):
    assert meant(registry, name, "KEN", "2020-01-01").actor_id is None


def test_rows_come_back_in_order_with_awkward_values(registry):
    rows = pl.DataFrame({
        "name": ["Hamas", None, "", "police", "police"], "country": ["Palestine", "Kenya", None, "no such land", None],
        "date": ["2014-07-01", "2020-01-01", "not a date", "2020-01-01", None], "row": [1, 2, 3, 4, 5]})
    found = actors_table(rows, registry)
    assert found["row"].to_list() == [1, 2, 3, 4, 5]
    assert found["actor_id"].to_list() == ["group:hamas", None, None, None, None]
    assert set(RESULT.names()) <= set(found.columns)


def test_result_does_not_depend_on_order_or_company(registry):
    gold = pl.read_csv(GOLD, infer_schema=False).select("name", pl.col("country_iso3").alias("country"), "date").with_row_index()
    whole = actors_table(gold, registry)
    shuffled = actors_table(gold.sample(fraction=1.0, shuffle=True, seed=5), registry).sort("index")
    parts = pl.concat([actors_table(gold[:100], registry), actors_table(gold[100:], registry)])
    assert whole.equals(shuffled)
    assert whole.equals(parts)


def test_any_day_between_two_changes_gives_the_same_party(registry):
    days = pl.date_range(date(2021, 1, 1), date(2021, 12, 31), eager=True)
    rows = pl.DataFrame({"name": ["Malian army"] * len(days), "country": "MLI", "date": days})
    found = actors_table(rows, registry)
    alone = [match("Malian army", "MLI", day, registry).actor_id for day in days]
    assert found["actor_id"].to_list() == alone
    assert found["actor_id"].n_unique() == 2


def test_generated_parties_become_rows_of_the_actors_table(registry):
    rows = pl.DataFrame({"name": ["gunmen", "Los Blancos Gang", "Hamas"], "country": ["HND", "HND", "PSE"], "date": ["2020-01-01"] * 3})
    new = generated(actors_table(rows, registry), registry)
    assert new["actor_id"].to_list() == ["local:HND:los-blancos-gang", "unidentified_armed_group:HND"]
    assert new["basis"].to_list() == ["generated", "generated"]
