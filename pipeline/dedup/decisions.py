"""What people decided about pairs of claims, in raw/reference/decisions.csv."""

import polars as pl

from pipeline.errors import BadInput

COLUMNS = {"decision": pl.String, "claim_a": pl.String, "claim_b": pl.String, "decided_by": pl.String, "decided_on": pl.String, "reason": pl.String}
PATH = "raw/reference/decisions.csv"
KINDS = ("force", "forbid")


def member_key() -> pl.Expr:
    """Name of a claim that survives a change of code: `<feed>:<native id>`, or the claim's own id for prose."""
    return pl.when(pl.col("native_id").is_not_null()).then(pl.format("{}:{}", "feed", "native_id")).otherwise("claim_id")


def resolve(decisions: pl.DataFrame, claims: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decisions with claim ids in place of keys, and those that name a claim which this build does not have.

    `claim_a` and `claim_b` may be claim ids or `<feed>:<native id>`. Raises BadInput for another word than force or forbid.
    """
    wrong = decisions.filter(~pl.col("decision").is_in(KINDS).fill_null(False)) if decisions.height else decisions
    if wrong.height:
        raise BadInput(f"{PATH}: decision {wrong['decision'][0]!r} for {wrong['claim_a'][0]} and {wrong['claim_b'][0]}, expected force or forbid")
    keys = claims.select("claim_id", key=member_key())
    names = pl.concat([keys.select("key", "claim_id"), keys.select(pl.col("claim_id").alias("key"), "claim_id")]).unique()
    found = decisions.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
    for side in ("claim_a", "claim_b"):
        found = found.join(names.rename({"key": side, "claim_id": f"{side}_id"}), on=side, how="left")
    known = pl.col("claim_a_id").is_not_null() & pl.col("claim_b_id").is_not_null()
    used = found.filter(known).select("decision", "reason", claim_a="claim_a_id", claim_b="claim_b_id").sort("decision", "claim_a", "claim_b")
    return used, found.filter(~known).select("decision", "claim_a", "claim_b").sort("claim_a", "claim_b")


def force(members: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Members whose groups are joined where a person said so, however unlike they are.

    Raises BadInput when a forced merge would join two claims that another decision keeps apart.
    """
    if decisions.is_empty():
        return members
    group = dict(members.iter_rows())
    forced = decisions.filter(pl.col("decision") == "force").select("claim_a", "claim_b").rows()
    parent: dict[str, str] = {}

    def top(name: str) -> str:
        while parent.get(name, name) != name:
            name = parent[name]
        return name

    for a, b in forced:
        if a in group and b in group:
            low, high = sorted((top(group[a]), top(group[b])))
            parent[high] = low
    for a, b in decisions.filter(pl.col("decision") == "forbid").select("claim_a", "claim_b").iter_rows():
        if a in group and b in group and top(group[a]) == top(group[b]):
            raise BadInput(f"{PATH}: {a} and {b} are forbidden to merge, but other decisions force them together")
    if not parent:
        return members
    moved = {name: top(name) for name in parent}
    return members.with_columns(pl.col("group_id").replace(moved))
