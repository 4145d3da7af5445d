"""One type out of two opinions, the frames' votes and the linear model's probabilities, and of what decides between types.

score(label) = RULES * votes(label) + log p_model(label) + (NO_EVENT if the label is a kind of non-event); the softmax of
the scores is the certainty. The frames vote on the first sentence of the passage, the model on all of it. `rules` and
`model` alone use one term each, with the same softmax.

RULES, NO_EVENT and the weights of the tags in the model were chosen together, on the sample's gold and on 390 passages
(tests/gold/passages.csv), both written by other hands than most training sentences, with a look at the totals on
third-party snippets and notes.
A larger weight of the rules helps plain news and harms passages full of distracting clauses; 0.3 is between. NO_EVENT
leans towards silence, because most of what is published tells of no event.

The labelled sentences are English, and so is the model. Passages in another language are typed by the rules alone,
whatever is asked for, and have no opinion of the model.
"""

import numpy as np
import polars as pl

from pipeline.coder import frames
from pipeline.coder.model.predict import labels as model_labels
from pipeline.coder.model.predict import opinions
from pipeline.coder.traits import capture_by

RULES, NO_EVENT = 0.3, 0.7
MODELLED = frozenset({"en"})  # languages that have a model
CODERS = ("rules_and_model", "rules", "model")
NOTHING = "none:nothing"
DECIDES = 0.9  # share of a capture that goes to the type of the side that takes the place
_LEAST = 1e-4  # probability that the model denies to no label
_SILENT = 0.9  # votes below this say nothing


def opinions_of(tags: pl.Series, texts: list[str], model: pl.DataFrame, coder: str = "rules_and_model", language: str = "en") -> pl.DataFrame:
    """Per passage: label, certainty, p_event, and each side's own label and certainty (rule_*, model_*); ties by name."""
    votes = frames.votes(frames.fired(first_sentence(tags), language), language)
    is_modelled = language in MODELLED
    names = sorted({*votes.columns, *model_labels(model), NOTHING})
    by_rule = _columns(votes, names)
    by_rule[:, names.index(NOTHING)] = _SILENT
    chance = np.zeros((len(texts), len(names)))
    if texts and is_modelled:
        chance[:, [names.index(label) for label in model_labels(model)]] = opinions(texts, tags.to_list(), model)["probabilities"].to_numpy()
    coder = coder if is_modelled else "rules"
    rule_p = _softmax(by_rule)
    is_event = np.array([not name.startswith("none:") for name in names])
    score = {"rules": np.where(by_rule > 0, by_rule, -_SILENT * 5), "model": np.log(chance + _LEAST), "rules_and_model": RULES * by_rule + np.log(chance + _LEAST) + NO_EVENT * ~is_event}[coder]
    both = _softmax(score) if coder == "model" else _by_captor(_softmax(score), tags, names)
    return pl.DataFrame({
        "label": _best(both, names), "certainty": both.max(axis=1, initial=0), "p_event": both[:, is_event].sum(axis=1),
        "event_label": _best(np.where(is_event, both, -1), names), "event_certainty": np.where(is_event, both, 0).max(axis=1, initial=0),
        "rule_label": _best(rule_p, names), "rule_certainty": rule_p.max(axis=1, initial=0),
        "model_label": _best(chance, names) if is_modelled else [None] * len(texts), "model_certainty": chance.max(axis=1, initial=0) if is_modelled else [None] * len(texts),
    }, schema_overrides={"label": pl.String, "event_label": pl.String, "rule_label": pl.String, "model_label": pl.String, "model_certainty": pl.Float64})


def first_sentence(tags: pl.Series) -> pl.Series:
    """The tags of a passage's first sentence: what follows is mostly background, and frames cannot tell it from the news."""
    return tags.str.split(" /").list.first()


def _by_captor(chance: np.ndarray, tags: pl.Series, names: list[str]) -> np.ndarray:
    """The chances with those of the two kinds of capture shared out by who is seen to take the place."""
    columns = [names.index(capture_by(side)) for side in ("state", "armed")]
    sides = tags.str.extract(r" taker(state|armed)", 1)
    for side, share in (("state", np.array([DECIDES, 1 - DECIDES])), ("armed", np.array([1 - DECIDES, DECIDES]))):
        rows = np.flatnonzero((sides == side).fill_null(False).to_numpy())
        chance[np.ix_(rows, columns)] = chance[np.ix_(rows, columns)].sum(axis=1, keepdims=True) * share
    return chance


def _columns(votes: pl.DataFrame, names: list[str]) -> np.ndarray:
    table = np.zeros((votes.height, len(names)))
    for column in votes.columns:
        table[:, names.index(column)] = votes[column].to_numpy()
    return table


def _softmax(scores: np.ndarray) -> np.ndarray:
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
    return lifted / lifted.sum(axis=1, keepdims=True) if len(scores) else scores


def _best(table: np.ndarray, names: list[str]) -> list[str]:
    return [names[i] for i in table.argmax(axis=1)] if len(table) else []
