"""Outlets are found by any of their spellings; one that nobody knows says so."""

import polars as pl

from pipeline.registry.sources import registered, resolve_sources, source_names, with_unknown

SOURCES = pl.DataFrame({
    "source_id": ["wire", "star-lbn", "star-ken"], "name": ["Harbour Wire", "The Star of Beirut", "The Star of Nairobi"], "country_iso3": ["GBR", "LBN", "KEN"],
    "grade": ["B", None, "C"], "grade_reason": ["named", None, "named"],
})
ALIASES = pl.DataFrame({"source_id": ["wire", "star-lbn", "star-ken"], "alias": ["HW", "The Star", "The Star"], "kind": ["acronym", "feed", "feed"]})
KNOWN = source_names(SOURCES, ALIASES, pl.DataFrame({"source_id": ["wire"], "pattern": ["^Harbour Wire .*"]}))


def resolved(*mentions: tuple[str | None, str | None]) -> list[str | None]:
    return resolve_sources(pl.DataFrame(mentions, schema={"source_seen": pl.String, "country_iso3": pl.String}, orient="row"), KNOWN).to_list()


def test_any_spelling_finds_its_source():
    assert resolved(("harbour wire", None), ("HW", "KEN"), ("Harbour Wire Newsfile", None)) == ["wire"] * 3


def test_shared_spelling_means_the_source_of_the_country_or_none():
    assert resolved(("The Star", "LBN"), ("The Star", "KEN"), ("The Star", None), ("The Star", "GBR")) == ["star-lbn", "star-ken", "unknown:the star", "unknown:the star"]


def test_unknown_name_is_folded_and_nameless_has_no_id():
    assert resolved(("Gazette de l'Été", None), ("???", None), (None, None)) == ["unknown:gazette de lete", None, None]


def test_datasets_and_strangers_are_sources_graded_f():
    feeds = pl.DataFrame({"feed": ["ged"], "title": ["GED"], "publisher": ["UCDP"]})
    table = with_unknown(registered(SOURCES, feeds), pl.DataFrame({"source_id": ["unknown:x", "unknown:x", "wire", None], "source_seen": ["X", "x", "HW", None]}))
    assert dict(table.select("source_id", "grade").rows()) == {"wire": "B", "star-lbn": "F", "star-ken": "C", "feed:ged": "F", "unknown:x": "F"}
    assert table.filter(pl.col("source_id") == "unknown:x")["name"].to_list() == ["X"]
