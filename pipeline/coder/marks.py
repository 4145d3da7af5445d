"""What the lexicon and the registry's names mark in sentences: hits, names, and the string of tags that says who does what."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.coder import scan, text
from pipeline.coder.captor import captor
from pipeline.coder.parties import NameScanner, Party, names, tag_of_type
from pipeline.coder.patterns import words
from pipeline.coder.vocabulary import Lexicon, lexicon
from pipeline.registry.build import surface_forms
from pipeline.registry.records import Registry


@dataclass(frozen=True)
class Marks:
    """Per sentence of a table: `hits` (row, start, end, form), the registered names, the tags in order, where its dateline ends."""

    hits: pl.DataFrame
    named: list[list[Party]]
    tags: pl.Series
    heads: list[int]


def marks(sentences: pl.DataFrame, scanner: NameScanner, known: Lexicon, language: str = "en") -> Marks:
    """The marks of all sentences, such as text.sentences gives them; names within a dateline ("MANILA (AFP) -") are no parties."""
    heads = text.dateline_ends(sentences, language)
    named = [[p for p in names(t, low, scanner) if p.start >= head] for (t, low), head in zip(sentences.select("text", "plain").iter_rows(), heads)]
    extra = pl.DataFrame([(row, p.start, "+".join(sorted(p.kinds))) for row, found in enumerate(named) for p in found],
                         schema={"row": pl.Int64, "start": pl.Int64, "tag": pl.String}, orient="row")
    hits = _outside_names(scan.scan(sentences["plain"], known), named)
    tags = scan.tagged(hits, known, sentences.height, extra)
    return Marks(hits, named, pl.Series("tags", [_with_captor(told) for told in tags], dtype=pl.String), heads)


def _with_captor(tags: str) -> str:
    """The tags with one in front that says which side takes a place, where one does."""
    side = captor(tags) if "capture" in tags or "retake" in tags else None
    return f" taker{side}{tags}" if side else tags


def joined(tags: Sequence[str]) -> str:
    """Tags of several sentences as those of one passage, a stroke between sentences."""
    return " /".join(tags)


def passage_tags(texts: Sequence[str], scanner: NameScanner, language: str = "en") -> list[str]:
    """The tags of each text, read as one passage: what a frame is matched against, and the model's second view of it."""
    reports = pl.DataFrame({"report_id": [str(i) for i in range(len(texts))], "title": None, "text": list(texts)}, schema={"report_id": pl.String, "title": pl.String, "text": pl.String})
    table = text.sentences(reports, language)
    told = table.select("report_id").with_columns(tags=marks(table, scanner, lexicon(language), language).tags)
    by_text: dict[str, list[str]] = {}
    for report_id, tags in told.iter_rows():
        by_text.setdefault(report_id, []).append(tags)
    return [joined(by_text.get(str(i), [])) for i in range(len(texts))]


def party_forms(registry: Registry) -> pl.DataFrame:
    """Names of armed parties with the tag of their type: form, tag, is_case_sensitive. Unarmed parties and plain words are left out."""
    types = {p.actor_id: p.actor_type for p in registry.parties.values()}
    rows = []
    for form, actor_id, is_cased in surface_forms(registry).select("form", "actor_id", "is_case_sensitive").iter_rows():
        if actor_id.startswith("state:"):
            is_unrecognised = actor_id.startswith("state:X") and not actor_id.startswith("state:XKX")  # a movement that governs
            tag = "reb" if is_unrecognised else "pol" if ":police" in actor_id else "mil"
        else:
            tag = tag_of_type(types.get(actor_id, ""))
        if tag and form.lower() not in words("no_party_names"):
            rows.append((form, tag, bool(is_cased)))
    table = pl.DataFrame(rows, schema={"form": pl.String, "tag": pl.String, "is_case_sensitive": pl.Boolean}, orient="row")
    is_state = pl.col("tag").is_in(["mil", "pol"])  # a form that a group bears too means the group until the country tells
    return table.unique().sort(pl.col("form"), is_state, pl.col("tag")).unique("form", keep="first", maintain_order=True)


def _outside_names(hits: pl.DataFrame, named: list[list[Party]]) -> pl.DataFrame:
    """Lexicon hits that are not part of a registered name: "Army" in "Lord's Resistance Army" is no army."""
    spans = pl.DataFrame([(row, p.start, p.end) for row, found in enumerate(named) for p in found], schema={"row": pl.Int64, "name_start": pl.Int64, "name_end": pl.Int64}, orient="row")
    if spans.is_empty():
        return hits
    inside = hits.with_row_index("hit").join(spans, on="row").filter((pl.col("start") < pl.col("name_end")) & (pl.col("end") > pl.col("name_start"))).select("hit").unique()
    return hits.with_row_index("hit").join(inside, on="hit", how="anti", maintain_order="left").drop("hit")
