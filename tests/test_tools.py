"""Reference tables of the ad hoc commands: those of the build where it has just written them."""

import polars as pl

from pipeline import io, tools


def test_tables_of_a_build_are_read_without_building_again(tmp_path):
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "params.yaml").write_text("input: raw/sample\n")
    project = io.project(tmp_path)
    io.write_frame(pl.DataFrame({"place_id": ["geonames:1"]}), project.build / "gazetteer/places.parquet")
    tools.keep(project, "gazetteer")
    (project.build / "gazetteer/places.parquet").unlink()
    paths = tools.reference(project, ("gazetteer",))
    assert list(paths) == ["gazetteer/places"] and pl.read_parquet(paths["gazetteer/places"])["place_id"].to_list() == ["geonames:1"]


def test_stage_that_no_tool_reads_leaves_nothing(tmp_path):
    (tmp_path / "params.yaml").write_text("input: raw/sample\n")
    tools.keep(io.project(tmp_path), "rate")
    assert not (tmp_path / "build").exists()
