"""Reads names of sources from a file or standard input and looks them up in the registry."""

import io as text_io
import sys
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput, Usage
from pipeline.feeds.countries import country_of
from pipeline.feeds.opening import opened
from pipeline.registry.sources import UNKNOWN_REASON, resolve_sources
from pipeline.shell import feeds

SHOWN = ("name", "country_iso3", "kind", "scale", "owner", "alignment", "grade", "grade_reason")


def look_up(project: io.Project, file: Path) -> pl.DataFrame:
    """The rows of the file with `source_id` and what the registry knows of it; unknown sources are graded F."""
    rows = _read(file)
    references = feeds.references(project)
    curated = feeds.sources(project)[0].unique("source_id", keep="first", maintain_order=True)
    iso3 = country_of(rows, references.country_codes, (("country", "iso3"), ("country", "iso2"), ("country", "name")))
    ids = resolve_sources(rows.select(source_seen="name").with_columns(iso3), references.source_names)
    known = curated.select("source_id", *(pl.col(c).alias(f"source_{c}" if c in ("name",) else c) for c in SHOWN if c in curated.columns))
    found = rows.with_columns(ids).join(known, on="source_id", how="left", maintain_order="left", suffix="_of_source")
    return found.with_columns(pl.col("grade").fill_null("F"), pl.when(pl.col("source_name").is_null()).then(pl.lit(UNKNOWN_REASON)).otherwise("grade_reason").alias("grade_reason"))


def _read(file: Path) -> pl.DataFrame:
    try:
        if str(file) == "-":
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        else:
            with opened(file) as stream:
                text = stream.read(2**28).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: byte 0x{error.object[error.start]:02X} at offset {error.start} is not UTF-8, expected UTF-8; convert the file") from error
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadInput(f"{file}: no names, expected a CSV with a column name, or one name per line")
    columns = [cell.strip() for cell in lines[0].split(",")]
    if "name" not in columns:
        return pl.DataFrame({"name": [line.strip() for line in lines]})
    return pl.read_csv(text_io.StringIO(text), infer_schema=False)


def write(frame: pl.DataFrame, out: Path) -> None:
    """Write the frame as the file's ending says."""
    if out.suffix == ".parquet":
        io.write_frame(frame, out)
    elif out.suffix in (".csv", ".json", ".jsonl"):
        io.write_text(out, frame.write_csv(line_terminator="\n") if out.suffix == ".csv" else frame.write_ndjson())
    else:
        raise Usage(f"{out}: seen the ending {out.suffix!r}, expected .parquet, .csv or .json")
