import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedup import cluster as module
from pipeline.dedup.cluster import cluster

LIMITS = {"merge_probability": 0.5, "contradiction_probability": 0.05}


def pairs(*rows: tuple) -> pl.DataFrame:
    full = [(left, right, float(score), vetoed) for left, right, score, *rest in rows for vetoed in [bool(rest and rest[0])]]
    return pl.DataFrame(full, schema={"left": pl.UInt32, "right": pl.UInt32, "score": pl.Float64, "is_vetoed": pl.Boolean}, orient="row")


def test_likely_pairs_are_joined_and_rows_in_no_pair_stand_alone():
    assert cluster(pairs((0, 2, 3)), 4, **LIMITS).to_list() == [0, 1, 0, 3]


def test_a_chain_is_not_one_event_when_its_ends_contradict():
    assert cluster(pairs((0, 1, 5), (1, 2, 4), (0, 2, -6)), 3, **LIMITS).to_list() == [0, 0, 2]


def test_a_chain_is_not_one_event_when_its_ends_were_never_compared():
    assert cluster(pairs((0, 1, 4), (1, 2, 5)), 3, **LIMITS).to_list() == [0, 1, 1]


def test_a_weak_pair_is_carried_by_strong_ones():
    assert cluster(pairs((0, 1, 5), (1, 2, 4), (0, 2, -1)), 3, **LIMITS).to_list() == [0, 0, 0]


def test_a_forbidden_pair_stays_apart_however_likely():
    assert cluster(pairs((0, 1, 9, True)), 2, **LIMITS).to_list() == [0, 1]


def test_ties_are_broken_by_the_order_of_claims():
    assert cluster(pairs((0, 1, 4), (1, 2, 4), (0, 2, -9)), 3, **LIMITS).to_list() == [0, 0, 2]


SCORED = st.dictionaries(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] < p[1]), st.integers(-6, 6), min_size=1, max_size=30)


@settings(max_examples=150, deadline=None)
@given(SCORED, st.randoms())
def test_the_result_is_free_of_order_contradiction_and_short_cuts(scored, random):
    rows = [(a, b, s) for (a, b), s in scored.items()]
    first = cluster(pairs(*rows), 9, **LIMITS).to_list()
    random.shuffle(rows)
    assert cluster(pairs(*rows), 9, **LIMITS).to_list() == first
    for a in range(9):
        for b in range(a + 1, 9):
            if first[a] == first[b]:
                assert scored[a, b] >= -2.95  # compared, and not below the contradiction probability
    # Joining one by one gives what the short cut for complete components gives.
    edges = pairs(*rows).filter(pl.col("score") >= 0).sort(["score", "left", "right"], descending=[True, False, False])
    slow = list(range(9))
    for row, root in module._join(edges, pairs(*rows), 0.0, module._odds(0.05)).items():
        slow[row] = root
    assert slow == first
