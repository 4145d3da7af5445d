import polars as pl
import pytest

from pipeline import validate
from schemas.tables import BY_NAME
from tests.dedup.worlds import curated, events_of, on, rated, two


def test_outputs_are_as_declared_and_no_event_is_lost():
    found = events_of(two({}, {}, on(9)))
    done = rated(found)
    assert done["events"]["event_id"].to_list() == found["events"]["event_id"].to_list()
    for name in ("events", "sources", "reports", "metrics"):
        assert validate.split(done[name], BY_NAME[name])[1].height == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_rows_are_rated_the_same(seed):
    found = events_of(two(*({"fatalities_best": n, "fatalities_high": 9} for n in range(1, 5)), on(9)))
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in found.items()}
    for name, frame in rated(found).items():
        assert frame.equals(rated(shuffled)[name]), name


def test_claims_and_reports_of_a_source_are_counted():
    sources = rated(events_of(two({}, {}, on(9)), by={f"c{i:016x}": "s1" for i in (1, 2, 3)}))["sources"]
    assert sources.filter(source_id="s1").select("claim_count", "report_count").rows() == [(3, 3)]
    assert sources.filter(source_id="s2").select("claim_count", "report_count").rows() == [(0, 0)]


def test_links_of_the_reports_are_shown():
    found = events_of(two({}, {}))
    found["reports"] = found["reports"].with_columns(url=pl.format("https://example.org/{}", "report_id"))
    assert rated(found)["events"]["urls"].to_list() == [["https://example.org/reports:1", "https://example.org/reports:2"]]


def test_no_events_are_no_error():
    assert rated(events_of(two()))["events"].height == 0


@pytest.mark.parametrize("name", ["credibility_rules", "claim_trust", "licence_ranks", "dedup_weights", "dedup_types"])
def test_every_row_of_a_rule_table_says_why(name):
    words = "reason" if name == "dedup_types" else "says"
    assert curated(name)[words].null_count() == 0
