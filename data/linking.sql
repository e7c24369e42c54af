-- One pass for one system: each of its reports that is not yet in an episode, and each episode that
-- this system has not yet reported, choose one another when both are the other's nearest in time.
-- Two systems speak of one episode when the child is the same and the starts lie within the
-- tolerance, or on the same date where either knows only the date.
INSERT INTO linked_report
WITH unlinked AS (
    SELECT report_key, child_id, category, started_at, started_utc, started_precision
    FROM report
    WHERE system = $system
        AND report_key NOT IN (SELECT report_key FROM linked_report)
),
-- Reports of more believed systems that joined no other: each has begun an episode, and is its name.
anchor AS (
    SELECT report_key AS episode_id, child_id, category, started_at, started_utc, started_precision
    FROM report
    JOIN system_order USING (system)
    WHERE position < (SELECT position FROM system_order WHERE system = $system)
        AND report_key NOT IN (SELECT report_key FROM linked_report)
        AND report_key NOT IN (SELECT episode_id FROM linked_report WHERE system = $system)
),
candidate AS (
    SELECT
        episode_id,
        report_key,
        anchor.started_utc AS episode_started,
        unlinked.started_utc AS report_started,
        -- A date alone is no nearer to one time of that day than to another.
        CASE WHEN anchor.started_precision = 'minute' AND unlinked.started_precision = 'minute'
            THEN abs(date_diff('second', anchor.started_utc, unlinked.started_utc)) ELSE 0 END AS seconds_apart,
        anchor.category <> unlinked.category AS categories_differ
    FROM anchor
    JOIN unlinked USING (child_id)
    WHERE CASE
        WHEN anchor.started_precision = 'minute' AND unlinked.started_precision = 'minute'
            THEN abs(date_diff('second', anchor.started_utc, unlinked.started_utc)) <= $tolerance_minutes * 60
        ELSE anchor.started_at::DATE = unlinked.started_at::DATE
    END
),
ranked AS (
    SELECT
        episode_id,
        report_key,
        row_number() OVER (
            PARTITION BY episode_id
            ORDER BY seconds_apart, categories_differ, report_started, report_key
        ) AS choice_of_episode,
        row_number() OVER (
            PARTITION BY report_key
            ORDER BY seconds_apart, categories_differ, episode_started, episode_id
        ) AS choice_of_report
    FROM candidate
)
SELECT episode_id, report_key, $system AS system
FROM ranked
WHERE choice_of_episode = 1 AND choice_of_report = 1;
