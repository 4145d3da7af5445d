"""The commands around feeds: add, sources, harvest."""

from pathlib import Path

import polars as pl
import pytest
import yaml
from click.testing import CliRunner

from pipeline import io
from pipeline.commands.sources import command as sources
from pipeline.errors import BadInput, Usage
from pipeline.shell.add import add
from pipeline.shell.harvest import propose
from tests.feeds.files import ged

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = {"url": None, "version": "25.1", "retrieved": "2026-11-02"}


@pytest.fixture
def project(tmp_path):
    (tmp_path / "params.yaml").write_text("input: raw\naudience: public\nrelease: {date: 2026-11-22}\n", encoding="utf-8")
    return io.project(tmp_path)


def test_added_file_has_its_bytes_and_an_origin_card(project, tmp_path):
    file = tmp_path / "GED v25.csv"
    file.write_bytes(ged({}))
    path, card = add(project, "ucdp_ged", file, ORIGIN, replace=False)
    assert path.read_bytes() == file.read_bytes() and card["sha256"] == io.sha256_file(file)
    assert yaml.safe_load((path.parent / "GED v25.csv.origin.yml").read_text()) == card and card["version"] == "25.1"


def test_added_table_brings_its_mapping(project):
    path, _ = add(project, "table", ROOT / "raw/sample/table/incidents.csv", ORIGIN, replace=False)
    assert {p.name for p in path.parent.iterdir()} == {"incidents.csv", "incidents.yml", "incidents.crosswalk.csv", "incidents.csv.origin.yml"}


def test_file_that_could_not_be_ingested_is_not_added(project, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"<html>")
    with pytest.raises(BadInput, match="HTML"):
        add(project, "ucdp_ged", tmp_path / "x.csv", ORIGIN, replace=False)
    assert not (tmp_path / "raw").exists()


def test_file_of_the_same_name_is_replaced_only_when_told(project, tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(ged({}))
    add(project, "ucdp_ged", file, ORIGIN, replace=False)
    add(project, "ucdp_ged", file, ORIGIN, replace=False)  # the same content may be added again
    file.write_bytes(ged({}, {}))
    with pytest.raises(BadInput, match="stands there with other content; pass --replace"):
        add(project, "ucdp_ged", file, ORIGIN, replace=False)
    assert add(project, "ucdp_ged", file, ORIGIN, replace=True)[0].read_bytes() == ged({}, {})


@pytest.mark.parametrize("feed", ["..", "ucdp_ged/..", "-x", "x" * 300, "", "UCDP_GED"])
def test_feed_that_is_none_is_refused(project, tmp_path, feed):
    (tmp_path / "x.csv").write_bytes(ged({}))
    with pytest.raises(Usage, match="no such feed"):
        add(project, feed, tmp_path / "x.csv", ORIGIN, replace=False)


@pytest.mark.parametrize("name", ["-x.csv", ".x.csv", "x\n.csv", "x.txt"])
def test_name_that_is_not_plain_is_refused(project, tmp_path, name):
    (tmp_path / name).write_bytes(ged({}))
    with pytest.raises(Usage):
        add(project, "ucdp_ged", tmp_path / name, ORIGIN, replace=False)


def test_sources_come_back_in_order_with_their_grades(tmp_path):
    (tmp_path / "names.csv").write_text("name,country\nReuters,\nGazette of Nowhere,MLI\n", encoding="utf-8")
    done = CliRunner().invoke(sources, [str(tmp_path / "names.csv"), "--out", str(tmp_path / "out.parquet")])
    assert done.exit_code == 0, done.output
    assert pl.read_parquet(tmp_path / "out.parquet").select("name", "source_id", "grade").rows()[1] == ("Gazette of Nowhere", "unknown:gazette of nowhere", "F")


def test_names_may_come_by_standard_input():
    assert "unknown:gazette of nowhere" in CliRunner().invoke(sources, [], input="Gazette of Nowhere\n").output


def test_no_names_is_bad_input(tmp_path):
    (tmp_path / "names.csv").write_text("\n")
    assert isinstance(CliRunner().invoke(sources, [str(tmp_path / "names.csv")]).exception, BadInput)


def test_harvest_of_a_closed_feed_is_refused_in_a_public_build(project):
    with pytest.raises(BadInput, match="forbids redistribution"):
        propose(project, "acled")


def test_harvest_before_ingest_says_what_to_do(project):
    with pytest.raises(BadInput, match="run sitrep build"):
        propose(project, "ucdp_ged")
