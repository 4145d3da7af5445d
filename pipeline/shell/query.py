"""Runs one SELECT on a release in a sandbox: read-only, no files, no network, no settings, a time and a row limit."""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.errors import BadInput, Usage
from pipeline.shell.answers import Answer

# After these no statement can reach a file, the network, Python's variables, or undo the settings.
_LOCKS = (
    "SET enable_progress_bar = false", "SET TimeZone = 'UTC'", "SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET python_enable_replacements = false",
    "SET temp_directory = ''", "SET enable_external_access = false", "SET lock_configuration = true",
)
# Table functions that take a pointer of this process; a made-up one would crash it.
_POINTER_FUNCTIONS = ("arrow_scan", "arrow_scan_dumb", "pandas_scan", "python_map_function", "seq_scan")
_GRACE = 0.5  # seconds that DuckDB gets to heed an interrupt before the process is ended
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")


def ask(database: Path, sql: str, parameters: dict[str, str], *, timeout: float, limit: int, memory: str, how=None, replayed: tuple | None = None):
    """The answer to a checked statement, cut at `limit` rows (0: all). Raises BadInput in one line."""
    connection, told, answer = open_release(database, memory, *(replayed or ())), None, None
    try:
        with time_limit(connection, timeout):
            answer = (how or run)(connection, sql, parameters, limit)
    except BadInput as error:
        told = str(error)
    connection.close()
    del connection  # an error that holds on to a connection makes DuckDB complain when Python ends
    if answer is None:
        raise BadInput(told)
    return answer


def open_release(database: Path, memory: str, replayed: dict | None = None, date: str = ""):
    """A locked connection to a read-only release; `replayed` tables stand in front of the release's own, with its views."""
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"SET memory_limit = {_quoted(memory)}")
        connection.execute(f"ATTACH {_quoted(str(database))} AS release (READ_ONLY)")
        if replayed:
            _replay(connection, replayed, date)
        else:
            connection.execute("USE release")
        for statement in _LOCKS:
            connection.execute(statement)
    except duckdb.Error as error:
        connection.close()
        raise BadInput(f"{database}: cannot be opened: {_words(error)}") from error
    return connection


def _replay(connection, replayed: dict, date: str) -> None:
    """Tables as they were, and the views anew over them; every other table of the release by its own name."""
    from pipeline.release.database import view_statements

    for name, frame in replayed.items():
        connection.register("incoming", frame.to_arrow())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")
    names = [row[0] for row in connection.sql("SELECT table_name FROM duckdb_tables() WHERE database_name = 'release' ORDER BY 1").fetchall()]
    for name in names:
        if name not in replayed:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM release.{name}")
    for statement in view_statements(date):
        connection.execute(statement)


def checked(sql: str, parameters: dict[str, str]) -> str:
    """The statement, if it is one SELECT whose parameters are all given. Raises Usage otherwise, saying what was seen."""
    import duckdb

    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise BadInput(f"query: {_words(error)}") from error
    if len(statements) != 1:
        raise Usage(f"query: seen {len(statements)} statements, expected one SELECT")
    kind = statements[0].type.name
    if kind != "SELECT":
        raise Usage(f"query: seen {kind}, expected one SELECT; a release is read, never changed")
    for name in _POINTER_FUNCTIONS:
        if name in sql.lower():
            raise Usage(f"query: {name} is not allowed here")
    wanted = set(statements[0].named_parameters)
    if wanted != set(parameters):
        missing, extra = sorted(wanted - set(parameters)), sorted(set(parameters) - wanted)
        told = [f"${n} has no --param {n}=..." for n in missing] + [f"--param {n} is not used as ${n}" for n in extra]
        raise Usage("query: " + "; ".join(told))
    return sql


@contextlib.contextmanager
def time_limit(connection, seconds: float, cleanup: Callable[[], None] = lambda: None) -> Iterator[None]:
    """The block ends within the limit, or BadInput says that it did not; if DuckDB does not heed, the process is ended.

    DuckDB looks for an interrupt between chunks of work, and a chunk can take minutes; hence the second, harder limit.
    """
    expired = threading.Event()
    told = f"query: did not end within {seconds:g} s; narrow it down, or raise --timeout"

    def give_up() -> None:
        cleanup()
        sys.stdout.flush()
        os.write(2, f"sitrep: {told}\n".encode())
        os._exit(BadInput.exit_code)

    def interrupt() -> None:
        expired.set()
        hard.start()
        connection.interrupt()

    hard, soft = threading.Timer(_GRACE, give_up), threading.Timer(seconds, interrupt)
    hard.daemon = soft.daemon = True
    soft.start()
    try:
        yield
    except Exception as error:
        if expired.is_set():
            raise BadInput(told) from error
        raise
    finally:
        soft.cancel()
        hard.cancel()


def run(connection, sql: str, parameters: dict[str, str], limit: int) -> Answer:
    """The first `limit` rows (0: all) of the answer. Raises BadInput for wrong SQL."""
    import duckdb

    try:
        relation = connection.sql(sql, params=parameters or None)
        names, numeric = list(relation.columns), [str(kind).split("(")[0] in _NUMBERS for kind in relation.types]
        rows = (relation.limit(limit + 1) if limit else relation).fetchall()
    except (duckdb.Error, OverflowError, ValueError) as error:
        raise BadInput(f"query: {_words(error)}") from error
    return Answer(names, numeric, rows[:limit] if limit else rows, is_cut=bool(limit) and len(rows) > limit)


def to_parquet(connection, sql: str, parameters: dict[str, str], limit: int):
    """The same rows as an Arrow table, which keeps their types, and whether there were more."""
    import duckdb

    try:
        relation = connection.sql(sql, params=parameters or None)
        table = (relation.limit(limit + 1) if limit else relation).to_arrow_table()
    except (duckdb.Error, OverflowError) as error:
        raise BadInput(f"query: {_words(error)}") from error
    return (table.slice(0, limit) if limit else table), bool(limit) and table.num_rows > limit


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _words(error: Exception) -> str:
    """DuckDB's message on one line, without its drawing of the statement."""
    lines = [line for line in str(error).splitlines() if line.strip() and not line.strip().startswith("^")]
    kept = [line.strip() for line in lines if not line.startswith("LINE ")]
    return " ".join(kept)[:500]
