import json

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline import io
from pipeline.commands import adopt, diff, explain
from pipeline.errors import BadInput, Usage
from schemas.tables import BY_NAME
from tests.dedup.worlds import DECISION, events_of, on, rated, two

TABLES = ("events", "event_claims", "claims", "claim_sources", "sources", "evidence", "reports", "changes", "retired_events", "ledger")


def publish(folder, version: str, found: dict, **manifest) -> None:
    """A folder with what these commands read of a release."""
    tables = {**found, **rated(found)}
    digests = {}
    for name in TABLES:
        table = BY_NAME[name].published()
        frame = io.write_table(tables.get(name, BY_NAME[name].empty()).select(table.names), table, folder / f"{name}.parquet")
        digests[name] = io.logical_digest(frame)
    io.write_json(folder / "MANIFEST.json", {"version": version, "digests": digests, "rows": {}, **manifest})


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with two releases: in the second one toll is corrected, one event is new and two have become one."""
    (tmp_path / "params.yaml").write_text("input: raw\n")
    io.write_text(tmp_path / "raw/reference/credibility_rules.csv", (io.ROOT / "raw/reference/credibility_rules.csv").read_text())
    (tmp_path / "raw/previous").mkdir()
    (tmp_path / "raw/previous/.gitkeep").touch()
    monkeypatch.chdir(tmp_path)
    hedged = {"interest": "self_serving", "is_hedged": True, "attribution": "the \x1b[31mministry"}
    rows = two({}, on(30), on(60) | hedged)
    first = events_of(rows, version="1")
    more = pl.concat([rows.with_columns(fatalities_high=pl.when(pl.col("claim_id") == "c0000000000000001").then(8).otherwise("fatalities_high").cast(pl.Int32)),
                      two({}, {}, {}, on(90)).tail(1)])
    forced = [DECISION | {"claim_a": "c0000000000000001", "claim_b": "c0000000000000002"}]
    publish(tmp_path / "build/release/1", "1", first, code_sha256="a")
    publish(tmp_path / "build/release/2", "2", events_of(more, before=first, version="2", decisions=forced), code_sha256="b")
    return {"first": first, "root": tmp_path}


def run(command, *arguments):
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def event_of(project: dict, claim: str) -> str:
    return project["first"]["event_claims"].filter(claim_id=claim)["event_id"][0]


def test_explain_tells_the_claims_the_merge_and_the_rule(project):
    out = run(explain.command, event_of(project, "c0000000000000001"), "--release", "2").output
    assert "merged by decision: same photographs" in out and "Outlet 1 (author), grade C" in out
    out = run(explain.command, event_of(project, "c0000000000000003"), "--release", "1").output
    assert "because    claimed_by_a_party: only a party that gains by it tells of it" in out
    assert "\x1b" not in out and "None" not in out


def test_explain_as_json_holds_the_whole_lineage(project):
    record = json.loads(run(explain.command, event_of(project, "c0000000000000001"), "--release", "2", "--json").output)
    assert [claim["relation"] for claim in record["claims"]] == ["founding", "merged"]
    assert record["claims"][1]["merge"]["log_odds"].keys() == {"prior", "place", "date", "actor", "type", "toll", "text"}
    assert record["credibility"][0]["says"]


def test_explain_tells_what_became_of_a_retired_event(project):
    gone = event_of(project, "c0000000000000002")
    out = run(explain.command, gone, "--release", "2").output
    assert f"{gone} was retired in 2: merged_into {event_of(project, 'c0000000000000001')}" in out


def test_explain_of_an_unknown_event_is_a_usage_error(project):
    with pytest.raises(Usage, match="no such event in release 2"):
        run(explain.command, "e0000000000000000", "--release", "2")


def test_diff_shows_counts_and_values(project):
    out = run(diff.command, "1", "2").output
    assert "fatalities_high: 1 -> 8 (code)" in out and "  added (code)" in out and "  retired (code)" in out
    assert f"[merged_into {event_of(project, 'c0000000000000001')}: " in out


def test_diff_as_json_and_parquet_hold_the_same_rows(project, tmp_path):
    lines = [json.loads(line) for line in run(diff.command, "1", "2", "--json").output.splitlines()]
    run(diff.command, "1", "2", "--out", str(tmp_path / "c.parquet"))
    assert pl.read_parquet(tmp_path / "c.parquet").height == len(lines)
    assert {"old": "1", "new": "8"}.items() <= next(row for row in lines if row["column_name"] == "fatalities_high").items()


def test_diff_of_a_release_with_itself_is_nothing(project):
    assert run(diff.command, "1", "1").output == "no event differs\n"


def test_adopt_puts_the_ledger_where_the_next_build_reads_it(project):
    assert "adopted 1: 3 events, 3 ids" in run(adopt.command, "1").output
    home = project["root"] / "raw/previous"
    assert sorted(path.name for path in home.iterdir()) == [".gitkeep", "changes.parquet", "events.parquet", "ledger.parquet", "manifest.json", "retired_events.parquet"]
    assert pl.read_parquet(home / "ledger.parquet").height == 3
    run(adopt.command, "2")
    assert pl.read_parquet(home / "ledger.parquet").height == 4


def test_adopt_refuses_a_release_that_is_not_what_it_says_and_leaves_what_was_there(project):
    run(adopt.command, "1")
    path = project["root"] / "build/release/2/ledger.parquet"
    io.write_table(pl.read_parquet(path).head(1), BY_NAME["ledger"], path)
    with pytest.raises(BadInput, match="ledger.parquet: its content is not what the manifest says"):
        run(adopt.command, "2")
    assert pl.read_parquet(project["root"] / "raw/previous/ledger.parquet").height == 3


def test_adopt_of_an_unknown_release_names_those_that_exist(project):
    with pytest.raises(BadInput, match="there are 1, 2"):
        run(adopt.command, "7")
