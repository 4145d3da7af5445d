"""Who, whom, when, how many and who says so, for short reports written for this with the coding that they should get.

`python -m tests.coder.arguments` codes tests/gold/arguments.csv through the whole chain, types and places included, writes
build/metrics/arguments.json and prints the share of rows right per column. The test reads the same table with type and
country given, so that it judges the arguments alone. The table was written before the coder was run on it, and the rules were
then mended by classes of its misses: it shows what works, it is no measure of accuracy.
"""

import csv
import datetime as dt
import json
import re
from dataclasses import replace
from functools import lru_cache

import polars as pl

from pipeline import io
from pipeline.coder.claims import drafts, head
from pipeline.coder.drafts import Draft, Opinion
from pipeline.coder.kit import kit
from pipeline.coder.reading import locate, read
from pipeline.coder.rows import claim_row
from pipeline.coder.naming import named
from pipeline.registry.tables import FILES
from pipeline.stages.code_actors import code_actors
from schemas.tables import BY_NAME
from tests.coder.small import reports, tables

TABLE = io.ROOT / "tests/gold/arguments.csv"
COLUMNS = {
    "actor1": "actor1_name", "actor2": "actor2_name", "event_date": "event_date", "time_precision": "time_precision", "low": "fatalities_low", "best": "fatalities_best",
    "high": "fatalities_high", "injuries": "injuries_best", "attribution": "attribution", "hedged": "is_hedged", "interest": "interest",
}
_CROWDS = ("Civilians", "Protesters", "Rioters")


@lru_cache
def rows() -> list[dict]:
    """The rows of the table."""
    with open(TABLE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def coded() -> list[dict]:
    """The claim that each row's text gives where its type and country are given; in the order of the rows."""
    tools = kit(tables())
    told = reports(*({"report_id": row["row"], "text": row["text"], "published_date": dt.date.fromisoformat(row["published"])} for row in rows()))
    sentences = read(told, tools.scanner)
    locate(sentences, told, tools.gazetteer, tools.nations)
    made = {row["row"]: [_draft(row, sentences[row["row"]])] for row in rows()}
    by_id = {r["report_id"]: r for r in told.iter_rows(named=True)}
    claims = [claim_row(named(group[0], tools), 1, by_id[report_id]) for report_id, group in made.items()]
    schema = BY_NAME["claims"].schema
    frame = pl.DataFrame(claims, schema={k: schema[k] for k in schema if k in claims[0]}, orient="row")
    missing = [pl.lit(None, t).alias(c) for c, t in schema.items() if c not in frame.columns]
    actors = {name: table for name, table in tables().items() if name in FILES}
    return code_actors(frame.with_columns(missing).select(schema.names()).lazy(), **actors)["claims"].collect().to_dicts()


def _draft(row: dict, sentences: list) -> Draft:
    """The first draft for the row's type, in the row's country."""
    label = row["sub_event_type"]
    sure = Opinion(label, 1.0, 1.0, label, 1.0, label, 1.0, label, 1.0)
    draft = drafts(head(sentences), sure, sentences, {}, dt.date.fromisoformat(row["published"]), frozenset())[0]
    return replace(draft, spot=replace(draft.spot, country_iso3=row["country_iso3"]))


def wrong(row: dict, claim: dict | None) -> list[str]:
    """The columns of the row that the claim does not have; cells with an asterisk are left open, and two armed sides may stand in either order."""
    said = {c: _plain(claim[name]) if claim else None for c, name in COLUMNS.items()}
    if not row["actor2"].startswith(_CROWDS) and row["actor2"] and (said["actor2"], said["actor1"]) in ((row["actor1"], row["actor2"]), ("", row["actor2"])):
        said["actor1"], said["actor2"] = said["actor2"], said["actor1"]
    wanted = {c: row[c] for c in COLUMNS if row[c] != "*" and not (row[c] == "" and c in ("event_date", "time_precision", "interest"))}
    return [c for c, value in wanted.items() if _bare(value) != _bare(said[c])]


def _plain(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _bare(text: str | None) -> str | None:
    return None if text is None else re.sub(r"^(?:the|an?) ", "", text.lower())


def shares(misses: list[list[str]]) -> dict[str, float]:
    """Per column the share of the rows that state it and have it right."""
    asked = {c: [n for n, row in enumerate(rows()) if row[c] != "*" and not (row[c] == "" and c in ("event_date", "time_precision", "interest"))] for c in COLUMNS}
    return {c: round(sum(c not in misses[n] for n in where) / len(where), 3) for c, where in asked.items()}


def main() -> None:
    """Code the table through the whole chain, measure, write and print."""
    from pipeline.coder.adhoc import code_reports, read_reports

    project = io.project()
    path = project.build / "metrics/argument_reports.jsonl"
    io.write_text(path, "".join(json.dumps({"report_id": r["row"], "text": r["text"], "published_at": r["published"]}, ensure_ascii=False) + "\n" for r in rows()))
    claims = code_reports(project, read_reports(str(path), None, None), coder=project.params["extract"]["coder"])["claims"]
    first = {c["report_id"]: c for c in claims.unique("report_id", keep="first", maintain_order=True).iter_rows(named=True)}
    figures = {"rows": len(rows()), "coded": len(first), "right": shares([wrong(row, first.get(row["row"])) for row in rows()])}
    io.write_json(project.build / "metrics/arguments.json", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
