"""Every raw report becomes a row of the reports table or a reject; none vanishes."""

from datetime import date

import polars as pl

from pipeline.feeds.card import Card
from pipeline.feeds.invisible import invisible
from pipeline.feeds.reports.adapter import EXPECTED_DATE, instants, reports
from pipeline.feeds.rows import REJECTS, rejects, type_rows
from schemas.tables import BY_NAME


def ingest_reports(*, rows: pl.LazyFrame, source_names: pl.LazyFrame, card: Card, raw_file: str, latest: date | None = None) -> dict[str, pl.LazyFrame]:
    """Give every raw report of one file a row of reports, with its source and instant, or a reject with its first fault.

    `rows` holds report_id, source, title, text, published_at, url, language, country and raw_line. The other tables are empty.
    """
    raw = rows.collect()
    sound, faulty = type_rows(raw, card, latest)
    published, reasons = instants(sound["published_at"], latest)
    is_bad = pl.Series([r is not None for r in reasons], dtype=pl.Boolean)
    late = [{"native_id": row["native_id"], "column_name": "published_at", "reason_code": reason, "seen": row["published_at"], "expected": EXPECTED_DATE}
            for row, reason in zip(sound.iter_rows(named=True), reasons, strict=True) if reason]
    undated = rejects(late, sound.filter(is_bad).drop("native_id")) if late else pl.DataFrame(schema=REJECTS)
    made = reports(sound.filter(~is_bad), published.filter(~is_bad), card, raw_file, source_names.collect())
    table = BY_NAME["reports"]
    declared = made.with_columns(pl.lit(None, c.dtype).alias(c.name) for c in table.columns if c.name not in made.columns).select(pl.col(c.name).cast(c.dtype) for c in table.columns)
    labelled = pl.concat([faulty, undated]).with_columns(feed=pl.lit(card.feed), raw_file=pl.lit(raw_file), stage=pl.lit("ingest")).select(BY_NAME["rejects"].names)
    empty = {name: BY_NAME[name].empty() for name in ("claims", "claim_sources", "evidence", "out_of_scope")}
    told = {"reports": declared, "rejects": labelled, "issues": invisible(sound, card.feed), "rows": pl.DataFrame()}
    return {name: frame.lazy() for name, frame in (empty | told).items()}
