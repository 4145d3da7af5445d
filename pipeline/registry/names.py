"""Names folded to one spelling, so that the same party is one string however it is written."""

import re
import unicodedata

from anyascii import anyascii

# British spellings and their American counterparts, applied to both sides of every comparison.
SPELLINGS = (("isation", "ization"), ("defence", "defense"), ("labour", "labor"), ("centre", "center"), ("guerilla", "guerrilla"))
NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
APOSTROPHES = re.compile("['’‘ʼʻ`´]")
# Words that carry no identity: articles and prepositions of the languages that actor names are written in.
EMPTY_WORDS = frozenset("the of for and in to a al el ul ud as an ash e i de la le les du des los do da dos".split())


def fold(name: str) -> str:
    """The name in lower-case ASCII letters, digits and single spaces; other scripts are transliterated.

    Apostrophes vanish, every other sign becomes a space, British spelling becomes American. The result may be empty.
    """
    text = name if name.isascii() else anyascii(unicodedata.normalize("NFKC", name))
    text = NOT_ALPHANUMERIC.sub(" ", APOSTROPHES.sub("", text.lower())).strip()
    for british, american in SPELLINGS:
        text = text.replace(british, american)
    return text


def skeleton(folded: str) -> str:
    """A folded name without articles, prepositions, plural endings, doubled letters and the vowels that transliterations disagree on.

    Two names of one skeleton are one name only if nothing else shares it; see `index.by_skeleton`.
    """
    words = (w for w in folded.split() if w not in EMPTY_WORDS)
    return " ".join(_bare(w) for w in words)


def _bare(word: str) -> str:
    word = re.sub(r"(.)\1", r"\1", word)
    for seen, kept in (("ou", "u"), ("oo", "u"), ("ee", "i"), ("y", "i"), ("e", "i"), ("o", "u"), ("q", "k"), ("dh", "d")):
        word = word.replace(seen, kept)
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


def slug(name: str) -> str:
    """The folded name with hyphens, as used in ids."""
    return fold(name).replace(" ", "-")
