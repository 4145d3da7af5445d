"""Where releases are, and what a folder of one says of itself."""

import json
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput
from schemas.column import Table
from schemas.tables import BY_NAME, RELEASE

DECLARED: tuple[Table, ...] = tuple(table.published() for table in RELEASE)
SUMS, MANIFEST, DATABASE, LATEST = "SHA256SUMS", "MANIFEST.json", "sitrep.duckdb", "latest"


def releases(project: io.Project) -> Path:
    """The folder that holds every release."""
    return project.build / "release"


def find(named: str | None, project: io.Project | None = None) -> Path:
    """The folder of a release, by path or by version; the latest by default. Raises BadInput when there is none."""
    if named and (Path(named) / MANIFEST).is_file():
        return Path(named).resolve()
    if named and Path(named).is_dir() and any(Path(named).iterdir()):
        return Path(named).resolve()  # a damaged release: verify says what is missing
    home = releases(project or here())
    path = home / (named or LATEST)
    if named and (Path(named).name != named or named.startswith(".")) or not path.is_dir():
        known = ", ".join(sorted(p.name for p in home.glob("*") if p.is_dir() and p.name != LATEST)) if home.is_dir() else ""
        raise BadInput(f"{named or path}: no such release; " + (f"there are {known}" if known else "none is published yet: run sitrep build && sitrep publish"))
    return path.resolve()


def here() -> io.Project:
    """The project of the working directory, or the one that this code belongs to."""
    return io.project(Path.cwd() if Path("params.yaml").exists() else None)


def read_manifest(folder: Path) -> dict:
    """The manifest of a release or candidate. Raises BadInput when it is missing or broken."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadInput(f"{path}: no such file; {folder.name} is not a release") from error
    except (ValueError, OSError) as error:
        raise BadInput(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict) or not isinstance(found.get("version"), str) or not isinstance(found.get("digests"), dict):
        raise BadInput(f"{path}: seen no version and digests, expected the manifest of a release")
    return found


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """One table of a release, in its declared columns and types. Raises BadInput naming the file that is broken."""
    path = folder / f"{name}.parquet"
    try:
        frame = pl.read_parquet(path)
        if name in BY_NAME:
            table = BY_NAME[name].published()
            frame = frame.select(table.names).cast(table.schema)
        return frame
    except FileNotFoundError as error:
        raise BadInput(f"{path}: no such file; the manifest lists the table {name}") from error
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput(f"{path}: not the Parquet file that was written: {' '.join(str(error).split())[:200]}; build again") from error


def sums_text(folder: Path) -> str:
    """SHA256SUMS of every file of a folder but itself, as sha256sum writes and checks it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return "".join(f"{io.sha256_file(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
