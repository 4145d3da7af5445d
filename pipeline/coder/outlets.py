"""Which registered source a text names as the one who says so: an agency, a station, a paper, a monitor."""

from collections.abc import Iterator

from pipeline.coder.kit import Kit
from pipeline.coder.parties import head_noun
from pipeline.coder.patterns import pattern
from pipeline.coder.speakers import voice
from pipeline.coder.text import dateline_end
from pipeline.registry.names import fold


def outlet(who: str, country: str | None, tools: Kit, language: str = "en") -> str:
    """The source's id: by the whole phrase, else by a name in it ("the state news agency SANA"); `unknown:<folded>` where none is registered.

    A name that sources of several countries bear means the one of this country.
    """
    return next((source for name in _names(who, language) if (source := tools.outlet(fold(name), country))), f"unknown:{fold(who)}")


def agency(text: str, language: str = "en") -> str | None:
    """The agency that a dateline names, "Reuters" in "KABUL (Reuters) - "; null without one."""
    found = pattern("dateline_agency", language).search(text[: dateline_end(text, language)])
    return found["agency"] if found else None


def _names(who: str, language: str) -> Iterator[str]:
    yield pattern("leading_article", language).sub("", who)
    for found in pattern("outlet_name", language).finditer(who):
        name = found.group()
        if voice(name.lower(), language) is None and voice(head_noun(name), language) is None:
            yield name
