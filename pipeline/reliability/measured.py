"""How often a source agrees with the others that are not its own kind, field by field, and how sure that figure is."""

import polars as pl

from pipeline.reliability.posterior import interval, mean

FIELDS = ("date", "place", "toll", "type")
PLACE_KM = 10.0
TOLL_SHARE = 0.2
_KM_PER_DEGREE = 111.2


def measured(members: pl.DataFrame, *, width: float, minimum_n: int) -> pl.DataFrame:
    """Per source and field: n comparable claims, and the mean and interval of the Beta(1,1) posterior of agreement.

    `members`: counted voices of events' claims with values. Only claims with exactly one source are compared, each with
    the consensus of the other voices of its event that speak for another side or none; a claim without such company is
    not comparable. Date: the same day. Place: within 10 km. Toll: within a fifth, or one. Type: the same sub-event
    type. Below `minimum_n` the share is null.
    """
    compared = _compared(members.filter(pl.len().over("event_id") > 1))
    counts = compared.group_by("source_id").agg(
        *(pl.col(f"{field}_agrees").is_not_null().sum().cast(pl.Int32).alias(f"{field}_n") for field in FIELDS),
        *(pl.col(f"{field}_agrees").sum().cast(pl.Int32).alias(f"{field}_k") for field in FIELDS),
    )
    for field in FIELDS:
        counts = counts.join(_shares(counts, field, width, minimum_n), on=[f"{field}_n", f"{field}_k"], how="left")
    return counts.drop(f"{field}_k" for field in FIELDS).sort("source_id")


def _shares(counts: pl.DataFrame, field: str, width: float, minimum_n: int) -> pl.DataFrame:
    rows = []
    for n, k in counts.select(f"{field}_n", f"{field}_k").unique().sort(f"{field}_n", f"{field}_k").iter_rows():
        low, high = interval(k + 1, n - k + 1, width) if n >= minimum_n else (None, None)
        rows.append((n, k, mean(k + 1, n - k + 1) if n >= minimum_n else None, low, high))
    names = (f"{field}_n", f"{field}_k", f"{field}_agreement", f"{field}_agreement_low", f"{field}_agreement_high")
    return pl.DataFrame(rows, schema=dict(zip(names, (pl.Int32, pl.Int32, pl.Float64, pl.Float64, pl.Float64), strict=True)), orient="row")


def _compared(members: pl.DataFrame) -> pl.DataFrame:
    """Each single-source claim with its agreement per field; null where it or the others do not say."""
    rows = members.with_columns(
        day=pl.when(pl.col("time_precision") == 1).then(pl.col("event_date").to_physical()),
        latitude=pl.when(pl.col("geo_precision") <= 2).then("latitude"), longitude=pl.when(pl.col("geo_precision") <= 2).then("longitude"),
        toll=pl.when(pl.col("fatalities_rule").ne_missing("none_reported")).then("fatalities_best"),
        kind=pl.when(pl.col("sub_event_type_rule").ne_missing("default")).then("sub_event_type"),
    )
    one = rows.filter(pl.col("source_id").n_unique().over("claim_id") == 1).select(
        "event_id", "claim_id", "source_id", "unit", "alignment", *(pl.col(c).alias(f"own_{c}") for c in ("day", "latitude", "longitude", "toll", "kind")))
    # One account per voice: its latest, the most credible first.
    others = rows.sort(["event_id", "unit", "trust", "published_date", "claim_id"], descending=[False, False, False, True, False], nulls_last=True)
    others = others.unique(["event_id", "unit"], keep="first", maintain_order=True)
    given = others.select("event_id", "day", "latitude", "longitude", "toll", "kind", other_unit="unit", other_alignment="alignment")
    is_other_voice = pl.col("unit") != pl.col("other_unit")
    is_other_side = pl.col("alignment").is_null() | pl.col("alignment").ne_missing(pl.col("other_alignment"))
    met = one.join(given, on="event_id").filter(is_other_voice & is_other_side)
    consensus = met.group_by("claim_id", "source_id").agg(
        *(pl.col(f"own_{c}").first() for c in ("day", "latitude", "longitude", "toll", "kind")),
        *(_middle(c) for c in ("day", "latitude", "longitude", "toll")), kind=_commonest("kind"),
    )
    north = pl.col("latitude") - pl.col("own_latitude")
    east = (pl.col("longitude") - pl.col("own_longitude")) * (pl.col("latitude") * (3.141592653589793 / 180)).cos()
    gap = (pl.col("toll") - pl.col("own_toll")).abs()
    return consensus.select(
        "claim_id", "source_id", date_agrees=pl.col("day") == pl.col("own_day"), place_agrees=(north * north + east * east).sqrt() * _KM_PER_DEGREE <= PLACE_KM,
        toll_agrees=(gap <= 1) | (gap <= TOLL_SHARE * pl.col("toll")), type_agrees=pl.col("kind") == pl.col("own_kind"),
    )


def _middle(column: str) -> pl.Expr:
    """The lower middle value: no mean, so that it is a value that someone reported."""
    values = pl.col(column).drop_nulls().sort()
    return values.get((values.len().cast(pl.Int64) - 1).clip(0) // 2, null_on_oob=True).alias(column)


def _commonest(column: str) -> pl.Expr:
    """The value that most others give; null when two are equally common."""
    modes = pl.col(column).drop_nulls().mode()
    return pl.when(modes.n_unique() == 1).then(modes.min())
