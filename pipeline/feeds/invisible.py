"""Characters that cannot be seen and change how text reads or matches: they stay in their text, and are told with a count."""

import polars as pl

from schemas.tables import BY_NAME

# Embeddings, overrides and isolates of writing direction; zero-width spaces and joiners of words; byte order marks inside text.
# Left out: direction marks and (non-)joiners, which Arabic, Hebrew, Persian and Indic spelling needs.
PATTERN = "[\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff]"


def invisible(rows: pl.DataFrame, feed: str) -> pl.DataFrame:
    """An issue per column with such a character: the first one as its code point, the number of rows, a row as example.

    `rows` has native_id and text columns.
    """
    columns = [name for name, kind in rows.schema.items() if kind == pl.String and name != "native_id"]
    hit = rows.select(pl.col(columns).str.contains(PATTERN).any()).row(0) if rows.height and columns else ()
    parts = [BY_NAME["issues"].empty()]
    for column in (name for name, is_hit in zip(columns, hit) if is_hit):
        found = rows.select("native_id", mark=pl.col(column).str.extract(f"({PATTERN})")).drop_nulls("mark").sort("native_id")
        parts.append(pl.DataFrame(
            [("ingest", feed, "invisible_character", f"U+{ord(found['mark'][0]):04X}", column, "look at the cell; it is kept as it is", found.height, f"{feed}:{found['native_id'][0]}")],
            schema=BY_NAME["issues"].schema, orient="row"))
    return pl.concat(parts)
