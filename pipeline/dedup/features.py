"""Claims become rows of numbers on which pairs are compared."""

import polars as pl

RADIUS_KM = {1: 5.0, 2: 25.0, 3: 100.0, 4: 500.0}
COARSE = 3  # from this precision on a place is an area: its point says little, its unit says where
LONGEST_INTERVAL_DAYS = 62
CROWDS = ("Civilians", "Protesters", "Rioters")
UNKNOWN, CROWD, NAMED = 0, 1, 2


def prepare(claims: pl.DataFrame, actors: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row of numbers per claim that can be compared, sorted by claim id; claims without a day or a place are left out.

    Codes (`country`, `place`, `actor1` and so on) are only good within one call: equal codes mean equal values. Days
    are counted from 1970. `claims` may carry `copy_root`, the original of a copied
    report, and `author_id`, the source that published it.
    """
    frame = claims.filter(comparable()).sort("claim_id")
    frame = frame.with_columns(
        start=pl.coalesce("date_start", "event_date").to_physical(), end=pl.coalesce("date_end", "event_date").to_physical(),
        published=pl.col("published_date").to_physical(), geo=pl.col("geo_precision").fill_null(COARSE + 1),
    )
    frame = frame.with_columns(radius=pl.coalesce("location_radius_km", pl.col("geo").replace_strict(RADIUS_KM, default=500.0, return_dtype=pl.Float64)))
    roots = _roots(actors)
    for side in (1, 2):
        frame = frame.with_columns(_actor(side, roots))
    optional = [name for name in ("copy_root",) if name in frame.columns]
    return frame.select(
        "claim_id", "feed", *optional,
        *(_code(source, name) for source, name in (
            ("country_iso3", "country"), ("admin1", "unit"), ("place_id", "place"), ("report_id", "report"), ("event_type", "event_type_code"))),
        source_code=_code("author_id", "source_code") if "author_id" in frame.columns else pl.lit(None, pl.Int32),
        location=_code_of(_folded("location_name"), "location"),
        start="start", end="end", published="published", geo="geo", radius="radius", latitude="latitude", longitude="longitude",
        shrink=(pl.col("latitude") * (3.141592653589793 / 180)).cos(),
        is_summary=pl.col("event_kind") == "summary",
        is_default=pl.col("sub_event_type_rule").eq("default").fill_null(False), sub_event_type="sub_event_type",
        low="fatalities_low", best="fatalities_best", high="fatalities_high",
        has_toll=pl.col("fatalities_best").is_not_null() & pl.col("fatalities_rule").ne_missing("none_reported"),
        text=pl.col("text_seen"), wide=(pl.col("end") - pl.col("start")) > LONGEST_INTERVAL_DAYS,
        standing1="_standing1", standing2="_standing2",
        **_actor_codes(frame),
    )


def comparable() -> pl.Expr:
    """True of a claim that says on what day, and in what country or at what point, something happened."""
    has_day = pl.col("event_date").is_not_null()
    has_place = pl.col("country_iso3").is_not_null() | pl.col("latitude").is_not_null()
    return has_day & has_place


def _folded(name: str) -> pl.Expr:
    return pl.col(name).str.to_lowercase().str.replace_all(r"^near |[^\pL\pN]+", "")


def _code(source: str, name: str) -> pl.Expr:
    return _code_of(pl.col(source), name)


def _code_of(value: pl.Expr, name: str) -> pl.Expr:
    return value.cast(pl.Categorical).to_physical().cast(pl.Int32).alias(name)


def _roots(actors: pl.DataFrame | None) -> dict[str, str]:
    """The topmost parent of every actor that has one."""
    if actors is None:
        return {}
    parents = dict(actors.filter(pl.col("parent_id").is_not_null()).select("actor_id", "parent_id").iter_rows())
    found = {}
    for actor in parents:
        at, seen = actor, {actor}
        while at in parents and parents[at] not in seen:
            at = parents[at]
            seen.add(at)
        found[actor] = at
    return found


def _actor(side: int, roots: dict[str, str]) -> list[pl.Expr]:
    name, actor_type = pl.col(f"actor{side}_name"), pl.col(f"actor{side}_type")
    known = pl.coalesce(f"actor{side}_id", name)
    state = known.str.extract(r"^(state:[A-Z]{3})", 1)
    by_name = name.str.extract(r"^(?:Military|Police) Forces of (?:the )?(.+?) \(", 1)
    standing = (
        pl.when(name.is_null() | name.str.starts_with("Unidentified")).then(UNKNOWN)
        .when(actor_type.is_in(CROWDS)).then(CROWD).otherwise(NAMED)
    )
    parent = known.replace_strict(roots, default=None, return_dtype=pl.String) if roots else pl.lit(None, pl.String)
    return [
        known.alias(f"_actor{side}"), pl.coalesce(state, by_name, parent, known).alias(f"_root{side}"),
        actor_type.alias(f"_kind{side}"), standing.cast(pl.Int8).alias(f"_standing{side}"),
    ]


def _actor_codes(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Codes of actors, families and types that are the same on both sides."""
    found = {}
    for what in ("actor", "root", "kind"):
        both = pl.concat([frame[f"_{what}1"].rename("v"), frame[f"_{what}2"].rename("v")]).cast(pl.Categorical).to_physical().cast(pl.Int32)
        found |= {f"{what}1": both.head(frame.height), f"{what}2": both.tail(frame.height)}
    return found
