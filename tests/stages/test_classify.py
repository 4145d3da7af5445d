"""Types completed, and read from headlines within what the feed's type of violence allows."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.stages.classify import classify
from tests.rows import claims



def ged(kind, headline):
    return {"feed": "ucdp_ged", "event_type_seen": kind, "text_seen": headline, "event_type": None, "sub_event_type": None, "sub_event_type_rule": None, "disorder_type": None}


def typed(*rows):
    done = classify(claims=claims(*rows).lazy())["claims"].collect()
    return done.sort("claim_id").select("sub_event_type", "sub_event_type_rule", "event_type", "civilian_targeting").rows()


@pytest.mark.parametrize(("kind", "headline", "label", "rule"), [
    ("1", "Suicide bomber kills nine soldiers in Kabul", "Suicide bomb", "headline"),
    ("1", "Warplanes bomb rebel camp, 12 killed", "Air/drone strike", "headline"),
    ("3", "Gunmen kidnap and rape women in village raid", "Sexual violence", "headline"),
    ("3", "Army recaptures town from rebels", "Attack", "default"),
    ("2", "Minister visits northern province", "Armed clash", "default"),
    ("1", None, "Armed clash", "default"),
])
def test_headlines_decide_within_the_type_of_violence(kind, headline, label, rule):
    assert typed(ged(kind, headline))[0][:2] == (label, rule)


def test_a_type_that_is_given_stays():
    assert typed({"sub_event_type": "Grenade", "event_type": "Explosions/Remote violence", "sub_event_type_rule": "crosswalk"})[0][:2] == ("Grenade", "crosswalk")


def test_violence_against_civilians_targets_civilians():
    assert typed(ged("3", None))[0][2:] == ("Violence against civilians", True)


def test_many_headlines_vote_together():
    assert typed(ged("1", "Minister in Kabul\nRoadside bomb kills soldiers\nBomb blast hits convoy"))[0][0] == "Remote explosive/landmine/IED"


def test_no_claim_is_dropped_and_parts_give_the_whole():
    table = claims(ged("1", "Shelling kills two"), ged("3", None), {"feed": "acled"}, ged("9", "x"))
    whole = classify(claims=table.lazy())["claims"].collect()
    parts = pl.concat([classify(claims=table[i: i + 2].lazy())["claims"].collect() for i in (0, 2)])
    assert whole.height == 4
    assert_frame_equal(whole, parts)
