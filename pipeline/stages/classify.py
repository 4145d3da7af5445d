"""Every claim gets its sub-event type, event type and disorder type, and says whether civilians were the target."""

import polars as pl

from pipeline.coder.headlines import headline_types
from schemas import vocabulary
from schemas.describe import finish
from schemas.tables import BY_NAME

DEFAULTS = {"1": "Armed clash", "2": "Armed clash", "3": "Attack"}  # type_of_violence -> commonest sub-event type (codebook notes, section 6)
CIVILIANS = "Violence against civilians"


def classify(*, claims: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The same claims with types complete; returns claims and evidence.

    Claims that carry a type keep it. UCDP GED rows have none of this ontology: it is read from the headlines that they
    cite, within what their type of violence allows, else the default of that type, and the rule says which.
    """
    frame = claims.collect()
    is_open = (pl.col("feed") == "ucdp_ged") & (pl.col("sub_event_type").is_null() | (pl.col("sub_event_type_rule") == "default"))
    open_claims = frame.filter(is_open & pl.col("event_type_seen").is_in(list(DEFAULTS)))
    read = headline_types(open_claims.select("claim_id", "event_type_seen", "text_seen"))
    joined = frame.join(read, on="claim_id", how="left", maintain_order="left")
    done = joined.with_columns(
        sub_event_type=pl.when(is_open).then(pl.coalesce("headline_type", pl.col("event_type_seen").replace_strict(DEFAULTS, default=None, return_dtype=pl.String), "sub_event_type")).otherwise("sub_event_type"),
        sub_event_type_rule=pl.when(is_open & pl.col("headline_type").is_not_null()).then(pl.lit("headline")).when(is_open & pl.col("event_type_seen").is_in(list(DEFAULTS))).then(pl.lit("default")).otherwise("sub_event_type_rule"))
    return {"claims": _completed(done).select(BY_NAME["claims"].names).lazy(), "evidence": _evidence(joined.filter(pl.col("headline_type").is_not_null())).lazy()}


def _completed(frame: pl.DataFrame) -> pl.DataFrame:
    """Event type and disorder type follow from the sub-event type; the hierarchy of the codebook is data."""
    def of(column: str) -> pl.Expr:
        return pl.col("sub_event_type").replace_strict(vocabulary.lookup("sub_event_types", column), default=None, return_dtype=pl.String)
    typed = frame.with_columns(event_type=pl.coalesce(of("event_type"), "event_type"), disorder_type=pl.coalesce(of("disorder_type"), "disorder_type"))
    is_remote_on_civilians = (pl.col("event_type_seen") == "3") & (pl.col("feed") == "ucdp_ged")
    return typed.with_columns(civilian_targeting=pl.col("civilian_targeting") | (pl.col("event_type") == CIVILIANS).fill_null(False) | is_remote_on_civilians.fill_null(False))


def _evidence(read: pl.DataFrame) -> pl.DataFrame:
    rows = read.select("claim_id", "report_id", column_name=pl.lit("sub_event_type"), field=pl.lit("row"), native_column=pl.lit("source_headline"), seen=pl.col("text_seen"),
                       rule_id=pl.lit("type:headline"), is_chosen=pl.lit(True), candidate_id=pl.lit(None, pl.String), score=pl.col("headline_certainty"))
    return finish(rows, BY_NAME["evidence"])
