"""Frames: who does what to whom, as patterns over the tags of a passage, each a vote for one type.

A row of `lexicon/<code>/frames.csv` is one frame: the sub-event type (or `none:<kind>`) that it speaks for, its
weight, its pattern, and a sentence that it must fire on. The pattern language:

    mil|pol     a tag, or one of several          ARMED     a group from groups.csv
    a b         b follows a directly              a .. b    with up to three tags between
    a ... b     anywhere later in the sentence    a // b    anywhere later in the passage
    p & q       both hold in the passage          p & !q    the second does not
    kill+ed     a tag on a past form
"""

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from pipeline.coder.folder import rows

_GAPS = {"..": r"(?: [^ /]+){0,3}?", "...": r"(?: [^ /]+)*?", "//": r"(?: [^ ]+)*?"}


@dataclass(frozen=True)
class Frame:
    """One frame; `wanted` and `unwanted` are regular expressions over a passage's tags."""

    frame_id: str
    label: str
    weight: float
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    example: str


@lru_cache(maxsize=4)
def frames(language: str = "en") -> tuple[Frame, ...]:
    """The frames of a language, in file order."""
    groups = {row["group"]: row["tags"] for row in rows(language, "groups.csv")}
    made = []
    for row in rows(language, "frames.csv"):
        parts = [part.strip() for part in row["pattern"].split("&")]
        wanted = tuple(compiled(p, groups) for p in parts if not p.startswith("!"))
        unwanted = tuple(compiled(p[1:].strip(), groups) for p in parts if p.startswith("!"))
        made.append(Frame(row["frame_id"], row["label"], float(row["weight"]), wanted, unwanted, row["example"]))
    return tuple(made)


def compiled(pattern: str, groups: dict[str, str]) -> str:
    """The regular expression of one pattern."""
    pieces = []
    for word in pattern.split():
        if word in _GAPS:
            pieces.append(_GAPS[word])
            continue
        tags = "|".join(groups.get(tag, tag) for tag in word.split("|")).split("|")
        plain, past = [t for t in tags if not t.endswith("+ed")], [t.removesuffix("+ed") for t in tags if t.endswith("+ed")]
        forms = [rf"(?:{'|'.join(plain)})(?:\+[a-z]+)*"] if plain else []
        forms += [rf"(?:{'|'.join(past)})(?:\+[a-z]+)*\+ed"] if past else []
        pieces.append(rf" (?:[a-z]+\+)*(?:{'|'.join(forms)})")
    return "".join(pieces) + r"(?: |$)"


def fired(tags: pl.Series, language: str = "en") -> pl.DataFrame:
    """A boolean column per frame, named by its id: does it fire on the passage?

    Passages repeat the blank between tags at both ends so that a pattern can end anywhere.
    """
    parts, whole = _expressions(language)
    return pl.DataFrame({"tags": tags}).lazy().with_columns(parts).select(whole).collect()


@lru_cache(maxsize=None)
def _expressions(language: str) -> tuple[tuple[pl.Expr, ...], tuple[pl.Expr, ...]]:
    """A column per pattern, and a column per frame over those."""
    chosen = frames(language)
    number = {p: f"p{i}" for i, p in enumerate(sorted({p for f in chosen for p in (*f.wanted, *f.unwanted)}))}
    return tuple(pl.col("tags").str.contains(p).alias(name) for p, name in number.items()), tuple(_holds(frame, number).alias(frame.frame_id) for frame in chosen)


def _holds(frame: Frame, number: dict[str, str]) -> pl.Expr:
    holds = pl.lit(True)
    for part in frame.wanted:
        holds = holds & pl.col(number[part])
    for part in frame.unwanted:
        holds = holds & ~pl.col(number[part])
    return holds


def votes(marks: pl.DataFrame, language: str = "en") -> pl.DataFrame:
    """Per passage and label the strength of its frames: the strongest counts whole, each further one a quarter."""
    return marks.lazy().select(_strengths(language)).collect()


@lru_cache(maxsize=None)
def _strengths(language: str) -> tuple[pl.Expr, ...]:
    """A column per label."""
    labels: dict[str, list[Frame]] = {}
    for frame in frames(language):
        labels.setdefault(frame.label, []).append(frame)
    return tuple(_strength(group).alias(label) for label, group in sorted(labels.items()))


def _strength(group: list[Frame]) -> pl.Expr:
    terms = [pl.col(f.frame_id).cast(pl.Float64) * f.weight for f in group]
    best, total = pl.max_horizontal(terms), pl.sum_horizontal(terms)
    return (best + (total - best) * 0.25).round(4)

