-- Which episodes an interview covers. By the numbers that it names; else by the return that it names; else
-- the last return before it, and every return before that one which it still follows within the hours that
-- an interview may take, since a child who goes three times in three days is asked about all three at once.
-- An interview that was offered and not held is about what it would have been about.
INSERT INTO interview_episode
WITH known AS (
    SELECT
        episode_id,
        any_value(child_id) AS child_id,
        list(report_key) AS report_keys,
        min(started_utc) AS started_utc,
        -- As the facts have it: the most believed source's end, the minute before the date.
        arg_min(ended_utc, position + CASE ended_precision WHEN 'date' THEN 1000 ELSE 0 END) AS ended_utc,
        arg_min(ended_at, position + CASE ended_precision WHEN 'date' THEN 1000 ELSE 0 END) AS ended_at,
        bool_or(category = 'missing') AS is_missing
    FROM episode_report
    JOIN report USING (report_key)
    JOIN system_order ON system_order.system = report.system
    WHERE child_id IN (SELECT child_id FROM interview)
    GROUP BY episode_id
),
asked AS (
    SELECT
        interview_key,
        system,
        child_id,
        episodes,
        returned_at,
        returned_utc,
        returned_precision,
        -- A date alone may be of any time that day.
        coalesce(
            CASE completed_precision WHEN 'date' THEN completed_utc + INTERVAL 86399 SECOND ELSE completed_utc END,
            CASE WHEN offered_at = date_trunc('day', offered_at) THEN offered_utc + INTERVAL 86399 SECOND
                ELSE offered_utc END
        ) AS asked_utc
    FROM interview
),
by_number AS (
    SELECT interview_key, episode_id
    FROM (SELECT interview_key, child_id, unnest(episodes) AS number FROM asked) AS named
    JOIN known USING (child_id)
    WHERE number <> ''
        AND list_bool_or(list_transform(report_keys, lambda key: ends_with(key, child_id || ':id:' || number)
            OR ends_with(key, child_id || ':id:' || number || ':missing')
            -- A sheet that was handed over names the report itself.
            OR key = number))
),
by_return AS (
    SELECT interview_key, episode_id
    FROM asked
    JOIN known USING (child_id)
    WHERE asked.returned_utc IS NOT NULL
        AND interview_key NOT IN (SELECT interview_key FROM by_number)
        AND CASE
            WHEN returned_precision = 'minute'
                THEN abs(date_diff('second', known.ended_utc, asked.returned_utc)) <= $tolerance_minutes * 60
            ELSE known.ended_at::DATE = asked.returned_at::DATE
        END
),
earlier_return AS (
    SELECT
        interview_key,
        episode_id,
        ended_utc,
        asked_utc,
        row_number() OVER (PARTITION BY interview_key ORDER BY ended_utc DESC, started_utc DESC, episode_id) AS nth
    FROM asked
    JOIN known USING (child_id)
    WHERE is_missing
        AND ended_utc <= asked_utc
        AND ended_utc >= asked_utc - to_days($interview_days)
        AND returned_utc IS NULL
        AND interview_key NOT IN (SELECT interview_key FROM by_number)
)
SELECT interview_key, episode_id FROM by_number
UNION
SELECT interview_key, episode_id FROM by_return
UNION
SELECT interview_key, episode_id
FROM earlier_return
WHERE nth = 1 OR asked_utc <= ended_utc + to_hours($interview_hours);
