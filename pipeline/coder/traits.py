"""What the vocabulary says of each sub-event type that the reading of prose depends on.

`schemas/vocabularies/sub_event_types.csv` and `event_types.csv` own these facts; no name of a type stands in code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from schemas import vocabulary


@dataclass(frozen=True)
class Traits:
    """The facts of one sub-event type; an empty string where a column says nothing."""

    event_type: str
    disorder_type: str
    is_demonstration: bool
    crowd: str  # what its people are called who act as a crowd
    holds_place: str  # who holds the place afterwards: state, armed, either
    target: str  # whom it is aimed at by definition: civilians, protesters
    second_side: str  # who can be the second side: anybody, parties (to an agreement), forces, civilians, owners (of what is lost), nobody
    deaths: str  # what deaths told with it are: counted, may be a cause, none
    yields_to: str  # the type that the codebook puts above it
    yields_if: str  # when: anybody is killed, civilians are killed


@cache
def traits() -> Mapping[str, Traits]:
    """The traits of every sub-event type, in rank order."""
    crowds = vocabulary.lookup("event_types", "crowd")
    return MappingProxyType({row["term"]: Traits(
        row["event_type"], row["disorder_type"], "Demonstrations" in row["disorder_type"], crowds[row["event_type"]],
        *(row[name] for name in ("holds_place", "target", "second_side", "deaths", "yields_to", "yields_if")),
    ) for row in vocabulary.rows("sub_event_types")})


@cache
def capture_by(side: str) -> str:
    """The sub-event type of a place taken by fighting by that side, state or armed."""
    return next(name for name, known in traits().items() if known.holds_place == side)
