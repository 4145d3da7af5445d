"""A text becomes a list of plain words: lower case, light stems, names and numbers masked."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import combining, normalize

import numpy as np
from ahocorasick_rs import AhoCorasick

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
def group_names() -> tuple[AhoCorasick, re.Pattern]:
    """Armed groups known by name, as they are written: which one it is says nothing of the type. A scanner for any of them, and a pattern for whole names."""
    with open(Path(__file__).with_name("word_classes.csv"), encoding="utf-8", newline="") as file:
        names = sorted({row["word"] for row in csv.DictReader(file) if row["word_class"] == GROUP}, key=lambda n: (-len(n), n))
    return AhoCorasick(names), re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(name) for name in names) + r")(?![\w-])")


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
    text = DATE.sub(" ", BOILERPLATE.sub(" ", text))
    scanner, names = group_names()
    return names.sub(GROUP, text) if scanner.find_matches_as_indexes(text) else text


@dataclass(frozen=True)
class Tokens:
    """The words of many texts in order: each as a number in `words`, with the numbers of its sentence and of its text."""

    words: tuple[str, ...]
    word: np.ndarray
    sentence: np.ndarray
    text: np.ndarray


def tokens(texts: Sequence[str], is_known: Callable[[str], bool]) -> Tokens:
    """Stems of all texts. Capitalised words that `is_known` does not know in lower case become NAME, runs of them one.

    Only the first LONGEST characters are read: the type of an event stands at the beginning of a text, or nowhere.
    Whatever can be is decided once per written form; the rest is columnar.
    """
    written: dict[str, int] = {}
    lengths, flat = [], []
    for text in texts:
        found = WORD.findall(plain(text[:LONGEST]))
        lengths.append(len(found))
        flat += [written.setdefault(surface, len(written)) for surface in found]
    form, text = np.array(flat, np.int64), np.repeat(np.arange(len(texts)), lengths)
    numbers = {NAME: 0, LETTERS: 1, "": 2}
    forms = np.array([_form(surface, numbers, is_known) for surface in written] or np.zeros((0, 6)), np.int64)
    word, is_masked, is_short, is_capital, is_lettered, stop = forms[form].T
    letters, capitals = (np.bincount(text, weights=marks, minlength=len(texts)) for marks in (is_lettered, is_capital))
    is_title = (letters > 3) & (capitals > 0.6 * letters)
    word = np.where(is_masked == 1, np.where((is_short == 1) & ~is_title[text], 1, 0), word)
    ends = np.cumsum(stop == 2)
    sentence = ends + text  # no two texts share a sentence
    kept = (stop == 0) & (word != 2)
    word, sentence, text = word[kept], sentence[kept], text[kept]
    runs = np.array([numbers[mask] for mask in RUNS if mask in numbers])
    repeats = np.zeros(len(word), bool)
    repeats[1:] = (word[1:] == word[:-1]) & (sentence[1:] == sentence[:-1]) & np.isin(word[1:], runs)
    return Tokens(tuple(numbers), word[~repeats], sentence[~repeats], text[~repeats])


def _form(surface: str, numbers: dict[str, int], is_known: Callable[[str], bool]) -> tuple[int, bool, bool, bool, bool, int]:
    """Of one written form: number of its word, masked or not, letters like a short acronym, a capital, a letter, 1 a stop or 2 the end of a sentence."""
    is_lettered = surface[0].isalpha()
    capital = is_lettered and surface[0].isupper()
    if surface in STOPS:
        return 2, False, False, capital, is_lettered, 2 if surface in ".!?" else 1
    word, may_be_name = told(surface)
    is_masked = may_be_name and not is_known(word)
    return numbers.setdefault(word, len(numbers)), is_masked, surface.isupper() and 1 < len(surface) < 7, capital, is_lettered, 0


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
