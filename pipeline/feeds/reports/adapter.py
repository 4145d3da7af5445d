"""Prose reports as rows of the reports table; what they tell is read by a later stage."""

from datetime import UTC, date, datetime
from hashlib import sha256

import polars as pl

from pipeline.feeds.card import Card
from pipeline.feeds.types import FIRST_YEAR
from pipeline.registry.sources import resolve_sources

EXPECTED_DATE = "a date or an instant as in ISO 8601, such as 2021-03-04 or 2021-03-04T10:30:00Z"


def instants(cells: pl.Series, latest: date | None) -> tuple[pl.Series, list[str | None]]:
    """Instants in UTC, and for each cell that is none the reason code; a day alone is its midnight, no offset means UTC."""
    values, reasons = [], []
    for cell in cells:
        value, reason = None, None
        try:
            parsed = datetime.fromisoformat(cell.strip())
            value = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
            if value.year < FIRST_YEAR or latest is not None and value.date() > latest:
                value, reason = None, "date_out_of_range"
        except (ValueError, OverflowError, AttributeError):
            reason = "bad_date"
        values.append(value)
        reasons.append(reason)
    return pl.Series("published_at", values, pl.Datetime("us", "UTC")), reasons


def report_ids(rows: pl.DataFrame) -> pl.Series:
    """`reports:<id>`, or for a report without id `reports:h` and a hash of what it says, where and when."""
    ids = [
        row["report_id"] or "h" + sha256("\0".join(row[c] or "" for c in ("source", "published_at", "title", "text")).encode()).hexdigest()[:16]
        for row in rows.select("report_id", "source", "published_at", "title", "text").iter_rows(named=True)
    ]
    return pl.Series("report_id", [f"reports:{i}" for i in ids], pl.String)


def reports(rows: pl.DataFrame, published_at: pl.Series, card: Card, raw_file: str, source_names: pl.DataFrame) -> pl.DataFrame:
    """Rows of the reports table in order; outcome not_coded until they are."""
    mentions = rows.select(source_seen=pl.col("source").str.strip_chars())
    hashes = [sha256(f"{row['title'] or ''}\n{row['text']}".encode()).hexdigest() for row in rows.select("title", "text").iter_rows(named=True)]
    return rows.select(
        feed=pl.lit(card.feed), raw_file=pl.lit(raw_file), raw_line="raw_line", title="title", text="text", text_length=pl.col("text").str.len_chars().cast(pl.Int32),
        language=pl.col("language").str.strip_chars().str.to_lowercase().str.slice(0, 2), url="url", country_hint="country", outcome=pl.lit("not_coded"), licence=pl.lit(card.licence),
    ).with_columns(report_ids(rows), mentions["source_seen"], resolve_sources(mentions, source_names), published_at, published_at.dt.date().alias("published_date"), pl.Series("text_sha256", hashes, pl.String))
