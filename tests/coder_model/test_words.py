"""Names, peoples, numbers and dates do not reach the model as themselves; forms of one word fall together."""

import pytest

from pipeline.coder.model.features import features
from pipeline.coder.model.words import sentences, stem, word_classes


def known(word: str) -> bool:
    return word in word_classes() or word in {"in", "of", "the", "near", "on"}


def test_names_days_and_numbers_are_masked():
    assert sentences("Police in Kisumu shot 14 people near Kano Plains on Tuesday", known) == [
        ["polic", "in", "NAME", "shot", "NUM", "peopl", "near", "NAME", "on", "DAY"]
    ]


def test_another_town_people_and_toll_gives_the_same_features():
    one = features("Nigerian soldiers killed 12 rebels near Maiduguri.", known)
    other = features("Burmese soldiers killed forty rebels near Hakha.", known)
    assert one == other


def test_a_named_group_is_a_group_whichever_it_is():
    assert sentences("Boko Haram seized the town", known) == sentences("Islamic State seized the town", known) == [["GROUP", "seiz", "the", "town"]]


def test_title_case_headline_keeps_its_words():
    assert sentences("Soldiers Shot Dead Near The Bridge", known) == [["soldier", "shot", "dead", "near", "the", "bridg"]]


def test_date_stamp_and_editors_brackets_say_nothing():
    assert sentences("On 8 June 2022, police arrested the mayor [size=no report]", known) == sentences("police arrested the mayor", known)


def test_a_full_stop_ends_a_sentence_and_no_pair_crosses_it():
    names = features("Police shot. Mayor fled.", known)
    assert "b=shot $" in names and "b=shot mayor" not in names


@pytest.mark.parametrize("forms", [("kill", "kills", "killed", "killing"), ("clash", "clashes", "clashed"), ("carry", "carries", "carried"), ("torch", "torched", "torching")])
def test_forms_of_one_verb_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("text", ["", " ", "\x00\x01", "123", "…", "‮مرحبا", "x" * 100_000, "🙂 🙂", "a\u200bb", "." * 500])
def test_odd_texts_give_features_or_none_and_no_crash(text):
    assert isinstance(features(text, known), list)


def test_long_text_takes_time_in_proportion():
    assert len(features("shot " * 200_000, known)) < 50
