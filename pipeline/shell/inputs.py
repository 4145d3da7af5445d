"""What the release is made from: the build's tables by name, and the hashes of inputs, code, lock and parameters."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput
from schemas.tables import BY_NAME

# Tables of one stage; the others are gathered from every stage that writes them.
_FROM = {
    "events": "rate/events", "sources": "rate/sources", "reports": "rate/reports", "claims": "code_actors/claims",
    "event_claims": "deduplicate/event_claims", "retired_events": "deduplicate/retired_events", "ledger": "deduplicate/ledger",
    "places": "gazetteer/places",
}
_GATHERED = ("claim_sources", "evidence", "feeds", "coverage", "rejects", "issues", "accounting", "metrics")


def build_tables(project: io.Project) -> dict[str, pl.LazyFrame]:
    """Every table of the build that a release publishes, lazily; a table that no stage wrote is empty."""
    build = project.build
    found = {name: _stacked(name, [build / f"{path}.parquet"]) for name, path in _FROM.items()}
    listed, brought = (_stacked("actors", [build / f"{path}.parquet"]) for path in ("registry/actors", "code_actors/actors"))
    found["actors"] = pl.concat([listed, brought.join(listed, on="actor_id", how="anti")])
    for name in _GATHERED:
        found[name] = _stacked(name, sorted([*build.glob(f"*/{name}.parquet"), *build.glob(f"ingest/*/{name}.parquet")]), skip=build / "candidate")
    return found


def _stacked(name: str, paths: list[Path], skip: Path | None = None) -> pl.LazyFrame:
    schema = BY_NAME[name].schema
    frames = [pl.scan_parquet(path).select(schema.names()).cast(schema) for path in paths if path.exists() and path.parent != skip]
    return pl.concat([BY_NAME[name].empty().lazy(), *frames])


def with_changes(project: io.Project, tables: dict[str, pl.LazyFrame], hashes: dict) -> dict[str, pl.LazyFrame]:
    """The tables with `changes` since the adopted release told, and events and ledger marked by the release that changed them."""
    from pipeline.dedup.changes import changes, touch

    folder, version = project.root / "raw/previous", str(project.params["release"]["version"])
    previous, earlier = (_stacked(name, [folder / f"{name}.parquet"]).collect() for name in ("events", "changes"))
    if not previous.height:
        return tables
    before = _previous_manifest(folder)
    changed = what_changed(before, hashes)
    events = tables["events"].collect()
    told = changes(previous, earlier, events, release=version, changed=changed, decided=_decided(tables["event_claims"], before, hashes))
    marked = {"events": touch(events, told, version).lazy(), "ledger": touch(tables["ledger"].collect(), told, version).lazy()}
    return tables | marked | {"changes": told.lazy()}


def _previous_manifest(folder: Path) -> dict:
    path = folder / "manifest.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read: {error}; run sitrep adopt again") from error


def what_changed(before: dict, hashes: dict) -> dict[str, bool]:
    """For upstream, code and reference, whether that kind of input differs from the build of the release before."""
    old, new = before.get("inputs", {}), hashes["inputs"]

    def of(inputs: dict, is_reference: bool) -> dict:
        return {name: told["sha256"] for name, told in inputs.items() if name != "raw/previous" and name.endswith("reference") == is_reference}

    code = ("code_sha256", "lock_sha256")
    tunables = [{key: value for key, value in (found.get("params") or {}).items() if key not in ("release", "input")} for found in (before, hashes)]
    return {
        "upstream": of(old, False) != of(new, False), "reference": of(old, True) != of(new, True),
        "code": any(before.get(key) != hashes.get(key) for key in code) or tunables[0] != tunables[1],
    }


def _decided(event_claims: pl.LazyFrame, before: dict, hashes: dict) -> frozenset[str]:
    """Events that a merge by decision touched, if the decisions are not those of the release before."""
    if before.get("decisions_sha256") == hashes.get("decisions_sha256"):
        return frozenset()
    by_decision = event_claims.filter(pl.col("reason").str.contains("by decision", literal=True)).select("event_id").unique().collect()
    return frozenset(by_decision["event_id"])


def native_rows(build: Path) -> dict[str, pl.LazyFrame]:
    """The typed native rows of every ingested feed that has any."""
    found = {path.parent.name: pl.scan_parquet(path) for path in sorted(build.glob("ingest/*/rows.parquet"))}
    return {feed: frame for feed, frame in found.items() if frame.collect_schema().names()}


def profiles(build: Path, feeds: pl.DataFrame) -> dict[str, dict]:
    """What each feed looked like, for the next release to compare with; the feed's own codes only where its licence is `full`."""
    found = {}
    for feed, redistribute in feeds.select("feed", "redistribute").sort("feed").iter_rows():
        for path in build.glob(f"ingest/*/profile_{feed.replace(':', '_')}.json"):
            seen = json.loads(path.read_text(encoding="utf-8"))
            found[feed] = seen if redistribute == "full" else seen | {"shares": {}}
    return found


def provenance(project: io.Project, feeds: list[str]) -> dict:
    """Hashes by which a release can be traced: input files per folder, code, lock file, parameters.

    Only folders of feeds that the release names are looked at, so that a feed left out of a public build leaves no trace.
    """
    root = project.root
    raw = {project.input / feed: _raw_files(project.input, feed) for feed in feeds}
    curated = {folder: _files(folder.rglob("*")) for folder in (*project.reference_folders, root / "raw/previous")}
    code = [path for folder in ("pipeline", "schemas") for path in (root / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    params = json.dumps(project.params, sort_keys=True, default=str)
    lock, decisions = root / "requirements.lock", root / "raw/reference/decisions.csv"
    return {
        "inputs": {
            folder.relative_to(root).as_posix(): {"files": len(files), "sha256": io.sha256_files(files, root)}
            for folder, files in (raw | curated).items() if files
        },
        "code_sha256": io.sha256_files(code, root), "lock_sha256": io.sha256_file(lock) if lock.exists() else None,
        "decisions_sha256": io.sha256_file(decisions) if decisions.exists() else None,
        "params_sha256": hashlib.sha256(params.encode()).hexdigest(), "params": json.loads(params),
    }


def _raw_files(home: Path, feed: str) -> list[Path]:
    """Raw files of a feed; a feed `table:x` is the files of the folder `table` whose names begin with x."""
    kind, _, name = feed.partition(":")
    return _files((home / kind).glob(f"{name}*" if name else "**/*"))


def _files(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.is_file() and not path.name.startswith("."))
