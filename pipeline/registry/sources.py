"""Sources: who is meant by an outlet's name, however it is written."""

import polars as pl

from pipeline.registry.names import fold
from schemas.describe import finish
from schemas.tables import BY_NAME

SOURCE_NAMES = {"folded": pl.String, "source_id": pl.String}
UNKNOWN_REASON = "Not in the source registry; cannot be judged."


def source_names(sources: pl.DataFrame, aliases: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every folded spelling of every registered source: `folded`, `source_id`, one row per spelling.

    A spelling that several sources share means none of them, unless it is the main name of exactly one.
    """
    spellings = [sources.select("source_id", name="name", rank=pl.lit(0))]
    if aliases is not None and aliases.height:
        spellings.append(aliases.select("source_id", name="alias", rank=pl.lit(1)))
    table = pl.concat(spellings, how="vertical_relaxed").drop_nulls().with_columns(folded=pl.col("name").map_elements(fold, return_dtype=pl.String)).filter(pl.col("folded") != "")
    best = table.filter(pl.col("rank") == pl.col("rank").min().over("folded")).unique(["folded", "source_id"])
    return best.filter(pl.len().over("folded") == 1).select(list(SOURCE_NAMES)).sort("folded")


def resolve_sources(names: pl.Series, known: pl.DataFrame) -> pl.Series:
    """Source id per name: of the registry where the folded name is known, else `unknown:<folded>`; null for a name without letters."""
    distinct = names.drop_nulls().unique().sort().to_list()
    by_name = dict(zip(known["folded"], known["source_id"]))
    ids = {}
    for name in distinct:
        folded = fold(name)
        ids[name] = by_name.get(folded, f"unknown:{folded}") if folded else None
    return names.replace_strict(list(ids), list(ids.values()), default=None, return_dtype=pl.String).rename("source_id")


def registered(sources: pl.DataFrame, feeds: pl.DataFrame) -> pl.DataFrame:
    """The registry in the declared columns, with a row `feed:<name>` per feed as the author of its rows.

    `sources` is the curated table (columns as in sources.csv), `feeds` has feed, title, publisher. Ungraded is F.
    """
    curated = sources.select([c for c in BY_NAME["sources"].names if c in sources.columns])
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
