"""A gated expression gives what the expression gives; its needles stand in every match."""

import re

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.coder.patterns import named_patterns, source
from pipeline.gated import Gated, may_match, loose, needles

WORDS = st.lists(st.sampled_from("the army Army killed kill at least three in a town on Friday friday , . said that no one two 12 march".split()), max_size=14).map(" ".join)
NAMES = sorted(named_patterns())
KNOWN = [Gated(re.compile(source(name))) for name in NAMES]


@pytest.mark.parametrize(("written", "flags", "found"), [
    (r"\bkilled\b", 0, {"killed"}),
    (r"(?:kill|murder)(?:ed|ing)?", 0, {"kill", "murder"}),
    (r"a\d{1,3}(?: at least)? dead", 0, {" dead"}),
    (r"(?:at )?\d+", 0, None),
    (r"\d+(?= killed)", 0, {" killed"}),
    (r"(?<!not )said(?! to)", 0, {"said"}),
    (r"(?:Monday|\d+)", 0, None),
    (r"Killed", re.I, {"killed"}),
    (r"x(?i:Killed)", 0, {"x"}),
    (r"(?:killed){0,2}", 0, None),
])
def test_needles_are_what_every_match_contains(written, flags, found):
    assert needles(re.compile(written, flags)) == (None if found is None else frozenset(found))


@pytest.mark.parametrize("name", NAMES)
def test_every_match_of_a_lexicon_pattern_contains_one_of_its_needles(name):
    regex = re.compile(source(name))

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])  # lookarounds reject many texts
    @given(st.from_regex(regex))
    def holds(text):
        found = regex.search(text)
        assert (found and found.span()) == ((gated := Gated(regex).search(text)) and gated.span())
    holds()


@given(WORDS, st.sampled_from(KNOWN))
def test_all_methods_agree_with_the_plain_expression(text, gated):
    plain = gated.regex
    assert [m.span() for m in gated.finditer(text)] == [m.span() for m in plain.finditer(text)]
    assert gated.sub("_", text) == plain.sub("_", text)
    assert gated.findall(text) == plain.findall(text)
    assert gated.split(text) == plain.split(text)
    for method in ("search", "match", "fullmatch"):
        found, wanted = getattr(gated, method)(text), getattr(plain, method)(text)
        assert (found and found.span()) == (wanted and wanted.span())


def test_letters_that_fold_to_ascii_are_not_missed():
    assert Gated(re.compile("killed", re.I)).search("\u212Ailled") is not None


@pytest.mark.parametrize(("written", "wanted"), [
    (r"(?<!not )said(?! to)", "said"),
    (r"a(?=[)(\]]|b(?:c)\))d[(?=]", r"ad[(?=]"),
    (r"\(?=x(?P<y>z)", r"\(?=x(?P<y>z)"),
    (r"[^](?!]x(?![]])", r"[^](?!]x"),
])
def test_a_loose_expression_has_no_look_around(written, wanted):
    re.compile(written)
    assert loose(written) == wanted


@settings(deadline=None, max_examples=8)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_every_pattern_that_matches_is_a_candidate(texts):
    for text, numbers in zip(texts, may_match(pl.Series(texts, dtype=pl.String), KNOWN)):
        assert {n for n, expression in enumerate(KNOWN) if expression.search(text)} <= set(numbers)
