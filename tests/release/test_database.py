"""sitrep.duckdb: comments, keys, drop-in views and macros."""

import datetime as dt

import duckdb
import polars as pl
import pytest

from pipeline.errors import SitrepError
from pipeline.shell.database import read_database, write_database
from pipeline.shell.folders import DECLARED
from tests import rows
from tests.release.made import frames

ACLED = ("event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction "
         "civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes fatalities tags timestamp").split()
GED = ("id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id "
       "side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date source_headline source_original where_prec "
       "where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end "
       "deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob").split()


@pytest.fixture
def ask(tmp_path):
    """A function that answers SQL on a release of these events and other tables."""
    opened = []

    def on(events: pl.DataFrame, **more: pl.DataFrame):
        path = tmp_path / f"{len(opened)}.duckdb"
        write_database(path, frames({"events": events, **more}), DECLARED, {"version": "1"}, "2026-11-22")
        connection = duckdb.connect(str(path), read_only=True)
        opened.append(connection)
        return lambda sql: connection.sql(sql).fetchall()

    yield on
    for connection in opened:
        connection.close()


def test_acled_view_has_the_31_columns_in_order_and_their_spellings(ask):
    actors = rows.table("actors", [{"actor_id": "g:1", "name": "Shaba Brigade", "actor_type": "Rebel group", "basis": "recalled"}])
    events = rows.events({"assoc_actor1_ids": ["g:1", "Women (Syria)"], "civilian_targeting": True, "tags": ["crowd size=100", "x"], "interaction": "State forces-Political militia"})
    sql = ask(events, actors=actors)
    assert [row[0] for row in sql("DESCRIBE acled")] == ACLED
    row = dict(zip(ACLED, sql("FROM acled")[0], strict=True))
    assert row["assoc_actor_1"] == "Shaba Brigade; Women (Syria)" and row["assoc_actor_2"] is None
    assert row["civilian_targeting"] == "Civilian targeting" and row["tags"] == "crowd size=100; x" and row["fatalities"] == 1
    assert row["timestamp"] == int(dt.datetime(2026, 11, 22, tzinfo=dt.UTC).timestamp())


def test_acled_view_leaves_summaries_out(ask):
    sql = ask(rows.events({}, {"event_kind": "summary", "time_precision": 4}))
    assert sql("SELECT count(*) FROM acled") == [(1,)] and sql("SELECT count(*) FROM events") == [(2,)]


@pytest.mark.parametrize(("one", "two", "code"), [("Rebel group", "Civilians", 27), ("Civilians", "Rebel group", 27), ("Protesters", None, 60), ("External/Other forces", "Civilians", 78),
                                                  ("Rioters", "Rioters", 55), (None, None, None)])
def test_acled_numeric_writes_two_digits_lowest_first(ask, one, two, code):
    sql = ask(rows.events({"actor1_type": one, "actor2_type": two}))
    assert sql("SELECT interaction FROM acled_numeric()") == [(code,)]
    assert [row[0] for row in sql("DESCRIBE FROM acled_numeric()")] == ACLED


def test_ged_view_uses_only_names_of_ged_in_its_order(ask):
    names = [row[0] for row in ask(rows.events({}))("DESCRIBE ucdp_ged")]
    assert names == [name for name in GED if name in names] and len(names) == 27


@pytest.mark.parametrize(("change", "violence"), [
    ({}, 1), ({"actor1_type": "Rebel group", "actor2_type": "Identity militia"}, 2),
    ({"actor2_type": "Civilians", "event_type": "Violence against civilians", "sub_event_type": "Attack", "civilian_targeting": True}, 3),
])
def test_ged_type_of_violence_follows_the_sides(ask, change, violence):
    assert ask(rows.events(change))("SELECT type_of_violence FROM ucdp_ged") == [(violence,)]


@pytest.mark.parametrize("change", [{"fatalities_low": 0, "fatalities_best": 0, "fatalities_high": 0}, {"actor2_name": None}, {"event_type": "Riots"}, {"actor1_type": "Rioters"}])
def test_ged_view_leaves_out_what_ged_does_not_hold(ask, change):
    assert ask(rows.events(change))("FROM ucdp_ged") == []


def test_ged_deaths_add_up_to_best(ask):
    sql = ask(rows.events({"fatalities_best": 9, "fatalities_high": 9, "fatalities_side1": 2, "fatalities_side2": 3, "fatalities_civilians": 1}))
    assert sql("SELECT deaths_a, deaths_b, deaths_civilians, deaths_unknown, best FROM ucdp_ged") == [(2, 3, 1, 3, 9)]


def test_panel_tells_zero_from_not_covered(ask):
    coverage = rows.table("coverage", [{"feed": "reports", "country_iso3": "SYR", "date_start": dt.date(2019, 7, 1), "date_end": dt.date(2019, 9, 15), "basis": "declared"}])
    sql = ask(rows.events({}, {}, {"event_kind": "summary", "time_precision": 4}), coverage=coverage)
    panel = sql("SELECT month, is_covered, event_count, fatalities_best, events_seen FROM country_month_panel('2019-06-10', '2019-09-30')")
    assert panel == [(dt.date(2019, 6, 1), False, None, None, 0), (dt.date(2019, 7, 1), True, 0, 0, 0), (dt.date(2019, 8, 1), True, 2, 2, 2),
                     (dt.date(2019, 9, 1), False, None, None, 0)]  # half of September is not covered


def test_panel_counts_what_is_seen_where_nothing_is_covered(ask):
    assert ask(rows.events({}))("SELECT event_count, events_seen FROM country_month_panel('2019-08-01', '2019-08-31')") == [(None, 1)]


def test_precision_and_credibility_macros_filter(ask):
    sql = ask(rows.events({}, {"geo_precision": 2}, {"information_credibility": 5}, {"source_reliability": "F"}, {"information_credibility": 6}))
    assert sql("SELECT count(*) FROM events_precise()") == [(4,)] and sql("SELECT count(*) FROM events_precise(max_geo := 2)") == [(5,)]
    assert sql("SELECT count(*) FROM events_credible()") == [(2,)] and sql("SELECT count(*) FROM events_credible(worst := 6, grades := ['A', 'B', 'F'])") == [(5,)]


def test_every_table_column_view_and_macro_has_a_comment(ask):
    sql = ask(rows.events({}))
    assert sql("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL") == []
    assert sql("SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal AND table_name NOT IN ('acled', 'ucdp_ged', 'release')") == []
    assert sql("SELECT count(*) FROM duckdb_views() WHERE comment IS NULL AND NOT internal") == [(0,)]
    assert "Unit: people." in sql("SELECT comment FROM duckdb_columns() WHERE table_name = 'events' AND column_name = 'fatalities_best'")[0][0]


def test_keys_are_kept_by_the_database(ask):
    found = {row[0]: row[1] for row in ask(rows.events({}))("SELECT table_name, constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'")}
    assert found["events"] == ["event_id"] and found["event_claims"] == ["event_id", "claim_id", "relation"]


def test_file_is_of_the_storage_version_that_duckdb_1_reads(tmp_path):
    write_database(tmp_path / "x.duckdb", frames({}), DECLARED, {"version": "1"}, "2026-11-22")
    assert (tmp_path / "x.duckdb").read_bytes()[8:16].strip(b"\0")[:4] == b"DUCK"
    connection = duckdb.connect(":memory:")
    connection.execute(f"ATTACH '{tmp_path / 'x.duckdb'}' AS x (READ_ONLY)")
    tags = connection.sql("SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'x'").fetchall()
    connection.close()
    assert tags[0][0].startswith("v1.0"), tags


def test_file_that_is_no_database_is_one_line(tmp_path):
    (tmp_path / "x.duckdb").write_bytes(b"x" * 5000)
    with pytest.raises(SitrepError, match=r"^x.duckdb: cannot be read: [^\n]*$"):
        read_database(tmp_path / "x.duckdb", DECLARED)
