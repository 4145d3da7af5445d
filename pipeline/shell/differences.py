"""What differs between two published releases, and how that looks on a terminal."""

import polars as pl

from pipeline.dedup.changes import changes
from pipeline.shell import folders
from pipeline.shell.shown import table
from schemas.event import CHANGES


def between(old: str, new: str) -> pl.DataFrame:
    """Changes from one release to the other, with causes as the two manifests tell them. Raises BadInput for a release that is not there."""
    one, two = folders.find(old), folders.find(new)
    manifests = [folders.read_manifest(folder) for folder in (one, two)]
    before, after = (folders.read_table(folder, "events") for folder in (one, two))
    release = manifests[1]["version"]
    if not before.height:
        return changes(after.head(0), CHANGES.empty(), after, release=release, changed={})
    return changes(before, CHANGES.empty(), after, release=release, changed=kinds(*manifests))


def kinds(before: dict, after: dict) -> dict[str, bool]:
    """Which kinds of input differ between two manifests: upstream (feeds), code (with lock file and parameters), reference."""
    def split(manifest: dict) -> tuple[dict, dict]:
        inputs = {name: value for name, value in (manifest.get("inputs") or {}).items() if name != "raw/previous"}
        curated = {name: value for name, value in inputs.items() if name.endswith("reference")}
        return {name: value for name, value in inputs.items() if name not in curated}, curated

    (feeds, curated), (new_feeds, new_curated) = split(before), split(after)
    code = ("code_sha256", "lock_sha256", "params_sha256")
    return {"upstream": feeds != new_feeds, "code": any(before.get(k) != after.get(k) for k in code), "reference": curated != new_curated}


def shown(told: pl.DataFrame, limit: int | None) -> str:
    """Counts per kind and column, then the changes themselves."""
    if not told.height:
        return "no event differs"
    counts = told.group_by("change", "column_name").agg(pl.len().alias("events")).sort("change", "events", "column_name", descending=[False, True, False])
    parts = [table(["change", "column", "events"], counts.rows(), [False, False, True]), ""]
    rows = told.select("event_id", "change", "column_name", pl.when(pl.col("change") == "changed").then("old"), "new", "cause")
    parts.append(table(["event", "change", "column", "old", "new", "cause"], (rows if limit is None else rows.head(limit)).rows(), widest=40))
    if limit is not None and told.height > limit:
        parts.append(f"{told.height - limit} more: --all lists them, --out FILE writes them")
    return "\n".join(parts)
