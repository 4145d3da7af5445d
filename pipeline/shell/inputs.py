"""What the release is made from: the build's tables by name, and the hashes of inputs, code, lock and parameters."""

import hashlib
import json
from pathlib import Path

import polars as pl

from pipeline import io
from schemas.tables import BY_NAME

# Tables of one stage; the others are gathered from every stage that writes them.
_FROM = {
    "events": "rate/events", "sources": "rate/sources", "reports": "rate/reports", "claims": "code_actors/claims",
    "event_claims": "deduplicate/event_claims", "retired_events": "deduplicate/retired_events", "ledger": "deduplicate/ledger",
    "actors": "registry/actors", "places": "gazetteer/places",
}
_GATHERED = ("claim_sources", "evidence", "feeds", "coverage", "rejects", "issues", "accounting", "metrics")


def build_tables(project: io.Project) -> dict[str, pl.LazyFrame]:
    """Every table of the build that a release publishes, lazily; a table that no stage wrote is empty."""
    build = project.build
    found = {name: _stacked(name, [build / f"{path}.parquet"]) for name, path in _FROM.items()}
    for name in _GATHERED:
        found[name] = _stacked(name, sorted([*build.glob(f"*/{name}.parquet"), *build.glob(f"ingest/*/{name}.parquet")]), skip=build / "candidate")
    return found | _with_changes(project, found)


def _stacked(name: str, paths: list[Path], skip: Path | None = None) -> pl.LazyFrame:
    schema = BY_NAME[name].schema
    frames = [pl.scan_parquet(path).select(schema.names()).cast(schema) for path in paths if path.exists() and path.parent != skip]
    return pl.concat([BY_NAME[name].empty().lazy(), *frames])


def _with_changes(project: io.Project, found: dict[str, pl.LazyFrame]) -> dict[str, pl.LazyFrame]:
    return {}


def native_rows(build: Path) -> dict[str, pl.LazyFrame]:
    """The typed native rows of every ingested feed that has any."""
    found = {path.parent.name: pl.scan_parquet(path) for path in sorted(build.glob("ingest/*/rows.parquet"))}
    return {feed: frame for feed, frame in found.items() if frame.collect_schema().names()}


def provenance(project: io.Project, feeds: list[str]) -> dict:
    """Hashes by which a release can be traced: input files per folder, code, lock file, parameters.

    Only folders of feeds that the release names are looked at, so that a feed left out of a public build leaves no trace.
    """
    root = project.root
    folders = [*(project.input / feed for feed in feeds), *project.reference_folders, root / "raw/previous"]
    code = [path for folder in ("pipeline", "schemas") for path in (root / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    params = json.dumps(project.params, sort_keys=True, default=str)
    lock = root / "requirements.lock"
    return {
        "inputs": {folder.relative_to(root).as_posix(): _folder_hash(folder, root) for folder in folders if folder.is_dir()},
        "code_sha256": io.sha256_files(code, root), "lock_sha256": io.sha256_file(lock) if lock.exists() else None,
        "params_sha256": hashlib.sha256(params.encode()).hexdigest(), "params": json.loads(params),
    }


def _folder_hash(folder: Path, root: Path) -> dict:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {"files": len(files), "sha256": io.sha256_files(files, root)}
