"""What the report page says at its top, and its events as compact columns for its script."""

import base64
import gzip
import json

import polars as pl

from schemas import vocabulary

# Okabe and Ito's colours, which people with any colour vision tell apart, in the order of the event types.
COLOURS = ("#D55E00", "#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#009E73")
# One shape each, of like area, so that no type rests on colour alone: circle, square, diamond, triangle up, triangle down, cross.
SHAPES = ("M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z", "M-.89-.89H.89V.89H-.89Z", "M0-1.25L1.25 0L0 1.25L-1.25 0Z", "M0-1.5L1.35.8H-1.35Z", "M0 1.5L1.35-.8H-1.35Z",
          "M-.4-1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4Z")
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
        "types": types, "colours": list(COLOURS), "shapes": list(SHAPES),
        "credibilities": [row["definition"].rstrip(".").lower() for row in vocabulary.rows("credibilities")],
        "summary": (frame["event_kind"] == "summary").cast(pl.Int8).to_list(), "subs": subs, "countries": countries, "actors": actors, "id": frame["event_id"].to_list(),
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


def lead(tables: dict[str, pl.DataFrame]) -> str:
    """One sentence that says what the release holds."""
    frame = tables["events"]
    if frame.is_empty():
        return "No events."
    single = frame.filter(pl.col("event_kind") == "event")
    summaries = f" and {frame.height - single.height:,} summaries of longer periods or whole countries" if frame.height > single.height else ""
    return (f"{single.height:,} events{summaries} in {frame['country_iso3'].n_unique():,} countries, from {frame['event_date'].min()} to {frame['event_date'].max()}, "
            f"concluded from {tables['claims'].height:,} claims.")


def facts(tables: dict[str, pl.DataFrame]) -> list[tuple[str, str, str]]:
    """The figures at the top of the page: a number, its name, and what stands beside it."""
    frame = tables["events"].filter(pl.col("event_kind") == "event")
    known = lambda expression: f"{100 * frame.select(expression.mean()).item():.0f} % of events" if frame.height else ""
    exact, backed = pl.col("geo_precision").fill_null(4) == 1, pl.col("independent_source_count") > 1
    return [
        (f"{frame.height:,}", "events", ""), (f"{tables['claims'].height:,}", "claims", "behind them, or unattached"), (f"{tables['reports'].height:,}", "reports", "and rows of feeds"),
        (f"{tables['sources'].filter(pl.col('claim_count') > 0).height:,}", "sources", "that say something here"),
        (f"{frame['fatalities_best'].sum():,}", "reported deaths", f"between {frame['fatalities_low'].sum():,} and {frame['fatalities_high'].sum():,}"),
        (f"{frame.select(exact.sum()).item():,}", "at an exact place", known(exact)), (f"{frame.select(backed.sum()).item():,}", "told independently", known(backed)),
    ]
