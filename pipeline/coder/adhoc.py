"""The report stages on a file of prose: what `sitrep code` does, in one go (this module opens files for that command)."""

import datetime as dt
import hashlib
import sys
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput
from schemas.describe import finish
from schemas.tables import BY_NAME

CHAIN = ("extract", "classify", "geocode", "code_actors")
PART = 2_000  # reports per part of a large input
SHOWN = ["claim_id", "sub_event_type", "event_date", "location_name", "country_iso3", "actor1_name", "actor2_name", "fatalities_best", "coding_confidence"]


def read_reports(file: str, text: str | None, published: str | None) -> pl.DataFrame:
    """The reports table of a JSON Lines file, of stdin, or of one text. Raises BadInput naming the line that is no report."""
    import orjson

    if text is not None:
        lines = [orjson.dumps({"report_id": "1", "text": text, "published_at": published})]
    elif file == "-":
        lines = sys.stdin.buffer.read().splitlines()
    else:
        try:
            lines = Path(file).read_bytes().splitlines()
        except OSError as error:
            raise BadInput(f"{file}: {error.strerror}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise BadInput(f"{file}:{number}: not JSON ({error}); expected one report a line") from error
        if not isinstance(row, dict) or not isinstance(row.get("text", ""), str | None):
            raise BadInput(f"{file}:{number} text: seen {type(row).__name__}, expected an object with report_id, text, published_at")
        rows.append(_report(row, number, published, file))
    return finish(pl.DataFrame(rows, schema=BY_NAME["reports"].schema) if rows else BY_NAME["reports"].empty(), _unsorted())


def _unsorted():
    table = BY_NAME["reports"]
    return type(table)(table.name, table.description, table.columns, table.key)


def _report(row: dict, number: int, published: str | None, file: str) -> dict:
    day = _day(row.get("published_at") or published)
    given = row.get("report_id")
    text, title = row.get("text") or "", row.get("title") or None
    empty = dict.fromkeys(BY_NAME["reports"].names)
    return empty | {
        "report_id": str(given) if given is not None else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16], "feed": "reports", "raw_file": Path(file).name,
        "raw_line": number, "source_seen": row.get("source"), "published_at": dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day else None, "published_date": day, "title": title,
        "text": text, "text_length": len(text), "language": row.get("language"), "country_hint": row.get("country"), "outcome": "no_event", "licence": "unknown",
    }


def _day(value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def check_lexicons(folder: str | None) -> None:
    """Raises BadInput with what is wrong in the lexicons of a user's folder, if there is one."""
    if folder is None:
        return
    from pipeline.coder.check import faults
    from pipeline.coder.languages import lexicons

    own = [language for language in lexicons(folder).values() if Path(language).is_absolute()]
    if not own:
        raise BadInput(f"{folder}: no folder of a language, expected <code>/terms/*.csv and <code>/frames.csv")
    found = [fault for language in own for fault in faults(language)]
    if found:
        raise BadInput(found[0] + (f" (and {len(found) - 1} more faults)" if len(found) > 1 else ""))


def code_reports(project: io.Project, reports: pl.DataFrame, *, coder: str, folder: str | None = None, workers: int = 1) -> dict[str, pl.DataFrame]:
    """claims, evidence, reports and issues of the whole chain; claims by report in the order given, then by importance."""
    from pipeline import tools

    paths = chain_references(tools.reference(project))
    parts = [{"reports": reports[i: i + PART]} for i in range(0, max(1, reports.height), PART)]
    results = list(io.map_parts(chain, parts, paths, {"coder": coder, "folder": folder, "margin": project.params["geocode"]["margin"]}, workers=workers))
    stacked = {name: pl.concat([r[name] for r in results]) for name in results[0]}
    order = reports.select("report_id").unique(maintain_order=True).with_row_index("_order")
    claims = stacked["claims"].join(order, on="report_id", how="left", maintain_order="left").sort("_order", "claim_rank").drop("_order")
    return stacked | {"claims": claims}


def coder_kit(project: io.Project):
    """The coder's tools on the project's reference tables; made once in a process."""
    from pipeline import tools
    from pipeline.coder.kit import kit
    from pipeline.registry.tables import FILES

    paths = chain_references(tools.reference(project))
    return kit({name: pl.read_parquet(path).lazy() for name, path in paths.items() if name in EXTRACT or name in FILES})


def chain_references(tables: dict[str, Path]) -> dict[str, Path]:
    """The reference tables by the argument names of the stages; the listed groups are the registry's `actors`."""
    named = {key.split("/", 1)[1]: path for key, path in tables.items() if not key.endswith(("train/metrics", "registry/actors"))}
    return named | {"actors": tables["registry/listed_actors"]}


def chain(*, reports: pl.LazyFrame, coder: str, folder: str | None, margin: float, **tables: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """extract, classify, geocode and code_actors, one after the other, on one part of the reports."""
    from pipeline.registry.tables import FILES
    from pipeline.stages.classify import classify
    from pipeline.stages.code_actors import code_actors
    from pipeline.stages.extract import extract
    from pipeline.stages.geocode import geocode

    extracted = extract(reports=reports, coder=coder, folder=folder, **{k: v for k, v in tables.items() if k in EXTRACT or k in FILES})
    typed = classify(claims=extracted["claims"])
    placed = geocode(typed["claims"], **{k: tables[k] for k in ("places", "place_names", "place_units", "place_country_overlaps", "countries")}, margin=margin)
    coded = code_actors(placed["claims"], **{k: tables[k] for k in FILES})
    evidence = pl.concat([stage["evidence"].select(BY_NAME["evidence"].names).collect() for stage in (extracted, typed, placed, coded)])
    issues = pl.concat([stage["issues"].select(BY_NAME["issues"].names).collect() for stage in (extracted, placed, coded)])
    return {"claims": coded["claims"], "evidence": evidence.lazy(), "issues": issues.lazy(), "reports": extracted["reports"]}


EXTRACT = ("places", "place_names", "geoparse_words", "place_abbreviations", "countries", "country_names", "place_units", "place_country_overlaps", "model", "sources", "source_aliases")


def show_claims(claims: pl.DataFrame, out: str | None) -> None:
    """Write the claims where `out` says, or print the main columns."""
    if out is None:
        with pl.Config(tbl_rows=200, tbl_cols=20, fmt_str_lengths=40, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, tbl_width_chars=200):
            print(claims.select(SHOWN))
        return
    path = Path(out)
    if path.suffix == ".parquet":
        io.write_frame(claims, path)
    elif path.suffix == ".csv":
        lists = [c for c, t in claims.schema.items() if isinstance(t, pl.List)]
        io.write_text(path, claims.with_columns(pl.col(c).list.join("; ") for c in lists).write_csv())
    elif path.suffix == ".json":
        io.write_text(path, claims.write_json() + "\n")
    else:
        raise BadInput(f"{out}: seen the ending {path.suffix!r}, expected .parquet, .csv or .json")
