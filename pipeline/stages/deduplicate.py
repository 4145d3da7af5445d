"""Claims of the same event become one event; every merge has a probability and a reason."""

import polars as pl

from pipeline.dedup.compose import compose
from pipeline.dedup.copies import copies
from pipeline.dedup.decisions import force, resolve
from pipeline.dedup.features import comparable
from pipeline.dedup.identity import identify, retired
from pipeline.dedup.links import event_claims
from pipeline.dedup.match import match
from pipeline.dedup.notes import notes
from pipeline.dedup.point import point
from pipeline.dedup.summaries import covered
from pipeline.reliability.independence import claim_voice, voices
from pipeline.reliability.trust import trust
from schemas.tables import BY_NAME

MATCH_TUNABLES = ("merge_probability", "near_miss_probability", "contradiction_probability", "may_not_found", "distinct_feeds")


def deduplicate(
    *, claims: pl.LazyFrame, claim_sources: pl.LazyFrame, reports: pl.LazyFrame, sources: pl.LazyFrame, actors: pl.LazyFrame,
    ledger: pl.LazyFrame, retired_events: pl.LazyFrame, decisions: pl.LazyFrame, weights: pl.LazyFrame, types: pl.LazyFrame,
    trust_points: pl.LazyFrame, licences: pl.LazyFrame, version: str, merge_probability: float = 0.5, near_miss_probability: float = 0.1,
    contradiction_probability: float = 0.05, may_not_found: tuple[str, ...] = ("gdelt",), distinct_feeds: tuple[str, ...] = ("ucdp_ged", "acled"),
) -> dict[str, pl.LazyFrame]:
    """Every claim founds an event, is merged into one, or stays unattached; see `match`, `identify` and `compose`.

    Claims without a day or a place, and claims of feeds that may not found events and fit none, stay unattached; they
    remain in `claims`. `retired_events` and `ledger` are those of the previous release, empty at the first.
    """
    repeated = copies(reports.collect())
    ready, forbidden, _ = prepared(claims.collect(), claim_sources.collect(), reports.collect(), repeated, decisions.collect())
    found = match(
        ready.lazy(), actors, weights, types, forbidden.lazy(), merge_probability=merge_probability, near_miss_probability=near_miss_probability,
        contradiction_probability=contradiction_probability, may_not_found=list(may_not_found), distinct_feeds=list(distinct_feeds),
    )
    return conclude(
        claims=claims, claim_sources=claim_sources, reports=reports, sources=sources, actors=actors, ledger=ledger, retired_events=retired_events,
        decisions=decisions, trust_points=trust_points, licences=licences, members=found["members"], links=found["links"], copied=repeated.lazy(),
        version=version, may_not_found=tuple(may_not_found),
    )


def prepared(
    claims: pl.DataFrame, claim_sources: pl.DataFrame, reports: pl.DataFrame, copied: pl.DataFrame, decisions: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Claims with their author and the original of their report; pairs forbidden to merge; all decisions, resolved."""
    authors = claim_sources.filter(pl.col("role") == "author").group_by("claim_id").agg(author_id=pl.col("source_id").min())
    origins = reports.select("report_id").join(copied, on="report_id", how="left").select("report_id", copy_root=pl.coalesce("copy_of", "report_id"))
    origins = origins.filter(pl.col("copy_root").len().over("copy_root") > 1)
    decided, _ = resolve(decisions, claims)
    ready = claims.join(authors, on="claim_id", how="left").join(origins, on="report_id", how="left")
    return ready, decided.filter(pl.col("decision") == "forbid").select("claim_a", "claim_b"), decided


def conclude(
    *, claims: pl.LazyFrame, claim_sources: pl.LazyFrame, reports: pl.LazyFrame, sources: pl.LazyFrame, actors: pl.LazyFrame, ledger: pl.LazyFrame,
    retired_events: pl.LazyFrame, decisions: pl.LazyFrame, trust_points: pl.LazyFrame, licences: pl.LazyFrame, members: pl.LazyFrame,
    links: pl.LazyFrame, copied: pl.LazyFrame, version: str, may_not_found: tuple[str, ...], withdrawn: pl.LazyFrame | None = None,
) -> dict[str, pl.LazyFrame]:
    """Events, their claims, ids and ledger, from groups of claims. `withdrawn`: key and reason of rows that gave way to newer files."""
    rows, cited, copied_reports, registry = claims.collect(), claim_sources.collect(), _copied(reports.collect(), copied.collect()), sources.collect()
    decided, unused = resolve(decisions.collect(), rows)
    groups = force(members.collect(), decided)
    coded = [name for name in rows.columns if not name.endswith("_seen")]  # events are composed of coded values alone
    grouped = rows.select(coded).join(groups, on="claim_id")
    founded = (~pl.col("feed").is_in(list(may_not_found))).any().over("group_id")
    grouped = grouped.filter(founded)
    ids, advanced = identify(_founders(grouped, may_not_found), ledger.collect(), version)
    spoken = _believed(rows, cited, copied_reports, registry, trust_points.collect())
    speaking = grouped.filter(~pl.col("feed").is_in(list(may_not_found))).join(ids.select("group_id", "event_id"), on="group_id").join(spoken, on="claim_id")
    parents = dict(actors.collect().filter(pl.col("parent_id").is_not_null()).select("actor_id", "parent_id").iter_rows())
    events = compose(speaking, licences.collect(), parents)
    events = _finished(events, grouped.join(ids.select("group_id", "event_id"), on="group_id"), advanced)
    told = event_claims(grouped, ids, links.collect(), decided)
    told = pl.concat([told, covered(events, told, rows).with_columns(relation=pl.lit("summary_of"))], how="diagonal")
    gone = retired(advanced, retired_events.collect(), None if withdrawn is None else withdrawn.collect())
    tables = {"events": events, "event_claims": told, "retired_events": gone, "ledger": advanced, "reports": copied_reports,
              "issues": _issues(unused), "accounting": _accounting(rows, told), "metrics": _metrics(rows, events, told, copied_reports)}
    return {name: frame.lazy() for name, frame in tables.items()}


def _copied(reports: pl.DataFrame, copied: pl.DataFrame) -> pl.DataFrame:
    return reports.drop("copy_of").join(copied, on="report_id", how="left").select(reports.columns)


def _founders(grouped: pl.DataFrame, may_not_found: tuple[str, ...]) -> pl.DataFrame:
    return grouped.filter(~pl.col("feed").is_in(list(may_not_found))).select("claim_id", "feed", "native_id", "published_date", "group_id")


def _believed(claims, claim_sources, reports, sources, points) -> pl.DataFrame:
    """unit, grade and trust of every claim."""
    voice = claim_voice(claims, voices(claims, claim_sources, reports, sources))
    graded = claims.select("claim_id", "interest", "is_hedged").join(voice, on="claim_id")
    return graded.select("claim_id", "unit", "grade").join(trust(graded, points), on="claim_id")


def _finished(events: pl.DataFrame, grouped: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """Events with releases, point, all supporting feeds and a note."""
    support = grouped.group_by("event_id").agg(
        feeds=pl.col("feed").unique().sort(), claim_count=pl.len().cast(pl.Int32),
        native_ids=pl.format("{}:{}", "feed", "native_id").filter(pl.col("native_id").is_not_null()).unique().sort(),
    )
    events = events.drop("feeds", "claim_count", "native_ids").join(support, on="event_id")
    events = events.join(ledger.select("event_id", "first_release", "last_changed_release"), on="event_id")
    unrated = {"source_count": 0, "independent_source_count": 0}  # the rate stage counts them
    return events.with_columns(notes(), point(events), **{name: pl.lit(value, pl.Int32) for name, value in unrated.items()})


def _issues(unused: pl.DataFrame) -> pl.DataFrame:
    return unused.select(
        stage=pl.lit("deduplicate"), feed=pl.lit(None, pl.String), issue_code=pl.lit("decision_unused"),
        seen=pl.format("{} {} {}", "decision", "claim_a", "claim_b"), context=pl.lit("raw/reference/decisions.csv"),
        suggestion=pl.lit("name claims of this build, or remove the row"), row_count=pl.lit(1, pl.Int64), example_id=pl.lit(None, pl.String),
    ).unique().select(BY_NAME["issues"].names)


def _accounting(claims: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """claims = founding + merged + unattached; unattached ones are counted as no_event."""
    attached = told.filter(pl.col("relation").is_in(["founding", "merged"])).select("claim_id", is_used=pl.lit(True))
    rows = claims.select("claim_id", "feed", "raw_file").join(attached, on="claim_id", how="left")
    counts = rows.group_by("feed", "raw_file").agg(rows_in=pl.len(), used=pl.col("is_used").sum()).with_columns(
        stage=pl.lit("deduplicate"), rejected=0, out_of_scope=0, skipped_tag_rows=0, no_event=pl.col("rows_in").cast(pl.Int64) - pl.col("used").cast(pl.Int64),
        claims=pl.col("used"))
    return counts.select(pl.col(name).cast(kind) for name, kind in BY_NAME["accounting"].schema.items()).sort("feed", "raw_file")


def _metrics(claims: pl.DataFrame, events: pl.DataFrame, told: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    counts = dict(told.group_by("relation").len().iter_rows())
    founding, merged = counts.get("founding", 0), counts.get("merged", 0)
    comparable_count = claims.filter(comparable()).height
    figures = {
        "claims": claims.height, "events": events.filter(pl.col("event_kind") == "event").height, "summaries": events.filter(pl.col("event_kind") == "summary").height,
        "founding": founding, "merged": merged, "near_misses": counts.get("near_miss", 0), "summary_links": counts.get("summary_of", 0),
        "unattached": claims.height - founding - merged, "without_day_or_place": claims.height - comparable_count,
        "copied_reports": reports["copy_of"].is_not_null().sum(), "contested_events": events.filter(pl.col("contested_columns").list.len() > 0).height,
    }
    return pl.DataFrame({"stage": "deduplicate", "metric": list(figures), "value": [float(v) for v in figures.values()], "n": [claims.height] * len(figures)})
