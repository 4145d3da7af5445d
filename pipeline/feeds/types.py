"""Cells are strings until a declared rule types them; a cell that the rule does not fit is a fault with a reason, never a guess.

Typing is vectorised. Why a cell does not fit is asked only of the cells that do not, one by one, in `fault`.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import polars as pl

COUNT_CAP = 2_000_000
FIRST_YEAR = 1900
WHOLE = r"^[+-]?\d+(\.0+)?$"  # data frames write whole numbers as 12.0 when their column has gaps
DTYPES = {
    "text": pl.String(), "id": pl.String(), "code": pl.String(), "integer": pl.Int64(), "count": pl.Int32(), "number": pl.Float64(),
    "latitude": pl.Float64(), "longitude": pl.Float64(), "date": pl.Date(), "epoch": pl.Int64(),
}
BOUNDS = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True)
class Rules:
    """What a feed declares about its cells: the forms of its dates, its words for nothing, the last day that can be true."""

    date_forms: tuple[str, ...] = ("iso", "iso_midnight")
    nulls: tuple[str, ...] = ()
    latest: date | None = None


@cache
def date_forms() -> dict[str, tuple[str, str]]:
    """Pattern and format of every date form by name."""
    with open(Path(__file__).with_name("date_forms.csv"), encoding="utf-8", newline="") as file:
        return {row["form"]: (row["pattern"], row["format"]) for row in csv.DictReader(file)}


def typed(column: str, kind: str, rules: Rules) -> pl.Expr:
    """The column in its type; null where the cell is empty or does not fit (`misfits` tells the two apart)."""
    cell = pl.col(column)
    if kind in ("text", "code"):
        return cell
    if kind == "id":
        return cell.str.replace(r"^(\d+)\.0+$", "$1")
    cell = cell.replace(list(rules.nulls), None) if rules.nulls else cell
    if kind == "date":
        return _date(cell, rules)
    if kind in ("number", "latitude", "longitude"):
        value = cell.cast(pl.Float64, strict=False)
        limit = BOUNDS.get(kind, float("inf"))
        return pl.when(value.is_finite() & value.is_between(-limit, limit)).then(value)
    value = cell.cast(pl.Int64, strict=False)
    value = value.fill_null(pl.when(cell.str.contains(WHOLE)).then(cell.str.replace(r"\.0+$", "")).cast(pl.Int64, strict=False))
    if kind == "count":
        value = pl.when(value.is_between(0, COUNT_CAP)).then(value)
    return value.cast(DTYPES[kind])


def _date(cell: pl.Expr, rules: Rules) -> pl.Expr:
    days = []
    for form in rules.date_forms:
        pattern, how = date_forms()[form]
        start = cell.str.slice(0, 10) if form == "iso_midnight" else cell
        days.append(pl.when(cell.str.contains(pattern)).then(start).str.to_date(how, strict=False))
    day = pl.coalesce(days)
    last = rules.latest or date(9999, 12, 31)
    return pl.when(day.is_between(date(FIRST_YEAR, 1, 1), last)).then(day)


def misfit(column: str, typed_column: str, rules: Rules) -> pl.Expr:
    """True where a cell holds something and its typed value does not."""
    cell = pl.col(column)
    filled = cell.is_not_null() & (cell != "")
    if rules.nulls:
        filled &= ~cell.is_in(list(rules.nulls))
    return filled & pl.col(typed_column).is_null()


def fault(kind: str, cell: str, rules: Rules) -> tuple[str, str]:
    """Reason code and expectation for one cell that does not fit its type."""
    if kind == "date":
        return _date_fault(cell, rules)
    if kind in ("number", "latitude", "longitude"):
        number = _number(cell)
        if number is None:
            return "bad_number", "a number with a decimal point, in ASCII digits"
        if kind == "latitude":
            hint = "; perhaps swapped with the longitude" if abs(number) <= 180 else ""
            return "latitude_out_of_range", f"between -90 and 90{hint}"
        return f"{kind}_out_of_range" if kind == "longitude" else "bad_number", "between -180 and 180"
    if not re.fullmatch(WHOLE, cell, re.ASCII):
        return "bad_integer", "a whole number in ASCII digits"
    if kind == "count":
        return ("negative_count", "0 or more") if cell.startswith("-") else ("count_out_of_range", f"at most {COUNT_CAP:,}")
    return "bad_integer", "a whole number of at most 18 digits"


def _number(cell: str) -> float | None:
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", cell, re.ASCII):
        return None
    return float(cell)


def _date_fault(cell: str, rules: Rules) -> tuple[str, str]:
    forms = [date_forms()[form] for form in rules.date_forms]
    expected = " or ".join(rules.date_forms)
    for pattern, how in forms:
        if re.fullmatch(pattern, cell, re.ASCII):
            try:
                day = datetime.strptime(cell[:10] if "T" in cell or ":" in cell else cell, how).date()
            except ValueError:
                return "bad_date", f"a day that exists, as {expected}"
            last = rules.latest or day
            return "date_out_of_range", f"between {FIRST_YEAR}-01-01 and the release's date in params.yaml, {last}"
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", cell, re.ASCII):
        return "ambiguous_date", f"{expected}; declare the order of day and month in date_forms of the feed's card"
    return "bad_date", f"a date as {expected}"
