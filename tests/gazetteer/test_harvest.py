"""A feed's points become proposals, with what a person needs to judge them."""
import polars as pl

from pipeline.gazetteer.harvest import COLUMNS, harvest, refusal
from pipeline.gazetteer.units import units_from
from tests.gazetteer.small import built, sources

SCHEMA = {"feed": pl.String, "location_seen": pl.String, "country_iso3": pl.String, "admin1_seen": pl.String, "latitude_seen": pl.Float64, "longitude_seen": pl.Float64, "geo_precision_seen": pl.Int8, "licence": pl.String}


def propose(*rows):
    claims = pl.DataFrame([("ucdp_ged", *row, "CC-BY-4.0") for row in rows], schema=SCHEMA, orient="row")
    return harvest(claims, built().places, built().names, units_from(sources().reference["place_units"]))


def test_consensus_is_a_point_that_someone_chose():
    table = propose(("Zubtar village", "SYR", "Idlib", 35.70, 36.40, 1), ("Zubtar", "SYR", "Idlib", 35.70, 36.40, 1), ("Zubtār", "SYR", "Idlib", 35.72, 36.41, 2))
    row = table.row(0, named=True)
    assert table.columns == COLUMNS and table.height == 1
    assert (row["place_id"], row["name"], row["latitude"], row["longitude"], row["claim_count"]) == ("ucdp_ged:SYR.zubtar", "Zubtar", 35.7, 36.4, 3)
    assert 2 < row["spread_km"] < 3 and row["licence"] == "CC-BY-4.0"


def test_known_units_vague_and_scattered_names_are_not_proposed():
    assert propose(("Khan Shaykhun town", "SYR", None, 35.44, 36.65, 1), ("Idlib governorate", "SYR", None, 35.8, 36.7, 1), ("Zubtar", "SYR", None, 35.7, 36.4, 3),
                   ("Twice", "SYR", None, 35.7, 36.4, 1), ("Twice", "SYR", None, 34.1, 38.4, 1), (None, "SYR", None, 35.7, 36.4, 1)).height == 0


def test_order_of_claims_does_not_matter():
    rows = [("Zubtar", "SYR", "A", 35.70, 36.40, 1), ("Zubtar", "SYR", "B", 35.71, 36.41, 1), ("Ouled", "SYR", None, 35.1, 36.2, 1)]
    assert propose(*rows).equals(propose(*reversed(rows)))


def test_feeds_that_may_not_be_redistributed_are_refused_in_a_public_build():
    assert "acled" in refusal("acled", "none", "public")
    assert refusal("acled", "none", "private") is None and refusal("ucdp_ged", "full", "public") is None
