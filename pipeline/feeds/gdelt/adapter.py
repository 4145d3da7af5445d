"""GDELT rows as claims: CAMEO codes that the ontology covers, with their mentions and tone; the rest is counted as out of scope."""

import polars as pl

from pipeline.feeds.card import Card
from pipeline.feeds.crosswalk import CONDITIONS

CARRIED = (("mentions", "NumMentions"), ("sources", "NumSources"), ("articles", "NumArticles"), ("tone", "AvgTone"), ("goldstein", "GoldsteinScale"),
           ("is_root", "IsRootEvent"))


def claims(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """One claim per row, in order; the type follows the event code and what is known of the two actors."""
    added = pl.col("DATEADDED").str.slice(0, 8).str.to_date("%Y%m%d", strict=False)
    protest = pl.col("EventCode").str.starts_with("14")
    return rows.select(
        event_date="Day", date_start="Day", date_end="Day", time_precision=pl.lit(1),
        sub_event_type=_sub_event_type(rows), sub_event_type_rule=pl.lit("crosswalk"),
        civilian_targeting=(pl.col("_actor2_type") == "Civilians").fill_null(False) & ~protest,
        event_kind=pl.when(pl.col("_geo_precision") == "4").then(pl.lit("summary")).otherwise(pl.lit("event")),
        event_type_seen="EventCode", actor1_seen="Actor1Name", actor2_seen="Actor2Name",
        actor1_type_seen="_actor1_type", actor2_type_seen="_actor2_type",
        country_seen="ActionGeo_CountryCode", location_seen=pl.col("ActionGeo_FullName").str.split(",").list.first().str.strip_chars(),
        admin1_seen=pl.when(pl.col("ActionGeo_FullName").str.count_matches(",") >= 2).then(pl.col("ActionGeo_FullName").str.split(",").list.get(-2, null_on_oob=True).str.strip_chars()),
        latitude_seen="ActionGeo_Lat", longitude_seen="ActionGeo_Long", geo_precision_seen=pl.col("_geo_precision").cast(pl.Int8),
        tags=pl.concat_list(pl.format(f"{name}={{}}", pl.col(column)) for name, column in CARRIED).list.drop_nulls(),
        _last_day=added,
    )


def _sub_event_type(rows: pl.DataFrame) -> pl.Expr:
    """The code of the first condition that holds, else the unconditional one.

    `group`: an armed group acts on a state; `armed`: both sides bear arms, and one of them is no state.
    """
    one, two = pl.col("_actor1_role"), pl.col("_actor2_role")
    holds = {
        "protesters": two == "protesters", "civilians": two == "civilians", "group": (one == "group") & (two == "state"),
        "armed": one.is_in(["group", "state"]) & two.is_in(["group", "state"]) & ((one == "group") | (two == "group")),
    }
    conditional = [pl.when(holds[c]).then(pl.col(f"_sub_event_type:{c}")) for c in CONDITIONS if f"_sub_event_type:{c}" in rows.columns]
    return pl.coalesce(*conditional, "_sub_event_type")


def cited(rows: pl.DataFrame, card: Card) -> pl.DataFrame:
    """The one article whose address the row gives; its outlet is the address's host."""
    url = pl.col("SOURCEURL").str.strip_chars()
    host = url.str.extract(r"^https?://(?:www\.)?([^/:?#]+)", 1).str.to_lowercase()
    added = pl.col("DATEADDED").str.slice(0, 8).str.to_date("%Y%m%d", strict=False)
    table = rows.select("native_id", "raw_line", source_seen=pl.coalesce(host, url), published_date=added, title=pl.lit(None, pl.String), url=pl.when(host.is_not_null()).then(url))
    return table.drop_nulls("source_seen")


def scope(rows: pl.DataFrame, card: Card) -> pl.Expr | None:
    """Why a row is out of scope: its code is no event of the ontology, or it names no place."""
    return (
        pl.when(_sub_event_type(rows).is_null()).then(pl.lit("code_outside_ontology"))
        .when(pl.col("ActionGeo_Type").fill_null("0") == "0").then(pl.lit("no_place"))
    )
