"""JSON pages as an API serves them: an object whose `data` is a list of rows, or that list alone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipeline.errors import BadInput
from pipeline.feeds.jsonl import NotJson, parse_object
from pipeline.feeds.opening import check_signature, opened
from pipeline.feeds.reader import BOM, Block, Layout, check_header, Place

PAGE_CAP = 512 * 2**20
_SPACE = re.compile(r"[\s,]*")


def read_pages(path: Path, layout: Layout) -> Iterator[Block]:
    """The rows of one page; numbers become the text that stands in the file. Raises BadInput when the page is no page or tells of an error."""
    with opened(path) as stream:
        data = stream.read(PAGE_CAP + 1)
    check_signature(path, data)
    if len(data) > PAGE_CAP:
        raise BadInput(f"{path}: a page of more than {PAGE_CAP:,} bytes; fetch smaller pages")
    try:
        text = data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte 0x{data[error.start]:02X} at offset {error.start} is not UTF-8; convert the file") from error
    rows, rejects = [], []
    names: dict[str, None] = {}
    for line, chunk in _elements(path, text):
        try:
            row = parse_object(chunk)
        except NotJson as error:
            rejects.append({"raw_line": line, "column_name": None, "reason_code": "bad_json", "seen": str(error)[:200], "expected": "a JSON object", "payload": {"row": chunk[:4000]}})
            continue
        names |= dict.fromkeys(row)
        rows.append({key: _text(value) for key, value in row.items()} | {"raw_line": line})
    if rows:
        check_header(Place(path, layout), list(names), b"")
    schema = {name: pl.String for name in names} | {"raw_line": pl.Int64}
    yield Block(pl.DataFrame(rows, schema=schema) if names else pl.DataFrame(schema={n: pl.String for n in layout.columns} | {"raw_line": pl.Int64}), rejects)


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _elements(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Each element of the page's list with the physical line on which it begins."""
    start = _list_start(path, text)
    decoder, at = json.JSONDecoder(), start
    line, counted = 1 + text.count("\n", 0, start), start
    while True:
        at = _SPACE.match(text, at).end()
        if text[at:at + 1] == "]":
            return
        line, counted = line + text.count("\n", counted, at), at
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{path}:{line}: the page is cut off or not JSON ({str(error)[:100]}); fetch it again") from error
        yield line, text[at:end]
        at = end


def _list_start(path: Path, text: str) -> int:
    head = text.lstrip()
    if head.startswith("["):
        return text.index("[") + 1
    found = re.search(r'"data"\s*:\s*\[', text)
    if head.startswith("{") and found:
        return found.end()
    raise BadInput(f"{path}:1: seen {' '.join(head[:80].split())!r}, expected a page with a list `data`; the request failed, fetch it again")
