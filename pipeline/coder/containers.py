"""What a text says a place lies in: the names that follow it ("Solhan (Yagha, Sahel)", "Goumbi village, Abala district")."""

from pipeline.coder.patterns import pattern
from pipeline.coder.reading import Place, Sentence

_COUNTRY = "country"


def is_settlement(text: str, end: int, language: str = "en") -> bool:
    """True if the word after text[:end] says that the name before it is a village, a town or a part of one."""
    return bool(pattern("settlement_after", language).match(text[end:end + 30]))


def containers(sentence: Sentence, end: int) -> list[tuple[str, int, int, Place | None, bool]]:
    """The names that text[:end]'s place lies in, smallest first: name, start, end, its place if known, whether "in" links it.

    A name counts when it stands in brackets, carries a unit word, or is a known place; a list ("X, Y and Z") is none.
    """
    found, text, language, is_bracketed = [], sentence.text, sentence.language, False
    pair = pattern("and_name_after", language).match(text[end:end + 60])
    end += pair.end() if pair else 0
    while match := pattern("container_in_brackets" if is_bracketed else "container_after", language).match(text[end:end + 90]):
        start, stop = end + match.start("name"), end + match.end("name")
        is_bracketed = is_bracketed or "(" in match["link"]
        place = next((p for p in sentence.places if p.start < stop and start < p.end), None)
        is_list = not is_bracketed and bool(pattern("list_goes_on", language).match(text[stop:stop + 90]))
        if is_list or not (is_bracketed or match["unit"] or place):
            break
        found.append((match["name"], start, stop, place, bool(pattern("in_alone", language).fullmatch(match["link"].strip()))))
        end = end + match.end()
    return found


def enclosing(chain: list[tuple[str, int, int, Place | None, bool]], admin1: str | None) -> tuple[str | None, str | None]:
    """The admin1 and admin2 that a chain names; `admin1` is what else the text says of the first.

    Of several names inside the first the smallest that is known is taken. A lone town that gives its name to its unit
    stands for the unit.
    """
    inner = [(name, place) for name, _, _, place, _ in chain if place is None or place.kind != _COUNTRY]
    if not inner:
        return admin1, None
    name, place = inner[-1]
    is_first = place is not None and (place.kind == "admin1" or place.precision == 3 or (place.admin1 or "").lower().startswith(name.lower()))
    if len(inner) == 1 and not is_first:
        return (place.admin1 if place is not None and place.admin1 else admin1), name
    return name, next((n for n, known in inner[:-1] if known is not None), inner[0][0]) if len(inner) > 1 else None
