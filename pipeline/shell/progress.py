"""Progress of a long reading, on a terminal only."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def bytes_read(path: Path) -> Iterator[Callable[[int, int], None]]:
    """A function to be told of bytes and rows read; on a terminal it draws a bar with rows per second, else it does nothing."""
    if not sys.stderr.isatty() or not path.is_file():
        yield lambda size, rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TextColumn("{task.fields[rate]} rows/s"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(path.name, total=path.stat().st_size, rate="-")
        done = [0]

        def advance(size: int, rows: int) -> None:
            done[0] += rows
            elapsed = bar.tasks[0].elapsed or 0
            bar.update(task, advance=size, rate=f"{done[0] / elapsed:,.0f}" if elapsed else "-")

        yield advance
