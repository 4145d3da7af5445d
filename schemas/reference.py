"""Reference tables: actors, places, sources, vocabulary terms."""

from schemas.column import BOOLEAN, DATE, FLOAT, INTEGER, SMALL, STRING, Column, Table, pl

PLACES = Table(
    "places", "Gazetteer entries; a release holds those that its claims use.",
    (
        Column("place_id", STRING, "Id with its owner as prefix.", nullable=False),
        Column("name", STRING, "Name in the gazetteer's spelling.", nullable=False),
        Column("folded", STRING, "Name folded for comparison.", nullable=False),
        Column("kind", STRING, "town, admin1, admin2, natural, country, region or special.", nullable=False, vocabulary="place_kinds"),
        Column("country_iso3", STRING, "Country; null for places that lie in several.", pattern="^[A-Z]{3}$"),
        Column("admin1", STRING, "First-order unit."), Column("admin1_id", STRING, "Id of the first-order unit."),
        Column("admin2", STRING, "Second-order unit."), Column("admin2_id", STRING, "Id of the second-order unit."),
        Column("latitude", FLOAT, "Latitude.", nullable=False, unit="degrees north (WGS 84)", decimals=5, minimum=-90, maximum=90),
        Column("longitude", FLOAT, "Longitude.", nullable=False, unit="degrees east (WGS 84)", decimals=5, minimum=-180, maximum=180),
        Column("seat_latitude", FLOAT, "Latitude of a unit's seat.", unit="degrees north (WGS 84)", decimals=5, minimum=-90, maximum=90),
        Column("seat_longitude", FLOAT, "Longitude of a unit's seat.", unit="degrees east (WGS 84)", decimals=5, minimum=-180, maximum=180),
        Column("feature_code", STRING, "GeoNames feature code, where known."),
        Column("population", INTEGER, "Population; 0 means unknown.", nullable=False, unit="people", minimum=0),
        Column("radius_km", FLOAT, "Radius that the name stands for.", nullable=False, unit="km", decimals=1, minimum=0),
        Column("basis", STRING, "Where the entry comes from.", nullable=False),
    ),
    key=("place_id",), sort=("place_id",),
)
PLACE_NAMES = Table(
    "place_names", "Every spelling by which a place can be looked up; build only.",
    (
        Column("folded", STRING, "Folded spelling.", nullable=False), Column("skeleton", STRING, "Transliteration skeleton of the folded spelling."),
        Column("place_id", STRING, "Place.", nullable=False), Column("country_iso3", STRING, "Country of the place."),
        Column("kind", STRING, "Kind of the place.", vocabulary="place_kinds"), Column("is_main", BOOLEAN, "True for the gazetteer's own spelling."),
        Column("is_latin", BOOLEAN, "True for spellings in Latin letters."), Column("language", STRING, "Language of the spelling, where known."),
    ),
    key=(), foreign_keys=(("place_id", "places", "place_id"),), sort=("folded", "place_id", "is_main", "language"),
)
MODEL = Table(
    "model", "Weights of the learned second opinion on sub-event types; build only.",
    (
        Column("feature", STRING, "What the text has: its group, =, and the word, the words, or their classes; `=intercept` is true of all.", nullable=False),
        Column("label", STRING, "Sub-event type, or `none:` and the kind of non-event.", nullable=False),
        Column("weight", FLOAT, "Log odds that the feature adds to the label, against the median label.", nullable=False, decimals=2),
    ),
    key=("feature", "label"), sort=("feature", "label"),
)
ACTORS = Table(
    "actors", "Coded parties; a release holds those that its claims use.",
    (
        Column("actor_id", STRING, "Id; never reused or renamed.", nullable=False), Column("name", STRING, "Name by ACLED's convention.", nullable=False),
        Column("actor_type", STRING, "Type at home.", nullable=False, vocabulary="actor_types"),
        Column("country_iso3", STRING, "Home country; null for transnational actors.", pattern="^[A-Z]{3}$"),
        Column("valid_from", DATE, "First day; null when not known."), Column("valid_to", DATE, "Last day; null while active or not known."),
        Column("parent_id", STRING, "Actor that it is part of."), Column("reference", STRING, "Id in a feed, or a page really opened."),
        Column("basis", STRING, "generated, recalled, feed or page.", nullable=False), Column("note", STRING, "Remark."),
    ),
    key=("actor_id",), sort=("actor_id",),
)
SOURCES = Table(
    "sources", "Who says so: outlets, agencies, monitors, ministries; graded by a person and measured on the data. The whole registry, so that one sees who is "
    "not heard too: `claim_count` is 0 for a source that this release does not use.",
    (
        Column("source_id", STRING, "Id; sample:… for invented sample sources, unknown:… for outlets not in the registry, feed:… for datasets.", nullable=False),
        Column("name", STRING, "Name.", nullable=False), Column("country_iso3", STRING, "Country.", pattern="^[A-Z]{3}$"),
        Column("language", STRING, "ISO 639-1 language."), Column("kind", STRING, "Kind of source.", vocabulary="source_kinds"),
        Column("owner", STRING, "Owner."), Column("scale", STRING, "Source scale.", vocabulary="source_scales"),
        Column("alignment", STRING, "Side that it speaks for, if any."),
        Column("grade", STRING, "Admiralty grade, a person's judgement; F cannot be judged.", nullable=False, vocabulary="source_grades"),
        Column("grade_reason", STRING, "Reason for the grade.", nullable=False),
        Column("syndicates_from", STRING, "Agency whose copy it carries."),
        Column("report_count", INTEGER, "Reports in this release.", minimum=0), Column("claim_count", INTEGER, "Claims in this release.", minimum=0),
        *(c for field in ("date", "place", "toll", "type") for c in (
            Column(f"{field}_n", pl.Int32(), f"Comparable claims for {field}: single-source claims with an independent consensus.", minimum=0),
            Column(f"{field}_agreement", FLOAT, f"Measured agreement in {field}: mean of the Beta(1,1) posterior; null below n = 5.",
                   unit="share", decimals=3, minimum=0, maximum=1),
            Column(f"{field}_agreement_low", FLOAT, "Lower end of the 90 % interval.", unit="share", decimals=3, minimum=0, maximum=1),
            Column(f"{field}_agreement_high", FLOAT, "Upper end of the 90 % interval.", unit="share", decimals=3, minimum=0, maximum=1))),
    ),
    key=("source_id",), sort=("source_id",),
)
TERMS = Table(
    "terms", "Every code used in the tables, with its definition and its rules.",
    (
        Column("vocabulary", STRING, "Code list.", nullable=False), Column("term", STRING, "The code as it stands in the data.", nullable=False),
        Column("rank", SMALL, "Order in its list.", nullable=False), Column("definition", STRING, "What it means.", nullable=False),
        Column("includes", STRING, "Inclusion rule."), Column("excludes", STRING, "Exclusion rule."), Column("nearest", STRING, "Nearest neighbour."),
    ),
    key=("vocabulary", "term"), sort=("vocabulary", "rank", "term"),
)
