"""Says what is wrong with a release: files, tables, laws, licences, accounting, database. Empty when all is well."""

from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import SitrepError
from pipeline.release.licences import audience_findings
from pipeline.release.manifest import content_digest, totals
from pipeline.release.native import native_tables
from pipeline.release.parquet import arrow_table
from pipeline.shell import folders
from pipeline.shell.database import read_database
from pipeline.shell.folders import DATABASE, DECLARED, MANIFEST, SUMS
from schemas import laws
from schemas.column import Table
from schemas.tables import BY_NAME, SCHEMA_VERSION


def findings(folder: Path) -> list[str]:
    """Everything that is wrong with a release, each in one line that names the file; the files first, then what is in them."""
    found = file_findings(folder)
    try:
        manifest = folders.read_manifest(folder)
    except SitrepError as error:
        return found + [str(error)]
    if manifest.get("schema_version") != SCHEMA_VERSION:
        return found + [f"{MANIFEST}: schema {manifest.get('schema_version')}, this Sitrep knows {SCHEMA_VERSION}; verify it with the version that made it"]
    frames, broken = _tables(folder, manifest)
    found += broken + _manifest_findings(manifest, frames)
    if all(table.name in frames for table in DECLARED):
        found += _law_findings(frames) + laws.table_findings(frames, DECLARED) + audience_findings(frames, manifest["audience"])
        found += _accounting_findings(frames)
    return found + _database_findings(folder, manifest, native_tables(frames))


def file_findings(folder: Path) -> list[str]:
    """Files that are missing, extra, or not the bytes that SHA256SUMS lists."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return [f"{SUMS}: cannot be read: {getattr(error, 'strerror', None) or 'not text'}"]
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file() or path.is_symlink()}
    found = [f"{name}: missing; {SUMS} lists it" for name in sorted(listed.keys() - there.keys())]
    found += [f"{name}: not part of the release; {SUMS} does not list it" for name in sorted(there.keys() - listed.keys() - {SUMS})]
    for name in sorted(listed.keys() & there.keys()):
        if (seen := io.sha256_file(there[name])) != listed[name]:
            found.append(f"{name}: SHA-256 is {seen[:12]}…, {SUMS} says {listed[name][:12]}…")
    return found


def _tables(folder: Path, manifest: dict) -> tuple[dict[str, pl.DataFrame], list[str]]:
    frames, found = {}, []
    wanted = {table.name for table in DECLARED} | set(manifest["digests"])
    for name in sorted(wanted):
        try:
            frames[name] = folders.read_table(folder, name)
            found += _schema_findings(folder, name, frames[name])
        except SitrepError as error:
            found.append(str(error))
    return frames, found


def _schema_findings(folder: Path, name: str, frame: pl.DataFrame) -> list[str]:
    """Columns, types, nullability and descriptions of the file against the declaration."""
    if name not in BY_NAME:
        return []
    import pyarrow.parquet as pq

    seen = pq.read_schema(folder / f"{name}.parquet")
    expected = arrow_table(frame.clear(), BY_NAME[name].published()).schema
    if not seen.equals(expected, check_metadata=False):
        off = next((f.name for f in expected if f.name not in seen.names or not seen.field(f.name).equals(f)), "the order of columns")
        return [f"{name}.parquet: its columns are not those of schema {SCHEMA_VERSION}: {off}"]
    return [f"{name}.parquet: {f.name} has no description" for f in seen if not (f.metadata or {}).get(b"description")]


def _manifest_findings(manifest: dict, frames: dict[str, pl.DataFrame]) -> list[str]:
    found = []
    digests = {name: io.logical_digest(frame) for name, frame in sorted(frames.items())}
    for name, frame in sorted(frames.items()):
        if frame.height != manifest["rows"].get(name):
            found.append(f"{name}.parquet: {frame.height} rows, {MANIFEST} says {manifest['rows'].get(name)}")
        elif digests[name] != manifest["digests"].get(name):
            found.append(f"{name}.parquet: its content is not what {MANIFEST} says (logical digest differs)")
    if content_digest(manifest["digests"], manifest["audience"], manifest["is_sample"]) != manifest["digest"]:
        found.append(f"{MANIFEST}: its digest is not that of the tables' digests it lists")
    if "accounting" in frames and totals(frames["accounting"]) != manifest["accounting"]:
        found.append(f"{MANIFEST}: its accounting is not that of accounting.parquet")
    return found


def _law_findings(frames: dict[str, pl.DataFrame]) -> list[str]:
    from pipeline import validate

    found = []
    for table in DECLARED:
        bad = validate.split(frames[table.name], table)[1]
        for rule in bad.group_by("column_name", "reason").agg(pl.col("row").n_unique().alias("rows"), pl.col("row").min().alias("first")).sort("first").iter_rows(named=True):
            where = f"column {rule['column_name']}" if rule["column_name"] else "a row law"
            found.append(f"{table.name}.parquet: {rule['rows']} rows break {where}: {rule['reason']}, first row {rule['first']}")
    return found


def _accounting_findings(frames: dict[str, pl.DataFrame]) -> list[str]:
    """Claims of the release against what the accounting says came out of the last stage that counts them."""
    rejected = frames["rejects"].height
    counted = frames["accounting"].select(pl.col("rejected").sum()).item() or 0
    if counted != rejected:
        return [f"accounting.parquet: {counted} rows rejected over all stages, rejects.parquet holds {rejected}"]
    return []


def _database_findings(folder: Path, manifest: dict, native: tuple[Table, ...]) -> list[str]:
    if not (folder / DATABASE).is_file():
        return [f"{DATABASE}: missing"]
    try:
        frames = read_database(folder / DATABASE, DECLARED + native)
    except SitrepError as error:
        return [str(error)]
    return [
        f"{DATABASE}: table {name} is not what {name}.parquet holds (logical digest differs)"
        for name, frame in frames.items() if io.logical_digest(frame) != manifest["digests"].get(name)
    ]
