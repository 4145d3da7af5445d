"""Copies the candidate to `build/release/<version>`, whole or not at all; what stands there is never touched again."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput, ReleaseExists, SitrepError, ValidationFailed
from pipeline.interrupts import terminable
from pipeline.locking import locked
from pipeline.release.native import native_tables
from pipeline.shell import folders, steps
from pipeline.shell.database import read_database, write_database
from pipeline.shell.folders import DATABASE, DECLARED, LATEST, MANIFEST, SUMS


@dataclass(frozen=True)
class Published:
    """What publishing came to: the folder, its manifest, and whether it stood there already."""

    path: Path
    manifest: dict
    existed: bool


def publish(project: io.Project) -> Published:
    """Publish the candidate. The same content again is no error; other content under the same version is ReleaseExists.

    Steps: lock; staging folder beside the releases; copy and write every file, each synced; read back and compare;
    rename; move the pointer `latest`. Killed at any step, the old release and its pointer stand, or the new one does;
    what a killed process left in staging is removed by the next.
    """
    candidate, home = project.build / "candidate", folders.releases(project)
    steps.reset()
    with _told(home), terminable(), locked(home, "publish"), locked(project.build, "publish"):
        _clear_staging(home)
        manifest = folders.read_manifest(candidate)
        _check_audience(project, manifest)
        target = home / manifest["version"]
        if target.exists():
            return _already(home, target, manifest)
        frames = _read_back(candidate, manifest)
        staging = home / f".staging-{manifest['version']}"
        try:
            _stage(candidate, staging, manifest, frames)
            steps.rename(staging, target)
            steps.point(home / LATEST, target.name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            (home / f".{LATEST}.new").unlink(missing_ok=True)
    return Published(target, manifest, existed=False)


def _check_audience(project: io.Project, manifest: dict) -> None:
    wanted, built = project.params["audience"], manifest.get("audience")
    if built != wanted:
        raise ValidationFailed(f"params.yaml: audience is {wanted}, but the candidate was built as {built}; it is not published as {wanted}: run sitrep build first")
    closed = pl.read_parquet(project.build / "candidate/feeds.parquet").filter(pl.col("redistribute") == "none")
    if wanted == "public" and closed.height:
        raise ValidationFailed(f"feeds.parquet: {closed['feed'][0]} may not be redistributed, and the candidate is public; nothing was published")
    if not _is_safe_name(manifest["version"]):
        raise BadInput(f"{MANIFEST}: version {manifest['version']!r} is no folder name; see release.version in params.yaml")


def _is_safe_name(name: str) -> bool:
    return 0 < len(name) <= 100 and name not in (".", "..", LATEST) and name[0].isalnum() and all(c.isalnum() or c in ".-_+" for c in name)


def _already(home: Path, target: Path, manifest: dict) -> Published:
    stands = folders.read_manifest(target)
    if stands.get("digest") != manifest["digest"]:
        raise ReleaseExists(
            f"{target}: version {manifest['version']} is published with other content (digest {str(stands.get('digest'))[:8]}, candidate {manifest['digest'][:8]}); "
            "raise release.version in params.yaml"
        )
    link = home / LATEST
    if not link.is_symlink() or os.readlink(link) != target.name:  # killed between rename and pointer, or gone back to an earlier candidate
        steps.point(link, target.name)
    return Published(target, stands, existed=True)


def _read_back(folder: Path, manifest: dict) -> dict[str, pl.DataFrame]:
    """The tables of a folder, or ValidationFailed when one is not what the manifest says."""
    frames = {}
    for name, digest in manifest["digests"].items():
        frame = folders.read_table(folder, name)
        if io.logical_digest(frame) != digest:
            raise ValidationFailed(f"{folder.name}/{name}.parquet: its content is not what {MANIFEST} says (digest differs); build again")
        frames[name] = frame
    return frames


def _stage(candidate: Path, staging: Path, manifest: dict, frames: dict[str, pl.DataFrame]) -> None:
    staging.mkdir(parents=True)
    for source in sorted(candidate.iterdir()):
        steps.copy(source, staging / source.name)
    declared = DECLARED + native_tables(frames)
    facts = {key: str(manifest[key]) for key in ("title", "version", "date", "schema_version", "audience", "licence", "digest")}
    steps.write(staging / DATABASE, lambda path: write_database(path, frames, declared, facts, manifest["date"]))
    for name, frame in read_database(staging / DATABASE, declared).items():
        if io.logical_digest(frame) != manifest["digests"][name]:
            raise ValidationFailed(f"{DATABASE}: table {name} reads back as something else; nothing was published")
    for source in sorted(candidate.iterdir()):
        if io.sha256_file(source) != io.sha256_file(staging / source.name):
            raise ValidationFailed(f"{source.name}: the copy differs from the candidate; nothing was published")
    sums = folders.sums_text(staging)
    steps.write(staging / SUMS, lambda path: path.write_text(sums, encoding="utf-8") and None)


def _clear_staging(home: Path) -> None:
    for left in home.glob(".staging-*"):
        shutil.rmtree(left)


@contextlib.contextmanager
def _told(home: Path) -> Iterator[None]:
    """Failures of the disk in one line."""
    try:
        yield
    except OSError as error:
        why = {errno.ENOSPC: "no space left on the disk", errno.EROFS: "the disk is read-only", errno.EACCES: "permission denied", errno.EPERM: "permission denied"}
        said = why.get(error.errno or 0, error.strerror or str(error))
        raise SitrepError(f"{error.filename or home}: {said}; nothing was published, earlier releases are as they were") from error
