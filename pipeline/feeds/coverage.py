"""What a feed covers: outside it, no row means not known; inside it, none."""

from datetime import date

import polars as pl

from pipeline.feeds.card import Card
from schemas.tables import BY_NAME


def coverage(claims: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The declared coverage of the card, and for a complete feed every country in its rows from the first to the last day of all its rows.

    A declared row without end ends with the last day in the rows; without countries it is for all.
    """
    table = BY_NAME["coverage"]
    first, last = claims["date_start"].min(), claims["date_end"].max()
    rows = [
        {"feed": card.feed, "country_iso3": iso3, "date_start": _day(part["start"]), "date_end": _day(part.get("end")) or last, "basis": "declared"}
        for part in card.coverage for iso3 in (part.get("countries") or [None])
    ]
    declared = {row["country_iso3"] for row in rows}
    if card.is_complete and first is not None:
        found = claims["country_iso3"].drop_nulls().unique().sort()
        rows += [{"feed": card.feed, "country_iso3": iso3, "date_start": first, "date_end": last, "basis": "data"} for iso3 in found if iso3 not in declared]
    return pl.DataFrame([row for row in rows if row["date_end"]], schema=table.schema).sort(table.sort)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) or value is None else date.fromisoformat(str(value))
