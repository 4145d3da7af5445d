"""Every row law has a counterexample; a good row breaks none."""

import datetime as dt

import pytest

from schemas import laws
from schemas.tables import BY_NAME
from tests import rows

DAY = rows.DAY
BROKEN = {
    "date_in_interval": {"event_date": DAY - dt.timedelta(1)},
    "interval_in_order": {"date_start": DAY, "date_end": DAY - dt.timedelta(2)},
    "year_of_date": {"year": 2018},
    "day_is_one_day": {"date_start": DAY - dt.timedelta(1)},
    "sub_type_belongs": {"event_type": "Riots"},
    "violence_against_civilians_targets_civilians": {"event_type": "Violence against civilians", "sub_event_type": "Attack"},
    "point_is_whole": {"latitude": None},
    "point_has_precision": {"geo_precision": None},
    "no_null_island": {"latitude": 0.0, "longitude": 0.0},
    "toll_in_order": {"fatalities_low": 2},
    "toll_is_whole": {"fatalities_low": None},
    "battles_have_two_sides": {"actor2_name": None},
    "summary_is_vague": {"time_precision": 4, "date_start": DAY - dt.timedelta(100)},
}


def test_good_rows_break_no_law():
    assert laws.broken(rows.claims({}), BY_NAME["claims"]).is_empty()
    assert laws.broken(rows.events({}), BY_NAME["events"]).is_empty()


@pytest.mark.parametrize("name", ["claims", "events"])
def test_every_law_has_a_counterexample(name):
    make = {"claims": rows.claims, "events": rows.events}[name]
    for law in laws.ROW_LAWS[name]:
        frame = make({}, BROKEN[law.name])
        found = laws.broken(frame, BY_NAME[name])
        assert law.name in found["law"].to_list(), law.name
        assert {frame[BY_NAME[name].key[0]][row][-1] for row in found["row"]} == {"2"}, law.name


def test_small_tables_have_counterexamples_too():
    span = rows.table("evidence", [{"claim_id": "c", "column_name": "x", "report_id": "r", "field": "text", "start": 5, "end": 5, "rule_id": "r", "is_chosen": True}])
    assert laws.broken(span, BY_NAME["evidence"])["law"].to_list() == ["span_in_order"]
    cover = rows.table("coverage", [{"feed": "x", "date_start": DAY, "date_end": DAY - dt.timedelta(1), "basis": "data"}])
    assert laws.broken(cover, BY_NAME["coverage"])["law"].to_list() == ["interval_in_order"]
    lost = {"stage": "s", "feed": "f", "raw_file": "r", "rows_in": 3, "used": 1, "rejected": 1, "out_of_scope": 0, "no_event": 0, "skipped_tag_rows": 0, "claims": 1}
    assert laws.broken(rows.table("accounting", [lost]), BY_NAME["accounting"])["law"].to_list() == ["rows_balance"]


def test_table_findings_name_doubled_keys_and_orphans():
    tables = {name: BY_NAME[name].empty() for name in ("events", "actors", "places")}
    tables["events"] = rows.events({"event_id": "e0000000000000001"}, {"event_id": "e0000000000000001", "actor1_id": "nobody"})
    found = laws.table_findings(tables, (BY_NAME["events"],))
    assert len(found) == 2 and "repeat the key event_id" in found[0] and "'nobody'" in found[1]
