"""Texts become groups of numbered features, the same on every machine: all texts of a batch at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import scipy.sparse

from pipeline.coder.model.words import tokens, word_classes

GROUPS = ("w", "b", "s", "c", "k", "r", "t", "p")
GAP = 3      # words between two that make a pair
REACH = 6    # words with a class within which classes make a pair
MARKS = 4    # tags of the lexicon within which two make a pair
CACHED = 300_000
EDGES = ("^", "$")
Found = tuple[np.ndarray, np.ndarray, np.ndarray]  # text and number of each feature, and per text how many features it has


@dataclass(frozen=True)
class Pairs:
    """The pairs of words that a model knows in one group: words as numbers, the pairs' keys in order, their features."""

    words: dict[str, int]
    keys: np.ndarray
    numbers: np.ndarray


@dataclass(frozen=True)
class Reader:
    """What turns names of features into numbers (None: not in the model), which words are known, and what it has met so far.

    `pairs` has the groups b and s of a model that is fitted; without it every pair is looked up by its name.
    """

    number: Callable[[str], int | None]
    is_known: Callable[[str], bool]
    pairs: dict[str, Pairs] = field(default_factory=dict)
    met: dict[tuple[str, ...], tuple[tuple[int, ...], int]] = field(default_factory=dict)


def known_pairs(names: Sequence[str], group: str) -> Pairs:
    """The pairs among the names of a model's features, which are numbered as they come."""
    words: dict[str, int] = {}
    split = [(number, *name[2:].split(" ")) for number, name in enumerate(names) if name.startswith(group + "=")]
    coded = np.array([(words.setdefault(left, len(words)), words.setdefault(right, len(words)), number) for number, left, right in split] or np.zeros((0, 3)), np.int64)
    keys = coded[:, 0] * len(words) + coded[:, 1]
    order = np.argsort(keys)
    return Pairs(words, keys[order], coded[order, 2])


class Numbers(dict):
    """Numbers names as they come; the names are its keys, in order."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def features(texts: Sequence[str], tags: Sequence[str], reader: Reader) -> list[Found]:
    """Per group, the features of all texts, each once a text, those without a number only in the count.

    w word, b two words in a row, s two words at most GAP apart, c pieces of words, k classes of meaning, r ordered pairs
    of classes (broad ones with broad ones, fine ones with fine ones), which say roughly who does what to whom; t tags that
    the lexicon and the registry gave the text, p ordered pairs of tags near each other: who is army and who is rebel.
    """
    read = tokens(texts, reader.is_known)
    words, size = list(read.words), len(texts)
    padded, sentence, text = _padded(read.word, read.sentence, read.text, len(words))
    edged = [*words, *EDGES]
    has_class = np.array([word in word_classes() for word in words], bool)[read.word]
    classed = tuple(column[has_class] for column in (read.word, read.sentence, read.text))
    mark, clause, owner, marks = _marks(tags)
    return [
        _named(read.text, read.word, ["w=" + word for word in words], size, reader),
        _neighbours("b", padded, sentence, text, edged, range(1, 2), size, reader),
        _neighbours("s", padded, sentence, text, edged, range(2, GAP + 2), size, reader),
        _spread(read.text, read.word, lambda i: _met(("c", words[i]), lambda: pieces(words[i]), reader), size),
        _spread(classed[2], classed[0], lambda i: _met(("k", words[i]), lambda: ["k=" + name for name in word_classes()[words[i]]], reader), size),
        _pairs("r", *classed, words, range(1, REACH + 1), size, reader, class_pairs),
        _spread(owner, mark, lambda i: _met(("t", marks[i]), lambda: ["t=" + tag for tag in meanings(marks[i])], reader), size),
        _pairs("p", mark, clause, owner, marks, range(1, MARKS + 1), size, reader, lambda a, b: [f"p={x} {y}" for x in meanings(a) for y in meanings(b)]),
    ]


def design(found: Sequence[Found], texts: int, width: int) -> scipy.sparse.csr_array:
    """A row per text: each feature counts one over the root of how many features of its group the text has."""
    rows = np.concatenate([group[0] for group in found])
    columns = np.concatenate([group[1] for group in found])
    values = np.concatenate([np.maximum(1, sizes)[owners] ** -0.5 for owners, _, sizes in found])
    order = np.argsort(rows, kind="stable")
    ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=texts))))
    return scipy.sparse.csr_array((values[order], columns[order].astype(np.int32), ends), shape=(texts, width))


def _padded(word: np.ndarray, sentence: np.ndarray, text: np.ndarray, edge: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The words with an edge before and after every sentence; `edge` is the number of the first."""
    starts = np.flatnonzero(np.diff(sentence, prepend=-1))
    place = np.arange(len(word)) + 1 + 2 * (np.cumsum(np.diff(sentence, prepend=-1) != 0) - 1)
    before = place[starts] - 1
    after = np.concatenate((before[1:] - 1, [len(word) + 2 * len(starts) - 1]))[: len(starts)]
    made = np.empty((3, len(word) + 2 * len(starts)), np.int64)
    for column, values, edges in ((0, word, (edge, edge + 1)), (1, sentence, None), (2, text, None)):
        made[column, place] = values
        made[column, before] = edges[0] if edges else values[starts]
        made[column, after] = edges[1] if edges else values[starts]
    return made[0], made[1], made[2]


def _marks(tags: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Tags of hits as numbers, with their sentence and text, and the tags that the numbers stand for."""
    seen: dict[str, int] = {"/": 0, ",": 1}
    split = [told.split() for told in tags]
    mark = np.array([seen.setdefault(token, len(seen)) for found in split for token in found], np.int64)
    owner = np.repeat(np.arange(len(tags)), [len(found) for found in split])
    clause = np.cumsum(mark == 0) + owner
    kept = mark > 1
    return mark[kept], clause[kept], owner[kept], list(seen)


def _named(rows: np.ndarray, keys: np.ndarray, names: list[str], texts: int, reader: Reader) -> Found:
    """A feature per key, by its name."""
    return _spread(rows, keys, lambda i: _met((names[i],), lambda: [names[i]], reader), texts)


def _neighbours(group: str, word: np.ndarray, sentence: np.ndarray, text: np.ndarray, words: list[str], distances: Iterable[int], texts: int, reader: Reader) -> Found:
    """Features of pairs of words at these distances, found among the model's pairs in order, where there is a model."""
    known = reader.pairs.get(group)
    if known is None:
        return _pairs(group, word, sentence, text, words, distances, texts, reader, lambda a, b: [f"{group}={a} {b}"])
    word = np.array([known.words.get(name, -1) for name in words], np.int64)[word]
    width, sizes, found = int(known.numbers.max(initial=0)) + 1, np.zeros(texts), []
    for distance in distances:
        together = sentence[:-distance] == sentence[distance:]
        left, right, rows = word[:-distance][together], word[distance:][together], text[:-distance][together]
        sizes += np.bincount(rows, minlength=texts)
        both = (left >= 0) & (right >= 0)
        keys = left[both] * len(known.words) + right[both]
        place = np.minimum(np.searchsorted(known.keys, keys), max(0, len(known.keys) - 1))
        hit = known.keys[place] == keys if len(known.keys) else np.zeros(len(keys), bool)
        found.append(rows[both][hit] * width + known.numbers[place[hit]])
    features_of = _distinct(np.concatenate(found))
    return features_of // width, features_of % width, sizes


def _pairs(group: str, word: np.ndarray, sentence: np.ndarray, text: np.ndarray, words: list[str], distances: Iterable[int], texts: int, reader: Reader,
           names: Callable[[str, str], list[str]]) -> Found:
    """Features of ordered pairs of words of one sentence at these distances."""
    rows, keys = [], []
    for distance in distances:
        together = sentence[:-distance] == sentence[distance:]
        rows.append(text[:-distance][together])
        keys.append((word[:-distance] * len(words) + word[distance:])[together])

    def numbers(key: int) -> tuple[tuple[int, ...], int]:
        left, right = words[key // len(words)], words[key % len(words)]
        return _met((group, left, right), lambda: names(left, right), reader)
    return _spread(np.concatenate(rows), np.concatenate(keys), numbers, texts)


def _spread(rows: np.ndarray, keys: np.ndarray, numbers: Callable[[int], tuple[tuple[int, ...], int]], texts: int) -> Found:
    """The features behind each key, looked up once per distinct key, for every text that has it."""
    distinct, place = np.unique(keys, return_inverse=True)
    found = [numbers(key) for key in distinct.tolist()]
    sizes = np.bincount(rows, weights=np.array([size for _, size in found], float)[place], minlength=texts) if len(rows) else np.zeros(texts)
    lengths = np.array([len(group) for group, _ in found], np.int64)
    flat = np.fromiter(chain.from_iterable(group for group, _ in found), np.int64, lengths.sum())
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(found) else lengths
    once = _distinct(rows * max(1, len(distinct)) + place)
    rows, place = once // max(1, len(distinct)), once % max(1, len(distinct))
    counts = lengths[place]
    at = np.repeat(starts[place] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    width = int(flat.max(initial=0)) + 1
    features_of = _distinct(np.repeat(rows, counts) * width + flat[at])
    return features_of // width, features_of % width, sizes


def _distinct(values: np.ndarray) -> np.ndarray:
    """The values in order, each once; sorting is quicker here than the hashing of np.unique."""
    values = np.sort(values)
    return values[np.diff(values, prepend=-1) != 0]


def _met(key: tuple[str, ...], names: Callable[[], list[str]], reader: Reader) -> tuple[tuple[int, ...], int]:
    """Numbers of the names that have one, and how many names there are; kept for the next time, while there is room."""
    known = reader.met.get(key)
    if known is None:
        made = names()
        known = tuple(n for n in map(reader.number, made) if n is not None), len(made)
        if len(reader.met) < CACHED:
            reader.met[key] = known
    return known


def meanings(token: str) -> list[str]:
    """The tags of one hit, without the mark of a past form."""
    return [tag for tag in token.split("+") if tag != "ed"]


def pieces(word: str) -> list[str]:
    """Pieces of four and five letters of a word with its edges, so that rare forms share weight with common ones."""
    if word.isupper() or not 4 <= len(word) <= 40:
        return []
    edged = f"<{word}>"
    return ["c=" + edged[i : i + n] for n in (4, 5) for i in range(len(edged) - n + 1)]


def class_pairs(left: str, right: str) -> list[str]:
    """Names of two words' classes, in their order."""
    return [f"r={a} {b}" for a in word_classes()[left] for b in word_classes()[right] if a != b and a.islower() == b.islower()]
