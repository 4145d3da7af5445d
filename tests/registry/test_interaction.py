"""Interaction codes are complete, by the list in the codebook, and follow from the two types."""

import polars as pl
import pytest

from pipeline.registry.interaction import interaction, normal_type, pairs
from schemas.vocabulary import lookup, rows, terms

CODES = [*range(10, 19), 20, *range(22, 29), 30, *range(33, 39), 40, *range(44, 49), 50, *range(55, 59), 60, 66, 67, 68, 70, 77, 78, 80, 88]


def test_codes_are_those_of_the_codebook():
    assert [int(r["code"]) for r in rows("interactions")] == CODES


def test_terms_join_the_types_in_code_order_except_civilians_with_external_forces():
    names = {code: term for term, code in lookup("actor_types", "code").items()}
    for term, code in lookup("interactions", "code").items():
        first, second = code
        if code == "78":
            assert term == "External/Other forces-Civilians"
        elif second == "0":
            assert term == f"{names[first]} only"
        else:
            assert term == f"{names[first]}-{names[second]}"


def test_every_pair_of_types_has_an_interaction_in_either_order():
    table = pairs()
    for first in terms("actor_types"):
        assert table[first, None] == f"{first} only"
        for second in terms("actor_types"):
            assert table[first, second] == table[second, first]


@pytest.mark.parametrize(("first", "second", "expected"), [
    ("State forces", "Rebel group", "State forces-Rebel group"), ("Rebel group", "State forces", "State forces-Rebel group"),
    ("Civilians", "External/Other forces", "External/Other forces-Civilians"), ("Protesters", None, "Protesters only"),
    (None, "Civilians", "Civilians only"), (None, None, None), ("Martians", "Civilians", None),
])
def test_interaction_of_columns(first, second, expected):
    frame = pl.DataFrame({"a": [first], "b": [second]}, schema={"a": pl.String, "b": pl.String})
    assert frame.select(interaction("a", "b")).item() == expected


@pytest.mark.parametrize(("label", "expected"), [
    ("1", "State forces"), ("2.0", "Rebel group"), ("Militia Groups", "Political militia"), ("Communal / Identity Groups", "Identity militia"),
    ("State Forces", "State forces"), ("Rebel Forces", "Rebel group"), ("Foreign / Others", "External/Other forces"), ("civilians ", "Civilians"),
    ("9", None), ("", None), (None, None),
])
def test_labels_of_all_exports_are_one_type(label, expected):
    assert pl.DataFrame({"x": [label]}, schema={"x": pl.String}).select(normal_type(pl.col("x"))).item() == expected
