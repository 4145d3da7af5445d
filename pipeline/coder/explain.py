"""What the coder found in a text, where, and which rules fired, as lines for a terminal."""

import polars as pl

from pipeline.coder import frames
from pipeline.coder.claims import head, lead
from pipeline.coder.drafts import Opinion, Passage
from pipeline.coder.kit import Kit
from pipeline.coder.languages import lexicons
from pipeline.coder.reading import Sentence, locate, read
from pipeline.coder.verdict import tellings, typed

LONGEST = 110
# What is shown of a claim: its heading, the columns that hold the value, and the columns of its evidence.
_PARTS = (
    ("what", ("sub_event_type",), ("sub_event_type",)), ("when", ("event_date", "time_precision"), ("event_date",)), ("where", ("location_name", "country_iso3", "geo_precision"), ("place_id",)),
    ("actor 1", ("actor1_name",), ("actor1_seen", "actor1_id")), ("actor 2", ("actor2_name",), ("actor2_seen", "actor2_id")),
    ("killed", ("fatalities_best", "fatalities_rule"), ("fatalities_best",)), ("hurt", ("injuries_best",), ()), ("says", ("attribution", "attribution_actor_id", "interest"), ("attribution",)),
)
_SILENT = {"when": "no day in the text: that of publication", "what": "", "says": "", "killed": "", "hurt": "", "where": "no place in the text"}
_LABELS = {"time_precision": "precision ", "geo_precision": "precision "}


def explained(reports: pl.DataFrame, coded: dict[str, pl.DataFrame], tools: Kit, coder: str = "rules_and_model", folder: str | None = None) -> str:
    """Per report its sentences with the words that counted and the frames that fired, what rules and model make of it, then its claims with their evidence.

    Control characters of the text are shown as dots, so that nothing in it can steer the terminal.
    """
    outcomes = {r["report_id"]: r for r in coded["reports"].iter_rows(named=True)}
    lines: list[str] = []
    for report_id, row in zip(reports["report_id"], reports.iter_slices(1)):
        outcome = outcomes.get(report_id, {})
        lines.append(f"report {printable(report_id)}: {outcome.get('outcome')}" + (f" ({outcome['outcome_reason']})" if outcome.get("outcome_reason") else ""))
        sentences = read(row, tools.scanner, lexicons(folder)[outcome["language"]]).get(report_id, []) if outcome.get("outcome") != "not_coded" else []
        if sentences:
            locate({report_id: sentences}, row, tools.gazetteer, tools.nations)
            sentences = tellings({report_id: sentences}, {report_id: row["published_date"][0]}, tools, coder).get(report_id, sentences)
            lines += _sentences(sentences, typed([lead(head(sentences)), *(Passage((s,)) for s in sentences)], tools.model, coder))
        for claim in coded["claims"].filter(pl.col("report_id") == report_id).sort("claim_rank").iter_rows(named=True):
            lines += _claim(claim, coded["evidence"].filter(pl.col("claim_id") == claim["claim_id"]))
    return "\n".join(lines)


def _sentences(sentences: list[Sentence], said: list[Opinion]) -> list[str]:
    """The sentences, each with its words, its frames and what is made of it alone; before them, what is made of the head of the report."""
    language = sentences[0].language
    fired = frames.fired(pl.Series("tags", [s.tags for s in sentences], dtype=pl.String), language)
    weights = {f.frame_id: (f.label, f.weight) for f in frames.frames(language)}
    lines = [f"  the head of the report: {_opinion(said[0])}"]
    for row, (sentence, opinion) in enumerate(zip(sentences, said[1:])):
        lines.append(f"  {_heading(sentence)}: {shortened(sentence.text)}")
        words = [(s, f"{printable(sentence.text[s:e])} [{'+'.join(sorted(tags))}]") for s, e, tags, _ in sentence.hits]
        words += [(p.start, f"{printable(p.seen)} [registry: {'+'.join(sorted(p.kinds))}]") for p in sentence.named]
        lines.append(f"    words   {', '.join(word for _, word in sorted(words)) or 'none'}")
        found = [f"{printable(p.name)} [{p.kind} {p.country_iso3}]" for p in (*sentence.dateline, *sentence.places)]
        found += [f"{printable(sentence.text[m.start: m.end])} [{m.event_date}, precision {m.time_precision}, {m.rule}]" for m in sentence.dates]
        lines += [f"    found   {', '.join(found)}"] if found else []
        lines += _votes([(weights[c], c) for c in fired.columns if fired[c][row]])
        lines.append(f"    alone   {_opinion(opinion)}")
    return lines


def _heading(sentence: Sentence) -> str:
    """What is read as one: the title, a sentence, a part that tells of one of its events, or one that is left aside."""
    if sentence.is_title:
        return "title"
    return f"sentence {sentence.number}" if sentence.whole is None else "part left aside" if sentence.is_aside else "part of a sentence"


def _votes(voted: list[tuple[tuple[str, float], str]]) -> list[str]:
    """The frames that fired, a line a type, of the types that any frame speaks for; frames that only speak against other types say nothing."""
    labels = {label: max(w for (other, w), _ in voted if other == label) for (label, _), _ in voted}
    shown = sorted((label for label, best in labels.items() if best > 0), key=lambda label: (-labels[label], label))
    rows = [f"{label}: " + ", ".join(f"{frame} {w:+g}" for (other, w), frame in sorted(voted, key=lambda v: (-v[0][1], v[1])) if other == label) for label in shown]
    return [f"    {'frames' if n == 0 else '':<7} {row}" for n, row in enumerate(rows or ["none"])]


def _opinion(said: Opinion) -> str:
    both = f"{said.label} {said.certainty:.2f}" if said.p_event >= 0.5 or said.label.startswith("none:") else f"no event {1 - said.p_event:.2f}"
    modelled = f", model {said.model_label} {said.model_certainty:.2f}" if said.model_label else ""
    return f"rules {said.rule_label} {said.rule_certainty:.2f}{modelled}; together {both}, an event {said.p_event:.2f}"


def _claim(claim: dict, evidence: pl.DataFrame) -> list[str]:
    lines = [f"  claim {claim['claim_rank']}  {claim['claim_id']}  confidence {claim['coding_confidence']}"]
    rows = evidence.sort("column_name", "start", "is_chosen", descending=[False, False, True], nulls_last=True).to_dicts()
    for heading, columns, told_in in _PARTS:
        values = [f"{_LABELS.get(c, '')}{printable(str(claim[c]))}" for c in columns if claim[c] is not None and not (c == "interest" and claim[c] == "neutral")]
        if heading == "says" and claim["is_hedged"]:
            values.append("hedged")
        if not values:
            continue
        lines.append(f"    {heading:<8}{', '.join(values)}")
        found = [_seen(row) for column in told_in for row in rows if row["column_name"] == column]
        lines += [f"            {line}" for line in dict.fromkeys(found or [_SILENT.get(heading, "not in the text: what the type implies")]) if line]
        if heading == "what":
            modelled = f", model {claim['model_sub_event_type']} {_share(claim['model_certainty'])}" if claim["model_sub_event_type"] else ""
            lines.append(f"            rules {claim['rule_sub_event_type'] or 'no event'} {_share(claim['rule_certainty'])}{modelled}")
    return lines


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _seen(row: dict) -> str:
    """One piece of evidence: the words, where they stand, the rule, and whether the reading lost."""
    where = f" at {row['field']} {row['start']}-{row['end']}" if row["start"] is not None else ""
    lost = "" if row["is_chosen"] else f" (lost: {row['candidate_id']})"
    return f"{shortened(row['seen'] or '')!r}{where}, rule {row['rule_id']}{lost}"


def printable(value: str) -> str:
    """The value on one line, without control or direction characters."""
    return "".join(c if c.isprintable() else "." for c in value)


def shortened(value: str) -> str:
    """The value, printable, cut to one line of a terminal."""
    shown = printable(" ".join(value.split()))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
