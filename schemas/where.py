"""Where it happened."""

from schemas.column import BINARY, FLOAT, SMALL, STRING, Column, pl

WHERE = (
    Column("country_name", STRING, "Country in which the event took place."),
    Column("country_iso3", STRING, "ISO 3166-1 alpha-3 code of the country; XKX for Kosovo.", pattern="^[A-Z]{3}$"),
    Column("country_iso_numeric", pl.Int16(), "ISO 3166-1 numeric code of the country; 0 where ISO has none.", minimum=0, maximum=999),
    Column("region", STRING, "World region of the country, by ACLED's seventeen regions.", vocabulary="regions"),
    Column("admin1", STRING, "First-order administrative unit."),
    Column("admin2", STRING, "Second-order administrative unit."),
    Column("admin3", STRING, "Third-order administrative unit."),
    Column("admin_basis", STRING, "Where the unit names come from: source, nearest (gazetteer place) or vote (of nearby places).",
           vocabulary="admin_bases"),
    Column("location_name", STRING, "The place as reported, in the gazetteer's spelling when it was matched."),
    Column("place_id", STRING, "Gazetteer id, with its owner as prefix (geonames:, adm1:, adm2:, country:, sitrep:, or a feed)."),
    Column("latitude", FLOAT, "Latitude of the place.", unit="degrees north (WGS 84)", decimals=5, minimum=-90, maximum=90),
    Column("longitude", FLOAT, "Longitude of the place.", unit="degrees east (WGS 84)", decimals=5, minimum=-180, maximum=180),
    Column("geo_precision", SMALL, "How well the place is known: 1 the named place, 2 near it or part of its region, 3 a larger region, 4 vaguer.",
           vocabulary="geo_precisions"),
    Column("location_radius_km", FLOAT, "Radius around the point within which the event took place.", unit="km", decimals=1, minimum=0),
)
GEOMETRY = Column("geometry", BINARY, "The point as WKB, longitude before latitude (OGC:CRS84); null without coordinates.")
