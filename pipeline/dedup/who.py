"""The parties of an event: the most specific actors on which its claims agree."""

import polars as pl

from pipeline.dedup.features import CROWDS
from pipeline.registry.interaction import interaction

_COLUMNS = tuple(f"actor{side}_{what}" for side in (1, 2) for what in ("id", "name", "type"))
_READ = ("event_id", "unit", "trust", "age", "sub_event_type", "chosen_type", "interaction", "civilian_targeting", "assoc_actor1_ids", "assoc_actor2_ids", *_COLUMNS)


def keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """The same claims with `actor1_key` and `actor2_key`: registry id or name, null when nobody is named."""
    return rows.with_columns(
        pl.when(pl.col(f"actor{side}_name").str.starts_with("Unidentified").fill_null(True)).then(None)
        .otherwise(pl.coalesce(f"actor{side}_id", f"actor{side}_name")).alias(f"actor{side}_key")
        for side in (1, 2)
    )


def parties(rows: pl.DataFrame, parents: dict[str, str]) -> pl.DataFrame:
    """Per event, both actors with their allies, from the claim that names them best.

    Claims of the chosen type come first, then those that name both actors, then those that name the most specific ones
    (a branch before its parent), then those whose parties most voices name. A side that this claim leaves unnamed is
    taken from a claim that agrees on the other side.
    """
    rows = keyed(rows.select(_READ)).with_columns(
        is_other_type=pl.col("sub_event_type").ne_missing(pl.col("chosen_type")),
        vagueness=_vagueness(1, parents) + _vagueness(2, parents),
        voices=-pl.col("unit").n_unique().over("event_id", "actor1_key", "actor2_key").cast(pl.Int32),
    )
    order = ["event_id", "is_other_type", "vagueness", "voices", "trust", "age"]
    base = rows.sort(order, nulls_last=True).unique("event_id", keep="first", maintain_order=True)
    base = base.select("event_id", *_COLUMNS, "actor1_key", "actor2_key", "interaction", "civilian_targeting")
    base = _named(base, rows.sort(order, nulls_last=True)).with_columns(interaction=pl.coalesce("interaction", _interaction()))
    return base.join(_allies(rows, base, 1), on="event_id", how="left").join(_allies(rows, base, 2), on="event_id", how="left").with_columns(
        pl.col("assoc_actor1_ids").fill_null([]), pl.col("assoc_actor2_ids").fill_null([]),
    )


def _vagueness(side: int, parents: dict[str, str]) -> pl.Expr:
    key, actor_type = pl.col(f"actor{side}_key"), pl.col(f"actor{side}_type")
    is_branch = key.is_in(list(parents)).fill_null(False)
    return pl.when(key.is_null()).then(8).when(actor_type.is_in(CROWDS)).then(2).when(is_branch).then(1).otherwise(2)


def _named(base: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The same parties; a side that is not named is filled from the first claim that agrees on the other side."""
    for side, other in ((1, 2), (2, 1)):
        gaps = base.filter(pl.col(f"actor{side}_key").is_null() & pl.col(f"actor{other}_key").is_not_null())
        if not gaps.height:
            continue
        found = []
        for mine, theirs in ((side, other), (other, side)):
            given = rows.select("event_id", pl.col(f"actor{theirs}_key").alias("agrees"), pl.col(f"actor{mine}_key").alias("key"),
                                **{what: pl.col(f"actor{mine}_{what}") for what in ("id", "name", "type")}).filter(pl.col("key").is_not_null())
            found.append(gaps.select("event_id", agrees=f"actor{other}_key").join(given, on=["event_id", "agrees"], maintain_order="right"))
        fill = pl.concat(found).unique("event_id", keep="first", maintain_order=True).drop("agrees")
        base = base.join(fill, on="event_id", how="left", maintain_order="left")
        base = base.with_columns(
            *(pl.coalesce(what, f"actor{side}_{what}").alias(f"actor{side}_{what}") if what != "id" else
              pl.when(pl.col("key").is_not_null()).then("id").otherwise("actor%d_id" % side).alias(f"actor{side}_id") for what in ("key", "id", "name", "type")),
            interaction=pl.when(pl.col("key").is_null()).then("interaction"),
        ).drop("key", "id", "name", "type")
    return base


def _interaction() -> pl.Expr:
    """By both types; null where a side is named and its type is not known."""
    is_clear = [pl.col(f"actor{side}_type").is_not_null() | pl.col(f"actor{side}_name").is_null() for side in (1, 2)]
    return pl.when(is_clear[0] & is_clear[1]).then(interaction("actor1_type", "actor2_type"))


def _allies(rows: pl.DataFrame, base: pl.DataFrame, side: int) -> pl.DataFrame:
    """Allies that any claim gives the actor of this side, on whichever side the claim has it."""
    name = f"assoc_actor{side}_ids"
    parts = [
        rows.filter(pl.col(f"assoc_actor{given}_ids").list.len() > 0)
        .select("event_id", key=f"actor{given}_key", ally=f"assoc_actor{given}_ids", is_same_side=pl.lit(given == side))
        for given in (1, 2)
    ]
    given = pl.concat(parts).join(base.select("event_id", chosen=f"actor{side}_key"), on="event_id")
    own = (pl.col("key") == pl.col("chosen")) | (pl.col("key").is_null() & pl.col("chosen").is_null() & pl.col("is_same_side"))
    return given.filter(own.fill_null(False)).explode("ally", empty_as_null=False).group_by("event_id").agg(pl.col("ally").unique().sort().alias(name))
