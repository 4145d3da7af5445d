"""Labelled sentences become weights: a least-squares classifier per label, solved exactly, calibrated on leave-one-out scores."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse

from pipeline.coder.model.features import GROUPS, features
from pipeline.coder.model.words import WORD, plain, stem, word_classes

GROUP_WEIGHTS = {"w": 0.85, "b": 0.8, "s": 0.8, "c": 0.35, "k": 0.5, "r": 0.7}  # chosen by leave-one-out on the sentences
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


def fit(texts: Sequence[str], labels: Sequence[str], *, ridge: float) -> Fit:
    """Solve (K + ridge / balance) A = Y for the kernel K of all texts; the scores left out are Y - A / diag of the inverse.

    `balance` is how much rarer than average a text's label is. Features of one text only are left out.
    """
    order = tuple(sorted(set(labels)))
    codes = np.searchsorted(np.array(order), np.array(labels))
    known = known_words(texts)
    named = [features(text, known.__contains__) for text in texts]
    count = Counter(name for names in named for name in names)
    names = tuple(sorted(name for name, n in count.items() if n >= 2))
    rarity = np.array([np.log(len(texts) / count[name]) * GROUP_WEIGHTS[name[0]] for name in names])
    matrix = design(named, {name: i for i, name in enumerate(names)}) @ scipy.sparse.diags_array(rarity / rarity.mean())
    sizes = np.bincount(codes, minlength=len(order))
    balance = sizes.mean() / sizes[codes]
    target = np.eye(len(order))[codes]
    inverse = scipy.linalg.inv((matrix @ matrix.T).toarray() + INTERCEPT + np.diag(ridge / balance))
    dual = inverse @ target
    weights = (matrix.T @ dual) * (rarity / rarity.mean())[:, None]
    return Fit(order, names, weights, dual.sum(axis=0) * INTERCEPT, target - dual / np.diag(inverse)[:, None])


def design(named: Sequence[Sequence[str]], index: dict[str, int]) -> scipy.sparse.csr_array:
    """A row per text: each feature counts one over the root of how many features of its group the text has."""
    columns, values, ends = [], [], [0]
    for names in named:
        size = Counter(name[0] for name in names)
        share = {group: size[group] ** -0.5 for group in GROUPS if size[group]}
        for name in names:
            column = index.get(name)
            if column is not None:
                columns.append(column)
                values.append(share[name[0]])
        ends.append(len(columns))
    return scipy.sparse.csr_array((np.array(values, float), np.array(columns, np.int32), np.array(ends)), shape=(len(named), len(index)))


def sharpness(scores: np.ndarray, codes: np.ndarray) -> float:
    """The factor on the scores that makes their softmax most likely: certainty then means share right."""
    from scipy.optimize import minimize_scalar

    def surprise(factor: float) -> float:
        return -float(np.log(softmax(scores * factor)[np.arange(len(codes)), codes]).mean())

    return round(float(minimize_scalar(surprise, bounds=(0.5, 40), method="bounded").x), 2)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows as probabilities that sum to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
