"""What is wrong in the folder of a language, told to whoever writes one.

English is the pattern: a folder may have fewer files, names and tags than English has, but no others, since code asks
for no others.
"""

import csv
import re
from pathlib import Path

import polars as pl

from pipeline.coder import frames, patterns
from pipeline.coder.folder import FOLDER, rows
from pipeline.gated import may_match
from pipeline.gazetteer.context import CLASSES
from schemas import vocabulary

ENGLISH = "en"
COLUMNS = {
    "terms/*.csv": ("term", "tag", "part", "forms"), "patterns/*.csv": ("name", "pattern", "note"), "words/*.csv": ("list", "words", "value"), "groups.csv": ("group", "tags"),
    "frames.csv": ("frame_id", "label", "weight", "pattern", "example"), "triggers.csv": ("sub_event_type", "tags"), "people.csv": ("singular", "plural", "group"), "speakers.csv": ("words", "party"),
}
SIDES = frozenset({"civilian", "state", "armed", "other"})


def faults(language: str) -> list[str]:
    """One line for each thing that is wrong, by file where it can be told; [] for a sound folder."""
    broken = [fault for name, columns in COLUMNS.items() for path in sorted((FOLDER / language).glob(name)) for fault in _of_table(path, columns)]
    if broken:
        return broken
    try:
        patterns.named_patterns(language)
    except ValueError as error:
        return [str(error)]
    return [*_names(language), *_expressions(language), *_numbers(language), *_rows(language)]


def _of_table(path: Path, columns: tuple[str, ...]) -> list[str]:
    """What keeps a table from being read: its encoding, its header, a row of another length."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            found = list(csv.reader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return [f"{path}: not a table in UTF-8 ({error})"]
    if not found or tuple(found[0]) != columns:
        return [f"{path}:1: columns {','.join(found[0]) if found else 'none'}, expected {','.join(columns)}"]
    return [f"{path}: row {number} has {len(row)} values, expected {len(columns)}" for number, row in enumerate(found[1:], 2) if len(row) != len(columns)]


def _names(language: str) -> list[str]:
    """Patterns and lists that nothing asks for: those that English does not have, but for pieces of other patterns."""
    known = {*_families(ENGLISH), *patterns.named_lists(ENGLISH), *(f"place_{name}" for name in CLASSES)}
    own = {*_families(language), *patterns.named_lists(language)}
    pieces = {name for written in patterns.named_patterns(language).values() for name in patterns.names_in(written)}
    unknown = [f"{language}: the name {name!r} is asked for by nothing" for name in sorted(own - known - pieces)]
    return unknown + [f"{language}: {{{name}}} stands in a pattern, but there is no pattern or list of that name" for name in sorted(pieces - own)]


def _families(language: str) -> set[str]:
    """Names of patterns, those of a family by the name of the family."""
    return {name.partition(".")[0] for name in patterns.named_patterns(language)}


def _expressions(language: str) -> list[str]:
    """Patterns that do not compile, here or in the search over columns, which knows no back references."""
    found = []
    for name in patterns.named_patterns(language):
        try:
            may_match(pl.Series(["a"]), [patterns.pattern(name, language)])
        except (re.error, ValueError, pl.exceptions.ComputeError) as error:
            found.append(f"{language}: pattern {name!r}: {' '.join(str(error).split())}")
    return found


def _numbers(language: str) -> list[str]:
    """Values that are no whole numbers in lists whose values are, and values of other lists that code does not know."""
    found = []
    for name in sorted(patterns.named_lists(ENGLISH) & patterns.named_lists(language)):
        meant = set(patterns.values(name, ENGLISH).values())
        is_number = meant and all(re.fullmatch(r"-?\d+", value) for value in meant)
        seen = {value for value in patterns.values(name, language).values() if (not re.fullmatch(r"-?\d+", value) if is_number else value not in meant)}
        found += [f"{language}: list {name!r}: value {value!r}, expected {'a whole number' if is_number else ' or '.join(sorted(meant))}" for value in sorted(seen)]
    return found


def _rows(language: str) -> list[str]:
    """Tags, types, sides and weights that the coder does not know."""
    tags = {row["tag"] for row in rows(ENGLISH, "terms/*.csv")}
    types = {*vocabulary.terms("sub_event_types"), *(frame.label for frame in frames.frames(ENGLISH))}
    found = [f"{language}: term {row['term']!r}: unknown tag {row['tag']!r}" for row in rows(language, "terms/*.csv") if row["tag"] not in tags]
    found += [f"{language}: term {row['term']!r}: part {row['part']!r}, expected v, n or x" for row in rows(language, "terms/*.csv") if row["part"] not in ("v", "n", "x")]
    found += [f"{language}: frame {row['frame_id']!r}: unknown type {row['label']!r}" for row in rows(language, "frames.csv") if row["label"] not in types]
    found += [f"{language}: frame {row['frame_id']!r}: weight {row['weight']!r} is no number" for row in rows(language, "frames.csv") if not re.fullmatch(r"-?\d+(?:\.\d+)?", row["weight"])]
    found += [f"{language}: triggers of unknown type {row['sub_event_type']!r}" for row in rows(language, "triggers.csv") if row["sub_event_type"] not in types]
    return found + [f"{language}: people {row['plural']!r}: group {row['group']!r}, expected one of {', '.join(sorted(SIDES))}" for row in rows(language, "people.csv") if row["group"] not in SIDES]
