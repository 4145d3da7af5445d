"""What an adapter drafts becomes claims, reports, sources and evidence in the declared tables."""

from hashlib import sha256

import polars as pl

from pipeline.feeds.card import Card
from pipeline.registry.sources import resolve_sources
from schemas import vocabulary
from schemas.tables import BY_NAME

EVENT_TYPE = vocabulary.lookup("sub_event_types", "event_type")
DISORDER_TYPE = vocabulary.lookup("sub_event_types", "disorder_type")


def claim_ids(feed: str, native_ids: pl.Series) -> pl.Series:
    """Ids that depend on feed and native id alone: `c` and 16 hex digits."""
    prefix = f"{feed}\0".encode()
    return pl.Series("claim_id", ["c" + sha256(prefix + native.encode()).hexdigest()[:16] for native in native_ids], pl.String)


def complete(draft: pl.DataFrame, card: Card, raw_file: str, facts: pl.DataFrame) -> pl.DataFrame:
    """Claims in the declared columns from an adapter's draft, in its order.

    `draft` has native_id, raw_line, country_iso3 and what the adapter filled. `facts` gives name, number and region of a country.
    """
    table = BY_NAME["claims"]
    known = draft.with_columns(claim_ids(card.feed, draft["native_id"])).with_columns(
        feed=pl.lit(card.feed), report_id=pl.format(f"{card.feed}:{{}}", "native_id"), raw_file=pl.lit(raw_file), claim_rank=pl.lit(1),
        event_kind=pl.col("event_kind").fill_null("event"), licence=pl.lit(card.licence),
        year=pl.col("event_date").dt.year(), event_type=pl.col("sub_event_type").replace_strict(EVENT_TYPE, default=None, return_dtype=pl.String),
        disorder_type=pl.col("sub_event_type").replace_strict(DISORDER_TYPE, default=None, return_dtype=pl.String),
        civilian_targeting=pl.col("civilian_targeting") | (pl.col("sub_event_type").replace_strict(EVENT_TYPE, default="", return_dtype=pl.String) == "Violence against civilians"),
        is_hedged=pl.lit(False), interest=pl.lit("neutral"), coding_confidence=pl.lit(card.coding_confidence, pl.Float64),
        sub_event_type_rule=pl.when(pl.col("sub_event_type").is_not_null()).then("sub_event_type_rule"),
    ).join(facts, on="country_iso3", how="left", maintain_order="left")
    missing = [pl.lit(None, c.dtype).alias(c.name) for c in table.columns if c.name not in known.columns]
    lists = [pl.col(c.name).fill_null([]) for c in table.columns if isinstance(c.dtype, pl.List)]
    return known.with_columns(missing).with_columns(lists).select(*(pl.col(c.name).cast(c.dtype) for c in table.columns), "raw_line")


def country_facts(countries: pl.DataFrame) -> pl.DataFrame:
    """Name, ISO number and region by ISO3 code; 0 where ISO has no number."""
    return countries.select(
        country_iso3="iso3", country_name="name", country_iso_numeric=pl.col("iso_numeric").cast(pl.Int16, strict=False).fill_null(0), region="region")


def reports(draft: pl.DataFrame, claims: pl.DataFrame, cited: pl.DataFrame, card: Card, raw_file: str) -> pl.DataFrame:
    """A report per row (outcome `row`), and one per document that a row cites (outcome `cited`)."""
    texts = draft.select(
        report_id=pl.format(f"{card.feed}:{{}}", "native_id"), raw_line="raw_line", source_id=pl.lit(f"feed:{card.feed}"),
        text=pl.col("_text") if "_text" in draft.columns else pl.lit(None, pl.String),
        published_at=(pl.col("_published_at") if "_published_at" in draft.columns else pl.lit(None)).cast(pl.Datetime("us", "UTC")),
        outcome=pl.lit("row"),
    )
    documents = cited.select(
        "report_id", "raw_line", "source_id", "source_seen", "published_date", "title", "url",
        published_at=pl.col("published_date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"), outcome=pl.lit("cited"))
    rows = pl.concat([texts, documents], how="diagonal").with_columns(
        feed=pl.lit(card.feed), raw_file=pl.lit(raw_file), licence=pl.lit(card.licence), published_date=pl.coalesce("published_date", pl.col("published_at").dt.date()),
        text_length=pl.col("text").str.len_chars().cast(pl.Int32), text_sha256=_text_hash(documents, texts))
    return _declared(rows, "reports")


def _text_hash(documents: pl.DataFrame, texts: pl.DataFrame) -> pl.Series:
    bodies = ["\n" + t if t is not None else None for t in texts["text"]] + documents["title"].to_list()
    return pl.Series("text_sha256", [None if b is None else sha256((b if b.startswith("\n") else b + "\n").encode()).hexdigest() for b in bodies], pl.String)


def number_cited(cited: pl.DataFrame, claims: pl.DataFrame, card: Card, source_names: pl.DataFrame) -> pl.DataFrame:
    """The cited documents with `report_id` `<feed>:<native_id>#<n>` in their order in the row, and the id of their source."""
    numbered = cited.join(claims.select("native_id", "country_iso3"), on="native_id", how="left", maintain_order="left").with_columns(n=pl.int_range(1, pl.len() + 1).over("native_id"))
    numbered = numbered.with_columns(resolve_sources(numbered, source_names))
    if "url" not in numbered.columns:
        numbered = numbered.with_columns(url=pl.lit(None, pl.String))
    return numbered.with_columns(report_id=pl.format(f"{card.feed}:{{}}#{{}}", "native_id", "n"))


def claim_sources(claims: pl.DataFrame, cited: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The dataset as author of every claim, and the sources that it cites."""
    authors = claims.select("claim_id", "report_id", source_id=pl.lit(f"feed:{card.feed}"), source_seen=pl.lit(None, pl.String), role=pl.lit("author"))
    named = cited.drop_nulls("source_id").join(claims.select("native_id", "claim_id"), on="native_id", maintain_order="left")
    return pl.concat([authors, named.select("claim_id", "report_id", "source_id", "source_seen", role=pl.lit("cited"))])


def evidence(claims: pl.DataFrame, raw: pl.DataFrame, card: Card) -> pl.LazyFrame:
    """The cell behind every coded value: file, line, native column and the cell as written. Lazy: it is the largest table, and not all want it."""
    columns = [native for native in dict.fromkeys(card.evidence.values()) if native in raw.columns]
    cells = claims.lazy().select("claim_id", "report_id", "raw_line").join(raw.lazy().select("raw_line", *columns), on="raw_line", how="left", maintain_order="left")
    parts = [
        cells.select(
            "claim_id", "report_id", "raw_line", column_name=pl.lit(column), field=pl.lit("row"), native_column=pl.lit(native),
            seen=pl.col(native).cast(pl.String), rule_id=pl.lit(f"feed.{card.feed}.{native}"), is_chosen=pl.lit(True))
        for column, native in card.evidence.items() if native in raw.columns
    ]
    filled = [part.filter(pl.col("seen").is_not_null() & (pl.col("seen") != "")) for part in parts]
    return _declared(pl.concat(filled) if filled else BY_NAME["evidence"].empty().lazy(), "evidence")


def _declared(frame, name: str):
    """A frame, lazy or not, in the declared columns of a table; what it lacks is null."""
    table = BY_NAME[name]
    present = frame.collect_schema().names()
    missing = [pl.lit(None, c.dtype).alias(c.name) for c in table.columns if c.name not in present]
    return frame.with_columns(missing).select(pl.col(c.name).cast(c.dtype) for c in table.columns)
