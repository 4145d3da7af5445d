"""Unit words ("town", "Governorate", "lake"): what they say about a name, and the name without them."""
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Units:
    """Words that say what kind of place a name is, by position: folded word -> kind."""

    suffixes: tuple[tuple[str, str], ...]
    prefixes: tuple[tuple[str, str], ...]


def units_from(table: pl.DataFrame) -> Units:
    """The unit words of `place_units.csv`, longest first, so that "city municipality" wins over "municipality"."""
    rows = sorted(zip(table["word"], table["kind"], table["position"]), key=lambda row: (-len(row[0]), row))
    return Units(
        tuple((" " + word, kind) for word, kind, position in rows if position == "suffix"),
        tuple((word + " ", kind) for word, kind, position in rows if position == "prefix"))


def strip_unit(folded: str, units: Units) -> tuple[str, str | None]:
    """The folded name without one unit word, and the kind that the word names; unchanged and None without any."""
    for suffix, kind in units.suffixes:
        if folded.endswith(suffix) and len(folded) > len(suffix):
            return folded[: -len(suffix)], kind
    for prefix, kind in units.prefixes:
        if folded.startswith(prefix) and len(folded) > len(prefix):
            return folded[len(prefix):], kind
    return folded, None
