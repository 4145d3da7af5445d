"""Laws of numbers, tolls, dates, speakers and parties, for any text."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.coder.dates import dates
from pipeline.coder.numbers import count_at
from pipeline.coder.parties import parties, spellings
from pipeline.coder.phrases import ready, ready_for_hurt, without_causes
from pipeline.coder.stance import stance
from pipeline.coder.text import plain
from pipeline.coder.casualties import dead, hurt
from pipeline.coder.tolls import toll
from pipeline.coder.vocabulary import lexicon

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = """gunmen soldiers rebels five two dozens several people were was killed killing wounded injured died dead and , . a the his of in after by who including among at least
death toll rose to bodies civilians police on tuesday yesterday last friday overnight 3 march 2024 february weekend week since until said army 12 1,200 said residents shot him no one""".split()
sentences = st.lists(st.sampled_from(_WORDS), max_size=30).map(" ".join) | st.text(max_size=120)
days = st.dates(dt.date(1950, 1, 1), dt.date(2035, 12, 31))


def in_words(number: int, joint: str) -> str:
    """The number as it is written out; `joint` stands after the hundreds: "and" in British spelling, nothing in American."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            head = f"{in_words(number // size, joint)} {name}"
            return head + (f" {joint if rest < 100 else ''} ".replace("  ", " ") + in_words(rest, joint) if rest else "")
    raise AssertionError(number)


@given(st.integers(0, 9_999_999), st.sampled_from(["and", ""]))
@example(2_000_005, "and")
@example(1_000_000, "")
@example(345_678, "and")
def test_numbers_in_words_are_read_as_written(number, joint):
    words = in_words(number, joint).split()
    count = count_at(words, 0)
    assert (count.low, count.best, count.high, count.words) == (number, number, number, len(words))


@given(st.integers(0, 9_999_999))
def test_numbers_in_figures_are_read_with_and_without_commas(number):
    assert count_at([f"{number:,}"], 0).best == count_at([str(number)], 0).best == number


@given(st.lists(sentences, max_size=4))
def test_a_toll_is_in_order_and_its_sides_do_not_exceed_it(texts):
    told = toll([plain(t) for t in texts])
    assert 0 <= told.low <= told.best <= told.high
    assert told.rule != "none_reported" or told.high == 0
    assert told.injuries is None or told.injuries > 0


@given(sentences)
def test_the_dead_are_counted_in_words_of_the_sentence(text):
    low = plain(text)
    for part in dead(low):
        assert 0 <= part.start < part.end <= len(low)
        assert low[part.start: part.end].strip()
        assert part.count.low <= part.count.best <= part.count.high
    assert hurt(low) is None or hurt(low) > 0


@given(sentences)
def test_a_sentence_made_ready_keeps_its_length(text):
    low = plain(text)
    assert len(ready(low)) == len(ready_for_hurt(low)) == len(without_causes(low)) == len(low)


@given(sentences, days, st.none() | days)
def test_no_date_lies_after_publication_and_every_interval_holds_its_day(text, published, anchor):
    low = plain(text)
    for found in dates(low, published, min(anchor, published) if anchor else None):
        assert found.date_start <= found.event_date <= found.date_end <= published
        assert found.time_precision in (1, 2, 3, 4) and low[found.start: found.end].strip()


@given(st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]), days)
def test_a_weekday_is_the_last_such_day_up_to_publication(name, published):
    found = dates(f"on {name}", published)[0].event_date
    assert 0 <= (published - found).days < 7 and found.strftime("%A").lower() == name


@given(sentences)
def test_the_speaker_is_in_the_sentence(text):
    found = stance(text)
    assert found.attribution is None or " ".join(text[found.start: found.end].split()) == found.attribution


@given(sentences)
def test_parties_lie_in_the_sentence_and_do_not_overlap(text):
    low = plain(text)
    known = [f for f in lexicon().forms if f.tags[0] in ("mil", "reb", "civ", "gun")][:400]
    hits = [(at, at + len(f.text), frozenset(f.tags)) for f in known if (at := low.find(f.text)) >= 0]
    found = parties(text, hits, [])
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert all(a.start <= b.start and not (a.start <= b.start and b.end <= a.end) for a, b in zip(found, found[1:]))


@given(st.text(min_size=1, max_size=60))
def test_the_first_spelling_of_a_party_is_never_empty(name):
    assert all(s is not None for s in spellings(name)) and spellings(name)
