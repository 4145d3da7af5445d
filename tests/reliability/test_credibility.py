import polars as pl
import pytest

from pipeline.reliability.credibility import credibility
from tests.dedup.worlds import curated, events_of, on, rated, sources, two

MEASURES = {"event_id": "e0000000000000001", "voices": 1, "best_grade": "C", "interest": "neutral", "is_hedged": False, "is_contradicted": False, "is_toll_apart": False,
            "is_vague": False}


def graded(**changes) -> tuple[int, str]:
    row = credibility(pl.DataFrame([MEASURES | changes]), curated("credibility_rules")).row(0, named=True)
    return row["information_credibility"], row["credibility_rule"]


@pytest.mark.parametrize(("changes", "grade", "rule"), [
    ({"voices": 2}, 1, "confirmed_by_graded_voices"), ({"voices": 3, "best_grade": "F"}, 1, "confirmed_by_many_voices"),
    ({"voices": 2, "best_grade": "F"}, 2, "agreed_by_two_voices"), ({"interest": "against_interest"}, 2, "conceded_against_interest"),
    ({"interest": "self_serving"}, 4, "claimed_by_a_party"), ({"best_grade": "A"}, 2, "one_good_source"), ({}, 3, "one_fair_source"),
    ({"best_grade": "D"}, 4, "one_doubtful_source"), ({"best_grade": "E"}, 5, "one_unreliable_source"),
    ({"best_grade": "F", "is_hedged": True}, 4, "hedged_and_not_graded"), ({"best_grade": "F"}, 6, "one_source_not_graded"),
    ({"is_hedged": True}, 4, "one_fair_source; hedged"), ({"voices": 2, "is_contradicted": True}, 2, "confirmed_by_graded_voices; contradicted"),
    ({"voices": 2, "is_toll_apart": True}, 2, "confirmed_by_graded_voices; toll_contradicted"), ({"is_vague": True}, 4, "one_fair_source; vague"),
    ({"best_grade": "F", "interest": "self_serving", "is_hedged": True}, 5, "claimed_by_a_party; hedged_by_a_party"),
    ({"best_grade": "E", "is_hedged": True, "is_vague": True}, 5, "one_unreliable_source; hedged; vague"), ({"best_grade": None}, 6, "nothing_to_go_by"),
])
def test_each_rule_grades_as_it_says(changes, grade, rule):
    assert graded(**changes) == (grade, rule)


def test_every_rule_is_shown_by_an_example():
    shown = {name for case in test_each_rule_grades_as_it_says.pytestmark[0].args[1] for name in case[2].split("; ")}
    assert shown >= set(curated("credibility_rules")["rule"])


def test_every_rule_says_what_it_means():
    assert curated("credibility_rules")["says"].null_count() == 0


def event(*changes: dict, **world) -> dict:
    return rated(events_of(two(*changes), **world))["events"].row(0, named=True)


def test_two_independent_outlets_confirm():
    assert event({}, {})["information_credibility"] == 1


def test_a_concession_rates_better_than_a_hedged_accusation():
    """The losing side tells of its own loss; elsewhere one side accuses the other, with a hedge."""
    conceded = {"interest": "against_interest", "attribution": "a rebel spokesman", "attribution_actor_id": "group:a"}
    accused = on(9) | {"interest": "self_serving", "is_hedged": True, "attribution_actor_id": "group:a", "sub_event_type": "Air/drone strike", "event_type": "Explosions/Remote violence"}
    found = rated(events_of(two(conceded, accused), known=sources({"grade": "F"}, {"grade": "F"})))["events"].sort("event_date")
    assert found["information_credibility"].to_list() == [2, 5]
    assert found["credibility_rule"].to_list() == ["conceded_against_interest", "claimed_by_a_party; hedged_by_a_party"]


def test_copies_do_not_confirm():
    text = "Gunmen on motorbikes attacked the market of a northern village on Monday, killing nine traders and burning stalls, the mayor told reporters by phone."
    copied = event({}, {}, texts={"reports:1": text, "reports:2": text})
    assert (copied["source_count"], copied["independent_source_count"], copied["information_credibility"]) == (2, 1, 3)


def test_outlets_of_one_owner_do_not_confirm():
    owned = event({}, {}, known=sources({"owner": "One House"}, {"owner": "One House"}))
    assert (owned["source_count"], owned["independent_source_count"], owned["credibility_rule"]) == (2, 1, "one_fair_source")


def test_relays_of_one_speaker_do_not_confirm():
    said = {"attribution_actor_id": "state:SYR:military"}
    assert event(said, said)["independent_source_count"] == 1


def test_outlets_that_speak_for_one_side_count_as_one_voice():
    one_side = sources({"alignment": "Government"}, {"alignment": "Government"})
    found = event({}, {}, known=one_side)
    assert (found["independent_source_count"], found["credibility_rule"]) == (2, "one_fair_source")


def test_voices_that_name_other_parties_contradict():
    other = {"actor1_name": "Police Forces of Syria (2000-2024)", "actor1_type": "State forces", "actor2_name": "Hayat Tahrir al Sham", "actor2_type": "Rebel group"}
    named = {"actor2_name": "Hayat Tahrir al Sham", "actor2_type": "Rebel group"}
    assert event(named, other)["credibility_rule"].endswith("contradicted")


def test_a_feed_that_may_not_found_events_does_not_confirm():
    rows = events_of(two({}, {"feed": "gdelt", "native_id": "1"}), may_not_found=("gdelt",))
    found = rated(rows, may_not_found=("gdelt",))["events"].row(0, named=True)
    assert (found["claim_count"], found["independent_source_count"], found["information_credibility"]) == (2, 1, 3)


def test_the_best_grade_and_the_scales_of_the_sources_are_shown():
    found = event({}, {}, known=sources({"grade": "F", "scale": "Subnational"}, {"grade": "B", "scale": "International"}))
    assert (found["source_reliability"], found["source_scale"]) == ("B", "Subnational-International")
    assert found["source_names"] == ["Outlet 1", "Outlet 2"]


def test_an_event_whose_sources_are_not_graded_is_f():
    assert event({}, known=sources({"grade": "F"}))["source_reliability"] == "F"
