"""Copies what the next build must remember of a release to raw/previous."""

import os
import shutil

from pipeline import io
from pipeline.errors import BadInput
from pipeline.locking import locked
from pipeline.shell import folders

FILES = {"ledger.parquet": "ledger.parquet", "events.parquet": "events.parquet", "changes.parquet": "changes.parquet",
         "retired_events.parquet": "retired_events.parquet", "MANIFEST.json": "manifest.json"}


def adopt(release: str) -> dict[str, str | int]:
    """Version, events and ids of the release that raw/previous now holds, whole or as it was before.

    Raises BadInput when the release lacks a file or holds a table that cannot be read.
    """
    project = folders.here()
    source = folders.find(release, project)
    manifest = folders.read_manifest(source)
    tables = {name: folders.read_table(source, name) for name in ("ledger", "events", "changes", "retired_events")}
    wrong = [name for name, frame in tables.items() if name in manifest["digests"] and io.logical_digest(frame) != manifest["digests"][name]]
    if wrong:
        raise BadInput(f"{source / wrong[0]}.parquet: its content is not what the manifest says; run sitrep verify {release}")
    home = project.root / "raw/previous"
    staged = home.with_name(".previous.new")
    with locked(project.build, "adopt"):
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True)
        for name, target in FILES.items():
            with io.replacing(staged / target) as temporary:
                shutil.copyfile(source / name, temporary)
        for kept in home.glob("*") if home.is_dir() else ():
            if kept.name not in FILES.values():  # what others keep there, such as .gitkeep
                shutil.copytree(kept, staged / kept.name) if kept.is_dir() else shutil.copy2(kept, staged / kept.name)
        old = home.with_name(".previous.old")
        shutil.rmtree(old, ignore_errors=True)
        if home.exists():
            os.rename(home, old)
        os.rename(staged, home)
        shutil.rmtree(old, ignore_errors=True)
    return {"version": manifest["version"], "events": tables["events"].height, "ids": tables["ledger"].height}
