"""Points in well-known binary."""

import numpy as np
import polars as pl

_HEAD = bytes([1]) + (1).to_bytes(4, "little")  # little-endian, a point


def point(frame: pl.DataFrame) -> pl.Series:
    """`geometry`: WKB point, longitude before latitude; null without coordinates."""
    coordinates = np.ascontiguousarray(frame.select("longitude", "latitude").cast(pl.Float64).to_numpy().astype("<f8")).tobytes()
    has_point = frame["latitude"].is_not_null().to_list()
    return pl.Series("geometry", [_HEAD + coordinates[16 * i:16 * i + 16] if is_there else None for i, is_there in enumerate(has_point)], dtype=pl.Binary)
