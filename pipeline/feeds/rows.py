"""Strings become typed native rows; a row with a fault becomes a reject with its first fault, and nothing else happens to it."""

import json
from datetime import date

import polars as pl

from pipeline.feeds import countries, crosswalk
from pipeline.feeds.card import Card
from pipeline.feeds.types import DTYPES, fault, misfit, typed

REJECTS = {
    "raw_line": pl.Int64, "native_id": pl.String, "column_name": pl.String, "reason_code": pl.String, "seen": pl.String, "expected": pl.String, "payload": pl.String,
}


# What the checks look at; an adapter that does not fill one of these leaves it unknown.
DRAFT = {
    "fatalities_low": pl.Int32, "fatalities_best": pl.Int32, "fatalities_high": pl.Int32, "latitude_seen": pl.Float64, "longitude_seen": pl.Float64,
    "_last_day": pl.Date, "tags": pl.List(pl.String), "event_kind": pl.String,
}


def correct(rows: pl.DataFrame, card: Card) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the known errors of `card.corrections` mended, and the corrections that no longer apply (columns seen, context, example_id).

    A correction applies where the cell is what it expects; where the provider has changed the cell, it is told instead.
    """
    obsolete = []
    mine = card.corrections.filter(pl.col("column").is_in(rows.columns)) if rows.height else card.corrections.clear()
    for correction in mine.iter_rows(named=True):
        is_row = pl.col(card.native_id).cast(pl.String).str.replace(r"^(\d+)\.0+$", "$1") == correction["native_id"]
        as_expected = pl.col(correction["column"]).eq_missing(pl.lit(correction["expect"]))
        found = rows.filter(is_row)
        if found.height and not found.filter(as_expected).height:
            obsolete.append((found[correction["column"]][0], f"{correction['column']} of {correction['native_id']}, expected {correction['expect']!r}", correction["native_id"]))
        rows = rows.with_columns(pl.when(is_row & as_expected).then(pl.lit(correction["value"])).otherwise(pl.col(correction["column"])).alias(correction["column"]))
    return rows, pl.DataFrame(obsolete, schema={"seen": pl.String, "context": pl.String, "example_id": pl.String}, orient="row")


def type_rows(rows: pl.DataFrame, card: Card, latest: date | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sound rows with typed columns and `native_id`, in order, and the rejects of the rest, one per row.

    `rows` holds strings and `raw_line`. Columns that the card does not declare stay text.
    """
    rules = card.rules(latest)
    given = rows
    if card.nulls and card.null_texts:
        rows = rows.with_columns(pl.col(c).replace(list(card.nulls), None) for c in card.null_texts if c in rows.columns)
    kinds = {name: kind for name, kind in card.types.items() if name in rows.columns and kind not in ("text", "code")}
    whole = rows.with_columns(typed(name, kind, rules).alias(f"={name}") for name, kind in kinds.items())
    whole = whole.with_columns(native_id=typed(card.native_id, "id", rules))
    checks = [misfit(name, f"={name}", rules).fill_null(False).alias(f"!{name}") for name in kinds]
    empty = [_is_empty(name, f"={name}" if name in kinds else name).alias(f"?{name}") for name in card.required_cells if name in rows.columns]
    faults = whole.select(*checks, *empty)
    is_bad = faults.select(pl.any_horizontal(pl.all()).alias("bad"))["bad"] if faults.width else pl.repeat(False, rows.height, eager=True)
    sound = whole.filter(~is_bad).drop(list(kinds)).rename({f"={name}": name for name in kinds})
    if not is_bad.any():
        return sound.select("native_id", "raw_line", *[c for c in rows.columns if c != "raw_line"]), pl.DataFrame(schema=REJECTS)
    reasons = _reasons(whole.filter(is_bad), kinds, card, rules)
    return sound.select("native_id", "raw_line", *[c for c in rows.columns if c != "raw_line"]), rejects(reasons, given.filter(is_bad))


def _is_empty(name: str, typed_name: str) -> pl.Expr:
    cell = pl.col(name)
    return pl.col(typed_name).is_null() | (cell.is_null() | (cell.str.strip_chars() == ""))


def _reasons(bad: pl.DataFrame, kinds: dict[str, str], card: Card, rules) -> list[dict]:
    """The first fault of every bad row, in the order of the card's columns."""
    found = []
    for row in bad.iter_rows(named=True):
        for name in card.types:
            if name not in row:
                continue
            cell = row[name]
            if cell is None or cell.strip() == "" or cell in rules.nulls and name in kinds:
                if name in card.required_cells:
                    found.append({"native_id": row["native_id"], "column_name": name, "reason_code": "missing_value", "seen": cell, "expected": "a value"})
                    break
            elif name in kinds and row[f"={name}"] is None:
                reason, expected = fault(kinds[name], cell, rules)
                found.append({"native_id": row["native_id"], "column_name": name, "reason_code": reason, "seen": cell, "expected": expected})
                break
    return found


def rejects(reasons: list[dict], rows: pl.DataFrame) -> pl.DataFrame:
    """Rejects from reasons and the raw rows that they are about, in the same order; the payload is the row as JSON."""
    payloads = [payload(row) for row in rows.drop("raw_line").iter_rows(named=True)]
    lines = rows["raw_line"].to_list()
    table = [{**reason, "raw_line": line, "payload": text} for reason, line, text in zip(reasons, lines, payloads, strict=True)]
    return pl.DataFrame(table, schema=REJECTS)


def payload(row: dict) -> str:
    """A raw row as one line of JSON; empty cells are left out."""
    return json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False, default=str)


def translated(rows: pl.DataFrame, card: Card, codes: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """The rows with crosswalked columns and `country_iso3`, and the masks of values that the crosswalk does not know.

    Columns that the card declares and the file lacks are there too, and null, so that adapters need not ask.
    """
    rows = rows.with_columns(pl.lit(None, DTYPES[kind]).alias(name) for name, kind in card.types.items() if name not in rows.columns)
    unknown = crosswalk.unknown(rows, card)
    made = crosswalk.translate(rows, card)
    return made.with_columns(countries.country_of(rows, codes, card.country)), unknown


def with_ordered_toll(claims: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The drafts with low <= best <= high where the three numbers allow it, and a mask of those whose bounds were widened.

    Feeds hold rows such as 7, 7, 6 or 8, 7, 6: a bound slipped, or the two changed places. As long as best lies between the
    bounds in one order or the other, or the bounds alone are in order, best stands as published and the range becomes
    the smallest that holds all three; the tag `toll_bounds=widened` says so. If low exceeds high and best lies outside both,
    no two of the numbers can be trusted together: such a row stays as it is, for `checked` to reject.
    """
    low, best, high = (pl.col(f"fatalities_{name}") for name in ("low", "best", "high"))
    claims = claims.with_columns(pl.lit(None, kind).alias(name) for name, kind in DRAFT.items() if name not in claims.columns)
    slipped = ((low > best) | (best > high)) & ((low <= high) | best.is_between(high, low))
    mask = claims.select(slipped.fill_null(False).alias("slipped"))["slipped"]
    if not mask.any():
        return claims, mask
    tags = pl.col("tags").fill_null([])
    return claims.with_columns(
        fatalities_low=pl.when(mask).then(pl.min_horizontal(low, best, high)).otherwise(low), fatalities_high=pl.when(mask).then(pl.max_horizontal(low, best, high)).otherwise(high),
        tags=pl.when(mask).then(pl.concat_list(tags, pl.lit("toll_bounds=widened"))).otherwise(tags),
    ), mask


def checked(claims: pl.DataFrame) -> pl.DataFrame:
    """The first broken rule of every claim as columns `reason_code`, `column_name`, `seen`, `expected`; null for sound ones."""
    rules = [
        (pl.col("date_start") > pl.col("date_end"), "bad_interval", "date_end", pl.col("date_end").cast(pl.String), pl.format("not before {}", "date_start")),
        (pl.col("event_date") > pl.col("_last_day"), "date_out_of_range", "event_date", pl.col("event_date").cast(pl.String), pl.format("not after its report, {}", "_last_day")),
        (pl.col("fatalities_low") > pl.col("fatalities_best"), "bad_range", "fatalities_low", pl.col("fatalities_low").cast(pl.String), pl.format("at most best, {}", "fatalities_best")),
        (pl.col("fatalities_best") > pl.col("fatalities_high"), "bad_range", "fatalities_best", pl.col("fatalities_best").cast(pl.String), pl.format("at most high, {}", "fatalities_high")),
        (pl.col("fatalities_low") > pl.col("fatalities_high"), "bad_range", "fatalities_low", pl.col("fatalities_low").cast(pl.String), pl.format("at most high, {}", "fatalities_high")),
        ((pl.col("latitude_seen") == 0) & (pl.col("longitude_seen") == 0), "null_island", "latitude_seen", pl.lit("0, 0"), pl.lit("coordinates of a place on land")),
        (pl.col("latitude_seen").is_null() != pl.col("longitude_seen").is_null(), "missing_value", "latitude_seen", pl.lit(None, pl.String), pl.lit("both coordinates, or none")),
    ]
    texts = []
    for position, name in enumerate(("reason_code", "column_name", "seen", "expected"), 1):
        choice = pl.lit(None, pl.String)
        for rule in reversed(rules):
            value = rule[position] if isinstance(rule[position], pl.Expr) else pl.lit(rule[position])
            choice = pl.when(rule[0].fill_null(False)).then(value).otherwise(choice)
        texts.append(choice.alias(name))
    return claims.select(texts)
