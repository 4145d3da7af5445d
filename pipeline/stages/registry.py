"""One table of parties and one of sources, compiled from the curated tables."""

import polars as pl

from pipeline.registry.build import registry as compile_registry
from pipeline.registry.sources import registered
from pipeline.registry.tables import references


def registry(*, sources: pl.LazyFrame, feeds: pl.LazyFrame, **tables: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Every party of the registry, listed or generated from governments and branches, and every source with its grade.

    `feeds` has feed, title and publisher of every feed: a dataset is the author of its rows, so it is a source too.

    `tables` are the actor tables by the names of `pipeline.registry.tables.FILES`, every column as text. Parties that
    only an event can bring forth (a place's communal militia, say) are not here; code_actors generates them.
    """
    compiled = compile_registry(references({name: frame.collect() for name, frame in tables.items()}))
    return {"actors": compiled.actors.lazy(), "sources": registered(sources.collect(), feeds.collect()).lazy()}
