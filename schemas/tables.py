"""All tables of a release, in the order in which the codebook tells them."""

from schemas.claim import CLAIM_SOURCES, CLAIMS, EVIDENCE
from schemas.column import Table
from schemas.event import CHANGES, EVENT_CLAIMS, EVENTS, LEDGER, RETIRED_EVENTS
from schemas.reference import ACTORS, MODEL, PLACE_NAMES, PLACES, SOURCES, TERMS
from schemas.report import ACCOUNTING, COVERAGE, FEEDS, ISSUES, METRICS, OUT_OF_SCOPE, REJECTS, REPORTS

SCHEMA_VERSION = "1.0.0"
RELEASE: tuple[Table, ...] = (
    EVENTS, CLAIMS, CLAIM_SOURCES, EVIDENCE, EVENT_CLAIMS, RETIRED_EVENTS, CHANGES, REPORTS, SOURCES, ACTORS, PLACES, TERMS,
    FEEDS, COVERAGE, REJECTS, ISSUES, ACCOUNTING, METRICS,
)
BUILD: tuple[Table, ...] = (*RELEASE, LEDGER, PLACE_NAMES, MODEL, OUT_OF_SCOPE)
BY_NAME: dict[str, Table] = {table.name: table for table in BUILD}
