"""Publishing is all or nothing, whatever happens to the process or the disk, and a release is never overwritten."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline import io
from pipeline.commands.publish import command
from pipeline.errors import BadInput, Locked, ReleaseExists, SitrepError, ValidationFailed
from pipeline.locking import locked
from pipeline.shell import publish as module
from pipeline.shell import steps
from pipeline.shell.publish import publish
from pipeline.shell.verify import file_findings, findings
from tests import release_tables
from tests.release.made import project

LOOP = Path(__file__).parent / "kill_loop.py"


def released(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir() if not path.name.startswith("."))


def test_candidate_becomes_a_release_that_verifies(tmp_path):
    done = publish(project(tmp_path))
    assert not done.existed and done.path.name == done.manifest["version"]
    assert (tmp_path / "build/release/latest").resolve() == done.path
    assert findings(done.path) == []


def test_same_content_again_is_already_published(tmp_path):
    found = project(tmp_path)
    first = publish(found)
    before = {path.name: path.stat().st_mtime_ns for path in first.path.iterdir()}
    again = publish(found)
    assert again.existed and again.path == first.path
    assert {path.name: path.stat().st_mtime_ns for path in first.path.iterdir()} == before


def test_other_content_under_a_final_version_is_refused_and_what_stands_is_untouched(tmp_path):
    first = publish(project(tmp_path, final=True))
    assert first.path.name == "2026.11.0"
    other = project(tmp_path, release_tables.tables(7), final=True)
    with pytest.raises(ReleaseExists, match="2026.11.0 is published with other content"):
        publish(other)
    assert findings(first.path) == [] and released(first.path.parent) == ["2026.11.0", "latest"]


def test_other_content_while_developing_is_another_release_and_latest_moves(tmp_path):
    first, second = publish(project(tmp_path)), publish(project(tmp_path, release_tables.tables(7)))
    assert first.path != second.path and findings(first.path) == []
    assert (tmp_path / "build/release/latest").resolve() == second.path


def test_private_candidate_is_not_published_as_public(tmp_path):
    private = project(tmp_path, audience="private")
    assert json.loads((tmp_path / "build/candidate/MANIFEST.json").read_text())["version"].endswith("-private")
    with pytest.raises(ValidationFailed, match="built as private"):
        publish(io.Project(private.root, private.params | {"audience": "public"}))
    assert not (tmp_path / "build/release/latest").exists()
    assert publish(private).manifest["title"].endswith("not for redistribution)")


def test_public_candidate_with_a_forbidden_feed_is_not_published(tmp_path):
    found = project(tmp_path)
    path = tmp_path / "build/candidate/feeds.parquet"
    pl.read_parquet(path).with_columns(redistribute=pl.lit("none")).write_parquet(path)
    with pytest.raises(ValidationFailed, match="may not be redistributed"):
        publish(found)


def test_publication_while_another_runs_is_locked_and_names_it(tmp_path):
    found = project(tmp_path)
    with locked(tmp_path / "build/release", "publish"), pytest.raises(Locked, match=f"process {os.getpid()}"):
        publish(found)
    with locked(tmp_path / "build", "build"), pytest.raises(Locked, match="sitrep build"):
        publish(found)


@pytest.mark.parametrize("damage", ["truncate", "flip", "swap", "remove"])
def test_candidate_with_a_corrupt_table_is_not_published(tmp_path, damage):
    found = project(tmp_path)
    path = tmp_path / "build/candidate/events.parquet"
    data = path.read_bytes()
    if damage == "truncate":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        path.write_bytes(data[:2000] + bytes([data[2000] ^ 1]) + data[2001:])
    elif damage == "swap":
        path.write_bytes((tmp_path / "build/candidate/claims.parquet").read_bytes())
    else:
        path.unlink()
    with pytest.raises((BadInput, ValidationFailed), match=r"events\.parquet"):
        publish(found)
    assert released(tmp_path / "build/release") == []


def test_no_candidate_is_one_line(tmp_path):
    found = project(tmp_path)
    shutil.rmtree(tmp_path / "build/candidate")
    with pytest.raises(BadInput, match="MANIFEST.json: no such file"):
        publish(found)


@pytest.mark.parametrize("version", ["../x", "a/b", "-x", "", "latest", "x" * 300])
def test_version_that_is_no_folder_name_is_refused(tmp_path, version):
    with pytest.raises((BadInput, SitrepError)):
        publish(project(tmp_path, final=True, version=version))
    assert released(tmp_path / "build/release") == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_target_is_one_line(tmp_path):
    found = project(tmp_path)
    home = tmp_path / "build/release"
    home.mkdir()
    home.chmod(0o555)
    with pytest.raises(SitrepError, match="permission denied"):
        publish(found)
    home.chmod(0o755)


def test_files_of_a_release_are_read_only(tmp_path):
    assert {path.stat().st_mode & 0o777 for path in publish(project(tmp_path)).path.iterdir()} == {0o444}


def run_loop(root: Path, how: str, which: str) -> list[tuple[int, int, str, str]]:
    done = subprocess.run([sys.executable, LOOP, root, how, which], capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(io.ROOT)}, timeout=1800)
    assert done.returncode == 0, done.stderr
    lines = [line.split(" ", 2) for line in done.stdout.splitlines()]
    return [(int(step), int(ended), *rest.rsplit(" ", 1)) for step, ended, rest in lines]


def count_steps(monkeypatch, found) -> int:
    monkeypatch.setattr(steps, "_taken", 0)
    publish(found)
    return steps._taken


def prepared(tmp_path) -> io.Project:
    """A project with one release standing and another candidate waiting."""
    publish(project(tmp_path))
    return project(tmp_path, release_tables.tables(8))


def some_steps(tmp_path, monkeypatch) -> str:
    total = count_steps(monkeypatch, project(tmp_path / "counted"))
    chosen = [1, 2, 3, total // 3, 2 * total // 3, *range(total - 9, total + 2)]
    assert total > 60  # every file is copied and synced
    return ",".join(map(str, chosen))


def test_killed_at_any_step_leaves_the_old_or_the_new_release_whole(tmp_path, monkeypatch):
    which = some_steps(tmp_path, monkeypatch)
    prepared(tmp_path)
    results = run_loop(tmp_path, "kill", which)
    assert {state for _, _, state, _ in results} <= {"old", "new"}, results
    assert [ended for _, ended, _, _ in results[:-1]].count(-signal.SIGKILL) >= 12
    assert results[-1][1:] == (0, "new", "clean")  # the last one, unharmed, publishes and leaves nothing behind


def test_disk_full_at_any_step_leaves_no_staging(tmp_path, monkeypatch):
    which = some_steps(tmp_path, monkeypatch)
    prepared(tmp_path)
    results = run_loop(tmp_path, "full", which)
    assert {(state, left) for _, _, state, left in results} <= {("old", "clean"), ("new", "clean")}, results
    assert {ended for _, ended, _, _ in results[:5]} == {1}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["kill", "full", "error"])
def test_every_single_step(tmp_path, how):
    prepared(tmp_path)
    results = run_loop(tmp_path, how, "all")
    assert {state for _, _, state, _ in results} <= {"old", "new"}, results
    assert len(results) > 60 and results[-1][1:] == (0, "new", "clean")


def test_terminated_publication_removes_its_staging(tmp_path, monkeypatch):
    found = project(tmp_path)
    monkeypatch.setattr(module, "write_database", lambda *arguments: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(KeyboardInterrupt):
        publish(found)
    assert released(tmp_path / "build/release") == [] and not list((tmp_path / "build/release").glob(".staging*"))


def test_reader_that_polls_always_finds_a_whole_release(tmp_path):
    publish(project(tmp_path))
    latest, seen, stop = tmp_path / "build/release/latest", [], threading.Event()

    def poll() -> None:
        while not stop.is_set():
            seen.append(file_findings(latest.resolve()))
            time.sleep(0.01)

    reader = threading.Thread(target=poll)
    reader.start()
    for count in (7, 8):
        publish(project(tmp_path, release_tables.tables(count)))
    stop.set()
    reader.join()
    assert len(seen) > 10 and not any(seen)


def test_command_prints_path_counts_and_three_things_to_try(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    first = CliRunner().invoke(command, [], catch_exceptions=False)
    assert first.output.startswith("published: build/release/2026.11.0-dev.") and "6 events" in first.output
    assert first.output.split("Three things to try next:\n")[1].count("\n") == 3
    again = json.loads(CliRunner().invoke(command, ["--json"], catch_exceptions=False).output)
    assert again["already_published"] and again["rows"]["events"] == 6


def test_path_with_spaces_and_other_letters(tmp_path):
    assert findings(publish(project(tmp_path / "мир and 'peace'")).path) == []
