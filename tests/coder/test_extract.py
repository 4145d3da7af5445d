"""Texts of our own through the whole of extract, on the small gazetteer, rules deciding."""

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from schemas.laws import broken
from schemas.tables import BY_NAME
from tests.coder.small import claims, coded

TYPES = [
    ("Rebels captured the town of Khan Shaykhun from the army after heavy fighting on Friday.", "Non-state actor overtakes territory"),
    ("The army recaptured the village of Khan Shaykhun from militants on Friday.", "Government regains territory"),
    ("Warplanes bombed a market in Idlib on Friday, killing four people.", "Air/drone strike"),
    ("Government artillery shelled the outskirts of Idlib with mortars and rockets.", "Shelling/artillery/missile attack"),
    ("A suicide bomber blew himself up at a checkpoint in Baghdad, killing two soldiers.", "Suicide bomb"),
    ("A roadside bomb exploded under a lorry near Obo, wounding the driver.", "Remote explosive/landmine/IED"),
    ("Men threw a hand grenade into a bar in Bangui.", "Grenade"),
    ("Gunmen shot dead three villagers near Magumeri on Friday.", "Attack"),
    ("Armed men kidnapped six students on the road to Kaduna.", "Abduction/forced disappearance"),
    ("Teachers rallied peacefully in Aleppo to demand unpaid wages.", "Peaceful protest"),
    ("Police fired tear gas to disperse protesters in Ankara.", "Protest with intervention"),
    ("Protesters burned tyres and pelted police with stones in Baghdad.", "Violent demonstration"),
    ("A mob beat a suspected thief to death in Kaduna.", "Mob violence"),
    ("Soldiers defused a roadside bomb found near Homs.", "Disrupted weapons use"),
    ("The two sides signed a ceasefire agreement in Tripoli.", "Agreement"),
    ("Rebels clashed with soldiers in fierce fighting near Aleppo.", "Armed clash"),
]


@pytest.mark.parametrize(("text", "label"), TYPES)
def test_who_does_what_to_whom_decides_the_type(text, label):
    assert claims(text)[0]["sub_event_type"] == label


@pytest.mark.parametrize("text", [
    "The earthquake of magnitude 7 and its aftershocks killed dozens in the city, rescuers said.", "The court sentenced the defendant to life imprisonment after a trial of two years.",
    "The striker scored two goals in the final as the team won the cup match.", "", "   ", "?",
])
def test_what_is_no_event_gives_no_claim(text):
    assert claims(text) == []


def test_each_place_of_a_list_is_a_claim_and_a_total_is_split():
    made = claims("Rebels captured the towns of Idlib, Khan Shaykhun and Hama on Friday, killing seven soldiers.")
    assert [c["location_seen"] for c in made] == ["Idlib", "Khan Shaykhun", "Hama"]
    assert [c["fatalities_best"] for c in made] == [3, 2, 2] and {c["fatalities_rule"] for c in made} == {"split"}


def test_an_unknown_town_in_a_list_takes_its_neighbours_point_with_precision_2():
    made = {c["location_seen"]: c for c in claims("The army recaptured the villages of Qarbatiya, Zulmara and Khan Shaykhun in Idlib from rebels.")}
    known, unknown = made["Khan Shaykhun"], made["Zulmara"]
    assert (unknown["latitude"], unknown["longitude"], unknown["geo_precision"]) == (known["latitude"], known["longitude"], 2)


def test_the_civilian_target_is_actor2():
    made = claims("Five farmers were shot dead by gunmen near Magumeri.")[0]
    assert made["actor2_seen"] == "Civilians" and made["actor1_seen"].lower() == "gunmen" and made["civilian_targeting"]


def test_active_and_passive_voice_give_the_same_sides():
    active, passive = claims("Rebels ambushed soldiers near Homs.")[0], claims("Soldiers were ambushed by rebels near Homs.")[0]
    assert (active["actor1_seen"].lower(), active["actor2_seen"].lower()) == (passive["actor1_seen"].lower(), passive["actor2_seen"].lower()) == ("rebels", "soldiers")


def test_a_nationality_is_the_actors_not_the_place():
    made = claims("Russian warplanes bombed houses in Idlib on Friday.")[0]
    assert made["location_seen"] == "Idlib" and made["country_iso3"] == "SYR" and made["actor1_seen"].startswith("Russian")


def test_near_a_town_has_precision_2():
    assert claims("Gunmen shot dead two villagers near Magumeri.")[0]["geo_precision_seen"] == 2


def test_headline_and_body_are_one_claim():
    assert len(claims("Gunmen shot dead three villagers in Magumeri on Thursday, police said.", title="Three villagers shot dead in Magumeri")) == 1


def test_a_report_without_a_day_takes_the_day_of_publication():
    made = claims("Gunmen shot dead three villagers in Magumeri.")[0]
    assert (made["event_date"], made["time_precision"]) == (dt.date(2019, 8, 30), 1)


def test_a_losing_side_that_concedes_speaks_against_its_interest():
    made = claims("Rebels captured the town of Idlib on Friday, the army conceded.")[0]
    assert made["interest"] == "against_interest"


def test_reservations_are_kept():
    assert claims("Rebels reportedly captured the town of Idlib from the army.")[0]["is_hedged"]


def test_evidence_spans_lead_to_the_words():
    text = "On Thursday gunmen shot dead three villagers in Magumeri."
    made = coded({"text": text})
    spans = made["evidence"].filter(pl.col("field") == "text")
    assert spans.height >= 4
    assert all(text[r["start"]: r["end"]] == r["seen"] for r in spans.iter_rows(named=True))


def test_claims_keep_every_row_law():
    made = coded(*({"text": text} for text, _ in TYPES))
    assert broken(made["claims"], BY_NAME["claims"]).is_empty()


def test_another_language_is_kept_and_marked():
    made = coded({"text": "Des hommes armés ont attaqué le village dans la nuit de jeudi à vendredi et ont tué plusieurs habitants avant de prendre la fuite."})
    assert made["claims"].is_empty()
    assert made["reports"].select("outcome", "outcome_reason", "language").row(0) == ("not_coded", "language", "fr")
    assert made["issues"]["issue_code"].to_list() == ["not_coded"]


def test_parts_give_what_the_whole_gives():
    rows = [{"text": text} for text, _ in TYPES[:6]]
    whole = coded(*rows)["claims"]
    parts = pl.concat([coded(*({**row, "report_id": f"reports:{n}"} for n, row in enumerate(rows, 1) if n % 2 == k))["claims"] for k in (0, 1)])
    assert_frame_equal(whole, parts, check_row_order=False)


@pytest.mark.parametrize("text", [
    "\0" * 50, "a" * 100_000, "مسلحون قتلوا ثلاثة أشخاص في إدلب يوم الجمعة وأصابوا آخرين بجروح", "\u202egunmen shot dead a man\u202c in Idlib", "gun\u200bmen shot dead a man in Idlib",
    " ".join(["Idlib"] * 10_000), "\ud83d killed", "(" * 5_000, "killed " * 5_000, "\x1b[31mGunmen killed a man\x1b[0m in Idlib", "1 " * 5_000,
    " ".join(str(n) for n in range(100_000)), "gunmen shot dead a man in Idlib and " * 30_000, "Gunmen shot dead a man in Idlib. " * 155_000, "\"'“‘" * 2_000 + "Gunmen shot dead a man in Idlib." + "’”'\"" * 2_000,
])
def test_odd_texts_give_a_claim_or_none(text):
    made = coded({"text": text.encode("utf-8", "replace").decode()})
    assert made["reports"].height == 1


def test_time_grows_in_line_with_the_text():
    import time

    def seconds(times):
        start = time.perf_counter()
        coded({"text": "Gunmen shot dead three villagers in Magumeri on Friday. " * times})
        return time.perf_counter() - start
    seconds(100)
    assert seconds(3_200) < 40 * max(seconds(400), 0.05)


def test_the_day_of_speech_yields_to_the_day_of_the_deed():
    found = claims("Gunmen have shot dead three villagers in Magumeri, the police announced this morning. They came to the houses on Thursday.")
    assert [c["event_date"] for c in found] == [dt.date(2019, 8, 29)]
