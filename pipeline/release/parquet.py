"""Release tables as Arrow tables ready for Parquet: described columns, plain strings, points where there are coordinates."""

import json

import polars as pl

from pipeline.release.geometry import GEO_COLUMNS, covering, geo_metadata, wkb_array
from schemas.column import Table
from schemas.describe import arrow_schema
from schemas.where import GEOMETRY

COVERING = "Bounding box of the point, by which readers of GeoParquet skip row groups."


def arrow_table(frame: pl.DataFrame, table: Table):
    """The finished frame as an Arrow table; events, claims and places are GeoParquet 1.1 with a covering bbox column."""
    arrow = frame.to_arrow().cast(arrow_schema(table))
    if table.name not in GEO_COLUMNS:
        return arrow
    import pyarrow as pa

    latitude, longitude = frame["latitude"], frame["longitude"]
    if not GEO_COLUMNS[table.name]:
        field = pa.field("geometry", pa.binary(), metadata={"description": GEOMETRY.description})
        arrow = arrow.append_column(field, wkb_array(latitude, longitude))
    box = covering(latitude, longitude)
    arrow = arrow.append_column(pa.field("bbox", box.type, metadata={"description": COVERING}), box)
    geo = json.dumps(geo_metadata(latitude, longitude), sort_keys=True)
    return arrow.replace_schema_metadata((arrow.schema.metadata or {}) | {b"geo": geo.encode()})
