"""Reports that tell of several events: what belongs to which."""

from tests.coder.small import claims

MARKET = "Gunmen shot dead five villagers in Magumeri on Monday."


def told(text, *columns, **row):
    return [tuple(c[column] for column in columns) for c in claims(text, **row)]


def test_the_toll_of_one_event_is_not_added_to_another():
    found = told(f"{MARKET} In Kaduna, a roadside bomb exploded under a lorry on Tuesday, killing three soldiers.", "location_seen", "fatalities_best")
    assert found == [("Magumeri", 5), ("Kaduna", 3)]


def test_a_sentence_that_continues_an_event_gives_it_its_toll_and_speaker():
    found = told(f"{MARKET} A roadside bomb exploded under a police lorry in Kaduna on Tuesday. Three officers died, the governor said.",
                 "location_seen", "fatalities_best", "attribution")
    assert found == [("Magumeri", 5, None), ("Kaduna", 3, "the governor")]


def test_a_sentence_that_names_the_first_place_again_goes_back_to_it():
    text = "Warplanes bombed a market in Idlib on Friday. A suicide bomber blew himself up at a checkpoint in Hama on Thursday. Ten people died in Idlib, a doctor said."
    found = {c["location_seen"]: (c["fatalities_best"], c["attribution"]) for c in claims(text)}
    assert found["Idlib"] == (10, "a doctor") and found["Hama"][1] is None


def test_the_party_of_one_event_does_not_act_in_another():
    text = "Warplanes bombed a market in Idlib on Friday. Boko Haram fighters shot dead two farmers near Magumeri on Thursday."
    found = {c["location_seen"]: c["actor1_seen"] for c in claims(text)}
    assert "Boko Haram" in found["Magumeri"] and "Boko Haram" not in (found["Idlib"] or "")


def test_a_title_keeps_the_toll_that_the_body_tells():
    found = told("A roadside bomb went off under a bus in Kaduna on Thursday. Four passengers died, police said.", "fatalities_best", title="Bomb explodes under bus in Kaduna")
    assert found == [(4,)]


def test_a_report_whose_head_tells_of_no_event_needs_a_place_and_a_day_to_found_one():
    calm = "The committee met on Friday to read the yearly budget. Members spoke of roads and schools. The chair thanked the clerks. Lunch was served at noon. "
    vague = calm + "Gunmen killed villagers in such places, one member said."
    dated = calm + "Gunmen killed four villagers in Idlib on Thursday."
    assert told(vague, "sub_event_type") == [] and told(dated, "sub_event_type") == [("Attack",)]


def test_a_place_that_a_foreign_army_takes_from_the_countrys_own_is_not_regained():
    assert told("Turkish troops captured Idlib from the Syrian army on Thursday.", "sub_event_type") == [("Non-state actor overtakes territory",)]
    assert told("Syrian troops recaptured Idlib from the Turkish army on Thursday.", "sub_event_type") == [("Government regains territory",)]


def test_what_somebody_denies_is_no_event_and_denying_a_part_in_it_is_no_denial_of_it():
    assert told("The army denied on Thursday that rebels had attacked villagers in Idlib.", "sub_event_type") == []
    assert told("Gunmen killed four villagers in Idlib on Thursday; the rebels denied responsibility.", "sub_event_type") == [("Attack",)]


def test_a_report_that_speaks_of_two_countries_alike_is_of_neither():
    assert told("Syrian troops clashed with Turkish soldiers at Nosuchplace on Thursday.", "country_iso3") == [(None,)]


def test_the_forces_of_two_peoples_named_together_are_two_sides():
    assert told("Syrian and Turkish troops clashed near Idlib on Thursday.", "actor1_seen", "actor2_seen") == [("Syrian troops", "Turkish troops")]
    assert told("Syrian and Turkish troops clashed with rebels near Idlib on Thursday.", "actor2_seen") == [("rebels",)]


def test_a_town_known_only_in_the_country_of_the_dateline_lies_there():
    assert told("DAMASCUS (Agency) - Turkish shelling killed two people in the town of Murik on Thursday.", "country_iso3") == [("SYR",)]


def test_sentence_that_refers_back_takes_the_type_of_what_it_refers_to():
    text = "Police fired tear gas at protesters in Hama on Friday. Similar protests were staged by hundreds of people who marched in Homs and Idlib."
    assert told(text, "sub_event_type")[-1] == ("Protest with intervention",)


def test_sentence_that_refers_back_and_tells_more_has_its_own_type():
    text = "Protesters marched in Hama on Friday. Similar marches were held in Homs, where police fired tear gas at protesters."
    assert told(text, "sub_event_type")[-1] == ("Protest with intervention",)


def test_side_that_nobody_names_is_the_one_enemy_of_the_report():
    text = "Turkish warplanes bombed Idlib in Syria on Friday, killing three people. Syrian soldiers repelled an attack on their positions near Hama on Thursday, the army said."
    assert [actor for actor in told(text, "actor2_seen")][-1] == told(text, "actor1_seen")[0]


def test_side_that_nobody_names_stays_unknown_where_the_report_names_no_enemy():
    assert told("Syrian soldiers repelled an attack on their positions near Hama on Thursday, the army said.", "actor2_seen") == [("Unidentified Armed Group",)]
