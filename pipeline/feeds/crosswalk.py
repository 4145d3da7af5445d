"""A feed's own values are translated by its crosswalk, whole: a value that it does not know is told, never silently null."""

import polars as pl

from pipeline.feeds.card import Card

# A crosswalk row without condition always applies; of several, the first condition in this order that holds.
CONDITIONS = ("protesters", "civilians", "group", "armed")


def folded(column: str) -> pl.Expr:
    """A value as it is compared: without outer white space, in lower case, as text."""
    return pl.col(column).cast(pl.String).str.strip_chars().str.replace(r"^(\d+)\.0+$", "$1").str.to_lowercase()


def translate(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The rows with a column `<target>` in our codes for every target of the crosswalk, and `<target>:<condition>` for conditional codes.

    `card.crosswalk` has a row per native column, value and target. Empty cells stay null.
    """
    made = []
    for (column, target, condition), part in sorted(
        card.crosswalk.filter(pl.col("column").is_in(rows.columns)).partition_by("column", "target", "condition", as_dict=True, maintain_order=True).items(),
        key=lambda item: tuple(str(x) for x in item[0]),
    ):
        seen = [s.strip().lower() for s in part["seen"]]
        name = f"_{target}" if condition is None else f"_{target}:{condition}"
        made.append(folded(column).replace_strict(seen, part["code"].to_list(), default=None, return_dtype=pl.String).alias(name))
    return rows.with_columns(made)


def unknown(rows: pl.DataFrame, card: Card) -> dict[str, pl.Series]:
    """For every native column of the crosswalk, a mask of the rows whose value the crosswalk does not know."""
    masks = {}
    for column in card.crosswalk["column"].unique(maintain_order=True):
        if column not in rows.columns or card.types.get(column) != "code":
            continue
        known = card.crosswalk.filter(pl.col("column") == column)["seen"].str.strip_chars().str.to_lowercase().unique().to_list()
        mask = rows.select((pl.col(column).is_not_null() & (pl.col(column).cast(pl.String) != "") & ~folded(column).is_in(known)).alias(column))[column]
        if mask.any():
            masks[column] = mask
    return masks
