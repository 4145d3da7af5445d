"""Files whose structure is broken stop with one clear line, exit code 3, and nothing ingested."""

import gzip
import io
import os
import zipfile

import pytest

from pipeline.errors import BadInput
from pipeline.feeds import opening
from tests.feeds.files import ROW, ged, ingested

GOOD = ged({}, {}, {})
HEADER, REST = GOOD.split(b"\n", 1)


def zipped(*members: tuple[str, bytes], link: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if link else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


BROKEN = {
    "empty": (b"", "the file is empty"),
    "white space": (b"\n \n", "only white space"),
    "web page": (b"\n<!DOCTYPE html><html><body>404</body></html>", ":1: seen an HTML or XML page"),
    "no header": (REST, ":1: no header"),
    "other table": (b"a,b\n1,2\n", ":1: no header"),
    "renamed column": (GOOD.replace(b"date_start,", b"date_strt,", 1), ":1 date_start: required column not in the header; the nearest is 'date_strt'"),
    "missing column": (GOOD.replace(b",best,", b",", 1), ":1 best: required column not in the header"),
    "double header": (GOOD.replace(b"year,", b"id,", 1), ":1 id: this column stands in the header more than once"),
    "semicolons": (GOOD.replace(b",", b";"), ":1: cells seem to be divided by a semicolon, expected a comma"),
    "tabs": (GOOD.replace(b",", b"\t"), ":1: cells seem to be divided by a tab"),
    "unclosed quote at the end": (GOOD + b'4,"2019,1', ":5: a quote opened in this row is never closed"),
    "unclosed quote in the middle": (ged({}, {"side_b": "X"}, {"side_b": "a, b"}).replace(b"X,", b'"X,', 1), ":3: a quote opened in this row is not closed"),
    "text after a quote": (ged({}, {"side_b": "a, b"}).replace(b'"a, b"', b'"a, b"c', 1), ":3: a quote opened in this row is not closed, or text follows its end"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "UTF-16 text (byte order mark at byte 0)"),
    "UTF-16 without mark": (GOOD.decode().encode("utf-16-le"), "UTF-16 text (zero bytes from byte 1)"),
    "Latin-1": (ged({"side_b": "é1"}, {"side_b": "é2"}).decode().encode("latin-1"), ":2: byte 0xE9 at offset"),
    "Latin-1 header": (b"id,caf\xe9\n1,2\n", ":1: byte 0xE9 at offset 6 is not UTF-8"),
    "Parquet": (b"PAR1" + bytes(20), "seen a Parquet file"),
    "PDF": (b"%PDF-1.7\n", "seen a PDF document"),
    "truncated gzip": (gzip.compress(GOOD * 500)[:-20], "truncated or damaged archive"),
    "not gzip after all": (b"\x1f\x8b" + b"nonsense" * 9, "truncated or damaged archive"),
    "zip with a path upwards": (zipped(("../../x.csv", GOOD)), "unsafe member"),
    "zip with an absolute path": (zipped(("/etc/x.csv", GOOD)), "unsafe member"),
    "zip with a link": (zipped(("x.csv", b"/etc/passwd"), link=True), "unsafe member"),
    "zip with two files": (zipped(("a.csv", GOOD), ("b.csv", GOOD)), "2 files in the zip, expected one"),
    "empty zip": (zipped(), "0 files in the zip"),
    "workbook": (zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")), "office document"),
}


@pytest.mark.parametrize("data,says", BROKEN.values(), ids=BROKEN)
def test_broken_structure_stops_with_one_line(tmp_path, data, says):
    with pytest.raises(BadInput) as stopped:
        ingested(tmp_path / "ged.csv", data)
    assert says in str(stopped.value)
    assert str(stopped.value).startswith(str(tmp_path)) and "\n" not in str(stopped.value)
    assert stopped.value.exit_code == 3


def test_offset_of_a_latin_1_byte_is_the_files_own(tmp_path):
    data = b"\xef\xbb\xbf" + ged({"side_b": "é1"}, {"side_b": "é2"}).decode().encode("latin-1")
    with pytest.raises(BadInput, match=f"offset {data.index(bytes([0xE9]))} "):
        ingested(tmp_path / "ged.csv", data)


def test_packed_bomb_stops_at_the_cap(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "FREE_BYTES", 2**20)
    bomb = HEADER + b"\n" + b"a" * 2**26
    for data in (gzip.compress(bomb), zipped(("x.csv", bomb))):
        with pytest.raises(BadInput, match="unpacks to more than"):
            ingested(tmp_path / "ged.csv", data)


def test_directory_fifo_and_missing_file_are_told(tmp_path):
    os.mkfifo(tmp_path / "fifo.csv")
    (tmp_path / "folder.csv").mkdir()
    for name, says in (("fifo.csv", "not a regular file"), ("folder.csv", "not a regular file"), ("none.csv", "No such file")):
        with pytest.raises(BadInput, match=says):
            ingested(tmp_path / name)


def test_file_that_shrinks_while_it_is_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "ged.csv"
    path.write_bytes(GOOD)
    monkeypatch.setattr(opening, "status_of", lambda p: os.stat_result((0o100644, 0, 0, 1, 0, 0, len(GOOD) + 100, 0, 0, 0)))
    with pytest.raises(BadInput, match="the file changed while it was read"):
        ingested(path)


def test_all_columns_of_the_card_that_are_required_are_in_the_test_row():
    from pipeline.shell import feeds

    assert set(feeds.card("ucdp_ged").layout.required) <= set(ROW)
