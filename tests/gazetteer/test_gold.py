"""The golden place names, looked up in the gazetteer that the packages give."""
import math

import polars as pl
import pytest

from tests.gazetteer.small import ROOT, geocode_rows, packaged

pytestmark = pytest.mark.slow
GOLD = pl.read_csv(ROOT / "tests/gold/places.csv", infer_schema_length=0)


def distance_km(a, b, c, d):
    a, b, c, d = map(math.radians, (a, b, c, d))
    return 2 * 6371.0088 * math.asin(math.sqrt(math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2))


def test_golden_set_is_wide_enough():
    assert GOLD.height >= 210 and GOLD["country"].n_unique() >= 60 and GOLD["latitude"].null_count() >= 15


def test_golden_names_resolve_to_their_places_and_negatives_to_none():
    answers = geocode_rows(GOLD.select("name", "admin1", "country"), *packaged())
    wrong = []
    for gold, answer in zip(GOLD.iter_rows(named=True), answers.iter_rows(named=True)):
        if gold["latitude"] is None:
            is_right = answer["latitude"] is None
        else:
            is_right = answer["latitude"] is not None and distance_km(float(gold["latitude"]), float(gold["longitude"]), answer["latitude"], answer["longitude"]) <= float(gold["within_km"])
        if not is_right:
            wrong.append((gold["name"], gold["admin1"], gold["country"], answer["place_id"], answer["rule"]))
    assert wrong == []


def test_packaged_gazetteer_is_whole_and_its_ids_say_whose_they_are():
    read, tables = packaged()
    assert read.origin == "packages" and tables.places.height > 250_000 and tables.places["place_id"].is_unique().all()
    owners = tables.places["place_id"].str.extract(r"^(\w+):", 1).unique().sort().to_list()
    assert owners == ["adm1", "adm2", "country", "geonames", "sitrep"]
    assert tables.names.join(tables.places, on="place_id", how="anti").height == 0
