"""The weights of the score: what every level of agreement adds, in log-odds, read from a table that people can edit."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

PARTS = ("prior", "place", "date", "actor", "type", "toll", "text")
LEVELS = {
    "prior": ("two_reports", "two_reports_one_source", "report_and_dataset", "two_datasets", "one_dataset", "one_report"),
    "place": ("same_place", "same_name", "close", "inside", "near", "region", "unknown", "far"),
    "date": ("same_day", "overlap", "overlap_loose", "next_day_same_toll", "next_day_no_toll", "next_day_other_toll", "before_published", "apart"),
    "actor": ("same", "crowd", "kin", "one_unknown", "both_unknown", "other_crowd", "same_kind", "other"),
    "type": ("same_sub_type", "same_type", "open", "compatible", "unlikely", "incompatible"),
    "toll": ("equal", "equal_few", "no_deaths", "overlap", "close", "apart", "far", "none_against_some", "unknown"),
    "text": ("copy", "much", "some", "little", "unknown"),
}
CODE = {part: {level: code for code, level in enumerate(levels)} for part, levels in LEVELS.items()}
_TYPE_LEVELS = {level: code for code, level in enumerate(LEVELS["type"])}


@dataclass(frozen=True)
class Weights:
    """Log-odds per part and level, what they say in words, and how well any two types agree."""

    log_odds: dict[str, tuple[float, ...]]
    says: dict[str, tuple[str, ...]]
    types: dict[str, int]
    agreement: tuple[int, ...]

    @cached_property
    def series(self) -> dict[str, pl.Series]:
        """Log-odds per part, indexed by the level's code."""
        return {part: pl.Series(part, values, dtype=pl.Float64) for part, values in self.log_odds.items()}

    @cached_property
    def type_table(self) -> pl.Series:
        """Level of agreement at index `row type * number of types + column type`."""
        return pl.Series("type", self.agreement, dtype=pl.Int8)


def weights(table: pl.DataFrame, types: pl.DataFrame, event_types: dict[str, str]) -> Weights:
    """The weights of a table of levels and a table of types. Raises KeyError for a level that the table lacks.

    `event_types` maps sub-event types to event types. A pair of sub-event types takes its own row of `types` if it has
    one, else a row of one sub-type with the other's event type, else the row of its event types.
    """
    values = {(part, level): (float(odds), says) for part, level, odds, says in table.select("part", "level", "log_odds", "says").iter_rows()}
    return Weights(
        {part: tuple(values[part, level][0] for level in levels) for part, levels in LEVELS.items()},
        {part: tuple(values[part, level][1] for level in levels) for part, levels in LEVELS.items()},
        *_type_table(types, event_types),
    )


def _type_table(types: pl.DataFrame, event_types: dict[str, str]) -> tuple[dict[str, int], tuple[int, ...]]:
    rows = {frozenset((a, b)): level for a, b, level in types.select("type_a", "type_b", "level").iter_rows()}

    def level(a: str, b: str) -> str:
        if a == b:
            return "same_sub_type"
        keys = ((a, b), (a, event_types[b]), (event_types[a], b), (event_types[a], event_types[b]))
        return next(rows[frozenset(key)] for key in keys if frozenset(key) in rows)

    names = list(event_types)
    count = 2 * len(names) + 1  # every type once as coded and once as a default, and none
    table = [_TYPE_LEVELS["open"]] * (count * count)
    for i in range(count - 1):
        for j in range(count - 1):
            a, b = names[i // 2], names[j // 2]
            found = level(a, b)
            is_open = (i % 2 or j % 2) and found != "same_sub_type" and (event_types[a] == event_types[b] or found == "compatible")
            table[i * count + j] = _TYPE_LEVELS["open" if is_open else found]
    return {name: 2 * i for i, name in enumerate(names)} | {"": count - 1}, tuple(table)
