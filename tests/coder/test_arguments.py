"""Every row of tests/gold/arguments.csv whose arguments are right stays right; those known to be weak are named in the table."""

from tests.coder.arguments import coded, rows, shares, wrong

FLOOR = {"actor1": 0.95, "actor2": 0.98, "event_date": 0.99, "best": 0.99, "injuries": 0.99, "attribution": 0.99}  # measured on this table when it was made, rounded down


def misses():
    return [wrong(row, claim) for row, claim in zip(rows(), coded(), strict=True)]


def test_the_table_is_wide_enough():
    assert len(rows()) >= 150 and len({row["country_iso3"] for row in rows()}) >= 40 and len({row["sub_event_type"] for row in rows()}) >= 18


def test_only_known_weaknesses_are_wrong():
    unknown = {row["row"]: set(found) - set(row["known_weakness"].split("|")) for row, found in zip(rows(), misses())}
    assert {n: sorted(c) for n, c in unknown.items() if c} == {}


def test_the_share_right_is_what_was_measured():
    measured = shares(misses())
    assert {c: measured[c] for c in FLOOR if measured[c] < FLOOR[c]} == {}


def test_a_weakness_that_is_mended_leaves_the_table():
    mended = {row["row"]: set(filter(None, row["known_weakness"].split("|"))) - set(found) for row, found in zip(rows(), misses())}
    assert {n: sorted(c) for n, c in mended.items() if c} == {}
