"""Work on the next part while this one is being used: reading, ingesting and writing overlap, in order."""

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


def ahead(items: Iterator[Item], depth: int = 1) -> Iterator[Item]:
    """The same items in the same order, made by a thread that is at most `depth` items ahead.

    Polars, numpy and pyarrow let other threads run while they work. An error of the maker is raised where its item would have come.
    """
    waiting: queue.Queue = queue.Queue(maxsize=depth)
    stopped = threading.Event()

    def make() -> None:
        try:
            for item in items:
                if not _put(waiting, (item, None), stopped):
                    return
            _put(waiting, (_END, None), stopped)
        except BaseException as error:  # handed over, and raised in the thread that asked
            _put(waiting, (_END, error), stopped)

    maker = threading.Thread(target=make, daemon=True)
    maker.start()
    try:
        while True:
            item, error = waiting.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stopped.set()
        maker.join()


def _put(waiting: queue.Queue, item: tuple, stopped: threading.Event) -> bool:
    """Hand an item over; False when nobody wants any more."""
    while not stopped.is_set():
        try:
            waiting.put(item, timeout=0.1)
            return True
        except queue.Full:
            continue
    return False
