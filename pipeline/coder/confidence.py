"""How probable it is that a claim's type, day and place are coded as a person would.

A logistic model of a few traits of the claim (how sure the type is, whether day and place stand in the text and how
closely). Its weights stand in `calibration.csv`; `tests/coder/conformance.py --calibrate` fits them to the sample's gold,
and reports said against right by halves, each judged with weights fitted to the other.
"""

import csv
import math
from functools import lru_cache
from pathlib import Path

from pipeline.coder.drafts import Draft

TABLE = Path(__file__).parent / "calibration.csv"
_LEAST = 0.02  # certainties are held this far from 0 and 1
_HEAD = 2  # sentences that tell of a report's main event


def confidence(draft: Draft) -> float:
    """The probability, from the weights of the table."""
    return round(probability(traits(draft), weights()), 3)


def probability(told: dict[str, float], known: dict[str, float]) -> float:
    """The logistic of the weighted traits."""
    return 1 / (1 + math.exp(-sum(known[name] * value for name, value in told.items())))


def traits(draft: Draft) -> dict[str, float]:
    """What the probability rests on; a trait that is absent counts 0."""
    spot, when = draft.spot, draft.when
    return {
        "always": 1.0,
        "type_log_odds": _log_odds(draft.opinion.event_certainty),
        "day_of_publication": float(when.rule == "date:published"),
        "day_is_wide": float((when.time_precision or 4) > 1),
        "place_is_missing": float(spot.place is None),
        "place_is_near": float(spot.place is not None and spot.precision == 2),
        "place_is_wide": float(spot.place is not None and (spot.precision or 4) >= 3),
        "place_has_rival": float(spot.place is not None and spot.place.runner_up is not None),
        "further_down": float((draft.trigger.whole or draft.trigger).number > _HEAD),
    }


def _log_odds(share: float) -> float:
    held = min(1 - _LEAST, max(_LEAST, share))
    return math.log(held / (1 - held))


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """The weight of each trait."""
    with open(TABLE, encoding="utf-8", newline="") as file:
        return {row["trait"]: float(row["weight"]) for row in csv.DictReader(file)}
