"""Reports as JSON lines, texts with cards, and JSON pages of an API."""

import json

import polars as pl
import pytest

from pipeline.errors import BadInput
from pipeline.shell import feeds
from tests.feeds.files import balance, ingested

GOOD = {"report_id": "a", "source": "Harbour Wire", "title": "T", "text": "Words.", "published_at": "2019-08-30T23:30:00-02:00"}


def lines(*rows: dict | str) -> bytes:
    return ("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n").encode()


def reports(tmp_path, *rows):
    return ingested(tmp_path / "a.jsonl", lines(*rows), feeds.card("reports"))


def test_instants_are_utc_and_a_day_alone_is_its_midnight(tmp_path):
    made = reports(tmp_path, GOOD, GOOD | {"report_id": "b", "published_at": "2019-08-30"})["reports"]
    assert [str(d) for d in made["published_date"]] == ["2019-08-31", "2019-08-30"] and made["report_id"].to_list() == ["reports:a", "reports:b"]


BROKEN = [
    ('{"a": 1', "bad_json"), ("[]", "bad_json"), ('{"report_id": "a", "report_id": "b"}', "bad_json"), ('{"text": NaN}', "bad_json"), ('{"n": 1e400}', "bad_json"),
    ('{"text": "\\ud800"}', "bad_json"), ('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}", "bad_json"), ('{"text": 5, "published_at": "2019-01-01"}', "bad_json"),
    ('{"text": "a\\u0000b"}', "control_character"), (json.dumps(GOOD | {"published_at": "yesterday"}), "bad_date"), (json.dumps(GOOD | {"published_at": "2099-01-01"}), "date_out_of_range"),
    (json.dumps(GOOD | {"text": " "}), "missing_value"), (json.dumps(GOOD | {"text": "x" * 2_000_000}), "oversized"),
]


@pytest.mark.parametrize("line,reason", BROKEN, ids=[f"{reason} {line[:30]}" for line, reason in BROKEN])
def test_broken_line_is_a_reject_with_its_number_and_the_rest_goes_on(tmp_path, line, reason):
    tables = reports(tmp_path, GOOD | {"report_id": "first"}, "", line, GOOD | {"report_id": "z"})
    assert tables["rejects"].select("raw_line", "reason_code").rows() == [(3, reason)] and balance(tables) == (3, 2, 1, 0, 0)
    assert len(tables["rejects"]["payload"][0]) < 10_000


def test_one_bad_byte_is_one_reject(tmp_path):
    tables = ingested(tmp_path / "a.jsonl", lines(GOOD) + b'{"text": "\xff"}\n', feeds.card("reports"))
    assert tables["rejects"].select("raw_line", "reason_code").rows() == [(2, "bad_encoding")]


def test_key_seen_late_counts_and_unknown_keys_do_no_harm(tmp_path):
    made = reports(tmp_path, *({**GOOD, "report_id": str(i)} for i in range(30)), GOOD | {"report_id": "late", "country": "Mali", "novelty": [1]})["reports"]
    assert made["country_hint"].to_list() == [None] * 30 + ["Mali"]


def test_report_without_id_has_an_id_of_what_it_says(tmp_path):
    rows = [{k: v for k, v in GOOD.items() if k != "report_id"}, {k: v for k, v in GOOD.items() if k != "report_id"} | {"text": "Other."}]
    first, again = reports(tmp_path, *rows)["reports"], reports(tmp_path, *reversed(rows))["reports"]
    assert first["report_id"].n_unique() == 2 and set(first["report_id"]) == set(again["report_id"])


def test_array_of_reports_is_refused_with_advice(tmp_path):
    with pytest.raises(BadInput, match="a JSON array, expected one JSON object per line"):
        ingested(tmp_path / "a.jsonl", json.dumps([GOOD]).encode() + b"\n", feeds.card("reports"))


def test_text_with_a_card_is_a_report_and_cannot_reach_out_of_its_folder(tmp_path):
    (tmp_path / "a.txt").write_text("Words of the text.\n", encoding="utf-8")
    card = {k: v for k, v in GOOD.items() if k != "text"} | {"text_file": "a.txt"}
    assert ingested(tmp_path / "a.json", json.dumps(card).encode(), feeds.card("reports"))["reports"]["text"].to_list() == ["Words of the text."]
    for name in ("../a.txt", "/etc/passwd", ".hidden"):
        with pytest.raises(BadInput, match="text_file"):
            ingested(tmp_path / "a.json", json.dumps(card | {"text_file": name}).encode(), feeds.card("reports"))


ROW = {"event_id_cnty": "MLI9", "event_date": "2023-05-10", "time_precision": 1, "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "A", "country": "Mali",
       "iso": 466, "latitude": "13.5", "longitude": "2.1", "geo_precision": 1, "fatalities": 3}


def test_json_page_gives_the_claims_of_its_rows_with_their_lines(tmp_path):
    page = '{"status": 200, "data": [\n' + ",\n".join(json.dumps(ROW | {"event_id_cnty": f"MLI{i}", "fatalities": i - 1}) for i in range(3)) + "\n]}"
    tables = ingested(tmp_path / "page.json", page.encode(), feeds.card("acled"))
    assert tables["claims"].select("native_id", "fatalities_best", "country_iso3").rows() == [("MLI1", 0, "MLI"), ("MLI2", 1, "MLI")]
    assert tables["rejects"].select("raw_line", "reason_code").rows() == [(2, "negative_count")]


def test_page_and_csv_of_the_same_rows_give_the_same_claims(tmp_path):
    csv = pl.DataFrame([{k: str(v) for k, v in ROW.items()}]).write_csv().encode()
    card = feeds.card("acled")
    assert ingested(tmp_path / "page.json", json.dumps([ROW]).encode(), card)["claims"].drop("raw_file").equals(ingested(tmp_path / "a.csv", csv, card)["claims"].drop("raw_file"))


@pytest.mark.parametrize("page,says", [
    (b'{"status": 403, "message": "Forbidden"}', "expected a page with a list `data`"), (b'{"data": [{"event_id_cnty": "A"', "cut off or not JSON"),
    (b"<html></html>", "HTML"), (b'{"data": [{"other": 1}]}', "no header"),
])
def test_page_that_is_none_stops(tmp_path, page, says):
    with pytest.raises(BadInput, match=says):
        ingested(tmp_path / "page.json", page, feeds.card("acled"))
