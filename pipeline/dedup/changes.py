"""What changed from one release to the next, value by value, and how an earlier release is told back from it.

Values are written as JSON. A retired event keeps its whole last row as `old`, so that `replay` can bring it back.
`geometry`, `notes` and the two release columns follow from other columns and are not compared.
"""

import re
from collections.abc import Mapping

import polars as pl

from schemas.event import CHANGES, EVENTS

DERIVED = ("event_id", "geometry", "notes", "first_release", "last_changed_release")
COMPARED = tuple(name for name in EVENTS.names if name not in DERIVED)
CAUSES = ("upstream", "code", "reference")  # the order in which a change is ascribed when several kinds of input changed


def changes(
    previous: pl.DataFrame, earlier: pl.DataFrame, events: pl.DataFrame, *, release: str, changed: Mapping[str, bool], decided: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """The cumulative table of changes: `earlier` and what this release did to the events of `previous`.

    `changed` says for upstream, code and reference whether that kind of input differs from the previous build's;
    `decided` are the events that a new decision touched. The first release has no changes: its events are new by
    `first_release`. A release already in `earlier` is told anew.
    """
    before = earlier.filter(pl.col("release") != release)
    if not previous.height:
        return before.select(CHANGES.names)
    old, new = (frame.select("event_id", *COMPARED) for frame in (previous, events))
    rows = [_changed(old, new), _retired(previous, new), _added(old, new)]
    cause = next((name for name in CAUSES if changed.get(name)), "upstream")
    told = pl.concat(rows).with_columns(
        release=pl.lit(release), cause=pl.when(pl.col("event_id").is_in(sorted(decided))).then(pl.lit("decision")).otherwise(pl.lit(cause)))
    return pl.concat([frame.select(CHANGES.names).cast(CHANGES.schema) for frame in (before, told)]).sort(CHANGES.sort, nulls_last=False)


def touch(frame: pl.DataFrame, told: pl.DataFrame, release: str) -> pl.DataFrame:
    """Events or ledger with `last_changed_release` set to this release where it changed a value of the event."""
    touched = told.filter((pl.col("release") == release) & (pl.col("change") == "changed")).select("event_id").unique().with_columns(_is_touched=pl.lit(True))
    joined = frame.join(touched, on="event_id", how="left", maintain_order="left")
    return joined.with_columns(
        last_changed_release=pl.when(pl.col("_is_touched")).then(pl.lit(release)).otherwise("last_changed_release")).drop("_is_touched")


def replay(events: pl.DataFrame, told: pl.DataFrame, version: str) -> pl.DataFrame:
    """The events as they stood in release `version`, from those of a later release and its changes.

    Columns that follow from others (geometry, notes) are kept for events that did not change since, and null in others.
    """
    later = told.filter(pl.col("release").is_in([r for r in told["release"].unique() if order(r) > order(version)]))
    first = events.filter(pl.col("first_release").is_in([r for r in events["first_release"].unique() if order(r) <= order(version)]))
    undone = later.with_columns(_order=pl.col("release").replace_strict({r: i for i, r in enumerate(sorted(later["release"].unique(), key=order))}, return_dtype=pl.Int32))
    gone = _restored(undone.filter(pl.col("change") == "retired"), events.schema)
    gone = gone.filter(pl.col("first_release").is_in([r for r in gone["first_release"].unique() if order(r) <= order(version)]))
    whole = pl.concat([first, gone.join(first, on="event_id", how="anti")])
    values = undone.filter(pl.col("change") == "changed").sort("_order").unique(["event_id", "column_name"], keep="first", maintain_order=True)
    for column in sorted(values["column_name"].unique()):
        whole = _undo(whole, values.filter(pl.col("column_name") == column), column)
    stale = values.select("event_id").unique()
    fresh, changed_rows = whole.join(stale, on="event_id", how="anti"), whole.join(stale, on="event_id", how="semi")
    cleared = [pl.lit(None, whole.schema[name]).alias(name) for name in ("geometry", "notes") if name in whole.columns]
    return pl.concat([fresh, changed_rows.with_columns(cleared)]).sort("event_id")


def order(release: str) -> tuple:
    """Sort key of a version: numbers by value, a development version before the one that it leads to."""
    base, _, suffix = release.partition("-")
    return tuple(int(n) for n in re.findall(r"\d+", base)), not suffix, suffix


def _json(column: str) -> pl.Expr:
    """A column's values as JSON texts; null where there is no value."""
    text = pl.struct(pl.col(column).alias("v")).struct.json_encode()
    return pl.when(pl.col(column).is_not_null()).then(text.str.slice(5, text.str.len_chars() - 6))


def _changed(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    both = old.join(new, on="event_id", suffix="__new")
    rows = []
    for column in COMPARED:
        differs = both.filter(pl.col(column).ne_missing(pl.col(f"{column}__new")))
        rows.append(differs.select("event_id", change=pl.lit("changed"), column_name=pl.lit(column), old=_json(column), new=_json(f"{column}__new")))
    return pl.concat(rows)


def _retired(previous: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    gone = previous.join(new, on="event_id", how="anti")
    whole = pl.struct(pl.all().exclude("geometry")).struct.json_encode()
    return gone.select("event_id", change=pl.lit("retired"), column_name=pl.lit(None, pl.String), old=whole, new=pl.lit(None, pl.String))


def _added(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    return new.join(old, on="event_id", how="anti").select("event_id", change=pl.lit("added"), column_name=nothing, old=nothing, new=nothing)


def _restored(retired: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Rows of retired events, from the JSON kept of them."""
    if not retired.height:
        return pl.DataFrame(schema=schema)
    kept = {name: kind for name, kind in schema.items() if name != "geometry"}
    texts = {name: pl.String() if kind == pl.Date else kind for name, kind in kept.items()}
    rows = retired.select(pl.col("old").str.json_decode(pl.Struct(texts))).unnest("old")
    days = [pl.col(name).str.to_date() for name, kind in kept.items() if kind == pl.Date]
    absent = [pl.lit(None, pl.Binary).alias("geometry")] if "geometry" in schema else []
    return rows.with_columns(*days, *absent).select(schema.names())


def _undo(events: pl.DataFrame, values: pl.DataFrame, column: str) -> pl.DataFrame:
    kind = events.schema[column]
    text = pl.String() if kind == pl.Date else kind
    told = values.select("event_id", pl.concat_str(pl.lit('{"v":'), pl.col("old").fill_null("null"), pl.lit("}")).str.json_decode(pl.Struct({"v": text})).struct.field("v").alias("_was"))
    told = told.with_columns(pl.col("_was").str.to_date() if kind == pl.Date else pl.col("_was"), _is_told=pl.lit(True))
    joined = events.join(told, on="event_id", how="left", maintain_order="left")
    return joined.with_columns(pl.when(pl.col("_is_told")).then("_was").otherwise(column).alias(column)).drop("_was", "_is_told")
