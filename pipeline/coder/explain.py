"""What the coder found in a text, where, and which rules fired, as lines for a terminal."""

import polars as pl

from pipeline.coder import frames, scan, text
from pipeline.coder.vocabulary import lexicon

LONGEST = 110
_SHOWN = ("sub_event_type", "event_date", "time_precision", "location_name", "country_iso3", "geo_precision", "actor1_name", "actor2_name", "fatalities_best", "fatalities_rule",
          "injuries_best", "attribution", "interest", "is_hedged", "rule_sub_event_type", "model_sub_event_type", "coding_confidence")


def explained(reports: pl.DataFrame, coded: dict[str, pl.DataFrame]) -> str:
    """Per report its sentences with the words that counted and the frames that fired, then its claims with their evidence.

    Control characters of the text are shown as dots, so that nothing in it can steer the terminal.
    """
    outcomes = {r["report_id"]: r for r in coded["reports"].iter_rows(named=True)}
    lines: list[str] = []
    for report in reports.iter_rows(named=True):
        outcome = outcomes.get(report["report_id"], {})
        lines.append(f"report {printable(report['report_id'])}: {outcome.get('outcome')}" + (f" ({outcome['outcome_reason']})" if outcome.get("outcome_reason") else ""))
        lines += _sentences(pl.DataFrame([report], schema=reports.schema)) if outcome.get("outcome") != "not_coded" else []
        own = coded["claims"].filter(pl.col("report_id") == report["report_id"]).sort("claim_rank")
        for claim in own.iter_rows(named=True):
            lines += _claim(claim, coded["evidence"].filter(pl.col("claim_id") == claim["claim_id"]))
    return "\n".join(lines)


def _sentences(report: pl.DataFrame) -> list[str]:
    table = text.sentences(report)
    known = lexicon("en")
    hits = scan.scan(table["plain"], known)
    tags = scan.tagged(hits, known, table.height)
    fired = frames.fired(tags)
    weights = {f.frame_id: (f.label, f.weight) for f in frames.frames("en")}
    lines = []
    for row, (field, number, written) in enumerate(table.select("field", "sentence", "text").iter_rows()):
        lines.append(f"  {'title' if field == 'title' else f'sentence {number}'}: {shortened(written)}")
        words = [f"{printable(written[s:e])} [{'+'.join(known.forms[f].tags)}]" for r, s, e, f in hits.iter_rows() if r == row and f >= 0]
        lines.append(f"    words:  {', '.join(words) or 'none'}")
        voted = sorted(((weights[c][1], c) for c in fired.columns if fired[c][row]), reverse=True)
        lines.append(f"    frames: {', '.join(f'{c} {w:+g} ({weights[c][0]})' for w, c in voted) or 'none'}")
    return lines


def _claim(claim: dict, evidence: pl.DataFrame) -> list[str]:
    lines = [f"  claim {claim['claim_rank']}  {claim['claim_id']}"]
    lines += [f"    {name}: {printable(str(claim[name]))}" for name in _SHOWN if claim[name] is not None]
    for row in evidence.sort("column_name", "start", nulls_last=True).iter_rows(named=True):
        where = f"{row['field']} {row['start']}-{row['end']}" if row["start"] is not None else row["field"]
        lines.append(f"    evidence {row['column_name']}: {shortened(row['seen'] or '')!r} at {where}, rule {row['rule_id']}{'' if row['is_chosen'] else ' (lost)'}")
    return lines


def printable(value: str) -> str:
    """The value on one line, without control or direction characters."""
    return "".join(c if c.isprintable() else "." for c in value)


def shortened(value: str) -> str:
    """The value, printable, cut to one line of a terminal."""
    shown = printable(" ".join(value.split()))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
