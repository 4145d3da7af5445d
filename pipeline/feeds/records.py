"""Bytes of delimited text are cut into records, exactly: quoted newlines, short and long rows, physical lines.

Parsers that are fast pad short rows with nulls, and lose count of lines after a quoted newline. Here the record ends
are found first, by the parity of quotes before each line end, and the cells of every record are counted; only records
with the right number of cells go on to the fast parser, so that nothing is padded, shifted or swallowed.
"""

import csv
import io
from dataclasses import dataclass

import numpy as np

LF, CR, QUOTE = 10, 13, 34
csv.field_size_limit(2**31 - 1)  # our own caps apply, not the module's


@dataclass(frozen=True)
class Records:
    """Records of one block: where each begins and ends, how many line ends stand before it, and its number of cells.

    `rest` is where the first incomplete record begins, `line_ends` the number of line ends before it. `broken` is
    the offset of the first quote that closes nothing or is not followed by a delimiter; `stray` tells of a quote inside
    an unquoted cell, which is text. Records at and after either are not cut.
    """

    block: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    cells: np.ndarray
    rest: int
    line_ends: int
    broken: int | None = None
    stray: int | None = None


def split(data: bytes, delimiter: str, quoted: bool, final: bool) -> Records:
    """The complete records of a block that begins at the start of a record.

    Line ends are LF, CRLF or a lone CR, also mixed; a lone CR outside quotes is turned into LF in the returned block.
    Unless `final`, an unfinished last record is left over as `rest`.
    """
    block = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(block == QUOTE) if quoted and QUOTE in data else np.empty(0, np.int64)
    line_ends = block == LF
    if CR in data:
        lone = block == CR
        lone[:-1] &= block[1:] != LF
        lone[-1:] &= final
        line_ends |= lone
        block = block.copy()
        block[_outside(np.flatnonzero(lone), quotes)] = LF
    positions = np.flatnonzero(line_ends)
    stops = _outside(positions, quotes)
    fault, is_stray = _first_fault(block, quotes, ord(delimiter)) if len(quotes) else (None, False)
    if fault is not None:
        stops = stops[stops < fault]
    rest = int(stops[-1]) + 1 if len(stops) else 0
    if final and fault is None and rest < len(block) and len(quotes) % 2 == 0:
        stops, rest = np.append(stops, len(block)), len(block)
    starts = np.concatenate([[0], stops[:-1] + 1]).astype(np.int64) if len(stops) else np.empty(0, np.int64)
    found = Records(
        block, starts, _without_cr(block, starts, stops), np.searchsorted(positions, starts), _count_cells(block, quotes, stops, delimiter),
        rest, int(np.searchsorted(positions, rest)), None if is_stray else fault, fault if is_stray else None,
    )
    return _without_blanks(found)


def _outside(positions: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """The positions before which an even number of quotes stands."""
    return positions[np.searchsorted(quotes, positions) % 2 == 0] if len(quotes) else positions


def _first_fault(block: np.ndarray, quotes: np.ndarray, delimiter: int) -> tuple[int | None, bool]:
    """Offset of the first quote out of place, and whether it is one inside an unquoted cell."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = block[np.maximum(opening - 1, 0)]
    good_open = (opening == 0) | (before == delimiter) | (before == LF) | (before == CR) | (before == QUOTE)
    after = block[np.minimum(closing + 1, len(block) - 1)]
    good_close = (closing == len(block) - 1) | (after == delimiter) | (after == LF) | (after == CR) | (after == QUOTE)
    bad_open, bad_close = opening[~good_open][:1], closing[~good_close][:1]
    if not len(bad_open) and not len(bad_close):
        return None, False
    first_open, first_close = (int(x[0]) if len(x) else len(block) for x in (bad_open, bad_close))
    return min(first_open, first_close), first_open < first_close


def _without_cr(block: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    if not len(stops):
        return stops
    last = block[np.maximum(stops - 1, 0)]
    return np.where((stops > starts) & (last == CR), stops - 1, stops)


def _count_cells(block: np.ndarray, quotes: np.ndarray, stops: np.ndarray, delimiter: str) -> np.ndarray:
    marks = _outside(np.flatnonzero(block == ord(delimiter)), quotes)
    return np.diff(np.searchsorted(marks, stops), prepend=0) + 1


def _without_blanks(found: Records) -> Records:
    full = found.ends > found.starts
    if full.all():
        return found
    kept = (array[full] for array in (found.starts, found.ends, found.lines, found.cells))
    return Records(found.block, *kept, found.rest, found.line_ends, found.broken, found.stray)


def cells_of(record: bytes, delimiter: str, quoted: bool) -> list[str]:
    """The cells of one record; undecodable bytes are shown as backslash escapes."""
    text = record.decode("utf-8", "backslashreplace")
    if not quoted:
        return text.split(delimiter)
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
