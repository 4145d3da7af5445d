"""The lineage of an event on a terminal."""

from pipeline.shell.shown import safe, table
from schemas import vocabulary


def told(record: dict) -> str:
    """The record of `pipeline.dedup.lineage` as indented lines, nothing in them that a terminal would obey."""
    lines = [*_retired(record["retired"]), *_event(record)]
    for claim in record["claims"]:
        lines += ["", *_claim(claim)]
    lines += _apart("Kept apart", record["near_misses"]) + _apart("Covered by summaries", record["summaries"])
    if record["changes"]:
        lines += ["", "Changes"]
        lines += [f"  {c['release']}: {c['change']} {c['column_name'] or ''} {_short(c['old'])} -> {_short(c['new'])} ({c['cause']})" for c in record["changes"]]
    return "\n".join(safe(line) for line in lines)


def _retired(retired: dict | None) -> list[str]:
    if retired is None:
        return []
    return [f"{retired['event_id']} was retired in {retired['retired_release']}: {retired['status']} {', '.join(retired['successor_ids'])}".rstrip(), f"  {retired['reason']}"]


def _event(record: dict) -> list[str]:
    event = record["event"]
    if event is None:
        return []
    lines = [
        f"{event['event_id']}  {event['notes']}",
        f"  type         {event['sub_event_type']} ({event['sub_event_type_rule']}), {event['event_type']}",
        f"  day          {event['event_date']} (precision {event['time_precision']}, {event['date_start']} to {event['date_end']})",
        f"  place        {_place(event)}",
        f"  parties      {_party(event, 1)} / {_party(event, 2)}",
        f"  deaths       {_known(event['fatalities_best'])} ({_known(event['fatalities_low'])} to {_known(event['fatalities_high'])}; {event['fatalities_rule'] or 'no rule'})",
        f"  sources      {event['source_count']}, independent {event['independent_source_count']}, best grade {event['source_reliability']}",
        f"  information  {_known(event['information_credibility'])}{_meaning(event['information_credibility'])}",
    ]
    lines += [f"    because    {rule['rule']}: {rule['says']}" for rule in record["credibility"]]
    contested = ", ".join(event["contested_columns"])
    return [*lines, f"  contested    {contested}" if contested else "  contested    nothing", f"  releases     first {event['first_release']}, last changed {event['last_changed_release']}"]


def _known(value: object) -> str:
    return "unknown" if value is None else str(value)


def _meaning(credibility: int | None) -> str:
    definition = vocabulary.lookup("credibilities", "definition").get(str(credibility))
    return f" ({definition.rstrip('.').lower()})" if definition else ""


def _place(event: dict) -> str:
    names = ", ".join(name for name in (event["location_name"], event["admin1"], event["country_name"]) if name) or "unknown"
    point = "no point" if event["latitude"] is None else f"{event['latitude']}, {event['longitude']}"
    return f"{names} ({point}; precision {_known(event['geo_precision'])})"


def _party(event: dict, side: int) -> str:
    name, kind = event[f"actor{side}_name"], event[f"actor{side}_type"]
    return "nobody named" if name is None else f"{name} [{kind or 'type unknown'}]"


def _claim(claim: dict) -> list[str]:
    says = claim["says"]
    stance = [claim["interest"], "hedged" if claim["is_hedged"] else None, f"said by {claim['attribution']}" if claim["attribution"] else None]
    lines = [
        f"Claim {claim['claim_id']} ({claim['relation']}), {claim['feed']} {claim['native_id'] or claim['raw_file']}, published {_known(claim['published_date'])}",
        *([f"  words        \"{claim['text_seen']}\""] if claim["text_seen"] else []),
        f"  says         {says['sub_event_type']}; {_known(says['actor1_name'])} / {_known(says['actor2_name'])}; {_known(says['location_name'])}; {_known(says['event_date'])}; {_known(says['fatalities_best'])} dead",
        f"  stance       {', '.join(s for s in stance if s)}",
        *([f"  confidence   {claim['coding_confidence']} that type, day and place are coded as a person would"] if claim["coding_confidence"] is not None else []),
    ]
    if claim["merge"]:
        lines += [f"  merged       with {claim['merge']['compared_claim_id']}, probability {claim['merge']['probability']}: {claim['merge']['reason']}"]
    lines += [f"  source       {s['name'] or s['source_id']} ({s['role']}), grade {s['grade']}: {s['grade_reason']}" for s in claim["sources"]]
    lines += [f"  report       {r['report_id']}{' copy of ' + r['copy_of'] if r['copy_of'] else ''} {r['title'] or ''} {r['url'] or ''}".rstrip() for r in claim["reports"]]
    rows = [(e["column_name"], _short(e["seen"]), _where(e), e["rule_id"] + ("" if e["is_chosen"] else " (lost)")) for e in claim["evidence"]]
    return lines + [f"    {line}" for line in table(("evidence for", "words or cell", "where", "rule"), rows, widest=48).splitlines()] if rows else lines


def _where(evidence: dict) -> str:
    if evidence["field"] == "row":
        return ", ".join([*([f"line {evidence['raw_line']}"] if evidence["raw_line"] else []), evidence["native_column"] or "the row"])
    span = "" if evidence["start"] is None else f" {evidence['start']}-{evidence['end']}"
    return f"{evidence['field']}{span}"


def _apart(title: str, links: list[dict]) -> list[str]:
    if not links:
        return []
    lines = ["", title]
    for link in links:
        says = link["says"]
        chance = "" if link["probability"] is None else f", probability {link['probability']}"
        lines.append(f"  {link['claim_id']} of {link['event_id']}: {says['sub_event_type']}, {says['location_name']}, {says['event_date']}{chance}: {link['reason']}")
    return lines


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
