"""Tables are written whole; parts give the same result for any number of processes."""

import hashlib

import polars as pl
import pytest

from pipeline import io, run
from schemas.tables import BY_NAME
from tests import rows


def double(numbers, factor, times=2):
    """A toy stage: numbers times `times` times the factor."""
    return {"out": numbers.join(factor, how="cross").select(pl.col("n") * pl.col("f") * times, "report_id")}


@pytest.fixture
def factor(tmp_path):
    pl.DataFrame({"f": [3]}).write_parquet(tmp_path / "factor.parquet")
    return {"factor": tmp_path / "factor.parquet"}


def _parts(count=6, size=800):
    return [{"numbers": pl.DataFrame({"n": range(i * size, (i + 1) * size), "report_id": ["r"] * size})} for i in range(count)]


def test_any_number_of_workers_gives_the_same_parts_in_order(factor):
    one, two = (pl.concat([r["out"] for r in io.map_parts(double, _parts(), factor, {"times": 2}, workers=w)]) for w in (1, 2))
    assert one.equals(two) and one["n"][-1] == (6 * 800 - 1) * 6


def test_the_cache_gives_what_a_run_gives_and_a_changed_part_costs_only_itself(factor, tmp_path):
    def go(parts):
        return pl.concat([r["out"] for r in io.map_parts(double, parts, factor, {}, cache=tmp_path / "cache")])

    first = go(_parts())
    slots = set((tmp_path / "cache").rglob("done"))
    changed = _parts()
    changed[2]["numbers"] = changed[2]["numbers"].with_columns(n=pl.col("n") + 1)
    second = go(changed)
    assert len(set((tmp_path / "cache").rglob("done")) - slots) == 1
    assert go(_parts()).equals(first) and not second.equals(first)


def test_the_cache_keeps_what_one_of_its_last_three_different_runs_used(factor, tmp_path):
    def go(*numbers):
        parts = [{"numbers": pl.DataFrame({"n": [n], "report_id": ["r"]})} for n in numbers]
        assert [r["out"]["n"][0] for r in io.map_parts(double, parts, factor, {}, cache=tmp_path / "cache")] == [6 * n for n in numbers]
        return {path.parent.name for path in (tmp_path / "cache/double").rglob("done")}

    first = go(1)
    assert first < go(2) < go(3) and first < go(3)  # the same run again pushes nothing out
    assert not first & go(4) and len(go(4)) == 3


def test_pruning_leaves_other_prefixes_and_files_alone(tmp_path):
    for name in ("a-1", "a-2", "b-1"):
        (tmp_path / name).mkdir()
    (tmp_path / "a-note").write_text("x")
    io.prune(tmp_path, ["a-2"], "a-")
    assert {path.name for path in tmp_path.iterdir()} == {"a-2", "b-1", "a-note", ".runs-a.json"}


def test_cut_keeps_reports_together_and_rows_whole():
    frame = pl.concat([rows.claims(*[{"report_id": f"reports:{i // 3}", "raw_file": f"{i % 2}.jsonl"} for i in range(60)])])
    parts = run.cut(frame, 5)
    assert sum(p.height for p in parts) == 60 and len(parts) > 4
    where = pl.concat([p.select("report_id", "raw_file").unique().with_columns(part=pl.lit(i)) for i, p in enumerate(parts)])
    assert where.group_by("report_id", "raw_file").len()["len"].max() == 1


def test_table_bytes_depend_on_rows_alone(tmp_path):
    frame = rows.claims({}, {}, {})
    for name, version in (("a", frame), ("b", frame.reverse())):
        io.write_table(version, BY_NAME["claims"], tmp_path / f"{name}.parquet")
    assert len({hashlib.sha256((tmp_path / f"{n}.parquet").read_bytes()).hexdigest() for n in "ab"}) == 1


def test_a_failed_write_leaves_the_old_file_and_no_staging(tmp_path):
    path = tmp_path / "x.txt"
    io.write_text(path, "old")
    with pytest.raises(RuntimeError), io.replacing(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
