"""A column and a table are declared here, once; every other form of them is derived in `describe`.

The declaration is plain data, not a pandera class: importing pandera takes five seconds, and the command line
needs column names in a tenth of one. `describe.pandera_schema` derives the pandera schema that validates.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Column:
    """One column: what it is called, holds, means, and may hold.

    `native` marks text taken from a source, published only where its feed's licence says `redistribute: full`.
    `build_only` columns never leave `build/`. Floats are rounded to `decimals` before they are written.
    """

    name: str
    dtype: pl.DataType
    description: str
    nullable: bool = True
    unit: str | None = None
    decimals: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    vocabulary: str | None = None
    pattern: str | None = None
    native: bool = False
    build_only: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, its key, what it refers to, and how its rows are sorted."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[tuple[str, str, str], ...] = ()
    sort: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [c.name for c in self.columns]

    @property
    def schema(self) -> pl.Schema:
        """The polars schema."""
        return pl.Schema({c.name: c.dtype for c in self.columns})

    def published(self) -> "Table":
        """The same table without columns that only the build needs."""
        kept = tuple(c for c in self.columns if not c.build_only)
        return Table(self.name, self.description, kept, self.key, self.foreign_keys, self.sort)

    def empty(self) -> pl.DataFrame:
        """No rows, all columns."""
        return pl.DataFrame(schema=self.schema)


STRINGS = pl.List(pl.String())
STRING, BOOLEAN, DATE = pl.String(), pl.Boolean(), pl.Date()
INTEGER, SMALL, FLOAT, BINARY = pl.Int64(), pl.Int8(), pl.Float64(), pl.Binary()
INSTANT = pl.Datetime("us", "UTC")
