"""The curated actor tables are sound, and the checks find what is not."""

import re
from dataclasses import replace

import polars as pl
import pytest

from pipeline.registry.check import counts, findings
from pipeline.registry.tables import references


@pytest.fixture(scope="module")
def sound(reference_tables):
    return references(reference_tables)


def bent(sound, table, **values):
    """The tables with one more row, a copy of the first with other values."""
    frame = getattr(sound, table)
    row = {**frame.row(0, named=True), **values}
    return replace(sound, **{table: pl.concat([frame, pl.DataFrame([row], schema=frame.schema)])})


def test_project_tables_have_no_findings(sound):
    assert findings(sound).rows() == []


def test_registry_is_as_large_as_it_says(sound):
    found = counts(sound)
    assert found["actors"] >= 450
    assert found["associated_actors"] >= 120
    assert found["basis_feed"] + found["basis_recalled"] + found.get("basis_page", 0) == found["actors"]


def test_references_are_feed_ids_and_nothing_else(sound):
    given = sound.actors["reference"].drop_nulls()
    assert all(re.fullmatch(r"ucdp_actor:\d+", r) for r in given)
    assert given.len() == sound.actors.filter(pl.col("basis") == "feed").height


@pytest.mark.parametrize(("table", "values", "column"), [
    ("actors", {}, "actor_id"),
    ("actors", {"actor_id": "Group X"}, "actor_id"),
    ("actors", {"actor_id": "group:x", "actor_type": "Rebels"}, "actor_type"),
    ("actors", {"actor_id": "group:x", "valid_from": "2020-01-01", "valid_to": "2019-01-01"}, "valid_to"),
    ("actors", {"actor_id": "group:x", "valid_from": "1.1.2020"}, "valid_from"),
    ("actors", {"actor_id": "group:x", "parent_id": "group:nobody"}, "parent_id"),
    ("actors", {"actor_id": "group:x", "parent_id": "group:x"}, "parent_id"),
    ("actors", {"actor_id": "group:x", "reference": "some book", "basis": "feed"}, "reference"),
    ("actors", {"actor_id": "group:x", "reference": None, "basis": "feed"}, "basis"),
    ("actors", {"actor_id": "group:x", "country_iso3": "ZZZ"}, "country_iso3"),
    ("actor_aliases", {"actor_id": "group:nobody", "alias": "Nobody at all"}, "actor_id"),
    ("actor_aliases", {"alias": "!!!"}, "alias"),
    ("actor_aliases", {"alias": "x y z", "kind": "slang"}, "kind"),
    ("actor_aliases", {"actor_id": "group:haqqani", "alias": "Taliban", "valid_from": "2010-01-01", "valid_to": "2011-01-01"}, "alias"),
    ("actor_relations", {"relation": "cousin_of"}, "relation"),
    ("actor_countries", {"country_iso3": "ZZZ"}, "country_iso3"),
    ("actor_patterns", {"regex": "(unclosed"}, "regex"),
    ("actor_patterns", {"target": "generic:martians"}, "target"),
])
def test_every_fault_is_found(sound, table, values, column):
    found = findings(bent(sound, table, **values))
    assert column in found["column"].to_list()
