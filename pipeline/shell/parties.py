"""The actor registry read from the curated tables and compiled, for the ad hoc tools."""

from pipeline import io
from pipeline.registry.build import registry
from pipeline.registry.records import References, Registry
from pipeline.registry.tables import FILES, references


def curated(project: io.Project) -> References:
    """The curated actor tables as they stand in raw/reference."""
    return references({name: io.read_reference(project.reference_folders[:1], pattern) for name, pattern in FILES.items()})


def compiled(project: io.Project) -> Registry:
    """The registry, ready for matching."""
    return registry(curated(project), with_table=False)
