"""How far a claim deserves belief before anyone compares it: its speaker's interest, its hedges, its source's grade."""

import polars as pl


def trust(claims: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """claim_id and `trust`, the sum of the points of `points` (column_name, value, points); the lowest deserves most belief.

    `claims` needs the columns that the table names; a value that the table does not know adds nothing.
    """
    tables: dict[str, dict[str, int]] = {}
    for column, value, number in points.select("column_name", "value", "points").iter_rows():
        tables.setdefault(column, {})[value] = int(number)
    found = [
        pl.col(column).cast(pl.String).replace_strict(table, default=0, return_dtype=pl.Int32) for column, table in sorted(tables.items())
    ]
    return claims.select("claim_id", trust=pl.sum_horizontal(found))
