"""The release folder as a new user opens it: with every common reader, and checked by the validators of its formats."""

import csv
import gzip
import io as memory
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from pipeline import io
from pipeline.release import texts
from pipeline.release.codebook import codebook
from pipeline.release.tabular import csv_gz
from pipeline.shell.folders import DECLARED
from pipeline.shell.publish import publish
from schemas import vocabulary
from tests import release_tables, rows
from tests.release.made import frames, project

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    """A published release of 40 events."""
    return publish(project(tmp_path_factory.mktemp("project"), release_tables.tables(40))).path


@pytest.fixture(scope="module")
def tables(release) -> dict[str, pl.DataFrame]:
    return {table.name: pl.read_parquet(release / f"{table.name}.parquet") for table in DECLARED}


def test_folder_is_complete(release):
    expected = {f"{table.name}.parquet" for table in DECLARED} | {
        "ledger.parquet", "rows_reports.parquet", "sitrep.duckdb", "events.csv.gz", "datapackage.json", "croissant.json", "CODEBOOK.md", "CITATION.cff", "LICENSE", "ATTRIBUTION.md",
        "CHANGES.md", "report.html", "SHA256SUMS", "MANIFEST.json"}
    assert {path.name for path in release.iterdir()} == expected


def test_polars_pyarrow_pandas_and_duckdb_read_the_same(release, tables):
    import pandas

    for name in [*tables, "rows_reports"]:
        path = release / f"{name}.parquet"
        frame, arrow, panda = pl.read_parquet(path), pq.read_table(path), pandas.read_parquet(path)
        numbers = [column for column, dtype in frame.schema.items() if dtype.is_numeric()]
        asked = ", ".join(["count(*)", *(f'coalesce(sum("{column}"), 0)' for column in numbers)])
        expected = pytest.approx([frame.height, *(frame[column].sum() for column in numbers)])
        assert [len(panda), *(float(panda[column].sum()) for column in numbers)] == expected, name
        assert [arrow.num_rows, *(pl.from_arrow(arrow[column]).sum() for column in numbers)] == expected, name
        for where in (f"read_parquet('{path}')", f"file.{name}"):
            with duckdb.connect() as fresh:
                fresh.execute(f"ATTACH '{release / 'sitrep.duckdb'}' AS file (READ_ONLY)")
                assert list(map(float, fresh.sql(f"SELECT {asked} FROM {where}").fetchall()[0])) == expected, (name, where)


def test_native_rows_are_described_like_every_other_table(release):
    schema = pq.read_schema(release / "rows_reports.parquet")
    assert schema.field("Words").metadata[b"description"].startswith(b"Column `Words` of reports") and schema.field("day").type == "date32"
    with duckdb.connect(str(release / "sitrep.duckdb"), read_only=True) as connection:
        assert connection.sql('SELECT "Words", count FROM rows_reports').fetchall() == [("=1+1", 1), (None, 2)]
        assert connection.sql("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'rows_reports' AND comment IS NULL").fetchall() == [(0,)]
    assert "| `Words` |" in (release / "CODEBOOK.md").read_text()


def test_parquet_has_described_columns_plain_strings_and_no_build_time(release):
    for table in DECLARED:
        schema = pq.read_schema(release / f"{table.name}.parquet")
        assert all(field.metadata[b"description"] for field in schema), table.name
        assert not any("large" in str(field.type) or "view" in str(field.type) or "dictionary" in str(field.type) for field in schema), table.name
        assert set(schema.metadata) <= {b"description", b"geo"}


@pytest.mark.parametrize("name", ["events", "claims"])
def test_geoparquet_validator_passes(release, name):
    done = subprocess.run([BIN / "geoparquet-validator", "check", release / f"{name}.parquet"], capture_output=True, text=True)
    assert done.returncode == 0 and "FAIL" not in done.stdout, done.stdout
    assert "covering: 6 pass" in done.stdout


def test_geoparquet_box_is_around_the_points(release):
    table = pq.read_table(release / "events.parquet")
    geo = json.loads(table.schema.metadata[b"geo"])
    longitudes, latitudes = table["longitude"].to_pylist(), table["latitude"].to_pylist()
    assert geo["version"] == "1.1.0" and geo["columns"]["geometry"]["bbox"] == [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
    assert table["bbox"].to_pylist()[0] == {"xmin": longitudes[0], "ymin": latitudes[0], "xmax": longitudes[0], "ymax": latitudes[0]}


@pytest.mark.filterwarnings("ignore")
def test_datapackage_is_valid_for_frictionless_with_bytes_and_hashes(release, monkeypatch):
    from frictionless import Package

    monkeypatch.chdir(release)
    report = Package("datapackage.json").validate()
    assert report.valid, report.flatten(["title", "message"])[:3]
    assert {task.name for task in report.tasks} == {table.name for table in DECLARED} | {"rows_reports", "events-csv"}


@pytest.mark.filterwarnings("ignore")
def test_croissant_loads_and_gives_records(release):
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    record = next(iter(dataset.records("events")))
    assert record["events/event_id"].decode() in pl.read_parquet(release / "events.parquet")["event_id"]


def test_citation_keeps_its_schema(release, tmp_path):
    feeds = rows.table("feeds", [{"feed": "x", "title": 'A "title": with # signs', "publisher": "P & Q", "licence": "x", "redistribute": "full", "url": "https://example.org",
                                  "citation": "Cite: me", "may_found_events": True, "file_count": 1, "claim_count": 1}])
    odd = tmp_path / "CITATION.cff"
    odd.write_text(texts.citation(json.loads((release / "MANIFEST.json").read_text()), feeds))
    done = subprocess.run([BIN / "check-jsonschema", "--builtin-schema", "vendor.citation-file-format", release / "CITATION.cff", odd], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "sample, not data" in odd.read_text()


def test_changes_page_names_the_causes_the_tolls_that_moved_and_what_became_of_the_retired():
    toll = {"release": "2026.11.0", "change": "changed", "column_name": "fatalities_best", "cause": "upstream"}
    changes = rows.table("changes", [toll | {"event_id": "e0000000000000001", "old": "3", "new": "5"}, toll | {"event_id": "e0000000000000002", "old": "90", "new": "null"},
                                     {"release": "2026.11.0", "event_id": "e0000000000000003", "change": "retired", "old": "{}", "cause": "code"}])
    retired = rows.table("retired_events", [{"event_id": "e0000000000000003", "status": "withdrawn", "retired_release": "2026.11.0", "reason": "its row is gone"}])
    events = rows.events({"event_id": "e0000000000000001", "notes": "Attack | somewhere."}, {"event_id": "e0000000000000002", "notes": "Clash."})
    page = texts.changes_page({"version": "2026.11.0", "base_version": "2026.11.0"}, changes, retired, events)
    assert "| `e0000000000000002` | 90 | unknown | Clash. |\n| `e0000000000000001` | 3 | 5 | Attack \\| somewhere. |" in page
    assert "| fatalities_best | upstream | 2 |" in page and "- `e0000000000000003` withdrawn: its row is gone" in page
    assert "This is a first release" in texts.changes_page({"version": "1", "base_version": "1"}, changes.clear(), retired.clear(), events)


def test_checksums_are_those_that_sha256sum_checks(release):
    for line in (release / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert io.sha256_file(release / name) == digest
    assert len((release / "SHA256SUMS").read_text().splitlines()) == len(list(release.iterdir())) - 1


def test_codebook_tells_every_column_code_and_rule(release, tables):
    text = (release / "CODEBOOK.md").read_text()
    for table in DECLARED:
        section = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        for column in table.columns:
            line = next(line for line in section.splitlines() if line.startswith(f"| `{column.name}` |"))
            assert column.description.replace("|", "\\|").split("`")[0].strip() in line
            assert not column.unit or f"Unit: {column.unit}." in line
            assert not column.vocabulary or f"(#codes-{column.vocabulary})" in line and f"\n### Codes: {column.vocabulary}\n" in text
    assert all(f"| {term} |" in text for term in vocabulary.terms("sub_event_types"))
    assert "| `actor1_id` | text | 0.0 % |" in text and "| `event_id` | text, never null | 100.0 % |" in text
    assert "`toll_in_order`" in text and "fatalities_low" in text


def test_codebook_and_licence_of_a_private_build_say_so():
    manifest = {"title": "t (private build, not for redistribution)", "version": "1-private", "date": "2026-11-22", "schema_version": "1", "audience": "private", "is_sample": False}
    assert "Not for redistribution" in codebook(manifest, frames(release_tables.tables(0), "private"), DECLARED)
    assert "may not be published" in texts.licence(manifest) and "CC BY" not in texts.licence(manifest)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_that_a_spreadsheet_would_run_is_guarded(start):
    events = rows.events({"notes": f"{start}HYPERLINK(1)", "longitude": -70.5})
    cells = next(csv.DictReader(memory.StringIO(gzip.decompress(csv_gz(events)).decode(), newline="")))
    assert cells["notes"] == f"'{start}HYPERLINK(1)"
    assert cells["longitude"] == "-70.5"  # a number is no formula


def test_csv_joins_lists_and_leaves_geometry_out(release):
    text = gzip.decompress((release / "events.csv.gz").read_bytes()).decode()
    header = text.split("\n", 1)[0].split(",")
    assert "geometry" not in header and "\r" not in text
    frame = pl.read_csv(memory.BytesIO(text.encode()))
    assert frame.height == 40 and frame["source_names"].to_list() == ["a"] * 40


def test_manifest_counts_rows_and_digests_tables(release, tables):
    manifest = json.loads((release / "MANIFEST.json").read_text())
    assert manifest["rows"]["events"] == 40 and manifest["version"].startswith("2026.11.0-dev.")
    assert manifest["digests"]["events"] == io.logical_digest(tables["events"].select(DECLARED[0].names))
    assert manifest["accounting"]["extract/reports"]["rows_in"] == 40
    assert manifest["title"].endswith("(sample, not data)")


def test_schema_cannot_change_without_a_new_schema_version():
    """The digest of every declaration is kept with its version: a change of a column asks for a bump of both lines."""
    import hashlib

    from schemas.describe import facts
    from schemas.tables import SCHEMA_VERSION

    said = [(t.name, t.key, t.foreign_keys, [(c.name, str(c.dtype), c.nullable, c.vocabulary, facts(c).get("unit")) for c in t.columns]) for t in DECLARED]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
    kept = dict(line.split() for line in (Path(__file__).parent / "schema_digests.txt").read_text().splitlines())
    assert kept.get(SCHEMA_VERSION) == digest, f"schema {SCHEMA_VERSION} now has digest {digest}: raise SCHEMA_VERSION in schemas/tables.py and add '<version> {digest}' to schema_digests.txt (replace the line only if no release has that version yet)"


BUILD = """
import sys
from pathlib import Path
from tests import release_tables
from tests.release.made import project
project(Path(sys.argv[1]), release_tables.tables(300))
"""
SETTINGS = ({"POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
            {"POLARS_MAX_THREADS": "8", "PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8"})


def test_candidate_has_the_same_bytes_at_any_thread_count_hash_seed_time_zone_and_locale(tmp_path):
    sums = []
    for number, settings in enumerate(SETTINGS):
        subprocess.run([sys.executable, "-c", BUILD, tmp_path / str(number)], env=os.environ | settings | {"PYTHONPATH": str(io.ROOT)}, check=True, timeout=120)
        folder = tmp_path / str(number) / "build/candidate"
        sums.append({path.name: io.sha256_file(path) for path in folder.iterdir()})
    assert sums[0] == sums[1] and len(sums[0]) > 25
