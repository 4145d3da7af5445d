"""Sentences and their offsets, whatever the text holds."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coder.text import dateline_ends, plain, sentences, spans
from tests.coder.small import claims


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


def numbered(written, title=None):
    made = sentences(pl.DataFrame({"report_id": ["r"], "title": [title], "text": [written]}, schema={"report_id": pl.String, "title": pl.String, "text": pl.String}))
    return list(made.select("sentence", "text").iter_rows())


HEADED = "GUNMEN KILL 12 IN KADUNA\nArmed men stormed Birnin Gwari on Tuesday."


def test_a_first_line_that_is_a_headline_stands_where_a_title_does():
    assert [n for n, _ in numbered(HEADED)] == [0, 1] and [n for n, _ in numbered(HEADED.replace("GUNMEN KILL", "Gunmen kill"))] == [0, 1]


def test_a_title_leaves_the_first_line_to_the_text():
    assert [n for n, _ in numbered(HEADED, "Attack in Kaduna")] == [0, 1, 2]


@pytest.mark.parametrize("written", ["GUNMEN KILL 12 IN KADUNA", "Gunmen killed twelve in a village in\nKaduna state, police said.".replace("Kaduna", "northern Kaduna"), "Gunmen killed twelve.\nPolice came."])
def test_what_is_the_text_itself_is_no_headline(written):
    assert numbered(written)[0][0] == 1


@pytest.mark.parametrize("lines, ends", [
    (["QUETTA: Gunmen shot three labourers."], [8]), (["By Our Correspondent", "QUETTA: Gunmen shot three labourers."], [0, 8]),
    (["Police came.", "QUETTA: Gunmen shot three labourers."], [0, 0]), (["BLAST IN KABUL: A bomb tore through a bus."], [0]), (["PORT-AU-PRINCE, Haiti (AP) - Gangs met."], [29]),
])
def test_a_dateline_opens_the_text_after_nothing_but_a_byline(lines, ends):
    table = pl.DataFrame({"field": "text", "sentence": range(1, len(lines) + 1), "text": lines})
    assert dateline_ends(table) == ends


def test_a_name_in_a_dateline_is_no_party():
    found = claims("MANILA (AFP) - Gunmen killed four villagers in Idlib on Thursday.")[0]
    assert found["actor1_seen"] == "Gunmen"
