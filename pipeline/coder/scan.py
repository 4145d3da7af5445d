"""The hits table: everything the lexicon knows, found in all sentences at once by one automaton."""

import numpy as np
import polars as pl

from pipeline.coder.vocabulary import Lexicon

HITS_SCHEMA = {"row": pl.Int64, "start": pl.Int64, "end": pl.Int64, "form": pl.Int64}
_BREAKS = np.array([ord(c) for c in ",;:"], dtype=np.uint32)
_AGENTS = {"mil": "agentstate", "pol": "agentstate", "fgn": "agentforeign", "reb": "agentarmed", "gun": "agentarmed"}
COMMA = -1  # the form number of a comma, semicolon or colon


def scan(plain: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Hits of all sentences (row number, start, end, form number) in order: whole words, the longest of those that overlap.

    Commas, semicolons and colons are hits too (form -1): clauses end there.
    """
    if plain.is_empty():
        return pl.DataFrame(schema=HITS_SCHEMA)
    blob = "\n".join(plain.to_list())
    points = np.frombuffer(blob.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    found = np.array(lexicon.automaton.find_matches_as_indexes(blob, overlapping=True), dtype=np.int64).reshape(-1, 3)
    form, start, end = found[:, 0], found[:, 1], found[:, 2]
    is_word = _word_marks(points)
    whole = ~is_word[start] & ~is_word[end + 1]
    form, start, end = form[whole], start[whole], end[whole]
    order = np.lexsort((form, -end, start))
    form, start, end = form[order], start[order], end[order]
    reach = np.concatenate(([0], np.maximum.accumulate(end)[:-1])) if len(end) else end
    kept = start >= reach
    breaks = np.flatnonzero(np.isin(points, _BREAKS))
    lengths = plain.str.len_chars().to_numpy().astype(np.int64)
    offsets = np.concatenate(([0], np.cumsum(lengths + 1)[:-1]))
    starts = np.concatenate((start[kept], breaks))
    ends = np.concatenate((end[kept], breaks + 1))
    forms = np.concatenate((form[kept], np.full(len(breaks), COMMA)))
    order = np.argsort(starts, kind="stable")
    starts, ends, forms = starts[order], ends[order], forms[order]
    rows = np.searchsorted(offsets, starts, side="right") - 1
    return pl.DataFrame({"row": rows, "start": starts - offsets[rows], "end": ends - offsets[rows], "form": forms}, schema=HITS_SCHEMA)


def _word_marks(points: np.ndarray) -> np.ndarray:
    """True where the code point before an index belongs to a word: shifted by one, so that index 0 is the border."""
    kinds = np.unique(points)
    table = np.array([chr(int(p)).isalnum() or chr(int(p)) == "_" for p in kinds])
    marks = table[np.searchsorted(kinds, points)]
    return np.concatenate(([False], marks, [False]))


def tagged(hits: pl.DataFrame, lexicon: Lexicon, rows: int, extra: pl.DataFrame | None = None) -> pl.Series:
    """Per sentence its tags in order, such as ` mil shell+ed , civ`: what the frames are matched against.

    `extra` (row, start, tag) adds hits from elsewhere: places, names of the registry.
    """
    names = ["+".join((*form.tags, *(("ed",) if form.is_past else ()))) for form in lexicon.forms]
    table = pl.DataFrame({"form": [*range(len(names)), COMMA], "tag": [*names, ","]}, schema={"form": pl.Int64, "tag": pl.String})
    marked = hits.join(table, on="form", how="left", maintain_order="left").select("row", "start", "tag")
    if extra is not None and extra.height:
        marked = pl.concat([marked, extra.select("row", "start", "tag")]).sort("row", "start", "tag")
    strings = marked.group_by("row", maintain_order=True).agg(tags=pl.lit(" ") + pl.col("tag").str.join(" "))
    every = pl.DataFrame({"row": range(rows)}, schema={"row": pl.Int64})
    plain = every.join(strings, on="row", how="left", maintain_order="left").select(pl.col("tags").fill_null(""))
    return plain.select(_agent() + pl.col("tags")).to_series().alias("tags")


def _agent() -> pl.Expr:
    """A tag in front that says which kind of armed side acts: the one after "by", else the first one named."""
    after_by = pl.col("tags").str.extract(r" by(?: [a-z+]+)?? (?:[a-z]+\+)*(mil|pol|fgn|reb|gun)\b", 1)
    first = pl.col("tags").str.extract(r"\b(mil|pol|fgn|reb|gun)\b", 1)
    kind = pl.coalesce(after_by, first).replace_strict(_AGENTS, default=None, return_dtype=pl.String)
    return pl.coalesce(pl.format(" {}", kind), pl.lit(""))
