"""One build or publication at a time: a lock file that names its process."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Locked


@contextlib.contextmanager
def locked(folder: Path, what: str) -> Iterator[None]:
    """Hold the lock of `folder` while the block runs. Raises Locked, naming the process that has it.

    The kernel frees the lock when its process dies, however it dies; the file itself may stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Locked(f"{folder}: locked by {file.read().strip() or 'another process'}; wait for it to end, then try again") from error
        file.truncate(0)
        file.write(f"sitrep {what}, process {os.getpid()}")
        file.flush()
        yield
        file.truncate(0)
