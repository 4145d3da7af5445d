"""Names of the registry in a sentence, and the parties made of them."""

import polars as pl
import pytest

from pipeline.coder.parties import name_scanner, names

SCANNER = name_scanner(pl.DataFrame({"form": ["AU", "M23", "Taliban", "Tehrik-i-Taliban"], "tag": ["mil", "reb", "reb", "reb"], "is_case_sensitive": [True, True, False, False]}))


@pytest.mark.parametrize(("text", "found"), [
    ("AU troops entered the town.", ["AU"]),
    ("An AU-led force and M23-allied fighters.", ["AU", "M23"]),
    ("PORT-AU-PRINCE, Haiti - Police shot dead a man.", []),
    ("anti-Taliban fighters", ["Taliban"]),
    ("Fighters of Tehrik-i-Taliban fled.", ["Tehrik-i-Taliban"]),
    ("the au pair", []),
    ("BEAUTY", []),
])
def test_names_are_whole_words_and_no_part_of_a_hyphened_name(text, found):
    assert [p.seen for p in names(text, text.lower(), SCANNER)] == found
