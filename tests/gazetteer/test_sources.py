"""Place data is read from packages and dumps, plain or zipped."""
import shutil
import zipfile

import pytest

from pipeline.errors import BadInput
from pipeline.gazetteer.sources import find_dumps, is_readable, read_dumps, read_packaged_places, read_sources
from pipeline.stages.gazetteer import gazetteer
from tests.gazetteer.small import DUMP, ROOT, packaged, sources, write_dump


def test_dump_is_used_when_there_is_one():
    read = sources()
    assert read.origin == "dump" and read.places.height == 65 and read.unit_names.height > 40


def test_zipped_and_plain_dumps_are_the_same(tmp_path):
    with zipfile.ZipFile(tmp_path / "allCountries.zip", "w") as archive:
        archive.write(DUMP / "allCountries.txt", "allCountries.txt")
    shutil.copy(DUMP / "allCountries.txt", tmp_path / "SY.txt")
    zipped, plain = find_dumps(tmp_path), {"places sy": tmp_path / "SY.txt"}
    assert set(zipped) == {"places"}  # the world stands in for the country file beside it
    assert read_dumps(zipped)[0].equals(read_dumps(plain)[0])


def test_alternate_names_table_adds_languages_and_leaves_links_out():
    names = sources().names
    assert ("Khan Cheikhoun", "fr") in set(names.select("name", "language").iter_rows())
    assert not names["name"].str.contains("http").any()


def test_other_files_in_the_folder_are_no_dump(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "alternateNamesV2.txt").write_text("")
    assert find_dumps(tmp_path) == {}


def test_a_file_of_another_shape_is_named(tmp_path):
    (tmp_path / "SY.txt").write_text("a\tb\n1\t2\n")
    with pytest.raises(BadInput, match="SY.txt: 2 columns seen"):
        read_dumps(find_dumps(tmp_path))


@pytest.mark.parametrize("payload", [b"not a zip", b""])
def test_a_broken_zip_is_named(tmp_path, payload):
    (tmp_path / "SY.zip").write_bytes(payload)
    with pytest.raises(BadInput, match="SY.zip: cannot be read"):
        read_dumps(find_dumps(tmp_path))


def test_a_zip_without_a_table_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(BadInput, match="no .txt file inside"):
        read_dumps(find_dumps(tmp_path))


def test_the_fullest_file_of_the_world_is_taken_and_country_files_add_to_an_extract(tmp_path):
    for name in ("cities15000.txt", "cities500.zip", "SY.txt"):
        (tmp_path / name).write_bytes(b"")
    assert {role: path.name for role, path in find_dumps(tmp_path).items()} == {"places": "cities500.zip", "places sy": "SY.txt"}
    (tmp_path / "allCountries.zip").write_bytes(b"")
    assert {role: path.name for role, path in find_dumps(tmp_path).items()} == {"places": "allCountries.zip"}


@pytest.mark.slow
def test_a_dump_of_one_country_leaves_the_rest_of_the_world_to_the_packages(tmp_path):
    for path in (ROOT / "raw/reference").glob("*.csv"):
        shutil.copy(path, tmp_path)
    (tmp_path / "geonames").mkdir()
    (tmp_path / "geonames/SY.txt").write_text("".join(line for line in (DUMP / "allCountries.txt").read_text().splitlines(keepends=True) if line.split("\t")[8] == "SY"))
    read = read_sources(tmp_path)
    counts = dict(read.places["country_iso2"].value_counts().iter_rows())
    assert read.origin == "dump and packages" and counts["SY"] < 60 and counts["IQ"] > 100


@pytest.mark.parametrize(("name", "kept"), [("Aleppo", True), ("حلب", True), ("Харків", True), ("surudeu", False), ("索爾德", False), ("x" * 90, False), ("123", False), ("'Ara", True)])
def test_machine_transliterations_and_unread_scripts_are_left_out(name, kept):
    assert is_readable(name) is kept


def test_packaged_places_have_coordinates_and_names():
    payload = b'{"1": {"geonameid": 1, "name": "A", "latitude": 1.5, "longitude": 2.5, "countrycode": "SY", "population": 0, "timezone": "x", "admin1code": "", "alternatenames": ["Aa", "b"]}}'
    places, names = read_packaged_places(payload)
    assert places.row(0, named=True)["admin1_code"] is None and names["name"].to_list() == ["Aa"]


@pytest.mark.slow
def test_the_packages_written_in_dump_format_give_the_same_gazetteer(tmp_path):
    read, tables = packaged()
    for path in (ROOT / "raw/reference").glob("*.csv"):
        shutil.copy(path, tmp_path)
    write_dump(read, tmp_path / "geonames/allCountries.txt")
    again = gazetteer(read_sources(tmp_path))
    assert again.places.equals(tables.places)
    assert again.names.equals(tables.names)
