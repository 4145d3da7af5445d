import datetime as dt
import random
import warnings

import polars as pl
import pytest

from pipeline import io, validate
from pipeline.dedup.match import match
from pipeline.shell.deduplicate import by_country
from pipeline.stages.deduplicate import prepared
from schemas.tables import BY_NAME
from tests.dedup.worlds import curated, events_of, groups, on, two
from tests.rows import DAY, claims

LIMITS = {"merge_probability": 0.5, "near_miss_probability": 0.1, "contradiction_probability": 0.05, "may_not_found": ["gdelt"], "distinct_feeds": ["ucdp_ged"]}
YEAR = {"event_kind": "summary", "time_precision": 4, "geo_precision": 4, "date_start": dt.date(2019, 1, 1), "date_end": dt.date(2019, 12, 31), "event_date": dt.date(2019, 7, 2),
        "feed": "ucdp_ged", "native_id": "900", "published_date": None}


def mixed(count: int = 120) -> pl.DataFrame:
    """Claims of many towns, days, feeds and parties, a part of them told twice or more."""
    draw = random.Random(7)
    kinds = ["Armed clash", "Air/drone strike", "Attack", "Peaceful protest"]
    types = {"Armed clash": "Battles", "Air/drone strike": "Explosions/Remote violence", "Attack": "Violence against civilians", "Peaceful protest": "Protests"}
    rows = []
    for i in range(count):
        sub, feed = draw.choice(kinds), draw.choice(["reports", "reports", "ucdp_ged", "gdelt"])
        rows.append(on(draw.randrange(6)) | {
            "country_iso3": draw.choice(["SYR", "TUR", "IRQ", None]), "latitude": 35 + draw.randrange(3) / 20, "longitude": 36 + draw.randrange(3) / 20, "sub_event_type": sub,
            "event_type": types[sub], "civilian_targeting": sub == "Attack", "feed": feed, "native_id": None if feed == "reports" else str(i),
            "actor1_name": draw.choice(["A", "B", "Unidentified Armed Group (Syria)"]), "place_id": None, "location_name": draw.choice(["x", "y"]),
            "report_id": f"{feed}:{draw.randrange(80) if feed == 'reports' else i}", "text_seen": draw.choice([None, "shells fell on market", "shells fell on school"]),
        })
    return claims(*rows)


def matched(frame: pl.DataFrame, workers: int = 1, parts: list[pl.DataFrame] | None = None, tmp_path=None) -> dict[str, pl.DataFrame]:
    fixed = {"weight_table": curated("dedup_weights"), "type_table": curated("dedup_types"), "forbidden": pl.DataFrame(schema={"claim_a": pl.String, "claim_b": pl.String})}
    actors = tmp_path / "actors.parquet"
    io.write_table(BY_NAME["actors"].empty(), BY_NAME["actors"], actors)
    results = list(io.map_parts(match, [{"claims": part, **fixed} for part in parts or [frame]], {"actors": actors}, LIMITS, workers=workers))
    return {"members": pl.concat([r["members"] for r in results]).sort("claim_id"), "links": pl.concat([r["links"] for r in results]).sort("claim_id", "other_id")}


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_input_gives_the_same_events(seed):
    frame = mixed()
    shuffled = events_of(frame.sample(fraction=1, shuffle=True, seed=seed), by={c: f"s{i}" for i, c in enumerate(frame["claim_id"], 1)})
    straight = events_of(frame, by={c: f"s{i}" for i, c in enumerate(frame["claim_id"], 1)})
    for name in ("events", "event_claims", "ledger", "metrics", "accounting"):
        assert shuffled[name].equals(straight[name]), name
    assert len(groups(straight)) < straight["event_claims"].filter(pl.col("relation").is_in(["founding", "merged"])).height


def test_country_by_country_gives_what_the_whole_gives(tmp_path):
    frame = mixed()
    whole = matched(frame, tmp_path=tmp_path)
    parts = [part for _, part in sorted(frame.with_columns(k=pl.col("country_iso3").fill_null("")).partition_by("k", as_dict=True, include_key=False).items())]
    split = matched(frame, parts=parts, tmp_path=tmp_path)
    assert split["members"].equals(whole["members"]) and split["links"].equals(whole["links"])


@pytest.mark.filterwarnings("ignore")
def test_two_processes_give_what_one_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(io, "SMALL_INPUT_ROWS", 0)
    frame = mixed()
    parts = [part for _, part in sorted(frame.with_columns(k=pl.col("country_iso3").fill_null("")).partition_by("k", as_dict=True, include_key=False).items())]
    with warnings.catch_warnings():
        one, two_ = (matched(frame, workers=n, parts=parts, tmp_path=tmp_path) for n in (1, 2))
    assert two_["members"].equals(one["members"]) and two_["links"].equals(one["links"])


def test_parts_keep_every_country_whole(monkeypatch):
    monkeypatch.setattr("pipeline.shell.deduplicate.PART_CLAIMS", 30)
    frame = mixed()
    parts = by_country(frame)
    seen = [part["country_iso3"].unique().to_list() for part in parts]
    assert len(parts) > 1 and sum(map(len, seen)) == frame["country_iso3"].n_unique()
    assert pl.concat(parts).sort("claim_id").equals(frame.sort("claim_id"))


def test_outputs_are_as_declared_and_keep_every_law():
    found = events_of(mixed().with_columns(actor2_name=pl.lit("Civilians (Syria)"), actor2_type=pl.lit("Civilians")))
    for name in ("events", "event_claims", "retired_events", "ledger", "issues", "accounting", "metrics"):
        good, bad = validate.split(found[name], BY_NAME[name])
        assert bad.height == 0 and good.height == found[name].height, (name, bad.head(3))


def test_every_claim_is_founding_merged_or_unattached_once():
    frame = mixed()
    found = events_of(frame)
    attached = found["event_claims"].filter(pl.col("relation").is_in(["founding", "merged"]))
    assert attached["claim_id"].is_unique().all()
    balance = found["accounting"]
    assert (balance["rows_in"] == balance["used"] + balance["no_event"]).all() and balance["rows_in"].sum() == frame.height
    assert balance["used"].sum() == attached.height
    assert attached.filter(relation="founding").height == found["events"].height


def test_the_parts_of_a_merge_add_up_to_its_probability():
    import math

    found = events_of(mixed())["event_claims"].filter(pl.col("relation") == "merged")
    parts = [name for name in found.columns if name.endswith("_score")]
    for row in found.to_dicts():
        assert row["merge_probability"] == pytest.approx(1 / (1 + math.exp(-sum(row[p] for p in parts))), abs=0.002)
        assert row["compared_claim_id"] and row["reason"]


def test_two_claims_of_one_report_about_two_places_never_merge():
    one = {"report_id": "reports:1"}
    found = events_of(two(one, one | {"location_name": "Binnish", "latitude": 35.96}))
    assert len(groups(found)) == 2
    assert found["event_claims"].filter(relation="near_miss")["reason"].str.contains("one report tells them apart").all()


def test_towns_that_share_a_point_for_want_of_their_own_never_merge_in_one_report():
    one = {"report_id": "reports:1", "place_id": "geonames:1"}
    found = events_of(two(one, *(one | {"location_name": name, "geo_precision": 2} for name in ("Khirbat", "Zarzur"))))
    assert len(groups(found)) == 3


def test_a_near_miss_is_told_on_both_sides():
    other = {"actor1_name": "Police Forces of Syria (2000-2024)", "fatalities_best": 30, "fatalities_low": 30, "fatalities_high": 30, "sub_event_type": "Attack",
             "event_type": "Violence against civilians", "actor2_name": "Civilians (Syria)", "actor2_type": "Civilians"}
    found = events_of(two({}, other), near_miss_probability=0.001)
    near = found["event_claims"].filter(relation="near_miss")
    assert near.height == 2 and set(near["event_id"]) == set(found["events"]["event_id"])


def test_a_summary_never_swallows_an_event_and_is_linked_to_it():
    named = {"actor2_name": "Hayat Tahrir al Sham", "actor2_type": "Rebel group"}
    found = events_of(two(named, YEAR | named, on(400) | named, YEAR | named | {"native_id": "901", "actor1_name": "Military Forces of Turkey (2016-)"}))
    assert sorted(found["events"]["event_kind"]) == ["event", "event", "summary", "summary"]
    link = found["event_claims"].filter(relation="summary_of").row(0, named=True)
    assert found["event_claims"].filter(relation="summary_of").height == 1
    assert (link["claim_id"], link["compared_claim_id"]) == ("c0000000000000002", "c0000000000000001")
    assert found["events"].filter(event_id=link["event_id"])["event_kind"].to_list() == ["event"]


def test_a_claim_without_a_day_or_a_place_stays_unattached():
    nowhere = {"country_iso3": None, "country_name": None, "latitude": None, "longitude": None, "geo_precision": None}
    found = events_of(two({}, nowhere, {"event_date": None, "date_start": None, "date_end": None}))
    assert found["events"].height == 1
    assert found["accounting"]["no_event"].sum() == 2


def test_nothing_in_is_nothing_out():
    found = events_of(claims())
    assert found["events"].height == found["event_claims"].height == found["ledger"].height == 0


def test_a_copied_report_is_marked():
    text = "Gunmen on motorbikes attacked the market of a northern village on Monday, killing nine traders and burning stalls, the mayor told reporters by phone."
    found = events_of(two({}, {"published_date": DAY + dt.timedelta(days=1)}), texts={"reports:1": text, "reports:2": text})
    assert found["reports"].filter(report_id="reports:2")["copy_of"].to_list() == ["reports:1"]
