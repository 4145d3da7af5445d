"""Sentences and their offsets, whatever the text holds."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coder.text import plain, sentences, spans


def cut(text):
    return [text[s:e] for s, e in spans(text)]


def test_abbreviations_and_initials_end_no_sentence():
    assert cut("Gen. A. Musa met Lt. Col. Diallo at 6 p.m. on Friday. Troops fled.") == ["Gen. A. Musa met Lt. Col. Diallo at 6 p.m. on Friday.", "Troops fled."]


def test_a_line_break_ends_a_sentence():
    assert cut("Clashes in Hama\nThree died") == ["Clashes in Hama", "Three died"]


def test_an_endless_line_is_cut():
    assert max(len(s) for s in cut("word " * 5_000)) <= 2_000


@given(st.text(max_size=400))
def test_levelled_text_keeps_every_code_point_in_its_place(text):
    assert len(plain(text)) == len(text)


@given(st.text(max_size=400))
def test_spans_are_in_order_and_inside(text):
    found = spans(text)
    assert all(0 <= s < e <= len(text) for s, e in found)
    assert all(a[1] <= b[0] for a, b in zip(found, found[1:]))


def test_offsets_lead_back_to_the_field():
    text = "  İzmir was calm.  \n“Shells fell”, she said."
    table = sentences(pl.DataFrame({"report_id": ["r"], "title": [None], "text": [text]}, schema={"report_id": pl.String, "title": pl.String, "text": pl.String}))
    assert all(text[o: o + len(t)] == t for o, t in table.select("offset", "text").iter_rows())


def test_coders_brackets_are_blank():
    assert "75" not in plain("They marched. [size=around 75]") and "coded" not in plain("They marched (coded to the 5th).")
