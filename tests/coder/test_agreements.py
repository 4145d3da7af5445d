"""Who is a party to an agreement: armed sides, governments, and countries and capitals that stand for them."""

import pytest

from tests.coder.small import claims

TOLD = [
    ("Colombia's government and the ELN signed a ceasefire in Idlib on Friday.", ("Colombia government", "ELN: National Liberation Army")),
    ("The government of South Sudan and the rebel SPLM-IO agreed on Monday to a ceasefire in Idlib.", ("Government of South Sudan", "SPLM-IO")),
    ("Kyiv and Moscow agreed to a ceasefire on Tuesday, the Turkish government said in Idlib.", ("Government of Ukraine", "Government of Russia")),
    ("The United States, Egypt and Qatar brokered a ceasefire between Israel and Hamas in Idlib on Wednesday.", ("Government of Israel", "Hamas")),
    ("Under the auspices of the African Union, Khartoum and the SPLM-N signed a ceasefire in Idlib on Monday.", ("Government of Sudan", "SPLM-N")),
    ("Rebels signed a ceasefire with the government of Mali in Idlib on Monday.", ("Government of Mali", "Rebels")),
]


@pytest.mark.parametrize("text, sides", TOLD)
def test_the_parties_are_those_that_agree(text, sides):
    found = claims(text)[0]
    assert (found["actor1_seen"], found["actor2_seen"]) == sides


def test_a_place_of_talks_and_a_government_that_speaks_are_no_parties():
    found = claims("The army and rebels agreed to a ceasefire at talks in Turkey on Monday, the Turkish government said in Idlib.")[0]
    assert "Turk" not in f"{found['actor1_seen']} {found['actor2_seen']}"


def test_a_government_in_a_battle_is_no_party_to_an_agreement():
    found = claims("Rebels attacked an army post in Idlib on Monday, the government of Syria and its allies agreed.")[0]
    assert found["event_type"] == "Battles" and "Government" not in f"{found['actor1_seen']} {found['actor2_seen']}"
