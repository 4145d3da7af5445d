"""What the coder needs from the reference tables, compiled once per process and state of the tables."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from pipeline.coder.marks import party_forms
from pipeline.coder.parties import NameScanner, name_scanner
from pipeline.gazetteer.geocode import geocode_table
from pipeline.gazetteer.geoparse import Gazetteer, build_gazetteer
from pipeline.gazetteer.units import units_from
from pipeline.once import once
from pipeline.registry.build import for_matching
from pipeline.registry.match import match
from pipeline.registry.names import fold
from pipeline.registry.records import Registry
from pipeline.registry.sources import source_names
from pipeline.registry.tables import FILES

GAZETTEER_TABLES = ("geoparse_words", "place_abbreviations", "countries", "country_names")


@dataclass(frozen=True, eq=False)
class Kit:
    """The gazetteer for text, the registry's names as a scanner, and the model."""

    gazetteer: Gazetteer
    scanner: NameScanner
    names: frozenset[str]
    model: pl.DataFrame
    registry: Registry
    place_names: pl.DataFrame
    place_units: pl.DataFrame
    overlaps: pl.DataFrame
    capitals: dict[str, str]
    nations: dict[str, str]
    outlets: dict[tuple[str, str | None], str]

    def located(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Places for names that the scan of texts leaves aside: rows of name, admin1, country, resolved in that country alone."""
        return geocode_table(asked, self.gazetteer.places, self.place_names, units_from(self.place_units), self.overlaps)

    def outlet(self, folded: str, iso3: str | None) -> str | None:
        """The id of the source of that folded name: the only one, or the one of the country."""
        return self.outlets.get((folded, None)) or self.outlets.get((folded, iso3))

    @lru_cache(maxsize=50_000)
    def party(self, name: str, iso3: str | None, day: date | None) -> str | None:
        """The registry's id for a name in a country on a day; null where it knows none."""
        return match(name, iso3, day, self.registry).actor_id


def kit(tables: dict[str, pl.LazyFrame]) -> Kit:
    """The kit for these tables; asked again with equal tables, the one made before."""
    return once(_made, {name: frame.collect() for name, frame in tables.items()})


def _made(frames: dict[str, pl.DataFrame]) -> Kit:
    gazetteer = build_gazetteer(frames["places"], frames["place_names"], {name: frames[name] for name in GAZETTEER_TABLES})
    compiled = for_matching({name: frames[name] for name in FILES})
    scanner = name_scanner(party_forms(compiled))
    return Kit(gazetteer, scanner, frozenset(form.lower() for form, _, _ in scanner.forms), frames["model"],
               compiled, frames["place_names"], frames["place_units"], frames["place_country_overlaps"], _capitals(frames["countries"]), _nations(frames["country_names"], frames["countries"]),
               _outlets(source_names(frames["sources"], frames["source_aliases"])))


def _capitals(countries: pl.DataFrame) -> dict[str, str]:
    """Name of each country's capital, by ISO code."""
    return dict(countries.filter(pl.col("capital").is_not_null()).unique("iso3", keep="first", maintain_order=True).select("iso3", "capital").iter_rows())


def _nations(country_names: pl.DataFrame, countries: pl.DataFrame) -> dict[str, str]:
    """ISO code by folded name, adjective, people or capital that stands for one country of today alone."""
    today = countries.filter(pl.col("valid_to").is_null() & (~pl.col("iso3").str.starts_with("X") | (pl.col("iso3") == "XKX")))["iso3"]
    rows = country_names.filter(pl.col("kind").is_in(["name", "variant", "adjective", "demonym", "capital_metonym"]) & pl.col("iso3").is_in(today.implode()))
    found: dict[str, set[str]] = {}
    for iso3, name in rows.select("iso3", "name").iter_rows():
        found.setdefault(fold(name), set()).add(iso3)
    return {name: next(iter(codes)) for name, codes in sorted(found.items()) if len(codes) == 1}


def _outlets(names: pl.DataFrame) -> dict[tuple[str, str | None], str]:
    """Source ids by folded name and country; by the name alone where one source bears it."""
    spelled = names.filter(pl.col("pattern").is_null())
    alone = spelled.filter(pl.col("source_id").n_unique().over("folded") == 1).select("folded", pl.lit(None, pl.String), "source_id")
    shared = spelled.filter(pl.len().over("folded", "country_iso3") == 1).drop_nulls("country_iso3").select("folded", "country_iso3", "source_id")
    return {(folded, iso3): source for table in (alone, shared) for folded, iso3, source in table.iter_rows()}
