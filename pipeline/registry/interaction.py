"""Interaction of two actor types, by the list of interactions."""

import polars as pl

from schemas.vocabulary import lookup, rows


def pairs() -> dict[tuple[str, str | None], str]:
    """(type, type or null) in either order -> interaction."""
    by_code = {row["code"]: row["term"] for row in rows("interactions")}
    types = lookup("actor_types", "code")
    found = {}
    for first, one in types.items():
        found[first, None] = by_code[f"{one}0"]
        for second, two in types.items():
            found[first, second] = by_code["".join(sorted((one, two)))]
    return found


def interaction(first: str, second: str) -> pl.Expr:
    """Interaction of two type columns; one side unknown: `<type> only`; both unknown, or a type that is none: null."""
    table = pairs()
    keys = [f"{a}|{b or ''}" for a, b in table]
    low, high = pl.coalesce(first, second), pl.when(pl.col(first).is_not_null()).then(pl.col(second)).fill_null("")
    return pl.format("{}|{}", low, high).replace_strict(keys, list(table.values()), default=None, return_dtype=pl.String)


def normal_type(label: pl.Expr) -> pl.Expr:
    """Actor type of any label or number that exports have used; null for a label that is none of them."""
    known = {row["label"].casefold(): row["actor_type"] for row in rows("actor_type_labels")}
    return label.str.strip_chars().str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)
