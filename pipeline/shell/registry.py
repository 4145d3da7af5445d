"""Reads the curated tables of parties and sources, and writes them as tables that the stages read."""

from pathlib import Path

import polars as pl

from pipeline import io
from schemas.tables import BY_NAME


def run(project: io.Project) -> None:
    """Write build/registry/{actors,sources,source_aliases}.parquet and the actor tables that matching compiles."""
    build_into(project, project.build / "registry")


def build_into(project: io.Project, folder: Path) -> None:
    """The same, into any folder: what the ad hoc tools do when the project has not been built."""
    from pipeline.registry.tables import FILES
    from pipeline.shell.feeds import feed_titles
    from pipeline.stages.registry import registry

    tables = {name: io.read_reference(project.reference_folders[:1], pattern) for name, pattern in FILES.items()}
    sources = io.read_reference(project.reference_folders, "sources.csv")
    made = registry(sources=sources.lazy(), feeds=feed_titles(project).lazy(), **{name: frame.lazy() for name, frame in tables.items()})
    for name, frame in made.items():
        io.write_table(frame, BY_NAME[name], folder / f"{name}.parquet")
    for name, frame in tables.items():
        if name != "actors":  # the compiled table has that name; the listed groups stand beside it
            io.write_frame(frame, folder / f"{name}.parquet")
    io.write_frame(tables["actors"], folder / "listed_actors.parquet")
    io.write_frame(io.read_reference(project.reference_folders, "source_aliases.csv"), folder / "source_aliases.parquet")
