"""The SQL of `sitrep.duckdb`: tables with comments and keys, derived from the declarations; views and macros from `views.sql`."""

import re
from pathlib import Path

from schemas.column import Table

VIEWS = Path(__file__).parent / "views.sql"
_TYPES = {
    "String": "VARCHAR", "Date": "DATE", "Boolean": "BOOLEAN", "Float64": "DOUBLE", "Binary": "BLOB", "Int8": "TINYINT", "Int16": "SMALLINT",
    "Int32": "INTEGER", "Int64": "BIGINT", "Datetime": "TIMESTAMP WITH TIME ZONE", "List": "VARCHAR[]",
}
_VIEW_COMMENTS = {
    "VIEW acled": "Events in the 31 columns of an ACLED export; summaries left out.",
    "VIEW ucdp_ged": "Lethal events of organised violence in the columns of UCDP GED that can be filled.",
    "MACRO TABLE acled_numeric": "The view acled with numeric inter1, inter2 and interaction.",
    "MACRO TABLE events_precise": "Events whose place and date are known at least so well.",
    "MACRO TABLE events_credible": "Events of at least this credibility, from a source of these grades.",
    "MACRO TABLE country_month_panel": "Events and deaths per country and month: 0 where covered and quiet, null where not covered.",
}


def quoted(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def create_table(table: Table) -> str:
    """CREATE TABLE with NOT NULL and, where no key column may be null, the primary key.

    Foreign keys are comments and laws, not constraints: as constraints DuckDB keeps an index for each of them, which
    doubles the file and forbids loading tables in any order.
    """
    lines = [f'"{c.name}" {_TYPES[c.dtype.base_type().__name__]}{"" if c.nullable else " NOT NULL"}' for c in table.columns]
    optional = {c.name for c in table.columns if c.nullable}
    if table.key and not optional.intersection(table.key):
        lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE {table.name} (\n    " + ",\n    ".join(lines) + "\n)"


def comments(table: Table) -> list[str]:
    """COMMENT statements: what a row is, what each column means, its unit and vocabulary, and where a foreign key points."""
    targets = {column: f"{other}.{key}" for column, other, key in table.foreign_keys}
    found = [f"COMMENT ON TABLE {table.name} IS {quoted(table.description)}"]
    for column in table.columns:
        notes = [column.description]
        notes += [f"Unit: {column.unit}."] if column.unit else []
        notes += [f"Codes: terms where vocabulary = '{column.vocabulary}'."] if column.vocabulary else []
        notes += [f"Points at {targets[column.name]}."] if column.name in targets else []
        found.append(f'COMMENT ON COLUMN {table.name}."{column.name}" IS {quoted(" ".join(notes))}')
    return found


def view_statements(date: str) -> list[str]:
    """CREATE statements of views and macros, in the order of `views.sql`."""
    text = VIEWS.read_text(encoding="utf-8").replace("{{date}}", date)
    text = re.sub(r"^--.*$", "", text, flags=re.MULTILINE)
    return [part.strip() for part in text.split(";\n") if part.strip()]


def view_comments() -> list[str]:
    """COMMENT statements of views and macros."""
    return [f"COMMENT ON {what} IS {quoted(text)}" for what, text in _VIEW_COMMENTS.items()]
