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
LONGEST_HEADLINE = 160
_FULL_STOPS = ".!?…:;,\"”'’"
LATEST_DATELINE, LONGEST_BYLINE = 3, 60  # sentence, and characters of the lines before it
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

    A report without title begins at sentence 1, or at 0 if its first line is a headline. Reports without any text give no row.
    """
    rows: list[tuple] = []
    for report_id, title, text in reports.select("report_id", "title", "text").iter_rows():
        if title and title.strip():
            rows.append((report_id, "title", 0, 0, title[:LONGEST_SENTENCE], plain(title[:LONGEST_SENTENCE], language)))
        if text:
            low = plain(text[:LONGEST_TEXT], language)
            found = spans(text, language)
            first = 0 if not (title and title.strip()) and has_headline(text, found, language) else 1
            rows += [(report_id, "text", number, s, text[s:e], low[s:e]) for number, (s, e) in enumerate(found, first)]
    return pl.DataFrame(rows, schema=SENTENCES_SCHEMA, orient="row")


def has_headline(text: str, found: list[tuple[int, int]], language: str = "en") -> bool:
    """True if the first line of a text is a headline: short, without a full stop, on a line of its own above sentences that begin anew."""
    if len(found) < 2:
        return False
    (start, end), (following, _) = found[:2]
    is_line = "\n" in text[end:following] and end - start <= LONGEST_HEADLINE and text[end - 1] not in _FULL_STOPS
    return is_line and not text[following].islower() and any(text[e - 1] in _FULL_STOPS for _, e in found[1:]) and not dateline_end(text[start:end], language)


def dateline_ends(table: pl.DataFrame, language: str = "en") -> list[int]:
    """Where the dateline of each sentence of a table ends: in the first one of a text, or in the next after lines that only say who writes."""
    ends, is_opening = [], False
    for field, number, written in table.select("field", "sentence", "text").iter_rows():
        is_opening = field != "title" and (number == 1 or is_opening)
        ends.append(dateline_end(written, language) if is_opening else 0)
        is_opening = is_opening and not ends[-1] and number < LATEST_DATELINE and len(written) <= LONGEST_BYLINE and written[-1:] not in ".!?"
    return ends


def dateline_end(text: str, language: str = "en") -> int:
    """Where a dateline such as `KABUL (Agency) - ` ends; 0 where there is none."""
    found = pattern("dateline", language).match(text[:90])
    return found.end() if found else 0
