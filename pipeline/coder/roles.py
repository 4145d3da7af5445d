"""Who did it to whom: the parties of a sentence given their parts by voice, prepositions and nearness to the trigger."""

from functools import lru_cache

from pipeline.coder.attacks import against_civilians, explosion
from pipeline.coder.battles import battle
from pipeline.coder.crowds import demonstration, mob
from pipeline.coder.developments import development
from pipeline.coder.folder import rows
from pipeline.coder.sides import Clause, Roles
from pipeline.coder.traits import traits

_READERS = {
    "Battles": battle, "Protests": demonstration, "Riots": demonstration, "Violence against civilians": against_civilians,
    "Explosions/Remote violence": explosion, "Strategic developments": development,
}


@lru_cache(maxsize=4)
def trigger_tags(language: str = "en") -> dict[str, tuple[str, ...]]:
    """Sub-event type -> tags of the words that can tell of it, most telling first; none for a type that the language does not tell of."""
    return dict.fromkeys(traits(), ()) | {row["sub_event_type"]: tuple(row["tags"].split("|")) for row in rows(language, "triggers.csv")}


def roles(label: str, clauses: list[Clause], later: list[Clause] | None = None) -> Roles:
    """The parts of the parties in an event of that sub-event type; the first clause is the one with the trigger.

    `later` are clauses further down, read only for who claims the deed or is blamed for it.
    """
    known = traits()[label]
    reader = _READERS[known.event_type] if known.is_demonstration or not known.crowd else mob
    return reader(known, clauses, later or [])
