"""Reports, and what happened to every raw row."""

from schemas.column import BOOLEAN, DATE, FLOAT, INSTANT, INTEGER, STRING, Column, Table, pl

REPORTS = Table(
    "reports", "One document, or one row of a structured feed: who published what, when.",
    (
        Column("report_id", STRING, "Stable id of the report: `<feed>:<its own id or hash>`.", nullable=False),
        Column("feed", STRING, "Feed that it arrived by.", nullable=False),
        Column("raw_file", STRING, "Raw file that it came from.", nullable=False),
        Column("raw_line", INTEGER, "Physical line on which it begins.", minimum=1),
        Column("source_id", STRING, "Source that published it, in the registry or unknown:<folded name>."),
        Column("source_seen", STRING, "Source as written.", native=True),
        Column("published_at", INSTANT, "Instant of publication in UTC; midnight when only the day is known."),
        Column("published_date", DATE, "Day of publication."),
        Column("title", STRING, "Headline.", native=True),
        Column("text", STRING, "Body.", native=True),
        Column("text_length", pl.Int32(), "Length of the body in code points; null for rows.", minimum=0),
        Column("text_sha256", STRING, "SHA-256 of title, newline and body in UTF-8."),
        Column("language", STRING, "ISO 639-1 language, as given or detected."),
        Column("url", STRING, "Link to the document."),
        Column("country_hint", STRING, "Country that the report's card names, as written.", native=True),
        Column("outcome", STRING, "What became of it: claims, no_event, not_coded (with reason), cited or row.", nullable=False, vocabulary="report_outcomes"),
        Column("outcome_reason", STRING, "Reason code of the outcome, where there is one."),
        Column("copy_of", STRING, "Earliest report with the same or nearly the same text; null for originals."),
        Column("licence", STRING, "Licence of the feed.", nullable=False),
    ),
    key=("report_id",), foreign_keys=(("source_id", "sources", "source_id"), ("feed", "feeds", "feed")), sort=("report_id",),
)
_RAW = (
    Column("feed", STRING, "Feed.", nullable=False),
    Column("raw_file", STRING, "Raw file.", nullable=False),
    Column("raw_line", INTEGER, "Physical line on which the row begins; null for a whole file.", minimum=1),
)
REJECTS = Table(
    "rejects", "Raw rows that could not become a claim, with file, line and reason.",
    (
        *_RAW,
        Column("native_id", STRING, "The feed's own id, where it could be read."),
        Column("stage", STRING, "Stage that rejected it.", nullable=False),
        Column("column_name", STRING, "Column at fault.", nullable=True),
        Column("reason_code", STRING, "Reason.", nullable=False, vocabulary="reject_reasons"),
        Column("seen", STRING, "What was there.", native=True),
        Column("expected", STRING, "What was expected.", nullable=False),
        Column("payload", STRING, "The whole raw row as JSON.", native=True),
    ),
    key=("feed", "raw_file", "raw_line", "native_id", "reason_code", "column_name"),
    sort=("feed", "raw_file", "raw_line", "native_id", "reason_code", "column_name", "payload"),
)
OUT_OF_SCOPE = Table(
    "out_of_scope", "Raw rows that the feed holds but the ontology does not, and rows that gave way to another.",
    (*_RAW, Column("native_id", STRING, "The feed's own id."), Column("code", STRING, "The feed's code; of a row that gave way to a newer file, that file.", nullable=False),
     Column("reason_code", STRING, "Reason.", nullable=False)),
    key=("feed", "raw_file", "raw_line"), sort=("feed", "raw_file", "raw_line", "native_id"),
)
ISSUES = Table(
    "issues", "Anything a person should look at.",
    (
        Column("stage", STRING, "Stage that raised it.", nullable=False),
        Column("feed", STRING, "Feed it concerns."),
        Column("issue_code", STRING, "Kind of issue.", nullable=False, vocabulary="issue_codes"),
        Column("seen", STRING, "The value at issue.", native=True),
        Column("context", STRING, "Where or with what it was seen, in words.", native=True),
        Column("suggestion", STRING, "What might be meant, or which file to edit."),
        Column("row_count", INTEGER, "Rows concerned.", nullable=False, minimum=1),
        Column("example_id", STRING, "One claim or report that shows it."),
    ),
    key=("stage", "feed", "issue_code", "seen", "context"), sort=("stage", "feed", "issue_code", "seen", "context", "example_id"),
)
ACCOUNTING = Table(
    "accounting", "What became of every raw row: rows_in = used + rejected + out_of_scope + no_event + skipped_tag_rows, per stage and file.",
    (
        Column("stage", STRING, "Stage.", nullable=False),
        Column("feed", STRING, "Feed.", nullable=False),
        Column("raw_file", STRING, "Raw file; `*` for a total.", nullable=False),
        *(Column(name, INTEGER, text, nullable=False, minimum=0, unit="rows") for name, text in (
            ("rows_in", "Rows that came in."), ("used", "Rows that went on."), ("rejected", "Rows rejected with a reason."),
            ("out_of_scope", "Rows that the ontology does not cover."), ("no_event", "Reports that tell of no event or are not coded."),
            ("skipped_tag_rows", "Header rows of tags."))),
        Column("claims", INTEGER, "Claims made from the used rows.", nullable=False, minimum=0, unit="claims"),
    ),
    key=("stage", "feed", "raw_file"), sort=("stage", "feed", "raw_file"),
)
FEEDS = Table(
    "feeds", "The feeds, their publishers and licences.",
    (
        Column("feed", STRING, "Name of the feed.", nullable=False),
        Column("title", STRING, "Title.", nullable=False), Column("publisher", STRING, "Publisher.", nullable=False),
        Column("licence", STRING, "Licence.", nullable=False),
        Column("redistribute", STRING, "full, derived (coded values only) or none.", nullable=False, vocabulary="redistributions"),
        Column("url", STRING, "Home page."), Column("citation", STRING, "How to cite it."),
        Column("cadence", STRING, "How often it is updated."), Column("may_found_events", BOOLEAN, "Whether its claims may found an event.", nullable=False),
        Column("file_count", pl.Int32(), "Raw files in this build.", nullable=False), Column("claim_count", pl.Int32(), "Claims in this build.", nullable=False),
    ),
    key=("feed",), sort=("feed",),
)
COVERAGE = Table(
    "coverage", "What each feed covers: outside it, no row means not known, not none.",
    (
        Column("feed", STRING, "Feed.", nullable=False),
        Column("country_iso3", STRING, "Country; null for all.", pattern="^[A-Z]{3}$"),
        Column("date_start", DATE, "First day covered.", nullable=False), Column("date_end", DATE, "Last day covered.", nullable=False),
        Column("basis", STRING, "declared in feed.yml, or data (from a complete feed).", nullable=False, vocabulary="coverage_bases"),
    ),
    key=("feed", "country_iso3", "date_start"), sort=("feed", "country_iso3", "date_start"),
)
METRICS = Table(
    "metrics", "Figures measured during the build.",
    (Column("stage", STRING, "Stage.", nullable=False), Column("metric", STRING, "Name.", nullable=False),
     Column("value", FLOAT, "Value.", decimals=4), Column("n", INTEGER, "Cases it was measured on.")),
    key=("stage", "metric"), sort=("stage", "metric"),
)
