"""Reads the labelled sentences and the names of parties, and writes the model and its metrics."""

from pathlib import Path

from pipeline import io
from schemas.tables import BY_NAME


def run(project: io.Project) -> None:
    """Write build/train/{model,metrics}.parquet."""
    build_into(project, project.build / "train")


def build_into(project: io.Project, folder: Path) -> None:
    """The same, into any folder: what the ad hoc tools do when the project has not been built."""
    from pipeline.coder.marks import party_forms
    from pipeline.shell.parties import compiled
    from pipeline.stages.train import train

    sentences = io.read_reference([project.root / "raw/reference"], "coder/sentences/*.csv")
    built = train(sentences=sentences.lazy(), parties=party_forms(compiled(project)).lazy(), **project.params["train"])
    for name, frame in built.items():
        io.write_table(frame, BY_NAME[name], folder / f"{name}.parquet")
