"""Points as WKB, and what GeoParquet 1.1 wants to know about them."""

import numpy as np
import polars as pl

GEO_COLUMNS = {"events": True, "claims": False, "places": False}  # table -> whether `geometry` is a declared column of it
_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


def wkb_array(latitude: pl.Series, longitude: pl.Series):
    """Little-endian WKB points, longitude before latitude, as an Arrow binary array; null without coordinates."""
    import pyarrow as pa

    there = (latitude.is_not_null() & longitude.is_not_null()).to_numpy()
    points = np.zeros(len(latitude), dtype=_POINT)
    points["order"], points["kind"] = 1, 1
    points["x"], points["y"] = longitude.fill_null(0.0).to_numpy(), latitude.fill_null(0.0).to_numpy()
    validity = pa.py_buffer(np.packbits(there, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.binary(_POINT.itemsize), len(points), [validity, pa.py_buffer(points.tobytes())]).cast(pa.binary())


def with_geometry(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The table with `geometry` made of its latitude and longitude, whatever stood there before."""
    schema = pl.Schema(frame.collect_schema() | {"geometry": pl.Binary()})

    def add(part: pl.DataFrame) -> pl.DataFrame:
        points = pl.Series("geometry", wkb_array(part["latitude"].round(5), part["longitude"].round(5)), dtype=pl.Binary)
        return part.with_columns(points).select(schema.names())

    return frame.map_batches(add, schema=schema)


def covering(latitude: pl.Series, longitude: pl.Series):
    """The bounding box of each point as an Arrow struct; null without coordinates."""
    import pyarrow as pa

    x, y = longitude.to_arrow(), latitude.to_arrow()
    names = ["xmin", "ymin", "xmax", "ymax"]
    absent = pa.array((latitude.is_null() | longitude.is_null()).to_numpy())
    return pa.StructArray.from_arrays([x, y, x, y], names=names, mask=absent)


def geo_metadata(latitude: pl.Series, longitude: pl.Series) -> dict:
    """The value of the `geo` key of GeoParquet 1.1, without crs (then it is OGC:CRS84)."""
    column: dict = {
        "encoding": "WKB", "geometry_types": ["Point"] if len(latitude.drop_nulls()) else [],
        "covering": {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}},
    }
    if len(latitude.drop_nulls()):
        column["bbox"] = [longitude.min(), latitude.min(), longitude.max(), latitude.max()]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
