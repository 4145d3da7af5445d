"""What `sitrep code --explain` shows of a text."""

from functools import cache

from pipeline.coder.explain import explained
from pipeline.coder.kit import kit
from pipeline.stages.extract import extract
from tests.coder.small import reports, tables


@cache
def told(text: str) -> list[str]:
    frame = reports({"text": text})
    coded = {name: table.collect() for name, table in extract(reports=frame.lazy(), coder="rules", **tables()).items()}
    return explained(frame, coded, kit(tables()), "rules").split("\n")


def after(lines: list[str], start: str) -> list[str]:
    """The lines below the first one that begins so, down to the next heading of the same depth."""
    at = next(n for n, line in enumerate(lines) if line.startswith(start))
    depth = len(start) - len(start.lstrip())
    return next((lines[at + 1: n] for n in range(at + 1, len(lines)) if len(lines[n]) - len(lines[n].lstrip()) <= depth), lines[at + 1:])


def test_every_sentence_shows_its_words_finds_frames_and_opinions():
    lines = after(told("Rebels reportedly captured the town of Idlib on Friday. Nothing else is known."), "  sentence 1")
    assert "Rebels [reb]" in lines[0] and "Idlib [town SYR]" in lines[1] and "2019-08-30" in lines[1]
    assert any("nsa_1 +" in line for line in lines) and lines[-1].strip().startswith("alone   rules Non-state actor overtakes territory")


def test_every_part_of_a_claim_shows_the_words_and_the_rule_that_gave_it():
    lines = told("Gunmen shot dead three villagers in Idlib on Friday, police said.")
    assert "'shot dead' at text 7-16, rule type:Attack" in after(lines, "    what")[0]
    assert "'Friday' at text 45-51, rule date:weekday" in after(lines, "    when")[0]
    assert "rule toll:reported" in after(lines, "    killed")[0]
    assert next(line for line in lines if line.startswith("    says")).split("    says    ")[1].startswith("police, state:SYR:police:2000")


def test_a_day_that_the_text_does_not_give_is_said_to_be_that_of_publication():
    assert after(told("Gunmen shot dead three villagers in Idlib."), "    when") == ["            no day in the text: that of publication"]


def test_a_report_without_event_shows_why():
    lines = told("The court sentenced the defendant to life imprisonment after a trial of two years.")
    assert lines[0].endswith("no_event") and lines[1].startswith("  the head of the report: rules none:trial")
    assert not any(line.startswith("  claim") for line in lines)


def test_nothing_in_a_text_steers_the_terminal():
    assert not any("\x1b" in line or "\u202e" in line for line in told("\x1b[31mGunmen\u202e shot dead a man in Idlib."))


def test_a_sentence_of_two_events_is_shown_in_its_parts():
    lines = told("Gunmen shot dead three villagers in Magumeri on Friday, while a roadside bomb exploded in Kaduna, years after rebels shot dead nine people there.")
    shown = [line.strip() for line in lines if line.startswith("  part")]
    assert shown == ["part of a sentence: Gunmen shot dead three villagers in Magumeri on Friday", "part of a sentence: a roadside bomb exploded in Kaduna",
                     "part left aside: rebels shot dead nine people there."]
