import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedup.changes import changes, order, replay, touch
from tests.dedup.worlds import day
from tests.rows import events, table

NONE = table("changes", [])
FREE = ("geometry", "notes", "last_changed_release")


def told(before: pl.DataFrame, after: pl.DataFrame, **more) -> pl.DataFrame:
    return changes(before, more.pop("earlier", NONE), after, release=more.pop("release", "2"), changed=more.pop("changed", {"upstream": True}), **more)


def test_one_value_corrected_is_one_change():
    after = events({"fatalities_best": 4, "fatalities_high": 4}).with_columns(fatalities_high=pl.lit(1, pl.Int32))
    assert told(events({}), after).drop("release").rows() == [("e0000000000000001", "changed", "fatalities_best", "1", "4", "upstream")]


def test_nothing_changed_is_no_row():
    assert told(events({}, {}), events({}, {})).height == 0


def test_the_first_release_has_no_changes():
    assert told(events(), events({})).height == 0


def test_new_and_retired_events_are_told_and_a_retired_one_keeps_its_row():
    rows = told(events({}), events({"event_id": "e0000000000000009"})).sort("change")
    assert rows["change"].to_list() == ["added", "retired"]
    assert '"location_name":"Idlib"' in rows["old"][1]


@pytest.mark.parametrize(("changed", "cause"), [
    ({"upstream": True, "code": True}, "upstream"), ({"upstream": False, "code": True, "reference": True}, "code"), ({"reference": True}, "reference"), ({}, "upstream"),
])
def test_the_cause_is_the_first_kind_of_input_that_changed(changed, cause):
    assert told(events({}), events({"fatalities_best": 2}), changed=changed)["cause"].unique().to_list() == [cause]


def test_an_event_that_a_person_decided_on_changed_by_decision():
    rows = told(events({}, {}), events({"claim_count": 2}, {"claim_count": 2}), changed={"code": True}, decided=frozenset({"e0000000000000002"}))
    assert rows.sort("event_id")["cause"].to_list() == ["code", "decision"]


def test_changes_are_cumulative_and_a_release_told_again_replaces_itself():
    first = told(events({}), events({"fatalities_best": 2}), release="2")
    second = told(events({"fatalities_best": 2}), events({"fatalities_best": 3}), release="3", earlier=first)
    assert second["release"].to_list() == ["2", "3"]
    assert told(events({"fatalities_best": 2}), events({"fatalities_best": 3}), release="3", earlier=second).equals(second)


def test_the_release_that_changed_an_event_is_kept():
    rows = told(events({}, {}), events({"fatalities_best": 2}, {}))
    assert touch(events({}, {}), rows, "2")["last_changed_release"].to_list() == ["2", "1"]


def test_versions_are_ordered_by_number_and_development_comes_first():
    assert sorted(["2026.11.0", "2026.9.1", "2026.11.0-dev.ab12", "2026.9.0"], key=order) == ["2026.9.0", "2026.9.1", "2026.11.0-dev.ab12", "2026.11.0"]


VALUE = st.fixed_dictionaries({
    "fatalities_best": st.sampled_from([None, 0, 3]), "event_date": st.integers(0, 3).map(day), "tags": st.sampled_from([[], ["a"], ['say "x"', "ü"]]),
    "location_name": st.sampled_from([None, "Idlib", 'a "b"\n']), "latitude": st.sampled_from([None, 35.5, -1.25]), "civilian_targeting": st.booleans(),
})
STATE = st.dictionaries(st.sampled_from([f"e{i:016x}" for i in range(1, 5)]), VALUE, min_size=1)


def snapshot(state: dict, first: dict[str, str]) -> pl.DataFrame:
    return events(*({"event_id": i, "first_release": first[i], **value} for i, value in sorted(state.items())))


@settings(max_examples=40, deadline=None)
@given(st.lists(STATE, min_size=2, max_size=4))
def test_replay_gives_back_every_release(states):
    seen, frames, rows = {}, [], NONE
    for number, state in enumerate(states, 1):
        live = {i: v for i, v in state.items() if i not in seen or i in states[number - 2]}  # ids are never reused
        for i in live:
            seen.setdefault(i, str(number))
        states[number - 1] = live
        frames.append(snapshot(live, seen))
        if number > 1 and frames[-2].height:
            rows = changes(frames[-2], rows, frames[-1], release=str(number), changed={})
    for number, frame in enumerate(frames, 1):
        if all(f.height for f in frames):
            back = replay(frames[-1], rows, str(number))
            assert back.drop(FREE).equals(frame.sort("event_id").drop(FREE))
