"""Reference tables as the dictionaries that matching looks up."""

import re
from collections import defaultdict
from datetime import date

from pipeline.registry.names import fold, skeleton
from pipeline.registry.records import Alias, Party, Period, References, Rule

COUNTRY_KINDS = frozenset({"name", "official", "variant", "former", "ged", "gdelt"})
PEOPLE_KINDS = COUNTRY_KINDS | {"adjective", "demonym"}
BASE_BRANCHES = frozenset({"government", "military", "police"})
SHORTEST_SKELETON = 7
TELLING_WORD = 5


def day(text: str | None) -> date | None:
    """The date of an ISO string, or null."""
    return date.fromisoformat(text) if text else None


def periods(references: References) -> dict[str, tuple[Period, ...]]:
    """Governments of each country in order of their first day."""
    found = defaultdict(list)
    for r in references.governments.iter_rows(named=True):
        found[r["iso3"]].append(Period(r["iso3"], r["period"], r["label"], day(r["valid_from"]), day(r["valid_to"])))
    return {iso3: tuple(sorted(spans, key=lambda p: p.valid_from)) for iso3, spans in sorted(found.items())}


def titles(references: References) -> dict[str, str]:
    """Country names as they stand in titles, with the article where there is one."""
    named = dict(references.countries.select("iso3", "name").iter_rows())
    return named | dict(references.actor_country_titles.select("iso3", "title").iter_rows())


def branches(references: References) -> dict[tuple[str, str, str], str]:
    """(branch, unit or "", iso3 or *) -> name template."""
    rows = references.state_branches.iter_rows(named=True)
    return {(r["branch"], r["unit"] or "", r["iso3"]): r["name_template"] for r in rows}


def units(templates: dict[tuple[str, str, str], str]) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(military, police or government, folded words after the label, iso3 or *) -> (branch, unit)."""
    heads = {"Military Forces": "military", "Police Forces": "police", "Government": "government"}
    found = {}
    for (branch, unit, iso3), template in templates.items():
        head, _, tail = template.partition(" of {country} ({label})")
        if head in heads:
            found.setdefault((heads[head], fold(tail), iso3), (branch, unit))
    return found


def country_names(references: References, kinds: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Folded name -> the countries that it can mean; titles and codes of countries included."""
    found = defaultdict(set)
    for r in references.country_names.iter_rows(named=True):
        if r["kind"] in kinds:
            found[fold(r["name"])].add(r["iso3"])
    for iso3, name in references.countries.select("iso3", "name").iter_rows():
        found[fold(name)].add(iso3)
    preferred = {fold(name): iso3 for iso3, name in titles(references).items()}
    for folded, iso3 in preferred.items():
        found[re.sub("^the ", "", folded)] = {iso3}
    return {name: tuple(sorted(isos)) for name, isos in sorted(found.items()) if name}


def identities(references: References) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Folded name of an ethnic group, clan, tribe, caste or confession -> (country, kind, name)."""
    found = defaultdict(list)
    for r in references.actor_identities.iter_rows(named=True):
        found[fold(r["alias"])].append((r["country_iso3"], r["kind"], r["name"]))
    return {name: tuple(rows) for name, rows in sorted(found.items())}


def rules(references: References) -> tuple[Rule, ...]:
    """Patterns in order of priority, compiled over folded names."""
    ordered = sorted(references.actor_patterns.iter_rows(named=True), key=lambda r: int(r["priority"]))
    return tuple(
        Rule(r["rule_id"], re.compile(r["regex"]), r["target"], r["unit"], frozenset((r["countries"] or "").split())) for r in ordered
    )


def words(references: References) -> tuple[tuple[re.Pattern, str, str], ...]:
    """Identity words: expression, label of the associated actor ("" for none), and whether the word alone means civilians."""
    rows = references.associated_words.iter_rows(named=True)
    return tuple((re.compile(rf"\b(?:{r['pattern']})\b"), r["label"] or "", r["is_civilian"]) for r in rows)


def group_by_fold(aliases: tuple[Alias, ...]) -> dict[str, tuple[Alias, ...]]:
    """Folded surface form -> the aliases that are spelt so."""
    found = defaultdict(list)
    for alias in aliases:
        if folded := fold(alias.alias):
            found[folded].append(alias)
    return {name: tuple(rows) for name, rows in sorted(found.items())}


def telling_words(aliases: tuple[Alias, ...]) -> dict[str, frozenset[str]]:
    """Actor -> the long words of all its names, by which a title can be told to be its own."""
    found = defaultdict(set)
    for alias in aliases:
        found[alias.actor_id] |= {word for word in fold(alias.alias).split() if len(word) >= TELLING_WORD}
    return {actor: frozenset(words) for actor, words in sorted(found.items())}


def skeletons(aliases: tuple[Alias, ...], parties: dict[str, Party]) -> dict[str, str]:
    """Skeleton -> folded alias, for skeletons that belong to one party and are long enough not to be chance."""
    found = defaultdict(dict)
    for alias in aliases:
        folded = fold(alias.alias)
        bare = skeleton(folded)
        if alias.kind != "acronym" and len(bare) >= SHORTEST_SKELETON and alias.actor_id in parties:
            found[bare].setdefault(alias.actor_id, folded)
    return {bare: next(iter(owners.values())) for bare, owners in sorted(found.items()) if len(owners) == 1}
