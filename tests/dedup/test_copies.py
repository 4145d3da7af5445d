import datetime as dt

import polars as pl

from pipeline.dedup.copies import copies
from tests.rows import DAY, table

STORY = ("Gunmen on motorbikes attacked the market of a northern village on Monday, killing nine traders and burning stalls, the mayor told reporters. "
         "Soldiers arrived two hours later and found the attackers gone. A nurse at the district hospital said eleven wounded people were being treated.")
OTHER = ("Residents of a southern port town marched on Monday against the price of water. Police watched from the bridge and nobody was hurt, organisers said. "
         "The march ended at the governor's office, where a letter was handed over to a clerk who promised an answer within ten days.")


def reports(*texts: str, days: tuple[int, ...] = ()) -> pl.DataFrame:
    rows = []
    for i, text in enumerate(texts):
        day = DAY + dt.timedelta(days=days[i] if days else i)
        rows.append({"report_id": f"r{i}", "feed": "reports", "raw_file": "a", "published_date": day, "published_at": dt.datetime.combine(day, dt.time(), dt.UTC), "text": text,
                     "outcome": "claims", "licence": "CC-BY-4.0"})
    return table("reports", rows)


def found(frame: pl.DataFrame) -> dict[str, str]:
    return dict(copies(frame).iter_rows())


def test_the_very_same_text_is_a_copy_of_the_earliest():
    assert found(reports(STORY, OTHER, STORY)) == {"r2": "r0"}


def test_an_edited_text_is_a_copy():
    edited = "(Agency) " + STORY.replace("nine traders", "nine merchants").replace("Soldiers", "Troops")
    assert found(reports(STORY, edited, OTHER)) == {"r1": "r0"}


def test_a_shortened_text_is_a_copy_of_the_longer_one():
    assert found(reports(STORY + " " + OTHER[:60], STORY[:230])) == {"r1": "r0"}


def test_two_texts_on_one_event_are_no_copies():
    rewritten = "Nine traders died when armed men on motorbikes raided a village market in the north, its mayor said on Monday. Eleven more were hurt, according to a nurse."
    assert found(reports(STORY, rewritten)) == {}


def test_a_copy_of_a_copy_points_at_the_original():
    second = STORY.replace("nine traders", "nine merchants")
    assert found(reports(STORY, second, second.replace("Soldiers", "Troops"))) == {"r1": "r0", "r2": "r0"}


def test_the_same_words_a_year_later_are_no_copy():
    assert found(reports(STORY, STORY, days=(0, 365))) == {}


def test_the_result_does_not_depend_on_the_order_of_rows():
    frame = reports(STORY, OTHER, STORY.replace("nine", "ten"), OTHER, STORY)
    assert copies(frame.reverse()).equals(copies(frame)) and copies(frame).height == 3


def test_reports_without_text_are_left_alone():
    assert copies(reports(STORY, STORY).with_columns(text=pl.lit(None, pl.String))).height == 0
