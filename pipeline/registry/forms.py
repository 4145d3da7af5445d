"""Names written by ACLED's convention, such as `Police Forces of India (2014-) Assam Rifles` or `Fulani Ethnic Militia (Nigeria)`."""

import re

from pipeline.registry.names import fold, slug
from pipeline.registry.records import Hit, Registry

STATE = re.compile(r"^(Former )?(Mutiny of )?(Government|Military Forces|Armed Forces|Police Forces) of (?:the )?(.+)$", re.IGNORECASE)
LABELLED = re.compile(r"^(.+?) \((\d{4})\s*-\s*(\d{4})?\)\s*(.*)$")
BRANCHES = {"government": "government", "military forces": "military", "armed forces": "military", "police forces": "police"}
REVOLTS = {"military": "mutiny", "police": "police_mutiny", "government": "government"}
WITH_PLACE = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
IDENTITY = re.compile(r"^(.+?) (ethnic|clan|sub-?clan|tribal|communal|caste|sectarian|religious) (militia|group)$", re.IGNORECASE)
CONFESSION = re.compile(r"^(muslim|christian|shiite muslim|sunni muslim|hindu|buddhist|sikh|jewish|druze|alawite|yazidi)s? militia$", re.IGNORECASE)
UNIDENTIFIED = re.compile(r"^unidentified (.+)$", re.IGNORECASE)
IDENTITY_WORDS = re.compile(r"\b(communal|ethnic|clan|tribal|sectarian|caste|community)\b", re.IGNORECASE)
BRACKETED = re.compile(r"^(militia|gang|armed group|vigilantes?) \(([^()]+)\)$", re.IGNORECASE)
NO_COUNTRY = ("INT",)


def read_forms(name: str, registry: Registry) -> list[Hit]:
    """Readings of a name that follows the convention, best first; empty for any other name."""
    if hit := read_state(name, registry):
        return [hit]
    base, isos = split_country(name, registry)
    if BRACKETED.match(base):
        return [Hit("pattern", "bracketed_kind", "local", "Political militia", isos, label=base)]
    hits = [read(base, isos, registry) for read in (_generic, _confession, _identity, _association, _unidentified)]
    return [hit for hit in hits if hit]


def split_country(name: str, registry: Registry) -> tuple[str, tuple[str, ...]]:
    """The name without a country in brackets at its end, and the countries that the brackets can mean."""
    found = WITH_PLACE.match(name.strip())
    if not found:
        return name.strip(), ()
    place = fold(found[2])
    isos = NO_COUNTRY if place == "international" else registry.by_country.get(place, ())
    return (found[1], isos) if isos else (name.strip(), ())


def read_state(name: str, registry: Registry) -> Hit | None:
    """Government, military or police of a country, with the first year of the government and the unit where the name gives them."""
    found = STATE.match(name.strip())
    if not found:
        return None
    former, mutiny, what, rest = found.groups()
    branch = BRANCHES[what.lower()]
    year, unit = None, ""
    if labelled := LABELLED.match(rest):
        rest, year, unit = labelled[1], labelled[2], labelled[4]
    isos, tail = _longest_country(rest, registry)
    if not isos or (tail and year) or "," in tail:
        return None
    unit = unit or tail
    if former or mutiny:
        return Hit("alias", "state_form", "state", f"former_{branch}" if former else REVOLTS[branch], isos, unit=unit or None, period=year)
    known = registry.units.get((branch, fold(unit), isos[0])) or registry.units.get((branch, fold(unit), "*"))
    branch, unit = known or (branch, unit)
    return Hit("alias", "state_form", "state", branch, isos, unit=unit or None, period=year)


def _longest_country(text: str, registry: Registry) -> tuple[tuple[str, ...], str]:
    if isos := registry.by_country.get(fold(text)):
        return isos, ""
    words = text.split()
    for size in range(len(words) - 1, 0, -1):
        if isos := registry.by_country.get(fold(" ".join(words[:size]))):
            return isos, " ".join(words[size:])
    return (), text


def _generic(base: str, isos: tuple[str, ...], registry: Registry) -> Hit | None:
    generic = registry.by_generic.get(fold(base))
    return Hit("alias", "generic_form", "generic", generic, isos) if generic else None


def _identity(base: str, isos: tuple[str, ...], registry: Registry) -> Hit | None:
    found = IDENTITY.match(base)
    if not (found or CONFESSION.match(base)) or UNIDENTIFIED.match(base):
        return None
    kind = "Identity militia" if not found or found[3].lower() == "militia" else "Civilians"
    label = f"{found[1][0].upper()}{found[1][1:]} {found[2].title()} {found[3].title()}" if found else base.title()
    return Hit("pattern", "identity_form", "identity_form", kind, isos, label=label)


def _confession(base: str, isos: tuple[str, ...], registry: Registry) -> Hit | None:
    """`Christians (Nigeria)`: UCDP's form for an organised side of one confession."""
    known = {kind for _, kind, _ in registry.identities.get(fold(base), ())}
    return Hit("pattern", "confession_form", "identity", fold(base), isos) if isos and "religious" in known else None


def _association(base: str, isos: tuple[str, ...], registry: Registry) -> Hit | None:
    folded = fold(base)
    known = folded in registry.associations or (isos and folded.endswith(" group") and folded[:-6] in registry.by_people)
    return Hit("pattern", "association_form", "association", slug(base), isos, label=base) if isos and known else None


def _unidentified(base: str, isos: tuple[str, ...], registry: Registry) -> Hit | None:
    found = UNIDENTIFIED.match(base)
    if not found or not re.search(r"group|gang|militia|forces|faction", found[1], re.IGNORECASE):
        return None
    generic = "unidentified_communal_militia" if IDENTITY_WORDS.search(base) else "unidentified_armed_group"
    return Hit("pattern", "unidentified_form", "generic", generic, isos, label=base)
