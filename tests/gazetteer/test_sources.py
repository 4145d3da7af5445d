"""Place data is read from packages and dumps, plain or zipped."""
import shutil
import zipfile

import pytest

from pipeline.gazetteer.sources import find_dumps, is_readable, read_dumps, read_packaged_places
from tests.gazetteer.small import DUMP, sources


def test_dump_is_used_when_there_is_one():
    read = sources()
    assert read.origin == "dump" and read.places.height == 59 and read.unit_names.height > 40


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
    with pytest.raises(ValueError, match="SY.txt: 2 columns seen"):
        read_dumps(find_dumps(tmp_path))


@pytest.mark.parametrize(("name", "kept"), [("Aleppo", True), ("حلب", True), ("Харків", True), ("surudeu", False), ("索爾德", False), ("x" * 90, False), ("123", False), ("'Ara", True)])
def test_machine_transliterations_and_unread_scripts_are_left_out(name, kept):
    assert is_readable(name) is kept


def test_packaged_places_have_coordinates_and_names():
    payload = b'{"1": {"geonameid": 1, "name": "A", "latitude": 1.5, "longitude": 2.5, "countrycode": "SY", "population": 0, "timezone": "x", "admin1code": "", "alternatenames": ["Aa", "b"]}}'
    places, names = read_packaged_places(payload)
    assert places.row(0, named=True)["admin1_code"] is None and names["name"].to_list() == ["Aa"]
