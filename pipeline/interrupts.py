"""Being told to stop: SIGTERM ends a block as an interrupt does, and a child process ends with all that it started."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PATIENCE = 10  # seconds that a child gets to end by itself


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM raises KeyboardInterrupt in the block, so that what it began is undone."""
    def stop(number, frame):
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not in the main thread: the caller minds the signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run_group(arguments: list[str], folder: Path, environment: dict[str, str]) -> int:
    """The exit code of a command run in a process group of its own; on an interrupt the whole group is ended, then it is raised."""
    running = subprocess.Popen(arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, process_group=0)
    try:
        with terminable():
            return running.wait()
    except KeyboardInterrupt:
        _end(running)
        raise


def _end(running: subprocess.Popen) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(_PATIENCE)
