"""Which party of the registry speaks in a report: a named group, the forces or the government of a state, the armed side of the event.

`lexicon/<code>/speakers.csv` lists words of speakers in order of precedence with the party they speak for. An empty
party is nobody's voice: a doctor, a witness, a monitor. "armed side" is the group that the claim itself names.
"""

import re
from functools import lru_cache

from pipeline.coder.drafts import Draft
from pipeline.coder.folder import rows
from pipeline.coder.kit import Kit
from pipeline.coder.parties import names
from pipeline.coder.patterns import pattern
from pipeline.coder.reading import LONGEST_NATION
from pipeline.coder.text import plain
from pipeline.registry.names import fold

ARMED_SIDE, GOVERNMENT = "armed side", "Government"
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def speaker(draft: Draft, tools: Kit) -> str | None:
    """The registry's id of the party that says what the claim says; null where no party does or the registry knows none."""
    who = draft.stance.attribution
    if not who:
        return None
    country, day, language = draft.spot.country_iso3, draft.when.event_date, draft.trigger.language
    named = names(who, plain(who, language), tools.scanner)
    if named and (known := tools.party(named[0].seen, country, day)):
        return known
    words = pattern("possessive", language).sub("", plain(who, language))
    nation = next((iso3 for name in _runs(words) if (iso3 := tools.nations.get(fold(name)))), None)
    role = voice(words, language)
    if role is None and nation and _is_nation_alone(pattern("leading_article", language).sub("", words), tools):
        role = GOVERNMENT
    if role == ARMED_SIDE:
        return _armed_side(draft, tools)
    return tools.party(role, nation or country, day) if role else None


@lru_cache(maxsize=4)
def speakers(language: str = "en") -> tuple[tuple[re.Pattern, str | None], ...]:
    """Patterns of speakers' words in order of precedence, with the party that they speak for."""
    return tuple((re.compile(rf"(?<!\w){re.escape(row['words'])}(?!\w)"), row["party"] or None) for row in rows(language, "speakers.csv"))


@lru_cache(maxsize=20_000)
def voice(words: str, language: str = "en") -> str | None:
    """The party of the first row whose words stand in the phrase; null where none does or it is nobody's voice."""
    return next((party for pattern, party in speakers(language) if pattern.search(words)), None)


def _runs(words: str) -> list[str]:
    """Runs of up to LONGEST_NATION words of a phrase, the longest first."""
    found = _WORD.findall(words)
    return [" ".join(found[i: i + n]) for n in range(min(LONGEST_NATION, len(found)), 0, -1) for i in range(len(found) - n + 1)]


def _is_nation_alone(words: str, tools: Kit) -> bool:
    """True for "Kyiv", "the United States": a state that speaks without a mouth."""
    return fold(words) in tools.nations


def _armed_side(draft: Draft, tools: Kit) -> str | None:
    """The group on the armed side of the claim, if there is exactly one that the registry lists."""
    sides = ((draft.roles.actor1, draft.roles.side1), (draft.roles.actor2, draft.roles.side2))
    found = {tools.party(name, draft.spot.country_iso3, draft.when.event_date) for name, side in sides if name and side == "armed"}
    listed = [actor_id for actor_id in found if actor_id and actor_id.startswith("group:")]
    return listed[0] if len(listed) == 1 else None
