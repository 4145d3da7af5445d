"""The model's opinion on texts: label, certainty, and the probability of every label."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipeline.coder.model.features import Reader, design, features, known_pairs
from pipeline.coder.model.fit import decide, softmax
from pipeline.coder.model.words import word_classes

CHUNK = 8_000


def labels(model: pl.DataFrame) -> list[str]:
    """The model's labels, in the order of `probabilities`."""
    return loaded(model)[0]


def opinions(texts: Sequence[str], tags: Sequence[str], model: pl.DataFrame) -> pl.DataFrame:
    """One row per text, in order: `label`, `certainty`, `p_event` (all labels but none:*), `probabilities` (as in `labels`).

    `certainty` is the probability of the label; of a none:* label, that of all kinds of none, which count as one.

    An empty text, or one without a known word, gets the label that is commonest by weight, with little certainty.
    """
    order, reader, weights, intercepts = loaded(model)
    parts = []
    for start in range(0, len(texts), CHUNK):
        part = [text or "" for text in texts[start : start + CHUNK]]
        parts.append(softmax(design(features(part, tags[start : start + CHUNK], reader), len(part), len(weights)) @ weights + intercepts))
    chance = np.concatenate(parts) if parts else np.zeros((0, len(order)))
    is_none = np.array([label.startswith("none:") for label in order])
    best, certainty = decide(chance, is_none)
    return pl.DataFrame({
        "label": pl.Series([order[i] for i in best], dtype=pl.String),
        "certainty": pl.Series(certainty, dtype=pl.Float64),
        "p_event": pl.Series(chance[:, ~is_none].sum(axis=1), dtype=pl.Float64),
        "probabilities": pl.Series(chance, dtype=pl.Array(pl.Float64, len(order))),
    })


_LOADED: dict[int, tuple] = {}


def loaded(model: pl.DataFrame) -> tuple[list[str], Reader, np.ndarray, np.ndarray]:
    """Labels, reader, weights and intercepts; kept for the frame last asked about."""
    if id(model) not in _LOADED or _LOADED[id(model)][0] is not model:
        _LOADED.clear()
        _LOADED[id(model)] = (model, load(model))
    return _LOADED[id(model)][1]


def load(model: pl.DataFrame) -> tuple[list[str], Reader, np.ndarray, np.ndarray]:
    """The model's rows as a matrix of features by labels; "=intercept" is the first feature in order."""
    order = model.get_column("label").unique().sort().to_list()
    names = model.get_column("feature").unique().sort()
    weights = np.zeros((len(names), len(order)))
    rows = model.get_column("feature").cast(pl.Enum(names)).to_physical().to_numpy()
    columns = model.get_column("label").cast(pl.Enum(order)).to_physical().to_numpy()
    weights[rows, columns] = model.get_column("weight").to_numpy()
    features_named = names.to_list()[1:]
    index = {name: i for i, name in enumerate(features_named)}
    known = set(word_classes()) | {name[2:] for name in index if name.startswith("w=")}
    return order, Reader(index.get, known.__contains__, {group: known_pairs(features_named, group) for group in ("b", "s")}), weights[1:], weights[0]
