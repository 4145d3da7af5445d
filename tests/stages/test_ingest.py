"""Ingest as a stage: parts and whole give the same, nothing is lost, old versions give way, licences hold."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest
import yaml

from pipeline import io
from pipeline.errors import ValidationFailed
from pipeline.feeds.versions import GONE, rank, superseded
from pipeline.shell import feeds, ingest as shell
from pipeline.stages.ingest import ingest
from schemas.tables import BY_NAME
from tests.feeds.files import LATEST, ROW, ged, references

ROOT = Path(__file__).resolve().parents[2]
KEEP = ("claims", "claim_sources", "reports", "evidence", "rejects", "out_of_scope", "issues", "accounting", "coverage", "feeds")
ARTICLE = '"Harbour Wire,2019-09-01,Words of a headline"'


@pytest.fixture
def project(tmp_path):
    """A project of its own with the real reference tables and no raw files."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/reference").symlink_to(ROOT / "raw/reference")
    params = {"input": "raw", "audience": "public", "release": {"date": "2026-11-22"}, "signed_off": []}

    def build(**changes) -> io.Project:
        (tmp_path / "params.yaml").write_text(yaml.safe_dump(params | changes), encoding="utf-8")
        return io.project(tmp_path)

    return build


def put(project: io.Project, feed: str, name: str, data: bytes) -> Path:
    path = project.root / "raw" / feed / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def table(project: io.Project, feed: str, name: str) -> pl.DataFrame:
    return pl.read_parquet(project.build / "ingest" / feed / f"{name}.parquet")


def all_bytes(project: io.Project, feed: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((project.build / "ingest" / feed).iterdir())}


def rows(count: int) -> pl.DataFrame:
    cells = [ROW | {"id": str(i), "source_article": ARTICLE, "latitude": "95" if i % 5 == 0 else "35.9", "low": "7" if i % 7 == 0 else "3"} for i in range(1, count + 1)]
    return pl.DataFrame(cells).with_columns(raw_line=pl.int_range(2, count + 2, dtype=pl.Int64))


def staged(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    known = references()
    made = ingest(rows=frame.lazy(), country_codes=known.country_codes.lazy(), countries=known.countries.lazy(), source_names=known.source_names.lazy(),
                  card=feeds.card("ucdp_ged"), raw_file="ged.csv", latest=LATEST)
    return {name: lazy.collect() for name, lazy in made.items()}


def test_parts_together_are_the_whole():
    whole, parts = staged(rows(40)), [staged(rows(40)[a:b]) for a, b in ((0, 7), (7, 8), (8, 40))]
    for name in ("claims", "claim_sources", "reports", "evidence", "rejects", "out_of_scope"):
        together = pl.concat([part[name] for part in parts])
        keys = BY_NAME[name].sort
        assert together.sort(keys).equals(whole[name].sort(keys)), name
    assert whole["claims"].height == 28 and whole["rejects"].height == 12


def test_rows_in_any_order_give_the_same_tables():
    whole, turned = staged(rows(20)), staged(rows(20).reverse())
    assert all(whole[name].sort(BY_NAME[name].sort).equals(turned[name].sort(BY_NAME[name].sort)) for name in ("claims", "evidence", "rejects"))


def test_every_table_has_the_declared_columns():
    made = staged(rows(6))
    assert all(made[name].columns == BY_NAME[name].names for name in made if name in BY_NAME)


def test_feed_without_files_has_empty_tables(project):
    its = project()
    shell.run(its, "ucdp_ged")
    assert all(table(its, "ucdp_ged", name).height == 0 for name in KEEP)


def test_feed_that_may_not_be_redistributed_leaves_no_trace_in_a_public_build(project):
    header, row, *_ = (ROOT / "raw/sample/acled/sample_acled.csv").read_bytes().split(b"\n")
    its = project()
    shell.run(its, "acled")
    without = all_bytes(its, "acled")
    put(its, "acled", "export.csv", header + b"\n" + row.replace(b"Crowds entered", b"Zanzithar entered") + b"\n")
    shell.run(its, "acled")
    assert all_bytes(its, "acled") == without and not any(b"Zanzithar" in data or b"KEN9000001" in data for data in without.values())
    private = project(audience="private")
    shell.run(private, "acled")
    assert table(private, "acled", "claims").height == 1 and table(private, "acled", "feeds")["redistribute"].to_list() == ["none"]


def test_row_of_a_newer_version_replaces_the_older_by_id(project):
    its = project()
    put(its, "ucdp_ged", "ged231_syria.csv", ged({"best": "3"}, {}, {"source_article": ARTICLE}))
    put(its, "ucdp_ged", "ged241_syria.csv", ged({"best": "4"}, {}))
    shell.run(its, "ucdp_ged")
    claims = table(its, "ucdp_ged", "claims").sort("native_id")
    assert claims.select("native_id", "raw_file", "fatalities_best").rows() == [("1", "ged241_syria.csv", 4), ("2", "ged241_syria.csv", 3), ("3", "ged231_syria.csv", 3)]
    assert table(its, "ucdp_ged", "out_of_scope").select("raw_file", "native_id", "reason_code").rows() == [("ged231_syria.csv", "1", "superseded"), ("ged231_syria.csv", "2", "superseded")]
    assert table(its, "ucdp_ged", "accounting").select("raw_file", "rows_in", "used", "out_of_scope").rows() == [("ged231_syria.csv", 3, 1, 2), ("ged241_syria.csv", 2, 2, 0)]
    assert table(its, "ucdp_ged", "reports")["report_id"].to_list() == ["ucdp_ged:1", "ucdp_ged:2", "ucdp_ged:3", "ucdp_ged:3#1"]
    assert table(its, "ucdp_ged", "evidence").filter(pl.col("column_name") == "fatalities_best")["seen"].to_list().count("4") == 1


def test_candidate_rows_give_way_to_final_ones_of_their_year(project):
    its = project()
    put(its, "ucdp_ged", "GEDEvent_v25_1.csv", ged({"id": "1"}))
    late = {"date_start": "2020-02-01", "date_end": "2020-02-01", "year": "2020"}
    put(its, "ucdp_ged", "GEDEvent_v26_0_3.csv", ged({"id": "1"}, {"id": "8"}, {"id": "9"} | late))
    shell.run(its, "ucdp_ged")
    assert table(its, "ucdp_ged", "claims").select("native_id", "raw_file").sort("native_id").rows() == [("1", "GEDEvent_v25_1.csv"), ("9", "GEDEvent_v26_0_3.csv")]
    assert table(its, "ucdp_ged", "out_of_scope").select("native_id", "reason_code").rows() == [("1", "superseded"), ("8", "superseded_candidate")]
    assert table(its, "ucdp_ged", "out_of_scope")["code"].to_list() == ["GEDEvent_v25_1.csv"] * 2


def test_candidate_rows_of_countries_that_a_final_cut_does_not_hold_stay(project):
    its = project()
    put(its, "ucdp_ged", "ged251_syria.csv", ged({"id": "1"}))
    put(its, "ucdp_ged", "GEDEvent_v25_0_3.csv", ged({"id": "8"}, {"id": "9", "country": "Iraq"}))
    shell.run(its, "ucdp_ged")
    assert table(its, "ucdp_ged", "claims")["native_id"].sort().to_list() == ["1", "9"]
    assert table(its, "ucdp_ged", "out_of_scope").select("native_id", "reason_code", "code").rows() == [("8", "superseded_candidate", "ged251_syria.csv")]


def test_of_two_rows_of_an_acled_event_that_edited_later_stands_whatever_the_files_are_called(project):
    header, row, *_ = (ROOT / "raw/sample/acled/sample_acled.csv").read_bytes().split(b"\n")
    event, stamp = (next(csv.reader([row.decode()]))[header.decode().split(",").index(column)] for column in ("event_id_cnty", "timestamp"))
    later, undated = row.replace(stamp.encode(), str(int(stamp) + 60).encode()), row.replace(stamp.encode(), b"")
    its = project(audience="private")
    for name, line in (("a.csv", later), ("b.csv", row), ("c.csv", undated)):
        put(its, "acled", name, header + b"\n" + line + b"\n")
    shell.run(its, "acled")
    assert table(its, "acled", "claims").select("native_id", "raw_file").rows() == [(event, "a.csv")]
    assert table(its, "acled", "out_of_scope").select("raw_file", "reason_code", "code").rows() == [("b.csv", "superseded", "a.csv"), ("c.csv", "superseded", "a.csv")]
    assert table(its, "acled", "reports").filter(pl.col("outcome") == "row")["published_at"].dt.epoch("s").to_list() == [int(stamp) + 60]
    put(its, "acled", "d.csv", header + b"\n" + later + b"\n")  # edited at the same instant: the newest file
    shell.run(its, "acled")
    assert table(its, "acled", "claims")["raw_file"].to_list() == ["d.csv"]


def test_row_that_a_newer_whole_file_covers_and_lacks_is_withdrawn_with_a_reason(project):
    its = project()
    late = {"date_start": "2020-02-01", "date_end": "2020-02-01", "year": "2020"}
    put(its, "ucdp_ged", "GEDEvent_v23_1.csv", ged({"id": "1"}, {"id": "2"}, {"id": "3"} | late, {"id": "4"}))
    put(its, "ucdp_ged", "GEDEvent_v24_1.csv", ged({"id": "1"}, {"id": "4", "latitude": "95"}))
    its = project(signed_off=["ucdp_ged:rejected_share_not_above: made so"])
    shell.run(its, "ucdp_ged")
    assert table(its, "ucdp_ged", "claims").select("native_id", "raw_file").sort("native_id").rows() == [
        ("1", "GEDEvent_v24_1.csv"), ("3", "GEDEvent_v23_1.csv"), ("4", "GEDEvent_v23_1.csv")]  # 3 lies after the newer file's years; 4 is listed there, though broken
    assert table(its, "ucdp_ged", "out_of_scope").select("raw_file", "native_id", "reason_code", "code").rows() == [
        ("GEDEvent_v23_1.csv", "1", "superseded", "GEDEvent_v24_1.csv"), ("GEDEvent_v23_1.csv", "2", "withdrawn_upstream", "GEDEvent_v24_1.csv")]
    assert table(its, "ucdp_ged", "issues").filter(pl.col("issue_code") == "withdrawn_upstream").select("row_count", "example_id").rows() == [(1, "ucdp_ged:2")]
    assert table(its, "ucdp_ged", "accounting").select("raw_file", "rows_in", "used", "rejected", "out_of_scope").rows() == [
        ("GEDEvent_v23_1.csv", 4, 2, 0, 2), ("GEDEvent_v24_1.csv", 2, 1, 1, 0)]


def test_merging_is_told_why_a_row_is_gone(project):
    from pipeline.shell.deduplicate import withdrawn

    its = project()
    put(its, "ucdp_ged", "GEDEvent_v23_1.csv", ged({"id": "1"}, {"id": "2"}))
    put(its, "ucdp_ged", "GEDEvent_v24_1.csv", ged({"id": "1"}))
    put(its, "ucdp_ged", "GEDEvent_v24_0_8.csv", ged({"id": "9"}))
    shell.run(its, "ucdp_ged")
    assert sorted(withdrawn(its).rows()) == [
        ("ucdp_ged:2", "withdrawn by its publisher: in GEDEvent_v23_1.csv, no longer in GEDEvent_v24_1.csv"),
        ("ucdp_ged:9", "preliminary in GEDEvent_v24_0_8.csv, not in the final GEDEvent_v24_1.csv")]


def test_file_named_as_it_is_fetched_withdraws_too(project):
    import io as memory
    import zipfile

    its = project()
    packed = memory.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("GEDEvent_v24_1.csv", ged({"id": "1"}))
    put(its, "ucdp_ged", "GEDEvent_v23_1.csv", ged({"id": "1"}, {"id": "2"}))
    put(its, "ucdp_ged", "ged241-csv.zip", packed.getvalue())
    shell.run(its, "ucdp_ged")
    assert table(its, "ucdp_ged", "out_of_scope").select("native_id", "reason_code").rows() == [("1", "superseded"), ("2", "withdrawn_upstream")]


@pytest.mark.parametrize("newer", ["ged241_syria.csv", "GEDEvent_v24_1_syria.csv", "GEDEvent.csv", "GEDEvent_v23_1.csv.gz", "GEDEvent_v24_0_8.csv"])
def test_cut_file_of_unknown_version_or_candidate_file_withdraws_nothing(project, newer):
    import gzip

    its = project()
    put(its, "ucdp_ged", "GEDEvent_v23_1.csv", ged({"id": "1"}, {"id": "2"}))
    put(its, "ucdp_ged", newer, gzip.compress(ged({"id": "1"})) if newer.endswith("gz") else ged({"id": "1"}))
    shell.run(its, "ucdp_ged")
    assert table(its, "ucdp_ged", "claims")["native_id"].sort().to_list() == ["1", "2"]


def test_newer_candidate_file_withdraws_candidate_rows_of_its_months(project):
    its = project()
    march = {"date_start": "2025-03-09", "date_end": "2025-03-09", "year": "2025"}
    april = {"date_start": "2025-04-09", "date_end": "2025-04-09", "year": "2025"}
    put(its, "ucdp_ged", "GEDEvent_v25_0_3.csv", ged({"id": "1"} | march, {"id": "2"} | march, {"id": "3"} | april))
    put(its, "ucdp_ged", "GEDEvent_v25_01_25_03.csv", ged({"id": "1"} | march))
    shell.run(its, "ucdp_ged")
    assert table(its, "ucdp_ged", "out_of_scope").select("native_id", "reason_code").rows() == [("1", "superseded"), ("2", "withdrawn_upstream")]


def test_feed_without_claims_replaces_nothing():
    claims = pl.DataFrame(schema={"raw_file": pl.String, "native_id": pl.String, "country_iso3": pl.String, "year": pl.Int32, "date_start": pl.Date, "date_end": pl.Date, "edited_at": pl.Int64})
    assert superseded(claims, claims.select("raw_file", "native_id"), feeds.card("reports")).schema == GONE


def test_versions_sort_by_number_and_not_by_letter():
    card = feeds.card("ucdp_ged")
    names = ["ged231.csv", "GEDEvent_v9_1.csv", "GEDEvent_v26_0_10.csv", "GEDEvent_v26_0_9.csv", "GEDEvent_v25_1.csv"]
    assert sorted(names, key=lambda name: rank(name, card)) == ["GEDEvent_v26_0_9.csv", "GEDEvent_v26_0_10.csv", "GEDEvent_v9_1.csv", "ged231.csv", "GEDEvent_v25_1.csv"]


def test_unchanged_file_is_not_read_again_and_a_full_rebuild_gives_the_same_bytes(project, monkeypatch):
    its = project()
    put(its, "ucdp_ged", "a.csv", ged({"id": "1"}, {"id": "2"}))
    shell.run(its, "ucdp_ged")
    put(its, "ucdp_ged", "b.csv", ged({"id": "3"}))
    read = []
    whole = shell.ingest_file
    monkeypatch.setattr(shell, "ingest_file", lambda path, *rest: read.append(path.name) or whole(path, *rest))
    shell.run(its, "ucdp_ged")
    part = all_bytes(its, "ucdp_ged")
    assert read == ["b.csv"]
    import shutil

    shutil.rmtree(its.build)
    shell.run(its, "ucdp_ged")
    assert all_bytes(its, "ucdp_ged") == part and read == ["b.csv", "a.csv", "b.csv"]


def test_too_many_rejects_stop_the_build_until_somebody_signs(project):
    its = project()
    put(its, "ucdp_ged", "a.csv", ged({}, {"latitude": "95"}))
    with pytest.raises(ValidationFailed, match="ucdp_ged: rejected_share_not_above: seen 0.5, expected 0.01.*sign it off") as stopped:
        shell.run(its, "ucdp_ged")
    assert stopped.value.exit_code == 4
    signed = project(signed_off=["ucdp_ged:rejected_share_not_above: the provider knows"])
    shell.run(signed, "ucdp_ged")
    assert table(signed, "ucdp_ged", "issues").filter(pl.col("issue_code") == "expectation_broken")["suggestion"].to_list() == ["signed off: the provider knows"]


def test_feed_that_shrinks_by_a_third_stops_the_build_and_drift_is_told(project):
    its = project()
    put(its, "ucdp_ged", "a.csv", ged({"novelty": "x"}, {"where_prec": "6"}))
    last = {"columns": {"a.csv": [*ROW, "relid"]}, "rows_in": 3, "used": 3, "rejected": 0, "countries": ["SYR"], "shares": {"where_prec": {"1": 1.0}}}
    (its.root / "raw/previous").mkdir(parents=True)
    (its.root / "raw/previous/manifest.json").write_text(json.dumps({"profiles": {"ucdp_ged": last}}))
    with pytest.raises(ValidationFailed, match="rows_not_below_share_of_last: seen 0.6667, expected 0.9"):
        shell.run(its, "ucdp_ged")
    told = set(table(its, "ucdp_ged", "issues").select("issue_code", "seen").rows())
    assert {("new_column", "novelty"), ("missing_column", "relid"), ("unknown_value", "6"), ("changed_share", "1")} <= told


def test_coverage_of_a_complete_feed_is_its_countries_over_all_its_days(project):
    its = project()
    put(its, "ucdp_ged", "a.csv", ged({}, {"country": "Mali", "date_start": "2020-01-01", "date_end": "2020-01-02"}))
    shell.run(its, "ucdp_ged")
    found = table(its, "ucdp_ged", "coverage").select("country_iso3", pl.col("date_start").cast(str), pl.col("date_end").cast(str), "basis").rows()
    assert found == [("MLI", "2019-08-30", "2020-01-02", "data"), ("SYR", "2019-08-30", "2020-01-02", "data")]


def test_mapped_tables_are_feeds_of_their_own_with_their_own_licence(project):
    its = project()
    for name in ("incidents.csv", "incidents.yml", "incidents.crosswalk.csv"):
        put(its, "table", name, (ROOT / "raw/sample/table" / name).read_bytes())
    closed = (ROOT / "raw/sample/table/incidents.yml").read_text(encoding="utf-8").replace("redistribute: full", "redistribute: none")
    put(its, "table", "closed.csv", (ROOT / "raw/sample/table/incidents.csv").read_bytes())
    put(its, "table", "closed.yml", closed.encode())
    its = project(signed_off=[])
    shell.run(its, "table")
    assert table(its, "table", "feeds").select("feed", "licence", "file_count", "claim_count").rows() == [("table:incidents", "CC-BY-4.0", 1, 13)]
    assert table(its, "table", "claims").filter(pl.col("sub_event_type") == "Grenade").select("event_date", "fatalities_best").row(0) == (pl.date(2021, 4, 25).pipe(lambda e: pl.select(e).item()), 2)
    parquet = project().root / "raw/table/incidents.parquet"
    pl.read_csv(ROOT / "raw/sample/table/incidents.csv", infer_schema=False).write_parquet(parquet)
    made = pl.concat([b["claims"] for b in shell.ingest_file(parquet, feeds.mapping(parquet), references(), LATEST)])
    assert made.drop("raw_file").sort("native_id").equals(table(its, "table", "claims").drop("raw_file").sort("native_id"))


def test_rows_of_a_long_parquet_table_keep_their_number(tmp_path):
    (tmp_path / "long.yml").write_text("title: t\npublisher: p\nlicence: CC-BY-4.0\nredistribute: full\nnative_id: number\ncolumns: {number: id!, day: date!}\nclaims: {event_date: day}\n")
    days = ["2024-04-03"] * 120_000
    days[110_000] = "no day"
    pl.DataFrame({"number": range(1, 120_001), "day": days}).write_parquet(tmp_path / "long.parquet", row_group_size=30_000)
    blocks = list(feeds.blocks(tmp_path / "long.parquet", feeds.mapping(tmp_path / "long.parquet")))
    assert len(blocks) > 1
    whole = pl.concat([block.rows for block in blocks])
    assert whole.height == 120_000 and (whole["number"].cast(pl.Int64) == whole["raw_line"]).all()
    assert whole.filter(pl.col("day") == "no day")["raw_line"].to_list() == [110_001]
