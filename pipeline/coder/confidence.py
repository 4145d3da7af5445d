"""How probable it is that a claim's type, day and place are coded as a person would, calibrated on the sample's gold.

The raw figure is the certainty of the type, times factors for a day or place that the text does not give. What share of
claims with such a figure agrees with the gold stands in `calibration.csv`, which `tests/coder/conformance.py
--calibrate` makes; between two of its rows the share is interpolated.
"""

import csv
from functools import lru_cache
from pathlib import Path

from pipeline.coder.drafts import Draft

TABLE = Path(__file__).parent / "calibration.csv"
IS_RAW = False  # True while the table is being made
_DAY = {"date:published": 0.85}
_PLACE = {"place:none": 0.5, "place:country": 0.5, "place:unknown_name": 0.6, "place:abroad": 0.6, "place:listed_name": 0.6, "place:list_neighbour": 0.7}
_WIDE = 0.8  # a place of precision 3 or 4


def confidence(draft: Draft) -> float:
    """The calibrated probability; the raw figure where there is no table."""
    said = raw(draft)
    return said if IS_RAW or not table() else round(_interpolated(said, table()), 3)


def raw(draft: Draft) -> float:
    """Certainty of the type, discounted for what the text leaves open."""
    wide = _WIDE if (draft.spot.precision or 4) >= 3 else 1.0
    return round(draft.opinion.event_certainty * _DAY.get(draft.when.rule, 1.0) * _PLACE.get(draft.spot.rule, wide), 3)


@lru_cache(maxsize=1)
def table() -> tuple[tuple[float, float], ...]:
    """Points (raw figure at the middle of its row, share right), rising; empty where there is no file."""
    if not TABLE.exists():
        return ()
    with open(TABLE, encoding="utf-8", newline="") as file:
        rows = [(float(row["raw_from"]), float(row["share_right"])) for row in csv.DictReader(file)]
    ends = [start for start, _ in rows[1:]] + [1.0]
    return tuple(((start + end) / 2, share) for (start, share), end in zip(rows, ends))


def _interpolated(said: float, points: tuple[tuple[float, float], ...]) -> float:
    if said <= points[0][0]:
        return points[0][1]
    for (x1, y1), (x2, y2) in zip(points, points[1:]):
        if said <= x2:
            return y1 + (y2 - y1) * (said - x1) / (x2 - x1)
    return points[-1][1]
