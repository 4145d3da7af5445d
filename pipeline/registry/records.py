"""The records that the registry is made of."""

from dataclasses import dataclass, field
from datetime import date
from re import Pattern

import polars as pl


@dataclass(frozen=True)
class References:
    """The curated tables, as read from raw/reference, every column a string."""

    countries: pl.DataFrame
    country_names: pl.DataFrame
    governments: pl.DataFrame
    state_branches: pl.DataFrame
    state_branch_aliases: pl.DataFrame
    actors: pl.DataFrame
    actor_aliases: pl.DataFrame
    actor_countries: pl.DataFrame
    actor_relations: pl.DataFrame
    actor_generics: pl.DataFrame
    actor_defaults: pl.DataFrame
    actor_patterns: pl.DataFrame
    actor_identities: pl.DataFrame
    actor_predecessors: pl.DataFrame
    actor_country_titles: pl.DataFrame
    associated_actors: pl.DataFrame
    associated_words: pl.DataFrame


@dataclass(frozen=True)
class Party:
    """One entity of the registry, as matching needs it."""

    actor_id: str
    name: str
    actor_type: str
    iso3: str | None
    valid_from: date | None
    valid_to: date | None
    parent_id: str | None
    countries: frozenset[str]


@dataclass(frozen=True)
class Alias:
    """One surface form of one party; `actor_id` may be a state key such as state:AFG:military, resolved by date."""

    actor_id: str
    alias: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    iso3: str | None
    is_case_sensitive: bool = False


@dataclass(frozen=True)
class Period:
    """One government of one country."""

    iso3: str
    key: str
    label: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Rule:
    """One row of actor_patterns.csv with its expression compiled."""

    rule_id: str
    regex: Pattern
    target: str
    unit: str | None
    countries: frozenset[str]


@dataclass(frozen=True)
class Hit:
    """One reading of a name, before country and day are known.

    `target` is alias, state, generic, identity or local; `key` is the folded alias, the branch, the generic id, the kind of
    identity, or the actor type; `isos` are the countries that the name itself speaks of (none: the country of the event).
    """

    match: str
    rule_id: str
    target: str
    key: str
    isos: tuple[str, ...] = ()
    label: str | None = None
    unit: str | None = None
    period: str | None = None
    parent: str | None = None
    associated: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """What a name means in a country on a day; `actor_id` is null when nothing fits, with the names that come close."""

    actor_id: str | None = None
    actor_name: str | None = None
    actor_type: str | None = None
    country_iso3: str | None = None
    match: str = "none"
    rule_id: str | None = None
    parent_id: str | None = None
    associated: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Registry:
    """The compiled registry: tables for release, dictionaries for matching. Built by `build.registry`."""

    actors: pl.DataFrame
    parties: dict[str, Party]
    by_alias: dict[str, tuple[Alias, ...]]
    by_skeleton: dict[str, str]
    telling_words: dict[str, frozenset[str]]
    by_country: dict[str, tuple[str, ...]]
    by_people: dict[str, tuple[str, ...]]
    periods: dict[str, tuple[Period, ...]]
    branches: dict[tuple[str, str, str], str]
    units: dict[tuple[str, str, str], tuple[str, str]]
    titles: dict[str, str]
    part_of: dict[str, str]
    predecessors: dict[tuple[str, str], date]
    generics: dict[str, tuple[str, str]]
    by_generic: dict[str, str]
    associations: frozenset[str]
    identities: dict[str, tuple[tuple[str, str, str], ...]]
    rules: tuple[Rule, ...]
    strips: tuple[Rule, ...]
    words: tuple[tuple[Pattern, str, str], ...]
    implied: dict[tuple[str, int], str]
    boundaries: tuple[date, ...] = field(default=())
