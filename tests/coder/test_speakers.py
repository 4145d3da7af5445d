"""Who speaks in a report, as a party of the registry, and what that does to the credibility of a claim."""

import datetime as dt

import polars as pl
import pytest

from pipeline.coder.speakers import voice
from pipeline.reliability.independence import claim_voice, voices
from tests.coder.small import claims, coded

BOMBED = "Warplanes bombed a market in Idlib on Friday, killing four people"


def speaker(text):
    return claims(text)[0]["attribution_actor_id"]


@pytest.mark.parametrize(("who", "actor_id"), [
    ("the army", "state:SYR:military:2000"), ("the defence ministry", "state:SYR:military:2000"), ("police", "state:SYR:police:2000"), ("a government official", "state:SYR:government:2000"),
    ("state television", "state:SYR:government:2000"), ("Russia's defence ministry", "state:RUS:military:2000"), ("Turkish officials", "state:TUR:government:2016"),
    ("Moscow", "state:RUS:government:2000"),
])
def test_a_state_speaks_with_its_forces_or_its_government(who, actor_id):
    assert speaker(f"{BOMBED}, {who} said.") == actor_id


@pytest.mark.parametrize("who", ["a doctor", "hospital officials", "a witness", "residents", "a monitoring group", "a UN official"])
def test_who_is_no_party_has_no_id(who):
    assert speaker(f"{BOMBED}, {who} said.") is None


def test_a_group_speaks_through_its_spokesman():
    assert speaker("Gunmen shot dead three villagers in Magumeri, a Boko Haram spokesman said.") == "group:boko-haram"


def test_the_group_is_the_one_that_the_claim_names():
    assert speaker("Boko Haram fighters shot dead three villagers in Magumeri on Friday, the group said.") == "group:boko-haram"


def test_rebels_without_a_name_are_no_party():
    assert speaker("Gunmen shot dead three villagers in Magumeri, a rebel spokesman said.") is None


def test_the_first_row_that_fits_decides():
    assert voice("a hospital official") is None
    assert voice("the military governor") == "Government" and voice("a military officer") == "Military Forces"


def test_outlets_that_relay_one_army_are_one_voice():
    texts = ("Soldiers recaptured the town of Idlib from rebels on Friday, the army said.", "The army said soldiers had retaken the town of Idlib from rebels on Friday.", "Soldiers recaptured the town of Idlib from rebels on Friday, a doctor said.")
    made = coded(*({"text": text, "source_id": f"outlet-{n}", "source_seen": f"Outlet {n}"} for n, text in enumerate(texts)))
    sources = pl.DataFrame({"source_id": [f"outlet-{n}" for n in range(3)], "owner": None, "alignment": None, "grade": "B"}, schema=dict.fromkeys(("source_id", "owner", "alignment", "grade"), pl.String))
    reports = made["reports"].select("report_id", "source_id", copy_of=pl.lit(None, pl.String))
    units = dict(claim_voice(made["claims"], voices(made["claims"], made["claim_sources"], reports, sources)).join(made["claims"].select("claim_id", "report_id"), on="claim_id").select("report_id", "unit").iter_rows())
    assert units == {"reports:1": "party:state:SYR:military:2000", "reports:2": "party:state:SYR:military:2000", "reports:3": "outlet-2"}


@pytest.mark.parametrize(("who", "interest"), [("the army said", "self_serving"), ("a rebel spokesman conceded", "against_interest"), ("a doctor said", "neutral")])
def test_a_gain_serves_the_side_that_tells_of_it(who, interest):
    made = claims(f"Soldiers recaptured the town of Idlib from rebels on Friday, {who}.")[0]
    assert (made["interest"], made["event_date"]) == (interest, dt.date(2019, 8, 30))
