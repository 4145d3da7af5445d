"""Who is meant by a name in a country on a day."""

from datetime import date, timedelta

from rapidfuzz import fuzz, process

from pipeline.registry.names import fold, slug
from pipeline.registry.parse import parse, parts
from pipeline.registry.records import Alias, Hit, Match, Party, Registry
from pipeline.registry.states import choose, country_name, state_match

ACRONYM_LENGTH = 4
CLOSE = 85
PROPOSALS = 3
# Rules that read a name as a whole, so that a comma in it makes no list.
WHOLE = frozenset({"alias", "state_form", "generic_form", "identity_form", "acronym_of_title", "acronym_and_title", "skeleton"})


def match(name: str, iso3: str | None, on: date | None, registry: Registry, readings: tuple[Hit, ...] | None = None) -> Match:
    """The party that the name means, or an empty match with the names that come close; those are proposals, never matches.

    The day decides between governments and between groups that bore a name one after the other; the country decides between groups
    of one name, and makes state forces abroad External/Other forces. Null country: only names that mean one party anywhere.
    """
    hits = readings if readings is not None else parse(name, registry)
    listed = ("," in name or ";" in name) and not any(h.rule_id in WHOLE for h in hits)
    if listed and (found := _list_of_parties(name, iso3, on, registry)):
        return found
    return _first(hits, name, iso3, on, registry) or _list_of_parties(name, iso3, on, registry) or Match()


def _first(hits: tuple[Hit, ...], name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    for hit in hits:
        if hit.countries and iso3 not in hit.countries:
            continue
        if (found := RESOLVERS[hit.target](hit, name, iso3, on, registry)) and found.actor_id:
            return found
    return None


def turning_days(name: str, readings: tuple[Hit, ...], iso3: str | None, registry: Registry) -> tuple[date, ...]:
    """Days on which the meaning of the name in the country can change; between two of them it is the same."""
    if parts(name):
        return registry.boundaries
    spans: list = []
    for hit in readings:
        for alias in registry.by_alias.get(hit.key, ()) if hit.target in ("alias", "faction") else ():
            owner = alias.actor_id.split(":")[1] if alias.actor_id.startswith("state:") else None
            spans += [alias, *([registry.parties[alias.actor_id]] if owner is None else registry.periods.get(owner, ()))]
        backers = [a[7:] for a in hit.associated if a.startswith("backer:")]
        for owner in {*hit.isos, *backers, iso3, registry.part_of.get(iso3 or "")} if hit.target == "state" or backers else ():
            spans += [*registry.periods.get(owner or "", ()), *registry.periods.get(registry.part_of.get(owner or "", ""), ())]
    independence = {last + timedelta(days=1) for (_, country), last in registry.predecessors.items() if country == iso3}
    starts = independence | {s.valid_from for s in spans if s.valid_from}
    return tuple(sorted(starts | {s.valid_to + timedelta(days=1) for s in spans if s.valid_to}))


def proposals(name: str, iso3: str | None, registry: Registry) -> tuple[str, ...]:
    """Names of the registry that come close to this one, best first, from groups that operate in the country."""
    folded = fold(name)
    if len(folded) < ACRONYM_LENGTH + 1:
        return ()
    near = process.extract(folded, registry.by_alias.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=4 * PROPOSALS)
    found = []
    for form, _, _ in near:
        for alias in registry.by_alias[form]:
            party = registry.parties.get(alias.actor_id)
            if party and (not party.countries or iso3 is None or iso3 in party.countries):
                found.append(party.actor_id)
    return tuple(dict.fromkeys(found))[:PROPOSALS]


def _alias(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    rows = [a for a in registry.by_alias.get(hit.key, ()) if not hit.only or a.actor_id in hit.only]
    rows = [a for a in rows if not a.is_case_sensitive or a.alias in name]
    place = choose(hit.isos, iso3) if hit.isos else iso3
    ranked = sorted((rank, a.actor_id, a.iso3 or "", i) for i, a in enumerate(rows) if (rank := _rank(a, hit.key, place, on, rows, registry)) is not None)
    if not ranked:
        return None
    best = rows[ranked[0][3]]
    if place is None and _of_two_countries({r[1] for r in ranked}, registry):
        return None
    if best.actor_id.startswith("state:"):
        _, owner, branch = best.actor_id.split(":", 2)
        branch, _, unit = branch.partition("/")
        return state_match(Hit("alias", hit.rule_id, "state", branch, (owner,), unit=unit or None), name, iso3, on, registry)
    party = registry.parties[best.actor_id]
    exact = "exact" if fold(party.name) == fold(name) else hit.match
    return Match(party.actor_id, party.name, party.actor_type, party.iso3 or None, exact, hit.rule_id, party.parent_id)


def _of_two_countries(actor_ids: set[str], registry: Registry) -> bool:
    """Whether parties of one name share no country, so that without a country nobody can tell which is meant."""
    where = [registry.parties[a].countries if a in registry.parties else frozenset({a.split(":")[1]}) for a in sorted(actor_ids)]
    known = [countries for countries in where if countries]
    return len(known) > 1 and not frozenset.intersection(*known)


def _rank(alias: Alias, folded: str, place: str | None, on: date | None, rows: list[Alias], registry: Registry) -> tuple[int, int, int, int] | None:
    """Sort key of a candidate (country, day, kind), or null when country or day rule it out."""
    party = registry.parties.get(alias.actor_id)
    if party is None:
        return _rank_state(alias, place, on, registry)
    if alias.iso3 and alias.iso3 != place:
        return None
    where = _where(alias, party, folded, place, registry)
    if where is None:
        return None
    if not _within(on, alias.valid_from, alias.valid_to):
        return None
    return (where, *_out_of_period(on, party), 0 if alias.kind in ("name", "ucdp", "full") else 1)


def _rank_state(alias: Alias, place: str | None, on: date | None, registry: Registry) -> tuple[int, int, int, int] | None:
    owner = alias.actor_id.split(":")[1]
    if alias.iso3 and alias.iso3 != place or not _within(on, alias.valid_from, alias.valid_to):
        return None
    native = any(owner in registry.by_people.get(word, ()) for word in fold(alias.alias).split())
    alone = len(folded := fold(alias.alias)) >= ACRONYM_LENGTH and " " not in folded and len({a.actor_id[:9] for a in registry.by_alias[folded]}) == 1
    at_home = place in (owner, registry.part_of.get(owner)) or registry.part_of.get(place or "") == owner
    if not at_home and place is not None and not (native or alias.iso3 or (alone and alias.alias.isupper())):
        return None
    return (0 if at_home else 2, 0, 0, 2)


def _where(alias: Alias, party: Party, folded: str, place: str | None, registry: Registry) -> int | None:
    if alias.iso3 or place in party.countries:
        return 0
    if not party.countries:
        return 1
    alone = len({a.actor_id for a in registry.by_alias[folded]}) == 1
    telling = " " in folded or len(folded) > ACRONYM_LENGTH
    association = party.actor_id.startswith("association:")
    return 2 if (place is None or (telling and alone and not association)) else None


def _within(on: date | None, first: date | None, last: date | None) -> bool:
    return on is None or ((first is None or first <= on) and (last is None or on <= last))


def _out_of_period(on: date | None, party: Party) -> tuple[int, int]:
    """(0, 0) while the party exists; then parties that have ended, the latest first, then parties that have not begun, the earliest first."""
    if _within(on, party.valid_from, party.valid_to):
        return 0, 0
    return (1, -party.valid_to.toordinal()) if party.valid_to and on > party.valid_to else (2, party.valid_from.toordinal())


def _faction(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    base = _alias(Hit("alias", hit.rule_id, "alias", hit.key), name, iso3, on, registry)
    if base is None or not base.actor_id.startswith("group:"):
        return None
    return Match(f"{base.actor_id}/{slug(hit.label)}", hit.label, base.actor_type, base.country_iso3, "pattern", hit.rule_id, base.actor_id)


def _generic(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    label, kind = registry.generics[hit.key]
    owner = choose(hit.isos, iso3) if hit.isos else iso3
    if hit.isos and owner is None:
        return None
    owner = registry.part_of.get(owner, owner) if owner and owner.startswith("X") and owner != iso3 else owner
    title = hit.label or label
    plain = not hit.isos and (hit.label or hit.key in ("unidentified_military_forces", "anti_coup_group"))
    shown = title if plain else f"{title} ({country_name(owner, registry)})"
    key = hit.key if not hit.label else slug(hit.label)
    extra = tuple(_associated(a, owner, on, registry) for a in hit.associated)
    known = "exact" if fold(shown) == fold(name) else hit.match
    return Match(f"{key}:{owner or 'INT'}", shown, kind, None if owner == "INT" else owner, known, hit.rule_id, None, extra)


def _associated(label: str, owner: str | None, on: date | None, registry: Registry) -> str:
    if label.startswith("backer:"):
        backer = state_match(Hit("pattern", "backer", "state", "government", (label[7:],)), "", None, on, registry)
        return backer.actor_id if backer else label[7:]
    return f"{label} ({country_name(owner, registry)})"


def _identity(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    place = choose(hit.isos, iso3) if hit.isos else iso3
    for owner, kind, shown in registry.identities[hit.key]:
        if owner == place:
            label = f"{shown} {IDENTITY_LABELS[kind]}"
            return _militia(label, owner, hit, registry)
    return None


def _identity_people(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    for owner, kind, shown in registry.identities[hit.key]:
        if owner == iso3:
            group = f"{shown} {'Clan' if kind == 'clan' else 'Ethnic'} Group" if kind != "religious" else f"{shown} Group"
            civilians = Hit(hit.match, hit.rule_id, "generic", "civilians", associated=(group, *hit.associated))
            return _generic(civilians, name, iso3, on, registry)
    return None


def _identity_name(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    owner = choose(hit.isos, iso3) if hit.isos else iso3
    return _militia(f"{hit.label} {IDENTITY_LABELS[hit.key]}", owner, hit, registry) if owner else None


def _identity_form(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    owner = choose(hit.isos, iso3) if hit.isos else iso3
    return _militia(hit.label, owner, hit, registry, hit.key) if owner else None


def _militia(label: str, owner: str, hit: Hit, registry: Registry, kind: str = "Identity militia") -> Match:
    shown = f"{label} ({country_name(owner, registry)})"
    return Match(f"identity:{owner}:{slug(label)}", shown, kind, None if owner == "INT" else owner, hit.match, hit.rule_id)


def _local(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    owner = choose(hit.isos, iso3) if hit.isos else iso3
    if owner is None:
        return None
    shown = hit.label if hit.rule_id in ("acronym_and_title",) or not hit.isos else f"{hit.label} ({country_name(owner, registry)})"
    return Match(f"local:{owner}:{slug(hit.label)}", shown, hit.key, None if owner == "INT" else owner, hit.match, hit.rule_id, hit.parent)


def _association(hit: Hit, name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    owner = choose(hit.isos, iso3)
    if owner is None:
        return None
    shown = f"{hit.label} ({country_name(owner, registry)})"
    return Match(f"identity:{owner}:{hit.key}", shown, "Civilians", None if owner == "INT" else owner, hit.match, hit.rule_id)


def _list_of_parties(name: str, iso3: str | None, on: date | None, registry: Registry) -> Match | None:
    """The first known party of a list, the others associated; null unless the list is known: all of it, or half when commas make it one."""
    names = parts(name)
    found = [m for part in names if (m := _first(parse(part, registry), part, iso3, on, registry))]
    needed = len(names) / 2 if "," in name or ";" in name else len(names)
    if not found or len(found) < needed:
        return None
    first, others = found[0], tuple(m.actor_id for m in found[1:] if m.actor_id != found[0].actor_id)
    return Match(first.actor_id, first.actor_name, first.actor_type, first.country_iso3, "pattern", "list_of_parties", first.parent_id,
                 (*first.associated, *others))


IDENTITY_LABELS = {"ethnic": "Ethnic Militia", "clan": "Clan Militia", "tribal": "Tribal Militia", "caste": "Caste Militia", "religious": "Militia"}
RESOLVERS = {
    "alias": _alias, "state": state_match, "faction": _faction, "generic": _generic, "identity": _identity, "identity_people": _identity_people,
    "identity_name": _identity_name, "identity_form": _identity_form, "local": _local, "association": _association,
}
