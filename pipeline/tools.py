"""Reference tables for the ad hoc commands: built once per state of their inputs and code, and kept.

The commands work in a project that was never built. What they need (gazetteer, registry, model) is built by the same
functions as in the build, into `build/cache/reference/<stage>-<hash>/`, or into the user's cache folder when the
project cannot be written to. A build leaves its own tables there, so that the first command after it waits for nothing.
"""

import os
import shutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from pipeline import io

# stage -> code and data that its tables depend on
DEPENDS = {
    "gazetteer": ("pipeline/gazetteer", "pipeline/shell/gazetteer.py", "pipeline/stages/gazetteer.py", "schemas", "raw/reference/*.csv", "raw/reference/geonames/*"),
    "registry": ("pipeline/registry", "pipeline/shell/registry.py", "pipeline/stages/registry.py", "schemas", "raw/reference/*.csv", "raw/reference/actors/*.csv",
                 "raw/reference/actor_aliases/*.csv", "{input}/reference/*.csv"),
    "train": (*(f"pipeline/coder/{name}" for name in ("captor.py", "lexicon", "marks.py", "model", "parties.py", "scan.py", "text.py", "vocabulary.py")), "pipeline/registry", "pipeline/shell/parties.py",
              "pipeline/shell/train.py", "pipeline/stages/train.py", "schemas", "raw/reference/*.csv", "raw/reference/actors/*.csv", "raw/reference/actor_aliases/*.csv",
              "raw/reference/coder/sentences/*.csv"),
}
HASHED_BYTES = 50_000_000  # a larger file, such as a GeoNames dump, is told by its size and time of change: reading it takes seconds


def reference(project: io.Project, stages: Iterable[str] = ("gazetteer", "registry", "train")) -> dict[str, Path]:
    """Paths of every reference table, by `<stage>/<table>`; a stage whose inputs changed is built first, which takes seconds."""
    tables: dict[str, Path] = {}
    for stage in stages:
        folder = _built(project, stage)
        tables |= {f"{stage}/{path.stem}": path for path in sorted(folder.glob("*.parquet"))}
    return tables


def keep(project: io.Project, stage: str) -> None:
    """Leave the tables that the build has just written where `reference` finds them; a stage that no tool reads is ignored."""
    if stage not in DEPENDS:
        return
    folder = _cache(project) / f"{stage}-{_key(project, stage)}"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted((project.build / stage).glob("*.parquet")):
            with io.replacing(folder / path.name) as temporary:
                shutil.copyfile(path, temporary)
        io.write_text(folder / "done", "")
    if folder.is_relative_to(project.build):  # the user's own folder serves other projects too
        io.prune(folder.parent, [folder.name], f"{stage}-")


def _built(project: io.Project, stage: str) -> Path:
    folder = _cache(project) / f"{stage}-{_key(project, stage)}"
    if not (folder / "done").exists():
        import_module(f"pipeline.shell.{stage}").build_into(project, folder)
        io.write_text(folder / "done", "")
    return folder


def _key(project: io.Project, stage: str) -> str:
    import hashlib
    import json

    files: list[Path] = [project.root / "requirements.lock"]
    for pattern in DEPENDS[stage]:
        path = pattern.format(input=project.params["input"])
        here = project.root / path
        files += [f for f in (here.rglob("*") if here.is_dir() else project.root.glob(path)) if f.is_file() and "__pycache__" not in f.parts]
    found = sorted({f for f in files if f.exists()})
    small = [f for f in found if f.stat().st_size <= HASHED_BYTES]
    large = [(f.relative_to(project.root).as_posix(), f.stat().st_size, f.stat().st_mtime_ns) for f in found if f.stat().st_size > HASHED_BYTES]
    settings = json.dumps([project.params.get(stage, {}), large], sort_keys=True, default=str)
    return hashlib.sha256((settings + io.sha256_files(small, project.root)).encode()).hexdigest()[:20]


def _cache(project: io.Project) -> Path:
    """`build/cache/reference`, or the user's cache folder when the project is read-only."""
    folder = project.build / "cache/reference"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if writable:
        return folder
    from platformdirs import user_cache_path

    return user_cache_path("sitrep") / "reference"
