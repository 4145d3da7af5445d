"""Reads the place data of packages, dumps and curated tables, and writes the gazetteer."""

from pathlib import Path

from pipeline import io
from schemas.tables import BY_NAME


def run(project: io.Project) -> None:
    """Write build/gazetteer/{places,place_names}.parquet and the curated tables that geocoding reads."""
    build_into(project, project.build / "gazetteer")


def build_into(project: io.Project, folder: Path) -> None:
    """The same, into any folder: what the ad hoc tools do when the project has not been built."""
    from pipeline.gazetteer.sources import read_sources
    from pipeline.stages.gazetteer import gazetteer

    sources = read_sources(project.root / "raw/reference")
    built, reference = gazetteer(sources), sources.reference
    del sources  # its names are in the tables now, and would be half of the memory
    io.write_table(built.places, BY_NAME["places"], folder / "places.parquet")
    io.write_table(built.names, BY_NAME["place_names"], folder / "place_names.parquet")
    for name, frame in reference.items():
        if not name.startswith("places"):
            io.write_frame(frame, folder / f"{name}.parquet")
