"""Reference tables for the ad hoc commands: built once per state of their inputs and code, and kept.

The commands work in a project that was never built. What they need (gazetteer, registry, model) is built by the same
functions as in the build, into `build/cache/reference/<stage>-<hash>/`, or into the user's cache folder when the
project cannot be written to.
"""

import os
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from pipeline import io

# stage -> code and data that its tables depend on
DEPENDS = {
    "gazetteer": ("pipeline/gazetteer", "pipeline/shell/gazetteer.py", "pipeline/stages/gazetteer.py", "schemas", "raw/reference/*.csv", "raw/reference/geonames/*"),
    "registry": ("pipeline/registry", "pipeline/shell/registry.py", "pipeline/stages/registry.py", "schemas", "raw/reference/*.csv", "raw/reference/actors/*.csv",
                 "raw/reference/actor_aliases/*.csv", "{input}/reference/*.csv"),
    "train": ("pipeline/coder/model", "pipeline/shell/train.py", "pipeline/stages/train.py", "schemas", "raw/reference/coder/sentences/*.csv"),
}


def reference(project: io.Project, stages: Iterable[str] = ("gazetteer", "registry", "train")) -> dict[str, Path]:
    """Paths of every reference table, by `<stage>/<table>`; a stage whose inputs changed is built first, which takes seconds."""
    tables: dict[str, Path] = {}
    for stage in stages:
        folder = _built(project, stage)
        tables |= {f"{stage}/{path.stem}": path for path in sorted(folder.glob("*.parquet"))}
    return tables


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
    settings = json.dumps(project.params.get(stage, {}), sort_keys=True, default=str)
    return hashlib.sha256((settings + io.sha256_files((f for f in files if f.exists()), project.root)).encode()).hexdigest()[:20]


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
