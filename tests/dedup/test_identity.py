"""The cases of "Data over time": ids that survive, redirects, withdrawals."""

import polars as pl
import pytest

from pipeline.dedup.identity import retired
from tests.dedup.worlds import events_of, groups, on, two
from tests.rows import claims

TOLL = {"fatalities_low": 7, "fatalities_best": 7, "fatalities_high": 7}
ELSEWHERE = {"location_name": "Saraqib", "latitude": 35.864, "longitude": 36.806, "place_id": "p2"}


def ids(found: dict) -> dict[str, str]:
    attached = found["event_claims"].filter(pl.col("relation").is_in(["founding", "merged"]))
    return dict(attached.select("claim_id", "event_id").iter_rows())


def test_two_runs_from_the_same_inputs_agree():
    rows = two({}, {}, on(5), ELSEWHERE)
    one, again = events_of(rows), events_of(rows)
    for name in ("events", "event_claims", "ledger", "retired_events"):
        assert one[name].equals(again[name])


def test_a_row_corrected_upstream_keeps_its_id():
    rows = two({"feed": "ucdp_ged", "native_id": "7"})
    first = events_of(rows)
    second = events_of(rows.with_columns(**{name: pl.lit(value, pl.Int32) for name, value in TOLL.items()}), before=first, version="2")
    assert ids(second) == ids(first)
    assert second["events"]["fatalities_best"].to_list() == [7]
    assert second["ledger"]["first_release"].to_list() == ["1"]


def test_a_row_whose_claim_id_changed_keeps_its_id_by_its_native_id():
    first = events_of(two({"feed": "ucdp_ged", "native_id": "7"}))
    second = events_of(two({"feed": "ucdp_ged", "native_id": "7", "claim_id": "c00000000000000ff"}), before=first, version="2")
    assert second["events"]["event_id"].to_list() == first["events"]["event_id"].to_list()


def test_a_row_deleted_upstream_is_withdrawn_with_a_reason_and_its_id_never_reused():
    rows = two({"feed": "ucdp_ged", "native_id": "7"}, on(9))
    first = events_of(rows)
    gone = ids(first)["c0000000000000001"]
    second = events_of(rows.tail(1), before=first, version="2")
    row = second["retired_events"].row(0, named=True)
    assert (row["event_id"], row["status"], row["successor_ids"], row["retired_release"]) == (gone, "withdrawn", [], "2")
    assert "ucdp_ged:7" in row["reason"]
    back = events_of(rows, before=second, version="3")
    assert gone not in back["events"]["event_id"]
    assert back["retired_events"].equals(second["retired_events"])


def test_the_reason_of_a_withdrawal_says_which_file_dropped_the_row():
    first = events_of(two({"feed": "ucdp_ged", "native_id": "7"}, on(9)))
    gone = first["ledger"].with_columns(status=pl.lit("withdrawn"))
    why = pl.DataFrame({"key": ["ucdp_ged:7", "ucdp_ged:8"], "reason": ["withdrawn by its publisher: in v23.csv, no longer in v24.csv", "another"]})
    reasons = retired(gone, first["retired_events"], why)["reason"].to_list()
    assert [reason.endswith("(withdrawn by its publisher: in v23.csv, no longer in v24.csv)") for reason in reasons] == ["ucdp_ged:7" in reason for reason in reasons]
    assert sum("v24.csv" in reason for reason in reasons) == 1


def test_a_report_that_bridges_two_events_redirects_the_younger_to_the_older():
    unnamed = {"actor1_name": None, "actor1_type": None, "actor2_name": None, "actor2_type": None}
    apart = two({"fatalities_best": 3, "fatalities_low": 3, "fatalities_high": 3}, {"latitude": 36.0206, "place_id": "p2", "location_name": "Maarrat", **unnamed})
    first = events_of(apart)
    assert len(first["events"]) == 2
    bridge = claims({}, {}, {"claim_id": "c0000000000000003", "latitude": 35.975, "location_name": "near Idlib", "geo_precision": 2, "location_radius_km": 25.0})
    merged = [{"decision": "force", "claim_a": "c0000000000000001", "claim_b": "c0000000000000002", "reason": "the third report shows it"}]
    second = events_of(pl.concat([apart, bridge.tail(1)]), before=first, version="2", decisions=merged)
    old = first["ledger"].sort("ordinal")["event_id"].to_list()
    assert second["events"]["event_id"].to_list() == [old[0]]
    row = second["retired_events"].row(0, named=True)
    assert (row["event_id"], row["status"], row["successor_ids"]) == (old[1], "merged_into", [old[0]])
    assert old[0] in row["reason"]


def test_a_third_report_with_a_corrected_date_joins_two_events_and_the_oldest_survives():
    first = events_of(two(on(0, published_date=on(9)["event_date"]), on(2, published_date=on(9)["event_date"])))
    assert len(first["events"]) == 2
    corrected = first["claims"].with_columns(event_date=pl.lit(on(0)["event_date"]), date_start=pl.lit(on(0)["event_date"]), date_end=pl.lit(on(0)["event_date"]))
    second = events_of(pl.concat([corrected, claims({}, {}, {"published_date": on(9)["event_date"]}).tail(1)]), before=first, version="2")
    oldest, younger = first["ledger"].sort("ordinal")["event_id"]
    assert second["events"]["event_id"].to_list() == [oldest]
    assert second["retired_events"].select("event_id", "successor_ids").row(0) == (younger, [oldest])


def test_same_town_same_day_two_events_stay_two():
    protest = {"event_type": "Protests", "sub_event_type": "Peaceful protest", "disorder_type": "Demonstrations", "actor1_name": "Protesters (Syria)",
               "actor1_type": "Protesters", "actor2_name": None, "actor2_type": None, "fatalities_low": 0, "fatalities_best": 0, "fatalities_high": 0}
    assert len(groups(events_of(two({}, protest, {}, protest)))) == 2


def test_a_split_event_leaves_its_id_to_the_larger_part_and_the_rest_mint():
    rows = two({}, {}, {})
    first = events_of(rows)
    assert len(first["events"]) == 1
    corrected = rows.with_columns(event_date=pl.when(pl.col("claim_id") == "c0000000000000003").then(pl.lit(on(20)["event_date"])).otherwise("event_date"))
    corrected = corrected.with_columns(date_start="event_date", date_end="event_date", published_date=pl.lit(on(20)["event_date"]))
    second = events_of(corrected, before=first, version="2")
    kept, minted = ids(second)["c0000000000000001"], ids(second)["c0000000000000003"]
    assert kept == first["events"]["event_id"][0] and minted != kept
    assert second["ledger"].filter(pl.col("event_id") == minted)["first_release"].to_list() == ["2"]


def test_an_event_divided_over_others_says_so():
    first, event = events_of(two({}, {})), "e00000000000000aa"
    other = events_of(two(on(20), on(40)))
    ledger = pl.concat([other["ledger"], first["ledger"].with_columns(ordinal=pl.lit(9, pl.Int64), event_id=pl.lit(event))])
    second = events_of(two(on(20), on(40)), before={"ledger": ledger, "retired_events": first["retired_events"]}, version="2")
    row = second["retired_events"].filter(pl.col("event_id") == event).row(0, named=True)
    assert row["status"] == "split_from" and len(row["successor_ids"]) == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ids_do_not_depend_on_the_order_of_rows(seed):
    rows = two({}, {}, on(1), ELSEWHERE, on(4), ELSEWHERE)
    assert events_of(rows.sample(fraction=1, shuffle=True, seed=seed))["events"].equals(events_of(rows)["events"])
