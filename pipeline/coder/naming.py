"""The sides of a claim by names that the registry knows."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.coder.drafts import Draft
from pipeline.coder.kit import Kit
from pipeline.coder.parties import head_noun, spellings
from pipeline.coder.patterns import pattern
from pipeline.coder.sides import GOVERNMENT, UNKNOWN_GROUP
from pipeline.registry.names import fold

_LAST_RESORT = {"state": "Military Forces", "armed": UNKNOWN_GROUP}


def named(draft: Draft, tools: Kit) -> Draft:
    """The draft with each side as the registry knows it: by one of its spellings in the country of the event, then as what it is in
    another country that the report speaks of, then by its last word ("hooded militants": militants)."""
    sides = draft.roles
    one, two = _known(sides.actor1, sides.side1, draft, tools), _known(sides.actor2, sides.side2, draft, tools)
    is_one_government = one == two and (one or "").startswith(f"{GOVERNMENT} of ")  # "Bangui" and "the government"
    return replace(draft, roles=replace(sides, actor1=one, actor2=None if is_one_government else two, side2=None if is_one_government else sides.side2))


def _known(name: str | None, side: str | None, draft: Draft, tools: Kit) -> str | None:
    if name is None:
        return None
    country, day, language = draft.spot.country_iso3, draft.when.event_date, draft.trigger.language
    if side == "state" and (government := _government(name, draft, tools)):
        return government
    written = spellings(name, language)
    spelt = next((n for n in written if tools.party(n, country, day)), None) or _elsewhere(written, draft, tools)
    if spelt:
        return spelt
    short = head_noun(name)
    if tools.party(short, country, day):
        return short
    return _LAST_RESORT.get(side or "", name) if name[:1].islower() or short != name.lower() else name


def _government(name: str, draft: Draft, tools: Kit) -> str | None:
    """The government that a country, its capital or "the government" of the country spoken of stands for; null for other names."""
    bare = pattern("possessive", draft.trigger.language).sub("", name)
    country = draft.trigger.country if name == GOVERNMENT else tools.nations.get(fold(bare))
    return f"Government of {tools.registry.titles[country]}" if country in tools.registry.titles else None


def _elsewhere(written: list[str], draft: Draft, tools: Kit) -> str | None:
    """The full name of a group that goes by one of these names in another country of the report: "the ELN" in Havana."""
    if not written[0][:1].isupper():
        return None
    for country in _countries(draft, tools):
        for name in written:
            actor_id = tools.party(name, country, draft.when.event_date) or ""
            if actor_id in tools.registry.parties:
                return tools.registry.parties[actor_id].name
    return None


def _countries(draft: Draft, tools: Kit) -> Iterator[str]:
    """Countries other than that of the event: the one that the report speaks of, those that the sentence names, those of the other sides."""
    sides = (tools.nations.get(fold(name)) for name in (draft.roles.actor1, draft.roles.actor2) if name)
    found = (draft.trigger.country, *(p.country_iso3 for p in draft.trigger.places if p.kind == "country"), *sides)
    yield from (country for country in dict.fromkeys(found) if country and country != draft.spot.country_iso3)
