"""`sitrep geocode` on awkward input, with the project's own gazetteer."""

import unicodedata

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline.commands.geocode import command
from pipeline.commands.geoparse import command as geoparse

pytestmark = pytest.mark.slow


def answers(tmp_path, *rows: tuple[str, str]) -> list[dict]:
    pl.DataFrame(rows, schema=["name", "country"], orient="row").write_csv(tmp_path / "in.csv")
    result = CliRunner().invoke(command, [str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.parquet")])
    assert result.exit_code == 0, result.output
    return pl.read_parquet(tmp_path / "out.parquet").to_dicts()


def test_empty_and_endless_names_keep_their_rows_without_a_point(tmp_path):
    found = answers(tmp_path, ("", "Syria"), ("x" * 10_000, "Syria"), ("Aleppo", "Syria"))
    assert [row["latitude"] is None for row in found] == [True, True, False] and len(found[1]["name"]) == 10_000


def test_composed_decomposed_and_turkish_letters_make_no_difference(tmp_path):
    found = answers(tmp_path, ("İzmir", "Turkey"), (unicodedata.normalize("NFD", "İzmir"), "Turkey"), ("IZMIR", "Türkiye"))
    assert len({row["place_id"] for row in found}) == 1 and found[0]["place_id"] is not None


@pytest.mark.parametrize(("tool", "text"), [(command, "Tripoli"), (geoparse, '{"report_id": "1", "text": "Clashes in Tripoli."}')])
@pytest.mark.parametrize("country", ["Atlantis", ""])
def test_country_option_that_nobody_knows_is_wrong_usage(tool, text, country):
    result = CliRunner().invoke(tool, ["--country", country], input=text + "\n")
    assert result.exit_code == 2 and f"{country!r} is no country known here" in result.output


def test_row_of_an_unknown_country_stays_without_a_point_and_is_counted(tmp_path):
    rows = [("Aleppo", "Atlantis"), ("Aleppo", "Syria"), ("Paris, France", "Atlantis"), ("Aleppo", ""), ("Homs", "Lemuria")]
    pl.DataFrame(rows, schema=["name", "country"], orient="row").write_csv(tmp_path / "in.csv")
    result = CliRunner().invoke(command, [str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.parquet")])
    found = pl.read_parquet(tmp_path / "out.parquet")
    assert result.exit_code == 0 and result.stderr == "3 rows have a country that is not known here and stay without a point: 'Atlantis' (2), 'Lemuria' (1)\n"
    assert [row["rule"] for row in found.to_dicts()] == ["unknown_country", "exact:at", "unknown_country", "exact:at", "unknown_country"]
    lost = found.filter(pl.col("rule") == "unknown_country").select("place_id", "country_iso3", "latitude", "longitude", "geo_precision", "score")
    assert lost.null_count().row(0) == (3,) * 6


def test_country_option_of_geoparse_takes_any_name_of_the_country(tmp_path):
    places = {}
    for country in ("Libya", "Libyan Arab Jamahiriya", "Lebanese Republic"):
        result = CliRunner().invoke(geoparse, ["--text", "Clashes in Tripoli.", "--country", country, "--out", str(tmp_path / "out.parquet")])
        assert result.exit_code == 0, result.output
        places[country] = pl.read_parquet(tmp_path / "out.parquet")["country_iso3"].to_list()
    assert list(places.values()) == [["LBY"], ["LBY"], ["LBN"]]


def test_code_of_a_territory_with_places_is_known(tmp_path):
    assert [row["country_iso3"] for row in answers(tmp_path, ("Mariehamn", "ALA"), ("Gaza", "Gaza Strip"))] == ["ALA", "PSE"]
