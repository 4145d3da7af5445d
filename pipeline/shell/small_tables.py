"""Small tables in and out of the ad hoc tools: names from a file or standard input, answers to a file or the terminal."""

import io as text_io
import json
import sys
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput, Usage
from pipeline.feeds.opening import opened
from pipeline.shell.answers import MAKE, Answer

ENDINGS = {".parquet": "parquet", ".csv": "csv", ".json": "json", ".geojson": "geojson"}
TEXT_CAP = 2**28


def read_names(file: Path) -> pl.DataFrame:
    """The rows of a CSV with a column `name`, every cell as text, or one name per line; BadInput when there is none."""
    try:
        if str(file) == "-":
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        else:
            with opened(file) as stream:
                text = stream.read(TEXT_CAP).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: byte 0x{error.object[error.start]:02X} at offset {error.start} is not UTF-8, expected UTF-8; convert the file") from error
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadInput(f"{file}: no names, expected a CSV with a column name, or one name per line")
    if "name" not in [cell.strip().strip('"') for cell in lines[0].split(",")]:
        return pl.DataFrame({"name": [line.strip() for line in lines]})
    try:
        return pl.read_csv(text_io.StringIO(text), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{file}: not a CSV table: {' '.join(str(error).split())[:200]}") from error


def deliver(frame: pl.DataFrame, out: Path | None, as_json: bool = False) -> None:
    """Write the frame as the file's ending says, or print it as a table or JSON. Raises Usage for an unknown ending."""
    if out is None:
        sys.stdout.buffer.write(MAKE["json" if as_json else "table"](_answer(frame)))
        sys.stdout.buffer.flush()
        return
    kind = ENDINGS.get(out.suffix)
    if kind is None:
        raise Usage(f"{out}: seen the ending {out.suffix!r}, expected one of {', '.join(ENDINGS)}")
    if kind == "parquet":
        io.write_frame(frame, out)
    elif kind == "geojson":
        io.write_text(out, geojson(frame))
    else:
        io.write_text(out, MAKE[kind](_answer(frame)).decode())


def _answer(frame: pl.DataFrame) -> Answer:
    return Answer(frame.columns, [dtype.is_numeric() for dtype in frame.dtypes], frame.rows(), False)


def geojson(frame: pl.DataFrame) -> str:
    """A FeatureCollection with a feature per row; rows without a point have a null geometry. Raises Usage without coordinates."""
    if not {"latitude", "longitude"} <= set(frame.columns):
        raise Usage("GeoJSON needs the columns latitude and longitude")
    features = [
        {"type": "Feature", "properties": {k: v for k, v in row.items() if k not in ("latitude", "longitude")},
         "geometry": None if row["latitude"] is None else {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}}
        for row in frame.iter_rows(named=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, default=str) + "\n"
