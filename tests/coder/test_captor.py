"""Who takes the place decides the type of capture, whatever verb is used."""

import polars as pl
import pytest

from pipeline.coder.captor import captor
from pipeline.coder.marks import passage_tags
from pipeline.coder.parties import name_scanner

NOBODY = name_scanner(pl.DataFrame(schema={"form": pl.String, "tag": pl.String, "is_case_sensitive": pl.Boolean}))
TOLD = [
    ("Rebels recaptured the town of Kidira on Monday, a day after it was seized by government troops.", "armed"),
    ("The army said its soldiers had captured the village from insurgents.", "state"),
    ("Guerrillas regained control of the hill and killed two soldiers.", "armed"),
    ("The district was retaken by federal forces at dawn.", "state"),
    ("The fall of the port to the rebels came after a week of fighting.", "armed"),
    ("The border post fell to insurgents without warning.", "armed"),
    ("Insurgents were driven out of the valley.", "state"),
    ("Soldiers and allied militiamen retook the bridge from the rebels.", "state"),
    ("The capture of the airfield by militants cut the road north.", "armed"),
    ("The town was captured on Friday.", None),
    ("Soldiers marched past the stadium.", None),
]


@pytest.mark.parametrize("text, side", TOLD)
def test_the_side_that_takes_the_place(text, side):
    assert captor(passage_tags([text], NOBODY)[0]) == side
