"""The tables of a release: what the build knows, without what it may not or need not publish."""

import polars as pl

from pipeline.release.geometry import with_geometry
from pipeline.release.licences import masked, open_feeds, without_forbidden_feeds
from schemas import vocabulary
from schemas.tables import BY_NAME, RELEASE


def release(*, audience: str, rows: dict[str, pl.LazyFrame] | None = None, **tables: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Every table that is published, by name, and `rows_<feed>` for feeds whose licence allows it.

    `tables` are the build's tables by their names in `schemas`; one that is not given is empty. `rows` are the native
    rows per feed. Texts taken from sources stay only where the feed's licence says `redistribute: full`; places and
    actors are cut down to those that claims and events name. No event, claim or reject is dropped.
    """
    given = {table.name: tables.get(table.name, table.empty().lazy()) for table in (*RELEASE, BY_NAME["ledger"])}
    given["terms"] = terms().lazy()
    if audience == "public":
        given = without_forbidden_feeds(given)
    published = {name: masked(name, frame, given) for name, frame in given.items()}
    published["feeds"] = counted(published["feeds"], given["claims"])
    published["issues"] = counted_together(published["issues"])
    published["places"] = places_used(given)
    published["actors"] = actors_used(given)
    published["events"] = with_geometry(published["events"])
    full = open_feeds(given["feeds"])
    native = {f"rows_{feed}": frame for feed, frame in sorted((rows or {}).items()) if feed in full}
    return {name: _declared(name, frame) for name, frame in published.items()} | native


def _declared(name: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.select(BY_NAME[name].published().names)


def terms() -> pl.DataFrame:
    """Every term of every code list, in the columns of the `terms` table."""
    columns = ("term", "rank", "definition", "includes", "excludes", "nearest")
    rows = [{"vocabulary": name} | {c: row.get(c) or None for c in columns} for name in vocabulary.names() for row in vocabulary.rows(name)]
    schema = BY_NAME["terms"].schema
    return pl.DataFrame(rows, schema={name: pl.String for name in schema}).with_columns(pl.col("rank").cast(schema["rank"]))


def counted(feeds: pl.LazyFrame, claims: pl.LazyFrame) -> pl.LazyFrame:
    """Feeds with the number of their claims in the release: those of prose are known only after extraction."""
    counts = claims.group_by("feed").agg(claim_count=pl.len().cast(pl.Int32))
    return feeds.drop("claim_count").join(counts, on="feed", how="left").with_columns(pl.col("claim_count").fill_null(0))


def counted_together(issues: pl.LazyFrame) -> pl.LazyFrame:
    """Issues that became alike when their words were withheld, as one row with the sum of their counts."""
    keys = [c for c in BY_NAME["issues"].names if c not in ("row_count", "example_id", "suggestion")]
    return issues.group_by(keys).agg(pl.col("suggestion").min(), pl.col("row_count").sum(), pl.col("example_id").min())


def places_used(tables: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    """Places that an event, a claim, a runner-up or a losing candidate names."""
    claims = tables["claims"]
    named = [
        tables["events"].select("place_id"), claims.select("place_id"), claims.select(place_id="geo_runner_up_id"),
        tables["evidence"].select(place_id="candidate_id"),
    ]
    return tables["places"].join(pl.concat(named).drop_nulls().unique(), on="place_id", how="semi")


def actors_used(tables: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    """Actors that an event or a claim names, their allies, those they are part of, and losing candidates."""
    actors = tables["actors"]
    named = [tables["evidence"].select(actor_id="candidate_id"), tables["claims"].select(actor_id="attribution_actor_id")]
    for name in ("events", "claims"):
        named += [tables[name].select(actor_id=f"actor{side}_id") for side in (1, 2)]
        named += [tables[name].select(actor_id=pl.col(f"assoc_actor{side}_ids").explode()) for side in (1, 2)]
    used = pl.concat(named).drop_nulls().unique()
    # A unit's parent may have a parent: army, ministry, government; three steps reach the top of every chain.
    for _ in range(3):
        parents = actors.join(used, on="actor_id", how="semi").select(actor_id="parent_id").drop_nulls()
        used = pl.concat([used, parents]).unique()
    return actors.join(used, on="actor_id", how="semi")
