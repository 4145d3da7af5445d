"""The small tables of the report page: one function a section, from the release's tables to head, rows and caption."""

import polars as pl

from pipeline.release.report_charts import interval, named, periods, share, spark, type_mark
from pipeline.stages import COUNTED
from schemas import vocabulary

SHOWN_ROWS = 60
FIELDS = ("date", "place", "toll", "type")


def by_type(tables: dict[str, pl.DataFrame]) -> dict:
    """Events and deaths per sub-event type, in the order of the ontology."""
    frame = tables["events"].group_by("event_type", "sub_event_type").agg(pl.len().alias("n"), pl.col("fatalities_best").sum().alias("deaths"))
    order = {row["term"]: i for i, row in enumerate(vocabulary.rows("sub_event_types"))}
    most = frame["n"].max() or 0
    rows = [(type_mark(kind, sub), share(n, most), deaths) for kind, sub, n, deaths in sorted(frame.rows(), key=lambda row: order.get(row[1], 99))]
    return {"head": ["Sub-event type", "Events", "Deaths"], "rows": rows, "right": ("Events",), "caption": "Events, summaries included, and reported deaths (best estimate)."}


def by_country(tables: dict[str, pl.DataFrame]) -> dict:
    """Events and deaths per country, over time and by event type."""
    every, unit, days = periods(tables["events"])
    types = vocabulary.terms("event_types")
    counts = [(pl.col("event_type") == kind).sum().alias(kind) for kind in types]
    frame = tables["events"].group_by("country_name").agg(pl.len().alias("n"), *counts, pl.col("fatalities_best").sum().alias("deaths"),
                                                          pl.col("event_date").dt.truncate(every).alias("days"))
    rows = []
    for name, n, *rest, found in frame.sort("n", "country_name", descending=[True, False]).rows():
        rows.append((name or "none", n, spark([found.count(day) for day in days]), *(count or None for count in rest[:-1]), rest[-1]))
    over = f"{days[0].year} to {days[-1].year}" if days else "Over time"
    return {"head": ["Country", "Events", over, *types, "Deaths"], "rows": rows,
            "caption": f"Events per country, per {unit} (each row on a scale of its own) and per event type. A country that is not here may be not covered: see Coverage."}


def sources(tables: dict[str, pl.DataFrame]) -> dict:
    """Graded beside measured reliability, for the sources with most claims."""
    frame = tables["sources"].filter((pl.col("report_count").fill_null(0) > 0) | (pl.col("claim_count").fill_null(0) > 0))
    first = frame.sort(pl.col("claim_count").fill_null(0), "source_id", descending=[True, False]).head(SHOWN_ROWS)
    rows = [
        (named(row["name"], ", ".join(filter(None, (row["kind"], row["alignment"] and f"speaks for: {row['alignment']}")))), named(row["grade"], row["grade_reason"]),
         *(interval(row[f"{f}_agreement"], row[f"{f}_agreement_low"], row[f"{f}_agreement_high"], row[f"{f}_n"]) for f in FIELDS), row["claim_count"])
        for row in first.iter_rows(named=True)
    ]
    return {"head": ["Source", "Grade", "Same day", "Same place", "Same toll", "Same type", "Claims"], "rows": rows,
            "caption": f"The {len(rows):,} of {frame.height:,} sources with most claims; the table sources has all of them."}


def accounting(tables: dict[str, pl.DataFrame]) -> dict:
    """Row accounting per stage and feed."""
    counts = ["rows_in", "used", "rejected", "out_of_scope", "no_event", "skipped_tag_rows", "claims"]
    frame = tables["accounting"].group_by("stage", "feed").agg(pl.col(counts).sum())
    rows = sorted(frame.rows(), key=lambda row: (COUNTED.index(row[0]) if row[0] in COUNTED else len(COUNTED), row))
    return {"head": ["Stage", "Feed", "In", "Used", "Rejected", "Out of scope", "No event", "Tag rows", "Claims out"], "rows": rows,
            "caption": "In = used + rejected + out of scope + no event + tag rows, in every line."}


def precision(tables: dict[str, pl.DataFrame]) -> dict:
    """Events by precision of date and place."""
    words = {1: ("1", "the day; the named place"), 2: ("2", "the week; near the place"), 3: ("3", "the month; the region"), 4: ("4", "vaguer"), None: ("none", "not known")}
    count = lambda column, level: int(tables["events"][column].eq_missing(level).sum())
    rows = [(*word, *(share(count(c, level), tables["events"].height) for c in ("time_precision", "geo_precision"))) for level, word in words.items()]
    return {"head": ["Precision", "Means", "Date", "Place"], "rows": rows if tables["events"].height else [], "right": ("Date", "Place"),
            "caption": "Events by how well their date and place are known."}


def credibility(tables: dict[str, pl.DataFrame]) -> dict:
    """Events by credibility of the information."""
    frame = tables["events"]
    rows = [(row["term"], row["definition"].rstrip("."), share(int((frame["information_credibility"] == int(row["term"])).sum()), frame.height)) for row in vocabulary.rows("credibilities")]
    return {"head": ["Grade", "Means", "Events"], "rows": rows if frame.height else [], "right": ("Events",),
            "caption": "Events by the second axis of the Admiralty system; 6 means that it cannot be judged, not that it is worst."}


def coverage(tables: dict[str, pl.DataFrame]) -> dict:
    """What each feed covers, countries of one span together."""
    spans = ["feed", "date_start", "date_end", "basis"]
    frame = tables["coverage"].sort(*spans, "country_iso3").group_by(spans, maintain_order=True).agg(pl.col("country_iso3").drop_nulls())
    rows = [(feed, start, end, ", ".join(countries) or "all", basis) for feed, start, end, basis, countries in frame.rows()]
    return {"head": ["Feed", "From", "To", "Countries", "Basis"], "rows": rows,
            "caption": "Outside these spans a missing event means not known, inside them none reported."}


def counted(name: str, keys: list[str], head: list[str], caption: str, count: pl.Expr, codes: str | None = None):
    """A section that counts the rows of a table by `keys`; the last key's meaning stands beside it when `codes` names its list."""
    def section(tables: dict[str, pl.DataFrame]) -> dict:
        frame = tables[name].group_by(keys).agg(count.alias("n")).sort(pl.col("n"), *keys, descending=[True, *[False] * len(keys)], nulls_last=True)
        more = f" The first {SHOWN_ROWS} of {frame.height}." if frame.height > SHOWN_ROWS else ""
        said = vocabulary.lookup(codes, "definition") if codes else {}
        rows = [(*row[:-2], named(row[-2], said.get(row[-2])), row[-1]) if codes else row for row in frame.head(SHOWN_ROWS).rows()]
        return {"head": head, "rows": rows, "caption": caption + more}

    return section


SECTIONS = {
    "by_type": by_type, "by_country": by_country, "sources": sources, "accounting": accounting, "precision": precision, "credibility": credibility, "coverage": coverage,
    "rejects": counted("rejects", ["feed", "stage", "reason_code"], ["Feed", "Stage", "Reason", "Rows"], "Rows that could not become a claim.", pl.len(), "reject_reasons"),
    "issues": counted("issues", ["stage", "feed", "issue_code"], ["Stage", "Feed", "Issue", "Rows"], "Things to look at, by kind.", pl.col("row_count").sum(), "issue_codes"),
    "changes": counted("changes", ["release", "change", "column_name", "cause"], ["Release", "Change", "Column", "Cause", "Values"],
                       "Changes against earlier releases, by column and cause; `sitrep diff` shows them one by one.", pl.len()),
}
