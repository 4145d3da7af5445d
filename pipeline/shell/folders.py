"""Where releases are, and what a folder of one says of itself."""

from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput
from pipeline.shell import whereabouts
from pipeline.shell.whereabouts import DATABASE, LATEST, MANIFEST, SUMS, read_manifest
from schemas.column import Table
from schemas.tables import BY_NAME, RELEASE

__all__ = ["DATABASE", "DECLARED", "LATEST", "MANIFEST", "SUMS", "find", "here", "read_manifest", "read_table", "releases", "sums_text"]
DECLARED: tuple[Table, ...] = tuple(table.published() for table in RELEASE)


def releases(project: io.Project) -> Path:
    """The folder that holds every release."""
    return project.build / "release"


def find(named: str | None, project: io.Project | None = None) -> Path:
    """The folder of a release, by path or by version; the latest by default. Raises BadInput when there is none."""
    return whereabouts.find(named, releases(project or here()))


def here() -> io.Project:
    """The project of the working directory, or the one that this code belongs to."""
    return io.project(whereabouts.root())


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
