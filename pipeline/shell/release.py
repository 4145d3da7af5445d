"""Reads every table of the build and writes the candidate: the folder that `sitrep publish` makes a release of.

The candidate holds deterministic bytes only, so that the build can be repeated and compared. `sitrep.duckdb`, whose
bytes vary by nature, and `SHA256SUMS`, which covers it, are written by `publish` from the candidate's tables.
"""

import shutil
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import ValidationFailed
from pipeline.release import codebook, metadata, tabular, texts
from pipeline.release.licences import audience_findings
from pipeline.release.manifest import manifest as make_manifest
from pipeline.release.native import native_tables
from pipeline.release.parquet import arrow_table
from pipeline.shell.folders import DECLARED
from pipeline.shell.inputs import build_tables, native_rows, profiles, provenance, with_changes
from pipeline.stages.release import release
from schemas import laws
from schemas.describe import finish
from schemas.tables import BY_NAME


def run(project: io.Project) -> None:
    """Write build/candidate: tables, descriptions, texts and manifest. Raises ValidationFailed when a table law is broken."""
    tables = build_tables(project)
    hashes = provenance(project, tables["feeds"].select(pl.col("feed").sort()).collect()["feed"].to_list())
    tables = with_changes(project, tables, hashes)
    published = release(audience=project.params["audience"], rows=native_rows(project.build), **tables)
    frames = {name: collected(name, frame) for name, frame in published.items()}
    check(frames, project.params["audience"])
    write_candidate(project.build / "candidate", frames, project.params, hashes | {"profiles": profiles(project.build, frames["feeds"])})


def collected(name: str, frame: pl.LazyFrame) -> pl.DataFrame:
    """The table as it is written: declared columns, rounded and sorted; native rows sorted by all that can be sorted."""
    if name in BY_NAME:
        return finish(frame.collect(), BY_NAME[name].published())
    return frame.collect()


def check(frames: dict[str, pl.DataFrame], audience: str) -> None:
    """Nothing, or ValidationFailed with the first finding: every column, row law, key, foreign key and licence of the release."""
    from pipeline import validate

    found = []
    for table in DECLARED:
        bad = validate.split(frames[table.name], table)[1]
        if bad.height:
            row = bad.row(0, named=True)
            found.append(f"{table.name}: {bad['row'].n_unique()} rows break a rule, first row {row['row']}: {row['column_name'] or 'law'} {row['reason']} {row['seen'] or ''}".strip())
    found += laws.table_findings(frames, DECLARED) + audience_findings(frames, audience)
    if found:
        raise ValidationFailed(f"release: {found[0]}" + (f" (and {len(found) - 1} more)" if len(found) > 1 else "") + "; nothing was released")


def write_candidate(folder: Path, frames: dict[str, pl.DataFrame], params: dict, hashes: dict) -> dict:
    """Write the candidate folder anew and return its manifest. `frames`: finished tables by name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    native = native_tables(frames)
    tables = {table.name: table for table in native} | {name: BY_NAME[name].published() for name in frames if name in BY_NAME}
    for name, frame in frames.items():
        io.write_arrow(arrow_table(frame, tables[name]), folder / f"{name}.parquet")
    with io.replacing(folder / "events.csv.gz") as temporary:
        temporary.write_bytes(tabular.csv_gz(frames["events"]))
    digests = {name: io.logical_digest(frame) for name, frame in sorted(frames.items())}
    manifest = make_manifest(frames, digests, params, hashes)
    for name, text in documents(frames, manifest).items():
        io.write_text(folder / name, text)
    files = {path.name: (path.stat().st_size, io.sha256_file(path)) for path in sorted(folder.iterdir())}
    io.write_json(folder / "datapackage.json", metadata.datapackage(manifest, DECLARED + native, files, frames["feeds"]))
    io.write_json(folder / "croissant.json", metadata.croissant(manifest, DECLARED + native, files, texts.citation_line(manifest)))
    io.write_json(folder / "MANIFEST.json", manifest)
    return manifest


def documents(frames: dict[str, pl.DataFrame], manifest: dict) -> dict[str, str]:
    """The release's texts by file name."""
    from pipeline.release.report import render

    return {
        "CITATION.cff": texts.citation(manifest, frames["feeds"]), "LICENSE": texts.licence(manifest),
        "ATTRIBUTION.md": texts.attribution(manifest, frames["feeds"]),
        "CHANGES.md": texts.changes_page(manifest, frames["changes"], frames["retired_events"], frames["events"]),
        "CODEBOOK.md": codebook.codebook(manifest, frames, DECLARED + native_tables(frames)), "report.html": render(frames, manifest),
    }
