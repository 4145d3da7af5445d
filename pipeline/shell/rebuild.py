"""Builds the project again, from nothing and elsewhere, and compares the result with a release."""

import shutil
import tempfile
from pathlib import Path

from pipeline import io
from pipeline.errors import SitrepError
from pipeline.shell import folders
from pipeline.shell.folders import DATABASE, SUMS

_LEFT_OUT = shutil.ignore_patterns("build", ".git", ".venv", "__pycache__", "*.egg-info", ".pytest_cache", ".hypothesis", ".benchmarks")


def rebuild_findings(project: io.Project, release: Path, workers: int = 2) -> list[str]:
    """Files of the release whose bytes a build from an empty folder does not give again. Empty when all do.

    The project is copied without what was built, every stage runs with an empty cache, and nothing of the project is touched.
    """
    from pipeline.commands.build import repro

    with tempfile.TemporaryDirectory(prefix="sitrep-rebuild-") as name:
        root = Path(name) / "project"
        shutil.copytree(project.root, root, ignore=_LEFT_OUT, symlinks=True)
        code = repro(root, (), force=True, workers=workers, quiet=True)
        if code:
            raise SitrepError(f"{project.root.name}: the rebuild failed with exit code {code}")
        return compare(root / "build/candidate", release)


def origins(one: dict, two: dict) -> list[str]:
    """What two manifests were built from and differs: folders of input by their names, then code, lock file and parameters."""
    inputs = [manifest.get("inputs") or {} for manifest in (one, two)]
    names = {"code_sha256": "code", "lock_sha256": "requirements.lock", "params_sha256": "params.yaml"}
    return [name for name in sorted(inputs[0] | inputs[1]) if inputs[0].get(name) != inputs[1].get(name)] + [name for key, name in names.items() if one.get(key) != two.get(key)]


def compare(candidate: Path, release: Path) -> list[str]:
    """Differences between a fresh candidate and a release, file by file and, where bytes differ, table by table."""
    fresh = {path.name: path for path in candidate.iterdir()}
    stands = {path.name: path for path in release.iterdir() if path.name not in (DATABASE, SUMS)}
    found = [f"{name}: the rebuild does not give it" for name in sorted(stands.keys() - fresh.keys())]
    found += [f"{name}: the rebuild gives it, the release has none" for name in sorted(fresh.keys() - stands.keys())]
    manifests = [folders.read_manifest(folder) for folder in (candidate, release)]
    if other := origins(*manifests):
        found.insert(0, f"MANIFEST.json: the project is not what the release was built from, other: {', '.join(other)}; put them back to compare like with like")
    digests = [manifest["digests"] for manifest in manifests]
    for name in sorted(stands.keys() & fresh.keys()):
        if io.sha256_file(fresh[name]) != io.sha256_file(stands[name]):
            table = name.removesuffix(".parquet")
            told = "" if table not in digests[0] else " (same content)" if digests[0][table] == digests[1].get(table) else " (other content)"
            found.append(f"{name}: the rebuild gives other bytes{told}")
    return found
