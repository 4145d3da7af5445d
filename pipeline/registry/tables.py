"""The reference tables of the registry, by where they stand under raw/reference; the caller reads them, every column as text.

A pattern stands for all files that match, stacked in path order. Empty cells are nulls.
"""

import polars as pl

from pipeline.registry.records import References

FILES = {
    "countries": "countries.csv",
    "country_names": "country_names.csv",
    "governments": "governments.csv",
    "state_branches": "state_branches.csv",
    "state_branch_aliases": "state_branch_aliases.csv",
    "actors": "actors/*.csv",
    "actor_aliases": "actor_aliases/*.csv",
    "actor_countries": "actor_countries.csv",
    "actor_relations": "actor_relations.csv",
    "actor_generics": "actor_generics.csv",
    "actor_defaults": "actor_defaults.csv",
    "actor_patterns": "actor_patterns.csv",
    "actor_identities": "actor_identities.csv",
    "actor_predecessors": "actor_predecessors.csv",
    "actor_country_titles": "actor_country_titles.csv",
    "associated_actors": "associated_actors.csv",
    "associated_words": "associated_words.csv",
}


def references(tables: dict[str, pl.DataFrame]) -> References:
    """The tables as one record; raises KeyError naming a table that is missing."""
    missing = sorted(FILES.keys() - tables.keys())
    if missing:
        raise KeyError(f"reference tables missing: {', '.join(missing)}")
    return References(**{name: tables[name] for name in FILES})
