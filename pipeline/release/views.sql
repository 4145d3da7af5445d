-- Views and macros of sitrep.duckdb. Statements end with a semicolon at the end of a line; `{{date}}` is the release's date.
-- Only what DuckDB 1.1 knows is used, so that older clients can open the file.

-- Names of allies: the registry's name, or the label itself where it is no registry id.
CREATE VIEW acled AS
SELECT
    e.event_id AS event_id_cnty,
    e.event_date,
    e.year,
    e.time_precision,
    e.disorder_type,
    e.event_type,
    e.sub_event_type,
    e.actor1_name AS actor1,
    nullif(array_to_string([coalesce(map_extract(a.names, id)[1], id) FOR id IN e.assoc_actor1_ids], '; '), '') AS assoc_actor_1,
    e.actor1_type AS inter1,
    e.actor2_name AS actor2,
    nullif(array_to_string([coalesce(map_extract(a.names, id)[1], id) FOR id IN e.assoc_actor2_ids], '; '), '') AS assoc_actor_2,
    e.actor2_type AS inter2,
    e.interaction,
    CASE WHEN e.civilian_targeting THEN 'Civilian targeting' END AS civilian_targeting,
    e.country_iso_numeric AS iso,
    e.region,
    e.country_name AS country,
    e.admin1,
    e.admin2,
    e.admin3,
    e.location_name AS location,
    e.latitude,
    e.longitude,
    e.geo_precision,
    nullif(array_to_string(e.source_names, '; '), '') AS source,
    e.source_scale,
    e.notes,
    e.fatalities_best AS fatalities,
    nullif(array_to_string(e.tags, '; '), '') AS tags,
    CAST(epoch(CAST('{{date}}' AS TIMESTAMP)) AS BIGINT) AS timestamp
FROM events AS e
CROSS JOIN (SELECT coalesce(map_from_entries(list((actor_id, name))), MAP {}) AS names FROM actors) AS a
WHERE e.event_kind = 'event';

CREATE MACRO acled_numeric() AS TABLE
SELECT
    acled.* REPLACE (
        t1.rank AS inter1,
        coalesce(t2.rank, 0) AS inter2,
        CASE WHEN t1.rank IS NULL OR t2.rank IS NULL THEN 10 * coalesce(t1.rank, t2.rank) ELSE 10 * least(t1.rank, t2.rank) + greatest(t1.rank, t2.rank) END AS interaction
    )
FROM acled
LEFT JOIN (SELECT term, CAST(rank AS INTEGER) AS rank FROM terms WHERE vocabulary = 'actor_types') AS t1 ON t1.term = acled.inter1
LEFT JOIN (SELECT term, CAST(rank AS INTEGER) AS rank FROM terms WHERE vocabulary = 'actor_types') AS t2 ON t2.term = acled.inter2;

CREATE VIEW ucdp_ged AS
SELECT
    event_id AS id,
    year,
    CASE WHEN actor2_type IN ('Civilians', 'Protesters') THEN 3
         WHEN actor1_type IN ('State forces', 'External/Other forces') OR actor2_type IN ('State forces', 'External/Other forces') THEN 1
         ELSE 2 END AS type_of_violence,
    actor1_name || ' - ' || CASE WHEN actor2_type IN ('Civilians', 'Protesters') THEN 'Civilians' ELSE actor2_name END AS dyad_name,
    actor1_name AS side_a,
    CASE WHEN actor2_type IN ('Civilians', 'Protesters') THEN 'Civilians' ELSE actor2_name END AS side_b,
    source_count AS number_of_sources,
    nullif(array_to_string(source_names, ';'), '') AS source_office,
    CASE geo_precision WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 4 ELSE 6 END AS where_prec,
    location_name AS where_coordinates,
    admin1 AS adm_1,
    admin2 AS adm_2,
    latitude,
    longitude,
    CASE WHEN latitude IS NOT NULL THEN 'POINT (' || longitude || ' ' || latitude || ')' END AS geom_wkt,
    country_name AS country,
    CASE WHEN event_kind = 'summary' THEN 2 ELSE 1 END AS event_clarity,
    CASE time_precision WHEN 1 THEN 1 WHEN 2 THEN CASE WHEN date_end - date_start < 6 THEN 2 ELSE 3 END WHEN 3 THEN 4 ELSE 5 END AS date_prec,
    date_start,
    date_end,
    fatalities_side1 AS deaths_a,
    CASE WHEN actor2_type IN ('Civilians', 'Protesters') THEN 0 ELSE fatalities_side2 END AS deaths_b,
    CASE WHEN actor2_type IN ('Civilians', 'Protesters') THEN coalesce(fatalities_civilians, fatalities_side2) ELSE fatalities_civilians END AS deaths_civilians,
    greatest(0, fatalities_best - coalesce(fatalities_side1, 0) - CASE WHEN actor2_type IN ('Civilians', 'Protesters')
        THEN coalesce(fatalities_civilians, fatalities_side2, 0) ELSE coalesce(fatalities_side2, 0) + coalesce(fatalities_civilians, 0) END) AS deaths_unknown,
    fatalities_best AS best,
    fatalities_high AS high,
    fatalities_low AS low
FROM events
WHERE fatalities_high > 0 AND actor1_name IS NOT NULL AND actor2_name IS NOT NULL
  AND event_type IN ('Battles', 'Explosions/Remote violence', 'Violence against civilians', 'Protests')
  AND (event_type <> 'Protests' OR sub_event_type = 'Excessive force against protesters')
  AND actor1_type NOT IN ('Rioters', 'Protesters', 'Civilians');

CREATE MACRO events_precise(max_geo := 1, max_time := 1) AS TABLE
SELECT * FROM events WHERE event_kind = 'event' AND geo_precision <= max_geo AND time_precision <= max_time;

CREATE MACRO events_credible(worst := 3, grades := ['A', 'B', 'C']) AS TABLE
SELECT * FROM events WHERE event_kind = 'event' AND information_credibility <= worst AND list_contains(grades, source_reliability);

CREATE MACRO country_month_panel(first, last) AS TABLE
WITH months AS (
    SELECT CAST(m AS DATE) AS month, CAST(m + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE) AS month_end
    FROM generate_series(date_trunc('month', CAST(first AS TIMESTAMP)), CAST(last AS TIMESTAMP), INTERVAL 1 MONTH) AS s(m)
),
countries AS (
    SELECT country_iso3 FROM events WHERE country_iso3 IS NOT NULL UNION SELECT country_iso3 FROM coverage WHERE country_iso3 IS NOT NULL
),
-- A month is covered when one feed covers the whole of it: two feeds that cover half each may overlook the same event.
covered AS (
    SELECT c.country_iso3, m.month, list(DISTINCT v.feed ORDER BY v.feed) AS feeds
    FROM countries AS c CROSS JOIN months AS m
    JOIN coverage AS v ON (v.country_iso3 IS NULL OR v.country_iso3 = c.country_iso3) AND v.date_start <= m.month AND v.date_end >= m.month_end
    GROUP BY ALL
),
seen AS (
    SELECT country_iso3, CAST(date_trunc('month', event_date) AS DATE) AS month, count(*) AS events, sum(fatalities_best) AS deaths
    FROM events WHERE event_kind = 'event' GROUP BY ALL
)
SELECT
    c.country_iso3,
    m.month,
    v.feeds IS NOT NULL AS is_covered,
    v.feeds AS covering_feeds,
    CASE WHEN v.feeds IS NOT NULL THEN coalesce(s.events, 0) END AS event_count,
    CASE WHEN v.feeds IS NOT NULL THEN CAST(coalesce(s.deaths, 0) AS BIGINT) END AS fatalities_best,
    coalesce(s.events, 0) AS events_seen
FROM countries AS c CROSS JOIN months AS m
LEFT JOIN covered AS v ON v.country_iso3 = c.country_iso3 AND v.month = m.month
LEFT JOIN seen AS s ON s.country_iso3 = c.country_iso3 AND s.month = m.month
ORDER BY c.country_iso3, m.month;
