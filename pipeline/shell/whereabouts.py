"""Which folder a release is in. Imports nothing heavy: `sitrep query` answers faster than polars is imported."""

import json
from pathlib import Path

from pipeline.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent.parent
SUMS, MANIFEST, DATABASE, LATEST = "SHA256SUMS", "MANIFEST.json", "sitrep.duckdb", "latest"


def root() -> Path:
    """The project of the working directory, or the one that this code belongs to."""
    return Path.cwd() if Path("params.yaml").exists() else ROOT


def find(named: str | None, home: Path | None = None) -> Path:
    """The folder of a release, by path or by version; the latest by default. Raises BadInput when there is none."""
    if named and (Path(named) / MANIFEST).is_file():
        return Path(named).resolve()
    if named and Path(named).is_dir() and any(Path(named).iterdir()):
        return Path(named).resolve()  # a damaged release: verify says what is missing
    home = home or root() / "build/release"
    path = home / (named or LATEST)
    if named and (Path(named).name != named or named.startswith(".")) or not path.is_dir():
        known = ", ".join(sorted(p.name for p in home.glob("*") if p.is_dir() and p.name != LATEST)) if home.is_dir() else ""
        raise BadInput(f"{named or path}: no such release; " + (f"there are {known}" if known else "none is published yet: run sitrep build && sitrep publish"))
    return path.resolve()


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
