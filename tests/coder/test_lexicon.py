"""The lexicon: inflection, the automaton, frames and the sentences they must fire on."""

import csv

import polars as pl
import pytest

from pipeline import io
from pipeline.coder import frames, roles, scan
from pipeline.coder.languages import lexicons
from pipeline.coder.text import plain
from pipeline.coder.marks import passage_tags
from pipeline.coder.parties import name_scanner
from pipeline.coder.folder import FOLDER
from pipeline.coder.vocabulary import lexicon, term_rows, written_forms
from schemas import vocabulary


def tags_of(*texts):
    known = lexicon()
    levelled = pl.Series("plain", [plain(t) for t in texts])
    return scan.tagged(scan.scan(levelled, known), known, len(texts))


@pytest.mark.parametrize(("term", "part", "form"), [
    ("stab", "v", "stabbing"), ("carry", "v", "carried"), ("demobilise", "v", "demobilized"), ("fire at", "v", "firing at"), ("policeman", "n", "policemen"), ("open fire", "v", "opens fire"),
])
def test_regular_forms_are_made(term, part, form):
    assert form in {text for text, _, _ in written_forms(term, part, "")}


def test_every_term_is_found_in_every_form():
    known = lexicon()
    hits = scan.scan(pl.Series("plain", [form.text for form in known.forms]), known).filter(pl.col("form") >= 0)
    whole = hits.join(pl.DataFrame({"row": range(len(known.forms)), "length": [len(f.text) for f in known.forms]}, schema={"row": pl.Int64, "length": pl.Int64}), on="row")
    assert whole.filter((pl.col("start") == 0) & (pl.col("end") == pl.col("length"))).height == len(known.forms)


def test_every_term_stands_in_one_of_our_own_sentences():
    known = lexicon()
    labelled = io.read_reference([io.ROOT / "raw/reference"], "coder/sentences/*.csv")["text"]
    written = io.read_csv(FOLDER / "en/examples.csv")["sentence"]
    hits = scan.scan(pl.Series("plain", [plain(t) for t in (*written, *labelled)]), known).filter(pl.col("form") >= 0)
    seen = {known.forms[number].text for number in hits["form"].unique()}
    silent = [(r["term"], r["tag"]) for r in term_rows() if not any(form in seen for form, _, _ in written_forms(r["term"], r["part"], r["forms"]))]
    assert silent == []


def test_an_adverb_before_the_verb_does_not_hide_it():
    assert {"forcibly removed", "forcibly removing", "forcibly removes"} <= {text for text, _, _ in written_forms("forcibly remove", "v", "")}


def test_a_word_inside_a_word_is_no_hit():
    assert "kill" not in tags_of("The skillful painter")[0]


def test_the_longest_of_overlapping_terms_counts():
    assert "ied" in tags_of("a roadside bomb")[0].split()
    assert "disperse" in tags_of("They used tear gas")[0]


def test_a_term_twice_in_the_tables_with_one_tag_is_a_mistake():
    rows = [(r["term"], r["tag"], r["part"]) for r in term_rows()]
    assert sorted(rows) == sorted(set(rows))


def test_every_frame_speaks_for_a_type_or_for_none():
    assert all(f.label in vocabulary.terms("sub_event_types") or f.label.startswith("none:") for f in frames.frames())


def test_every_sub_event_type_has_frames():
    assert set(vocabulary.terms("sub_event_types")) <= {f.label for f in frames.frames()}


def test_every_frame_fires_on_its_example():
    chosen = frames.frames()
    sentences = io.read_reference([io.ROOT / "raw/reference"], "coder/sentences/*.csv")
    texts = dict(sentences.select("sentence_id", "text").iter_rows())
    examples = [texts[f.example] for f in chosen]
    fired = frames.fired(passages_of(examples))
    silent = [f.frame_id for n, f in enumerate(chosen) if not fired[f.frame_id][n]]
    assert silent == []


def passages_of(texts, language="en"):
    nobody = name_scanner(pl.DataFrame(schema={"form": pl.String, "tag": pl.String, "is_case_sensitive": pl.Boolean}))
    return pl.Series("tags", passage_tags(texts, nobody, language), dtype=pl.String)


def test_order_and_absence_are_part_of_a_pattern():
    both = pl.Series("tags", [" mil shoot civ", " civ shoot mil", " mil shoot civ / demo"])
    pattern = frames.compiled("mil ... civ", {})
    assert both.str.contains(pattern).to_list() == [True, False, True]


def test_a_gap_does_not_cross_a_sentence():
    assert pl.Series([" mil / civ"]).str.contains(frames.compiled("mil ... civ", {})).to_list() == [False]
    assert pl.Series([" mil / civ"]).str.contains(frames.compiled("mil // civ", {})).to_list() == [True]


def test_the_tables_are_sorted_and_have_their_header():
    for path in sorted((FOLDER / "en/terms").glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == ["term", "tag", "part", "forms"]
        assert [(r["tag"], r["part"], r["term"]) for r in rows] == sorted((r["tag"], r["part"], r["term"]) for r in rows), path.name


def test_another_language_is_a_folder(tmp_path):
    """A made-up language of four words: terms, groups, frames and triggers in a folder are all that typing it takes."""
    folder = tmp_path / "xx"
    (folder / "terms").mkdir(parents=True)
    (folder / "terms/all.csv").write_text("term,tag,part,forms\nbrak,shoot,x,\ngrom,gun,x,\nlup,civ,x,\nsel,by,x,\n", encoding="utf-8")
    (folder / "groups.csv").write_text("group,tags\nARMED,gun|mil\n", encoding="utf-8")
    (folder / "frames.csv").write_text("frame_id,label,weight,pattern,example\nx1,Attack,3,ARMED ... shoot ... civ,Grom brak lup.\n", encoding="utf-8")
    (folder / "triggers.csv").write_text("sub_event_type,tags\nAttack,shoot\n", encoding="utf-8")
    known = lexicons(str(tmp_path))
    assert sorted(known) == ["en", "xx"]
    made = lexicon(known["xx"])
    tags = scan.tagged(scan.scan(pl.Series("plain", [plain("Tak grom brak lup."), plain("Grom tak lup.")]), made), made, 2)
    assert frames.votes(frames.fired(tags, known["xx"]), known["xx"])["Attack"].to_list() == [3.0, 0.0]
    assert roles.trigger_tags(known["xx"])["Attack"] == ("shoot",) and roles.trigger_tags(known["xx"])["Agreement"] == ()
