"""The project's own registry, compiled once for all tests."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.registry.build import registry as compile_registry
from pipeline.registry.tables import FILES, references

REFERENCE = Path(__file__).resolve().parents[2] / "raw/reference"


def tables() -> dict[str, pl.DataFrame]:
    """The reference tables as they stand in the project."""
    return {name: pl.concat([pl.read_csv(p, infer_schema=False) for p in sorted(REFERENCE.glob(pattern))]) for name, pattern in FILES.items()}


@pytest.fixture(scope="session")
def reference_tables():
    return tables()


@pytest.fixture(scope="session")
def registry(reference_tables):
    return compile_registry(references(reference_tables))
