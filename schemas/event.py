"""Events and what ties them to claims and to earlier releases."""

from schemas.column import BOOLEAN, FLOAT, INTEGER, SMALL, STRING, STRINGS, Column, Table, pl
from schemas.toll import TOLL
from schemas.what import WHAT
from schemas.when import WHEN
from schemas.where import GEOMETRY, WHERE
from schemas.who import WHO

EVENT_ID = "^e[0-9a-f]{16}$"
IDENTITY = (
    Column("event_id", STRING, "Stable id of the event; never reused.", nullable=False, pattern=EVENT_ID),
    Column("event_kind", STRING, "event, or summary for a period or area too wide to be one event.", nullable=False, vocabulary="event_kinds"),
    Column("feeds", STRINGS, "Feeds whose claims support the event.", nullable=False),
    Column("native_ids", STRINGS, "Ids of the event in its feeds, as `<feed>:<id>`.", nullable=False),
    Column("first_release", STRING, "Release in which the event first appeared.", nullable=False),
    Column("last_changed_release", STRING, "Release in which the event last changed.", nullable=False),
)
EVIDENCE_GROUP = (
    Column("claim_count", pl.Int32(), "Claims merged into the event.", nullable=False, minimum=1),
    Column("source_count", pl.Int32(), "Distinct sources behind its claims.", nullable=False, minimum=0),
    Column("independent_source_count", pl.Int32(), "Sources after copies and outlets of one owner are counted once.", nullable=False, minimum=0),
    Column("source_names", STRINGS, "Names of the sources.", nullable=False),
    Column("urls", STRINGS, "Links to the reports.", nullable=False),
    Column("source_scale", STRING, "Scale of the sources, alone or as a hyphen pair.", vocabulary="source_scales"),
    Column("source_reliability", STRING, "Best Admiralty grade A-F among independent supporting sources; F only if none is graded.", vocabulary="source_grades"),
    Column("information_credibility", SMALL, "Admiralty credibility of the information, 1 confirmed to 5 improbable; 6 cannot be judged.",
           vocabulary="credibilities"),
    Column("credibility_rule", STRING, "The rules that gave the credibility, joined by `; `."),
    Column("contested_columns", STRINGS, "Columns on which its claims disagree.", nullable=False),
    Column("coding_confidence", FLOAT, "Highest coding confidence among its claims.", unit="probability", decimals=3, minimum=0, maximum=1),
    Column("licence", STRING, "The strictest licence of its claims.", nullable=False),
    Column("notes", STRING, "A sentence composed from the coded values; never a copy of a source's words.", nullable=False),
)
EVENTS = Table(
    "events", "One row per event: one type of interaction, one set of actors, one place, one day (or, for summaries, a period).",
    (*IDENTITY, *WHEN, *WHAT, *WHO, *WHERE, GEOMETRY, *TOLL, *EVIDENCE_GROUP),
    key=("event_id",),
    foreign_keys=(("actor1_id", "actors", "actor_id"), ("actor2_id", "actors", "actor_id"), ("place_id", "places", "place_id")),
    sort=("country_iso3", "event_date", "event_id"),
)
EVENT_CLAIMS = Table(
    "event_claims", "Which claims make up an event, with the probability and the reasons of every merge and near miss.",
    (
        Column("event_id", STRING, "The event.", nullable=False, pattern=EVENT_ID),
        Column("claim_id", STRING, "The claim.", nullable=False),
        Column("relation", STRING, "founding, merged, near_miss (compared and kept apart) or summary_of.", nullable=False, vocabulary="claim_relations"),
        Column("compared_claim_id", STRING, "The claim of the event that it was compared with; null for the founding claim."),
        Column("merge_probability", FLOAT, "Probability that both tell of the same event.", unit="probability", decimals=3, minimum=0, maximum=1),
        Column("prior_score", FLOAT, "What is known before comparing (one report, one dataset or two), as log-odds; the score is the sum of all parts.",
               unit="log-odds", decimals=3),
        *(Column(f"{part}_score", FLOAT, f"Agreement in {text}, as log-odds added to the score.", unit="log-odds", decimals=3)
          for part, text in (("place", "place"), ("date", "date"), ("actor", "actors"), ("type", "type"), ("toll", "toll"), ("text", "words"))),
        Column("reason", STRING, "Why it was merged or kept apart, in words.", nullable=False),
    ),
    key=("event_id", "claim_id", "relation"), foreign_keys=(("event_id", "events", "event_id"), ("claim_id", "claims", "claim_id")),
    sort=("event_id", "relation", "claim_id", "compared_claim_id"),
)
RETIRED_EVENTS = Table(
    "retired_events", "Events of earlier releases that are no longer live, and what became of them.",
    (
        Column("event_id", STRING, "The retired event.", nullable=False, pattern=EVENT_ID),
        Column("status", STRING, "merged_into, split_from or withdrawn.", nullable=False, vocabulary="retirements"),
        Column("successor_ids", STRINGS, "Events that took its claims.", nullable=False),
        Column("retired_release", STRING, "Release in which it was retired.", nullable=False),
        Column("reason", STRING, "Why, in words.", nullable=False),
    ),
    key=("event_id",), sort=("event_id",),
)
CHANGES = Table(
    "changes", "What changed between releases, column by column; cumulative.",
    (
        Column("release", STRING, "Release that made the change.", nullable=False),
        Column("event_id", STRING, "The event.", nullable=False, pattern=EVENT_ID),
        Column("change", STRING, "added, changed or retired.", nullable=False, vocabulary="change_kinds"),
        Column("column_name", STRING, "The column; null for an added or retired event."),
        Column("old", STRING, "Value before, as JSON."),
        Column("new", STRING, "Value after, as JSON."),
        Column("cause", STRING, "upstream, code, reference or decision.", nullable=False, vocabulary="change_causes"),
    ),
    key=("release", "event_id", "change", "column_name"), sort=("release", "event_id", "change", "column_name"),
)
LEDGER = Table(
    "ledger", "Every event id ever given, with its founding claim and members: the memory that keeps ids stable.",
    (
        Column("event_id", STRING, "The event.", nullable=False, pattern=EVENT_ID),
        Column("founding_claim_id", STRING, "Claim from which the id was minted.", nullable=False),
        Column("member_keys", STRINGS, "Keys of its member claims (`<feed>:<native id>` or the claim id).", nullable=False),
        Column("status", STRING, "live, merged_into, split_from or withdrawn.", nullable=False),
        Column("successor_ids", STRINGS, "Events that took its claims.", nullable=False),
        Column("first_release", STRING, "Release in which it first appeared.", nullable=False),
        Column("last_changed_release", STRING, "Release in which it last changed.", nullable=False),
        Column("ordinal", INTEGER, "Order in which ids were minted.", nullable=False, minimum=0),
    ),
    key=("event_id",), sort=("event_id",),
)
