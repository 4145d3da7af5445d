from pipeline.reliability.independence import voices
from tests.dedup.worlds import sources, two
from tests.rows import table


def units(changes: dict, cited: list[tuple], known=None, copy_of: dict | None = None) -> dict:
    claims = two(changes)
    rows = [{"claim_id": claims["claim_id"][0], "report_id": report, "source_id": source, "role": role} for report, source, role in cited]
    documents = [{"report_id": r, "feed": "reports", "raw_file": "a", "source_id": s, "outcome": "claims", "licence": "x", "copy_of": (copy_of or {}).get(r)}
                 for r, s in {"r1": "s1", "r2": "s2"}.items()]
    found = voices(claims, table("claim_sources", rows), table("reports", documents), sources({}, {}) if known is None else known)
    return {row["source_id"]: (row["unit"], row["is_counted"]) for row in found.to_dicts()}


def test_an_outlet_is_its_own_voice():
    assert units({}, [("r1", "s1", "author")]) == {"s1": ("s1", True)}


def test_outlets_of_one_owner_are_one_voice():
    found = units({}, [("r1", "s1", "author"), ("r2", "s2", "cited")], sources({"owner": "X"}, {"owner": "X"}))
    assert {unit for unit, _ in found.values()} == {"owner:X"}


def test_a_copy_speaks_with_the_voice_of_its_original():
    assert units({}, [("r2", "s2", "author")], copy_of={"r2": "r1"}) == {"s2": ("s1", True)}


def test_a_party_that_speaks_is_the_voice():
    assert units({"attribution_actor_id": "group:x"}, [("r1", "s1", "author")]) == {"s1": ("party:group:x", True)}


def test_a_source_named_inside_the_text_is_listed_and_not_counted():
    assert units({}, [("r1", "s1", "author"), ("r1", "s2", "attributed")])["s2"] == ("s2", False)


def test_a_dataset_counts_only_where_it_names_no_outlet():
    dataset = {"feed": "ucdp_ged", "native_id": "1"}
    assert units(dataset, [("r1", "feed:ucdp_ged", "author")]) == {"feed:ucdp_ged": ("feed:ucdp_ged", True)}
    assert units(dataset, [("r1", "feed:ucdp_ged", "author"), ("r2", "s2", "cited")]) == {"feed:ucdp_ged": ("feed:ucdp_ged", False), "s2": ("s2", True)}


def test_an_outlet_that_nobody_registered_cannot_be_judged():
    assert units({}, [("r1", "unknown:gazette", "author")]) == {"unknown:gazette": ("unknown:gazette", True)}
