import datetime as dt
import struct

import polars as pl
import pytest

from tests.dedup.worlds import events_of, on, sources, two
from tests.rows import DAY


def toll(low: int, best: int, high: int, **more) -> dict:
    return {"fatalities_low": low, "fatalities_best": best, "fatalities_high": high} | more


def only(found: dict) -> dict:
    assert found["events"].height == 1, found["events"]["notes"].to_list()
    return found["events"].row(0, named=True)


def test_an_event_of_one_claim_says_what_the_claim_says():
    event = only(events_of(two({})))
    assert (event["fatalities_best"], event["sub_event_type"], event["location_name"], event["claim_count"]) == (1, "Armed clash", "Idlib", 1)
    assert event["contested_columns"] == []
    assert struct.unpack("<BIdd", event["geometry"]) == (1, 1, 36.6339, 35.9306)


def test_the_sharpest_day_wins_and_a_vague_one_does_not_contest_it():
    week = {"time_precision": 2, "date_start": DAY - dt.timedelta(days=3), "date_end": DAY + dt.timedelta(days=3), "published_date": DAY - dt.timedelta(days=1)}
    event = only(events_of(two(week | {"published_date": DAY + dt.timedelta(days=3)}, {"published_date": DAY + dt.timedelta(days=5)})))
    assert (event["event_date"], event["time_precision"], event["date_start"]) == (DAY, 1, DAY)
    assert "event_date" not in event["contested_columns"]


def test_the_sharpest_place_wins():
    vague = {"geo_precision": 3, "admin1": "Idlib", "location_name": "Idlib province", "latitude": 35.8, "location_radius_km": 50.0}
    assert only(events_of(two(vague, {"admin1": "Idlib"})))["location_name"] == "Idlib"


def test_the_type_is_the_highest_of_the_hierarchy():
    """Codebook: for the same actors, place and day the highest type wins; an air strike inside a battle is a battle."""
    strike = {"sub_event_type": "Air/drone strike", "event_type": "Explosions/Remote violence"}
    event = only(events_of(two(strike, {})))
    assert event["sub_event_type"] == "Armed clash"
    assert {"event_type", "sub_event_type"} <= set(event["contested_columns"])


def test_a_type_by_default_gives_way_to_a_coded_one():
    default = {"sub_event_type_rule": "default", "feed": "ucdp_ged", "native_id": "1"}
    strike = {"sub_event_type": "Air/drone strike", "event_type": "Explosions/Remote violence"}
    event = only(events_of(two(default, strike)))
    assert event["sub_event_type"] == "Air/drone strike" and "sub_event_type" not in event["contested_columns"]


def test_a_named_actor_wins_over_an_unidentified_one_and_keeps_its_side():
    named = {"actor2_name": "Hayat Tahrir al Sham", "actor2_type": "Rebel group", "published_date": DAY + dt.timedelta(days=2)}
    event = only(events_of(two({}, named)))
    assert (event["actor1_name"], event["actor2_name"]) == ("Military Forces of Syria (2000-2024)", "Hayat Tahrir al Sham")
    assert event["interaction"] == "State forces-Rebel group"


def test_each_side_is_named_by_the_claim_that_knows_it():
    one = {"actor1_name": "A", "actor1_type": "Rebel group", "actor2_name": "B", "actor2_type": "Rebel group"}
    half = one | {"actor2_name": "Unidentified Armed Group (Syria)", "actor2_type": "Political militia"}
    event = only(events_of(two(half, one | {"sub_event_type": "Air/drone strike", "event_type": "Explosions/Remote violence"})))
    assert (event["sub_event_type"], event["actor1_name"], event["actor2_name"]) == ("Armed clash", "A", "B")


def test_allies_are_gathered_from_all_claims_of_the_same_actor():
    flipped = {"actor1_name": "Unidentified Armed Group (Syria)", "actor1_type": "Political militia", "actor2_name": "Military Forces of Syria (2000-2024)", "actor2_type": "State forces",
               "assoc_actor2_ids": ["x"]}
    assert only(events_of(two({"assoc_actor1_ids": ["y"]}, flipped)))["assoc_actor1_ids"] == ["x", "y"]


def test_low_is_the_lowest_high_the_highest_and_best_the_lowest_best():
    """Codebook: differing reports take the lowest number."""
    event = only(events_of(two(toll(10, 12, 12), toll(11, 11, 15))))
    assert (event["fatalities_low"], event["fatalities_best"], event["fatalities_high"], event["fatalities_rule"]) == (10, 11, 15, "range")
    assert "fatalities_best" in event["contested_columns"]


def test_of_one_source_only_the_latest_toll_counts():
    rows = two(toll(4, 4, 4), toll(9, 9, 9, published_date=DAY + dt.timedelta(days=1)))
    event = only(events_of(rows, by={"c0000000000000001": "s1", "c0000000000000002": "s1"}))
    assert (event["fatalities_low"], event["fatalities_best"], event["fatalities_high"]) == (9, 9, 9)


def test_a_report_without_a_number_is_no_report_of_none():
    event = only(events_of(two(toll(0, 0, 0, fatalities_rule="none_reported"), toll(9, 9, 9))))
    assert (event["fatalities_low"], event["fatalities_best"]) == (9, 9)


def test_the_best_toll_comes_from_the_most_credible_voice():
    claimed = toll(2, 2, 2, interest="self_serving")
    event = only(events_of(two(claimed, toll(3, 3, 3))))
    assert (event["fatalities_low"], event["fatalities_best"], event["fatalities_high"]) == (2, 3, 3)
    event = only(events_of(two(toll(2, 2, 2), toll(3, 3, 3)), known=sources({"grade": "E"}, {"grade": "B"})))
    assert event["fatalities_best"] == 3


def test_losses_of_each_side_follow_the_actor_when_sides_are_flipped():
    one = {"actor1_name": "A", "actor1_type": "Rebel group", "actor2_name": "B", "actor2_type": "Rebel group", **toll(5, 5, 5)}
    two_ = {"actor1_name": "B", "actor1_type": "Rebel group", "actor2_name": "A", "actor2_type": "Rebel group", "fatalities_side1": 1, "fatalities_side2": 3, **toll(4, 4, 4)}
    event = only(events_of(two(one, two_)))
    assert (event["actor1_name"], event["fatalities_side1"], event["fatalities_side2"]) == ("A", 3, 1)


def test_an_unknown_toll_stays_null():
    event = only(events_of(two(dict.fromkeys(("fatalities_low", "fatalities_best", "fatalities_high", "fatalities_rule")))))
    assert event["fatalities_best"] is None and event["fatalities_low"] is None


@pytest.mark.parametrize(("licences", "expected"), [(("CC0-1.0", "CC-BY-4.0"), "CC-BY-4.0"), (("CC-BY-NC-4.0", "CC-BY-4.0"), "CC-BY-NC-4.0"), (("our own terms", "CC-BY-4.0"), "our own terms")])
def test_the_licence_is_the_strictest(licences, expected):
    assert only(events_of(two(*({"licence": name} for name in licences))))["licence"] == expected


def test_notes_hold_coded_values_and_no_sentence_of_a_source():
    event = only(events_of(two({"text_seen": "Heavy fighting raged all night", **toll(3, 4, 6)})))
    assert event["notes"] == ("Armed clash: Military Forces of Syria (2000-2024) and Unidentified Armed Group (Syria), Idlib (Syria), 30 August 2019. "
                              "4 reported killed (3 to 6). 1 claim.")


def test_losing_values_stay_in_claims():
    found = events_of(two(toll(4, 4, 4), toll(9, 9, 9)))
    assert found["claims"]["fatalities_best"].to_list() == [4, 9]


def test_feeds_and_native_ids_are_listed():
    event = only(events_of(two({"feed": "ucdp_ged", "native_id": "7"}, {}, {"feed": "acled", "native_id": "SYR1"})))
    assert event["feeds"] == ["acled", "reports", "ucdp_ged"]
    assert event["native_ids"] == ["acled:SYR1", "ucdp_ged:7"]


def test_tags_of_all_claims_are_kept_once():
    assert only(events_of(two({"tags": ["b"]}, {"tags": ["a", "b"]})))["tags"] == ["a", "b"]


def test_later_days_do_not_merge_into_a_campaign():
    """Codebook: a campaign of five days with daily reports is five events."""
    days = [on(n, **toll(3 * n + 5, 3 * n + 5, 3 * n + 5)) for n in range(5)]
    assert events_of(two(*days))["events"].height == 5


def test_daily_protests_by_the_same_people_stay_one_per_day():
    protest = {"event_type": "Protests", "sub_event_type": "Peaceful protest", "disorder_type": "Demonstrations", "actor1_name": "Protesters (Syria)", "actor1_type": "Protesters",
               "actor2_name": None, "actor2_type": None, "text_seen": None, **toll(0, 0, 0, fatalities_rule="none_reported")}
    texts = ["Teachers marched through the centre", "Hundreds gathered again outside city hall", "Crowds called for release of detainees"]
    found = events_of(two(*(on(n) | protest | {"text_seen": text, "published_date": DAY + dt.timedelta(days=n)} for n, text in enumerate(texts))))
    assert found["events"].height == 3


def test_a_feed_that_may_not_found_events_attaches_or_stays_alone():
    gdelt = {"feed": "gdelt", "native_id": "1"}
    found = events_of(two({}, gdelt, on(9) | gdelt | {"native_id": "2"}), may_not_found=("gdelt",))
    assert found["events"].select("claim_count", "native_ids").rows() == [(2, ["gdelt:1"])]
    row = found["accounting"].filter(pl.col("feed") == "gdelt").row(0, named=True)
    assert (row["rows_in"], row["used"], row["no_event"]) == (2, 1, 1)


def test_a_feed_that_may_not_found_events_changes_no_value():
    loud = {"feed": "gdelt", "native_id": "1", "sub_event_type": "Government regains territory", **toll(0, 0, 50)}
    event = only(events_of(two({}, loud), may_not_found=("gdelt",)))
    assert (event["sub_event_type"], event["fatalities_high"], event["contested_columns"]) == ("Armed clash", 1, [])
