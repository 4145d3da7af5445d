"""How credible each event is, by named rules, and how reliable each source proved to be."""

import polars as pl

from pipeline.reliability.credibility import credibility, measure
from pipeline.reliability.independence import voices
from pipeline.reliability.measured import FIELDS, measured
from pipeline.reliability.trust import trust
from schemas import vocabulary
from schemas.tables import BY_NAME

_VALUES = (
    "claim_id", "feed", "published_date", "event_type", "sub_event_type", "sub_event_type_rule", "event_date", "date_start", "date_end", "time_precision",
    "latitude", "longitude", "geo_precision", "fatalities_best", "fatalities_rule", "is_hedged", "interest",
)


def rate(
    *, events: pl.LazyFrame, event_claims: pl.LazyFrame, claims: pl.LazyFrame, claim_sources: pl.LazyFrame, reports: pl.LazyFrame,
    sources: pl.LazyFrame, rules: pl.LazyFrame, trust_points: pl.LazyFrame, interval: float = 0.90, minimum_n: int = 5,
    may_not_found: tuple[str, ...] = ("gdelt",),
) -> dict[str, pl.LazyFrame]:
    """Events with their sources counted and their information graded; sources with what was measured of them.

    Claims of feeds that may not found events support none either: their sources are not counted. An event without any
    counted source has no reliability (null) and cannot be judged (6).
    """
    concluded, registry, documents = events.collect(), sources.collect(), reports.collect()
    members = _members(event_claims.collect(), claims.collect(), claim_sources.collect(), documents, registry, trust_points.collect())
    supporting = members.filter(pl.col("is_counted") & ~pl.col("feed").is_in(list(may_not_found)))
    counted = _counts(supporting, registry, documents)
    graded = credibility(measure(concluded, supporting), rules.collect())
    rated = concluded.drop([c for c in (*counted.columns, *graded.columns) if c != "event_id"], strict=False).join(counted, on="event_id", how="left")
    rated = rated.join(graded, on="event_id", how="left").with_columns(
        pl.col("source_count", "independent_source_count").fill_null(0), pl.col("source_names", "urls").fill_null([]))
    known = _sources(registry, members, supporting, interval, minimum_n)
    return {"events": rated.lazy(), "sources": known.lazy(), "reports": documents.lazy(), "metrics": _metrics(rated, known).lazy()}


def _members(event_claims, claims, claim_sources, reports, sources, points) -> pl.DataFrame:
    """One row per event, claim and source behind it, with the claim's values and trust."""
    voiced = voices(claims, claim_sources, reports, sources)
    grades = voiced.filter("is_counted").group_by("claim_id").agg(pl.col("grade").min())
    believed = trust(claims.select("claim_id", "interest", "is_hedged").join(grades, on="claim_id", how="left").with_columns(pl.col("grade").fill_null("F")), points)
    attached = event_claims.filter(pl.col("relation").is_in(["founding", "merged"])).select("event_id", "claim_id")
    return attached.join(claims.select(_VALUES), on="claim_id").join(believed, on="claim_id").join(voiced, on="claim_id")


def _counts(supporting: pl.DataFrame, sources: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Per event: sources, independent voices, names, links, scale and best grade."""
    rows = supporting.join(sources.select("source_id", "name", "scale"), on="source_id", how="left").join(reports.select("report_id", "url"), on="report_id", how="left")
    ranks = {scale: i for i, scale in enumerate(vocabulary.terms("source_scales"))}
    rows = rows.with_columns(name=pl.coalesce("name", "source_id"), rank=pl.col("scale").replace_strict(ranks, default=None, return_dtype=pl.Int32))
    grouped = rows.group_by("event_id").agg(
        source_count=pl.col("source_id").n_unique().cast(pl.Int32), independent_source_count=pl.col("unit").n_unique().cast(pl.Int32),
        source_names=pl.col("name").unique().sort(), urls=pl.col("url").drop_nulls().unique().sort(),
        low=pl.col("rank").min(), high=pl.col("rank").max(), source_reliability=pl.col("grade").min(),
    )
    names = {i: scale for scale, i in ranks.items()}
    low, high = (pl.col(c).replace_strict(names, default=None, return_dtype=pl.String) for c in ("low", "high"))
    return grouped.with_columns(source_scale=pl.when(low == high).then(low).otherwise(pl.concat_str(low, pl.lit("-"), high))).drop("low", "high")


def _sources(registry: pl.DataFrame, members: pl.DataFrame, supporting: pl.DataFrame, interval: float, minimum_n: int) -> pl.DataFrame:
    figures = measured(supporting, width=interval, minimum_n=minimum_n)
    counts = members.group_by("source_id").agg(claim_count=pl.col("claim_id").n_unique().cast(pl.Int64), report_count=pl.col("report_id").n_unique().cast(pl.Int64))
    old = [c for c in (*figures.columns, *counts.columns) if c != "source_id"]
    joined = registry.drop(old, strict=False).join(counts, on="source_id", how="left").join(figures, on="source_id", how="left")
    filled = joined.with_columns(pl.col("claim_count", "report_count", *(f"{field}_n" for field in FIELDS)).fill_null(0))
    return filled.select(BY_NAME["sources"].names).sort("source_id")


def _metrics(events: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    grades = dict(events.group_by("information_credibility").len().sort("information_credibility").iter_rows())
    figures = {f"credibility_{grade}": count for grade, count in grades.items() if grade is not None}
    figures |= {f"sources_measured_{field}": sources[f"{field}_agreement"].is_not_null().sum() for field in FIELDS}
    figures["events_with_independent_voices"] = events.filter(pl.col("independent_source_count") > 1).height
    return pl.DataFrame({"stage": "rate", "metric": list(figures), "value": [float(v) for v in figures.values()], "n": [events.height] * len(figures)})
