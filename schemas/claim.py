"""Claims: what one report, or one row of a feed, says about one event."""

from schemas.column import BOOLEAN, DATE, FLOAT, INTEGER, SMALL, STRING, STRINGS, Column, Table, pl
from schemas.toll import TOLL
from schemas.what import WHAT
from schemas.when import WHEN
from schemas.where import WHERE
from schemas.who import WHO

IDENTITY = (
    Column("claim_id", STRING, "Hash of feed, report and native id, or of the trigger's and place's offsets.", nullable=False, pattern="^c[0-9a-f]{16}$"),
    Column("feed", STRING, "Feed that the claim arrived by.", nullable=False),
    Column("report_id", STRING, "Report that makes the claim; for a structured row, the row itself.", nullable=False),
    Column("native_id", STRING, "The feed's own id of the row; null for prose."),
    Column("raw_file", STRING, "Name of the raw file that the claim came from.", nullable=False),
    Column("claim_rank", pl.Int32(), "Order of importance among the claims of its report, from 1.", nullable=False, minimum=1),
    Column("event_kind", STRING, "event, or summary for a period or area too wide to be one event.", nullable=False, vocabulary="event_kinds"),
    Column("licence", STRING, "Licence of the claim's feed (SPDX identifier or name).", nullable=False),
    Column("published_date", DATE, "Day on which the report was published; for feed rows the day of the latest cited article, if any."),
)
# What the source wrote, before coding. `native`: published only where the feed's licence allows it.
SEEN = (
    Column("event_type_seen", STRING, "The feed's own event type or code, or the trigger word of the sentence.", native=True),
    Column("sub_event_type_seen", STRING, "The feed's own sub-type, as written.", native=True),
    Column("actor1_seen", STRING, "Actor 1 as the source names it.", native=True),
    Column("actor2_seen", STRING, "Actor 2 as the source names it.", native=True),
    Column("assoc_actor1_seen", STRINGS, "Associated actors of actor 1 as the source names them.", nullable=False, native=True),
    Column("assoc_actor2_seen", STRINGS, "Associated actors of actor 2 as the source names them.", nullable=False, native=True),
    Column("actor1_type_seen", STRING, "Type of actor 1 as the feed gives it, normalised; null where it gives none.", native=True),
    Column("actor2_type_seen", STRING, "Type of actor 2 as the feed gives it, normalised; null where it gives none.", native=True),
    Column("country_seen", STRING, "Country as the source writes it (name or code).", native=True),
    Column("admin1_seen", STRING, "First-order unit as the source writes it.", native=True),
    Column("admin2_seen", STRING, "Second-order unit as the source writes it.", native=True),
    Column("admin3_seen", STRING, "Third-order unit as the source writes it.", native=True),
    Column("location_seen", STRING, "Place as the source writes it.", native=True),
    Column("latitude_seen", FLOAT, "Latitude as the feed gives it.", unit="degrees north (WGS 84)", native=True),
    Column("longitude_seen", FLOAT, "Longitude as the feed gives it.", unit="degrees east (WGS 84)", native=True),
    Column("geo_precision_seen", SMALL, "Precision of the place on our scale, as mapped from the feed or read from words such as `near`.", native=True),
    Column("text_seen", STRING, "Sentence or headline from which the type is coded; null where the feed codes it.", native=True),
)
# How the coder came to its type, and who says so.
OPINIONS = (
    Column("rule_sub_event_type", STRING, "Sub-event type in the opinion of the rules.", vocabulary="sub_event_types"),
    Column("rule_certainty", FLOAT, "Certainty of the rules' opinion.", unit="probability", decimals=3, minimum=0, maximum=1),
    Column("model_sub_event_type", STRING, "Sub-event type in the opinion of the linear model."),
    Column("model_certainty", FLOAT, "Certainty of the model's opinion.", unit="probability", decimals=3, minimum=0, maximum=1),
    Column("coding_confidence", FLOAT, "Probability that type, day and place are coded as a person would.", unit="probability", decimals=3,
           minimum=0, maximum=1),
    Column("attribution", STRING, "Who says so, as named in the text.", native=True),
    Column("attribution_actor_id", STRING, "Registry id of the party that says so, if it is a party."),
    Column("is_hedged", BOOLEAN, "True when the text marks the claim as unconfirmed (claimed, reportedly, probably).", nullable=False),
    Column("interest", STRING, "Whether the claim serves the speaker: self_serving, against_interest or neutral.", nullable=False,
           vocabulary="interests"),
    Column("geo_score", FLOAT, "Score of the chosen place among its candidates.", unit="score", decimals=3),
    Column("geo_runner_up_id", STRING, "Gazetteer id of the best candidate that lost."),
    Column("geo_margin", FLOAT, "Score of the chosen place minus the runner-up's.", unit="score", decimals=3),
)
CLAIMS = Table(
    "claims", "What one report, or one row of a feed, says about one event: coded, with evidence. A claim is not a fact.",
    (*IDENTITY, *(Column(**{**c.__dict__, "nullable": True}) if c.name != "tags" else c for c in WHEN), *WHAT, *WHO, *WHERE, *TOLL, *SEEN, *OPINIONS),
    key=("claim_id",), foreign_keys=(("report_id", "reports", "report_id"),), sort=("claim_id",),
)
CLAIM_SOURCES = Table(
    "claim_sources", "Who stands behind a claim. A structured row is one claim whose author is its dataset; the outlets it cites are rows here.",
    (
        Column("claim_id", STRING, "The claim.", nullable=False),
        Column("report_id", STRING, "Report through which this source speaks.", nullable=False),
        Column("source_id", STRING, "Source in the registry, or unknown:<folded name>.", nullable=False),
        Column("source_seen", STRING, "Source as written.", native=True),
        Column("role", STRING, "author of the report, cited by a dataset, or attributed inside the text.", nullable=False, vocabulary="source_roles"),
    ),
    key=("claim_id", "report_id", "source_id", "role"),
    foreign_keys=(("claim_id", "claims", "claim_id"), ("report_id", "reports", "report_id"), ("source_id", "sources", "source_id")),
    sort=("claim_id", "role", "report_id", "source_id"),
)
EVIDENCE = Table(
    "evidence", "The span or the cell from which each coded value was read, with the rule that read it; losing candidates too.",
    (
        Column("claim_id", STRING, "The claim.", nullable=False),
        Column("column_name", STRING, "Column of claims that this is evidence for.", nullable=False),
        Column("report_id", STRING, "Report in which it stands.", nullable=False),
        Column("field", STRING, "title, text or row.", nullable=False, vocabulary="evidence_fields"),
        Column("start", pl.Int32(), "First Unicode code point of the span in the field as decoded; null for rows.", minimum=0),
        Column("end", pl.Int32(), "Code point after the span; null for rows.", minimum=0),
        Column("raw_line", INTEGER, "Physical line of the raw file on which the row begins; null for prose.", minimum=1),
        Column("native_column", STRING, "The feed's column; null for prose."),
        Column("seen", STRING, "The words or the cell as written.", native=True),
        Column("rule_id", STRING, "Rule that read it.", nullable=False),
        Column("is_chosen", BOOLEAN, "False for a candidate that lost.", nullable=False),
        Column("candidate_id", STRING, "Id of the candidate (place, actor, type), where there is one."),
        Column("score", FLOAT, "Score of the candidate, where there is one.", decimals=3),
    ),
    key=(), foreign_keys=(("claim_id", "claims", "claim_id"), ("report_id", "reports", "report_id")),
    sort=("claim_id", "column_name", "is_chosen", "report_id", "field", "start", "end", "native_column", "rule_id", "candidate_id", "seen", "raw_line", "score"),
)
