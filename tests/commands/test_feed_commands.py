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


def test_harvest_writes_the_places_that_the_gazetteer_lacks_in_the_columns_of_places_csv(project, tmp_path, monkeypatch):
    """The command as a user runs it: on an ingested feed, with the reference tables that a build leaves."""
    from pipeline import tools
    from pipeline.commands.harvest import command as harvest
    from pipeline.shell import ingest
    from tests.gazetteer.small import built, sources as small_sources

    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/reference").symlink_to(ROOT / "raw/reference")
    (tmp_path / "raw/ucdp_ged").mkdir()
    (tmp_path / "raw/ucdp_ged/a.csv").write_bytes(ged({"where_coordinates": "Kafr Nowhere village", "latitude": "35.5", "longitude": "36.5"}, {"where_coordinates": "=Kafr Formula"}, {"where_prec": "6"}))
    ingest.run(project, "ucdp_ged")
    (tmp_path / "build/gazetteer").mkdir()
    for name, frame in (("places", built().places), ("place_names", built().names), ("place_units", small_sources().reference["place_units"])):
        frame.write_parquet(tmp_path / f"build/gazetteer/{name}.parquet")
    tools.keep(project, "gazetteer")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(harvest, ["ucdp_ged", "--out", "proposals.csv"])
    assert done.exit_code == 0, done.exception
    assert done.output.startswith("proposals.csv: ") and "proposals; review them" in done.output
    rows = pl.read_csv(tmp_path / "proposals.csv", infer_schema=False)
    assert set(pl.read_csv(ROOT / "raw/reference/places.csv", infer_schema=False).columns) <= set(rows.columns)
    mine = rows.filter(pl.col("name") == "Kafr Nowhere").row(0, named=True)
    assert (mine["place_id"], mine["country_iso3"], mine["latitude"], mine["longitude"], mine["claim_count"]) == ("ucdp_ged:SYR.kafr-nowhere", "SYR", "35.5", "36.5", "1")
    assert not any(name.startswith("=") for name in rows["name"])  # a spreadsheet would run it


def test_harvest_of_something_that_is_no_feed_is_wrong_usage(project, tmp_path, monkeypatch):
    from pipeline.commands.harvest import command as harvest

    monkeypatch.chdir(tmp_path)
    assert isinstance(CliRunner().invoke(harvest, ["nothing", "--out", "x.csv"]).exception, Usage)
    assert not (tmp_path / "x.csv").exists()
