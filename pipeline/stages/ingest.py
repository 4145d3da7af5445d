"""Every raw row of a structured feed becomes a claim, a reject or a row out of scope; none vanishes."""

from datetime import date
from importlib import import_module

import polars as pl

from pipeline.feeds import claims as build
from pipeline.feeds.card import Card
from pipeline.feeds.invisible import invisible
from pipeline.feeds.rows import checked, correct, rejects, translated, type_rows, with_ordered_toll
from schemas import laws
from schemas.tables import BY_NAME


def ingest(
    *, rows: pl.LazyFrame, country_codes: pl.LazyFrame, countries: pl.LazyFrame, source_names: pl.LazyFrame, card: Card, raw_file: str, latest: date | None = None,
) -> dict[str, pl.LazyFrame]:
    """Give every raw row of one file a claim with native values, a reject with its first fault, or a reason to be out of scope.

    `rows` holds the file's cells as strings, and `raw_line`. Returns claims, claim_sources, reports, evidence, rejects,
    out_of_scope, issues (all in the declared columns) and rows (typed native rows). `latest` is the last day that can be true.
    """
    raw, mended = correct(rows.collect(), card)
    sound, faulty = type_rows(raw, card, latest)
    made, unknown = translated(sound, card, country_codes.collect())
    adapter = import_module(f"pipeline.feeds.{card.adapter}.adapter")
    scope = adapter.scope(made, card)
    outside = made.select(scope.alias("reason"))["reason"] if scope is not None else pl.repeat(None, made.height, dtype=pl.String, eager=True)
    drafted, widened = with_ordered_toll(adapter.claims(made, card))
    drafted = drafted.with_columns(made["native_id"], made["raw_line"], made["country_iso3"])
    reasons = _first(_unknown_codes(made, card, unknown), _unknown_countries(made, card), _in_native_terms(checked(drafted), card), skip=outside.is_not_null())
    is_bad = reasons["reason_code"].is_not_null()
    good, draft = (frame.filter(~is_bad & outside.is_null()) for frame in (made, drafted))
    claims = build.complete(draft, card, raw_file, build.country_facts(countries.collect()))
    broken = laws.broken(claims, BY_NAME["claims"]).unique("row", keep="first", maintain_order=True)
    lawless = _law_rejects(claims, broken, raw)
    kept = ~pl.Series(range(claims.height), dtype=pl.Int64).is_in(broken["row"].implode()) if broken.height else pl.repeat(True, claims.height, eager=True)
    good, draft, claims = good.filter(kept), draft.filter(kept), claims.filter(kept)
    cited = build.number_cited(adapter.cited(good, card), claims, card, source_names.collect())
    claims = _with_citations(claims, cited, card)
    bad = made.filter(is_bad).select("raw_line").join(raw, on="raw_line", how="left", maintain_order="left")
    judged = rejects(reasons.filter(is_bad).with_columns(native_id=made.filter(is_bad)["native_id"]).to_dicts(), bad)
    tables = {
        "claims": claims.drop("raw_line"), "claim_sources": build.claim_sources(claims, cited, card),
        "reports": build.reports(draft, claims, cited, card, raw_file), "evidence": build.evidence(claims, raw, card),
        "rejects": _labelled(pl.concat([faulty, judged, lawless]), card, raw_file), "out_of_scope": _out_of_scope(made.filter(outside.is_not_null()), outside.drop_nulls(), card, raw_file),
        "issues": pl.concat([_issues(made, unknown, mended, widened, card), invisible(sound, card.feed)]), "rows": sound.with_columns(raw_file=pl.lit(raw_file)),
    }
    return {name: frame.lazy() for name, frame in tables.items()}


def _in_native_terms(faults: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The feed's own column where a column of claims is at fault."""
    return faults.with_columns(pl.col("column_name").replace(card.evidence))


def _unknown_codes(made: pl.DataFrame, card: Card, unknown: dict[str, pl.Series]) -> pl.DataFrame:
    """Rows whose required code the crosswalk does not know cannot be claims."""
    required = [c for c in card.required_cells if c in unknown]
    return _faults(made, [(unknown[c], "unknown_code", c, f"a value in the crosswalk of {card.feed}; add it to crosswalk.csv") for c in required])


def _unknown_countries(made: pl.DataFrame, card: Card) -> pl.DataFrame:
    if not card.country:
        return _faults(made, [])
    column = next((c for c, _ in card.country if c in made.columns), None)
    return _faults(made, [(made["country_iso3"].is_null(), "unknown_country", column, "a country of raw/reference/country_names.csv or country_codes.csv")])


def _faults(made: pl.DataFrame, found: list[tuple]) -> pl.DataFrame:
    columns = {name: pl.lit(None, pl.String) for name in ("reason_code", "column_name", "seen", "expected")}
    for mask, reason, column, expected in reversed(found):
        values = {"reason_code": pl.lit(reason), "column_name": pl.lit(column), "seen": pl.col(column).cast(pl.String) if column else pl.lit(None), "expected": pl.lit(expected)}
        columns = {name: pl.when(mask).then(value).otherwise(columns[name]) for name, value in values.items()}
    return made.select(**columns)


def _first(*faults: pl.DataFrame, skip: pl.Series) -> pl.DataFrame:
    """The first fault of each row; rows to skip have none."""
    rest, chosen = list(faults), faults[0]
    for other in rest[1:]:
        take = chosen["reason_code"].is_null()
        chosen = pl.DataFrame({name: other[name].zip_with(take, chosen[name]) for name in chosen.columns})
    return chosen.with_columns(pl.when(~skip).then(pl.col("reason_code")).alias("reason_code"))


def _law_rejects(claims: pl.DataFrame, broken: pl.DataFrame, raw: pl.DataFrame) -> pl.DataFrame:
    """Claims that break a row law of the schema; none should, but none slips through."""
    if not broken.height:
        return rejects([], raw.clear())
    lines = claims.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).join(broken, on="row", maintain_order="left")
    says = {law.name: law.says for law in laws.ROW_LAWS["claims"]}
    reasons = [{"native_id": r["native_id"], "column_name": None, "reason_code": "law_broken", "seen": r["law"], "expected": says[r["law"]]} for r in lines.iter_rows(named=True)]
    return rejects(reasons, lines.select("raw_line").join(raw, on="raw_line", how="left", maintain_order="left"))


def _with_citations(claims: pl.DataFrame, cited: pl.DataFrame, card: Card) -> pl.DataFrame:
    """Claims with the day of the latest article they cite, and, where the feed gives no type, the headlines to read it from."""
    lines = cited.group_by("native_id", maintain_order=True).agg(
        _published=pl.col("published_date").max(), _headlines=pl.col("title").drop_nulls().str.join("\n"))
    joined = claims.drop("published_date").join(lines, on="native_id", how="left", maintain_order="left").rename({"_published": "published_date"})
    text = pl.when(pl.col("_headlines") != "").then("_headlines")
    return joined.with_columns(text_seen=pl.coalesce("text_seen", text)).select(claims.columns)


def _labelled(frame: pl.DataFrame, card: Card, raw_file: str) -> pl.DataFrame:
    return frame.with_columns(feed=pl.lit(card.feed), raw_file=pl.lit(raw_file), stage=pl.lit("ingest")).select(BY_NAME["rejects"].names)


def _out_of_scope(rows: pl.DataFrame, reasons: pl.Series, card: Card, raw_file: str) -> pl.DataFrame:
    code = next((c for c in card.crosswalk.filter(pl.col("target") == "sub_event_type")["column"].unique() if c in rows.columns), card.native_id)
    return rows.select(
        feed=pl.lit(card.feed), raw_file=pl.lit(raw_file), raw_line="raw_line", native_id="native_id",
        code=pl.col(code).cast(pl.String).fill_null("(none)"), reason_code=reasons)


def _issues(made: pl.DataFrame, unknown: dict[str, pl.Series], obsolete: pl.DataFrame, widened: pl.Series, card: Card) -> pl.DataFrame:
    """Values that the crosswalk does not know with their count, corrections that the provider has made itself, tolls whose bounds were moved."""
    parts = [obsolete.select(issue_code=pl.lit("correction_obsolete"), seen="seen", context="context", suggestion=pl.lit(f"remove it from pipeline/feeds/{card.adapter}/corrections.csv"),
                             row_count=pl.lit(1, pl.Int64), example_id="example_id")]
    moved = made.filter(widened)
    if moved.height:
        parts.append(moved.select(issue_code=pl.lit("toll_bounds_widened"), seen=pl.lit(None, pl.String), context=pl.lit("low, best and high are not in order; best was kept, the range holds all three"),
                                  suggestion=pl.lit("see the tag toll_bounds=widened"), row_count=pl.len().cast(pl.Int64), example_id=pl.format(f"{card.feed}:{{}}", pl.col("native_id").min())))
    for column, mask in unknown.items():
        counted = made.filter(mask).group_by(pl.col(column).cast(pl.String).alias("seen")).agg(row_count=pl.len().cast(pl.Int64), example_id=pl.format(f"{card.feed}:{{}}", pl.col("native_id").min()))
        parts.append(counted.select(issue_code=pl.lit("unknown_value"), seen="seen", context=pl.lit(column), suggestion=pl.lit(f"add it to pipeline/feeds/{card.adapter}/crosswalk.csv"), row_count="row_count", example_id="example_id"))
    return pl.concat(parts).with_columns(stage=pl.lit("ingest"), feed=pl.lit(card.feed)).select(BY_NAME["issues"].names)
