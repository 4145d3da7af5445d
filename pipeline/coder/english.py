"""How English words are inflected: the regular forms of a term, in British and American spelling."""

_DOUBLING = frozenset("bdgmnprt")
_VOWELS = frozenset("aeiou")


def written_forms(term: str, part: str, irregular: list[str]) -> list[tuple[str, bool, bool]]:
    """Every form of a term as (text, is_verb, is_past): plural of a noun (n), tenses of a verb (v), with irregular pasts in place of the regular one."""
    forms: list[tuple[str, bool, bool]] = []
    for base in spellings(term):
        if part == "x":
            forms.append((base, False, False))
        elif part == "n":
            forms += [(base, False, False)] if base.endswith("s") else [(base, False, False), (plural(base), False, False)]
        else:
            past = irregular or [regular_past(base)]
            forms += [(base, True, False), (third_person(base), True, False), (gerund(base), True, False)]
            forms += [(p, True, True) for p in past]
    return forms


def spellings(term: str) -> list[str]:
    """The term, and its American spelling where the ending differs."""
    american = term.replace("isation", "ization") if "isation" in term else term
    if term.endswith("ise") and len(term) > 6:
        american = term[:-3] + "ize"
    return [term] if american == term else [term, american]


def _on_verb(term: str, change) -> str:
    """The term with its verb changed: the first word, or the one after an adverb ("forcibly remove")."""
    first, space, rest = term.partition(" ")
    if rest and first.endswith("ly"):
        return first + space + _on_verb(rest, change)
    return change(first) + space + rest


def plural(term: str) -> str:
    """The regular plural of a noun phrase (of its last word)."""
    if term.endswith(("man",)) and not term.endswith("human"):
        return term[:-3] + "men"
    return _with_s(term)


def third_person(term: str) -> str:
    """Third person singular of a verb phrase (of its verb)."""
    return _on_verb(term, _with_s)


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def regular_past(term: str) -> str:
    """Regular past of a verb phrase (of its verb)."""
    return _on_verb(term, lambda w: w + "d" if w.endswith("e") else w[:-1] + "ied" if w.endswith("y") and w[-2:-1] not in _VOWELS else _doubled(w) + "ed")


def gerund(term: str) -> str:
    """The -ing form of a verb phrase (of its verb)."""
    return _on_verb(term, lambda w: w[:-1] + "ing" if w.endswith("e") and not w.endswith(("ee", "oe", "ye")) else _doubled(w) + "ing")


def _doubled(word: str) -> str:
    """The word with its last consonant doubled where English doubles it: stab, plan, grab, but not open, visit, fight."""
    is_short = sum(c in _VOWELS for c in word) == 1
    ends = len(word) >= 3 and word[-1] in _DOUBLING and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return word + word[-1] if ends and is_short else word
