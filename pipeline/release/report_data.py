"""What the report page shows: compact event columns for its script, and small tables for its sections."""

import base64
import gzip
import json

import polars as pl

from schemas import vocabulary

# Okabe and Ito's colours, which people with any colour vision tell apart, in the order of the event types.
COLOURS = ("#D55E00", "#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#009E73")
SHOWN_ROWS = 60
CLAIMS_PER_EVENT = 8


def packed(value: dict) -> str:
    """JSON, gzip without a time stamp, base64."""
    return base64.b64encode(gzip.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)).decode()


def _coded(column: pl.Series) -> tuple[list[str], list[int]]:
    """Distinct values sorted, and for every row the place of its value in that list, -1 for null."""
    values = column.drop_nulls().unique().sort().to_list()
    index = {value: i for i, value in enumerate(values)}
    return values, [index.get(value, -1) for value in column.to_list()]


def events(tables: dict[str, pl.DataFrame]) -> dict:
    """Columns of all events as lists, names as indexes into lists of names, and per event its claims."""
    frame = tables["events"].sort("event_date", "event_id", descending=[True, False])
    types = list(vocabulary.terms("event_types"))
    subs, sub = _coded(frame["sub_event_type"])
    countries, country = _coded(frame["country_name"])
    actors, _ = _coded(pl.concat([frame["actor1_name"], frame["actor2_name"]]))
    at = {name: i for i, name in enumerate(actors)}
    return {
        "types": types, "colours": list(COLOURS), "subs": subs, "countries": countries, "actors": actors, "id": frame["event_id"].to_list(),
        "day": frame["event_date"].cast(pl.Int32).to_list(), "time": frame["time_precision"].to_list(),
        "type": [types.index(t) if t in types else -1 for t in frame["event_type"].to_list()], "sub": sub, "country": country,
        "actor1": [at.get(n, -1) for n in frame["actor1_name"].to_list()], "actor2": [at.get(n, -1) for n in frame["actor2_name"].to_list()],
        "place": frame["location_name"].fill_null("").to_list(), "lat": frame["latitude"].round(3).to_list(), "lon": frame["longitude"].round(3).to_list(),
        "precision": frame["geo_precision"].fill_null(4).to_list(), "deaths": frame["fatalities_best"].to_list(), "notes": frame["notes"].to_list(),
        "credibility": frame["information_credibility"].to_list(), "rule": frame["credibility_rule"].fill_null("").to_list(),
        "grade": frame["source_reliability"].fill_null("").to_list(), "claims": _claims(frame, tables),
    }


def _claims(frame: pl.DataFrame, tables: dict[str, pl.DataFrame]) -> list[list[list[str | None]]]:
    """Per event the first claims behind it: source, day of publication, sentence where it may be shown, link."""
    members = tables["event_claims"].filter(pl.col("relation").is_in(["founding", "merged"])).select("event_id", "claim_id").unique()
    claims = tables["claims"].select("claim_id", "report_id", "published_date", "text_seen")
    said = tables["claim_sources"].sort("role", "source_id").unique("claim_id", keep="first", maintain_order=True).select("claim_id", "source_id")
    rows = (
        members.join(claims, on="claim_id", how="left").join(said, on="claim_id", how="left")
        .join(tables["sources"].select("source_id", source="name"), on="source_id", how="left")
        .join(tables["reports"].select("report_id", "url"), on="report_id", how="left")
        .with_columns(pl.coalesce("source", "source_id"), pl.col("published_date").cast(pl.String), pl.col("text_seen").str.slice(0, 400))
        .sort("event_id", "published_date", "claim_id")
        .group_by("event_id", maintain_order=True).agg(pl.concat_list("source", "published_date", "text_seen", "url").head(CLAIMS_PER_EVENT).alias("said"))
    )
    return [said or [] for said in frame.select("event_id").join(rows, on="event_id", how="left", maintain_order="left")["said"].to_list()]


def facts(tables: dict[str, pl.DataFrame]) -> list[tuple[str, str]]:
    """The figures at the top of the page."""
    frame = tables["events"].filter(pl.col("event_kind") == "event")
    span = f"{frame['event_date'].min()} to {frame['event_date'].max()}" if frame.height else "-"
    return [
        (f"{frame.height:,}", "events"), (f"{tables['claims'].height:,}", "claims"), (f"{tables['reports'].height:,}", "reports"),
        (f"{tables['sources'].filter(pl.col('claim_count') > 0).height:,}", "sources"), (f"{frame['country_iso3'].n_unique():,}", "countries"),
        (f"{frame['fatalities_best'].sum():,}", "reported deaths"), (f"{(frame['independent_source_count'] > 1).sum():,}", "events told independently"),
        (span, "first to last day"),
    ]


def by_type(tables: dict[str, pl.DataFrame]) -> dict:
    """Events and deaths per sub-event type."""
    frame = tables["events"].group_by("event_type", "sub_event_type").agg(pl.len().alias("n"), pl.col("fatalities_best").sum().alias("deaths"))
    rows = frame.sort("n", "sub_event_type", descending=[True, False]).rows()
    return {"head": ["Event type", "Sub-event type", "Events", "Deaths"], "rows": rows, "caption": "Events and reported deaths by type."}


def by_country(tables: dict[str, pl.DataFrame]) -> dict:
    """Events and deaths per country, with the share by event type."""
    types = list(vocabulary.terms("event_types"))
    counts = [(pl.col("event_type") == t).sum().alias(t) for t in types]
    frame = tables["events"].group_by("country_name").agg(pl.len().alias("n"), *counts, pl.col("fatalities_best").sum().alias("deaths"))
    return {"head": ["Country", "Events", *types, "Deaths"], "rows": frame.sort("n", "country_name", descending=[True, False]).rows(),
            "caption": "Events per country and event type. A country that is not here may be not covered: see Coverage."}


def sources(tables: dict[str, pl.DataFrame]) -> dict:
    """Graded beside measured reliability, for sources that the release uses."""
    frame = tables["sources"].filter((pl.col("report_count").fill_null(0) > 0) | (pl.col("claim_count").fill_null(0) > 0))
    frame = frame.sort(pl.col("claim_count").fill_null(0), "source_id", descending=[True, False]).head(SHOWN_ROWS)
    measured = [
        pl.when(pl.col(f"{f}_agreement").is_null()).then(pl.lit("n = ") + pl.col(f"{f}_n").fill_null(0).cast(pl.String))
        .otherwise(pl.format("{} ({}–{}), n = {}", *(pl.col(f"{f}_agreement{s}").round(2) for s in ("", "_low", "_high")), f"{f}_n")).alias(f)
        for f in ("date", "place", "toll", "type")
    ]
    rows = frame.select("name", "kind", "alignment", "grade", "grade_reason", *measured, "claim_count").rows()
    return {"head": ["Source", "Kind", "Speaks for", "Grade", "Reason", "Dates agree", "Places agree", "Tolls agree", "Types agree", "Claims"], "rows": rows,
            "caption": f"The {len(rows)} most used of {tables['sources'].height} sources."}


def accounting(tables: dict[str, pl.DataFrame]) -> dict:
    """Row accounting per stage and feed."""
    counts = ["rows_in", "used", "rejected", "out_of_scope", "no_event", "skipped_tag_rows", "claims"]
    frame = tables["accounting"].group_by("stage", "feed", maintain_order=True).agg(pl.col(counts).sum())
    return {"head": ["Stage", "Feed", "In", "Used", "Rejected", "Out of scope", "No event", "Tag rows", "Claims"], "rows": frame.rows(),
            "caption": "In = used + rejected + out of scope + no event + tag rows, in every line."}


def precision(tables: dict[str, pl.DataFrame]) -> dict:
    """Events by precision of date and place."""
    words = {1: "1 exact", 2: "2 near", 3: "3 region or month", 4: "4 vaguer", None: "none"}
    count = lambda column, level: int(tables["events"][column].eq_missing(level).sum())
    rows = [(word, count("time_precision", level), count("geo_precision", level)) for level, word in words.items()]
    return {"head": ["Precision", "Date", "Place"], "rows": rows, "caption": "Number of events by how well their date and place are known."}


def _counted(name: str, keys: list[str], head: list[str], caption: str, count: pl.Expr):
    def section(tables: dict[str, pl.DataFrame]) -> dict:
        frame = tables[name].group_by(keys).agg(count.alias("n")).sort(pl.col("n"), *keys, descending=[True, *[False] * len(keys)], nulls_last=True)
        more = f" The first {SHOWN_ROWS} of {frame.height}." if frame.height > SHOWN_ROWS else ""
        return {"head": head, "rows": frame.head(SHOWN_ROWS).rows(), "caption": caption + more}

    return section


SECTION_TABLES = {
    "by_type": by_type, "by_country": by_country, "sources": sources, "accounting": accounting, "precision": precision,
    "rejects": _counted("rejects", ["feed", "stage", "reason_code"], ["Feed", "Stage", "Reason", "Rows"], "Rows that could not become a claim.", pl.len()),
    "issues": _counted("issues", ["stage", "feed", "issue_code"], ["Stage", "Feed", "Issue", "Rows"], "Things to look at, by kind.", pl.col("row_count").sum()),
    "coverage": _counted("coverage", ["feed", "country_iso3", "date_start", "date_end", "basis"], ["Feed", "Country", "From", "To", "Basis", "Rows"],
                         "Outside these spans a missing event means not known, not none.", pl.len()),
    "changes": _counted("changes", ["release", "change", "column_name", "cause"], ["Release", "Change", "Column", "Cause", "Values"],
                        "Changes against earlier releases, by column and cause; `sitrep diff` shows them one by one.", pl.len()),
}
