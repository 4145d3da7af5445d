"""A place taken by the forces of another state from those of its own is no government's regaining (codebook notes, section 1)."""

from dataclasses import replace

from pipeline.coder.drafts import Draft
from pipeline.coder.kit import Kit
from pipeline.coder.naming import state_of
from pipeline.coder.traits import capture_by


def by_owner(draft: Draft, tools: Kit) -> Draft:
    """The draft, retyped where a foreign state takes the place from the country's own forces.

    Foreign forces that take it from rebels, or from nobody named, are taken for the government's allies.
    """
    country = draft.spot.country_iso3
    if draft.label != capture_by("state") or country is None:
        return draft
    taker, loser = state_of(draft.roles.actor1, draft, tools), state_of(draft.roles.actor2, draft, tools)
    if taker in (None, country) or loser != country:
        return draft
    return replace(draft, label=capture_by("armed"))
