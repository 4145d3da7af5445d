"""What a name can mean before country and day are known: readings in order of trust."""

import re
from functools import lru_cache

from pipeline.registry.forms import read_forms, split_country
from pipeline.registry.names import fold, skeleton
from pipeline.registry.records import Hit, Registry, Rule

TITLED = re.compile(r"^([^:]{2,40}): (.{3,})$")
FACTION = re.compile(r"^(.{3,}?)\s*(?:\(([^(),]{2,})\)?|\s-\s([^,]{2,}))$")
HYPHENED = re.compile(r"^(.{3,})-([A-Z][\w .']+)$")
PARTS = re.compile(r"\s*(?:;|,(?! and )|,? and/or | and | & |/(?=[A-Z]))\s*")
TITLE_REBELS = re.compile(r"\b(army|front|liberation|resistance|revolutionary|separatists?|mujahideen|independence|freedom)\b")
TITLE_ARMED = re.compile(r"\b(forces?|group|militia|brigades?|battalion|movement|gang|cartel|defense|alliance|coalition|union|organization|council|party|guard|committee|youths?|congress|command)\b")
LOCAL_TYPES = {"2": "Rebel group", "3": "Political militia", "4": "Identity militia"}
MOST_PARTS = 12


@lru_cache(maxsize=50_000)
def parse(name: str, registry: Registry) -> tuple[Hit, ...]:
    """All readings of the name, best first; empty when the registry has nothing to say about it. Names come again: the last ones are kept."""
    text = " ".join(name.split())
    folded = fold(text)
    if not folded:
        return ()
    hits = _aliases(text, folded, registry)
    forms = read_forms(text, registry)
    hits += forms
    if not forms and not any(r.regex.match(folded) for r in registry.rules if r.target == "never"):
        hits += _titled(text, registry) + _factions(text, registry)
        base, isos = split_country(text, registry)
        hits += _by_rules(fold(base), base, isos, registry)
        hits += _skeletons(folded, text, registry) + _identities(folded, base, isos, registry) + _titles_by_kind(text, base, isos, registry)
    return tuple(dict.fromkeys(hits))


def parts(name: str) -> tuple[str, ...]:
    """The names in a list of names (`FPRC, MPC`, `police and soldiers`), or none when it is a single name."""
    found = tuple(part for part in PARTS.split(name) if part.strip())
    return found if 2 <= len(found) <= MOST_PARTS else ()


def _aliases(text: str, folded: str, registry: Registry) -> list[Hit]:
    return [Hit("alias", "alias", "alias", folded, label=text)] if folded in registry.by_alias else []


def _skeletons(folded: str, text: str, registry: Registry) -> list[Hit]:
    known = registry.by_skeleton.get(skeleton(folded))
    return [Hit("alias", "skeleton", "alias", known, label=text)] if known and known != folded else []


def _titled(text: str, registry: Registry) -> list[Hit]:
    """`ACRONYM: Title`: by the title, else by the acronym when its bearer shares a word with the title."""
    found = TITLED.match(text)
    if not found:
        return []
    acronym, title = fold(found[1]), fold(found[2])
    hits = _aliases(text, title, registry) + _skeletons(title, text, registry)
    bearers = {a.actor_id for a in registry.by_alias.get(acronym, ()) if not registry.telling_words[a.actor_id].isdisjoint(title.split())}
    return hits + ([Hit("alias", "acronym_of_title", "alias", acronym, label=text, only=tuple(sorted(bearers)))] if bearers else [])


def _factions(text: str, registry: Registry) -> list[Hit]:
    """`Group (Wing)` and `Group - Wing` for a known group: a party of its own whose parent is the group."""
    found = FACTION.match(text) or (HYPHENED.match(text) if TITLED.match(text) else None)
    if not found:
        return []
    base, wing = found[1], next(g for g in found.groups()[1:] if g)
    titled = TITLED.match(base)
    heads = [base, *(titled.groups() if titled else ())] if FACTION.match(text) else [titled[2]]
    groups = sorted({a.actor_id for a in registry.by_alias.get(fold(wing), ()) if a.actor_id.startswith("group:")})
    if groups and len(fold(wing)) > 2:  # `Group (ACRONYM)`, or a wing with a name of its own
        return [Hit("alias", "name_in_brackets", "alias", fold(wing), label=text, only=tuple(groups))]
    if isos := registry.by_country.get(fold(wing)):
        return [Hit("alias", "group_in_country", "alias", fold(h), isos, label=text) for h in heads if fold(h) in registry.by_alias]
    return [Hit("pattern", "faction", "faction", fold(h), label=text) for h in heads if fold(h) in registry.by_alias]


def variants(folded: str, registry: Registry) -> list[str]:
    """The folded name, then without words such as `the`, `two`, `suspected` before it."""
    found, queue = [folded], [folded]
    while queue:
        current = queue.pop()
        for rule in registry.strips:
            if rule.target == "strip" and (shorter := rule.regex.sub("", current)) not in (*found, ""):
                found.append(shorter)
                queue.append(shorter)
    return found


def _by_rules(folded: str, raw: str, isos: tuple[str, ...], registry: Registry) -> list[Hit]:
    stripped = variants(folded, registry)
    hits = [Hit("alias", "stripped_alias", "alias", v, isos) for v in stripped[1:] if v in registry.by_alias]
    for rule in registry.strips:
        if rule.target == "strip_alias":
            members = {rule.regex.sub("", v) for v in stripped} - set(stripped)
            inner = {w for m in members for w in variants(m, registry)}
            hits += [Hit("alias", rule.rule_id, "alias", v, isos) for v in sorted(inner) if v in registry.by_alias]
    for rule in registry.rules:
        for variant in stripped:
            if rule.target != "never" and (found := rule.regex.match(variant)):
                hits += _read(rule, found, variant, raw, isos, registry)
    return hits


def _read(rule: Rule, found: re.Match, variant: str, raw: str, isos: tuple[str, ...], registry: Registry) -> list[Hit]:
    slots = {k: v for k, v in found.groupdict().items() if v}
    target, _, key = rule.target.partition(":")
    spoken = _countries(slots, registry)
    if spoken is None:
        return []
    return READERS[target](rule, key, slots, variant, raw, isos or spoken, registry)


def _countries(slots: dict[str, str], registry: Registry) -> tuple[str, ...] | None:
    """Countries that the name speaks of; null when a slot for one holds something else."""
    if "country" in slots:
        return registry.by_country.get(slots["country"])
    if "people" in slots:
        return registry.by_people.get(slots["people"])
    return ()


def _is_proper(words: str, raw: str) -> bool:
    """Whether some of the folded words stand in the name with a capital or as a number."""
    return any(word[0].isupper() or word[0].isdigit() for word in raw.split() if fold(word) and fold(word) in words)


def _read_state(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    if "place" in slots and not _is_proper(slots["place"], raw):
        return []
    return [Hit("pattern", rule.rule_id, "state", key, isos, unit=rule.unit)]


def _read_generic(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    if isos and "people" not in slots and key == "unidentified_armed_group" and raw[0].isupper():
        return [Hit("pattern", "kind_in_country", "local", LOCAL_TYPES["3"], isos, label=raw)]  # `Islamist Militia (Egypt)`
    backers = ()
    if "backer" in slots:
        backers = registry.by_people.get(slots["backer"], ())
        if not backers and slots["backer"] not in registry.by_alias:
            return []
    words = labels(variant, registry) if key in ("protesters", "rioters", "civilians") else ()
    return [Hit("pattern", rule.rule_id, "generic", key, isos, associated=(*words, *(f"backer:{b}" for b in backers[:1])), countries=rule.countries)]


def _read_alias(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    group = key or slots["group"]
    known = group if group in registry.by_alias else registry.by_skeleton.get(skeleton(group))
    if known:
        return [Hit("alias", rule.rule_id, "alias", known, isos, countries=rule.countries)]
    shorter = (r.regex.sub("", group) for r in registry.strips)
    return _split_people(group, registry) or [Hit("alias", rule.rule_id, "alias", g, isos, countries=rule.countries) for g in shorter if g in registry.by_alias]


def _split_people(folded: str, registry: Registry) -> list[Hit]:
    words, hits = folded.split(), []
    for size in range(1, len(words)):
        people, group = " ".join(words[:size]), " ".join(words[size:])
        if people in registry.by_people and group in registry.by_alias:
            hits.append(Hit("alias", "nationality_group", "alias", group, registry.by_people[people]))
    return hits


def _read_identity(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    if key:
        name = slots["name"].removeprefix("the ")
        return [Hit("pattern", rule.rule_id, "identity_name", key, isos, label=name.title())] if key != "as_written" else [
            Hit("pattern", rule.rule_id, "identity_form", "Identity militia", isos, label=raw)]
    known = slots["identity"] in registry.identities
    return [Hit("pattern", rule.rule_id, "identity", slots["identity"], isos)] if known else []


def _read_identity_people(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    known = slots["identity"] in registry.identities
    return [Hit("pattern", rule.rule_id, "identity_people", slots["identity"], isos, associated=labels(variant, registry))] if known else []


def _read_local(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    """A local group is known by a name of its own: one that is written with a capital."""
    if not _is_proper(slots.get("name", variant), raw):
        return []
    kind, _, parent = key.partition(":")
    return [Hit("pattern", rule.rule_id, "local", LOCAL_TYPES[kind], isos, label=raw, parent=parent or None, countries=rule.countries)]


def _read_civilians(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    """Civilians named by who they are, with or without a nationality before it (`South Sudanese refugees`)."""
    words = slots["civilian"].split()
    for size in range(len(words)):
        people = registry.by_people.get(" ".join(words[:size]), ()) if size else isos
        for regex, label, is_civilian in registry.words if people or not size else ():
            if is_civilian == "true" and regex.fullmatch(" ".join(words[size:])):
                return [Hit("pattern", rule.rule_id, "generic", "civilians", people, associated=(label,) if label else ())]
    return []


def _read_faction(rule, key, slots, variant, raw, isos, registry) -> list[Hit]:
    group = slots["group"]
    return [Hit("pattern", rule.rule_id, "faction", group, isos, label=raw)] if group in registry.by_alias else []


READERS = {
    "state": _read_state, "generic": _read_generic, "alias": _read_alias, "identity": _read_identity,
    "identity_people": _read_identity_people, "local": _read_local, "faction": _read_faction, "civilian_words": _read_civilians,
}


def labels(folded: str, registry: Registry) -> tuple[str, ...]:
    """Labels of the identity words in a folded text (Women, Students, Labor Group …), in the order of their table."""
    return tuple(label for regex, label, _ in registry.words if label and regex.search(folded))


def _identities(folded: str, base: str, isos: tuple[str, ...], registry: Registry) -> list[Hit]:
    bare = fold(base)
    hits = _split_people(folded, registry)
    return hits + ([Hit("pattern", "identity_name", "identity", bare, isos)] if bare in registry.identities else [])


def _titles_by_kind(text: str, base: str, isos: tuple[str, ...], registry: Registry) -> list[Hit]:
    """`ACRONYM: Title` of a group that the registry lacks: a local group, its type by the words of its title."""
    found = TITLED.match(base)
    if not found or not re.fullmatch(r"[A-Z0-9][\w/().'\- ]{1,24}", found[1]):
        return []
    title = fold(found[2])
    kind = "2" if TITLE_REBELS.search(title) else "3" if TITLE_ARMED.search(title) else None
    return [Hit("pattern", "acronym_and_title", "local", LOCAL_TYPES[kind], isos, label=text)] if kind else []
