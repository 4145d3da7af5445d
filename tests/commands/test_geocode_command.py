"""`sitrep geocode` on awkward input, with the project's own gazetteer."""

import unicodedata

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline.commands.geocode import command

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


def test_country_that_nobody_knows_is_wrong_usage():
    result = CliRunner().invoke(command, ["--country", "Atlantis"], input="Tripoli\n")
    assert result.exit_code == 2 and "'Atlantis' is no country known here" in result.output
