import pytest

from pipeline.errors import BadInput
from tests.dedup.worlds import DECISION, events_of, groups, on, two

FAR = {"location_name": "Aleppo", "latitude": 36.2, "longitude": 37.15}
ONE, TWO, THREE = (f"c{i:016x}" for i in (1, 2, 3))


def test_a_forced_merge_joins_what_nothing_else_would_and_says_why():
    found = events_of(two({}, on(30) | FAR), decisions=[DECISION | {"claim_a": ONE, "claim_b": TWO}])
    assert groups(found) == {frozenset({ONE, TWO})}
    merged = found["event_claims"].filter(relation="merged").row(0, named=True)
    assert merged["reason"] == "merged by decision: same photographs" and merged["merge_probability"] == 1


def test_a_forbidden_merge_stays_apart_and_is_a_near_miss():
    found = events_of(two({}, {}), decisions=[DECISION | {"decision": "forbid", "claim_a": ONE, "claim_b": TWO}])
    assert groups(found) == {frozenset({ONE}), frozenset({TWO})}
    near = found["event_claims"].filter(relation="near_miss")
    assert near.height == 2 and near["reason"].str.contains("a decision keeps them apart").all()


def test_decisions_name_feed_rows_by_their_native_id():
    rows = two({"feed": "ucdp_ged", "native_id": "7"}, {"feed": "ucdp_ged", "native_id": "8"})
    assert len(groups(events_of(rows))) == 2
    assert len(groups(events_of(rows, decisions=[DECISION | {"claim_a": "ucdp_ged:7", "claim_b": "ucdp_ged:8"}]))) == 1


def test_a_decision_that_names_no_claim_is_an_issue():
    found = events_of(two({}), decisions=[DECISION | {"claim_a": ONE, "claim_b": "acled:XYZ1"}])
    assert found["issues"].select("issue_code", "row_count").rows() == [("decision_unused", 1)]


def test_decisions_that_contradict_each_other_stop_the_build():
    rows = [DECISION | {"claim_a": ONE, "claim_b": TWO}, DECISION | {"claim_a": TWO, "claim_b": THREE}, DECISION | {"decision": "forbid", "claim_a": ONE, "claim_b": THREE}]
    with pytest.raises(BadInput, match=f"{ONE} and {THREE} are forbidden"):
        events_of(two({}, on(20), on(40)), decisions=rows)


def test_a_word_that_is_no_decision_stops_the_build():
    with pytest.raises(BadInput, match="decision 'merge'"):
        events_of(two({}), decisions=[DECISION | {"decision": "merge", "claim_a": ONE, "claim_b": ONE}])
