"""Both sides of a claim become parties with types, associated actors and an interaction."""

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.registry.build import registry as compile_registry
from pipeline.registry.tables import references as reference_tables
from pipeline.stages.code_actors import code_actors
from schemas.claim import CLAIMS, EVIDENCE
from schemas.reference import ACTORS
from schemas.report import ISSUES
from tests.registry.conftest import tables
from tests.rows import claims

UNCODED = {"actor1_name": None, "actor1_type": None, "actor2_name": None, "actor2_type": None}


@pytest.fixture(scope="module")
def references():
    return {name: frame.lazy() for name, frame in tables().items()}


@pytest.fixture(scope="module")
def registry():
    return compile_registry(reference_tables(tables()))


def coded(references, *changes, **tunables):
    done = code_actors(claims(*(UNCODED | change for change in changes)).lazy(), **references, **tunables)
    return {name: frame.collect() for name, frame in done.items()}


def test_tables_have_the_declared_columns(references):
    done = coded(references, {"actor1_seen": "Syrian army", "actor2_seen": "ISIS"})
    for name, table in (("claims", CLAIMS), ("evidence", EVIDENCE), ("issues", ISSUES), ("actors", ACTORS)):
        assert done[name].schema == table.schema


def test_every_id_of_a_claim_is_listed_or_brought_forth(references, registry):
    done = coded(references, {"actor1_seen": "Russian warplanes", "actor2_seen": "Los Blancos Gang", "assoc_actor1_seen": ["Women (Syria)"]},
                 {"actor1_seen": "Government of Syria", "actor2_seen": "ISIS"}, {"actor1_seen": "farmers", "event_type": "Riots"})
    ids = {i for side in (1, 2) for i in done["claims"][f"actor{side}_id"].drop_nulls()} | set(done["claims"]["assoc_actor1_ids"].explode().drop_nulls())
    labels = {i for i in ids if ":" not in i}
    assert ids - labels <= set(done["actors"]["actor_id"]) | set(registry.parties)
    assert done["actors"].filter(pl.col("actor_id").str.starts_with("state:"))["actor_type"].unique().to_list() == ["State forces"]


def test_sides_types_and_interaction(references):
    row = coded(references, {"actor1_seen": "Syrian army", "actor2_seen": "ISIS"})["claims"].row(0, named=True)
    assert (row["actor1_id"], row["actor2_id"]) == ("state:SYR:military:2000", "group:islamic-state-syria")
    assert row["interaction"] == "State forces-Rebel group"


def test_type_given_by_the_feed_stands(references):
    row = coded(references, {"actor1_seen": "Ansaru", "actor1_type_seen": "Political militia", "country_iso3": "NGA"})["claims"].row(0, named=True)
    assert (row["actor1_id"], row["actor1_type"]) == ("group:ansaru", "Political militia")


def test_unknown_name_keeps_null_id_and_becomes_an_issue(references):
    done = coded(references, {"actor1_seen": "Zorblax", "actor2_seen": "ISIS"}, {"actor1_seen": "Zorblax", "actor2_seen": "ISIS"})
    assert done["claims"]["actor1_id"].to_list() == [None, None]
    assert done["claims"]["actor1_name"].to_list() == ["Zorblax", "Zorblax"]
    assert done["claims"]["interaction"].to_list() == [None, None]
    assert done["issues"].select("issue_code", "seen", "row_count").rows() == [("unmatched_actor", "Zorblax", 2)]


def test_near_name_is_proposed_in_issue_and_evidence_but_not_taken(references):
    done = coded(references, {"actor1_seen": "Boko Hara", "country_iso3": "NGA", "event_type": "Strategic developments"})
    assert done["claims"]["actor1_id"].to_list() == [None]
    assert done["issues"]["issue_code"].to_list() == ["fuzzy_actor"]
    assert "group:boko-haram" in done["issues"]["suggestion"][0]
    losers = done["evidence"].filter(~pl.col("is_chosen"))
    assert "group:boko-haram" in losers["candidate_id"].to_list()


def test_government_that_fights_is_its_army(references):
    row = coded(references, {"actor1_seen": "Government of Syria", "actor2_seen": "ISIS", "feed": "ucdp_ged"})["claims"].row(0, named=True)
    assert (row["actor1_id"], row["actor1_name"]) == ("state:SYR:military:2000", "Military Forces of Syria (2000-2024)")


def test_unarmed_people_in_a_crowd_are_the_crowd(references):
    protest = {"actor1_seen": "students", "event_type": "Protests", "country_iso3": "KEN"}
    riot = {"actor1_seen": "protesters", "event_type": "Riots", "country_iso3": "KEN"}
    rows = coded(references, protest, riot)["claims"]
    assert rows["actor1_name"].to_list() == ["Protesters (Kenya)", "Rioters (Kenya)"]
    assert rows["assoc_actor1_ids"].to_list() == [["Students (Kenya)"], []]


def test_party_that_is_not_named_is_the_one_the_event_type_implies(references):
    done = coded(references, {"event_type": "Violence against civilians", "country_iso3": "NGA"}, {"event_type": "Battles", "country_iso3": "NGA"})
    assert done["claims"].select("actor1_id", "actor2_id").rows() == [("unidentified_armed_group:NGA", "civilians:NGA"), (None, None)]
    assert done["evidence"].height == 0
    assert done["issues"].height == 0


def test_associated_actors_become_ids_and_unknown_ones_stay_labels_of_a_feed(references):
    told = {"actor1_seen": "ISIS", "assoc_actor1_seen": ["Ahrar al-Sham", "Zorblax", "Women (Syria)"]}
    rows = coded(references, told | {"native_id": "SYR1"}, told)["claims"]
    assert rows["assoc_actor1_ids"].to_list() == [["Zorblax", "group:ahrar-al-sham", "identity:SYR:women"], ["group:ahrar-al-sham", "identity:SYR:women"]]


def test_party_whose_id_is_given_stays(references):
    given = {"actor1_id": "group:hamas", "actor1_name": "Hamas Movement", "actor1_type": "Political militia", "actor1_seen": "the movement"}
    row = coded(references, given)["claims"].row(0, named=True)
    assert (row["actor1_id"], row["actor1_name"], row["actor1_type"]) == ("group:hamas", "Hamas Movement", "Political militia")


def test_parts_and_whole_agree_and_order_does_not_matter(references):
    changes = [
        {"actor1_seen": "Syrian army", "actor2_seen": "ISIS"}, {"actor1_seen": "gunmen", "actor2_seen": "villagers", "country_iso3": "NGA"},
        {"actor1_seen": "Zorblax"}, {"actor1_seen": "RSF", "country_iso3": "SDN", "event_date": dt.date(2023, 5, 1)},
    ]
    frame = claims(*(UNCODED | change for change in changes))
    whole = code_actors(frame.lazy(), **references)
    split = [code_actors(part.lazy(), **references) for part in (frame[:1], frame[1:])]
    turned = code_actors(frame.reverse().lazy(), **references)
    for name in ("claims", "evidence"):
        parts = pl.concat([part[name] for part in split])
        assert_frame_equal(whole[name].collect(), parts.collect(), check_row_order=False)
        assert_frame_equal(whole[name].collect(), turned[name].collect(), check_row_order=False)


def test_no_claim_is_dropped_from_an_empty_or_full_table(references):
    assert coded(references)["claims"].height == 0
    assert coded(references, {}, {}, {})["claims"].height == 3


def test_victims_of_a_mob_are_no_second_mob(references):
    row = coded(references, {"event_type": "Riots", "actor1_seen": "Rioters", "actor2_seen": "Civilians", "country_iso3": "KEN"})["claims"].row(0, named=True)
    assert (row["actor1_name"], row["actor2_name"]) == ("Rioters (Kenya)", "Civilians (Kenya)")


def test_a_group_that_fights_under_another_is_coded_as_that_one(references):
    row = coded(references, {"event_type": "Battles", "actor1_seen": "DPR", "country_iso3": "UKR", "event_date": dt.date(2019, 5, 1)})["claims"].row(0, named=True)
    assert (row["actor1_name"], "group:dpr" in row["assoc_actor1_ids"]) == ("NAF: United Armed Forces of Novorossiya", True)


def test_outside_armed_events_it_stays_itself(references):
    row = coded(references, {"event_type": "Strategic developments", "actor1_seen": "DPR", "country_iso3": "UKR", "event_date": dt.date(2019, 5, 1)})["claims"].row(0, named=True)
    assert row["actor1_id"] == "group:dpr"


def test_the_forces_that_speak_have_a_row(references):
    spoken = {"attribution": "Russia's defence ministry", "attribution_actor_id": "state:RUS:military:2000", "event_date": dt.date(2019, 8, 30)}
    brought = coded(references, spoken)["actors"].filter(pl.col("actor_id") == "state:RUS:military:2000")
    assert brought["name"].to_list() == ["Military Forces of Russia (2000-)"]
