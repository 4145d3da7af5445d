"""Labelled sentences become weights: a least-squares classifier per label, solved exactly, calibrated on leave-one-out scores."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse

from pipeline.coder.model.features import Numbers, Reader, design, features
from pipeline.coder.model.words import WORD, plain, stem, word_classes

GROUP_WEIGHTS = {"w": 0.85, "b": 0.8, "s": 0.8, "c": 0.35, "k": 0.5, "r": 0.7, "t": 0.5, "p": 0.4}  # chosen by leave-one-out on the sentences
STEEPNESS = 1.7  # a feature counts as this power of the log of how rare it is: winding prose of a hand left out wants 2, plain notes 1.4
INTERCEPT = 0.1


@dataclass(frozen=True)
class Fit:
    """Weights per feature and label, and what each training text scored when it was left out."""

    labels: tuple[str, ...]
    names: tuple[str, ...]
    weights: np.ndarray
    intercepts: np.ndarray
    left_out: np.ndarray


def known_words(texts: Sequence[str]) -> set[str]:
    """Stems that at least two texts write in lower case, and all words of a class: everything else with a capital is a name."""
    count = Counter(word for text in texts for word in {stem(w.lower()) for w in WORD.findall(plain(text)) if w[0].islower()})
    return {word for word, texts_with in count.items() if texts_with >= 2} | set(word_classes())


def fit(texts: Sequence[str], tags: Sequence[str], labels: Sequence[str], *, ridge: float) -> Fit:
    """Solve (K + ridge / balance) A = Y for the kernel K of all texts; the scores left out are Y - A / diag of the inverse.

    `balance` is how much rarer than average a text's label is. Features of one text only are left out.
    """
    order = tuple(sorted(set(labels)))
    codes = np.searchsorted(np.array(order), np.array(labels))
    names, matrix = described(texts, tags)
    sizes = np.bincount(codes, minlength=len(order))
    balance = sizes.mean() / sizes[codes]
    rarity = np.log(len(texts) / np.bincount(matrix.indices, minlength=len(names)))
    factor = rarity**STEEPNESS * np.array([GROUP_WEIGHTS[name[0]] for name in names])
    factor = factor / factor.mean()
    matrix = matrix @ scipy.sparse.diags_array(factor)
    target = np.eye(len(order))[codes]
    inverse = scipy.linalg.inv((matrix @ matrix.T).toarray() + INTERCEPT + np.diag(ridge / balance))
    dual = inverse @ target
    return Fit(order, names, (matrix.T @ dual) * factor[:, None], dual.sum(axis=0) * INTERCEPT, target - dual / np.diag(inverse)[:, None])


def described(texts: Sequence[str], tags: Sequence[str]) -> tuple[tuple[str, ...], scipy.sparse.csr_array]:
    """Names of the features that at least two texts have, sorted, and a row per text."""
    numbers = Numbers()
    reader = Reader(numbers.__getitem__, known_words(texts).__contains__)
    found = features(texts, tags, reader)
    matrix = design(found, len(texts), len(numbers))
    names = np.array(list(numbers), dtype=object)
    is_kept = np.bincount(matrix.indices, minlength=len(names)) >= 2
    kept = np.flatnonzero(is_kept)
    kept = kept[np.argsort(names[kept])]
    return tuple(names[kept]), matrix[:, kept]


def sharpness(scores: np.ndarray, codes: np.ndarray, is_none: np.ndarray) -> float:
    """The factor on the scores that makes their softmax most likely: certainty then means share right. Kinds of none are one."""
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(codes))

    def surprise(factor: float) -> float:
        chance = softmax(scores * factor)
        true = np.where(is_none[codes], chance[:, is_none].sum(axis=1), chance[rows, codes])
        return -float(np.log(np.maximum(true, 1e-12)).mean())

    return round(float(minimize_scalar(surprise, bounds=(0.5, 40), method="bounded").x), 2)


def decide(chance: np.ndarray, is_none: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the label and its certainty: the likeliest event, unless all kinds of none together are likelier; then the likeliest of these."""
    none = chance[:, is_none].sum(axis=1)
    events = np.where(is_none, -1.0, chance)
    nones = np.where(is_none, chance, -1.0)
    is_event = events.max(axis=1, initial=-1.0) >= none
    return np.where(is_event, events.argmax(axis=1), nones.argmax(axis=1)), np.where(is_event, events.max(axis=1, initial=-1.0), none)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows as probabilities that sum to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
