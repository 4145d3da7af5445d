"""Publishes again and again in processes of their own, failing at a given step each time, and prints what stood afterwards.

Arguments: project folder, how to fail (kill, full, error), steps (`1,2,9`, or `all`). A line per step: the step, how
the process ended, and what a reader then finds: old, new, or a description of what is wrong. Ends with the first step
that is never reached.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from pipeline import io
from pipeline.errors import SitrepError
from pipeline.shell.publish import publish


def state(home: Path, old: str) -> str:
    """What `latest` is: the old release whole, a new one whole, or what is wrong with it."""
    folder = home / "latest"
    if not folder.is_dir():
        return "latest points nowhere"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            return f"{name} is not whole"
    strange = [path.name for path in home.iterdir() if path.name not in (".lock", "latest", old) and not path.name.startswith((".staging-", ".latest.new"))]
    whole = [name for name in strange if (home / name / "SHA256SUMS").is_file()]
    if strange != whole:
        return f"half a release stands: {strange}"
    return "old" if json.loads((folder / "MANIFEST.json").read_text())["version"] == old else "new"


def child(project: io.Project, step: int, how: str) -> None:
    os.environ["SITREP_FAIL_AT"] = f"{step}:{how}"
    try:
        publish(project)
    except SitrepError as error:
        os._exit(error.exit_code)
    os._exit(0)


def main(root: Path, how: str, steps: str) -> None:
    project = io.project(root)
    home = project.build / "release"
    old = json.loads((home / "latest/MANIFEST.json").read_text())["version"]
    for step in range(1, 1000) if steps == "all" else map(int, steps.split(",")):
        pid = os.fork()  # nothing in this process has started a thread: it has only imported
        if pid == 0:
            child(project, step, how)
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        left = [path.name for path in home.iterdir() if path.name.startswith((".staging-", ".latest.new"))]
        print(step, ended, state(home, old), "left" if left else "clean", flush=True)
        if ended == 0:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
