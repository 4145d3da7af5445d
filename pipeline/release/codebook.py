"""CODEBOOK.md: every table, column, unit, vocabulary and rule, and how full each column is in this very release."""

import polars as pl

from pipeline.release.geometry import GEO_COLUMNS
from pipeline.release.texts import citation_line
from schemas import vocabulary
from schemas.column import Column, Table
from schemas.laws import ROW_LAWS

_TYPES = {
    "String": "text", "Date": "date", "Boolean": "true/false", "Float64": "number", "Binary": "binary", "List": "list of text", "Datetime": "instant (UTC)",
}
_HEADS = {"term": "code", "definition": "means"}
_GEO = (
    ("geometry", "binary", "The point as WKB, longitude before latitude (OGC:CRS84). The column of GeoParquet 1.1."),
    ("bbox", "struct", "Bounding box of the point (xmin, ymin, xmax, ymax), by which readers of GeoParquet skip row groups. In Parquet only."),
)


def codebook(manifest: dict, tables: dict[str, pl.DataFrame], declared: tuple[Table, ...]) -> str:
    """The codebook of a release, as Markdown."""
    parts = [_opening(manifest), _contents(tables, declared), _ways(), _conventions()]
    parts += [_table(table, tables[table.name]) for table in declared]
    parts += [_views(), _vocabularies(tables, declared)]
    return "\n".join(parts)


def _opening(manifest: dict) -> str:
    lines = [
        f"# Codebook of {manifest['title']}\n",
        f"Version {manifest['version']}, {manifest['date']}; schema {manifest['schema_version']}. Cite as: {citation_line(manifest)}\n",
        "Generated from the declarations by which the tables are checked; the column `filled` is measured on this release.",
    ]
    if manifest["is_sample"]:
        lines.append("\n**Sample, not data.** Built from the dispatches that ship with the project, to show what a release looks like.")
    if manifest["audience"] != "public":
        lines.append("\n**Not for redistribution.** A private build.")
    return "\n".join(lines) + "\n"


def _contents(tables: dict[str, pl.DataFrame], declared: tuple[Table, ...]) -> str:
    rows = [f"| [{t.name}](#{t.name}) | {tables[t.name].height:,} | {_cell(t.description)} |" for t in declared]
    also = "\nBeside them stands `ledger.parquet`, ids and member claims of every event there ever was: the next build reads it to keep ids alive."
    return "\n".join(["## Tables\n", "| table | rows | what a row is |", "|---|---|---|", *rows, also]) + "\n"


def _ways() -> str:
    return "\n".join([
        "## How the tables hang together\n",
        "- Count and map `events`; leave out `event_kind = 'summary'` unless you mean it.",
        "- From an event to what was said: `events.event_id` = `event_claims.event_id`, `event_claims.claim_id` = `claims.claim_id`. Relations `founding` and `merged` "
        "are its accounts; `near_miss` are claims that were compared and kept apart.",
        "- From a claim to its words: `evidence.claim_id`, one row a coded column, with the span in the report or the cell of the row; to who said it: "
        "`claim_sources.claim_id`, then `sources.source_id`; to the document: `claims.report_id` = `reports.report_id`.",
        "- To other datasets: `events.native_ids` holds `<feed>:<id>`; `rows_<feed>.native_id` is that id.",
        "- What is missing: `rejects` (rows that could not be read), `reports.outcome` (reports without an event), `coverage` (where nobody looks), `issues`.",
    ]) + "\n"


def _conventions() -> str:
    return "\n".join([
        "## Conventions\n",
        "- Unknown is null, never an empty text, 0 or -99. A list is never null; an empty list is none.",
        "- `_id` is a key, `_count` a whole number, `_share` 0 to 1, `is_` true or false, `_low`, `_best`, `_high` a range, `_seen` what the source wrote.",
        "- Words taken from a source (marked *source's words*) are published only where the feed's licence allows it; elsewhere they are null.",
        "- `events.csv.gz` joins lists by `; `, leaves geometry out, and puts an apostrophe before a text that a spreadsheet would run as a formula.",
        "- Events with precision 4 in date or place are `event_kind = summary`: kept, but outside the view `acled` and the macros' default.",
        "- Outside the intervals of `coverage`, no row means not known; inside, it means none reported.",
    ]) + "\n"


def _table(table: Table, frame: pl.DataFrame) -> str:
    lines = [f"## {table.name}\n", f"{table.description} {frame.height:,} rows.\n"]
    if table.key:
        lines.append(f"Key: {', '.join(f'`{c}`' for c in table.key)}.")
    lines += ["", *(f"- `{column}` points at `{other}.{target}`" for column, other, target in table.foreign_keys)] if table.foreign_keys else []
    lines += ["", "| column | type | filled | meaning |", "|---|---|---|---|"]
    lines += [f"| `{c.name}` | {_type(c)} | {_filled(frame, c)} | {_meaning(c)} |" for c in table.columns]
    if table.name in GEO_COLUMNS:
        known = frame["latitude"].is_not_null().mean() if frame.height else None
        lines += [f"| `{n}` | {kind} | {_share(known)} | {text} |" for n, kind, text in _GEO if n not in table.names]
    laws = ROW_LAWS.get(table.name, ())
    if laws:
        lines += ["", "Rules that every row keeps:\n", *(f"- `{law.name}`: {law.says}" for law in laws)]
    return "\n".join(lines) + "\n"


def _type(column: Column) -> str:
    kind = _TYPES.get(column.dtype.base_type().__name__, "whole number")
    return kind if column.nullable else f"{kind}, never null"


def _filled(frame: pl.DataFrame, column: Column) -> str:
    if not frame.height:
        return "-"
    value = frame[column.name]
    there = value.list.len() > 0 if isinstance(value.dtype, pl.List) else value.is_not_null()
    return _share(there.sum() / frame.height)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _meaning(column: Column) -> str:
    notes = [column.description]
    if column.unit:
        notes.append(f"Unit: {column.unit}.")
    if column.minimum is not None or column.maximum is not None:
        low, high = (f"{bound:,.10g}" if bound is not None else "" for bound in (column.minimum, column.maximum))
        notes.append(f"From {low} to {high}." if low and high else f"At least {low}." if low else f"At most {high}.")
    if column.decimals is not None:
        notes.append(f"Rounded to {column.decimals} decimal{'' if column.decimals == 1 else 's'}.")
    if column.vocabulary:
        notes.append(f"Codes: [{column.vocabulary}](#codes-{column.vocabulary}).")
    if column.native:
        notes.append("*Source's words.*")
    return _cell(" ".join(notes))


def _views() -> str:
    return "\n".join([
        "## Views and macros of sitrep.duckdb\n",
        "- `acled`: events in the 31 columns of an ACLED export, exact names, present spellings. `event_id_cnty` is our id, `notes` are ours, `timestamp` is the "
        "release's date; summaries are left out.",
        "- `acled_numeric()`: the same with numeric `inter1`, `inter2` and `interaction`, as in exports before September 2024.",
        "- `ucdp_ged`: lethal events of organised violence in those columns of UCDP GED that can be filled. `id` is our id (text), `where_prec` and `date_prec` are "
        "GED's scales, `type_of_violence` is derived from actor types.",
        "- `events_precise(max_geo := 1, max_time := 1)`: events whose place and date are known at least so well.",
        "- `events_credible(worst := 3, grades := ['A', 'B', 'C'])`: events of at least this credibility from a source of these grades.",
        "- `country_month_panel(first, last)`: a row per country and month; `event_count` and `fatalities_best` are 0 where a feed covers the whole month and nothing is "
        "reported, and null where no feed covers it (`is_covered`); `events_seen` counts what is there all the same.",
    ]) + "\n"


def _vocabularies(tables: dict[str, pl.DataFrame], declared: tuple[Table, ...]) -> str:
    used = {c.vocabulary for table in declared for c in table.columns if c.vocabulary}
    lines = ["## Codes\n"]
    for name in sorted(used):
        counts = _counts(name, tables["events"], declared)
        rows = [row | {"events": counts.get(row["term"], "0")} if counts else row for row in vocabulary.rows(name)]
        heads = [column for column in ("term", "definition", "includes", "excludes", "nearest", "events") if any(row.get(column) for row in rows)]
        lines += [f"### Codes: {name}\n", "| " + " | ".join(_HEADS.get(head, head) for head in heads) + " |", "|---" * len(heads) + "|"]
        lines += ["| " + " | ".join(_cell(str(row.get(head) or "")) for head in heads) + " |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def _counts(name: str, events: pl.DataFrame, declared: tuple[Table, ...]) -> dict[str, str]:
    columns = [c.name for table in declared if table.name == "events" for c in table.columns if c.vocabulary == name]
    if not columns:
        return {}
    values = pl.concat([events.select(pl.col(c).cast(pl.String).alias("term")) for c in columns]).drop_nulls()
    return {row["term"]: f"{row['len']:,}" for row in values.group_by("term").len().iter_rows(named=True)} or {"": ""}


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
