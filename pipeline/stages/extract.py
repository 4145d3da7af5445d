"""Prose reports become claims: what happened, when, where, by whom, with what toll, who says so, and the words that say it."""

import polars as pl

from pipeline.coder.kit import Kit, kit
from pipeline.coder.languages import language_of, lexicons
from pipeline.coder.reading import Sentence, read
from pipeline.coder.rows import attributed, claim_row, evidence_rows
from pipeline.coder.verdict import verdicts
from schemas.describe import finish
from schemas.tables import BY_NAME

PROSE = ("claims", "no_event", "not_coded")


def extract(*, reports: pl.LazyFrame, coder: str = "rules_and_model", folder: str | None = None, **tables: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Give every event that a report tells a claim, with evidence; returns claims, claim_sources, evidence, reports, issues.

    A report in a language without lexicon is kept and marked not_coded; one that tells of no event is marked no_event.
    `folder` holds lexicons of languages beside those that ship.
    `tables`: places and place_names with the word lists of the gazetteer, the actor tables of the registry, sources with source_aliases, and model.
    """
    told = reports.collect()
    tools = kit(tables)
    known = lexicons(folder)
    spoken = told.with_columns(language=pl.Series([language_of(t, x, given, folder) for t, x, given in told.select("title", "text", "language").iter_rows()], dtype=pl.String))
    coded = spoken.filter(pl.col("language").is_in(list(known)))
    drafts = verdicts(coded, _read(coded, tools, known), tools, coder)
    rows = {row["report_id"]: row for row in coded.iter_rows(named=True)}
    claims = [claim_row(draft, rank, rows[report_id]) for report_id, made in drafts.items() for rank, draft in enumerate(made, 1)]
    evidence = [row for report_id, made in drafts.items() for draft in made for row in evidence_rows(draft, report_id)]
    sources = [row for report_id, made in drafts.items() for draft in made for row in attributed(draft, rows[report_id], tools)]
    return {
        "claims": _table("claims", claims).unique("claim_id", keep="first", maintain_order=True).lazy(),
        "claim_sources": _table("claim_sources", sources).unique(maintain_order=True).lazy(),
        "evidence": _table("evidence", evidence).lazy(),
        "reports": _outcomes(spoken, drafts, known).lazy(),
        "issues": _issues(spoken, known).lazy(),
    }


def _read(reports: pl.DataFrame, tools: Kit, known: dict[str, str]) -> dict[str, list[Sentence]]:
    """The sentences by report; reports of one language are read together, with its lexicon."""
    found: dict[str, list[Sentence]] = {}
    for language in sorted(set(reports["language"])):
        told = reports.filter(pl.col("language") == language)
        found |= read(told.select("report_id", "title", "text"), tools.scanner, known[language])
    return found


def _table(name: str, rows: list[dict]) -> pl.DataFrame:
    schema = BY_NAME[name].schema
    frame = pl.DataFrame(rows, schema={k: schema[k] for k in schema if rows and k in rows[0]}) if rows else BY_NAME[name].empty()
    return finish(frame, BY_NAME[name])


def _outcomes(reports: pl.DataFrame, drafts: dict, languages: dict[str, str]) -> pl.DataFrame:
    """The reports with what became of each."""
    with_claims = [report_id for report_id, made in drafts.items() if made]
    is_coded = pl.col("language").is_in(list(languages))
    has_text = pl.col("text").fill_null("").str.strip_chars().str.len_chars() + pl.col("title").fill_null("").str.len_chars() > 0
    told = reports.with_columns(
        outcome=pl.when(pl.col("report_id").is_in(with_claims)).then(pl.lit("claims")).when(is_coded & has_text).then(pl.lit("no_event")).otherwise(pl.lit("not_coded")),
        outcome_reason=pl.when(~has_text).then(pl.lit("empty")).when(~is_coded).then(pl.lit("language")))
    return finish(told, BY_NAME["reports"])


def _issues(reports: pl.DataFrame, languages: dict[str, str]) -> pl.DataFrame:
    """One issue per feed and language that has no lexicon."""
    foreign = reports.filter(~pl.col("language").is_in(list(languages)) & (pl.col("text").fill_null("").str.len_chars() > 0))
    counted = foreign.group_by("feed", pl.col("language").alias("seen")).agg(row_count=pl.len().cast(pl.Int64), example_id=pl.col("report_id").min())
    return finish(counted.with_columns(stage=pl.lit("extract"), issue_code=pl.lit("not_coded"), context=pl.lit("language"),
                                       suggestion=pl.lit("a lexicon for it would be a folder in pipeline/coder/lexicon")), BY_NAME["issues"])
