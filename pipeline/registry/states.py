"""Forces of states: which government on which day, and whether at home or abroad."""

from datetime import date

from pipeline.registry.build import state_id
from pipeline.registry.names import fold
from pipeline.registry.records import Hit, Match, Period, Registry

ABROAD = "External/Other forces"
AT_HOME = "State forces"
INTERNATIONAL = "INT"


def choose(isos: tuple[str, ...], iso3: str | None) -> str | None:
    """The one country meant: the only one, or the one of the event among several; null when the name is two countries' and neither fits."""
    if len(isos) == 1:
        return isos[0]
    return iso3 if iso3 in isos else None


def country_name(iso3: str | None, registry: Registry) -> str:
    """Name of the country as it stands in brackets; International for none."""
    return registry.titles.get(iso3 or "", "International").removeprefix("the ")


def state_match(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    """Forces of one state under the government of the day; null when the state is not clear or has no known government.

    A year written in the name names the government, when there is one that began in that year.
    """
    owner = choose(hit.isos, iso3) if hit.isos else iso3
    spans = registry.periods.get(owner or "") or registry.periods.get(registry.part_of.get(owner or "", ""), ())
    if not owner or not spans:
        return None
    span = government(spans, on, hit.period)
    branch, unit, template = _template(hit, owner, registry)
    shown = template.format(country=registry.titles[owner], label=span.label)
    kind = "Civilians" if branch.startswith("former") else AT_HOME if is_home(owner, iso3, on, registry) else ABROAD
    parent = None if branch == "government" and not unit else state_id(owner, "government", None, span.key)
    exact = "exact" if fold(shown) == fold(name) else hit.match
    return Match(state_id(owner, branch, unit, span.key), shown, kind, owner, exact, hit.rule_id, parent)


def government(spans: tuple[Period, ...], on: date | None, year: str | None) -> Period:
    """The government that began in the year, else that of the day, else the nearest; the latest without year and day."""
    named = [s for s in spans if year and s.label.startswith(year)]
    if named:
        return next((s for s in named if on and s.valid_from <= on and (s.valid_to is None or on <= s.valid_to)), named[0])
    if on is None:
        return next((s for s in reversed(spans) if year and s.valid_from.year <= int(year)), spans[-1])
    begun = [s for s in spans if s.valid_from <= on]
    return begun[-1] if begun else spans[0]


def is_home(owner: str, iso3: str | None, on: date | None, registry: Registry) -> bool:
    """Whether a state's forces are at home in a country: the same, one part of the other, or not yet independent of it on that day.

    An unknown country counts as home.
    """
    if iso3 is None or iso3 == owner or registry.part_of.get(iso3) == owner or registry.part_of.get(owner) == iso3:
        return True
    until = registry.predecessors.get((owner, iso3))
    return until is not None and on is not None and on <= until


def _template(hit: Hit, owner: str, registry: Registry) -> tuple[str, str | None, str]:
    known = registry.branches.get((hit.key, hit.unit or "", owner))
    if known:
        return hit.key, hit.unit, known
    general = registry.branches.get((hit.key, "", owner)) or registry.branches.get((hit.key, "", "*"))
    if general:
        return hit.key, hit.unit, f"{general} {hit.unit}" if hit.unit else general
    return "police", hit.unit, registry.branches[("police", "", "*")]
