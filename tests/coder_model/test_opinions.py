"""Sentences in, weights out; texts in, opinions out."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.coder.marks import passage_tags
from pipeline.coder.model.features import Numbers, Reader, features
from pipeline.coder.model.fit import decide, sharpness, softmax
from pipeline.coder.model.predict import labels, opinions
from pipeline.coder.parties import name_scanner
from pipeline.stages.train import is_held_out_id, measured, train
from schemas.describe import finish
from schemas.tables import BY_NAME

PARTIES = pl.DataFrame({"form": ["Al-Shabaab"], "tag": ["reb"], "is_case_sensitive": [False]})
SETTINGS = {"ridge": 0.6, "held_out_one_in": 5, "smallest_weight": 0.1}
PLACES = ("Beni", "Gao", "Jos", "Kano", "Mopti", "Timbo", "Wau", "Yola")


def sentences() -> pl.DataFrame:
    """Three labels, told eight ways each."""
    told = {
        "Grenade": "A man threw a hand grenade into a bar in {}, wounding two drinkers.",
        "Peaceful protest": "Hundreds of nurses marched through {} with placards to demand wages.",
        "none:sports": "The striker scored twice as {} won the match, the coach said.",
    }
    return pl.DataFrame([
        {"sentence_id": f"t-{label}-{place}", "label": label, "text": text.format(place) + (" Police watched." if i % 2 else "")}
        for label, text in told.items() for i, place in enumerate(PLACES)
    ])


@pytest.fixture(scope="module")
def built() -> dict[str, pl.DataFrame]:
    return {name: frame.collect() for name, frame in train(parties=PARTIES.lazy(), sentences=sentences().lazy(), **SETTINGS).items()}


def asked(texts: list[str], built: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The model's opinions on texts, tagged as in training."""
    return opinions(texts, passage_tags(texts, name_scanner(PARTIES)), built["model"])


def test_a_text_with_known_words_gets_its_label(built):
    said = asked(["Somebody lobbed a grenade at a bar in Goma.", "Nurses marched with placards in Rome.", "The coach praised the striker."], built)
    assert said.get_column("label").to_list() == ["Grenade", "Peaceful protest", "none:sports"]
    assert said.get_column("p_event").to_list()[2] < 0.5 < said.get_column("p_event").to_list()[0]


def test_probabilities_sum_to_one_in_the_order_of_labels(built):
    said = asked(["Nurses marched.", "", "grenade"], built)
    assert labels(built["model"]) == ["Grenade", "Peaceful protest", "none:sports"]
    assert said.get_column("probabilities").arr.sum().round(9).to_list() == [1.0, 1.0, 1.0]
    assert said.get_column("certainty")[2] == max(said.get_column("probabilities")[2])


def test_a_text_without_known_words_is_uncertain(built):
    said = asked(["", "Zzyx qwrt", "\x00", "‮مرحبا"], built)
    assert said.height == 4 and said.get_column("certainty").max() < 0.6


def test_no_texts_give_no_rows_with_the_same_columns(built):
    assert asked([], built).schema == asked(["x"], built).schema


def test_opinion_on_a_text_does_not_hang_on_its_neighbours(built):
    texts = ["Nurses marched.", "grenade bar", "the match"]
    together = asked(texts, built)
    for i, text in enumerate(texts):
        assert_frame_equal(asked([text], built), together[i : i + 1], abs_tol=1e-12)


def test_training_twice_or_on_shuffled_sentences_gives_the_same_tables(built):
    again = {name: frame.collect() for name, frame in train(parties=PARTIES.lazy(), sentences=sentences().sample(fraction=1, shuffle=True, seed=3).lazy(), **SETTINGS).items()}
    for name, frame in built.items():
        assert_frame_equal(again[name], frame, check_exact=True)


def test_tables_are_as_declared(built):
    for name, frame in built.items():
        assert finish(frame, BY_NAME[name]).schema == BY_NAME[name].schema
        assert frame.select(BY_NAME[name].key).is_duplicated().sum() == 0


def test_what_is_held_out_hangs_on_the_id_alone_and_does_not_teach():
    ids = [f"s-{i}" for i in range(2000)]
    assert 120 < sum(is_held_out_id(i, 10) for i in ids) < 280
    rows = sentences()
    changed = rows.with_columns(pl.when(pl.col("sentence_id").map_elements(lambda i: is_held_out_id(i, 5), return_dtype=pl.Boolean)).then(pl.lit("changed")).otherwise("text").alias("text"))
    assert changed.get_column("text").eq("changed").any()
    assert_frame_equal(train(parties=PARTIES.lazy(), sentences=changed.lazy(), **SETTINGS)["model"].collect(), train(parties=PARTIES.lazy(), sentences=rows.lazy(), **SETTINGS)["model"].collect(), check_exact=True)


def test_kinds_of_none_count_as_one_and_f1_is_right():
    truth = pl.Series(["none:sports", "none:plan", "Grenade", "Grenade"])
    said = pl.DataFrame({"label": ["none:plan", "Grenade", "Grenade", "Grenade"], "certainty": [0.95, 0.2, 0.9, 1.0]})
    figures = dict(measured(truth, said, "p").select("metric", "value").iter_rows())
    assert figures["p: accuracy"] == 0.75
    assert figures["p: f1: none"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["p: f1: Grenade"] == 0.8
    assert figures["p: right_at_certainty: 0.9"] == 1.0 and figures["p: right_at_certainty: 0.2"] == 0.0


def test_kinds_of_none_together_outweigh_one_event():
    best, certainty = decide(np.array([[0.4, 0.35, 0.25], [0.6, 0.3, 0.1]]), np.array([False, True, True]))
    assert best.tolist() == [1, 0] and certainty.tolist() == pytest.approx([0.6, 0.6])


def test_sharpness_makes_certainty_the_share_right():
    scores, truth = np.array([[1.0, 0.0]] * 100), np.array([0] * 80 + [1] * 20)
    factor = sharpness(scores, truth, np.array([False, False]))
    assert softmax(scores * factor)[0, 0] == pytest.approx(0.8, abs=0.01)


def test_armies_and_rebels_are_told_apart_by_the_tags_of_their_names():
    army, rebels = passage_tags(["Soldiers took Bay.", "Al-Shabaab took Bay."], name_scanner(PARTIES))
    assert "t=mil" in names_of("", army) and "t=mil" not in names_of("", rebels)
    assert "t=reb" in names_of("", rebels) and any(name.startswith("p=reb ") for name in names_of("", rebels))


def names_of(text: str, tags: str) -> set[str]:
    numbers = Numbers()
    features([text], [tags], Reader(numbers.__getitem__, lambda word: True))
    return set(numbers)
