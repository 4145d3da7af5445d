"""The vocabulary owns what the coder knows of each sub-event type."""

from pathlib import Path

import pytest

from pipeline.coder import headlines
from pipeline.coder.traits import capture_by, traits
from schemas import vocabulary

CODER = Path(headlines.__file__).parent
VALUES = {
    "holds_place": {"", "state", "armed", "either"}, "target": {"", "civilians", "protesters"}, "second_side": {"anybody", "parties", "forces", "civilians", "owners", "nobody"},
    "deaths": {"counted", "may be a cause", "none"}, "yields_if": {"", "anybody is killed", "civilians are killed"},
}


@pytest.mark.parametrize("column", VALUES)
def test_a_trait_has_only_values_that_the_coder_reads(column):
    assert set(vocabulary.lookup("sub_event_types", column).values()) == VALUES[column]


def test_a_type_yields_to_one_of_higher_rank():
    ranks = list(traits())
    assert all(ranks.index(known.yields_to) < ranks.index(name) for name, known in traits().items() if known.yields_to)
    assert all(bool(known.yields_to) == bool(known.yields_if) for known in traits().values())


def test_who_takes_a_place_tells_the_type():
    assert traits()[capture_by("state")].event_type == traits()[capture_by("armed")].event_type == "Battles"
    assert capture_by("state") != capture_by("armed")


def test_no_name_of_a_type_stands_in_the_coder():
    names = tuple(f'"{name}"' for name in vocabulary.terms("sub_event_types"))
    assert [path.name for path in CODER.rglob("*.py") if any(name in path.read_text(encoding="utf-8") for name in names)] == []
