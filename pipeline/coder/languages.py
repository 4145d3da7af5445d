"""The language of a report, as given or detected, and the languages that have a lexicon."""

import re
from functools import lru_cache
from pathlib import Path

from pipeline.coder.folder import FOLDER
from pipeline.coder.patterns import words

DEFAULT = "en"  # the language of a text that is too short to tell
_WORDS = re.compile(r"[^\W\d_]+")
_READ = 2_000  # code points of a text that are looked at
_SHORT = 12  # words below which a text is a headline
KNOWN_SHARE = 0.12  # share of a language's function words from which a text is in that language, whatever its names look like


@lru_cache(maxsize=4)
def lexicons(folder: str | None = None) -> dict[str, str]:
    """Languages that have a lexicon, by ISO 639-1 code, with what the coder calls them; those of another folder come before those that ship."""
    shipped = {path.name: path.name for path in _folders(FOLDER)}
    return shipped | ({path.name: str(path.resolve()) for path in _folders(Path(folder))} if folder else {})


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if (path / "terms").is_dir() and (path / "frames.csv").is_file())


def language_of(title: str | None, text: str | None, given: str | None = None, folder: str | None = None) -> str | None:
    """ISO 639-1 code: as given, else detected; a short text or a headline is English unless its script or words say otherwise."""
    if given:
        return given.lower()[:2]
    seen = f"{title or ''} {(text or '')[:_READ]}"
    told = _WORDS.findall(seen.lower())
    if not told:
        return DEFAULT
    shares = {code: sum(w in known for w in told) / len(told) for code, known in _function_words(folder)}
    likely = max(shares, key=lambda code: (shares[code], code == DEFAULT))
    if shares[likely] >= KNOWN_SHARE:
        return likely
    latin = sum(c.isascii() for w in told for c in w) / sum(len(w) for w in told)
    if len(told) < _SHORT and latin > 0.8 and shares[likely] > 0:
        return likely
    return _detected(seen) if len(told) >= 6 or latin < 0.5 else DEFAULT


@lru_cache(maxsize=4)
def _function_words(folder: str | None) -> tuple[tuple[str, frozenset[str]], ...]:
    """The words that give a language away, by code."""
    return tuple((code, words("function_words", language)) for code, language in lexicons(folder).items())


def _detected(text: str) -> str:
    from py3langid import classify

    return classify(text)[0]
