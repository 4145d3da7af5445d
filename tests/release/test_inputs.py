"""A release says which inputs it was made from, and nothing of those it was not made from."""

import json

import pytest
import yaml

from pipeline import io
from pipeline.errors import BadInput
from pipeline.shell import folders
from pipeline.shell.inputs import provenance, what_changed, with_changes
from tests import release_tables, rows
from tests.release.made import PARAMS


@pytest.fixture
def project(tmp_path) -> io.Project:
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(PARAMS | {"input": "raw"}))
    for name in ("raw/ucdp_ged/a.csv", "raw/acled/b.csv", "raw/table/x.csv", "raw/table/x.yml", "raw/table/other.csv", "raw/reference/actors.csv", "pipeline/a.py", "schemas/b.py",
                 "requirements.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return io.project(tmp_path)


def test_only_files_of_the_named_feeds_leave_a_trace(project):
    before = provenance(project, ["ucdp_ged", "table:x"])
    (project.root / "raw/acled/b.csv").unlink()
    (project.root / "raw/table/other.csv").unlink()
    assert provenance(project, ["ucdp_ged", "table:x"]) == before
    assert {name: told["files"] for name, told in before["inputs"].items()} == {"raw/ucdp_ged": 1, "raw/table:x": 2, "raw/reference": 1}


@pytest.mark.parametrize(("path", "changed"), [("raw/ucdp_ged/a.csv", "upstream"), ("raw/reference/actors.csv", "reference"), ("pipeline/a.py", "code"), ("requirements.lock", "code")])
def test_what_changed_is_told_by_kind(project, path, changed):
    before = provenance(project, ["ucdp_ged"])
    (project.root / path).write_text("other")
    assert what_changed(before, provenance(project, ["ucdp_ged"])) == {name: name == changed for name in ("upstream", "reference", "code")}


def test_release_number_and_date_are_no_change_of_code(project):
    before = provenance(project, [])
    later = io.Project(project.root, project.params | {"release": {"version": "2027.1.0", "date": "2027-01-01", "final": True}})
    assert not any(what_changed(before, provenance(later, [])).values())


def test_first_release_tells_no_changes(project):
    tables = {name: frame.lazy() for name, frame in release_tables.tables(2).items()}
    assert with_changes(project, tables, {}) is tables


def adopted(project: io.Project, count: int) -> None:
    """The project with a previous release of `count` events."""
    for name in ("events", "changes"):
        io.write_table(release_tables.tables(count)[name], next(t for t in folders.DECLARED if t.name == name), project.root / f"raw/previous/{name}.parquet")
    io.write_json(project.root / "raw/previous/manifest.json", {"version": "2026.10.0", **provenance(project, ["ucdp_ged"])})


def test_changed_value_is_told_with_its_cause_and_marks_the_event(project):
    adopted(project, 3)
    (project.root / "raw/ucdp_ged/a.csv").write_text("corrected")
    tables = release_tables.tables(3)
    tables["events"] = tables["events"].with_columns(fatalities_high=tables["events"]["fatalities_high"] + (tables["events"]["event_id"] == "e0000000000000002").cast(int))
    tables["ledger"] = rows.table("ledger", [])
    found = with_changes(project, {name: frame.lazy() for name, frame in tables.items()}, provenance(project, ["ucdp_ged"]))
    told = found["changes"].collect().select("release", "event_id", "change", "column_name", "old", "new", "cause").rows()
    assert told == [("2026.11.0", "e0000000000000002", "changed", "fatalities_high", "1", "2", "upstream")]
    events = found["events"].collect()
    assert sorted(events["last_changed_release"].to_list()) == ["1", "1", "2026.11.0"]


def test_broken_previous_manifest_is_one_line(project):
    adopted(project, 1)
    (project.root / "raw/previous/manifest.json").write_text("{")
    with pytest.raises(BadInput, match="run sitrep adopt again"):
        with_changes(project, {name: frame.lazy() for name, frame in release_tables.tables(1).items()}, provenance(project, []))


def test_manifest_that_is_no_manifest_is_one_line(tmp_path):
    (tmp_path / "MANIFEST.json").write_text(json.dumps(["x"]))
    with pytest.raises(BadInput, match="expected the manifest of a release"):
        folders.read_manifest(tmp_path)
