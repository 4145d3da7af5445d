"""Deaths and injuries as told (codebook notes, section 4)."""

import pytest

from pipeline.coder.numbers import count_at
from pipeline.coder.tolls import toll

DEATHS = [
    ("five people were killed and 12 wounded in the blast.", 5),
    ("gunmen killed five villagers, including two women, on friday.", 5),
    ("killing at least 12 iraqi soldiers and wounding nine", 12),
    ("a man was shot dead by police", 1),
    ("two soldiers and a civilian were killed", 3),
    ("militants killed two policemen and injured three others", 2),
    ("soldiers were killed in clashes between the army and rebels", 3),
    ("six people, including four children, died when a shell hit a house", 6),
    ("the death toll has risen to 45", 45),
    ("between nine and twelve soldiers lost their lives yesterday", 9),
    ("the raid left seven dead", 7),
    ("dozens of people were killed", 12),
    ("no one was killed", 0),
    ("a suicide bomber blew himself up, killing four soldiers", 5),
    ("clashes killed hundreds", 100),
    ("killed three soldiers, two policemen and four civilians", 9),
    ("the attack claimed the lives of 14 people", 14),
    ("police shot dead a 15-year-old boy", 1),
    ("fired at a car, killing its driver", 1),
    ("there were no casualties", 0),
    ("ten people, six civilians and four soldiers, were killed", 10),
    ("the bodies of four men were found", 4),
    ("casualties unknown.", 0),
    ("a journalist was killed and his wife wounded", 1),
    ("12 rebels and 3 soldiers died in the fighting", 15),
    ("armed men kidnapped five people and killed one of them", 1),
    ("rebels said they had killed 20 soldiers", 20),
    ("several civilians were wounded", 0),
    ("bombing kills 9, wounds 30", 9),
    ("students marked the anniversary of a death", 0),
    ("an explosion killed one person and wounded 3", 1),
    ("thirty combatants, 12 of them soldiers, were killed", 30),
    ("a teacher and a nurse are among four people killed", 4),
    ("two fighters died on each side", 4),
    ("a man of 52 was killed", 1),
    ("eight guerrillas of the front were killed by a patrol", 8),
    ("six people who had fled into the church were massacred", 6),
    ("gunmen shot dead a rubber tapper in the district", 1),
    ("the army lost five soldiers in the ambush", 5),
    ("the rebels lost the town", 0),
    ("neutralizing nine militants", 9),
    ("a conflict that has killed 40,000 people since 1984", 0),
    ("about 70 people were killed, with deaths put at 35 in the capital", 70),
]


@pytest.mark.parametrize(("text", "deaths"), DEATHS)
def test_deaths_of_a_sentence(text, deaths):
    assert toll([text]).best == deaths


@pytest.mark.parametrize(("text", "counted"), [("a mob beat a man to death.", "a man"), ("the army lost five soldiers", "five soldiers"), ("shot gunmen to death", "gunmen")])
def test_what_is_counted_are_the_words_of_the_sentence(text, counted):
    (_, start, end), *_ = toll([text]).spans
    assert text[start:end] == counted


@pytest.mark.parametrize(("text", "injured"), [("wounding nine", 9), ("at least 30 people were injured", 30), ("two were killed and 14 others wounded", 14), ("nobody was hurt", None)])
def test_injuries_of_a_sentence(text, injured):
    assert toll([text]).injuries == injured


@pytest.mark.parametrize(("text", "rule"), [("dozens were killed", "vague_word"), ("nine to twelve people died", "range"), ("five people died", "reported"), ("they marched", "none_reported")])
def test_the_rule_is_told(text, rule):
    assert toll([text]).rule == rule


@pytest.mark.parametrize(("text", "deaths", "injured"), [
    ("a bomb killed two people and wounded 11, the regional governor said.", 2, 11),
    ("killing 11, a police officer said.", 11, None),
    ("the raid left five dead, according to a senior police officer.", 5, None),
    ("gunmen killed four, five soldiers reported killed", 9, None),
    ("three police officers were killed, the minister said", 3, None),
    ("a bomb exploded, police said, killing nine people", 9, None),
])
def test_who_says_so_is_not_among_the_dead_or_wounded(text, deaths, injured):
    told = toll([text])
    assert (told.best, told.injuries) == (deaths, injured)


def test_differing_totals_give_the_lowest_and_keep_the_highest():
    told = toll(["ten people were killed.", "a doctor said 14 people were killed."])
    assert (told.low, told.best, told.high) == (10, 10, 14)


def test_sides_told_apart_in_two_sentences_are_added():
    told = toll(["seven soldiers were killed.", "twelve rebels also died."])
    assert (told.best, told.state, told.armed) == (19, 7, 12)


@pytest.mark.parametrize(("words", "best"), [("two hundred and five", 205), ("1,200", 1200), ("twenty-one", 21), ("a dozen", 12), ("dozens of", 12), ("hundreds of", 100), ("several", 3), ("forty five", 45)])
def test_numbers_in_words_and_figures(words, best):
    assert count_at(words.split(), 0).best == best


@pytest.mark.parametrize(("plains", "best", "state", "armed", "civilians"), [
    (["at least a dozen people have been killed in an attack on a base.", "nine of them were attackers.", "the army also lost three soldiers."], 12, None, None, None),
    (["a car bomb killed six people.", "two of the dead were attackers."], 6, None, None, None),
    (["more than forty people died in a fire.", "most of the victims were women.", "four others were shot dead earlier."], 40, None, None, None),
    (["a roadside bomb killed two police officers.", "a third officer died later in hospital."], 3, 3, None, None),
    (["gunmen killed two soldiers.", "another soldier was killed nearby."], 3, 3, None, None),
    (["police shot dead the leader of a gang."], 1, None, None, None),
    (["police shot dead a soldier and another soldier was killed.", "2 fatalities."], 2, None, None, None),
    (["gunmen shot dead a soldier.", "he saw the murder of another soldier."], 1, 1, None, None),
])
def test_total_and_its_shares_are_told_apart_from_one_more(plains, best, state, armed, civilians):
    found = toll(plains)
    assert (found.best, found.state, found.armed, found.civilians) == (best, state, armed, civilians)
