"""Claims of one event, found from scored pairs without chaining.

The likeliest pair is joined first, and two groups only if every claim of the one was compared with every claim of the
other, no pair of them contradicts, and their mean log-odds favour the merge. So A like B and B like C does not
make A and C one event. The order is that of the scores, ties that of the claim ids: the rows' order has no say.
"""

import math

import numpy as np
import polars as pl


def cluster(pairs: pl.DataFrame, count: int, *, merge_probability: float, contradiction_probability: float) -> pl.Series:
    """The group of each of `count` rows: the smallest row in it.

    `pairs`: left, right, score, is_vetoed; every pair that was compared, each once. Rows in no pair stand alone.
    """
    bar, floor = _odds(merge_probability), _odds(contradiction_probability)
    pairs = pairs.with_columns(pl.col("score").round(6))
    edges = pairs.filter((pl.col("score") >= bar) & ~pl.col("is_vetoed")).sort(["score", "left", "right"], descending=[True, False, False])
    if not edges.height:
        return pl.int_range(count, eager=True, dtype=pl.UInt32)
    component, tangled = _components(edges, count)
    group = np.where(tangled, np.arange(count, dtype=np.uint32), component)
    hard = edges.filter(pl.Series(tangled[edges["left"].to_numpy()]))
    for row, root in _join(hard, pairs.filter(_both(pairs, tangled)), bar, floor).items():
        group[row] = root
    return pl.Series(group)


def _odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _components(edges: pl.DataFrame, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The smallest row reachable from each row by edges, and whether its component lacks an edge between two of its rows.

    Where every two rows have an edge there is nothing to decide: all are one event.
    """
    left, right = edges["left"].to_numpy(), edges["right"].to_numpy()
    label = np.arange(count, dtype=np.uint32)
    while True:
        lower = np.minimum(label[left], label[right])
        before = label.copy()
        np.minimum.at(label, left, lower)
        np.minimum.at(label, right, lower)
        label = label[label]
        if np.array_equal(before, label):
            break
    size = np.bincount(label, minlength=count)
    edge_count = np.bincount(label[left], minlength=count)
    lacks = 2 * edge_count < size * (size - 1)
    return label, lacks[label]


def _both(pairs: pl.DataFrame, wanted: np.ndarray) -> pl.Series:
    return pl.Series(wanted[pairs["left"].to_numpy()] & wanted[pairs["right"].to_numpy()], dtype=pl.Boolean)


def _join(edges: pl.DataFrame, compared: pl.DataFrame, bar: float, floor: float) -> dict[int, int]:
    """The group of each end of an edge. `between[a][b]` = (pairs compared, their score in millionths) or None when they contradict."""
    between: dict[int, dict[int, tuple[int, int] | None]] = {}
    for left, right, score, vetoed in compared.select("left", "right", "score", "is_vetoed").iter_rows():
        value = None if vetoed or score < floor else (1, round(score * 1_000_000))
        between.setdefault(left, {})[right] = value
        between.setdefault(right, {})[left] = value
    root = {row: row for row in between}
    members = {row: [row] for row in between}
    for left, right in edges.select("left", "right").iter_rows():
        a, b = sorted((root[left], root[right]))
        if a == b:
            continue
        met = between[a].get(b)
        if met is None or met[0] < len(members[a]) * len(members[b]) or met[1] < bar * met[0] * 1_000_000:
            continue
        for row in members[b]:
            root[row] = a
        members[a] += members.pop(b)
        _fuse(between, a, b)
    return root


def _fuse(between: dict[int, dict[int, tuple[int, int] | None]], a: int, b: int) -> None:
    """What stood between b and others now stands between a and them."""
    mine, theirs = between[a], between.pop(b)
    mine.pop(b, None)
    theirs.pop(a, None)
    for other, value in theirs.items():
        here = mine.get(other, (0, 0))
        fused = None if here is None or value is None else (here[0] + value[0], here[1] + value[1])
        mine[other] = fused
        between[other][a] = fused
        del between[other][b]
