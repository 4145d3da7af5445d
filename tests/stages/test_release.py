"""What a release publishes of the build's tables, and what it keeps back."""

import polars as pl
import pytest

from pipeline.release.licences import audience_findings
from pipeline.stages.release import release, terms
from schemas.tables import RELEASE
from tests import release_tables, rows
from tests.release.made import frames

FEED = {"feed": "reports", "title": "x", "publisher": "x", "licence": "x", "redistribute": "full", "may_found_events": True, "file_count": 1, "claim_count": 1}


def built(redistribute: str = "full", **more: pl.DataFrame) -> dict[str, pl.DataFrame]:
    feeds = rows.table("feeds", [FEED | {"redistribute": redistribute}])
    return release_tables.tables(3) | {"feeds": feeds} | more


def test_every_declared_table_is_published_even_when_no_stage_wrote_it():
    found = release(audience="public")
    assert {table.name for table in RELEASE} <= set(found)
    assert all(found[table.name].collect_schema().names() == table.published().names for table in RELEASE)


def test_words_of_a_source_stay_where_the_licence_is_full():
    assert frames(built())["claims"]["text_seen"].null_count() == 0


@pytest.mark.parametrize("redistribute", ["derived", "none"])
def test_words_of_a_source_are_withheld_where_the_licence_is_not_full(redistribute):
    evidence = rows.table("evidence", [{"claim_id": "c0000000000000001", "column_name": "event_date", "report_id": "reports:1", "field": "text", "start": 0, "end": 2,
                                        "seen": "on Monday", "rule_id": "r", "is_chosen": True}])
    reject = rows.table("rejects", [{"feed": "reports", "raw_file": "a", "raw_line": 1, "stage": "ingest", "reason_code": "short_row", "expected": "x", "payload": "secret"}])
    found = frames(built(redistribute, evidence=evidence, rejects=reject), audience="private")
    assert found["claims"]["text_seen"].null_count() == 3
    assert found["claims"]["assoc_actor1_seen"].to_list() == [[], [], []]
    assert found["evidence"].select("seen", "start").rows() == [(None, 0)]
    assert found["rejects"]["payload"].to_list() == [None]
    assert found["claims"]["actor1_name"].null_count() == 0  # coded values stay
    assert audience_findings(found, "private") == []


def test_rows_that_name_no_feed_are_withheld_when_any_feed_is_closed():
    issue = {"stage": "code_actors", "feed": None, "issue_code": "unmatched_actor", "seen": "Some Brigade", "row_count": 2}
    open_, closed = (frames(built(kind, issues=rows.table("issues", [issue]))) for kind in ("full", "derived"))
    assert open_["issues"]["seen"].to_list() == ["Some Brigade"]
    assert closed["issues"]["seen"].to_list() == [None]


def test_issues_that_became_alike_are_counted_together():
    issues = [{"stage": "s", "feed": "reports", "issue_code": "unmatched_actor", "seen": name, "row_count": n} for name, n in (("A", 2), ("B", 3))]
    found = frames(built("derived", issues=rows.table("issues", issues)))["issues"]
    assert found.select("seen", "row_count").rows() == [(None, 5)]


def test_public_release_does_not_name_a_feed_that_may_not_be_redistributed():
    feeds = rows.table("feeds", [FEED, FEED | {"feed": "acled", "redistribute": "none"}])
    account = {"stage": "ingest", "feed": "acled", "raw_file": "x.csv", **dict.fromkeys(("rows_in", "used", "claims"), 1),
               **dict.fromkeys(("rejected", "out_of_scope", "no_event", "skipped_tag_rows"), 0)}
    public = frames(built() | {"feeds": feeds, "accounting": rows.table("accounting", [account])})
    assert public["feeds"]["feed"].to_list() == ["reports"] and public["accounting"].height == 0
    private = frames(built() | {"feeds": feeds, "accounting": rows.table("accounting", [account])}, audience="private")
    assert private["feeds"]["feed"].to_list() == ["acled", "reports"] and private["accounting"].height == 1


def test_claim_of_a_forbidden_feed_in_a_public_release_is_a_finding():
    tables = built("none")
    assert any("may not be redistributed" in line for line in audience_findings(tables, "public"))
    assert not any("may not be redistributed" in line for line in audience_findings(tables, "private"))


def test_words_that_slipped_through_are_a_finding():
    assert audience_findings(built("derived"), "public") != []
    assert audience_findings(built("full"), "public") == []


def test_places_and_actors_are_those_that_are_named_with_parents():
    place = {"name": "x", "folded": "x", "kind": "town", "latitude": 1.0, "longitude": 2.0, "population": 0, "radius_km": 5.0, "basis": "geonames"}
    places = rows.table("places", [place | {"place_id": f"geonames:{n}"} for n in (1, 2, 3, 4)])
    actor = {"actor_type": "State forces", "basis": "recalled"}
    actors = rows.table("actors", [actor | {"actor_id": i, "name": i, "parent_id": p} for i, p in (("unit", "army"), ("army", "state"), ("state", None), ("other", None))])
    claims = rows.claims({"place_id": "geonames:1", "geo_runner_up_id": "geonames:2", "actor1_id": "unit"}, {"assoc_actor2_ids": ["nobody in the registry"]})
    evidence = rows.table("evidence", [{"claim_id": "c0000000000000001", "column_name": "place_id", "report_id": "reports:1", "field": "text", "rule_id": "r", "is_chosen": False,
                                        "candidate_id": "geonames:3"}])
    found = frames(built(claims=claims, places=places, actors=actors, evidence=evidence))
    assert found["places"]["place_id"].to_list() == ["geonames:1", "geonames:2", "geonames:3"]
    assert found["actors"]["actor_id"].to_list() == ["army", "state", "unit"]


def test_native_rows_are_published_for_open_feeds_only():
    native = pl.DataFrame({"id": ["007"], "best": ["1"]})
    assert frames(built(), reports=native)["rows_reports"]["id"].to_list() == ["007"]
    assert "rows_reports" not in frames(built("derived"), reports=native)


def test_geometry_is_the_point_of_the_coordinates_and_null_without():
    events = rows.events({"latitude": 1.5, "longitude": -2.5}, {"latitude": None, "longitude": None, "geo_precision": None})
    found = frames(built(events=events))["events"].sort("event_id")["geometry"].to_list()
    assert found == [bytes.fromhex("0101000000" + "00000000000004c0" + "000000000000f83f"), None]


def test_terms_hold_every_vocabulary_with_a_definition():
    found = terms()
    assert found.select("vocabulary", "term").is_duplicated().sum() == 0
    assert found.filter(pl.col("vocabulary") == "sub_event_types").height == 25
    assert found["definition"].null_count() == 0


def test_order_of_input_rows_does_not_matter():
    tables = release_tables.tables(20)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=5) for name, frame in tables.items()}
    one, other = frames(tables), frames(shuffled)
    assert all(one[name].equals(other[name]) for name in one)


def test_no_event_claim_or_reject_is_dropped():
    tables = release_tables.tables(20)
    found = frames(tables)
    assert {name: found[name].height for name in ("events", "claims", "reports", "event_claims")} == dict.fromkeys(("events", "claims", "reports", "event_claims"), 20)


def test_feeds_count_the_claims_that_are_released():
    assert frames(built() | {"feeds": rows.table("feeds", [FEED | {"claim_count": 0}])})["feeds"]["claim_count"].to_list() == [3]
