"""What happened, by the ACLED event ontology."""

from schemas.column import BOOLEAN, STRING, STRINGS, Column

WHAT = (
    Column("disorder_type", STRING, "Disorder type that the sub-event type belongs to; `; ` joins two.", vocabulary="disorder_types"),
    Column("event_type", STRING, "One of six event types.", vocabulary="event_types"),
    Column("sub_event_type", STRING, "One of 25 sub-event types.", vocabulary="sub_event_types"),
    Column("sub_event_type_rule", STRING, "How the sub-event type was decided: reported, crosswalk, headline, coder or default.",
           vocabulary="sub_event_type_rules"),
    Column("civilian_targeting", BOOLEAN, "True when civilians were the main or only target of the event.", nullable=False),
    Column("tags", STRINGS, "Short labels carried over from the feed, such as a crowd size; empty list for none.", nullable=False),
)
