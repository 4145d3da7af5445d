"""How probable it is that a claim's type, day and place are coded as a person would."""

from pipeline.coder.drafts import Draft

PRECISE = 0.95  # what is left of the certainty when day and place are both read from the text
_DAY = {"date:published": 0.85}
_PLACE = {"place:none": 0.6, "place:country": 0.6, "place:unknown_name": 0.75, "place:list_neighbour": 0.7}


def confidence(draft: Draft) -> float:
    """The certainty of the type, times what is usually right about a day and a place read by these rules."""
    return round(draft.opinion.event_certainty * PRECISE * _DAY.get(draft.when.rule, 1.0) * _PLACE.get(draft.spot.rule, 1.0), 3)
