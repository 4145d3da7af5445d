"""A language is a folder: the small Spanish lexicon under `lexicons/` is all that reading Spanish takes."""

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipeline.coder import frames
from pipeline.coder.adhoc import check_lexicons
from pipeline.coder.check import faults
from pipeline.coder.dates import dates
from pipeline.coder.explain import explained
from pipeline.coder.kit import kit
from pipeline.coder.languages import language_of
from pipeline.coder.numbers import count_at
from pipeline.coder.text import plain
from pipeline.coder.tolls import toll
from pipeline.coder.vocabulary import written_forms
from pipeline.errors import BadInput
from pipeline.stages.extract import extract
from schemas import vocabulary
from tests.coder.small import PUBLISHED, reports, tables
from tests.coder.test_lexicon import passages_of

FOLDER = str(Path(__file__).parent / "lexicons")
SPANISH = str(Path(FOLDER) / "es")
# text, type, day, deaths, place
REPORTS = [
    ("Hombres armados mataron a tres campesinos cerca de Magumeri el miércoles, según la policía.", "Attack", dt.date(2019, 8, 28), 3, "Magumeri"),
    ("El 12 de agosto de 2019 una bomba estalló en un mercado de Kaduna y murieron treinta y cinco personas.", "Remote explosive/landmine/IED", dt.date(2019, 8, 12), 35, "Kaduna"),
    ("Cientos de vecinos marcharon ayer en Ankara para exigir agua.", "Peaceful protest", dt.date(2019, 8, 29), 0, "Ankara"),
    ("Los rebeldes capturaron la ciudad de Idlib hace dos días tras combates con el ejército.", "Non-state actor overtakes territory", dt.date(2019, 8, 28), 0, "Idlib"),
]
DISASTER = "El terremoto dejó cinco muertos en la ciudad de Ankara, según la policía."
ENGLISH = "Gunmen shot dead three villagers near Magumeri on Friday."
FRENCH = "Des hommes armés ont tué trois villageois près de Magumeri vendredi, selon la police et des témoins."
ROWS = [{"text": REPORTS[0][0]}, {"text": ENGLISH}, *({"text": text} for text, *_ in REPORTS[1:]), {"text": DISASTER}, {"text": FRENCH, "language": "fr"}]


def extracted(folder: str | None, *rows: dict) -> dict[str, pl.DataFrame]:
    return {name: frame.collect() for name, frame in extract(reports=reports(*rows).lazy(), coder="rules_and_model", folder=folder, **tables()).items()}


@pytest.fixture(scope="module")
def made():
    """What extract makes of Spanish reports with an English one between them and a French one at the end."""
    return extracted(FOLDER, *ROWS)


def claims_in(made: dict[str, pl.DataFrame], language: str) -> list[dict]:
    spoken = made["reports"].filter(pl.col("language") == language)["report_id"]
    return made["claims"].filter(pl.col("report_id").is_in(spoken.implode())).sort("report_id", "claim_rank").to_dicts()


def test_reports_of_another_language_are_coded(made):
    assert [(c["sub_event_type"], c["event_date"], c["fatalities_best"], c["location_seen"]) for c in claims_in(made, "es")] == [report[1:] for report in REPORTS]


def test_a_language_without_a_model_is_typed_by_the_rules_alone(made):
    assert {(c["model_sub_event_type"], c["model_certainty"]) for c in claims_in(made, "es")} == {(None, None)}
    assert all(c["rule_sub_event_type"] == c["sub_event_type"] for c in claims_in(made, "es"))


def test_who_says_so_is_read_in_the_language(made):
    assert claims_in(made, "es")[0]["attribution"] == "la policía"


def test_a_report_between_those_of_another_language_is_coded_as_it_is_alone(made):
    alone = extracted(None, *ROWS)
    assert claims_in(made, "en") == claims_in(alone, "en") != []


def test_outcomes_say_what_became_of_each_report(made):
    outcomes = made["reports"].sort("report_id").select("report_id", "language", "outcome", "outcome_reason").rows()
    assert [row[1:] for row in outcomes[:5]] == [("es", "claims", None), ("en", "claims", None), *[("es", "claims", None)] * 3]
    assert [row[1:] for row in outcomes[5:]] == [("es", "no_event", None), ("fr", "not_coded", "language")]


def test_a_folder_of_terms_and_frames_alone_gives_types_and_well_known_places(tmp_path):
    shutil.copytree(SPANISH, tmp_path / "es")
    for path in [p for p in (tmp_path / "es").rglob("*") if p.is_file() and p.parent.name != "terms" and p.name not in ("frames.csv", "groups.csv")]:
        path.unlink()
    found = claims_in(extracted(str(tmp_path), *({"text": text, "language": "es"} for text, *_ in REPORTS)), "es")
    assert [c["sub_event_type"] for c in found] == [label for _, label, *_ in REPORTS]
    assert {c["event_date"] for c in found} == {PUBLISHED} and {c["fatalities_best"] for c in found} == {0} and "Ankara" in {c["location_seen"] for c in found}


def test_the_coder_explains_what_it_read_in_the_language():
    frame = reports({"text": REPORTS[1][0]})
    lines = explained(frame, extracted(FOLDER, {"text": REPORTS[1][0]}), kit(tables()), folder=FOLDER).split("\n")
    assert "bomba [ied]" in lines[3] and "precision 1, date:full" in lines[4] and "model" not in lines[1]


def test_a_report_in_a_language_without_a_folder_is_not_coded():
    alone = extracted(None, *ROWS)["reports"].filter(pl.col("language") != "en")
    assert set(alone.select("outcome", "outcome_reason").rows()) == {("not_coded", "language")} and alone.height == 6


@pytest.mark.parametrize(("text", "language"), [(REPORTS[1][0], "es"), (ENGLISH, "en"), ("Blast kills nine", "en"), ("Explosión en Kaduna", "es"), ("Combates en la ciudad", "es")])
def test_the_language_is_told_by_its_function_words(text, language):
    assert language_of(None, text, None, FOLDER) == language


@pytest.mark.parametrize(("words", "best", "used"), [
    ("treinta y cinco personas", 35, 3), ("veintidós", 22, 1), ("ciento cuarenta y dos", 142, 4), ("dos mil trescientos", 2300, 3), ("mil", 1000, 1), ("1.200 casas", 1200, 1),
    ("una docena de civiles", 12, 2), ("varios", 3, 1), ("entre cinco y ocho", 5, 4), ("treinta y mil", 30, 1),
])
def test_numbers_are_read_in_the_language(words, best, used):
    found = count_at(words.split(), 0, SPANISH)
    assert (found.best, found.words) == (best, used)


@pytest.mark.parametrize(("text", "day", "rule"), [
    ("el lunes", dt.date(2019, 8, 26), "weekday"), ("el viernes pasado", dt.date(2019, 8, 23), "weekday"), ("el 3 de marzo de 2018", dt.date(2018, 3, 3), "full"), ("el 3 de marzo", dt.date(2019, 3, 3), "day_month"),
    ("hace tres días", dt.date(2019, 8, 27), "days_ago"), ("anteayer", dt.date(2019, 8, 28), "yesterday"), ("hoy", PUBLISHED, "today"),
])
def test_dates_are_read_in_the_language(text, day, rule):
    assert [(m.event_date, m.rule) for m in dates(text, PUBLISHED, None, SPANISH)] == [(day, f"date:{rule}")]


@pytest.mark.parametrize(("text", "killed", "hurt"), [
    ("Cinco soldados murieron y siete civiles resultaron heridos.", 5, 7), ("Mataron a dos campesinos y un policía.", 3, None), ("El ataque dejó cuatro muertos.", 4, None), ("No hubo ataques.", 0, None),
])
def test_tolls_are_read_in_the_language(text, killed, hurt):
    told = toll([plain(text, SPANISH)], None, SPANISH)
    assert (told.best, told.injuries) == (killed, hurt)


def test_forms_are_those_that_are_listed_where_a_language_names_no_inflection():
    assert written_forms("matar", "v", "mata|mataron+ed", SPANISH) == [("matar", True, False), ("mata", True, False), ("mataron", True, True)]


def test_every_frame_of_the_folder_fires_on_its_example():
    chosen = frames.frames(SPANISH)
    fired = frames.fired(pl.Series("tags", passages_of([f.example for f in chosen], SPANISH), dtype=pl.String), SPANISH)
    assert [f.frame_id for n, f in enumerate(chosen) if not fired[f.frame_id][n]] == []
    assert {f.label for f in chosen if not f.label.startswith("none:")} <= set(vocabulary.terms("sub_event_types"))


@pytest.mark.parametrize("language", ["en", SPANISH])
def test_the_folders_are_sound(language):
    assert faults(language) == []


@pytest.mark.parametrize(("name", "text", "told"), [
    ("patterns/more.csv", "name,pattern,note\ndate_eve,la víspera,\n", "'date_eve' is asked for by nothing"), ("patterns/more.csv", "name,pattern,note\ndate_week,esta ({weeks}),\n", "{weeks} stands in a pattern"),
    ("patterns/more.csv", "name,pattern,note\ndate_week,(esta) \\1,\n", "pattern 'date_week': "),
    ("patterns/more.csv", "name,pattern,note\ndate_week,(esta semana,\n", "pattern 'date_week': missing )"), ("patterns/more.csv", "name,pattern,note\nmonth,enero,\n", "'month' is given twice"),
    ("words/more.csv", "list,words,value\ndays_back,trasanteayer,tres\n", "value 'tres', expected a whole number"), ("words/more.csv", "list,words,value\ndate_units,hora,hour\n", "value 'hour', expected day or fortnight"),
    ("words/more.csv", "list,word,value\nmonths,enero,1\n", "columns list,word,value, expected list,words,value"), ("terms/more.csv", "term,tag,part,forms\ntanque,tank,n,\n", "unknown tag 'tank'"),
    ("terms/more.csv", "term,tag,part,forms\ntanque,weapon\n", "row 2 has 2 values"), ("frames.csv", "frame_id,label,weight,pattern,example\na,Raid,3,attack,\n", "unknown type 'Raid'"),
])
def test_what_is_wrong_in_a_folder_is_told(tmp_path, name, text, told):
    folder = tmp_path / "es"
    shutil.copytree(SPANISH, folder)
    (folder / name).write_text(text, encoding="utf-8")
    assert [fault for fault in faults(str(folder)) if told in fault] != []


def test_a_command_names_the_first_fault_of_a_users_folder(tmp_path):
    shutil.copytree(SPANISH, tmp_path / "es")
    (tmp_path / "es/terms/all.csv").write_bytes(b"term,tag,part,forms\nsold\xe1do,mil,n,\n")
    with pytest.raises(BadInput, match="all.csv: not a table in UTF-8"):
        check_lexicons(str(tmp_path))
    with pytest.raises(BadInput, match="no folder of a language"):
        check_lexicons(str(tmp_path / "es"))
    check_lexicons(FOLDER)
