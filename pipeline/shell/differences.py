"""What differs between two published releases, and how that looks on a terminal."""

import polars as pl

from pipeline.dedup.changes import changes
from pipeline.shell import folders
from pipeline.shell.shown import safe, table
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


def notes(old: str, new: str) -> dict[str, str]:
    """What every event of the two releases is, in words, the newer where both have it; of one that is gone, what became of it too."""
    one, two = folders.find(old), folders.find(new)
    said = {event: word for folder in (one, two) for event, word in folders.read_table(folder, "events").select("event_id", "notes").iter_rows()}
    for row in folders.read_table(two, "retired_events").iter_rows(named=True):
        fate = " ".join([row["status"], ", ".join(row["successor_ids"])]).strip()
        said[row["event_id"]] = f"{said.get(row['event_id'], '')} [{fate}: {row['reason']}]".strip()
    return said


def kinds(before: dict, after: dict) -> dict[str, bool]:
    """Which kinds of input differ between two manifests: upstream (feeds), code (with lock file and parameters), reference."""
    def split(manifest: dict) -> tuple[dict, dict]:
        inputs = {name: value for name, value in (manifest.get("inputs") or {}).items() if name != "raw/previous"}
        curated = {name: value for name, value in inputs.items() if name.endswith("reference")}
        return {name: value for name, value in inputs.items() if name not in curated}, curated

    (feeds, curated), (new_feeds, new_curated) = split(before), split(after)
    code = ("code_sha256", "lock_sha256", "params_sha256")
    return {"upstream": feeds != new_feeds, "code": any(before.get(k) != after.get(k) for k in code), "reference": curated != new_curated}


def shown(told: pl.DataFrame, limit: int | None, said: dict[str, str]) -> str:
    """Counts per kind and column, then the changes event by event, each event with what `said` tells of it."""
    if not told.height:
        return "no event differs"
    counts = told.group_by("change", "column_name").agg(pl.len().alias("events")).sort("change", "events", "column_name", descending=[False, True, False])
    parts = [table(["change", "column", "events"], counts.rows(), [False, False, True]), ""]
    for (event,), own in (told if limit is None else told.head(limit)).group_by("event_id", maintain_order=True):
        parts.append(safe(f"{event}  {said.get(event, '')}"))
        parts += [f"  {safe(line)}" for line in _lines(own)]
    if limit is not None and told.height > limit:
        parts.append(f"\n{told.height - limit} more: --all lists them, --out FILE writes them")
    return "\n".join(parts)


def _lines(own: pl.DataFrame) -> list[str]:
    """The changes of one event: a changed column with both values, else what became of the event."""
    found = []
    for row in own.iter_rows(named=True):
        what = f"{row['column_name']}: {_value(row['old'])} -> {_value(row['new'])}" if row["change"] == "changed" else row["change"]
        found.append(f"{what} ({row['cause']})")
    return found


def _value(text: str | None) -> str:
    return "unknown" if text in (None, "null") else text if len(text) <= 120 else text[:119] + "…"
