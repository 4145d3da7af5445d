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


def with_enemies(group: list[Draft], tools: Kit) -> list[Draft]:
    """The drafts of one report, where the side that a state's forces fight is named nowhere but one other armed party is in the report's other events: that party."""
    return [replace(d, roles=replace(d.roles, actor2=enemy)) if len(group) > 1 and (enemy := _enemy(d, group, tools)) else d for d in group]


def _enemy(draft: Draft, group: list[Draft], tools: Kit) -> str | None:
    """The only party that the registry lists among the armed sides of the other drafts, beside the draft's own; null where its side is named or there are several."""
    sides, own = draft.roles, state_of(draft.roles.actor1, draft, tools)
    if own is None or sides.actor2 != UNKNOWN_GROUP or sides.side2 != "armed" or any(column == "actor2_seen" for column, *_ in sides.spans):
        return None
    named_elsewhere = [n for d in group if d is not draft for n, side in ((d.roles.actor1, d.roles.side1), (d.roles.actor2, d.roles.side2)) if n and side in ("state", "armed")]
    others = {party: n for n in named_elsewhere if (party := _listed(n, draft, tools)) and not party.startswith(f"state:{own}:")}
    return next(iter(others.values())) if len(others) == 1 else None


def state_of(name: str | None, draft: Draft, tools: Kit) -> str | None:
    """The country whose state force the name is, in the place and on the day of the draft; null for everybody else."""
    party = name and tools.party(name, draft.spot.country_iso3, draft.when.event_date) or ""
    return party.split(":")[1] if party.startswith("state:") else None


def _listed(name: str, draft: Draft, tools: Kit) -> str | None:
    """The registry's id of a group or a state's forces; null for parties that are only described."""
    party = tools.party(name, draft.spot.country_iso3, draft.when.event_date) or ""
    return party if party.startswith(("state:", "group:")) else None


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
