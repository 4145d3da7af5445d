"""Reports as JSON lines, or as a text with a JSON card: strict JSON, and a line that is not is a reject of its own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from pipeline.errors import BadInput
from pipeline.feeds.opening import check_signature, opened
from pipeline.feeds.reader import BOM, CELL_CAP, PAYLOAD_CAP, Block, Layout

LINE_CAP = 16 * 2**20
BLOCK_LINES = 5_000
FORBIDDEN = {c: None for c in (*range(9), 11, 12, *range(14, 32), 127)}


class NotJson(ValueError):
    """Why a text is not the JSON that we take."""


def parse_object(text: str) -> dict:
    """The object in a JSON text. Raises NotJson for anything else, for a key used twice, NaN, a number beyond a float, or a lone surrogate."""
    try:
        value = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError as error:
        raise NotJson("nested too deeply") from error
    except NotJson:
        raise
    except ValueError as error:
        raise NotJson(str(error)) from error
    if not isinstance(value, dict):
        raise NotJson(f"a JSON {type(value).__name__}, not an object")
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotJson("a lone surrogate, which is no character") from error
    return value


def _without_doubles(pairs: list[tuple[str, object]]) -> dict:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise NotJson(f"the key {next(n for n in names if names.count(n) > 1)!r} twice")
    return made


def _no_constant(name: str) -> None:
    raise NotJson(f"{name}, which is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NotJson(f"the number {text[:20]}, which is too large")
    return value


def read_lines(path: Path, layout: Layout, on_read: Callable[[int, int], None] = lambda size, rows: None) -> Iterator[Block]:
    """The reports of a JSONL file in blocks; blank lines are skipped, broken lines are rejects. Raises BadInput if no line is JSON."""
    rows: list[dict] = []
    rejects: list[dict] = []
    taken = 0
    for number, line in _numbered(path):
        if not line.strip():
            continue
        row, reject = _row(number, line, layout.columns)
        rows, rejects, taken = [*rows, row] if row else rows, [*rejects, reject] if reject else rejects, taken + bool(row)
        if number == 1 and reject and line.lstrip()[:1] == b"[":
            raise BadInput(f"{path}:1: seen a JSON array, expected one JSON object per line; write each report on a line of its own")
        if len(rows) + len(rejects) >= BLOCK_LINES:
            on_read(0, len(rows))
            yield _block(rows, rejects, layout)
            rows, rejects = [], []
    yield _block(rows, rejects, layout)


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    with opened(path) as stream:
        data, number = stream.read(2**20), 0
        check_signature(path, data)
        data = data.removeprefix(BOM)
        while data:
            *lines, rest = data.split(b"\n")
            for line in lines:
                number += 1
                yield number, line
            if len(rest) > LINE_CAP:
                raise BadInput(f"{path}:{number + 1}: a line longer than {LINE_CAP:,} bytes; this is not JSON lines")
            more = stream.read(2**20)
            if not more and rest:
                yield number + 1, rest
                return
            data = rest + more


def _row(number: int, line: bytes, columns: tuple[str, ...]) -> tuple[dict | None, dict | None]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, _reject(number, "bad_encoding", f"byte 0x{line[error.start]:02X} at character {error.start} of the line", "UTF-8", line.decode("utf-8", "backslashreplace"))
    try:
        value = parse_object(text)
    except NotJson as error:
        return None, _reject(number, "bad_json", str(error)[:200], "one JSON object per line", text)
    return checked_row(number, value, columns, text)


def checked_row(number: int, value: dict, columns: tuple[str, ...], text: str) -> tuple[dict | None, dict | None]:
    """The object's declared keys as strings, or a reject when one of them is not text or holds control characters."""
    row: dict = {"raw_line": number}
    for name in columns:
        cell = value.get(name)
        if cell is not None and not isinstance(cell, str):
            return None, _reject(number, "bad_json", f"{name}: a {type(cell).__name__}", "text", text, name)
        if cell and cell.translate(FORBIDDEN) != cell:
            return None, _reject(number, "control_character", f"{name}: a control character", "text without control characters", text, name)
        if cell and len(cell) > CELL_CAP:
            return None, _reject(number, "oversized", f"{name}: {len(cell):,} characters", f"at most {CELL_CAP:,}", text, name)
        row[name] = cell
    return row, None


def _reject(number: int, reason: str, seen: str, expected: str, text: str, column: str | None = None) -> dict:
    return {"raw_line": number, "column_name": column, "reason_code": reason, "seen": seen, "expected": expected, "payload": {"line": text[:PAYLOAD_CAP].encode("utf-8", "backslashreplace").decode()}}


def _block(rows: list[dict], rejects: list[dict], layout: Layout) -> Block:
    return Block(pl.DataFrame(rows, schema={"raw_line": pl.Int64} | {name: pl.String for name in layout.columns}), rejects)


def read_text_card(path: Path, layout: Layout) -> Iterator[Block]:
    """The one report of a JSON card whose `text_file` names a plain text in the same folder."""
    with opened(path) as stream:
        data = stream.read(LINE_CAP)
    try:
        card = parse_object(data.decode("utf-8-sig"))
    except (NotJson, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not a JSON card ({error}); expected one object with report_id, source, published_at and text_file") from error
    name = card.get("text_file", path.with_suffix(".txt").name)
    if not isinstance(name, str) or Path(name).name != name or name.startswith("."):
        raise BadInput(f"{path} text_file: seen {str(name)[:60]!r}, expected the name of a file in the same folder")
    with opened(path.with_name(name)) as stream:
        raw = stream.read(LINE_CAP)
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").strip("\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.with_name(name)}: byte 0x{raw[error.start]:02X} at offset {error.start} is not UTF-8; convert the file") from error
    row, reject = checked_row(1, card | {"text": text}, layout.columns, data.decode("utf-8-sig"))
    yield _block([row] if row else [], [reject] if reject else [], layout)
