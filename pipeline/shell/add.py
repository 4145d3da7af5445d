"""Copies a raw file into its feed's folder, whole or not at all, with an origin card beside it."""

import datetime
import re
from pathlib import Path

import yaml

from pipeline import io
from pipeline.errors import BadInput, Usage
from pipeline.shell import feeds

CHUNK = 2**20
PLAIN_NAME = re.compile(r"^[^\W_][\w .()+=,-]{0,199}$")


def add(project: io.Project, feed: str, file: Path, origin: dict[str, str | None], replace: bool) -> tuple[Path, dict]:
    """The path of the copy and its origin card. Raises BadInput when the file's structure is broken, or another of its name is there."""
    card = feeds.mapping(file) if feed == "table" else feeds.card(feed)
    _check_name(file, feeds.card(feed).patterns)
    _check_day(origin["retrieved"])
    for number, _ in enumerate(feeds.blocks(file, card)):
        if number:  # the header and the first rows are sound; ingest judges the rest
            break
    folder = project.root / "raw" / feed
    target = folder / file.name
    digest = _digest(file)
    if target.exists() and not replace and io.sha256_file(target) != digest:
        raise BadInput(f"{target}: stands there with other content; pass --replace, or give the file another name")
    size = _copy(file, target)
    for beside in _beside(file, feed):
        _copy(beside, folder / beside.name)
    facts = {"feed": feed, "file": file.name, "bytes": size, "sha256": digest, "licence": card.licence, "redistribute": card.redistribute}
    facts |= {name: value for name, value in origin.items() if value}
    io.write_text(folder / f"{file.name}.origin.yml", yaml.safe_dump(facts, sort_keys=True, allow_unicode=True))
    return target, facts


def _check_name(file: Path, patterns: tuple[str, ...]) -> None:
    if not PLAIN_NAME.match(file.name):
        raise Usage(f"{file.name[:60]!r}: not a plain file name (letters, digits, spaces and .()+=,- up to 200); rename the file")
    if not any(file.match(pattern) for pattern in patterns):
        raise Usage(f"{file.name}: not named like a file of this feed, expected {' or '.join(patterns)}; rename the file")


def _check_day(day: str | None) -> None:
    try:
        datetime.date.fromisoformat(day or "2000-01-01")
    except ValueError as error:
        raise Usage(f"--retrieved: seen {day!r}, expected a day such as 2026-11-02") from error


def _beside(file: Path, feed: str) -> list[Path]:
    """What belongs to the file: the mapping and tables of a mapped table, the text of a report's card."""
    stem = file.name.split(".")[0]
    names = {"table": (f"{stem}.yml", f"{stem}.crosswalk.csv", f"{stem}.corrections.csv"), "reports": (f"{file.stem}.txt",) if file.suffix == ".json" else ()}
    return [file.with_name(name) for name in names.get(feed, ()) if file.with_name(name).exists()]


def _digest(file: Path) -> str:
    try:
        return io.sha256_file(file)
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror}); check that it exists and may be read") from error


def _copy(source: Path, target: Path) -> int:
    size = 0
    with open(source, "rb") as file, io.replacing(target) as temporary, open(temporary, "wb") as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
            size += len(chunk)
    return size
