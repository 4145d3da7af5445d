"""What an event's claims say together: one value per column, and which columns they disagree on.

`rows` everywhere: the claims of the events, each with event_id, unit (its voice), trust (lowest is most credible) and
specificity of its actors. Losing values stay in `claims`; the columns in which they differ are `contested_columns`.
"""

import polars as pl

from pipeline.dedup.toll import tolls
from pipeline.dedup.who import parties
from schemas import vocabulary

WHERE = (
    "country_name", "country_iso3", "country_iso_numeric", "region", "admin1", "admin2", "admin3", "admin_basis", "location_name", "place_id",
    "latitude", "longitude", "geo_precision", "location_radius_km",
)
WHEN = ("event_date", "year", "date_start", "date_end", "time_precision")
LAST = ("published_date", "feed", "claim_id")
UNKNOWN_LICENCE_RANK = 50


def compose(rows: pl.DataFrame, licences: pl.DataFrame, parents: dict[str, str]) -> pl.DataFrame:
    """One row per event with all that follows from its claims but ids, counts of sources and credibility."""
    ids, rows = _numbered(rows.with_columns(rank=_rank("sub_event_type"), place_key=pl.coalesce("place_id", "location_name")))
    parts = [_when(rows), _where(rows), (kinds := _what(rows)), parties(rows.join(kinds.select("event_id", chosen_type="sub_event_type"), on="event_id"), parents),
             _gathered(rows, licences), _contested(rows)]
    events = parts[0]
    for part in parts[1:]:
        events = events.join(part, on="event_id", how="left")
    sides = events.select("event_id", chosen1=pl.col("actor1_key"), chosen2=pl.col("actor2_key"))
    events = events.join(tolls(rows.join(sides, on="event_id")), on="event_id", how="left").drop("actor1_key", "actor2_key")
    vague = (pl.col("time_precision") >= 4) | (pl.col("geo_precision") >= 5)
    events = events.with_columns(event_kind=pl.when(vague.fill_null(False)).then(pl.lit("summary")).otherwise("event_kind"))
    return events.with_columns(event_id=ids.gather(events["event_id"]))


def _numbered(rows: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Ids of the events, and the claims with numbers for event, voice and place: sorting numbers costs a third of sorting text.

    `age` orders the claims: what decides when nothing else does is the earliest account.
    """
    ids = rows["event_id"].unique().sort()
    index = pl.DataFrame({"event_id": ids}).with_row_index("number")
    aged = rows.sort(*LAST, nulls_last=True).with_row_index("age").join(index, on="event_id", how="left", maintain_order="left")
    code = lambda name: pl.col(name).cast(pl.Categorical).to_physical()  # noqa: E731
    return ids, aged.with_columns(event_id=pl.col("number"), unit=code("unit"), place_key=code("place_key")).drop("number")


def _rank(column: str) -> pl.Expr:
    ranks = {term: i for i, term in enumerate(vocabulary.terms("sub_event_types"))}
    return pl.col(column).replace_strict(ranks, default=len(ranks), return_dtype=pl.Int32)


def first(rows: pl.DataFrame, keys: list[pl.Expr | str], columns: tuple[str, ...]) -> pl.DataFrame:
    """Per event, `columns` of the claim that comes first by `keys`, nulls last, then by age."""
    chosen = rows.lazy().sort(["event_id", *keys, "age"], nulls_last=True).unique("event_id", keep="first", maintain_order=True)
    return chosen.select("event_id", *columns).collect()  # lazily, so that only these columns are sorted


def support(*columns: str) -> pl.Expr:
    """How many voices of the event share the value; negative, so that the best supported sorts first."""
    return -pl.col("unit").n_unique().over("event_id", *columns).cast(pl.Int32)


def _when(rows: pl.DataFrame) -> pl.DataFrame:
    """The most precise date; among equals the one that most voices give, then the most credible."""
    length = pl.col("date_end") - pl.col("date_start")
    return first(rows, ["time_precision", length, support("date_start", "date_end"), "trust"], WHEN)


def _where(rows: pl.DataFrame) -> pl.DataFrame:
    """The most precise place; among equals the one that most voices name, then the most credible."""
    has_point = pl.col("latitude").is_null()
    return first(rows, [has_point, "geo_precision", support("place_key"), "trust"], WHERE)


def _what(rows: pl.DataFrame) -> pl.DataFrame:
    """The type highest in the codebook's hierarchy among claims that were not coded by default nor hedged, if any were not."""
    weakness = pl.col("sub_event_type_rule").eq("default").fill_null(False).cast(pl.Int8) * 2 + pl.col("is_hedged").cast(pl.Int8)
    return first(rows, [weakness, "rank", "trust"], ("disorder_type", "event_type", "sub_event_type", "sub_event_type_rule", "event_kind"))


def _gathered(rows: pl.DataFrame, licences: pl.DataFrame) -> pl.DataFrame:
    ranks = {name: int(rank) for name, rank in licences.select("licence", "rank").iter_rows()}
    strictest = rows.select("event_id", "licence").with_columns(licence_rank=pl.col("licence").replace_strict(ranks, default=UNKNOWN_LICENCE_RANK, return_dtype=pl.Int32))
    strictest = strictest.sort("event_id", "licence_rank", "licence", descending=[False, True, False]).unique("event_id", keep="first", maintain_order=True)
    tags = rows.select("event_id", "tags").explode("tags", empty_as_null=False, keep_nulls=False).group_by("event_id").agg(pl.col("tags").unique().sort())
    native = pl.format("{}:{}", "feed", "native_id").filter(pl.col("native_id").is_not_null()).unique().sort()
    counted = rows.group_by("event_id").agg(
        feeds=pl.col("feed").unique().sort(), native_ids=native, claim_count=pl.len().cast(pl.Int32), coding_confidence=pl.col("coding_confidence").max(),
    )
    return counted.join(strictest.select("event_id", "licence"), on="event_id").join(tags, on="event_id", how="left").with_columns(pl.col("tags").fill_null([]))


def _contested(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns in which claims that know the value disagree; a vaguer date or place does not contest a sharper one."""
    sharp_day, sharp_place = pl.col("time_precision") == 1, pl.col("geo_precision") <= 2
    coded = ~pl.col("sub_event_type_rule").eq("default").fill_null(False)
    tolled = pl.col("fatalities_rule").ne_missing("none_reported")
    known = lambda side: pl.col(f"actor{side}_name").is_not_null() & ~pl.col(f"actor{side}_name").str.starts_with("Unidentified").fill_null(False)  # noqa: E731
    pair = pl.concat_list(pl.coalesce("actor1_id", "actor1_name"), pl.coalesce("actor2_id", "actor2_name")).list.sort()
    several = {
        "event_date": (pl.col("event_date"), sharp_day), "location_name": (pl.col("place_key"), sharp_place), "event_type": (pl.col("event_type"), coded),
        "sub_event_type": (pl.col("sub_event_type"), coded), "actors": (pair, known(1) & known(2)),
        "fatalities_best": (pl.col("fatalities_best"), tolled), "civilian_targeting": (pl.col("civilian_targeting"), coded),
    }
    counts = rows.filter(pl.len().over("event_id") > 1).group_by("event_id").agg(
        **{name: (value.filter(case.fill_null(False)).drop_nulls().n_unique() > 1) for name, (value, case) in several.items()}
    )
    counts = counts.with_columns(actor1_name="actors", actor2_name="actors").drop("actors")
    names = sorted(set(counts.columns) - {"event_id"})
    listed = counts.select("event_id", contested_columns=pl.concat_list([pl.when(pl.col(n)).then(pl.lit(n)) for n in names]).list.drop_nulls())
    return rows.select("event_id").unique().join(listed, on="event_id", how="left").with_columns(pl.col("contested_columns").fill_null([]))
