"""Two spellings of one place name become one string here, and nowhere else.

Three levels, from strict to loose: `fold` (case, accents, punctuation, scripts), `bare` (the same without articles)
and `skeleton` (consonant classes that survive transliteration). A fuzzy comparison comes after these, in resolve.
"""
import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

ARTICLES = frozenset("al el ad ed ar er as es ash esh ach ech at et ath az ez an en adh edh eth ul ol l".split())
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sta": "santa", "sto": "santo", "mt": "mount", "ft": "fort"}
LONGEST_NAME = 200  # no place name is longer; a longer cell is noise, and must not cost time

_APOSTROPHES = "'`´‘’‚‛ʻʼʽʾʿˈʹʺ′‵＇\"“”„ʔʕ"
_INVISIBLE = "ـ\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\xad"
_DELETE = dict.fromkeys(map(ord, _APOSTROPHES + _INVISIBLE))
_COMBINING = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+")  # Latin, Hebrew and Arabic marks
_OTHER = re.compile(r"[^a-z0-9]+")

# Order matters: longer clusters first. Each class is written with one capital or small letter.
_CLUSTERS = (
    ("shch", "c"), ("tsch", "c"), ("dsch", "j"), ("sch", "c"), ("tch", "c"), ("dzh", "j"), ("sh", "c"), ("ch", "c"),
    ("cz", "c"), ("sz", "c"), ("dj", "j"), ("zh", "j"), ("gh", "h"), ("kh", "h"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("x", "ks"), ("g", "h"), ("w", "v"), ("z", "s"),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_GLIDE = re.compile(r"(?<=[aeiou])[w](?=[^aeiouy]|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The name in lower-case ASCII words with single spaces; "" when nothing is left.

    Composed and decomposed forms, Turkish dotted and dotless i, tatweel, apostrophes and ayn or hamza marks, hyphens
    and scripts make no difference; "St" and "Saint" neither. Words are kept: unit words and articles still count.
    """
    text = text[:LONGEST_NAME]
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFD", text.translate(_DELETE)))
        text = text if text.isascii() else anyascii(text.replace("ı", "i"))
    text = text.lower().replace("'", "").replace("`", "").replace('"', "")
    words = _OTHER.sub(" ", text).split()
    if any(word in ABBREVIATIONS for word in words):
        last = len(words) - 1
        words = [ABBREVIATIONS.get(word, word) if place < last else word for place, word in enumerate(words)]
    return " ".join(words)


def bare(folded: str) -> str:
    """The folded name without Arabic articles, unless nothing else is left of it."""
    words = folded.split()
    kept = [word for place, word in enumerate(words) if word not in ARTICLES or place == len(words) - 1]
    return " ".join(kept)


@lru_cache(maxsize=50_000)
def skeleton(folded: str) -> str:
    """A key that spellings of one name in other transliterations share; "" for an empty name.

    Articles go, vowels go (a leading one stays as "a"), and letters that the usual systems for Arabic, Cyrillic and
    French exchange fall together: kh/h/g, sh/ch, dj/j/zh, ou/u/w, q/k/c, z/s. Different names share a key often, so a
    caller compares the full spellings as well.
    """
    return "".join(_word_skeleton(word) for word in bare(folded).split())


@lru_cache(maxsize=50_000)
def _word_skeleton(word: str) -> str:
    if "w" in word:
        word = _GLIDE.sub("", word)
    if len(word) > 1 and word[-1] == "h" and word[-2] in "aeiou":
        word = word[:-1]
    if "c" in word:
        word = word.replace("ch", "\0").replace("ck", "k").replace("cz", "\1").replace("sc\0", "\0")
        word = _SOFT_C.sub("s", word).replace("c", "k").replace("\0", "ch").replace("\1", "cz").replace("skh", "sch")
    for cluster, letter in _CLUSTERS:
        if cluster in word:
            word = word.replace(cluster, letter)
    first = "a" if word[:1] in "aeiouy" else ""
    return _DOUBLE.sub(r"\1", first + _VOWELS.sub("", word))
