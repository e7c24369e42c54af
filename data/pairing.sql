-- Two notifications make an episode: a missing report and the found report that follows it, of the same
-- child by the same system (and of the same number, where the sender numbers episodes). A missing report
-- that no found report follows is an episode without an end.
-- A report that was cancelled, or a false alarm, makes none: it is set aside.
CREATE TEMP TABLE paired AS
WITH in_order AS (
    SELECT
        notification.*,
        lead(says) OVER following AS next_says,
        lead(told_at) OVER following AS next_told_at,
        lead(told_utc) OVER following AS next_told_utc,
        lead(told_precision) OVER following AS next_told_precision,
        lead(how_ended) OVER following AS next_how_ended,
        lead(found_district) OVER following AS next_found_district,
        lead(found_sector) OVER following AS next_found_sector,
        lead(found_place) OVER following AS next_found_place,
        lead(distance_miles) OVER following AS next_distance_miles,
        lead(distance_status) OVER following AS next_distance_status
    FROM notification
    WINDOW following AS (
        PARTITION BY system, child_id, coalesce(episode, '')
        -- A report of an end with a date alone may be of any time that day: it is taken as the day's last.
        -- Of two at one moment the missing one is last: the other ends what went before.
        ORDER BY
            CASE WHEN says <> 'missing' AND told_precision = 'date' THEN told_utc + INTERVAL 86399 SECOND
                ELSE told_utc END,
            says,
            notification_key
    )
)
SELECT
    notification_key AS report_key,
    system,
    load_id,
    row_number,
    child_id,
    CASE WHEN next_says IN ('cancelled', 'false_alarm') THEN next_says ELSE coalesce(category, 'missing') END
        AS category,
    told_at AS started_at,
    told_utc AS started_utc,
    told_precision AS started_precision,
    CASE WHEN next_says <> 'missing' THEN next_told_at END AS ended_at,
    CASE WHEN next_says <> 'missing' THEN next_told_utc END AS ended_utc,
    CASE WHEN next_says <> 'missing' THEN next_told_precision END AS ended_precision,
    CASE WHEN next_says <> 'missing' THEN 'returned' ELSE 'open' END AS end_status,
    CASE WHEN next_says = 'found' THEN next_how_ended END AS how_ended,
    age_at_start,
    setting,
    legal_status,
    placement,
    in_area,
    responsible_authority,
    host_authority,
    police_risk,
    area,
    district,
    sector,
    place,
    CASE WHEN next_says = 'found' THEN next_found_district END AS found_district,
    CASE WHEN next_says = 'found' THEN next_found_sector END AS found_sector,
    CASE WHEN next_says = 'found' THEN next_found_place END AS found_place,
    CASE WHEN next_says = 'found' THEN next_distance_miles END AS distance_miles,
    CASE WHEN next_says = 'found' THEN next_distance_status END AS distance_status,
    reported_from,
    flags
FROM in_order
WHERE says = 'missing';

INSERT INTO report BY NAME
SELECT paired.* FROM paired WHERE category NOT IN ('cancelled', 'false_alarm');

INSERT INTO set_aside BY NAME
SELECT paired.* FROM paired WHERE category IN ('cancelled', 'false_alarm');
