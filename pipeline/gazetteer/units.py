"""Unit words ("town", "Governorate", "lake"): what they say about a name, and the name without them."""
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Units:
    """Words that say what kind of place a name is, by position: folded words -> kind."""

    suffixes: dict[str, str]
    prefixes: dict[str, str]
    longest: int  # words in the longest of them


def units_from(table: pl.DataFrame) -> Units:
    """The unit words of `place_units.csv`."""
    def at(position: str) -> dict[str, str]:
        chosen = table.filter(pl.col("position") == position)
        return dict(zip(chosen["word"], chosen["kind"]))
    return Units(at("suffix"), at("prefix"), max(word.count(" ") + 1 for word in table["word"]))


def strip_unit(folded: str, units: Units) -> tuple[str, str | None]:
    """The folded name without one unit word, and the kind that the word names; unchanged and None without any.

    The longest unit wins ("city municipality" over "municipality"), one behind the name over one before it.
    """
    words = folded.split()
    for count in range(min(units.longest, len(words) - 1), 0, -1):
        kind = units.suffixes.get(" ".join(words[-count:]))
        if kind:
            return " ".join(words[:-count]), kind
    for count in range(min(units.longest, len(words) - 1), 0, -1):
        kind = units.prefixes.get(" ".join(words[:count]))
        if kind:
            return " ".join(words[count:]), kind
    return folded, None
