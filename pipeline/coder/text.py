"""Reports cut into sentences, with offsets that lead back to the field they stand in.

`plain` has exactly as many code points as the text: case, quotes, dashes and odd spaces are levelled one for one, and
coders' brackets such as a crowd size are blanked, so that every span found in it is a span of the text.
"""

import re

import polars as pl

from pipeline.coder.patterns import pattern

SENTENCES_SCHEMA = {
    "report_id": pl.String, "field": pl.String, "sentence": pl.Int64, "offset": pl.Int64, "text": pl.String, "plain": pl.String,
}
LONGEST_SENTENCE = 2_000  # a longer run without a full stop is cut at a space: time stays linear, whatever comes in
LONGEST_TEXT = 200_000  # what stands further down in a report is not read
_LEVEL = {ord(a): b for a, b in zip("‘’‚‛′`´“”„‟″«»–—‒―‐‑\u00a0\u2009\u202f\t\r\n\x0b\x0c", "''''''" + "'" + '""""""""'[:7] + "------" + " " * 8)}
_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+)")


def plain(text: str, language: str = "en") -> str:
    """The text in lower case with straight quotes and dashes, code point for code point; coders' brackets are blank."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = low.translate(_LEVEL)
    return pattern("coders_note", language).sub(lambda m: " " * len(m.group()), low)


def spans(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Start and end of every sentence; blank ones are left out, over-long ones cut at a space."""
    found, start, after_abbreviation = [], 0, pattern("after_abbreviation", language)
    text = text[:LONGEST_TEXT]
    for end in _END.finditer(text):
        is_break = end.group().startswith("\n")
        if not is_break:
            before = text[max(start, end.start() - 12): end.start() + 1]
            following = text[end.end(): end.end() + 3].lstrip(" \"'“‘(")[:1]
            if following and (following.islower() or end.group()[0] == "." and after_abbreviation.search(before) and not following == ""):
                continue
        found += _cut(text, start, end.end())
        start = end.end()
    return found + _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        stop = space if space > 0 else start + LONGEST_SENTENCE
        pieces.append((start, stop))
        start = stop
    pieces.append((start, end))
    return [(s + len(t) - len(t.lstrip()), s + len(t.rstrip())) for s, e in pieces if (t := text[s:e]).strip()]


def sentences(reports: pl.DataFrame, language: str = "en") -> pl.DataFrame:
    """A row per sentence of title and text (report_id, field, sentence, offset, text, plain); sentence 0 is the title.

    A report without title begins at sentence 1. Reports without any text give no row.
    """
    rows: list[tuple] = []
    for report_id, title, text in reports.select("report_id", "title", "text").iter_rows():
        if title and title.strip():
            rows.append((report_id, "title", 0, 0, title[:LONGEST_SENTENCE], plain(title[:LONGEST_SENTENCE], language)))
        if text:
            low = plain(text[:LONGEST_TEXT], language)
            rows += [(report_id, "text", number, s, text[s:e], low[s:e]) for number, (s, e) in enumerate(spans(text, language), 1)]
    return pl.DataFrame(rows, schema=SENTENCES_SCHEMA, orient="row")


def dateline_end(text: str, language: str = "en") -> int:
    """Where a dateline such as `KABUL (Agency) - ` ends; 0 where there is none."""
    found = pattern("dateline", language).match(text[:90])
    return found.end() if found else 0
