"""Names, peoples, numbers and dates do not reach the model as themselves; forms of one word fall together."""

import numpy as np
import pytest

from pipeline.coder.model.features import GROUPS, Numbers, Reader, features, known_pairs
from pipeline.coder.model.words import LONGEST, stem, tokens, word_classes


def known(word: str) -> bool:
    return word in word_classes() or word in {"in", "of", "the", "near", "on"}


def names(text: str) -> set[str]:
    """The text's features by name."""
    numbers = Numbers()
    found = {int(number) for _, group, _ in features([text], [""], Reader(numbers.__getitem__, known)) for number in group}
    return {name for name, number in numbers.items() if number in found}


def sentences(text: str, is_known) -> list[list[str]]:
    """The words of each sentence of one text."""
    read = tokens([text], is_known)
    return [[read.words[i] for i in read.word[read.sentence == number]] for number in np.unique(read.sentence)]


def test_names_days_and_numbers_are_masked():
    assert sentences("Police in Kisumu shot 14 people near Kano Plains on Tuesday", known) == [
        ["polic", "in", "NAME", "shot", "NUM", "peopl", "near", "NAME", "on", "DAY"]
    ]


def test_another_town_people_and_toll_gives_the_same_features():
    one = names("Nigerian soldiers killed 12 rebels near Maiduguri.")
    other = names("Burmese soldiers killed forty rebels near Hakha.")
    assert one == other and len(one) > 30


def test_a_named_group_is_a_group_whichever_it_is():
    assert sentences("Boko Haram seized the town", known) == sentences("Islamic State seized the town", known) == [["GROUP", "seiz", "the", "town"]]


def test_title_case_headline_keeps_its_words():
    assert sentences("Soldiers Shot Dead Near The Bridge", known) == [["soldier", "shot", "dead", "near", "the", "bridg"]]


def test_date_stamp_and_editors_brackets_say_nothing():
    assert sentences("On 8 June 2022, police arrested the mayor [size=no report]", known) == sentences("police arrested the mayor", known)


def test_a_full_stop_ends_a_sentence_and_no_pair_crosses_it():
    pairs = names("Police shot. Mayor fled.")
    assert "b=shot $" in pairs and "b=shot mayor" not in pairs


@pytest.mark.parametrize("forms", [("kill", "kills", "killed", "killing"), ("clash", "clashes", "clashed"), ("carry", "carries", "carried"), ("torch", "torched", "torching")])
def test_forms_of_one_verb_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("text", ["", " ", "\x00\x01", "123", "…", "‮مرحبا", "x" * 100_000, "🙂 🙂", "a\u200bb", "." * 500])
def test_odd_texts_give_features_or_none_and_no_crash(text):
    assert len(features([text], [""], Reader(Numbers().__getitem__, known))) == len(GROUPS)


def test_only_the_beginning_of_a_long_text_is_read():
    text = "Police shot villagers. " * 200_000
    assert names(text) == names(text[:LONGEST])


def test_features_without_a_number_count_all_the_same():
    numbers = {"w=polic": 0}
    _, found, size = features(["Police shot villagers."], [""], Reader(numbers.get, known))[0]
    assert (found.tolist(), size.tolist()) == ([0], [3])


def test_texts_read_together_have_the_features_they_have_alone():
    texts = ["Police shot 14 people. They fled.", "", "REBELS SHELL TOWN", "Gunmen of Boko Haram took UNHCR cars; a bomb went off near Kano."]
    tags = [" pol shoot / flee", "", " reb shell", " gun , bombv"]
    numbers = Numbers()
    reader = Reader(numbers.__getitem__, known)
    together = features(texts, tags, reader)
    for place, (text, told) in enumerate(zip(texts, tags)):
        alone = features([text], [told], reader)
        for (rows, found, sizes), (_, own, size) in zip(together, alone):
            assert found[rows == place].tolist() == own.tolist() and sizes[place] == size[0]


def test_pairs_of_a_model_are_found_by_number_as_by_name():
    numbers = Numbers()
    features(["Police shot the mayor near the bridge. Gunmen fled."], [""], Reader(numbers.__getitem__, known))
    order = list(numbers)
    slow, quick = Reader(numbers.get, known), Reader(numbers.get, known, {group: known_pairs(order, group) for group in ("b", "s")})
    texts = ["Police shot the gunmen near the bridge.", "The mayor fled."]
    for one, other in zip(features(texts, ["", ""], slow), features(texts, ["", ""], quick)):
        assert all(np.array_equal(a, b) for a, b in zip(one, other))
