"""How likely two claims tell of the same event, as a sum of log-odds that a person can read part by part."""

import polars as pl

from pipeline.dedup.features import COARSE, CROWD, NAMED, UNKNOWN
from pipeline.dedup.weights import CODE, LEVELS, PARTS, Weights

KM_PER_DEGREE = 111.2
CLOSE_KM = 5.0
FEW = 2  # deaths; two events with so few often have the same number by chance
CHUNK = 1_000_000
TEXT_MATTERS = 6.0  # beyond this many log-odds words cannot turn the verdict
VETOES = {"place": ("far",), "date": ("apart", "before_published")}
_SIDES = ("actor", "root", "kind", "standing")
_COLUMNS = (
    "report", "feed_code", "source_code", "place", "location", "unit", "latitude", "longitude", "shrink", "radius", "geo", "start", "end", "published",
    *(f"{what}{side}" for side in (1, 2) for what in _SIDES), "type_row", "low", "best", "high", "has_toll", "is_distinct", "is_dataset",
)


def score(features: pl.DataFrame, pairs: pl.DataFrame, weights: Weights, *, distinct_feeds: tuple[str, ...] = ()) -> pl.DataFrame:
    """Pairs with a level per part, the sum of their log-odds (`score`) and `is_vetoed`; vetoed pairs can never be merged.

    Pairs too far apart in place or time to be near misses are left out. `left` and `right` are rows of `features`.
    """
    numbers = _numbers(features, weights, distinct_feeds)
    chunks = [_chunk(numbers, chunk, weights) for chunk in pairs.iter_slices(CHUNK)]
    empty = _chunk(numbers, pairs.head(0), weights)
    scored = pl.concat([empty, *chunks])
    return _with_words(features, scored, weights)


def _numbers(features: pl.DataFrame, weights: Weights, distinct_feeds: tuple[str, ...]) -> pl.DataFrame:
    default = pl.col("is_default").cast(pl.Int32)
    known = pl.col("sub_event_type").replace_strict(weights.types, default=None, return_dtype=pl.Int32)
    return features.with_columns(
        feed_code=pl.col("feed").rank("dense").cast(pl.Int32), is_distinct=pl.col("feed").is_in(distinct_feeds),
        is_dataset=pl.col("feed") != "reports",
        type_row=pl.when(known.is_null()).then(weights.types[""]).otherwise(known + default),
    ).select(_COLUMNS)


def _chunk(numbers: pl.DataFrame, pairs: pl.DataFrame, weights: Weights) -> pl.DataFrame:
    """Compare one slice of the pairs: place and day first, the rest on what is left."""
    near = _gather(numbers, pairs, ("latitude", "longitude", "shrink", "radius", "geo", "start", "end", "report", "place", "location"))
    near = near.with_columns(distance=_distance()).filter(_worth_comparing()).select("left", "right", "distance")
    rows = _gather(numbers, near, _COLUMNS).lazy()
    rows = rows.with_columns(toll=_toll(), place_level=_place(), prior=_prior())
    rows = rows.with_columns(date=_date(), type=_type(weights), **_actors(weights))
    rows = rows.rename({"place_level": "place_code"})
    codes = rows.select("left", "right", "prior", "date", "toll", "type", "actor_score", "actor_low", "actor_high", place="place_code", is_elsewhere=_is_elsewhere())
    odds = {part: pl.col(part).replace_strict(dict(enumerate(weights.log_odds[part])), return_dtype=pl.Float64)
            for part in ("prior", "place", "date", "type", "toll")}
    vetoed = pl.any_horizontal(pl.col(part).is_in([CODE[part][level] for level in levels]) for part, levels in VETOES.items())
    return codes.with_columns(
        **{f"{part}_score": value for part, value in odds.items()}, is_vetoed=vetoed | pl.col("is_elsewhere"),
    ).with_columns(score=pl.sum_horizontal(*(f"{p}_score" for p in ("prior", "place", "date", "type", "toll")), "actor_score")).collect()


def _gather(numbers: pl.DataFrame, pairs: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    sides = [pairs]
    for side, end in (("left", "_a"), ("right", "_b")):
        sides.append(numbers.select(pl.col(columns).gather(pairs[side]).name.suffix(end)))
    return pl.concat(sides, how="horizontal")


def _distance() -> pl.Expr:
    north = pl.col("latitude_a") - pl.col("latitude_b")
    east = (pl.col("longitude_a") - pl.col("longitude_b")).abs()
    east = pl.min_horizontal(east, 360 - east) * pl.min_horizontal("shrink_a", "shrink_b")
    return (north * north + east * east).sqrt() * KM_PER_DEGREE


def _reach() -> pl.Expr:
    return pl.col("radius_a") + pl.col("radius_b")


def _gap() -> pl.Expr:
    return pl.max_horizontal(pl.col("start_a") - pl.col("end_b"), pl.col("start_b") - pl.col("end_a"))


def _worth_comparing() -> pl.Expr:
    is_area = (pl.col("geo_a") >= COARSE) | (pl.col("geo_b") >= COARSE)
    return (_gap() <= 1) & ((pl.col("distance") <= 2 * _reach()) | is_area | pl.col("distance").is_null())


def _levels(part: str, *cases: tuple[str, pl.Expr], otherwise: str) -> pl.Expr:
    """Code of the first level whose case is true."""
    chain = pl.when(cases[0][1].fill_null(False)).then(pl.lit(CODE[part][cases[0][0]], pl.Int8))
    for level, case in cases[1:]:
        chain = chain.when(case.fill_null(False)).then(pl.lit(CODE[part][level], pl.Int8))
    return chain.otherwise(pl.lit(CODE[part][otherwise], pl.Int8))


def _same(name: str) -> pl.Expr:
    return pl.col(f"{name}_a") == pl.col(f"{name}_b")


def _prior() -> pl.Expr:
    datasets = pl.col("is_dataset_a").cast(pl.Int8) + pl.col("is_dataset_b").cast(pl.Int8)
    return _levels(
        "prior", ("one_report", _same("report")), ("one_dataset", _same("feed_code") & pl.col("is_distinct_a")), ("two_datasets", datasets == 2),
        ("report_and_dataset", datasets == 1), ("two_reports_one_source", _same("source_code")), otherwise="two_reports",
    )


def _place() -> pl.Expr:
    distance, widest = pl.col("distance"), pl.max_horizontal("radius_a", "radius_b")
    both_exact = (pl.col("geo_a") < COARSE) & (pl.col("geo_b") < COARSE)
    return _levels(
        "place", ("inside", _is_borrowed()), ("same_place", _same("place") & both_exact), ("same_place", (distance < 0.5) & both_exact),
        ("same_name", _same("location") & (both_exact | distance.is_null()) & (distance.is_null() | (distance <= _reach()))),
        ("region", ~both_exact & _same("unit")), ("unknown", distance.is_null()), ("close", (distance <= CLOSE_KM) & both_exact),
        ("inside", distance <= widest), ("near", distance <= 1.5 * _reach()), otherwise="far",
    )


def _is_borrowed() -> pl.Expr:
    """True of two places of other names on one spot, known only nearly: one was given the other's point for want of its own."""
    nearly = (pl.col("geo_a") == 2) | (pl.col("geo_b") == 2)
    on_one_spot = _same("place").fill_null(False) | (pl.col("distance") < 0.5)
    return (pl.col("location_a") != pl.col("location_b")) & nearly & on_one_spot


def _is_elsewhere() -> pl.Expr:
    """True of two claims of one report that name different places or days: two events, by the codebook."""
    other_place = ~pl.coalesce(_same("location"), _same("place"), pl.lit(False))
    other_day = (pl.col("start_a") != pl.col("start_b")) | (pl.col("end_a") != pl.col("end_b"))
    return (_same("report") & (other_place | other_day)).fill_null(False)


def _date() -> pl.Expr:
    longest = pl.max_horizontal(pl.col("end_a") - pl.col("start_a"), pl.col("end_b") - pl.col("start_b"))
    too_early = (pl.col("published_a") < pl.col("start_b")) | (pl.col("published_b") < pl.col("start_a"))
    is_next = _gap() == 1
    says_nothing = pl.col("toll").is_in([CODE["toll"][level] for level in ("unknown", "no_deaths", "equal_few")])
    is_equal = pl.col("toll") == CODE["toll"]["equal"]
    return _levels(
        "date", ("before_published", too_early), ("same_day", (_gap() == 0) & (longest == 0)), ("overlap_loose", (_gap() <= 0) & (longest > 8)),
        ("overlap", _gap() <= 0), ("next_day_no_toll", is_next & says_nothing), ("next_day_same_toll", is_next & is_equal),
        ("next_day_other_toll", is_next), otherwise="apart",
    )


def _type(weights: Weights) -> pl.Expr:
    count = weights.types[""] + 1
    at = pl.col("type_row_a") * count + pl.col("type_row_b")
    return pl.lit(weights.type_table).gather(at).alias("type")


def _toll() -> pl.Expr:
    most, least = pl.max_horizontal("best_a", "best_b"), pl.min_horizontal("best_a", "best_b")
    overlap = (pl.col("low_a") <= pl.col("high_b")) & (pl.col("low_b") <= pl.col("high_a"))
    return _levels(
        "toll", ("unknown", ~(pl.col("has_toll_a") & pl.col("has_toll_b"))), ("no_deaths", most == 0),
        ("equal_few", (most == least) & (most <= FEW)), ("equal", most == least), ("none_against_some", least == 0),
        ("overlap", overlap), ("close", (most <= 1.5 * least) | (most - least <= 2)), ("apart", most <= 3 * least), otherwise="far",
    )


def _actors(weights: Weights) -> dict[str, pl.Expr]:
    """Sum of both sides' log-odds in the better of the two orders, and the levels that gave it."""
    odds = dict(enumerate(weights.log_odds["actor"]))
    straight, crossed = ((_side(1, 1), _side(2, 2)), (_side(1, 2), _side(2, 1)))
    worth = lambda level: level.replace_strict(odds, return_dtype=pl.Float64)  # noqa: E731
    first, second = (worth(a) + worth(b) for a, b in (straight, crossed))
    turned = second > first
    pick = lambda i: pl.when(turned).then(crossed[i]).otherwise(straight[i])  # noqa: E731
    return {"actor_score": pl.when(turned).then(second).otherwise(first), "actor_low": pl.min_horizontal(pick(0), pick(1)),
            "actor_high": pl.max_horizontal(pick(0), pick(1))}


def _side(a: int, b: int) -> pl.Expr:
    left, right = ({what: pl.col(f"{what}{side}_{end}") for what in _SIDES} for side, end in ((a, "a"), (b, "b")))
    unknown = [s["standing"] == UNKNOWN for s in (left, right)]
    same = left["actor"] == right["actor"]
    return _levels(
        "actor", ("both_unknown", unknown[0] & unknown[1]), ("same", same & (left["standing"] == NAMED)), ("crowd", same),
        ("other", (unknown[0] & (right["standing"] == CROWD)) | (unknown[1] & (left["standing"] == CROWD))), ("one_unknown", unknown[0] | unknown[1]),
        ("kin", left["root"] == right["root"]), ("other_crowd", (left["standing"] == CROWD) & (right["standing"] == CROWD)),
        ("same_kind", left["kind"] == right["kind"]), otherwise="other",
    )


def _with_words(features: pl.DataFrame, scored: pl.DataFrame, weights: Weights) -> pl.DataFrame:
    """The same pairs with the agreement of their words, looked at only where words could turn the verdict."""
    from pipeline.dedup.words import compare

    open_ = (pl.col("score").abs() <= TEXT_MATTERS) & ~pl.col("is_vetoed")
    level = compare(features, scored.select("left", "right", asked=open_))
    words = level.replace_strict(dict(enumerate(weights.log_odds["text"])), return_dtype=pl.Float64)
    scored = scored.with_columns(text=level, text_score=words).with_columns(score=pl.col("score") + pl.col("text_score"))
    return scored.with_columns(probability=1 / (1 + (-pl.col("score")).exp()))


