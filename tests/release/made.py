"""Candidates and releases of made-up events, written by the same code that writes real ones."""

import datetime as dt
from pathlib import Path

import polars as pl
import yaml

from pipeline import io
from pipeline.shell import release as shell
from pipeline.stages.release import release
from tests import release_tables

PARAMS = {"input": "raw/sample", "audience": "public", "release": {"version": "2026.11.0", "date": "2026-11-22", "final": False}}
NATIVE = {"reports": pl.DataFrame({"native_id": ["1", "2"], "raw_line": [2, 3], "Words": ["=1+1", None], "count": [1, 2], "day": [dt.date(2020, 1, 1), None], "raw_file": "a.csv"})}
HASHES = {"inputs": {}, "code_sha256": "0" * 64, "lock_sha256": None, "params_sha256": "0" * 64, "params": PARAMS}


def frames(tables: dict[str, pl.DataFrame], audience: str = "public", **rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The finished tables of a release made of the build's `tables`."""
    native = {feed: frame.lazy() for feed, frame in rows.items()}
    published = release(audience=audience, rows=native, **{name: frame.lazy() for name, frame in tables.items()})
    return {name: shell.collected(name, frame) for name, frame in published.items()}


def project(folder: Path, tables: dict[str, pl.DataFrame] | None = None, *, final: bool = False, audience: str = "public", version: str = "2026.11.0",
            native: dict[str, pl.DataFrame] = NATIVE) -> io.Project:
    """A project with a candidate of these tables (six events by default), ready to publish."""
    params = PARAMS | {"audience": audience, "release": {"version": version, "date": "2026-11-22", "final": final}}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    found = io.project(folder)
    shell.write_candidate(found.build / "candidate", frames(tables or release_tables.tables(6), audience, **native), params, HASHES)
    return found
