"""`sitrep query`: ask a release in SQL, in a sandbox."""

from pathlib import Path

import click

# Rows shown before a notice says that there are more; 0 is all.
LIMITS = {"table": 1_000, "csv": 0, "json": 0, "parquet": 0}


def _parameters(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"seen {value!r}, expected name=value")
        given[name] = text
    return given


@click.command()
@click.argument("sql")
@click.option("--release", "named", metavar="PATH|VERSION", help="The release to ask; the latest by default.")
@click.option("--format", "form", type=click.Choice(list(LIMITS)), help="Form of the answer; table on a terminal, csv when piped, or by --out's ending.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the answer to this file.")
@click.option("--param", "parameters", multiple=True, callback=_parameters, metavar="NAME=VALUE", help="Value for $NAME; bound, never spliced. Repeat for more.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds before the query is ended.")
@click.option("--limit", type=click.IntRange(min=0), help="Rows at most, 0 for all. Default: 1000 for a table, else all.")
@click.option("--memory", default="4GB", show_default=True, help="Memory that the query may use.")
@click.option("--as-of", "as_of", metavar="VERSION", help="Events as they stood in that earlier release.")
def command(sql: str, named: str | None, form: str | None, as_json: bool, out: Path | None, parameters: dict[str, str], timeout: float,
            limit: int | None, memory: str, as_of: str | None) -> None:
    """Ask a release in SQL, in a sandbox.

    SQL is one SELECT, or the name of a .sql file that holds one. It can read the release and nothing else: no files, no
    network, no settings; it is ended at the time limit.

    \b
    Example:
      sitrep query "SELECT country_name, count(*) FROM events GROUP BY 1"
      sitrep query "FROM acled WHERE country = \\$c" --param c=Mali --format csv
      sitrep query "FROM country_month_panel('2021-01-01', '2021-12-31')"
    """
    from pipeline.shell import query, whereabouts

    folder = whereabouts.find(named)
    statement = query.checked(_read(sql), parameters)
    form = _form(form, as_json, out)
    replayed = _replayed(folder, as_of)
    how = query.to_parquet if form == "parquet" else query.run
    answer = query.ask(folder / whereabouts.DATABASE, statement, parameters, timeout=timeout, limit=LIMITS[form] if limit is None else limit, memory=memory,
                       how=how, replayed=replayed)
    count, is_cut = (answer[0].num_rows, answer[1]) if form == "parquet" else (len(answer.rows), answer.is_cut)
    _deliver(_bytes(answer, form), count, out)
    if is_cut:
        click.echo(f"showing the first {count:,} rows; there are more (--limit 0 for all, --out FILE to keep them)", err=True)


def _bytes(answer, form: str) -> bytes:
    if form == "parquet":
        import io

        import pyarrow.parquet as pq

        buffer = io.BytesIO()
        pq.write_table(answer[0], buffer, compression="zstd")
        return buffer.getvalue()
    from pipeline.shell import answers

    return answers.MAKE[form](answer)


def _read(sql: str) -> str:
    from pipeline.errors import BadInput

    if not sql.lower().endswith(".sql") or "\n" in sql:
        return sql
    try:
        return Path(sql).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{sql}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error


def _form(form: str | None, as_json: bool, out: Path | None) -> str:
    import sys

    if as_json:
        return "json"
    if form:
        return form
    if out is not None:
        return {".json": "json", ".parquet": "parquet"}.get(out.suffix.lower(), "csv")
    return "table" if sys.stdout.isatty() else "csv"


def _replayed(folder: Path, as_of: str | None) -> tuple | None:
    """The tables as they stood in an earlier release, by replaying the changes backwards."""
    if as_of is None:
        return None
    from pipeline.dedup.changes import replay
    from pipeline.errors import BadInput
    from pipeline.shell import folders

    now, told = folders.read_table(folder, "events"), folders.read_table(folder, "changes")
    known = sorted({*now["first_release"], *now["last_changed_release"], *told["release"]})
    if as_of not in known:
        raise BadInput(f"--as-of {as_of}: no release of that version changed these events; there are {', '.join(known[-12:]) or 'none'}")
    events = replay(now, told, as_of)
    return {"events": events}, folders.read_manifest(folder)["date"]


def _deliver(data: bytes, count: int, out: Path | None) -> None:
    import sys

    if out is not None:
        from pipeline import io

        with io.replacing(out) as temporary:
            temporary.write_bytes(data)
        click.echo(f"{out}: {count:,} rows", err=True)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
