"""Sources: who is meant by an outlet's name, however it is written."""

import re

import polars as pl

from pipeline.registry.names import fold
from schemas.describe import finish
from schemas.tables import BY_NAME

UNKNOWN_REASON = "Not in the source registry; cannot be judged."
NAMES = {"folded": pl.String, "source_id": pl.String, "country_iso3": pl.String, "pattern": pl.String}


def source_names(sources: pl.DataFrame, aliases: pl.DataFrame | None = None, patterns: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every folded spelling of every registered source with the source's country, and then the patterns of families of spellings.

    Columns folded, source_id, country_iso3, pattern. A main name outdoes an alias; a spelling that sources of several
    countries share stands once for each.
    """
    spellings = [sources.select("source_id", name="name", rank=pl.lit(0))]
    if aliases is not None and aliases.height:
        spellings.append(aliases.select("source_id", name="alias", rank=pl.lit(1)))
    table = pl.concat(spellings, how="vertical_relaxed").drop_nulls().with_columns(folded=pl.col("name").map_elements(fold, return_dtype=pl.String))
    best = table.filter((pl.col("folded") != "") & (pl.col("rank") == pl.col("rank").min().over("folded"))).unique(["folded", "source_id"])
    home = sources.select("source_id", "country_iso3") if "country_iso3" in sources.columns else sources.select("source_id", country_iso3=pl.lit(None, pl.String))
    known = best.join(home.unique("source_id", keep="first", maintain_order=True), on="source_id", how="left").with_columns(pattern=pl.lit(None, pl.String))
    families = [] if patterns is None else [patterns.select(folded=pl.lit(None, pl.String), source_id="source_id", country_iso3=pl.lit(None, pl.String), pattern="pattern")]
    return pl.concat([known.select(list(NAMES)).sort("folded", "source_id"), *families])


def resolve_sources(mentions: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Source id per row of `source_seen` (and `country_iso3`, where there is one): the registry's, else `unknown:<folded>`.

    A name that several sources bear means the one of the row's country; if none is, it stays unknown. A name without
    letters has no id.
    """
    country = pl.col("country_iso3") if "country_iso3" in mentions.columns else pl.lit(None, pl.String)
    rows = mentions.select("source_seen", country_iso3=country)
    distinct = rows["source_seen"].drop_nulls().unique().sort().to_list()
    folded = pl.DataFrame({"source_seen": distinct, "folded": [fold(name) or None for name in distinct]}, schema={"source_seen": pl.String, "folded": pl.String})
    spelled = known.filter(pl.col("pattern").is_null())
    alone = spelled.filter(pl.col("source_id").n_unique().over("folded") == 1).unique("folded", keep="first", maintain_order=True).select("folded", only="source_id")
    shared = spelled.filter(pl.len().over("folded", "country_iso3") == 1).select("folded", "country_iso3", local="source_id").drop_nulls()
    named = folded.join(alone, on="folded", how="left", maintain_order="left").with_columns(_family(folded, known))
    whole = rows.join(named, on="source_seen", how="left", maintain_order="left").join(shared, on=["folded", "country_iso3"], how="left", maintain_order="left")
    return whole.select(source_id=pl.coalesce("only", "local", "family", pl.format("unknown:{}", "folded")))["source_id"]


def _family(folded: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """The source of the first pattern that a spelling matches."""
    patterns = [(re.compile(pattern), source) for pattern, source in known.drop_nulls("pattern").select("pattern", "source_id").iter_rows()]
    found = [next((source for pattern, source in patterns if pattern.match(name)), None) for name in folded["source_seen"]]
    return pl.Series("family", found, pl.String)


def registered(sources: pl.DataFrame, feeds: pl.DataFrame) -> pl.DataFrame:
    """The registry in the declared columns, with a row `feed:<name>` per feed as the author of its rows.

    `sources` is the curated table, `feeds` has feed, title, publisher. Who has no grade is F.
    """
    curated = sources.select([c for c in BY_NAME["sources"].names if c in sources.columns]).unique("source_id", keep="first", maintain_order=True)
    datasets = feeds.select(
        source_id=pl.format("feed:{}", "feed"), name="title", kind=pl.lit("dataset"), owner="publisher", grade=pl.lit("F"),
        grade_reason=pl.lit("A dataset; its reliability is that of the sources it cites."))
    datasets = datasets.join(curated.select("source_id"), on="source_id", how="anti")
    whole = pl.concat([curated, datasets], how="diagonal_relaxed")
    return finish(whole.with_columns(pl.col("grade").fill_null("F"), pl.col("grade_reason").fill_null(UNKNOWN_REASON)), BY_NAME["sources"])


def with_unknown(sources: pl.DataFrame, cited: pl.DataFrame) -> pl.DataFrame:
    """The sources with a row graded F for every cited id that is not among them. `cited` has source_id and source_seen."""
    strangers = cited.drop_nulls("source_id").join(sources.select("source_id"), on="source_id", how="anti")
    rows = strangers.group_by("source_id").agg(name=pl.col("source_seen").drop_nulls().min()).select(
        "source_id", name=pl.coalesce("name", "source_id"), grade=pl.lit("F"), grade_reason=pl.lit(UNKNOWN_REASON))
    return finish(pl.concat([sources, rows], how="diagonal_relaxed"), BY_NAME["sources"])
