"""Whom a text names as its source is the registered outlet, whatever it is called."""

import pytest

from tests.coder.small import coded

TOLD = [
    ("Gunmen killed four villagers in Idlib on Monday, Reuters said.", {"reuters"}),
    ("Gunmen killed four villagers in Idlib on Monday, according to the state news agency SANA.", {"sana"}),
    ("Gunmen killed four villagers in Idlib on Monday, a spokesman for the Syrian Observatory for Human Rights said.", {"sohr"}),
    ("IDLIB (AFP) - Gunmen killed four villagers on Monday.", {"afp"}),
    ("IDLIB, Syria (Reuters) - Gunmen killed four villagers on Monday, police said.", {"reuters", "unknown:police"}),
    ("IDLIB (By our correspondent) - Gunmen killed four villagers on Monday.", set()),
    ("Gunmen killed four villagers in Idlib on Monday, Residents of Idlib said.", {"unknown:residents of idlib"}),
]


def attributed(text):
    return set(coded({"text": text})["claim_sources"].filter(role="attributed")["source_id"])


@pytest.mark.parametrize("text, sources", TOLD)
def test_the_source_named_in_the_text_is_the_registered_one(text, sources):
    assert attributed(text) == sources


def test_an_agency_that_published_the_report_is_not_named_twice():
    row = {"text": "IDLIB (Reuters) - Gunmen killed four villagers on Monday.", "source_id": "reuters", "source_seen": "Reuters"}
    assert coded(row)["claim_sources"].select("source_id", "role").rows() == [("reuters", "author")]


@pytest.mark.parametrize("told", [
    "No group has said it was behind the attack.", "So far no militant group has said it was responsible.", "Neither side has confirmed the toll.",
    "Nobody immediately claimed the attack.", "None of the armed groups active there has said anything.",
])
def test_nobody_is_no_speaker(told):
    assert attributed(f"A bomb killed four villagers in Idlib on Monday. {told}") == set()
