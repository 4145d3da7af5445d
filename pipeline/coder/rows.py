"""Drafts as rows of the tables claims, evidence and claim_sources."""

import re

from pipeline.coder.drafts import Draft
from pipeline.coder.confidence import confidence
from pipeline.coder.kit import Kit
from pipeline.coder.outlets import agency, outlet
from pipeline.coder.reading import Sentence
from pipeline.coder.traits import traits
from pipeline.registry.names import fold


def claim_row(draft: Draft, rank: int, report: dict) -> dict:
    """One row of claims; what later stages fill is null."""
    return {**_identity(draft, rank, report), **_what(draft), **_when(draft), **_who(draft), **_where(draft, report), **_toll(draft), **_opinions(draft)}


def _identity(draft: Draft, rank: int, report: dict) -> dict:
    return {
        "claim_id": draft.claim_id, "feed": report["feed"], "report_id": report["report_id"], "native_id": None, "raw_file": report["raw_file"], "claim_rank": rank,
        "event_kind": "event", "licence": report["licence"], "published_date": report["published_date"], "tags": [],
        "event_type_seen": draft.trigger.text[draft.trigger_span[0]: draft.trigger_span[1]], "text_seen": quoted(draft.trigger.text),
    }


def _what(draft: Draft) -> dict:
    known = traits()[draft.label]
    return {
        "event_type": known.event_type, "sub_event_type": draft.label, "sub_event_type_rule": "coder", "disorder_type": known.disorder_type,
        "civilian_targeting": draft.roles.targets_civilians or known.target == "civilians",
    }


def _when(draft: Draft) -> dict:
    when = draft.when
    return {"event_date": when.event_date, "year": when.event_date.year if when.event_date else None, "date_start": when.date_start, "date_end": when.date_end,
            "time_precision": when.time_precision}


def _who(draft: Draft) -> dict:
    return {"actor1_seen": draft.roles.actor1, "actor2_seen": draft.roles.actor2, "assoc_actor1_seen": sorted(set(draft.roles.assoc1)),
            "assoc_actor2_seen": sorted(set(draft.roles.assoc2)), "assoc_actor1_ids": [], "assoc_actor2_ids": []}


def _where(draft: Draft, report: dict) -> dict:
    spot, place = draft.spot, draft.spot.place
    row = {"location_seen": spot.name, "country_seen": report["country_hint"], "admin1_seen": None, "admin2_seen": None, "country_iso3": spot.country_iso3, "geo_precision_seen": spot.precision,
           "place_id": None, "latitude": None, "longitude": None, "geo_precision": None, "location_radius_km": None, "location_name": None,
           "geo_score": None, "geo_runner_up_id": None, "geo_margin": None}
    if place is None:
        return row | {"admin1_seen": spot.admin1 if spot.name else None, "admin2_seen": spot.admin2}
    radius = max(place.radius_km, 10.0) if spot.precision == 2 else place.radius_km
    known = {"place_id": place.place_id, "latitude": place.latitude, "longitude": place.longitude, "geo_precision": spot.precision, "location_radius_km": radius,
             "geo_score": place.score, "geo_runner_up_id": place.runner_up, "geo_margin": place.margin}
    return row | known | {"location_name": spot.name}


def _toll(draft: Draft) -> dict:
    told, sides = draft.toll, draft.roles
    count = {"civilian": told.civilians, "state": told.state, "armed": told.armed, "crowd": told.civilians}
    is_one_kind = sides.side1 == sides.side2
    return {
        "fatalities_low": told.low, "fatalities_best": told.best, "fatalities_high": told.high, "fatalities_rule": told.rule, "fatalities_civilians": told.civilians,
        "fatalities_side1": None if is_one_kind or sides.side1 in ("civilian", "crowd") else count.get(sides.side1),
        "fatalities_side2": None if is_one_kind or sides.side2 in ("civilian", "crowd") else count.get(sides.side2), "injuries_best": told.injuries,
    }


def _opinions(draft: Draft) -> dict:
    said = draft.opinion
    rule = said.rule_label if not said.rule_label.startswith("none:") else None
    return {
        "rule_sub_event_type": rule, "rule_certainty": said.rule_certainty, "model_sub_event_type": said.model_label, "model_certainty": said.model_certainty,
        "coding_confidence": confidence(draft), "attribution": draft.stance.attribution, "attribution_actor_id": draft.speaker_id, "is_hedged": draft.stance.is_hedged,
        "interest": draft.stance.interest,
    }


def evidence_rows(draft: Draft, report_id: str) -> list[dict]:
    """The spans that the coded values were read from, in code points of the field, with the rules that read them."""
    start, end = draft.trigger_span
    rows = [_span(draft, "sub_event_type", draft.trigger, start, end, f"type:{draft.label}", score=draft.opinion.event_certainty)]
    if draft.when.sentence is not None:
        rows.append(_span(draft, "event_date", draft.when.sentence, draft.when.start, draft.when.end, draft.when.rule))
    if draft.spot.sentence is not None:
        place = draft.spot.place
        rows.append(_span(draft, "place_id", draft.spot.sentence, draft.spot.start, draft.spot.end, draft.spot.rule, place.place_id if place else None, place.score if place else None))
        if place and place.runner_up:
            rows.append(_span(draft, "place_id", draft.spot.sentence, draft.spot.start, draft.spot.end, draft.spot.rule, place.runner_up, None, is_chosen=False))
    by_number = {s.number: s for s in (*draft.passage.sentences, draft.trigger.borrows) if s is not None}
    rows += [_span(draft, column, by_number[n], s, e, "role:side") for column, n, s, e in draft.roles.spans if n in by_number]
    body = draft.passage.body_first()
    rows += [_span(draft, "fatalities_best", body[n], s, e, f"toll:{draft.toll.rule}") for n, s, e in draft.toll.spans if n < len(body)]
    if draft.stance.start is not None and draft.stance.attribution and draft.stance.attribution in quoted(draft.trigger.text):
        rows.append(_span(draft, "attribution", draft.trigger, draft.stance.start, draft.stance.end, "stance:says"))
    return [row | {"report_id": report_id} for row in rows if row["start"] < row["end"]]


def _span(draft: Draft, column: str, sentence: Sentence, start: int, end: int, rule: str, candidate: str | None = None, score: float | None = None, is_chosen: bool = True) -> dict:
    return {"claim_id": draft.claim_id, "column_name": column, "report_id": sentence.report_id, "field": sentence.field, "start": sentence.offset + start, "end": sentence.offset + end,
            "raw_line": None, "native_column": None, "seen": sentence.text[start:end], "rule_id": rule, "is_chosen": is_chosen, "candidate_id": candidate, "score": score}


def attributed(draft: Draft, report: dict, tools: Kit) -> list[dict]:
    """Who stands behind the claim: the report's source as author, the one who says so in the text, and the agency of the dateline if it is registered."""
    row = {"claim_id": draft.claim_id, "report_id": report["report_id"]}
    rows = [row | {"source_id": report["source_id"], "source_seen": report["source_seen"], "role": "author"}] if report["source_id"] else []
    language, country = draft.trigger.language, draft.spot.country_iso3
    said, carried = draft.stance.attribution, agency(report["text"] or "", language)
    for who, is_known in ((said, False), (carried, True)):
        source = outlet(who, country, tools, language) if who and fold(who) else None
        if source and not (is_known and source.startswith("unknown:")) and all(source != r["source_id"] for r in rows):
            rows.append(row | {"source_id": source, "source_seen": who, "role": "attributed"})
    return rows


def quoted(text: str) -> str:
    """The text on one line."""
    return re.sub(r"\s+", " ", text).strip()
