"""A text becomes a list of plain words: lower case, light stems, names and numbers masked."""

import csv
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import combining, normalize

NAME, NUMBER, NATION, DAY, GROUP, LETTERS = "NAME", "NUM", "NATION", "DAY", "GROUP", "LETTERS"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[.!?](?=\s)|[;:()\"“”…]")
DATE = re.compile(r"\b(?:on|by|since|as of)?\s*\d{1,2}(?:st|nd|rd|th)?\s+(?:january|february|march|april|may|june|july|august|september|october|november|december)(?:,?\s+\d{4})?\b,?", re.IGNORECASE)
BOILERPLATE = re.compile(r"\[size[^\]]*\]|\((?:coded to|as reported|date is)[^)]*\)", re.IGNORECASE)
STOPS = frozenset(".!?;:()\"“”…")
DOUBLED = re.compile(r"([^aeioulsz])\1$")
RUNS = frozenset((NAME, NUMBER, DAY, GROUP))
LONGEST = 4_000
MASKS = {"NATION": NATION, "DATE": DAY, "NUM": NUMBER}


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """Classes of meaning of each stem, from word_classes.csv: weapons, victims, ways of taking a town and so on."""
    with open(Path(__file__).with_name("word_classes.csv"), encoding="utf-8", newline="") as file:
        rows = [(stem(row["word"]), row["word_class"]) for row in csv.DictReader(file)]
    found: dict[str, dict[str, None]] = {}
    for word, word_class in rows:
        found.setdefault(word, {})[word_class] = None
    return {word: tuple(classes) for word, classes in found.items()}


@cache
def masks() -> dict[str, str]:
    """Words that stand for a kind of thing whichever they are: peoples, days and months, numbers."""
    with open(Path(__file__).with_name("word_classes.csv"), encoding="utf-8", newline="") as file:
        return {row["word"]: MASKS[row["word_class"]] for row in csv.DictReader(file) if row["word_class"] in MASKS}


@cache
def group_names() -> re.Pattern:
    """Armed groups known by name, as they are written: which one it is says nothing of the type."""
    with open(Path(__file__).with_name("word_classes.csv"), encoding="utf-8", newline="") as file:
        names = {row["word"] for row in csv.DictReader(file) if row["word_class"] == GROUP}
    return re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n))) + r")(?![\w-])")


def stem(word: str) -> str:
    """The word without its commonest English endings; close forms of one verb or noun fall together."""
    if len(word) <= 3:
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", "")):
        if word.endswith(ending):
            word = word[: -len(ending)] + instead
            break
    for ending in ("ied", "ed", "ing"):
        root = word[: -len(ending)]
        if word.endswith(ending) and len(root) >= 3 and any(letter in "aeiouy" for letter in root):
            root = root + "y" if ending == "ied" else DOUBLED.sub(r"\1", root)
            return root[:-1] if root.endswith("e") else root
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def plain(text: str) -> str:
    """The text without date stamps, editors' brackets, accents and invisible characters."""
    if not text.isascii():
        text = "".join(letter for letter in normalize("NFKD", text) if not combining(letter) and letter.isprintable() or letter.isspace())
    return group_names().sub(GROUP, DATE.sub(" ", BOILERPLATE.sub(" ", text)))


def sentences(text: str, is_known: Callable[[str], bool]) -> list[list[str]]:
    """Stems of each sentence. Capitalised words that `is_known` does not know in lower case become NAME, runs of them one.

    Only the first LONGEST characters are read: the type of an event stands at the beginning of a text, or nowhere.
    """
    surfaces = WORD.findall(plain(text[:LONGEST]))
    capitals = [surface[0].isupper() for surface in surfaces if surface[0].isalpha()]
    is_title = len(capitals) > 3 and sum(capitals) > 0.6 * len(capitals)
    found: list[list[str]] = [[]]
    for surface in surfaces:
        if surface in STOPS:
            if surface in ".!?" and found[-1]:
                found.append([])
            continue
        token, may_be_name = told(surface)
        if may_be_name and not is_known(token):
            token = LETTERS if surface.isupper() and 1 < len(surface) < 7 and not is_title else NAME
        if token and not (token in RUNS and found[-1] and found[-1][-1] == token):
            found[-1].append(token)
    return [sentence for sentence in found if sentence]


@lru_cache(200_000)
def told(surface: str) -> tuple[str, bool]:
    """One word's stem or the mask it hides behind, and whether a capital may make it a name."""
    if surface[0].isdigit():
        return NUMBER, False
    if surface == GROUP:
        return GROUP, False
    lower = surface.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    mask = masks().get(lower)
    if mask and not (surface[0].islower() and lower in ("may", "march", "pole")):
        return mask, False
    return stem(lower), surface[0].isupper()
