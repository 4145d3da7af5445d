"""The language of a report, as given or detected."""

import re
from functools import lru_cache

from pipeline.coder.vocabulary import FOLDER

_FUNCTION_WORDS = frozenset("the of and in to a on by for was were at from with that said is has have after near killed people their who an as it not are".split())
_WORDS = re.compile(r"[^\W\d_]+")
_READ = 2_000  # code points of a text that are looked at
ENGLISH_SHARE = 0.12  # share of English function words from which a text is English, whatever its names look like


@lru_cache(maxsize=1)
def coded_languages() -> tuple[str, ...]:
    """Languages that have a lexicon."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if (path / "terms").is_dir()))


def language_of(title: str | None, text: str | None, given: str | None = None) -> str | None:
    """ISO 639-1 code: as given, else detected; a short text or a headline is English unless its script or words say otherwise."""
    if given:
        return given.lower()[:2]
    seen = f"{title or ''} {(text or '')[:_READ]}"
    words = [w.lower() for w in _WORDS.findall(seen)]
    if not words:
        return "en"
    share = sum(w in _FUNCTION_WORDS for w in words) / len(words)
    latin = sum(c.isascii() for w in words for c in w) / sum(len(w) for w in words)
    if share >= ENGLISH_SHARE or (len(words) < 12 and latin > 0.8 and share > 0):
        return "en"
    return _detected(seen) if len(words) >= 6 or latin < 0.5 else "en"


def _detected(text: str) -> str:
    from py3langid import classify

    return classify(text)[0]
