"""How values are shown on a terminal: one line each, with nothing in them that a terminal would obey."""

import os
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

WIDEST = 60


def relative(path: Path) -> str:
    """The path as one would type it from here."""
    try:
        return str(path.resolve().relative_to(Path(os.curdir).resolve()))
    except ValueError:
        return str(path)


def safe(value: object) -> str:
    """The value as text on one line; control, format and bidirectional characters as visible escapes."""
    text = "" if value is None else value.hex() if isinstance(value, bytes) else str(value)
    if text.isprintable() and text.isascii():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def table(names: Sequence[str], rows: Iterable[Sequence[object]], numeric: Sequence[bool] = (), widest: int = WIDEST) -> str:
    """An aligned text table; numbers to the right, null as empty, long values cut with an ellipsis."""
    cells = [[_cut(safe(name), widest) for name in names], *([_cut(safe(v), widest) for v in row] for row in rows)]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(names))]
    right = [*numeric, *([False] * (len(names) - len(numeric)))]
    lines = ["  ".join(_padded(cell, width, r) for cell, width, r in zip(row, widths, right, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _cut(text: str, widest: int) -> str:
    return text if len(text) <= widest else text[: widest - 1] + "…"


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if right else text + gap
