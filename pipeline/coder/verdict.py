"""Drafts of claims for a batch of reports: all passages are typed at once, then each report's claims are put together."""

from dataclasses import replace

import polars as pl

from pipeline.coder.claims import asked, drafts, head, is_event, is_own_telling, is_quiet, is_telling, lead, singles
from pipeline.coder.combine import opinions_of
from pipeline.coder.drafts import Draft, Opinion, Passage
from pipeline.coder.foreign import by_owner
from pipeline.coder.kit import Kit
from pipeline.coder.naming import named, with_enemies
from pipeline.coder.reading import Place, Sentence, locate, parts, set_dates
from pipeline.coder.speakers import speaker
from pipeline.coder.tellings import candidates, has_subject, kept

_ASKED = {"name": pl.String, "admin1": pl.String, "admin2": pl.String, "country": pl.String}
_FOUND = ("place_id", "place_name", "place_kind", "country_iso3", "place_admin1", "latitude", "longitude", "geo_precision", "location_radius_km", "score", "runner_up", "margin", "rule")


def verdicts(reports: pl.DataFrame, sentences: dict[str, list[Sentence]], tools: Kit, coder: str) -> dict[str, list[Draft]]:
    """The drafts of every report, in the order of the reports; [] for a report that tells of no event.

    The heads of all reports are typed at once; then, where a head tells of no event, their sentences. Only what may give
    a claim is read further.
    """
    published = dict(reports.select("report_id", "published_date").iter_rows())
    heads = {report_id: head(told) for report_id, told in sentences.items()}
    said = dict(zip(heads, typed(list(heads.values()), tools.model, coder)))
    alone = _alone({r: singles(told) for r, told in sentences.items() if not is_event(said[r])}, tools.model, coder)
    eventful = {r: told for r, told in sentences.items() if is_event(said[r]) or any(map(is_telling, alone[r].values()))}
    locate(eventful, reports, tools.gazetteer, tools.nations)
    cut = tellings(eventful, published, tools, coder)
    sentences, eventful = sentences | cut, eventful | cut
    heads |= {report_id: head(told) for report_id, told in cut.items()}
    said |= dict(zip(cut, typed([lead(heads[report_id]) for report_id in cut], tools.model, coder)))
    alone |= _alone({r: singles(told) for r, told in cut.items() if not is_event(said[r])}, tools.model, coder)
    alone |= _alone({r: asked(heads[r], said[r], told, published[r]) for r, told in eventful.items() if is_event(said[r])}, tools.model, coder)
    made = {r: drafts(heads[r], said[r], sentences[r], alone[r], published[r], tools.names) if r in eventful else [] for r in published}
    hints = dict(reports.select("report_id", "country_hint").iter_rows())
    placed = _located(_capitals(made, tools), hints, tools)
    owned = {report_id: [by_owner(d, tools) for d in with_enemies([named(d, tools) for d in group], tools)] for report_id, group in placed.items()}
    return {report_id: [replace(d, speaker_id=speaker(d, tools)) for d in group] for report_id, group in owned.items()}


def _alone(wanted: dict[str, list[Sentence]], model: pl.DataFrame, coder: str) -> dict[str, dict[int, Opinion]]:
    """The opinion on each of these sentences by itself, by report and number."""
    said = iter(typed([Passage((s,)) for group in wanted.values() for s in group], model, coder))
    return {report_id: {s.number: next(said) for s in group} for report_id, group in wanted.items()}


def tellings(sentences: dict[str, list[Sentence]], published: dict, tools: Kit, coder: str) -> dict[str, list[Sentence]]:
    """The reports in which a sentence tells of two events, with that sentence cut into its tellings and all numbered anew."""
    wanted = [(s, found) for told in sentences.values() for s in told if (found := candidates(s, tools.names))]
    units = parts([(s, part.start, part.end) for s, found in wanted for part in found], tools.scanner)
    for unit in units:
        set_dates([unit], published[unit.report_id])
    said = typed([Passage((u,)) for u in units], tools.model, coder)
    tells = iter([is_own_telling(u, opinion, published[u.report_id]) for u, opinion in zip(units, said)])
    quiet = iter([is_quiet(u, opinion, published[u.report_id]) for u, opinion in zip(units, said)])
    cuts = {id(s): told for s, found in wanted if (told := kept(found, [next(tells) for _ in found], [next(quiet) for _ in found]))}
    spans = [(s, *span) for s, _ in wanted for span in cuts.get(id(s), [])]
    made = parts([span[:3] for span in spans], tools.scanner)
    for before, unit, (*_, is_aside) in zip([None, *made], made, spans):
        unit.is_aside = is_aside
        unit.borrows = before if before is not None and before.whole is unit.whole and not has_subject(unit.plain, 0, unit.language) else None
    left = iter(made)
    return {report_id: _renumbered([part for s in told for part in ([next(left) for _ in cuts[id(s)]] if id(s) in cuts else [s])], published[report_id])
            for report_id, told in sentences.items() if any(id(s) in cuts for s in told)}


def _renumbered(told: list[Sentence], published) -> list[Sentence]:
    for number, sentence in enumerate(told, told[0].number):
        sentence.number = number
    set_dates(told, published)
    return told


def _capitals(made: dict[str, list[Draft]], tools: Kit) -> dict[str, list[Draft]]:
    """Spots told as "the capital" get the name of the country's capital."""
    def named(draft: Draft) -> Draft:
        name = tools.capitals.get(draft.spot.country_iso3 or "") if draft.spot.rule == "place:capital" else None
        return replace(draft, spot=replace(draft.spot, name=name)) if name else draft
    return {report_id: [named(d) for d in group] for report_id, group in made.items()}


def typed(found: list[Passage], model: pl.DataFrame, coder: str) -> list[Opinion]:
    """The opinion on each passage; those of one language are typed at once."""
    columns = ["label", "certainty", "p_event", "event_label", "event_certainty", "rule_label", "rule_certainty", "model_label", "model_certainty"]
    said: list[Opinion | None] = [None] * len(found)
    for language in sorted({p.language for p in found}):
        places = [n for n, p in enumerate(found) if p.language == language]
        tags = pl.Series("tags", [found[n].tags for n in places], dtype=pl.String)
        table = opinions_of(tags, [found[n].text for n in places], model, coder, language)
        for n, row in zip(places, table.select(columns).iter_rows()):
            said[n] = Opinion(*row)
    return said


def _located(made: dict[str, list[Draft]], hints: dict[str, str | None], tools: Kit) -> dict[str, list[Draft]]:
    """Names that the scan of the text left aside get their places; in a list, the unknown ones their neighbour's, with precision 2."""
    wanted = {key for r, group in made.items() for d in group if _is_open(d) for key in _keys(d, hints[r])}
    if not wanted:
        return made
    asked = pl.DataFrame(sorted(wanted, key=str), schema=_ASKED, orient="row")
    answers = {tuple(r[k] for k in _ASKED): r for r in tools.located(asked).select(*_ASKED, *_FOUND).iter_rows(named=True)}
    return {report_id: _neighbours([_answered(d, _told([answers[key] for key in _keys(d, hints[report_id])], d)) if _is_open(d) else d for d in group]) for report_id, group in made.items()}


def _is_open(draft: Draft) -> bool:
    return draft.spot.place is None and draft.spot.name is not None and bool(draft.spot.country_iso3 or draft.trigger.countries)


def _keys(draft: Draft, hint: str | None) -> list[tuple[str | None, ...]]:
    """What is asked: the name in the country of the event, then in every other that the report speaks of."""
    own = draft.spot.country_iso3 or hint
    others = [(draft.spot.name, None, None, iso3) for iso3 in draft.trigger.countries if iso3 != own]
    return [(draft.spot.name, draft.spot.admin1, draft.spot.admin2, own), *others] if own else others


def _told(answers: list[dict], draft: Draft) -> dict:
    """The answer for the event's country, unless the very name is known in one of the others alone: Russian shells that hit Kupiansk."""
    exact = [found for found in answers if (found["rule"] or "").startswith("exact") and found["place_kind"] != "country"]
    own, is_known = answers[0], draft.spot.country_iso3 is not None
    if is_known and (own in exact or own["place_id"] and draft.spot.admin1):
        return own
    if len({found["place_id"] for found in exact}) == 1:
        return exact[0]
    return own if is_known else own | {"place_id": None}


def _answered(draft: Draft, found: dict) -> Draft:
    """The draft with the place, if its very name was found, not merely the unit around it."""
    if found["place_id"] is None or found["rule"] == "enclosing" or found["place_kind"] == "country":
        other = draft.spot.otherwise
        return replace(draft, spot=replace(draft.spot, place=other, precision=1, country_iso3=other.country_iso3)) if other else draft
    place = Place(draft.spot.start, draft.spot.end, draft.spot.name, found["place_id"], found["place_kind"], found["country_iso3"], found["place_admin1"], found["latitude"],
                  found["longitude"], found["geo_precision"], found["location_radius_km"], found["score"], found["runner_up"], found["margin"])
    return replace(draft, spot=replace(draft.spot, place=place, precision=max(draft.spot.precision or 1, found["geo_precision"]), country_iso3=found["country_iso3"], rule=f"place:{found['rule']}"))


def _neighbours(group: list[Draft]) -> list[Draft]:
    """Unresolved members of a list stand at the point of a resolved one, with precision 2."""
    done = []
    for draft in group:
        if draft.spot.rule == "place:listed_name":
            near = next((d.spot for d in group if d.trigger is draft.trigger and d.trigger_span == draft.trigger_span and d.spot.place is not None), None)
            if near is not None:
                draft = replace(draft, spot=replace(draft.spot, place=near.place, precision=2, country_iso3=near.country_iso3, rule="place:list_neighbour"))
        done.append(draft)
    return done
