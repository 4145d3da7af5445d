"""Native rows of a feed as a table like the others: its columns are those of the feed, which its publisher documents."""

import polars as pl

from schemas.column import Column, Table

PREFIX = "rows_"
_OURS = {
    "native_id": "Id of the row in its feed; `<feed>:<native_id>` stands in `events.native_ids`.",
    "raw_file": "File that the row stood in.",
    "raw_line": "Physical line of the file at which the row begins, the first being 1.",
}


def native_table(name: str, frame: pl.DataFrame) -> Table:
    """The declaration of `rows_<feed>` as its rows have it. It has no key: files of several versions may hold a row twice."""
    feed = name.removeprefix(PREFIX)
    columns = tuple(Column(c, dtype, _OURS.get(c, f"Column `{c}` of {feed}, typed, otherwise as it came; documented by its publisher.")) for c, dtype in frame.schema.items())
    return Table(name, f"Rows of the feed {feed} that became claims, as typed from its files, in its own columns.", columns, ())


def native_tables(frames: dict[str, pl.DataFrame]) -> tuple[Table, ...]:
    """The declarations of all native tables among the frames, in name order."""
    return tuple(native_table(name, frame) for name, frame in sorted(frames.items()) if name.startswith(PREFIX))
