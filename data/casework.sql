-- Child-level rows of a snapshot, for co-ordinators alone: whose each episode is, and what only casework asks for.
-- One row an episode that began since $since or of which no return is known.
WITH ordered_report AS (
    -- As in facts.sql: the first system that knows is believed; of times, one that knows the minute.
    SELECT
        episode_report.episode_id,
        report.*,
        system_order.position AS position,
        system_order.position + CASE started_precision WHEN 'date' THEN 1000 ELSE 0 END AS start_position,
        system_order.position + CASE ended_precision WHEN 'date' THEN 1000 ELSE 0 END AS end_position
    FROM episode_report
    JOIN report USING (report_key)
    JOIN system_order ON system_order.system = report.system
    WHERE report.started_at >= $since::TIMESTAMP - INTERVAL 2 DAY OR report.ended_at IS NULL
),
told AS (
    SELECT
        episode_id,
        arg_min(started_utc, start_position) AS started_utc,
        arg_min(ended_utc, end_position) AS ended_utc,
        arg_min(sector, position) AS sector,
        arg_min(how_ended, position) AS how_ended,
        arg_min(reported_from, position) AS reported_from,
        arg_min(responsible_authority, position) AS responsible_authority,
        arg_min(safe_and_well_at, position) AS safe_and_well_at
    FROM ordered_report
    GROUP BY episode_id
),
-- Whose placement it was then, by the official code: the council's own, private, voluntary ...
placed_with AS (
    SELECT episode_id, care_period.placement_provider
    FROM episode_facts
    JOIN care_period
        ON care_period.child_id = episode_facts.child_id
        AND care_period.placement_provider IS NOT NULL
        AND care_period.started_on <= episode_facts.started_at::DATE
        AND (care_period.ended_on IS NULL OR care_period.ended_on > episode_facts.started_at::DATE)
    QUALIFY row_number() OVER (
        PARTITION BY episode_id ORDER BY care_period.started_on DESC, care_period.placement_provider
    ) = 1
)
SELECT
    episode_facts.child_id, episode_facts.episode_id, episode_facts.flags, told.started_utc, told.ended_utc,
    episode_facts.place, told.sector, episode_facts.found_place, told.how_ended, told.reported_from, told.responsible_authority,
    told.safe_and_well_at, placed_with.placement_provider
FROM episode_facts
JOIN told USING (episode_id)
LEFT JOIN placed_with USING (episode_id)
WHERE episode_facts.started_at >= $since OR (episode_facts.ended_at IS NULL AND episode_facts.end_status <> 'returned')
-- As the facts are read, so that row stands beside row.
ORDER BY episode_facts.started_at, episode_facts.episode_id
