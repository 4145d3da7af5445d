"""Sentences that tell of two events, and those that only seem to."""

import pytest

from tests.coder.small import claims, coded

BOTH = "Gunmen shot dead three villagers in Magumeri on Monday, while a roadside bomb exploded under a lorry in Kaduna on Tuesday, killing two soldiers, the army said."


def told(text, *columns):
    return [tuple(c[column] for column in columns) for c in claims(text)]


def test_each_of_two_events_in_a_sentence_has_its_own_type_place_and_toll():
    assert told(BOTH, "sub_event_type", "location_seen", "fatalities_best") == [("Attack", "Magumeri", 3), ("Remote explosive/landmine/IED", "Kaduna", 2)]


def test_each_of_two_events_in_a_sentence_has_its_own_day():
    assert [str(day) for day, in told(BOTH, "event_date")] == ["2019-08-26", "2019-08-27"]


def test_a_day_told_once_holds_for_both_events():
    days = told("Gunmen shot dead three villagers in Magumeri on Monday, while a roadside bomb exploded under a lorry in Kaduna.", "location_seen", "event_date")
    assert [(place, str(day)) for place, day in days] == [("Magumeri", "2019-08-26"), ("Kaduna", "2019-08-26")]


def test_who_speaks_at_the_end_of_the_sentence_speaks_of_both_events():
    assert told(BOTH, "attribution") == [("the army",), ("the army",)]


def test_evidence_leads_back_to_the_words_of_the_text():
    rows = coded({"text": BOTH})["evidence"].filter(column_name="fatalities_best").sort("start").to_dicts()
    assert [row["seen"] for row in rows] == [BOTH[row["start"]: row["end"]] for row in rows] and "two soldiers" in rows[-1]["seen"]


@pytest.mark.parametrize("text", [
    "A roadside bomb exploded under a lorry in Kaduna on Tuesday, and the two wounded soldiers were treated in Magumeri.",
    "Gunmen shot dead three villagers in Magumeri on Monday, and they burned houses in Kaduna.",
    "Gunmen shot dead three villagers in Magumeri on Monday, a week after a roadside bomb exploded under a lorry in Kaduna.",
    "Gunmen from Kaduna shot dead three villagers on Monday and burned houses in Magumeri.",
    "Gunmen shot dead villagers in Magumeri and Kaduna on Monday.",
    "Fighting between the army of Kaduna and gunmen shot at in Magumeri killed three soldiers on Monday.",
    "Gunmen shot dead three villagers in Magumeri on Monday, \"and a roadside bomb exploded under a lorry in Kaduna,\" a man said.",
])
def test_a_sentence_that_tells_of_one_event_is_not_cut(text):
    assert len({row["text_seen"] for row in claims(text)}) == 1


def test_another_day_is_another_event_though_the_subject_is_not_told_again():
    assert len(claims("Gunmen shot dead three villagers in Magumeri on Monday and burned houses in Kaduna on Tuesday.")) == 2


@pytest.mark.parametrize(("text", "place", "dead"), [
    ("Gunmen shot dead three villagers in Magumeri on Monday, a week after a roadside bomb killed nine soldiers in Kaduna.", "Magumeri", 3),
    ("Gunmen shot dead three villagers in Magumeri on Monday, years after rebels shot dead forty people there.", "Magumeri", 3),
    ("Hundreds of students marched in Magumeri on Monday after police shot dead two teachers in Kaduna.", "Magumeri", 0),
])
def test_the_past_and_the_cause_of_an_event_give_it_no_place_and_no_dead(text, place, dead):
    assert told(text, "location_seen", "fatalities_best") == [(place, dead)]


def test_who_acts_in_the_first_part_acts_in_a_part_without_a_subject_and_is_its_evidence():
    text = "Boko Haram fighters shot dead three villagers in Magumeri on Monday and abducted two teachers in Kaduna on Tuesday."
    found = coded({"text": text})
    assert [row["actor1_seen"] for row in found["claims"].sort("claim_rank").to_dicts()] == ["Boko Haram", "Boko Haram"]
    assert [text[row["start"]: row["end"]] for row in found["evidence"].filter(column_name="actor1_seen").to_dicts()] == ["Boko Haram fighters", "Boko Haram fighters"]
