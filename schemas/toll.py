"""Deaths and injuries, as reported."""

from schemas.column import STRING, Column, pl

_COUNT = pl.Int32()


def _count(name: str, description: str, nullable: bool = True) -> Column:
    return Column(name, _COUNT, description, nullable=nullable, unit="people", minimum=0, maximum=2_000_000)


TOLL = (
    _count("fatalities_low", "Lowest reported number of deaths."),
    _count("fatalities_best", "Number of deaths by the codebook's rule: the lowest credible report."),
    _count("fatalities_high", "Highest reported number of deaths."),
    Column("fatalities_rule", STRING, "How fatalities_best was reached: reported, range, vague_word, split, none_reported.",
           vocabulary="fatalities_rules"),
    _count("fatalities_civilians", "Civilian deaths where they are told apart; null where they are not."),
    _count("fatalities_side1", "Deaths of actor 1 where they are told apart; null where they are not."),
    _count("fatalities_side2", "Deaths of actor 2 where they are told apart; null where they are not."),
    _count("injuries_best", "Reported number of injured people; null where none is reported."),
)
