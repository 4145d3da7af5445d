"""Code lists, read from `vocabularies/*.csv`: each term with its definition, inclusion and exclusion rule and nearest neighbour."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "vocabularies"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of one code list, in rank order. Raises FileNotFoundError for an unknown list."""
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def terms(name: str) -> tuple[str, ...]:
    """The codes of one list, in rank order."""
    return tuple(row["term"] for row in rows(name))


@cache
def lookup(name: str, column: str) -> Mapping[str, str]:
    """Mapping from term to another column of its list, such as sub-event type to event type; not to be changed."""
    return {row["term"]: row[column] for row in rows(name)}


@cache
def names() -> tuple[str, ...]:
    """All code lists whose rows are terms."""
    found = sorted(path.stem for path in FOLDER.glob("*.csv"))
    return tuple(name for name in found if rows(name) and "term" in rows(name)[0])
