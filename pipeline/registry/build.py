"""The registry: all parties with their names, from the reference tables; state and generic parties are generated here.

`registry(references)` compiles everything that matching needs. `surface_forms(registry)` gives the coder every string that
names a party (columns form, folded, kind, actor_id, country_iso3, valid_from, valid_to, is_case_sensitive); actor_id is a
registry id, or a state key `state:<iso3>:<branch>[/<unit>]` whose government is decided by the day.
"""

from datetime import date, timedelta

import polars as pl

from pipeline.once import once
from pipeline.registry import compile as compiled
from pipeline.registry import tables as listed_tables
from pipeline.registry.compile import day
from pipeline.registry.names import fold, slug
from pipeline.registry.records import Alias, Party, References, Registry
from schemas.reference import ACTORS

LONGEST_WORDLIKE_ACRONYM = 3


def registry(references: References, *, with_table: bool = True) -> Registry:
    """Everything known about parties, compiled for matching; without the actors table, which matching does not need, in half the time."""
    periods, titles = compiled.periods(references), compiled.titles(references)
    branches = compiled.branches(references)
    groups, associations = _groups(references), _associations(references)
    parties = {p.actor_id: p for p in (*groups, *associations)}
    aliases = (*_group_aliases(references), *_association_aliases(references), *_state_aliases(references))
    rules = compiled.rules(references)
    return Registry(
        actors=_table(references, parties, periods, titles, branches) if with_table else ACTORS.empty(),
        parties=parties,
        by_alias=compiled.group_by_fold(aliases),
        by_skeleton=compiled.skeletons(aliases, parties),
        telling_words=compiled.telling_words(aliases),
        by_country=compiled.country_names(references, compiled.COUNTRY_KINDS),
        by_people=compiled.country_names(references, compiled.PEOPLE_KINDS),
        periods=periods, branches=branches, units=compiled.units(branches), titles=titles,
        part_of={r["iso3"]: r["part_of"] for r in references.countries.iter_rows(named=True) if r["part_of"]},
        predecessors={(r["predecessor"], r["iso3"]): day(r["valid_to"]) for r in references.actor_predecessors.iter_rows(named=True)},
        generics={r["generic_id"]: (r["label"], r["actor_type"]) for r in references.actor_generics.iter_rows(named=True)},
        by_generic={fold(r["label"]): r["generic_id"] for r in references.actor_generics.iter_rows(named=True)},
        associations=frozenset(fold(label) for label in references.associated_words["label"].drop_nulls()),
        identities=compiled.identities(references),
        rules=tuple(r for r in rules if not r.target.startswith("strip")),
        strips=tuple(r for r in rules if r.target.startswith("strip")),
        words=compiled.words(references),
        implied={(r["event_type"], int(r["side"])): r["generic_id"] for r in references.actor_defaults.iter_rows(named=True)},
        boundaries=_boundaries(references, parties, aliases, periods),
    )


def for_matching(tables: dict[str, pl.DataFrame]) -> Registry:
    """The registry of these actor tables (by the names of FILES) without its own table, compiled once per process."""
    return once(_compiled, tables)


def _compiled(tables: dict[str, pl.DataFrame]) -> Registry:
    return registry(listed_tables.references(tables), with_table=False)


def surface_forms(built: Registry) -> pl.DataFrame:
    """Every string that names a party, with the key of the party, for a scan of texts; sorted, without duplicates."""
    rows = [
        (alias.alias, folded, alias.kind, alias.actor_id, alias.iso3, alias.valid_from, alias.valid_to,
         alias.is_case_sensitive or alias.kind == "acronym" or alias.alias.isupper())
        for folded, aliases in built.by_alias.items() for alias in aliases
    ]
    names = ("form", "folded", "kind", "actor_id", "country_iso3", "valid_from", "valid_to", "is_case_sensitive")
    types = (pl.String, pl.String, pl.String, pl.String, pl.String, pl.Date, pl.Date, pl.Boolean)
    frame = pl.DataFrame(rows, schema=dict(zip(names, types)), orient="row")
    return frame.unique().sort("folded", "actor_id", "form", *names, nulls_last=True)


def state_id(iso3: str, branch: str, unit: str | None, period: str) -> str:
    """Id of a state party under one government, such as state:UKR:military/national-guard:2019."""
    return f"state:{iso3}:{branch}{'/' + slug(unit) if unit else ''}:{period}"


def _groups(references: References) -> list[Party]:
    operating: dict[str, set[str]] = {}
    for actor_id, iso3 in references.actor_countries.select("actor_id", "country_iso3").iter_rows():
        operating.setdefault(actor_id, set()).add(iso3)
    return [
        Party(r["actor_id"], r["name"], r["actor_type"], r["country_iso3"], day(r["valid_from"]), day(r["valid_to"]), r["parent_id"],
              frozenset(operating.get(r["actor_id"], set()) | ({r["country_iso3"]} if r["country_iso3"] else set())))
        for r in references.actors.iter_rows(named=True)
    ]


def _associations(references: References) -> list[Party]:
    armed = {"party": "Political militia", "movement": "Political militia"}
    return [
        Party(r["actor_id"], r["name"], armed.get(r["kind"], "Civilians"), r["country_iso3"], None, None, None,
              frozenset([r["country_iso3"]] if r["country_iso3"] else []))
        for r in references.associated_actors.iter_rows(named=True)
    ]


def _group_aliases(references: References) -> list[Alias]:
    return [
        Alias(r["actor_id"], r["alias"], r["kind"], day(r["valid_from"]), day(r["valid_to"]), r["country_iso3"], _is_word_too(r["alias"]))
        for r in references.actor_aliases.iter_rows(named=True)
    ]


def _is_word_too(alias: str) -> bool:
    """Whether letter case must tell the acronym (IS, UN, AA) from a word."""
    return alias.isupper() and len(alias) <= LONGEST_WORDLIKE_ACRONYM


def _association_aliases(references: References) -> list[Alias]:
    found = []
    for r in references.associated_actors.iter_rows(named=True):
        parts = [r["name"], *r["name"].split(": ", 1), *(r["aliases"] or "").split(";")]
        found += [Alias(r["actor_id"], part, "name", None, None, None) for part in dict.fromkeys(p.strip() for p in parts) if part]
    return found


def _state_aliases(references: References) -> list[Alias]:
    found = []
    for r in references.state_branch_aliases.iter_rows(named=True):
        key = f"state:{r['iso3']}:{r['branch']}" + (f"/{r['unit']}" if r["unit"] else "")
        found.append(Alias(key, r["alias"], "name", day(r["valid_from"]), day(r["valid_to"]), None, r["is_case_sensitive"] == "true"))
    return found


def _table(references: References, parties, periods, titles, branches) -> pl.DataFrame:
    listed = {r["actor_id"]: r for r in references.actors.iter_rows(named=True)}
    rows = []
    for p in parties.values():
        seen = listed.get(p.actor_id, {})
        basis = seen.get("basis") or "recalled"
        rows.append((p.actor_id, p.name, p.actor_type, p.iso3, p.valid_from, p.valid_to, p.parent_id, seen.get("reference"), basis, seen.get("note")))
    for iso3, spans in periods.items():
        for span in spans:
            for (branch, unit, owner), template in branches.items():
                if owner == iso3 or (owner == "*" and branch in compiled.BASE_BRANCHES):
                    name = template.format(country=titles[iso3], label=span.label)
                    parent = None if branch == "government" else state_id(iso3, "government", None, span.key)
                    kind = "Civilians" if branch.startswith("former") else "State forces"
                    rows.append((state_id(iso3, branch, unit or None, span.key), name, kind, iso3, span.valid_from, span.valid_to, parent, None,
                                 "generated", None))
    return pl.DataFrame(rows, schema=ACTORS.schema, orient="row").unique("actor_id", keep="first").sort("actor_id")


def _boundaries(references: References, parties, aliases, periods) -> tuple[date, ...]:
    spans = [*parties.values(), *aliases, *(p for group in periods.values() for p in group)]
    starts = {s.valid_from for s in spans if s.valid_from}
    ends = {s.valid_to + timedelta(days=1) for s in spans if s.valid_to}
    ends |= {day(last) + timedelta(days=1) for last in references.actor_predecessors["valid_to"]}
    return tuple(sorted(starts | ends))
