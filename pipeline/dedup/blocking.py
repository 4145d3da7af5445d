"""Pairs of claims close enough in place and time to be worth comparing, found by equi-joins alone.

Every claim stands in a cell of a quarter degree on every day of its interval. Country, day and cell are packed into
one integer, so that a neighbouring cell or day is a fixed number away, and each neighbourhood is one join of integers.
Claims that know only their province are joined on the province instead. No pair comes twice.
"""

import polars as pl

from pipeline.dedup.features import COARSE

CELLS_PER_DEGREE_NORTH, CELLS_PER_DEGREE_EAST = 4, 2
_EAST, _NORTH, _DAY, _COUNTRY = 1, 1 << 11, 1 << 22, 1 << 42
_LAST_DAY_SLACK = 1
PAIR = {"left": pl.UInt32, "right": pl.UInt32}


def candidates(features: pl.DataFrame) -> pl.DataFrame:
    """Pairs (left < right, rows of `features`), each once, in no particular order.

    Days may be one apart and cells may touch. Summaries are paired with summaries of the same interval only.
    """
    rows = features.with_row_index("row").with_columns(country=pl.col("country").fill_null(0))
    single = rows.filter(~pl.col("is_summary") & ~pl.col("wide"))
    is_area = (pl.col("geo") >= COARSE) & pl.col("unit").is_not_null()
    points = single.filter(~is_area & pl.col("latitude").is_not_null())
    nowhere = single.filter(~is_area & pl.col("latitude").is_null())
    is_day = pl.col("start") == pl.col("end")
    days, spans = _cells(points.filter(is_day)), _cells(points.filter(~is_day))
    parts = [
        *_half_neighbours(days), *_spans_and_days(spans, days), *_spans_and_spans(spans),
        *_areas(single.filter(is_area), single.filter(~is_area & pl.col("unit").is_not_null())),
        *_named(nowhere, points), _same_interval(rows.filter(pl.col("is_summary") | pl.col("wide"))),
    ]
    return pl.concat([pl.DataFrame(schema=PAIR), *(part.select("left", "right") for part in parts)])


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with one packed key per day of their interval."""
    days = rows.select(
        "row", "start", "end", "country", day=pl.int_ranges("start", pl.col("end") + 1) if rows.height else pl.lit([], pl.List(pl.Int64)),
        north=((pl.col("latitude") + 90) * CELLS_PER_DEGREE_NORTH).floor().cast(pl.Int64) + 1,
        east=((pl.col("longitude") + 180) * CELLS_PER_DEGREE_EAST).floor().cast(pl.Int64) + 1,
    ).explode("day", empty_as_null=False)
    return days.select("row", "start", "end", day=pl.col("day").cast(pl.Int64),
                       key=_packed_day() + pl.col("north") * _NORTH + pl.col("east") * _EAST)


def _packed_day() -> pl.Expr:
    return pl.col("country").cast(pl.Int64) * _COUNTRY + (pl.col("day").cast(pl.Int64) + 400_000) * _DAY


def _joined(left: pl.DataFrame, right: pl.DataFrame, shift: int) -> pl.LazyFrame:
    other = right.lazy().select((pl.col("key") - shift).alias("key"), pl.col("row").alias("other"), pl.col("start").alias("other_start"))
    return left.lazy().join(other, on="key")


def _ordered(pairs: pl.LazyFrame) -> pl.DataFrame:
    return pairs.select(left=pl.min_horizontal("row", "other"), right=pl.max_horizontal("row", "other")).collect()


def _half_neighbours(days: pl.DataFrame) -> list[pl.DataFrame]:
    """One-day claims with one-day claims: each neighbourhood once, so half of the 27 suffice."""
    within = _ordered(_joined(days, days, 0).filter(pl.col("row") < pl.col("other")))
    shifts = [d * _DAY + n * _NORTH + e for d in (-1, 0, 1) for n in (-1, 0, 1) for e in (-1, 0, 1)]
    return [within, *(_ordered(_joined(days, days, shift)) for shift in shifts if shift > 0)]


def _spans_and_days(spans: pl.DataFrame, days: pl.DataFrame) -> list[pl.DataFrame]:
    """Claims of several days with one-day claims on one of them, or on the day before or after."""
    if not spans.height or not days.height:
        return []
    first, last = pl.col("day") == pl.col("start"), pl.col("day") == pl.col("end")
    wider = pl.concat([
        spans, spans.filter(first).with_columns(key=pl.col("key") - _DAY), spans.filter(last).with_columns(key=pl.col("key") + _DAY),
    ])
    return [_ordered(_joined(wider, days, n * _NORTH + e)) for n in (-1, 0, 1) for e in (-1, 0, 1)]


def _spans_and_spans(spans: pl.DataFrame) -> list[pl.DataFrame]:
    """Claims of several days with each other, met on the first day that they share."""
    if not spans.height:
        return []
    met = pl.col("day") == pl.max_horizontal("start", "other_start")
    shifts = [n * _NORTH + e for n in (-1, 0, 1) for e in (-1, 0, 1)]
    within = _ordered(_joined(spans, spans, 0).filter(met & (pl.col("row") < pl.col("other"))))
    return [within, *(_ordered(_joined(spans, spans, shift).filter(met)) for shift in shifts if shift > 0)]


def _areas(areas: pl.DataFrame, others: pl.DataFrame) -> list[pl.DataFrame]:
    """Claims that know only their province, with each other and with every claim of the province on those days."""
    if not areas.height:
        return []
    wide, narrow = _units(areas, _LAST_DAY_SLACK), _units(areas, 0)
    among = _joined(wide, narrow, 0).filter(pl.col("row") < pl.col("other")).unique(["row", "other"], maintain_order=False)
    with_points = _joined(wide, _units(others, 0), 0).unique(["row", "other"], maintain_order=False)
    return [_ordered(among), _ordered(with_points)]


def _units(rows: pl.DataFrame, slack: int) -> pl.DataFrame:
    if not rows.height:
        return pl.DataFrame(schema={"row": pl.UInt32, "start": pl.Int32, "end": pl.Int32, "key": pl.Int64})
    days = rows.select("row", "start", "end", "country", "unit", day=pl.int_ranges(pl.col("start") - slack, pl.col("end") + 1 + slack))
    days = days.explode("day", empty_as_null=False)
    return days.select("row", "start", "end", key=_packed_day() + pl.col("unit").cast(pl.Int64))


def _named(nowhere: pl.DataFrame, points: pl.DataFrame) -> list[pl.DataFrame]:
    """Claims whose place has a name and no point, with claims of the same name."""
    nowhere = nowhere.filter(pl.col("location").is_not_null())
    if not nowhere.height:
        return []
    name = lambda rows, slack: _units(rows.filter(pl.col("location").is_not_null()).with_columns(unit=pl.col("location")), slack)  # noqa: E731
    among = _joined(name(nowhere, _LAST_DAY_SLACK), name(nowhere, 0), 0).filter(pl.col("row") < pl.col("other")).unique(["row", "other"])
    with_points = _joined(name(nowhere, _LAST_DAY_SLACK), name(points, 0), 0).unique(["row", "other"])
    return [_ordered(among), _ordered(with_points)]


def _same_interval(rows: pl.DataFrame) -> pl.DataFrame:
    """Summaries of one country over the very same days."""
    left = rows.lazy().select("row", "country", "start", "end")
    pairs = left.join(left.rename({"row": "other"}), on=["country", "start", "end"]).filter(pl.col("row") < pl.col("other"))
    return _ordered(pairs)
