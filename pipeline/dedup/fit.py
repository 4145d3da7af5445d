"""The weights of the score, fitted on labelled pairs by logistic regression around a person's first guess.

The model is the score itself: log-odds that one pair is one event = sum of the weights of its levels. The fit maximises
the likelihood of the labels with a Gaussian prior of width SPREAD around each level's `expert_log_odds`, so that a level
with few pairs keeps its guess and no weight runs away (Newton's method; the problem is convex). Levels marked
`is_fitted: false` are not in the labelled pairs and keep the guess. Pairs that a veto decides teach nothing here.
"""

import numpy as np
import polars as pl

from pipeline.dedup.weights import CODE, LEVELS

SPREAD = 0.7
ROUNDS = 50
DECIMALS = 2
NAMES = tuple((part, level) for part, levels in LEVELS.items() for level in levels)
_AT = {name: i for i, name in enumerate(NAMES)}


def design(scored: pl.DataFrame) -> np.ndarray:
    """One row per pair and one column per level: how often the level was met (actors have two)."""
    matrix = np.zeros((scored.height, len(NAMES)))
    for part in LEVELS:
        for column in (("actor_low", "actor_high") if part == "actor" else (part,)):
            offset = _AT[part, LEVELS[part][0]]
            np.add.at(matrix, (np.arange(scored.height), offset + scored[column].to_numpy().astype(int)), 1.0)
    return matrix


def fit(scored: pl.DataFrame, same: np.ndarray, table: pl.DataFrame) -> pl.DataFrame:
    """The table with fitted `log_odds` and `pair_count`, how many pairs showed the level.

    `scored`: pairs with their levels, as `score` gives them; `same`: the labels, in order.
    """
    known = {(part, level): (float(guess), free == "true") for part, level, guess, free in table.select("part", "level", "expert_log_odds", "is_fitted").iter_rows()}
    guess = np.array([known[name][0] for name in NAMES])
    free = np.array([known[name][1] for name in NAMES])
    matrix = design(scored)
    weights = guess.copy()
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-(matrix @ weights)))
        slope = matrix[:, free].T @ (same - chance) - (weights - guess)[free] / SPREAD**2
        curve = (matrix[:, free] * (chance * (1 - chance))[:, None]).T @ matrix[:, free] + np.eye(free.sum()) / SPREAD**2
        step = np.linalg.solve(curve, slope)
        weights[free] += step
        if np.abs(step).max() < 1e-9:
            break
    counts = (matrix > 0).sum(axis=0)
    found = {name: (f"{round(weights[i], DECIMALS) + 0.0:.{DECIMALS}f}", str(counts[i])) for name, i in _AT.items()}
    names = [(part, level) for part, level in table.select("part", "level").iter_rows()]
    return table.with_columns(log_odds=pl.Series([found[name][0] for name in names]), pair_count=pl.Series([found[name][1] for name in names]))


def levels_in_words(row: dict[str, int]) -> dict[str, str]:
    """Names of the levels of one scored pair, for people."""
    names = {part: {code: level for level, code in codes.items()} for part, codes in CODE.items()}
    shown = {part: names[part][row[part]] for part in LEVELS if part != "actor"}
    return shown | {"actor": f"{names['actor'][row['actor_low']]}, {names['actor'][row['actor_high']]}"}
