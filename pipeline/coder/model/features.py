"""A text becomes groups of numbered features, the same on every machine."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.coder.model.words import sentences, word_classes

GROUPS = ("w", "b", "s", "c", "k", "r", "t", "p")
GAP = 3      # words between two that make a pair
REACH = 6    # words with a class within which classes make a pair
MARKS = 4    # tags of the lexicon within which two make a pair
CACHED = 300_000


@dataclass(frozen=True)
class Reader:
    """What turns names of features into numbers (None: not in the model), which words are known, and what it has met so far."""

    number: Callable[[str], int | None]
    is_known: Callable[[str], bool]
    met: dict[str | tuple[str, str], tuple[tuple[int, ...], int]] = field(default_factory=dict)


class Numbers(dict):
    """Numbers names as they come; the names are its keys, in order."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def features(text: str, tags: str, reader: Reader) -> list[tuple[set[int], int]]:
    """Per group, the numbers of the text's features, and how many features it has, those that have no number included.

    w word, b two words in a row, s two words at most GAP apart, c pieces of words, k classes of meaning, r ordered pairs
    of classes (broad ones with broad ones, fine ones with fine ones), which say roughly who does what to whom; t tags that
    the lexicon and the registry gave the text, p ordered pairs of tags near each other: who is army and who is rebel.
    """
    found: list[set[int]] = [set() for _ in GROUPS]
    sizes = [0] * len(GROUPS)
    for sentence in sentences(text, reader.is_known):
        add_words(sentence, reader, found, sizes)
        add_classes([word for word in sentence if word in word_classes()], reader, found, sizes)
    for sentence in tags.split(" /"):
        add_tags([token for token in sentence.split() if token != ","], reader, found, sizes)
    for numbers in found:
        numbers.discard(None)
    return list(zip(found, sizes))


def add_words(sentence: list[str], reader: Reader, found: list[set[int]], sizes: list[int]) -> None:
    """Words, neighbours, near neighbours and pieces."""
    number = reader.number
    padded = ["^", *sentence, "$"]
    found[0].update([number("w=" + word) for word in sentence])
    found[1].update([number(f"b={word} {other}") for word, other in zip(padded, padded[1:])])
    near = [number(f"s={word} {other}") for i, word in enumerate(padded) for other in padded[i + 2 : i + 2 + GAP]]
    found[2].update(near)
    for word in sentence:
        numbers, size = reader.met.get(word) or meet(word, pieces(word), reader)
        found[3].update(numbers)
        sizes[3] += size
    sizes[0] += len(sentence)
    sizes[1] += len(padded) - 1
    sizes[2] += len(near)


def add_classes(words: list[str], reader: Reader, found: list[set[int]], sizes: list[int]) -> None:
    """Classes of the words that have any, and pairs of classes of words near each other."""
    for i, word in enumerate(words):
        numbers, size = reader.met.get((word,)) or meet((word,), ["k=" + name for name in word_classes()[word]], reader)
        found[4].update(numbers)
        sizes[4] += size
        for other in words[i + 1 : i + 1 + REACH]:
            pair = (word, other)
            numbers, size = reader.met.get(pair) or meet(pair, class_pairs(word, other), reader)
            found[5].update(numbers)
            sizes[5] += size


def add_tags(tokens: list[str], reader: Reader, found: list[set[int]], sizes: list[int]) -> None:
    """Tags of the hits of a sentence, and ordered pairs of tags of hits near each other."""
    for i, token in enumerate(tokens):
        numbers, size = reader.met.get(("t", token)) or meet(("t", token), ["t=" + tag for tag in meanings(token)], reader)
        found[6].update(numbers)
        sizes[6] += size
        for other in tokens[i + 1 : i + 1 + MARKS]:
            key = ("p", token, other)
            numbers, size = reader.met.get(key) or meet(key, [f"p={a} {b}" for a in meanings(token) for b in meanings(other)], reader)
            found[7].update(numbers)
            sizes[7] += size


def meanings(token: str) -> list[str]:
    """The tags of one hit, without the mark of a past form."""
    return [tag for tag in token.split("+") if tag != "ed"]


def meet(key: str | tuple[str, ...], names: list[str], reader: Reader) -> tuple[tuple[int, ...], int]:
    """Numbers of the names that have one, and how many names there are; kept for the next time, while there is room."""
    numbers = tuple(n for n in map(reader.number, names) if n is not None)
    if len(reader.met) < CACHED:
        reader.met[key] = (numbers, len(names))
    return numbers, len(names)


def pieces(word: str) -> list[str]:
    """Pieces of four and five letters of a word with its edges, so that rare forms share weight with common ones."""
    if word.isupper() or not 4 <= len(word) <= 40:
        return []
    edged = f"<{word}>"
    return ["c=" + edged[i : i + n] for n in (4, 5) for i in range(len(edged) - n + 1)]


def class_pairs(left: str, right: str) -> list[str]:
    """Names of two words' classes, in their order."""
    return [f"r={a} {b}" for a in word_classes()[left] for b in word_classes()[right] if a != b and a.islower() == b.islower()]
