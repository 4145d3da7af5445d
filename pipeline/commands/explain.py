"""`sitrep explain`: show everything an event was concluded from."""

import click

TABLES = ("events", "event_claims", "claims", "claim_sources", "sources", "evidence", "reports", "changes", "retired_events")


@click.command()
@click.argument("event_id")
@click.option("--release", "named", metavar="PATH", help="Release, by path or version; the latest by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole record as JSON.")
def command(event_id: str, named: str | None, as_json: bool) -> None:
    """Show everything an event was concluded from.

    Its claims with their sources and the words that were read, every merge and near miss with probability and reasons,
    the rules that graded it, and what changed since. A retired event says what became of it.

    \b
    Example:
      sitrep explain e0123456789abcdef
      sitrep explain e0123456789abcdef --json | jq .claims
    """
    from pipeline.dedup.lineage import lineage
    from pipeline.errors import Usage
    from pipeline.io import read_csv
    from pipeline.shell import folders
    from pipeline.shell.lineage import told

    folder = folders.find(named)
    tables = {name: folders.read_table(folder, name) for name in TABLES}
    rules = folders.here().root / "raw/reference/credibility_rules.csv"
    if rules.exists():
        tables["credibility_rules"] = read_csv(rules)
    record = lineage(event_id, tables)
    if record is None:
        raise Usage(f"{event_id}: no such event in release {folder.name}; ids look like e0123456789abcdef and stand in events.event_id")
    if as_json:
        import json

        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        click.echo(told(record))
