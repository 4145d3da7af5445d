"""A release's tables with any number of made-up events, for tests of what a release looks like."""

import datetime as dt
import random

import polars as pl

from schemas import vocabulary
from schemas.tables import RELEASE
from tests import rows

TOWNS = (("Idlib", "Syria", "SYR", 35.93, 36.63), ("Gao", "Mali", "MLI", 16.27, -0.04), ("Medellín", "Colombia", "COL", 6.25, -75.56),
         ("Sittwe", "Myanmar", "MMR", 20.15, 92.9), ("Kharkiv", "Ukraine", "UKR", 49.99, 36.23), ("Port Moresby", "Papua New Guinea", "PNG", -9.47, 147.16))


def tables(count: int, hostile: str = "") -> dict[str, pl.DataFrame]:
    """All tables of a release with `count` events of one claim each; `hostile` is put into names, notes and texts."""
    draw = random.Random(1)
    types = vocabulary.rows("sub_event_types")
    events, claims, members, reports, cited = [], [], [], [], []
    for i in range(1, count + 1):
        town, country, iso3, lat, lon = draw.choice(TOWNS)
        kind, day = draw.choice(types), dt.date(2019, 1, 1) + dt.timedelta(draw.randrange(1500))
        shared = {
            "event_date": day, "date_start": day, "date_end": day, "year": day.year, "event_type": kind["event_type"], "sub_event_type": kind["term"],
            "disorder_type": kind["disorder_type"], "civilian_targeting": kind["event_type"] == "Violence against civilians", "country_name": country,
            "country_iso3": iso3, "location_name": town + hostile, "latitude": lat + draw.gauss(0, 1.5), "longitude": lon + draw.gauss(0, 1.5),
            "geo_precision": draw.choice([1, 1, 1, 2, 3]), "actor1_name": rows.CLAIM["actor1_name"] + hostile,
        }
        events.append(shared | {"event_id": f"e{i:016x}", "notes": f"{kind['term']} in {town}.{hostile}", "actor2_name": "Unidentified Armed Group"})
        claims.append(shared | {"claim_id": f"c{i:016x}", "report_id": f"reports:{i}", "text_seen": f"A sentence about {town}.{hostile}", "actor2_name": "Unidentified Armed Group"})
        members.append({"event_id": f"e{i:016x}", "claim_id": f"c{i:016x}", "relation": "founding", "reason": "first"})
        reports.append({"report_id": f"reports:{i}", "feed": "reports", "raw_file": "a.jsonl", "source_id": "sample:wire", "outcome": "claims", "licence": "CC-BY-4.0",
                        "url": "javascript:alert(1)" if hostile else f"https://example.org/{i}", "published_date": day, "title": hostile or None})
        cited.append({"claim_id": f"c{i:016x}", "report_id": f"reports:{i}", "source_id": "sample:wire", "role": "author"})
    made = {
        "events": rows.events(*events) if events else rows.table("events", []), "claims": rows.claims(*claims) if claims else rows.table("claims", []),
        "event_claims": rows.table("event_claims", members), "reports": rows.table("reports", reports), "claim_sources": rows.table("claim_sources", cited),
        "sources": rows.table("sources", [{"source_id": "sample:wire", "name": "sample: Wire" + hostile, "kind": "agency", "grade": "B", "grade_reason": "invented",
                                           "report_count": count, "claim_count": count, "date_n": 9, "date_agreement": 0.8, "date_agreement_low": 0.6, "date_agreement_high": 0.9}]),
        "feeds": rows.table("feeds", [{"feed": "reports", "title": "Reports", "publisher": "x", "licence": "CC-BY-4.0", "redistribute": "full", "may_found_events": True,
                                       "file_count": 1, "claim_count": count}]),
        "accounting": rows.table("accounting", [{"stage": "extract", "feed": "reports", "raw_file": "a.jsonl", "rows_in": count, "used": count, "rejected": 0,
                                                 "out_of_scope": 0, "no_event": 0, "skipped_tag_rows": 0, "claims": count}]),
    }
    return {table.name: made.get(table.name, table.empty()) for table in RELEASE}
