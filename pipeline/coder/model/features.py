"""A text becomes a set of named features, the same on every machine."""

from collections.abc import Callable

from pipeline.coder.model.words import sentences, word_classes

GROUPS = ("w", "b", "s", "c", "k", "r")
GAP = 3      # words between two that make a pair
REACH = 6    # words with a class within which classes make a pair


def features(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Names of the text's features, each once, in order of first use; the letter before "=" is the group.

    w word, b two words in a row, s two words at most GAP apart, c pieces of words, k classes of meaning, r ordered pairs
    of classes (broad ones with broad ones, fine ones with fine ones), which say roughly who does what to whom.
    """
    found: dict[str, None] = {}
    for sentence in sentences(text, is_known):
        add_words(sentence, found)
        add_classes(sentence, found)
    return list(found)


def add_words(sentence: list[str], found: dict[str, None]) -> None:
    padded = ["^", *sentence, "$"]
    for word in sentence:
        found["w=" + word] = None
        found.update(dict.fromkeys(pieces(word)))
    for i, word in enumerate(padded[:-1]):
        found[f"b={word} {padded[i + 1]}"] = None
        for other in padded[i + 2 : i + 2 + GAP]:
            found[f"s={word} {other}"] = None


def pieces(word: str) -> list[str]:
    """Pieces of four and five letters of a word with its edges, so that rare forms share weight with common ones."""
    if word.isupper() or len(word) < 4:
        return []
    edged = f"<{word}>"
    return ["c=" + edged[i : i + n] for n in (4, 5) for i in range(len(edged) - n + 1)]


def add_classes(sentence: list[str], found: dict[str, None]) -> None:
    classes = [word_classes().get(word, ()) for word in sentence]
    told = [c for c in classes if c]
    for i, left in enumerate(told):
        found.update(dict.fromkeys("k=" + c for c in left))
        for right in told[i + 1 : i + 1 + REACH]:
            found.update(dict.fromkeys(f"r={a} {b}" for a in left for b in right if a != b and a.islower() == b.islower()))
