"""Reads a feed's claims and the gazetteer, and proposes the places that the gazetteer lacks."""

import polars as pl

from pipeline import io
from pipeline.errors import BadInput
from pipeline.gazetteer.harvest import harvest, refusal
from pipeline.release.tabular import guarded
from pipeline.shell import feeds
from pipeline.tools import reference


def propose(project: io.Project, feed: str) -> pl.DataFrame:
    """Proposed rows of places.csv. Raises BadInput when the feed's licence forbids it or the feed has not been ingested."""
    card = feeds.card(feed, project.input / feed)
    refused = refusal(feed, card.redistribute, project.params["audience"])
    if refused:
        raise BadInput(refused)
    path = project.build / "ingest" / feed / "claims.parquet"
    if not path.exists():
        raise BadInput(f"{path}: no such file; run sitrep build ingest@{feed} first")
    from pipeline.gazetteer.units import units_from

    tables = reference(project, ("gazetteer",))
    places, names = pl.read_parquet(tables["gazetteer/places"]), pl.read_parquet(tables["gazetteer/place_names"])
    return guarded(harvest(pl.read_parquet(path), places, names, units_from(pl.read_parquet(tables["gazetteer/place_units"]))))
