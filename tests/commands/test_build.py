"""`sitrep build` runs DVC, returns the failing stage's exit code, and ends everything that it started when it is told to."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.io import ROOT

MANIFEST = {"version": "2026.11.0", "rows": {"events": 3, "claims": 4}}


def project(folder: Path, command: str) -> Path:
    """A project whose one stage is this shell command."""
    (folder / ".dvc").mkdir()
    (folder / ".dvc/config").write_text("[core]\n    no_scm = true\n    analytics = false\n")
    (folder / "params.yaml").write_text("input: raw\n")
    (folder / "dvc.yaml").write_text(f"stages:\n  only:\n    cmd: {json.dumps(command)}\n    always_changed: true\n")
    (folder / "build/candidate").mkdir(parents=True)
    (folder / "build/candidate/MANIFEST.json").write_text(json.dumps(MANIFEST))
    return folder


def start(folder: Path, *arguments: str) -> subprocess.Popen:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "build", *arguments]
    return subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def is_running(pid: int) -> bool:
    """Whether a process of that number is alive, and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def waited_for(path: Path) -> str:
    for _ in range(600):
        if path.exists() and path.read_text().strip():
            return path.read_text().strip()
        time.sleep(0.1)
    raise AssertionError(f"{path} was never written")


def test_summary_is_printed_as_words_and_as_json(tmp_path):
    folder = project(tmp_path, "true")
    running = start(folder)
    assert running.communicate()[0] == "candidate 2026.11.0: 3 events, 4 claims\n" and running.returncode == 0
    running = start(folder, "--json")
    assert json.loads(running.communicate()[0]) == MANIFEST and running.returncode == 0


def test_exit_code_is_the_failing_stage_s_own(tmp_path):
    running = start(project(tmp_path, "echo 4 > build/.exit_code; exit 1"))
    running.communicate()
    assert running.returncode == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_build_that_is_told_to_stop_ends_its_stage_and_frees_the_lock(tmp_path, number):
    folder = project(tmp_path, "sh -c 'echo $$ > child; exec sleep 300'")
    running = start(folder)
    child = int(waited_for(folder / "child"))
    locked = start(folder)
    assert f"locked by sitrep build, process {running.pid}" in locked.communicate()[1] and locked.returncode == 6
    running.send_signal(number)
    told = running.communicate(timeout=60)[1]
    assert running.returncode == 130 and "sitrep: interrupted" in told and "Traceback" not in told
    assert not is_running(child)
    (folder / "dvc.yaml").write_text("stages:\n  only:\n    cmd: 'true'\n    always_changed: true\n")
    again = start(folder)
    again.communicate()
    assert again.returncode == 0
