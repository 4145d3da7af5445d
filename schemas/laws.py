"""Laws that no single column can state: row laws as named expressions, table laws over whole tables.

A row law is true of a good row; null counts as true unless the law says otherwise. `broken` gives the failing rows
with the law's name, so that the caller can turn them into rejects; nothing is dropped here.
"""

from dataclasses import dataclass

import polars as pl

from schemas import vocabulary
from schemas.column import Table

_EVENT_TYPE = vocabulary.lookup("sub_event_types", "event_type")
_SECOND = vocabulary.lookup("sub_event_types", "second_actor")


@dataclass(frozen=True)
class Law:
    """A named rule about one row: `holds` is true of a good row."""

    name: str
    says: str
    holds: pl.Expr


def _all_or_none(*names: str) -> pl.Expr:
    nulls = pl.sum_horizontal(pl.col(n).is_null().cast(pl.Int8) for n in names)
    return nulls.is_in([0, len(names)])


WHEN_LAWS = (
    Law("date_in_interval", "event_date lies between date_start and date_end.",
        pl.col("event_date").is_between(pl.col("date_start"), pl.col("date_end"))),
    Law("interval_in_order", "date_start is not after date_end.", pl.col("date_start") <= pl.col("date_end")),
    Law("year_of_date", "year is the year of event_date.", pl.col("year") == pl.col("event_date").dt.year()),
    Law("day_is_one_day", "Precision 1 spans one day.", (pl.col("time_precision") != 1) | (pl.col("date_start") == pl.col("date_end"))),
)
TYPE_LAWS = (
    Law("sub_type_belongs", "The event type is that of the sub-event type.",
        pl.col("event_type") == pl.col("sub_event_type").replace_strict(_EVENT_TYPE, default=None, return_dtype=pl.String)),
    Law("violence_against_civilians_targets_civilians", "All violence against civilians is civilian targeting.",
        (pl.col("event_type") != "Violence against civilians") | pl.col("civilian_targeting")),
)
WHERE_LAWS = (
    Law("point_is_whole", "Latitude and longitude are both there or both not.", _all_or_none("latitude", "longitude")),
    Law("point_has_precision", "A point has a precision.", pl.col("latitude").is_null() | pl.col("geo_precision").is_not_null()),
    Law("no_null_island", "A point is not 0/0.", (pl.col("latitude") != 0) | (pl.col("longitude") != 0)),
)
TOLL_LAWS = (
    Law("toll_in_order", "low, best and high are in order.",
        (pl.col("fatalities_low") <= pl.col("fatalities_best")).fill_null(True) & (pl.col("fatalities_best") <= pl.col("fatalities_high")).fill_null(True)),
    Law("toll_is_whole", "low, best and high are all there or all not.", _all_or_none("fatalities_low", "fatalities_best", "fatalities_high")),
)
ROW_LAWS: dict[str, tuple[Law, ...]] = {
    "claims": (*WHEN_LAWS, *TYPE_LAWS, *WHERE_LAWS, *TOLL_LAWS),
    "events": (
        *WHEN_LAWS, *TYPE_LAWS, *WHERE_LAWS, *TOLL_LAWS,
        Law("battles_have_two_sides", "Battles and violence against civilians name two actors.",
            ~pl.col("sub_event_type").replace_strict(_SECOND, default="optional", return_dtype=pl.String).eq("required")
            | (pl.col("actor1_name").is_not_null() & pl.col("actor2_name").is_not_null())),
        Law("summary_is_vague", "Precision 4 in date or place is a summary.",
            (pl.col("event_kind") == "summary") | ((pl.col("time_precision") < 4) & (pl.col("geo_precision").fill_null(4) < 5))),
    ),
    "evidence": (Law("span_in_order", "start lies before end.", pl.col("start").is_null() | (pl.col("start") < pl.col("end"))),),
    "coverage": (Law("interval_in_order", "date_start is not after date_end.", pl.col("date_start") <= pl.col("date_end")),),
    "accounting": (
        Law("rows_balance", "rows_in = used + rejected + out_of_scope + no_event + skipped_tag_rows.",
            pl.col("rows_in") == pl.col("used") + pl.col("rejected") + pl.col("out_of_scope") + pl.col("no_event") + pl.col("skipped_tag_rows")),
    ),
}


def broken(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Rows that break a row law, once per law: columns `row` (index) and `law`, sorted."""
    laws = ROW_LAWS.get(table.name, ())
    parts = [
        frame.with_row_index("row").filter(~law.holds.fill_null(True)).select(pl.col("row").cast(pl.Int64), law=pl.lit(law.name)) for law in laws
    ]
    empty = pl.DataFrame(schema={"row": pl.Int64, "law": pl.String})
    return pl.concat([empty, *parts]).sort("row", "law")


def table_findings(tables: dict[str, pl.DataFrame], declared: tuple[Table, ...]) -> list[str]:
    """What is wrong between and within tables: keys not unique, foreign keys without a target. Empty when all is well."""
    found = []
    for table in declared:
        frame = tables[table.name]
        if table.key and (doubled := len(frame) - frame.select(table.key).unique().height):
            found.append(f"{table.name}: {doubled} rows repeat the key {', '.join(table.key)}")
        for column, other, target in table.foreign_keys:
            known = tables[other].select(pl.col(target).alias(column)).unique()
            orphans = frame.select(column).drop_nulls().join(known, on=column, how="anti")
            if orphans.height:
                found.append(f"{table.name}.{column}: {orphans.height} rows point at no {other}.{target}, first {orphans[column].sort()[0]!r}")
    return found
