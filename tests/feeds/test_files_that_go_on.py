"""Files that look odd but are sound give the same rows; a broken row is a reject with its line, and the rest goes on."""

import gzip

import polars as pl
import pytest

from pipeline.feeds import reader
from pipeline.feeds.reader import Layout, read_blocks
from pipeline.shell import feeds
from tests.feeds.files import balance, ged, ingested, only_reject
from tests.feeds.test_files_that_stop import zipped

PLAIN = ged({}, {"side_b": 'says "no", twice'}, {"source_article": "one\ntwo\n\nthree"}, {})
SAME = {
    "CRLF": PLAIN.replace(b"\n", b"\r\n"),
    "CR": PLAIN.replace(b"\n", b"\r"),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "blank lines": PLAIN.replace(b"\n4,", b"\n\n\n4,"),
    "no last line end": PLAIN.rstrip(b"\n"),
    "gzip": gzip.compress(PLAIN),
    "zip": zipped(("folder/ged.csv", PLAIN), ("__MACOSX/ged.csv", b"junk")),
}


@pytest.mark.parametrize("data", SAME.values(), ids=SAME)
def test_packing_and_line_ends_change_nothing(tmp_path, data):
    plain, other = ingested(tmp_path / "ged.csv", PLAIN), ingested(tmp_path / "ged.csv", data)
    drop = [] if b"\r" not in data else ["source_article", "text_seen"]  # line ends inside a cell are the cell's own
    assert other["claims"].drop(drop, strict=False).equals(plain["claims"].drop(drop, strict=False))
    assert balance(other) == (4, 4, 0, 0, 0)


def test_mixed_line_ends_are_all_line_ends(tmp_path):
    lines = PLAIN.replace(b"one\ntwo\n\nthree", b"x").split(b"\n")
    mixed = lines[0] + b"\r\n" + lines[1] + b"\r" + lines[2] + b"\n" + lines[3] + b"\r\n" + lines[4]
    tables = ingested(tmp_path / "ged.csv", mixed)
    assert tables["rows"]["raw_line"].to_list() == [2, 3, 4, 5] and balance(tables) == (4, 4, 0, 0, 0)


def test_reordered_columns_give_the_same_claims(tmp_path):
    frame = pl.read_csv(PLAIN, infer_schema=False)
    turned = frame.select(reversed(frame.columns)).write_csv().encode()
    assert ingested(tmp_path / "ged.csv", turned)["claims"].equals(ingested(tmp_path / "ged.csv", PLAIN)["claims"])


def test_physical_lines_are_right_after_quoted_newlines(tmp_path):
    rows = ingested(tmp_path / "ged.csv", PLAIN)["rows"]
    assert rows["raw_line"].to_list() == [2, 3, 4, 8]


def test_header_only_is_a_file_without_rows(tmp_path):
    assert balance(ingested(tmp_path / "ged.csv", PLAIN.split(b"\n")[0] + b"\n")) == (0, 0, 0, 0, 0)


def test_row_of_tags_is_counted_apart(tmp_path):
    tags = ged({name: "#x" for name in ("id", "country", "date_start")} | {name: "" for name in ("year", "best")}, {"id": "7"})
    header, _, row, _ = tags.split(b"\n")
    tag_row = b",".join(b"#loc" if i % 2 else b"" for i in range(header.count(b",") + 1))
    tables = ingested(tmp_path / "ged.csv", b"\n".join([header, tag_row, row, b""]))
    assert balance(tables) == (2, 1, 0, 0, 1) and tables["claims"]["native_id"].to_list() == ["7"]


def test_new_column_goes_into_the_native_rows(tmp_path):
    assert "novelty" in ingested(tmp_path / "ged.csv", ged({"novelty": "x"}))["rows"].columns


@pytest.mark.parametrize("bad,reason,seen", [
    (lambda row: row.rsplit(b",", 1)[0], "short_row", "19 cells"),
    (lambda row: row + b",extra", "long_row", "21 cells"),
    (lambda row: row.replace(b"Syrian insurgents", b"Syrian \xff insurgents"), "bad_encoding", "byte 0xFF at offset"),
    (lambda row: row.replace(b"Syrian insurgents", b"Syrian\x00insurgents"), "control_character", "character U+0000"),
    (lambda row: row.replace(b"Syrian insurgents", b"Syrian\x1binsurgents"), "control_character", "character U+001B"),
])
def test_broken_row_is_a_reject_and_the_rest_goes_on(tmp_path, bad, reason, seen):
    lines = ged({}, {}, {}).split(b"\n")
    lines[2] = bad(lines[2])
    tables = ingested(tmp_path / "ged.csv", b"\n".join(lines))
    reject = only_reject(tables)
    assert (reject["raw_line"], reject["reason_code"], reject["native_id"]) == (3, reason, "2")
    assert reject["seen"].startswith(seen)
    assert balance(tables) == (3, 2, 1, 0, 0) and tables["claims"]["native_id"].to_list() == ["1", "3"]


def test_one_bad_byte_among_good_accents_is_one_row(tmp_path):
    data = ged({"side_b": "é"}, {"side_b": "X"}, {"side_b": "ü"}).replace(b"X", b"\xe9")
    assert only_reject(ingested(tmp_path / "ged.csv", data))["raw_line"] == 3


def test_oversized_cell_is_a_reject_with_a_short_payload(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({}, {"side_b": "x" * 50_000_000}, {}))
    reject = only_reject(tables)
    assert reject["reason_code"] == "oversized" and reject["raw_line"] == 3 and len(reject["payload"]) < 10_000


def test_quote_inside_an_unquoted_cell_is_text(tmp_path):
    lines = ged({}, {"side_b": "X"}, {"side_b": "a, b"}, {}).split(b"\n")
    lines[2] = lines[2].replace(b"X", b'5" gun')
    tables = ingested(tmp_path / "ged.csv", b"\n".join(lines))
    assert balance(tables) == (4, 4, 0, 0, 0)
    assert tables["claims"]["actor2_seen"].to_list() == ["Syrian insurgents", '5" gun', "a, b", "Syrian insurgents"]


def test_invisible_characters_stay_in_their_text_and_are_told_with_their_count(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({"side_b": "a\u202eb"}, {"side_b": "c\u200bd"}, {"side_b": "\u0645\u06cc\u200c\u200f"}))
    assert tables["claims"]["actor2_seen"].to_list() == ["a\u202eb", "c\u200bd", "\u0645\u06cc\u200c\u200f"]
    assert tables["issues"].select("issue_code", "seen", "context", "row_count", "example_id").rows() == [("invisible_character", "U+202E", "side_b", 2, "ucdp_ged:1")]


def test_invisible_characters_of_prose_are_told(tmp_path):
    line = '{"report_id": "r1", "text": "Pay\u202eload", "published_at": "2021-03-04", "source": "x"}\n'
    tables = ingested(tmp_path / "a.jsonl", line.encode(), feeds.card("reports"))
    assert tables["issues"].select("issue_code", "context").rows() == [("invisible_character", "text")] and tables["reports"]["text"][0] == "Pay\u202eload"


@pytest.mark.parametrize("block_bytes", [64, 256, 1000, 10**6])
def test_blocks_of_any_size_give_the_same_rows(tmp_path, block_bytes):
    path = tmp_path / "ged.csv"
    path.write_bytes(PLAIN.replace(b"\n", b"\r\n") * 1)
    columns = tuple(PLAIN.split(b"\n")[0].decode().split(","))
    blocks = list(read_blocks(path, Layout(columns, columns), block_bytes=max(block_bytes, 300)))
    whole = list(read_blocks(path, Layout(columns, columns)))
    assert pl.concat([b.rows for b in blocks]).equals(pl.concat([b.rows for b in whole]))


def test_record_longer_than_the_cap_is_taken_for_an_unclosed_quote(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "RECORD_CAP", 1000)
    path = tmp_path / "ged.csv"
    path.write_bytes(ged({}, {"side_b": 'x,"y' + "z\n" * 4000}))
    columns = tuple(ged({}).split(b"\n")[0].decode().split(","))
    with pytest.raises(reader.BadInput, match=":3: a row longer than 1,000 bytes"):
        list(read_blocks(path, Layout(columns, columns), block_bytes=512))
