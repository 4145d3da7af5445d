"""Writes and reads `sitrep.duckdb`. Its bytes vary from run to run by DuckDB's nature; its tables' logical digests do not."""

from pathlib import Path

import polars as pl

from pipeline.errors import SitrepError
from pipeline.release.database import comments, create_table, quoted, view_comments, view_statements
from schemas.column import Table

STORAGE_VERSION = "v1.0.0"  # readable by every DuckDB 1.x


def write_database(path: Path, frames: dict[str, pl.DataFrame], declared: tuple[Table, ...], facts: dict[str, str], date: str) -> None:
    """A new DuckDB file with every declared table, comments, keys, views and macros, and a `release` table of facts."""
    import duckdb

    path.unlink(missing_ok=True)
    connection = duckdb.connect(":memory:")
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")  # it would be drawn on standard output
        connection.execute(f"ATTACH {quoted(str(path))} AS target (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE target")
        connection.execute("BEGIN")  # one transaction: else every comment is synced to disk by itself
        for table in declared:
            connection.execute(create_table(table))
            _fill(connection, table, frames[table.name])
            for statement in comments(table):
                connection.execute(statement)
        _write_facts(connection, facts)
        for statement in [*view_statements(date), *view_comments()]:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH target")  # checkpoints: no .wal file stays
    except duckdb.Error as error:
        raise SitrepError(f"{path.name}: DuckDB could not write it: {' '.join(str(error).split())}") from error
    finally:
        connection.close()


def _fill(connection, table: Table, frame: pl.DataFrame) -> None:
    from schemas.describe import arrow_schema

    if not frame.height:
        return
    connection.register("incoming", frame.to_arrow().cast(arrow_schema(table)))
    names = ", ".join(f'"{name}"' for name in table.names)
    connection.execute(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM incoming")
    connection.unregister("incoming")


def _write_facts(connection, facts: dict[str, str]) -> None:
    connection.execute("CREATE TABLE release (fact VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
    connection.executemany("INSERT INTO release VALUES (?, ?)", sorted(facts.items()))
    connection.execute("COMMENT ON TABLE release IS 'Facts about this release: version, date, title, digest, licence.'")


def read_database(path: Path, declared: tuple[Table, ...]) -> dict[str, pl.DataFrame]:
    """The declared tables of a DuckDB file in their declared types and order. Raises SitrepError when it cannot be read."""
    import duckdb

    try:
        connection = duckdb.connect(str(path), read_only=True)
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET enable_progress_bar = false")
            return {table.name: _read(connection, table) for table in declared}
        finally:
            connection.close()
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        raise SitrepError(f"{path.name}: cannot be read: {' '.join(str(error).split())[:300]}") from error


def _read(connection, table: Table) -> pl.DataFrame:
    names = ", ".join(f'"{name}"' for name in table.names)
    frame = pl.from_arrow(connection.sql(f"SELECT {names} FROM {table.name} ORDER BY rowid").to_arrow_table())
    return frame.cast(table.schema)
