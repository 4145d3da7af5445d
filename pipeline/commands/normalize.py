"""`sitrep normalize`: one raw file of a feed becomes claims, rejects and an account of every row."""

from pathlib import Path

import click


@click.command()
@click.argument("feed")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", "out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the tables; made if missing.")
@click.option("--headlines", is_flag=True, help="Read the types of UCDP GED rows from the headlines they cite (slower).")
@click.option("--json", "as_json", is_flag=True, help="Print the account as JSON.")
def command(feed: str, file: Path, out: Path, headlines: bool, as_json: bool) -> None:
    """Turn one raw file of FEED into claims, rejects and accounting.

    Writes claims, claim_sources, reports, rejects, out_of_scope and issues as Parquet, and accounting.json. Rows are
    streamed: memory does not grow with the file. FEED is ucdp_ged, acled, gdelt, reports or table; a table needs a
    mapping beside it (<name>.yml).

    \b
    Example:
      sitrep normalize ucdp_ged GEDEvent_v25_1.csv --out normalized/
      sitrep normalize table incidents.csv --out normalized/ --json
    """
    import json

    from pipeline import io
    from pipeline.shell.normalize import normalize

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    account = normalize(project, feed, file, out, headlines)
    if as_json:
        click.echo(json.dumps(account, sort_keys=True))
        return
    click.echo(f"{file}: {account['rows_in']:,} rows in, {account['claims']:,} claims, {account['rejects']:,} rejects, {account['out_of_scope']:,} out of scope -> {out}")
