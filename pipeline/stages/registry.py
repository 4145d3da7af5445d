"""One table of parties and one of sources, compiled from the curated tables."""

import polars as pl

from pipeline.registry.build import registry as compile_registry
from pipeline.registry.tables import references
from schemas.reference import SOURCES


def registry(*, sources: pl.LazyFrame, **tables: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Every party of the registry, listed or generated from governments and branches, and every source with its grade.

    `tables` are the actor tables by the names of `pipeline.registry.tables.FILES`, every column as text. Parties that
    only an event can bring forth (a place's communal militia, say) are not here; code_actors generates them.
    """
    compiled = compile_registry(references({name: frame.collect() for name, frame in tables.items()}))
    return {"actors": compiled.actors.lazy(), "sources": _sources(sources)}


def _sources(sources: pl.LazyFrame) -> pl.LazyFrame:
    known = [c for c in SOURCES.columns if c.name in sources.collect_schema().names()]
    return sources.select(pl.col(c.name).cast(c.dtype) for c in known).unique("source_id", keep="first", maintain_order=True)
