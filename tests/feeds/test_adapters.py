"""What rows of each feed become; rule by rule, with the codebook's paragraph."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from pipeline.feeds.countries import country_codes
from pipeline.shell import feeds
from tests.feeds.files import ged, ingested

SAMPLE = Path(__file__).resolve().parents[2] / "raw/sample"


def one(tmp_path, **change) -> dict:
    return ingested(tmp_path / "ged.csv", ged(change))["claims"].row(0, named=True)


def test_editions_with_fewer_columns_give_the_same_claims(tmp_path):
    """Editions have from 38 to 49 columns; what an edition lacks is null, and no claim is lost."""
    whole = pl.read_csv(SAMPLE / "ucdp_ged/sample_ged.csv", infer_schema=False)
    later = ("code_status", "conflict_dset_id", "dyad_dset_id", "side_a_dset_id", "side_b_dset_id", "source_office", "source_date", "source_headline", "source_original", "gwnoa", "gwnob")
    narrow = whole.drop(later)
    assert (whole.width, narrow.width) == (49, 38)
    tables = [ingested(tmp_path / "ged.csv", frame.write_csv().encode()) for frame in (whole, narrow)]
    for name in ("claims", "claim_sources", "reports", "rejects"):
        one, two = (made[name].drop("payload", "raw_line", strict=False) for made in tables)  # a dropped column had a newline in a cell
        assert one.equals(two), name


# UCDP GED codebook, date_prec: 1 day, 2 two to six days, 3 week, 4 month, 5 year
@pytest.mark.parametrize("code,start,end,precision,kind", [
    ("1", "2019-08-30", "2019-08-30", 1, "event"), ("2", "2019-08-28", "2019-08-30", 2, "event"), ("3", "2019-08-26", "2019-09-01", 2, "event"),
    ("4", "2019-08-01", "2019-08-31", 3, "summary"), ("5", "2019-01-01", "2019-12-31", 4, "summary"),
])
def test_intervals_and_date_precisions_are_kept(tmp_path, code, start, end, precision, kind):
    claim = one(tmp_path, date_prec=code, date_start=start, date_end=end)
    assert (claim["time_precision"], claim["event_kind"]) == (precision, kind)
    assert (str(claim["date_start"]), str(claim["date_end"])) == (start, end) and claim["date_start"] <= claim["event_date"] <= claim["date_end"]
    assert f"date_prec={code}" in claim["tags"]


def test_day_of_an_interval_is_its_middle(tmp_path):
    assert one(tmp_path, date_prec="3", date_start="2019-08-26", date_end="2019-09-01")["event_date"] == dt.date(2019, 8, 29)


def test_interval_wider_than_its_code_is_less_precise(tmp_path):
    assert one(tmp_path, date_prec="1", date_start="2019-08-01", date_end="2019-08-20")["time_precision"] == 3


# UCDP GED codebook, where_prec: 1 exact, 2 within 25 km, 3 district, 4 province, 5 fuzzy or linear, 6 country, 7 international
@pytest.mark.parametrize("code,precision,kind", [("1", 1, "event"), ("2", 2, "event"), ("3", 2, "event"), ("4", 3, "event"), ("5", 3, "event"), ("6", 4, "summary"), ("7", 4, "summary")])
def test_place_precisions_are_mapped_and_kept(tmp_path, code, precision, kind):
    claim = one(tmp_path, where_prec=code)
    assert (claim["geo_precision_seen"], claim["event_kind"]) == (precision, kind) and f"where_prec={code}" in claim["tags"]


# UCDP GED codebook, type_of_violence: 1 state-based, 2 non-state, 3 one-sided
@pytest.mark.parametrize("code,sub_type,civilians", [("1", "Armed clash", False), ("2", "Armed clash", False), ("3", "Attack", True)])
def test_type_of_ged_is_the_commonest_of_its_kind_until_headlines_say_more(tmp_path, code, sub_type, civilians):
    claim = one(tmp_path, type_of_violence=code)
    assert (claim["sub_event_type"], claim["sub_event_type_rule"], claim["civilian_targeting"]) == (sub_type, "default", civilians)


def test_each_cited_article_is_a_report_tied_to_the_one_claim(tmp_path):
    articles = '"Harbour, a Wire,2019-09-01,First; with a semicolon";"Second Wire,2019-09-03,Other ""headline"""'
    tables = ingested(tmp_path / "ged.csv", ged({"source_article": articles}))
    cited = tables["reports"].filter(pl.col("outcome") == "cited")
    assert cited.select("report_id", "source_seen", "published_date", "title").rows() == [
        ("ucdp_ged:1#1", "Harbour, a Wire", dt.date(2019, 9, 1), "First; with a semicolon"), ("ucdp_ged:1#2", "Second Wire", dt.date(2019, 9, 3), 'Other ""headline""')]
    assert tables["claim_sources"].select("role", "report_id").rows() == [("author", "ucdp_ged:1"), ("cited", "ucdp_ged:1#1"), ("cited", "ucdp_ged:1#2")]
    claim = tables["claims"].row(0, named=True)
    assert claim["published_date"] == dt.date(2019, 9, 3) and claim["text_seen"].startswith("First; with a semicolon\n")


def test_old_citations_are_free_text_with_the_outlet_first(tmp_path):
    cited = ingested(tmp_path / "ged.csv", ged({"source_article": "Harbour Wire 12/2-94; Lakes Monitor, Goma 1994-02-13 \"words\""}))["reports"].filter(pl.col("outcome") == "cited")
    assert cited["source_seen"].to_list() == ["Harbour Wire", "Lakes Monitor, Goma"] and cited["published_date"].null_count() == 2


def test_every_coded_value_of_a_row_has_its_cell_as_evidence(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({"side_b": "x\ny"}, {}))
    rows = tables["evidence"].filter(pl.col("column_name") == "fatalities_best").select("raw_line", "native_column", "seen").sort("raw_line").rows()
    assert rows == [(2, "best", "3"), (4, "best", "3")]
    assert set(feeds.card("ucdp_ged").evidence) == set(tables["evidence"]["column_name"])


@pytest.mark.parametrize("feed,file,expected", [
    ("ucdp_ged", "ucdp_ged/sample_ged.csv", {15: "latitude_out_of_range", 16: "bad_integer", 27: "bad_date", 36: "bad_range", 37: "unknown_country"}),
    ("acled", "acled/sample_acled.csv", {11: "bad_date", 21: "longitude_out_of_range", 29: "negative_count"}),
    ("gdelt", "gdelt/sample.export.CSV", {15: "bad_date", 32: "short_row"}),
    ("table", "table/incidents.csv", {11: "bad_date", 15: "bad_integer"}),
])
def test_bad_rows_of_the_sample_are_rejected_for_their_reason_and_no_other(feed, file, expected):
    path = SAMPLE / file
    tables = ingested(path, card=feeds.mapping(path) if feed == "table" else feeds.card(feed))
    assert dict(tables["rejects"].select("raw_line", "reason_code").rows()) == expected


def test_acled_codes_of_all_editions_mean_the_same():
    claims = ingested(SAMPLE / "acled/sample_acled.csv", card=feeds.card("acled"))["claims"]
    by_id = {row["native_id"]: row for row in claims.iter_rows(named=True)}
    assert by_id["COD9000007"]["actor1_type_seen"] == "Rebel group" and by_id["KEN9000001"]["actor1_type_seen"] == "Rioters"
    assert by_id["NGA9000009"]["event_date"] == dt.date(2019, 5, 3) and by_id["KAZ9000005"]["disorder_type"] == "Demonstrations"
    assert by_id["NAM9000025"]["country_iso3"] == "NAM" and by_id["PAK9000002"]["assoc_actor1_seen"] == ["Muslim Group (Pakistan)"]


# ACLED codebook, time precision: 2 the week, coded at its middle; 3 the month
@pytest.mark.parametrize("precision,start,end", [("1", "2023-05-10", "2023-05-10"), ("2", "2023-05-07", "2023-05-13"), ("3", "2023-05-01", "2023-05-31")])
def test_acled_precision_gives_the_interval(tmp_path, precision, start, end):
    header, row = (SAMPLE / "acled/sample_acled.csv").read_text(encoding="utf-8").split("\n")[:2]
    cells = row.split(",")
    cells[1], cells[3] = "2023-05-10", precision
    claim = ingested(tmp_path / "acled.csv", f"{header}\n{','.join(cells)}\n".encode(), feeds.card("acled"))["claims"].row(0, named=True)
    assert (str(claim["date_start"]), str(claim["date_end"])) == (start, end)


def test_na_is_nothing_where_the_card_says_so_and_itself_elsewhere(tmp_path):
    header, row = (SAMPLE / "acled/sample_acled.csv").read_text(encoding="utf-8").split("\n")[:2]
    cells = dict(zip(header.split(","), row.split(","), strict=False)) | {"actor2": "NA", "inter2": "NA", "location": "NA", "fatalities": "0"}
    claim = ingested(tmp_path / "acled.csv", pl.DataFrame([cells]).write_csv().encode(), feeds.card("acled"))["claims"].row(0, named=True)
    assert claim["actor2_seen"] is None and claim["actor2_type_seen"] is None and claim["location_seen"] == "NA"


def gdelt(tmp_path, **cells) -> dict[str, pl.DataFrame]:
    card = feeds.card("gdelt")
    base = {"GlobalEventID": "1", "Day": "20210815", "EventCode": "190", "ActionGeo_Type": "4", "ActionGeo_FullName": "Niamey, Niamey, Niger", "ActionGeo_CountryCode": "NG",
            "ActionGeo_Lat": "13.5", "ActionGeo_Long": "2.1", "NumMentions": "5", "AvgTone": "-3.5", "DATEADDED": "20210816060000", "SOURCEURL": "https://www.example.org/a?b"} | cells
    return ingested(tmp_path / "x.CSV", "\t".join(base.get(name, "") for name in card.types).encode(), card)


# the table of CAMEO codes in this project's feed documentation
@pytest.mark.parametrize("code,one,two,sub_type", [
    ("190", "MIL", "REB", "Armed clash"), ("190", "MIL", "CVL", "Attack"), ("0871", "", "", "Agreement"), ("057", "GOV", "REB", "Agreement"), ("057", "GOV", "GOV", None),
    ("192", "REB", "MIL", "Non-state actor overtakes territory"), ("192", "", "", "Non-violent transfer of territory"), ("175", "COP", "CVL", "Attack"),
    ("175", "COP", "OPP", "Excessive force against protesters"), ("175", "COP", "", None), ("1831", "", "", "Suicide bomb"), ("042", "", "", None), ("145", "", "", "Violent demonstration"),
])
def test_cameo_code_and_actors_give_the_sub_event_type_or_none(tmp_path, code, one, two, sub_type):
    tables = gdelt(tmp_path, EventCode=code, Actor1Type1Code=one, Actor2Type1Code=two)
    assert tables["claims"]["sub_event_type"].to_list() == ([sub_type] if sub_type else [])
    assert tables["out_of_scope"].select("code", "reason_code").rows() == ([] if sub_type else [(code, "code_outside_ontology")])


def test_gdelt_claims_start_low_and_carry_mentions_tone_country_and_link(tmp_path):
    tables = gdelt(tmp_path)
    claim = tables["claims"].row(0, named=True)
    assert claim["country_iso3"] == "NER" and claim["coding_confidence"] == 0.25 and {"mentions=5", "tone=-3.5"} <= set(claim["tags"]) and claim["fatalities_best"] is None
    assert tables["reports"].filter(pl.col("outcome") == "cited").select("source_seen", "url").rows() == [("example.org", "https://www.example.org/a?b")]


def test_gdelt_row_without_place_is_out_of_scope(tmp_path):
    assert gdelt(tmp_path, ActionGeo_Type="0", ActionGeo_CountryCode="")["out_of_scope"]["reason_code"].to_list() == ["no_place"]


def test_link_that_is_no_web_address_is_no_link(tmp_path):
    assert gdelt(tmp_path, SOURCEURL="javascript:alert(1)")["reports"]["url"].null_count() == 2


def test_unknown_optional_code_is_an_issue_with_its_count(tmp_path):
    tables = ingested(tmp_path / "ged.csv", ged({"event_clarity": "7"}, {"event_clarity": "7"}, {"event_clarity": "1"}))
    assert tables["issues"].select("issue_code", "seen", "context", "row_count").rows() == [("unknown_value", "7", "event_clarity", 2)] and tables["claims"].height == 3


def test_corrections_mend_what_they_expect_and_tell_when_the_provider_has(tmp_path):
    from dataclasses import replace

    corrections = pl.DataFrame({"native_id": ["1", "2"], "column": ["country"] * 2, "expect": ["Freedonia"] * 2, "value": ["Niger"] * 2, "reason": ["typing error"] * 2})
    card = replace(feeds.card("ucdp_ged"), corrections=corrections)
    tables = ingested(tmp_path / "ged.csv", ged({"country": "Freedonia"}, {"country": "Mali"}), card)
    assert tables["claims"]["country_iso3"].to_list() == ["NER", "MLI"]
    assert tables["issues"].select("issue_code", "seen").rows() == [("correction_obsolete", "Mali")]


def test_name_of_two_countries_is_the_name_of_none():
    countries = pl.DataFrame({c: ["AAA", "BBB"] if c == "iso3" else [None, None] for c in ("iso3", "iso2", "iso_numeric", "gw", "fips", "cameo")}, schema_overrides={c: pl.String for c in ("iso2", "iso_numeric", "gw", "fips", "cameo")})
    names = pl.DataFrame({"iso3": ["AAA", "BBB", "BBB"], "name": ["Same", "same", "Other"], "kind": ["name"] * 3})
    codes = pl.DataFrame({"iso3": ["AAA"], "scheme": ["gw"], "code": ["007"]})
    table = country_codes(countries, names, codes)
    assert table.filter(pl.col("scheme") == "name")["code"].to_list() == ["other"] and table.filter(pl.col("scheme") == "gw").row(0) == ("gw", "7", "AAA")
