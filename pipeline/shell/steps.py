"""The durable writing steps of publishing, each of which a test can make fail: copy, write, fsync, rename, point."""

import errno
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

_taken = 0


def step(what: str) -> None:
    """Nothing; or, when the environment variable SITREP_FAIL_AT is `<n>:<how>` and this is the n-th step, a failure.

    `how` is kill (the process dies at once, as by kill -9), full (no space left on device) or error (an I/O error).
    This is how tests kill a publication at every step; it is never set otherwise.
    """
    global _taken
    _taken += 1
    number, _, how = os.environ.get("SITREP_FAIL_AT", "").partition(":")
    if number != str(_taken):
        return
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    code = errno.ENOSPC if how == "full" else errno.EIO
    raise OSError(code, os.strerror(code), what)


def reset() -> None:
    """Steps are counted from one again."""
    global _taken
    _taken = 0


def copy(source: Path, target: Path) -> None:
    """A durable, read-only copy of a file."""
    step(f"copy {target.name}")
    shutil.copyfile(source, target)
    settle(target)


def write(target: Path, make: Callable[[Path], None]) -> None:
    """A durable, read-only file that `make` writes."""
    step(f"write {target.name}")
    make(target)
    settle(target)


def settle(path: Path) -> None:
    """The file's bytes are on disk and it is read-only."""
    step(f"fsync {path.name}")
    os.chmod(path, 0o444)
    sync(path)


def sync(path: Path) -> None:
    """What was written to the file or folder is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """The folder has its final name, durably; never over an existing one."""
    step(f"fsync {source.name}")
    sync(source)
    step(f"rename {source.name} to {target.name}")
    os.rename(source, target)
    step(f"fsync {target.parent.name}")
    sync(target.parent)


def point(link: Path, to: str) -> None:
    """The symbolic link points at `to`; a reader sees the old target or the new one, never none."""
    temporary = link.with_name(f".{link.name}.new")
    temporary.unlink(missing_ok=True)
    step(f"link {link.name}")
    os.symlink(to, temporary)
    step(f"rename {link.name}")
    os.replace(temporary, link)
    step(f"fsync {link.parent.name}")
    sync(link.parent)
