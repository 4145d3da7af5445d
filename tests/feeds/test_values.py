"""Cells that cannot be true are rejects with line, column and reason; nothing is guessed, and odd but sound cells are kept as they are."""

import datetime as dt

import polars as pl
import pytest

from pipeline.feeds.card import read_card
from pipeline.feeds.types import Rules, fault
from tests.feeds.files import balance, ged, ingested, only_reject

BAD = [
    ({"latitude": "95"}, "latitude", "latitude_out_of_range"),
    ({"latitude": "95", "longitude": "10"}, "latitude", "latitude_out_of_range"),
    ({"longitude": "200"}, "longitude", "longitude_out_of_range"),
    ({"latitude": "NaN"}, "latitude", "bad_number"),
    ({"latitude": "inf"}, "latitude", "bad_number"),
    ({"latitude": "1e400"}, "latitude", "latitude_out_of_range"),
    ({"latitude": "35,93"}, "latitude", "bad_number"),
    ({"latitude": "٣٥"}, "latitude", "bad_number"),
    ({"latitude": "0", "longitude": "0"}, "latitude", "null_island"),
    ({"latitude": ""}, "latitude", "missing_value"),
    ({"date_start": "2019-02-30"}, "date_start", "bad_date"),
    ({"date_start": "0025-03-04"}, "date_start", "date_out_of_range"),
    ({"date_end": "2099-01-01"}, "date_end", "date_out_of_range"),
    ({"date_start": "03/04/2024"}, "date_start", "ambiguous_date"),
    ({"date_start": "last week"}, "date_start", "bad_date"),
    ({"date_start": "2019-08-31", "date_end": "2019-08-30"}, "date_end", "bad_interval"),
    ({"date_start": ""}, "date_start", "missing_value"),
    ({"best": "-1"}, "best", "negative_count"),
    ({"best": "1.5"}, "best", "bad_integer"),
    ({"best": "1e9"}, "best", "bad_integer"),
    ({"best": "1000000000"}, "best", "count_out_of_range"),
    ({"best": "dozens"}, "best", "bad_integer"),
    ({"best": "n/a"}, "best", "bad_integer"),
    ({"best": ""}, "best", "missing_value"),
    ({"low": "40", "best": "15", "high": "18"}, "low", "bad_range"),
    ({"country": "Freedonia"}, "country", "unknown_country"),
    ({"country": "Guinee Bissaux"}, "country", "unknown_country"),
    ({"country": "NA"}, "country", "unknown_country"),
    ({"where_prec": "9"}, "where_prec", "unknown_code"),
    ({"type_of_violence": "4"}, "type_of_violence", "unknown_code"),
    ({"id": ""}, "id", "missing_value"),
]


@pytest.mark.parametrize("change,column,reason", BAD, ids=[f"{reason}: {list(change.values())[0] or 'empty'}" for change, _, reason in BAD])
def test_bad_cell_is_a_reject_with_its_line_column_and_reason(tmp_path, change, column, reason):
    tables = ingested(tmp_path / "ged.csv", ged({}, change, {}))
    reject = only_reject(tables)
    assert (reject["raw_line"], reject["column_name"], reject["reason_code"]) == (3, column, reason)
    assert reject["expected"] and balance(tables) == (3, 2, 1, 0, 0)


def test_every_bad_row_is_one_reject_however_much_is_wrong_with_it(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({"latitude": "95", "best": "dozens", "date_start": "2019-02-30"}, {"best": "x"}))
    assert tables["rejects"].select("raw_line", "column_name").rows() == [(2, "latitude"), (3, "best")]


def test_late_value_of_another_kind_spoils_its_own_row_only(tmp_path):
    changes = [{"best": str(i % 7), "low": "0", "high": "9"} for i in range(500)] + [{"best": "1.5"}, {"best": "n/a"}]
    tables = ingested(tmp_path / "ged.csv", ged(*changes))
    assert tables["rejects"]["raw_line"].to_list() == [502, 503] and tables["claims"]["fatalities_best"].sum() == sum(i % 7 for i in range(500))


def test_whole_numbers_of_data_frames_are_whole_numbers(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({"id": "147997.0", "best": "12.0", "high": "12.0", "type_of_violence": "1.0", "where_prec": "1.0"}))
    assert tables["claims"].select("native_id", "fatalities_best", "event_type_seen").row(0) == ("147997", 12, "1")


@pytest.mark.parametrize("native", ["007", "1e5", "A-1", "0x10"])
def test_ids_stay_the_strings_that_they_are(tmp_path, native):
    assert ingested(tmp_path / "ged.csv", ged({"id": native}))["claims"]["native_id"].to_list() == [native]


def test_row_that_repeats_another_is_out_of_scope_and_other_content_under_its_id_a_reject(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({"id": "1"}, {"id": "1"}, {"id": "1", "best": "4"}))
    assert tables["out_of_scope"].select("raw_line", "reason_code").rows() == [(3, "repeated_row")]
    reject = only_reject(tables)
    assert (reject["raw_line"], reject["reason_code"]) == (4, "duplicate_id") and balance(tables) == (3, 1, 1, 1, 0)


@pytest.mark.parametrize("low,best,high,kept", [
    (7, 7, 6, (6, 7, 7)), (7, 6, 7, (6, 6, 7)), (0, 8, 7, (0, 8, 8)), (8, 7, 6, (6, 7, 8)), (3, 4, 5, (3, 4, 5)), (40, 15, 18, None), (18, 40, 15, None),
])
def test_best_stands_and_its_range_holds_all_three_numbers_unless_they_fit_no_order(tmp_path, low, best, high, kept):
    tables = ingested(tmp_path / "ged.csv", ged({"low": str(low), "best": str(best), "high": str(high)}, {}))
    told = [row for row in tables["claims"].select("native_id", "fatalities_low", "fatalities_best", "fatalities_high").rows() if row[0] == "1"]
    assert told == ([("1", *kept)] if kept else [])
    assert tables["rejects"]["reason_code"].to_list() == ([] if kept else ["bad_range"])
    is_widened = kept is not None and kept != (low, best, high)
    assert tables["claims"]["tags"].list.contains("toll_bounds=widened").to_list() == ([is_widened, False] if kept else [False])
    assert tables["issues"].select("issue_code", "row_count").rows() == ([("toll_bounds_widened", 1)] if is_widened else [])


@pytest.mark.parametrize("name,iso3", [
    ("Niger", "NER"), ("Nigeria", "NGA"), ("Guinea", "GIN"), ("Guinea-Bissau", "GNB"), ("Equatorial Guinea", "GNQ"), ("Papua New Guinea", "PNG"), ("Mali", "MLI"),
    ("Malawi", "MWI"), ("Congo", "COG"), ("DR Congo (Zaire)", "COD"), ("Namibia", "NAM"), ("Yemen (North Yemen)", "YEM"), ("TÜRKIYE".title(), "TUR"),
])
def test_countries_are_never_mistaken(tmp_path, name, iso3):
    assert ingested(tmp_path / "ged.csv", ged({"country": name}))["claims"]["country_iso3"].to_list() == [iso3]


def test_number_is_null_by_the_cards_word_only_and_text_na_stays(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({"deaths_a": "NA", "where_coordinates": "NA"}, {"deaths_a": "", "where_coordinates": ""}))
    assert tables["claims"]["fatalities_side1"].to_list() == [None, None] and tables["claims"]["location_seen"].to_list() == ["NA", None]


def test_text_keeps_its_own_unicode_form(tmp_path):
    texts = ["Cafe\u0301", "Café", "İzmir", "دمشـق"]
    assert ingested(tmp_path / "ged.csv", ged(*({"where_coordinates": t} for t in texts)))["claims"]["location_seen"].to_list() == texts


@pytest.mark.parametrize("form,cell,reason", [
    ("day_month_year_slashes", "31/04/2021", "bad_date"), ("month_day_year_slashes", "13/01/2021", "bad_date"), ("iso", "2021-13-01", "bad_date"),
    ("iso", "1.2.2021", "ambiguous_date"), ("compact", "20231332", "bad_date"), ("iso", "1899-12-31", "date_out_of_range"),
])
def test_dates_are_read_in_declared_forms_only(form, cell, reason):
    assert fault("date", cell, Rules((form,), (), dt.date(2026, 1, 1)))[0] == reason


def test_card_with_a_date_form_that_nobody_knows_is_refused():
    with pytest.raises(Exception, match="date_forms: seen 'us', expected one of"):
        read_card("x.yml", {"feed": "x", "title": "x", "publisher": "x", "licence": "x", "redistribute": "full", "columns": {}, "date_forms": ["us"]})


def test_card_whose_column_of_edits_cannot_be_ordered_is_refused():
    with pytest.raises(Exception, match="versions.edited: seen 'when', expected one of `columns` of type epoch, date or integer"):
        read_card("x.yml", {"feed": "x", "title": "x", "publisher": "x", "licence": "x", "redistribute": "full", "columns": {"when": "text"}, "versions": {"edited": "when"}})


def test_correction_of_a_column_that_the_card_does_not_declare_is_refused():
    line = pl.DataFrame({"native_id": ["1"], "column": ["bset"], "expect": ["3"], "value": ["4"], "reason": ["typing error"]})
    with pytest.raises(Exception, match="its corrections.csv mends 'bset', expected one of `columns`"):
        read_card("x.yml", {"feed": "x", "title": "x", "publisher": "x", "licence": "x", "redistribute": "full", "columns": {"best": "count"}}, corrections=line)
