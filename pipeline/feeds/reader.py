"""One reader for every delimited feed: bytes are checked first, rows keep their physical line, nothing is padded or lost.

A file is read in blocks, so that memory stays flat however large it is. Broken structure (header, encoding, unclosed
quote) ends the reading with one line; a broken row becomes a reject and the rest goes on.
"""

import csv
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipeline.errors import BadInput
from pipeline.feeds.opening import check_signature, opened
from pipeline.feeds.records import Records, cells_of, split

BLOCK = 12 * 2**20        # bytes read at a time
RECORD_CAP = 96 * 2**20   # a record longer than this is taken for an unclosed quote
CELL_CAP = 2**20          # characters of a cell that is still a value
PAYLOAD_CAP = 4_000       # characters of a broken row that are kept with its reject
BOM = b"\xef\xbb\xbf"
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CONTROL_BYTES = bytes(b for b in range(256) if CONTROLS.match(bytes([b])))
DELIMITERS = {",": "a comma", "\t": "a tab", ";": "a semicolon", "|": "a bar"}


@dataclass(frozen=True)
class Layout:
    """What a delimited file of a feed looks like: its columns in order (for files without header), and which are required."""

    columns: tuple[str, ...]
    required: tuple[str, ...] = ()
    delimiter: str = ","
    quoted: bool = True
    header: bool = True
    tag_rows: bool = False


@dataclass(frozen=True)
class Block:
    """Rows of strings with `raw_line`, the broken rows as rejects, and how many tag rows were skipped."""

    rows: pl.DataFrame
    rejects: list[dict] = field(default_factory=list)
    skipped_tag_rows: int = 0


@dataclass
class Place:
    """Where the reader stands in the file."""

    path: Path
    layout: Layout
    line: int = 1
    offset: int = 0


def read_blocks(path: Path, layout: Layout, on_read: Callable[[int, int], None] = lambda size, rows: None, block_bytes: int = BLOCK) -> Iterator[Block]:
    """The file's rows, block by block; the first block may be empty and always has the file's own columns.

    Raises BadInput when the file is not what the layout says: not UTF-8, another format, a required column missing, a
    duplicate header, a quote that never closes.
    """
    with opened(path) as stream:
        place, data = Place(path, layout), stream.read(block_bytes)
        check_signature(path, data)
        place.offset = len(BOM) if data.startswith(BOM) else 0
        data = data.removeprefix(BOM)
        columns, data = _columns(place, stream, data, block_bytes)
        yield Block(pl.DataFrame(schema={name: pl.String for name in columns} | {"raw_line": pl.Int64}))
        size, first = block_bytes, True
        while data:
            following = stream.read(size)
            found = split(data, layout.delimiter, layout.quoted, final=not following)
            if found.broken is not None:
                raise BadInput(f"{path}:{place.line + found.line_ends}: a quote opened in this row is not closed, or text follows its end; mend the row and try again")
            yield _block(place, found, columns, first and layout.tag_rows)
            first = False if len(found.starts) else first
            on_read(found.rest, len(found.starts))
            place.line, place.offset = place.line + found.line_ends, place.offset + found.rest
            data = data[found.rest:] + following
            if found.stray is not None:
                yield from _slowly(place, stream, data, columns)
                return
            if not following and found.rest == 0 and data:
                raise BadInput(f"{path}:{place.line}: a quote opened in this row is never closed; mend the row and try again")
            if len(data) > RECORD_CAP + size:
                raise BadInput(f"{path}:{place.line}: a row longer than {RECORD_CAP:,} bytes begins here, most likely a quote that is never closed")
            size = block_bytes if found.rest else 2 * size  # a record longer than a block: read on in ever larger steps


def _columns(place: Place, stream: BinaryIO, data: bytes, block_bytes: int) -> tuple[list[str], bytes]:
    """Column names and the bytes after the header; a file without header has the layout's columns."""
    if not place.layout.header:
        return list(place.layout.columns), data
    found = split(data[:65_536], place.layout.delimiter, place.layout.quoted, final=len(data) <= 65_536)
    if not len(found.starts):
        found = split(data, place.layout.delimiter, place.layout.quoted, final=len(data) < block_bytes)
    if not len(found.starts):
        raise BadInput(f"{place.path}:1: no complete header line in the first {len(data):,} bytes, or a quote in it is never closed")
    head = found.block[found.starts[0]:found.ends[0]].tobytes()
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(place, place.offset + int(found.starts[0]) + error.start, 1, head[error.start]) from error
    columns = [name.strip() for name in cells_of(head, place.layout.delimiter, place.layout.quoted)]
    check_header(place, columns, head)
    # The header ends at the next record's start: everything before it, blank lines included, has been consumed.
    end = int(found.ends[0])
    while end < len(data) and data[end:end + 1] in b"\r\n":
        place.line += data[end:end + 1] == b"\n" or data[end + 1:end + 2] != b"\n"
        end += 1
    place.line += int(found.lines[0])
    place.offset += end
    return columns, data[end:]


def check_header(place: Place, columns: list[str], head: bytes) -> None:
    layout, where = place.layout, f"{place.path}:1"
    if len(columns) < 2 and len(layout.columns) > 1:
        text = head.decode()
        other = max(DELIMITERS, key=text.count)
        if text.count(other) and other != layout.delimiter:
            raise BadInput(f"{where}: cells seem to be divided by {DELIMITERS[other]}, expected {DELIMITERS[layout.delimiter]}; save the file with that")
    if layout.required and not set(columns) & set(layout.columns):
        raise BadInput(f"{where}: no header: seen {', '.join(columns)[:80]!r}, expected {', '.join(layout.required[:5])} …; put the header line first")
    doubled = sorted({name for name in columns if columns.count(name) > 1})
    if doubled:
        raise BadInput(f"{where} {doubled[0] or '(no name)'}: this column stands in the header more than once; rename or remove one")
    missing = [name for name in layout.required if name not in columns]
    if not missing:
        return
    spare = [name for name in columns if name not in layout.columns]
    near = difflib.get_close_matches(missing[0], spare, n=1, cutoff=0.5)
    hint = f"; the nearest is {near[0]!r}, rename it" if near else "; this is another kind of file, or an export without that column"
    raise BadInput(f"{where} {missing[0]}: required column not in the header{hint}")


def _block(place: Place, found: Records, columns: list[str], may_have_tags: bool) -> Block:
    """The records as rows of strings; records with a fault of structure as rejects."""
    data = found.block.tobytes()
    faults: dict[int, tuple[str, str, str]] = {}
    for i in (found.cells != len(columns)).nonzero()[0]:
        kind = "short_row" if found.cells[i] < len(columns) else "long_row"
        faults[int(i)] = (kind, f"{found.cells[i]} cells", f"{len(columns)} cells, as the header has")
    _mark_encoding(place, found, data, faults)
    if len(data.translate(None, CONTROL_BYTES)) < len(data) and CONTROLS.search(data, 0, found.rest):  # translate is thrice as fast as search
        for i, record in _records(found, data):
            hit = CONTROLS.search(record)
            if hit:
                faults.setdefault(i, ("control_character", f"character U+{record[hit.start()]:04X}", "text without control characters"))
    for i in ((found.ends - found.starts) > CELL_CAP).nonzero()[0]:
        longest = max(map(len, cells_of(data[found.starts[i]:found.ends[i]], place.layout.delimiter, place.layout.quoted)))
        if longest > CELL_CAP:
            faults[int(i)] = ("oversized", f"a cell of {longest:,} characters", f"at most {CELL_CAP:,} characters")
    rejects = [_reject(place, found, data, columns, i, *faults[i]) for i in sorted(faults)]
    rows = _parse(place, found, data, columns, faults)
    if not may_have_tags:
        return Block(rows, rejects)
    is_tag_row = pl.all_horizontal(pl.col(columns).is_null() | pl.col(columns).str.starts_with("#"))
    kept = rows.filter(~is_tag_row)
    return Block(kept, rejects, rows.height - kept.height)


def _records(found: Records, data: bytes) -> Iterator[tuple[int, bytes]]:
    for i, (start, end) in enumerate(zip(found.starts.tolist(), found.ends.tolist())):
        yield i, data[start:end]


def _mark_encoding(place: Place, found: Records, data: bytes, faults: dict) -> None:
    """Rows with a byte that is not UTF-8 are faults; a file that is in another encoding altogether ends the reading."""
    try:
        data[:found.rest].decode("utf-8")
        return
    except UnicodeDecodeError as error:
        first = error.start
    good = 0
    bad: dict[int, UnicodeDecodeError] = {}
    for i, record in _records(found, data):
        try:
            good += not record.isascii() and bool(record.decode("utf-8"))
        except UnicodeDecodeError as error:
            bad[i] = error
    if len(bad) > 1 and len(bad) > good:
        line = place.line + data.count(b"\n", 0, first)
        raise _not_utf8(place, place.offset + first, line, data[first])
    for i, error in bad.items():
        at = place.offset + int(found.starts[i]) + error.start
        faults[i] = ("bad_encoding", f"byte 0x{error.object[error.start]:02X} at offset {at}", "UTF-8")


def _not_utf8(place: Place, offset: int, line: int, byte: int) -> BadInput:
    return BadInput(f"{place.path}:{line}: byte 0x{byte:02X} at offset {offset} is not UTF-8 (Latin-1 or Windows-1252?), expected UTF-8; convert the file")


def _reject(place: Place, found: Records, data: bytes, columns: list[str], i: int, reason: str, seen: str, expected: str) -> dict:
    """A structural reject; its payload is the row as far as it can be shown."""
    cells = cells_of(data[found.starts[i]:found.ends[i]][:PAYLOAD_CAP], place.layout.delimiter, place.layout.quoted)
    payload = dict(zip(columns, cells)) | ({"…": cells[len(columns):]} if len(cells) > len(columns) else {})
    return {"raw_line": place.line + int(found.lines[i]), "column_name": None, "reason_code": reason, "seen": seen, "expected": expected, "payload": payload}


def _parse(place: Place, found: Records, data: bytes, columns: list[str], faults: dict) -> pl.DataFrame:
    """Sound records through the fast parser, whose row count must be ours."""
    lines = pl.Series("raw_line", found.lines + place.line, pl.Int64)
    if faults:
        sound = [i for i in range(len(found.starts)) if i not in faults]
        data = b"".join(data[found.starts[i]:found.ends[i]] + b"\n" for i in sound)
        lines = lines.gather(sound)
    else:
        data = data[:found.rest]
    if not len(lines):
        return pl.DataFrame(schema={name: pl.String for name in columns} | {"raw_line": pl.Int64})
    rows = pl.read_csv(
        data, has_header=False, infer_schema=False, new_columns=columns, separator=place.layout.delimiter,
        quote_char='"' if place.layout.quoted else None, schema={name: pl.String for name in columns},
    )
    if rows.height != len(lines):  # blank lines between records are no rows: parse the records alone
        joined = b"".join(data[s:e] + b"\n" for s, e in zip(found.starts.tolist(), found.ends.tolist())) if not faults else data
        rows = pl.read_csv(joined, has_header=False, infer_schema=False, separator=place.layout.delimiter,
                           quote_char='"' if place.layout.quoted else None, schema={name: pl.String for name in columns})
    if rows.height != len(lines):
        raise BadInput(f"{place.path}:{place.line}: {len(lines)} rows here, but the parser sees {rows.height}; quotes in this stretch are ambiguous")
    return rows.with_columns(lines)


def _slowly(place: Place, stream: BinaryIO, data: bytes, columns: list[str]) -> Iterator[Block]:
    """The rest of a file with quotes inside unquoted cells, read strictly record by record; such quotes are text."""
    text = _lines(stream, data)
    reader = csv.reader(text, delimiter=place.layout.delimiter, strict=True)
    begin, rows, rejects = place.line, [], []
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadInput(f"{place.path}:{begin}: a quote opened in this row is not closed, or text follows its end ({error}); mend the row") from error
        except UnicodeDecodeError as error:
            raise BadInput(f"{place.path}:{begin}: byte 0x{error.object[error.start]:02X} is not UTF-8, expected UTF-8; convert the file") from error
        if cells is None or len(rows) + len(rejects) >= 20_000:
            lines = pl.Series("raw_line", [line for line, _ in rows], pl.Int64)
            frame = pl.DataFrame([r for _, r in rows], schema={name: pl.String for name in columns}, orient="row")
            yield Block(frame.with_columns(pl.all().replace("", None)).with_columns(lines), rejects)
            rows, rejects = [], []
            if cells is None:
                return
        fault = _cells_fault(cells, len(columns)) if cells else None
        if fault:
            payload = dict(zip(columns, (c[:PAYLOAD_CAP] for c in cells)))
            rejects.append({"raw_line": begin, "column_name": None, **dict(zip(("reason_code", "seen", "expected"), fault)), "payload": payload})
        elif cells:
            rows.append((begin, cells))
        begin = place.line + reader.line_num


def _cells_fault(cells: list[str], width: int) -> tuple[str, str, str] | None:
    if len(cells) != width:
        return ("short_row" if len(cells) < width else "long_row", f"{len(cells)} cells", f"{width} cells, as the header has")
    if any(CONTROLS.search(cell.encode()) for cell in cells):
        return ("control_character", "a control character", "text without control characters")
    if max(map(len, cells)) > CELL_CAP:
        return ("oversized", f"a cell of {max(map(len, cells)):,} characters", f"at most {CELL_CAP:,} characters")
    return None


def _lines(stream: BinaryIO, data: bytes) -> Iterator[str]:
    while data:
        *lines, data = data.split(b"\n")
        for line in lines:
            yield line.decode("utf-8") + "\n"
        following = stream.read(BLOCK)
        if not following:
            if data:
                yield data.decode("utf-8")
            return
        data += following
