"""What is wrong with the curated actor tables, one row per finding; no row means that they are sound."""

import re
from collections import defaultdict
from datetime import date

import polars as pl

from pipeline.registry.compile import day
from pipeline.registry.names import fold
from pipeline.registry.records import References
from schemas.vocabulary import terms

FINDINGS = pl.Schema({"file": pl.String, "actor_id": pl.String, "column": pl.String, "seen": pl.String, "expected": pl.String})
ACTOR_ID = re.compile(r"^group:[a-z0-9]+(?:-[a-z0-9]+)*$")
REFERENCE = re.compile(r"^(?:ucdp_actor:\d+|https://\S+)$")
RELATIONS = ("splinter_of", "merged_into", "member_of", "renamed_to", "allied_with", "fights_under")
KINDS = ("name", "acronym", "full", "local", "former", "ucdp", "nickname")
FAR_PAST, FAR_FUTURE = date.min, date.max


def findings(references: References) -> pl.DataFrame:
    """All findings, sorted: ids, types, dates, parents, references, aliases, relations, countries and patterns."""
    rows = [
        *_actors(references), *_parents(references), *_aliases(references), *_collisions(references), *_relations(references), *_countries(references),
        *_patterns(references),
    ]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row").unique().sort(FINDINGS.names())


def counts(references: References) -> dict[str, int]:
    """How many entities, aliases and relations there are, and on what basis entities stand."""
    basis = references.actors["basis"].value_counts().sort("basis")
    return {"actors": references.actors.height, "aliases": references.actor_aliases.height, "relations": references.actor_relations.height,
            "associated_actors": references.associated_actors.height, **{f"basis_{b}": n for b, n in basis.iter_rows()}}


def _actors(references: References):
    seen: set[str] = set()
    known = set(references.countries["iso3"])
    for r in references.actors.iter_rows(named=True):
        where = ("actors", r["actor_id"])
        if r["actor_id"] in seen:
            yield (*where, "actor_id", r["actor_id"], "an id of its own; ids are never reused")
        seen.add(r["actor_id"])
        if not ACTOR_ID.match(r["actor_id"]):
            yield (*where, "actor_id", r["actor_id"], "group:<lower-case words and hyphens>")
        if not (r["name"] or "").strip():
            yield (*where, "name", r["name"], "a name")
        if r["actor_type"] not in terms("actor_types"):
            yield (*where, "actor_type", r["actor_type"], "a term of actor_types.csv")
        if r["country_iso3"] and r["country_iso3"] not in known:
            yield (*where, "country_iso3", r["country_iso3"], "a country of countries.csv, or empty")
        if r["reference"] and not REFERENCE.match(r["reference"]):
            yield (*where, "reference", r["reference"], "ucdp_actor:<number> or https://…")
        if (r["basis"] == "feed") != bool(r["reference"]) or r["basis"] not in ("feed", "recalled", "page"):
            yield (*where, "basis", r["basis"], "feed or page with a reference, recalled without one")
        yield from _dates(where, r)


def _dates(where: tuple[str, str], row: dict):
    for column in ("valid_from", "valid_to"):
        if row[column] and not re.fullmatch(r"\d{4}-\d\d-\d\d", row[column]):
            yield (*where, column, row[column], "a day as YYYY-MM-DD, or empty")
            return
    first, last = day(row["valid_from"]) or FAR_PAST, day(row["valid_to"]) or FAR_FUTURE
    if first > last:
        yield (*where, "valid_to", row["valid_to"], f"not before {row['valid_from']}")


def _parents(references: References):
    parents = dict(references.actors.select("actor_id", "parent_id").iter_rows())
    for actor, parent in parents.items():
        if parent and parent not in parents:
            yield "actors", actor, "parent_id", parent, "an actor of the registry"
        chain, at = {actor}, parent
        while at in parents and at not in chain:
            chain.add(at)
            at = parents[at]
        if at in chain:
            yield "actors", actor, "parent_id", parent, "a parent that does not descend from it"


def _aliases(references: References):
    known = set(references.actors["actor_id"])
    countries = set(references.countries["iso3"])
    seen = set()
    for r in references.actor_aliases.iter_rows(named=True):
        where = ("actor_aliases", r["actor_id"])
        if r["actor_id"] not in known and not r["actor_id"].startswith("state:"):
            yield (*where, "actor_id", r["actor_id"], "an actor of the registry")
        if not fold(r["alias"] or ""):
            yield (*where, "alias", r["alias"], "letters or digits")
        if r["kind"] not in KINDS:
            yield (*where, "kind", r["kind"], " | ".join(KINDS))
        if r["country_iso3"] and r["country_iso3"] not in countries:
            yield (*where, "country_iso3", r["country_iso3"], "a country of countries.csv, or empty")
        key = (r["actor_id"], fold(r["alias"] or ""), r["country_iso3"], r["valid_from"])
        if key in seen:
            yield (*where, "alias", r["alias"], "one row per spelling, country and period")
        seen.add(key)
        yield from _dates(where, r)


def _collisions(references: References):
    """One spelling for two actors in one country at one time."""
    spans = {r["actor_id"]: r for r in references.actors.iter_rows(named=True)}
    operating = defaultdict(set)
    for actor, iso3 in references.actor_countries.select("actor_id", "country_iso3").iter_rows():
        operating[actor].add(iso3)
    holders = defaultdict(list)
    for r in references.actor_aliases.iter_rows(named=True):
        if r["actor_id"] in spans:
            owner = spans[r["actor_id"]]
            first = max(day(r["valid_from"]) or FAR_PAST, day(owner["valid_from"]) or FAR_PAST)
            last = min(day(r["valid_to"]) or FAR_FUTURE, day(owner["valid_to"]) or FAR_FUTURE)
            where = {r["country_iso3"]} if r["country_iso3"] else operating[r["actor_id"]]
            holders[fold(r["alias"])].append((r["actor_id"], r["alias"], first, last, where))
    for rows in holders.values():
        for i, (actor, alias, first, last, where) in enumerate(rows):
            for other, _, other_first, other_last, other_where in rows[:i]:
                both = where & other_where
                if actor != other and both and first <= other_last and other_first <= last:
                    yield "actor_aliases", actor, "alias", alias, f"not also the name of {other} in {sorted(both)[0]} at that time"


def _relations(references: References):
    known = set(references.actors["actor_id"])
    for r in references.actor_relations.iter_rows(named=True):
        for column in ("actor_id", "other_id"):
            if r[column] not in known and not r[column].startswith("state:"):
                yield "actor_relations", r["actor_id"], column, r[column], "an actor of the registry"
        if r["relation"] not in RELATIONS:
            yield "actor_relations", r["actor_id"], "relation", r["relation"], " | ".join(RELATIONS)
        if r["actor_id"] == r["other_id"]:
            yield "actor_relations", r["actor_id"], "other_id", r["other_id"], "another actor"


def _countries(references: References):
    known, actors = set(references.countries["iso3"]), set(references.actors["actor_id"])
    for actor, iso3 in references.actor_countries.select("actor_id", "country_iso3").iter_rows():
        if iso3 not in known:
            yield "actor_countries", actor, "country_iso3", iso3, "a country of countries.csv"
        if actor not in actors:
            yield "actor_countries", actor, "actor_id", actor, "an actor of the registry"


def _patterns(references: References):
    generics = set(references.actor_generics["generic_id"])
    for r in references.actor_patterns.iter_rows(named=True):
        try:
            re.compile(r["regex"])
        except re.error as error:
            yield "actor_patterns", r["rule_id"], "regex", r["regex"], f"a regular expression ({error})"
        target, _, key = r["target"].partition(":")
        if target == "generic" and key not in generics:
            yield "actor_patterns", r["rule_id"], "target", r["target"], "an id of actor_generics.csv"
