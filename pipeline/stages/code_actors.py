"""Each side of a claim becomes a party of the registry, with its type on that day, its associated actors, and the interaction."""

import polars as pl

from pipeline.registry.build import for_matching
from pipeline.registry.interaction import interaction
from pipeline.registry.records import Registry
from pipeline.registry.tool import RESULT, actors_table, generated
from schemas.claim import CLAIMS, EVIDENCE
from schemas.report import ISSUES

SIDES = (1, 2)
ARMED_EVENTS = ("Battles", "Explosions/Remote violence", "Violence against civilians")
CROWDS = {"Protests": "protesters", "Riots": "rioters"}
UNARMED = ("Civilians", "Protesters")


def code_actors(claims: pl.LazyFrame, *, fuzzy_proposals: bool = True, **tables: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Give both sides of each claim a registry id, a name and a type; returns claims, evidence, issues, and the parties that
    the claims brought forth (`actors`: governments' forces, generic, local and identity parties; without those that the registry lists).

    A name that the registry does not know keeps null for its id and stands as reported, with an issue that lists the names that come
    close; they are proposals, never matches. A type that the feed gives stands; a party whose id the claim already has stays as it is. A party that is
    not named is the one that the type of event implies (actor_defaults.csv), if it implies one. `tables` are the actor tables by the
    names of `pipeline.registry.tables.FILES`.
    """
    registry = for_matching({name: frame.collect() for name, frame in tables.items()})
    frame = claims.collect().with_row_index("_row")
    commands = _commands(tables["actor_relations"].collect(), registry)
    coded = pl.concat([_side(frame, side, registry, fuzzy_proposals, commands) for side in SIDES])
    allies = pl.concat([_allies(frame, side, registry) for side in SIDES])
    done = _join(frame, coded, allies)
    brought = pl.concat([t.select(RESULT.names()) for t in (coded, allies, _speakers(frame, registry))])
    return {"claims": done.select(CLAIMS.names).lazy(), "evidence": _evidence(frame, coded).lazy(), "issues": _issues(frame, coded).lazy(),
            "actors": generated(brought, registry).lazy()}


def _mentions(frame: pl.DataFrame, name: pl.Expr, side: int) -> pl.DataFrame:
    return frame.select(
        "_row", "event_type", "feed", name=name, country="country_iso3", date=pl.coalesce("event_date", "date_start", "published_date"),
        side=pl.lit(side, pl.Int8), type_seen=f"actor{side}_type_seen",
    )


def _side(frame: pl.DataFrame, side: int, registry: Registry, propose: bool, commands: pl.DataFrame) -> pl.DataFrame:
    """One row per claim: what was seen on this side, and the party that it is."""
    implied = _implied(frame, side, registry)
    mentions = _mentions(frame, pl.col(f"actor{side}_seen"), side).with_columns(implied=implied)
    asked = mentions.with_columns(name=pl.coalesce("name", "implied"))
    matched = actors_table(asked, registry, propose=propose).with_columns(
        rule_id=pl.when(mentions["name"].is_null() & (pl.col("match") != "none")).then(pl.lit("implied_by_event_type")).otherwise("rule_id"))
    return _under_command(_in_role(matched.with_columns(seen=mentions["name"]), registry), commands)


def _commands(relations: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Groups whose fighters are coded as the joint force that they fight under: actor_id, and that force's id, name and type."""
    rows = [(r["actor_id"], p.actor_id, p.name, p.actor_type) for r in relations.iter_rows(named=True)
            if r["relation"] == "fights_under" and (p := registry.parties.get(r["other_id"]))]
    return pl.DataFrame(rows, schema={c: pl.String for c in ("actor_id", "force_id", "force_name", "force_type")}, orient="row")


def _under_command(sides: pl.DataFrame, commands: pl.DataFrame) -> pl.DataFrame:
    """In armed events a group that fights under another is that one, and an associated actor of it; not where the feed gives the type."""
    joined = sides.join(commands, on="actor_id", how="left", maintain_order="left")
    under = pl.col("force_id").is_not_null() & pl.col("type_seen").is_null() & pl.col("event_type").is_in(ARMED_EVENTS)
    return joined.with_columns(
        associated=pl.when(under).then(pl.concat_list(pl.concat_list("actor_id"), "associated")).otherwise("associated"),
        actor_id=pl.when(under).then("force_id").otherwise("actor_id"), actor_name=pl.when(under).then("force_name").otherwise("actor_name"),
        actor_type=pl.when(under).then("force_type").otherwise("actor_type"), rule_id=pl.when(under).then(pl.lit("fights_under")).otherwise("rule_id"),
    ).drop("force_id", "force_name", "force_type")


def _implied(frame: pl.DataFrame, side: int, registry: Registry) -> pl.Series:
    labels = {event_type: registry.generics[generic][0] for (event_type, n), generic in registry.implied.items() if n == side}
    label = frame["event_type"].replace_strict(labels, default=None, return_dtype=pl.String)
    country = frame["country_iso3"].replace_strict(registry.titles, default=None, return_dtype=pl.String).str.strip_prefix("the ")
    return pl.select(pl.when(label.is_not_null() & country.is_not_null()).then(pl.format("{} ({})", label, country))).to_series()


def _in_role(sides: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Parties as their part in the event makes them: a government that fights is its army; unarmed people in a crowd are the crowd.

    Only where the feed does not give the type itself; the party as matched becomes an associated actor of the crowd. Civilians on the
    second side are whom the crowd attacks, and stay civilians.
    """
    ours = pl.col("type_seen").is_null() & pl.col("actor_id").is_not_null()
    fights = ours & pl.col("event_type").is_in(ARMED_EVENTS) & pl.col("actor_id").str.contains("^state:[A-Z]{3}:government:")
    unarmed = pl.col("actor_type").is_in(UNARMED) | pl.col("actor_id").str.starts_with("association:")
    crowd = pl.col("event_type").replace_strict(CROWDS, default=None, return_dtype=pl.String)
    is_target = (pl.col("side") == 2) & pl.col("actor_id").str.starts_with("civilians:")  # a mob's victims are no second mob
    joins = ours & crowd.is_not_null() & unarmed & ~is_target & ~pl.col("actor_id").str.starts_with(pl.concat_str(crowd.fill_null(""), pl.lit(":")))
    where = pl.coalesce("country", pl.lit("INT"))
    label = crowd.replace_strict({k: v[0] for k, v in registry.generics.items()}, default=None, return_dtype=pl.String)
    kind = crowd.replace_strict({k: v[1] for k, v in registry.generics.items()}, default=None, return_dtype=pl.String)
    place = where.replace_strict(registry.titles, default="International", return_dtype=pl.String).str.strip_prefix("the ")
    plain = pl.col("actor_id").str.contains("^(?:civilians|protesters):")
    return sides.with_columns(
        associated=pl.when(joins & ~plain).then(pl.concat_list(pl.concat_list("actor_id"), "associated")).otherwise("associated"),
        actor_id=pl.when(fights).then(pl.col("actor_id").str.replace(":government:", ":military:", literal=True))
        .when(joins).then(pl.format("{}:{}", crowd, where)).otherwise("actor_id"),
        actor_name=pl.when(fights).then(pl.col("actor_name").str.replace("Government of", "Military Forces of", literal=True))
        .when(joins).then(pl.format("{} ({})", label, place)).otherwise("actor_name"),
        actor_type=pl.when(joins).then(kind).otherwise("actor_type"),
        parent_id=pl.when(fights).then("actor_id").when(joins).then(None).otherwise("parent_id"),
        country_iso3=pl.when(joins).then("country").otherwise("country_iso3"),
        rule_id=pl.when(fights).then(pl.lit("government_fights")).when(joins).then(pl.lit("crowd")).otherwise("rule_id"),
    )


def _allies(frame: pl.DataFrame, side: int, registry: Registry) -> pl.DataFrame:
    """One row per associated actor that the source names: its id, or the label of a feed where the registry has none; other words of prose are no actors."""
    listed = _mentions(frame.explode(f"assoc_actor{side}_seen"), pl.col(f"assoc_actor{side}_seen"), side).filter(pl.col("name").is_not_null())
    told = actors_table(listed, registry, propose=False).join(frame.select("_row", is_prose=pl.col("native_id").is_null()), on="_row", how="left", maintain_order="left")
    return told.with_columns(ally=pl.coalesce("actor_id", pl.when(~pl.col("is_prose")).then("name"))).filter(pl.col("ally").is_not_null())


def _speakers(frame: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """The states' forces and governments that speak in the claims, as parties, so that every speaker's id has a row."""
    parts = pl.col("actor_id").str.split(":")
    titles = {branch: template.split(" of ")[0] for (branch, unit, owner), template in registry.branches.items() if unit == "" and owner == "*"}
    said = frame.filter(pl.col("attribution_actor_id").str.starts_with("state:")).select(actor_id="attribution_actor_id", date=pl.coalesce("event_date", "date_start", "published_date")).unique()
    asked = said.sort("actor_id", "date").with_columns(country=parts.list.get(1), name=parts.list.get(2).replace_strict(titles, default=None, return_dtype=pl.String))
    return actors_table(asked.select("name", "country", "date"), registry, propose=False)


def _join(frame: pl.DataFrame, coded: pl.DataFrame, allies: pl.DataFrame) -> pl.DataFrame:
    done = frame
    for side in SIDES:
        here = coded.filter(pl.col("side") == side).select("_row", "actor_id", "actor_name", "actor_type", "associated")
        named = allies.filter(pl.col("side") == side).group_by("_row").agg(allies=pl.col("ally").unique().sort())
        done = done.join(here, on="_row", how="left", maintain_order="left").join(named, on="_row", how="left", maintain_order="left")
        done = done.with_columns(_side_columns(side)).drop("actor_id", "actor_name", "actor_type", "associated", "allies")
    # A side that is named but whose type is unknown makes the interaction unknown, not one-sided.
    unclear = pl.any_horizontal(pl.col(f"actor{s}_name").is_not_null() & pl.col(f"actor{s}_type").is_null() for s in SIDES)
    return done.with_columns(interaction=pl.when(~unclear).then(interaction("actor1_type", "actor2_type")))


def _side_columns(side: int) -> list[pl.Expr]:
    empty = pl.lit([], pl.List(pl.String))
    allies = pl.concat_list(*(pl.col(c).fill_null(empty) for c in (f"assoc_actor{side}_ids", "allies", "associated"))).list.unique().list.sort()
    given = pl.col(f"actor{side}_id").is_not_null()
    identity = pl.coalesce(f"actor{side}_id", "actor_id")
    return [
        identity.alias(f"actor{side}_id"),
        pl.when(given).then(f"actor{side}_name").otherwise(pl.coalesce("actor_name", f"actor{side}_name", f"actor{side}_seen")).alias(f"actor{side}_name"),
        pl.when(given).then(f"actor{side}_type").otherwise(
            pl.coalesce(f"actor{side}_type_seen", "actor_type", f"actor{side}_type")).alias(f"actor{side}_type"),
        allies.list.set_difference(pl.concat_list(identity)).alias(f"assoc_actor{side}_ids"),
    ]


def _evidence(frame: pl.DataFrame, coded: pl.DataFrame) -> pl.DataFrame:
    """The name that was read, with the party chosen; for names without a match the candidates that came close, not chosen."""
    known = coded.join(frame.select("_row", "claim_id", "report_id", "native_id"), on="_row").filter(pl.col("seen").is_not_null())
    chosen = known.filter(pl.col("actor_id").is_not_null()).with_columns(candidate_id="actor_id", is_chosen=True)
    losers = known.filter(pl.col("actor_id").is_null()).explode("candidates").filter(pl.col("candidates").is_not_null())
    losers = losers.with_columns(candidate_id="candidates", is_chosen=False, rule_id=pl.lit("fuzzy"))
    rows = pl.concat([chosen.drop("candidates"), losers.drop("candidates")]).with_columns(
        column_name=pl.format("actor{}_id", "side"), field=pl.when(pl.col("native_id").is_null()).then(pl.lit("text")).otherwise(pl.lit("row")),
        rule_id=pl.format("actors.{}", pl.col("rule_id")),
    )
    missing = [pl.lit(None, c.dtype).alias(c.name) for c in EVIDENCE.columns if c.name not in rows.columns]
    return rows.with_columns(missing).select(pl.col(c.name).cast(c.dtype) for c in EVIDENCE.columns).sort(EVIDENCE.sort, nulls_last=True)


def _issues(frame: pl.DataFrame, coded: pl.DataFrame) -> pl.DataFrame:
    lost = coded.filter(pl.col("actor_id").is_null() & pl.col("seen").is_not_null()).join(frame.select("_row", "claim_id"), on="_row")
    near = pl.col("candidates").list.join(", ")
    rows = lost.with_columns(
        stage=pl.lit("code_actors"), context=pl.format("in {}", pl.coalesce("country", pl.lit("an unknown country"))),
        issue_code=pl.when(near != "").then(pl.lit("fuzzy_actor")).otherwise(pl.lit("unmatched_actor")),
        suggestion=pl.when(near != "").then(pl.format("perhaps {}", near)).otherwise(pl.lit("add it to raw/reference/actors or raw/reference/actor_aliases")),
    )
    grouped = rows.group_by("stage", "feed", "issue_code", "seen", "context").agg(
        pl.col("suggestion").min(), row_count=pl.len().cast(pl.Int64), example_id=pl.col("claim_id").min())
    return grouped.select(ISSUES.names).cast(ISSUES.schema).sort(ISSUES.sort, nulls_last=True)
