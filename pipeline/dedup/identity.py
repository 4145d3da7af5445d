"""Ids that outlive releases: inherited from the ledger where claims are shared, minted only where nothing is.

Every event of the ledger has one heir at most: the new group that holds most of its claims (ties: the smaller group,
then the one whose first claim is older). A group that is heir to several events keeps the oldest id, and the others
are redirected to it; a group that is heir to none mints an id from its first claim. No id is ever given twice.
"""

import hashlib

import polars as pl

from pipeline.dedup.decisions import member_key
from schemas.event import LEDGER, RETIRED_EVENTS

FOUNDING_ORDER = ("published_date", "feed", "claim_id")


def identify(grouped: pl.DataFrame, ledger: pl.DataFrame, version: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(group_id, event_id, founding_claim_id) of every group, and the ledger with this release in it.

    `grouped`: claim_id, feed, native_id, published_date, group_id of every claim of an event.
    """
    claims = grouped.with_columns(key=member_key()).sort(*FOUNDING_ORDER, nulls_last=True).with_row_index("age")
    groups = claims.group_by("group_id").agg(pl.col("age").min(), size=pl.len(), first_claim_id=pl.col("claim_id").first(), first_key=pl.col("key").first())
    live = ledger.filter(pl.col("status") == "live")
    shared = (
        live.select("event_id", "ordinal", key="member_keys").explode("key", empty_as_null=False, keep_nulls=False)
        .join(claims.select("key", "group_id"), on="key").group_by("event_id", "ordinal", "group_id").agg(shared=pl.len()).join(groups, on="group_id")
    )
    heirs = shared.sort(["event_id", "shared", "size", "age"], descending=[False, True, False, False]).unique("event_id", keep="first", maintain_order=True)
    kept = heirs.sort("group_id", "ordinal").unique("group_id", keep="first", maintain_order=True).select("group_id", "event_id")
    fresh = groups.join(kept, on="group_id", how="anti").sort("age")
    minted = fresh.select("group_id", event_id=_mint(fresh["first_key"], set(ledger["event_id"])))
    founding = _founding(claims, pl.concat([kept, minted]), ledger)
    return founding.sort("event_id"), _advance(claims, founding, minted, shared, ledger, version)


def _mint(keys: pl.Series, taken: set[str]) -> pl.Series:
    """A new id from each key, hashed again where it was given before."""
    found = []
    for key in keys:
        tries = 0
        while (event := "e" + hashlib.sha256(f"event\0{key}\0{tries}".encode()).hexdigest()[:16]) in taken:
            tries += 1
        taken.add(event)
        found.append(event)
    return pl.Series("event_id", found, dtype=pl.String)


def _founding(claims: pl.DataFrame, ids: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """The founding claim of every event: the one that the ledger knows while it is a member, else the first."""
    known = ledger.select("event_id", known_id="founding_claim_id")
    rows = claims.select("claim_id", "group_id", "age").join(ids, on="group_id").join(known, on="event_id", how="left")
    rows = rows.with_columns(other=pl.col("claim_id").ne_missing(pl.col("known_id"))).sort("other", "age")
    return rows.group_by("group_id", "event_id").agg(founding_claim_id=pl.col("claim_id").first())


def _advance(claims, founding, minted, shared, ledger, version: str) -> pl.DataFrame:
    """The ledger after this release: living events with their members, retired ones with their successors."""
    keys = claims.join(founding.select("group_id", "event_id"), on="group_id").group_by("event_id").agg(member_keys=pl.col("key").sort())
    start = 0 if ledger.is_empty() else ledger["ordinal"].max() + 1
    new = minted.select("event_id").with_row_index("ordinal", start).with_columns(pl.col("ordinal").cast(pl.Int64))
    before = ledger.select("event_id", "first_release", "last_changed_release", "ordinal", was="founding_claim_id")
    living = keys.join(founding.select("event_id", "founding_claim_id"), on="event_id").join(before, on="event_id", how="left").join(new, on="event_id", how="left", suffix="_new")
    living = living.select(
        "event_id", "member_keys", founding_claim_id=pl.coalesce("was", "founding_claim_id"), status=pl.lit("live"), successor_ids=pl.lit([], pl.List(pl.String)),
        first_release=pl.col("first_release").fill_null(version), last_changed_release=pl.col("last_changed_release").fill_null(version),
        ordinal=pl.coalesce("ordinal", "ordinal_new"),
    )
    gone = ledger.filter(pl.col("status") == "live").join(keys, on="event_id", how="anti")
    heirs = shared.join(founding.select("group_id", successor="event_id"), on="group_id").group_by("event_id").agg(successors=pl.col("successor").unique().sort())
    count = pl.col("successors").list.len().fill_null(0)
    retired = gone.join(heirs, on="event_id", how="left").with_columns(
        status=pl.when(count == 0).then(pl.lit("withdrawn")).when(count == 1).then(pl.lit("merged_into")).otherwise(pl.lit("split_from")),
        successor_ids=pl.col("successors").fill_null([]), last_changed_release=pl.lit(version),
    )
    rest = ledger.filter(pl.col("status") != "live")
    return pl.concat([frame.select(LEDGER.names).cast(LEDGER.schema) for frame in (living, retired, rest)]).sort("event_id")


def retired(ledger: pl.DataFrame, earlier: pl.DataFrame, withdrawn: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every retired event with what became of it; rows of earlier releases stay as they were told.

    `withdrawn` says why members are gone: key (`<feed>:<native id>`) and reason in words.
    """
    shown = pl.col("member_keys").list.head(3).list.join(", ")
    rest = pl.when(pl.col("member_keys").list.len() > 3).then(pl.lit(" and others")).otherwise(pl.lit(""))
    heirs = pl.col("successor_ids").list.join(", ")
    reason = (
        pl.when(pl.col("status") == "withdrawn").then(pl.concat_str(pl.lit("no claim of this release supports it any more; it rested on "), shown, rest, _why()))
        .when(pl.col("status") == "merged_into").then(pl.concat_str(pl.lit("its claims were found to tell of the same event as "), heirs))
        .otherwise(pl.concat_str(pl.lit("its claims were found to tell of several events: "), heirs))
    )
    rows = _with_why(ledger.filter(pl.col("status") != "live"), withdrawn).select("event_id", "status", "successor_ids", retired_release="last_changed_release", reason=reason)
    rows = rows.join(earlier, on="event_id", how="anti")
    return pl.concat([frame.select(RETIRED_EVENTS.names).cast(RETIRED_EVENTS.schema) for frame in (rows, earlier)]).sort("event_id")


def _why() -> pl.Expr:
    return pl.when(pl.col("why") != "").then(pl.concat_str(pl.lit(" ("), "why", pl.lit(")"))).otherwise(pl.lit(""))


def _with_why(ledger: pl.DataFrame, withdrawn: pl.DataFrame | None) -> pl.DataFrame:
    """The rows with `why`: the distinct reasons for which their members are gone, empty where none is known."""
    known = pl.DataFrame(schema={"key": pl.String, "reason": pl.String}) if withdrawn is None else withdrawn
    members = ledger.select("event_id", key="member_keys").explode("key", empty_as_null=False, keep_nulls=False)
    told = members.join(known, on="key").group_by("event_id").agg(why=pl.col("reason").unique().sort().str.join("; "))
    return ledger.join(told, on="event_id", how="left", maintain_order="left").with_columns(pl.col("why").fill_null(""))
