"""Admiralty credibility of each event's information, by the rules of raw/reference/credibility_rules.csv."""

import polars as pl

CANNOT_BE_JUDGED, WORST = 6, 5
_FLAGS = ("is_hedged", "is_contradicted", "is_toll_apart", "is_vague")


def credibility(measures: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """event_id, information_credibility (1-6) and credibility_rule, the names of the rules that gave it.

    The first `base` rule that holds gives the grade, every `shift` rule that holds moves it, at most to 5. An event for
    which no base rule holds, or that cannot be judged, is 6 and is not moved. `measures` has one row per event: voices,
    best_grade, interest and the flags; a rule's empty cells ask nothing.
    """
    base, shifts = rules.filter(pl.col("kind") == "base"), rules.filter(pl.col("kind") == "shift")
    grade, name = pl.lit(CANNOT_BE_JUDGED), pl.lit("nothing_to_go_by")
    for rule in base.reverse().iter_rows(named=True):
        grade = pl.when(_holds(rule)).then(int(rule["effect"])).otherwise(grade)
        name = pl.when(_holds(rule)).then(pl.lit(rule["rule"])).otherwise(name)
    rated = measures.with_columns(grade=grade, name=name)
    moves = [(rule["rule"], int(rule["effect"]), _holds(rule) & (pl.col("grade") != CANNOT_BE_JUDGED)) for rule in shifts.iter_rows(named=True)]
    total = pl.sum_horizontal(pl.col("grade"), *(pl.when(case).then(effect).otherwise(0) for _, effect, case in moves))
    names = pl.concat_list("name", *(pl.when(case).then(pl.lit(rule)) for rule, _, case in moves)).list.drop_nulls().list.join("; ")
    clamped = pl.when(pl.col("grade") == CANNOT_BE_JUDGED).then(pl.col("grade")).otherwise(total.clip(1, WORST))
    return rated.select("event_id", information_credibility=clamped.cast(pl.Int8), credibility_rule=names)


def _holds(rule: dict[str, str | None]) -> pl.Expr:
    cases = [pl.lit(True)]
    if rule["voices_at_least"]:
        cases.append(pl.col("voices") >= int(rule["voices_at_least"]))
    if rule["grades"]:
        cases.append(pl.col("best_grade").is_in(rule["grades"].split()))
    if rule["interest"]:
        cases.append(pl.col("interest") == rule["interest"])
    cases += [pl.col(flag) == (rule[flag] == "true") for flag in _FLAGS if rule[flag]]
    return pl.all_horizontal(cases).fill_null(False)


def measure(events: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What the rules look at, per event. `members`: its claims with their counted voices (unit, alignment, grade) and values.

    Voices that speak for one side count as one. A voice agrees when it states, without a hedge, the event's type within
    the days of the event; if none does, all its voices are looked at.
    """
    chosen = events.select("event_id", "contested_columns", "fatalities_low", "fatalities_high", "time_precision", "geo_precision", event_kind_type="event_type",
                           first_day="date_start", last_day="date_end")
    rows = members.join(chosen, on="event_id").with_columns(
        side=pl.when(pl.col("alignment").is_not_null()).then(pl.format("side:{}", "alignment")).otherwise("unit"),
        agrees=(pl.col("event_type").eq_missing(pl.col("event_kind_type")) & ~pl.col("is_hedged")
                & (pl.col("date_start") <= pl.col("last_day")) & (pl.col("first_day") <= pl.col("date_end"))).fill_null(False),
    )
    agreeing, stances = pl.col("agrees"), pl.col("interest")
    grouped = rows.group_by("event_id").agg(
        voices=pl.col("side").filter(agreeing & (stances != "self_serving")).n_unique(), units=pl.col("unit").n_unique(),
        best_grade=pl.col("grade").filter(agreeing | ~agreeing.any()).min(), is_hedged=pl.col("is_hedged").all(),
        interest=pl.when((stances == "against_interest").any()).then(pl.lit("against_interest"))
        .when((stances == "self_serving").all()).then(pl.lit("self_serving")).otherwise(pl.lit("neutral")),
    )
    facts = chosen.with_columns(
        contested_core=pl.col("contested_columns").list.contains("event_type") | pl.col("contested_columns").list.contains("actor1_name"),
        is_toll_apart=(pl.col("fatalities_high") > 3 * pl.col("fatalities_low").clip(1)).fill_null(False) & pl.col("contested_columns").list.contains("fatalities_best"),
        is_vague=(pl.col("time_precision") >= 3) | (pl.col("geo_precision") >= 3).fill_null(True),
    )
    joined = facts.join(grouped, on="event_id", how="left").with_columns(voices=pl.col("voices").fill_null(0), best_grade=pl.col("best_grade").fill_null("F"))
    several = (pl.col("units") > 1).fill_null(False)
    return joined.select("event_id", "voices", "best_grade", "interest", "is_vague", is_hedged=pl.col("is_hedged").fill_null(False),
                         is_contradicted=pl.col("contested_core") & several, is_toll_apart=pl.col("is_toll_apart") & several)
