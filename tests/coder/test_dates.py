"""Dates against the day of publication (codebook notes, section 3)."""

import datetime as dt

import polars as pl
import pytest

from pipeline.coder.dates import dates, tried

FRIDAY = dt.date(2019, 8, 30)
CASES = [
    ("on friday", "2019-08-30", 1), ("last friday", "2019-08-23", 1), ("on thursday", "2019-08-29", 1), ("yesterday", "2019-08-29", 1), ("two days ago", "2019-08-28", 1),
    ("the day before yesterday", "2019-08-28", 1), ("on 27 january 2019", "2019-01-27", 1), ("on august 4", "2019-08-04", 1), ("on 4 december", "2018-12-04", 1),
    ("2019-08-03", "2019-08-03", 1), ("between 5 and 7 june 2019", "2019-06-06", 2), ("at the weekend", "2019-08-24", 2), ("last week", "2019-08-22", 2), ("in march 2019", "2019-03-16", 3),
    ("early this month", "2019-08-01", 3), ("at the end of march 2019", "2019-03-31", 3), ("last month", "2019-07-16", 3), ("since 2011", "2011-07-01", 4), ("last year", "2018-07-01", 4),
    ("overnight", "2019-08-30", 1), ("around 5 march 2019", "2019-03-05", 2), ("on june 8, 2018 12 people died", "2018-06-08", 1), ("the gains came one week after the fall of hama", "2019-08-23", 2),
]


@pytest.mark.parametrize(("text", "day", "precision"), CASES)
def test_words_for_days(text, day, precision):
    found = dates(text, FRIDAY)
    assert (str(found[0].event_date), found[0].time_precision) == (day, precision)
    assert found[0].date_start <= found[0].event_date <= found[0].date_end


@pytest.mark.parametrize("text", ["the march 23 movement", "next friday", "on 30 february 2019", "may 2 be enough", "division 30"])
def test_what_is_no_day_of_an_event_is_not_read(text):
    assert [m for m in dates(text, FRIDAY) if m.time_precision < 4] == []


def test_nothing_lies_after_publication():
    assert all(m.event_date <= FRIDAY and m.date_end <= FRIDAY for text, _, _ in CASES for m in dates(text, FRIDAY))


def test_the_next_day_counts_from_the_day_told_before():
    assert dates("the next day", FRIDAY, dt.date(2019, 8, 20))[0].event_date == dt.date(2019, 8, 21)


def test_without_a_day_of_publication_only_full_dates_are_read():
    assert dates("on friday", None) == [] and dates("on 4 may 2019", None)[0].event_date == dt.date(2019, 5, 4)


def test_rules_that_can_read_a_date_are_asked_for_all_sentences_at_once():
    texts = [text for text, _, _ in CASES]
    for text, numbers in zip(texts, tried(pl.Series(texts, dtype=pl.String))):
        assert dates(text, FRIDAY, numbers=numbers) == dates(text, FRIDAY)
