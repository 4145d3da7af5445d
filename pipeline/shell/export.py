"""Reads a release or a normalized file and gives it in another format, as text."""

import json
from pathlib import Path

import polars as pl

from pipeline.errors import BadInput, Usage
from pipeline.feeds.exporting import to_acled, to_ucdp_ged
from pipeline.release.tabular import guarded
from pipeline.shell import folders

BACK = {"acled": to_acled, "ucdp_ged": to_ucdp_ged}


def export(form: str, source: str | None, raw_cells: bool) -> str:
    """The text of `form`: acled, ucdp_ged, csv or geojson. Raises BadInput for a source that is neither release nor normalized file."""
    folder = Path(source) if source else None
    if folder is not None and (folder / "accounting.json").is_file() and (folder / "claims.parquet").is_file():
        if form not in BACK:
            raise Usage(f"{form}: a normalized file can be exported as {' or '.join(BACK)} only; publish a release for the others")
        return _csv(_back(form, folder), raw_cells)
    release = folders.find(source)
    if form == "geojson":
        return _geojson(folders.read_table(release, "events"))
    if form == "csv":
        from pipeline.release.tabular import flat

        return _csv(flat(folders.read_table(release, "events").drop("geometry", strict=False)), raw_cells)
    from pipeline.shell.query import ask, to_parquet

    table, _ = ask(release / folders.DATABASE, f"FROM {form}", {}, timeout=600, limit=0, memory="4GB", how=to_parquet)
    return _csv(pl.from_arrow(table), raw_cells)


def _back(form: str, folder: Path) -> pl.DataFrame:
    tables = [pl.read_parquet(folder / f"{name}.parquet") for name in ("claims", "claim_sources", "reports")]
    others = tables[0].filter(pl.col("feed") != form)
    if others.height:
        raise BadInput(f"{folder}: holds claims of {others['feed'][0]}, expected {form}; export them as the feed that they came from")
    return BACK[form](*tables)


def _csv(frame: pl.DataFrame, raw_cells: bool) -> str:
    return (frame if raw_cells else guarded(frame)).write_csv(line_terminator="\n")


def _geojson(events: pl.DataFrame) -> str:
    """A FeatureCollection with a feature per event, in the order of the table; events without a point have a null geometry."""
    lines = []
    for row in events.drop("geometry", strict=False).iter_rows(named=True):
        point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if row["longitude"] is not None else None
        lines.append(json.dumps({"type": "Feature", "id": row["event_id"], "geometry": point, "properties": row}, ensure_ascii=False, default=str))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
