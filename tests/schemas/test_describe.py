"""The derived forms say what the declaration says."""

import pandera.errors
import polars as pl
import pyarrow as pa
import pytest

from schemas import describe, vocabulary
from schemas.tables import BUILD, BY_NAME
from tests import rows


@pytest.mark.parametrize("table", BUILD, ids=lambda t: t.name)
def test_every_column_is_described_and_every_form_agrees(table):
    assert len(set(table.names)) == len(table.names)
    assert all(len(c.description) > 4 and c.description.endswith((".", ")")) for c in table.columns)
    arrow = describe.arrow_schema(table)
    assert arrow.names == table.names
    assert all(arrow.field(c.name).metadata[b"description"].decode() == c.description for c in table.columns)
    assert list(describe.pandera_schema(table).columns) == table.names
    assert set(table.key) <= set(table.names) and set(table.sort) <= set(table.names)


@pytest.mark.parametrize("table", BUILD, ids=lambda t: t.name)
def test_every_vocabulary_named_exists(table):
    for column in table.columns:
        if column.vocabulary:
            assert vocabulary.terms(column.vocabulary)


def test_pandera_checks_values_not_only_types():
    schema = describe.pandera_schema(BY_NAME["claims"])
    schema.validate(rows.claims({}))
    for bad in ({"latitude": 95.0}, {"sub_event_type": "Brawl"}, {"claim_id": "x"}, {"time_precision": 9}):
        with pytest.raises(pandera.errors.SchemaErrors):
            schema.validate(rows.claims({}).with_columns(pl.lit(v).cast(rows.claims({}).schema[k]).alias(k) for k, v in bad.items()), lazy=True)


def test_finish_rounds_sorts_and_fills_lists():
    frame = rows.claims({"latitude": 35.1234567}, {"tags": None}).sort("claim_id", descending=True)
    done = describe.finish(frame, BY_NAME["claims"])
    assert done["latitude"].to_list() == [35.12346, 35.9306] and done["tags"].to_list() == [[], []]


def test_strings_are_plain_in_arrow():
    assert describe.arrow_schema(BY_NAME["events"]).field("event_id").type == pa.string()
