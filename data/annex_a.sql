-- What List 8 asks about each child who went from a placement in its twelve months: how often, and whether an interview
-- was offered and accepted after the last return. One row a child with such an episode.
WITH from_care AS (
    SELECT
        child_id, episode_id, category, started_at, end_status, superseded_at,
        interview_offered, interview_completed, interview_outcome
    FROM episode_facts
    WHERE setting = 'care'
        AND started_at >= $first
        AND started_at < $until
        AND coalesce(age, 0) < $adult_age
),
-- The facts know offers alone: that none was made is a word of its own, and a blank is not that word.
told_none_offered AS (
    SELECT episode_id FROM episode_report JOIN report USING (report_key) WHERE NOT report.interview_offered
    UNION
    SELECT episode_id FROM interview_episode JOIN interview USING (interview_key) WHERE NOT interview.offered
),
-- An interview follows a return, so an episode that is still open has none yet: the last that is over counts.
last_return AS (
    SELECT
        child_id,
        CASE
            WHEN interview_offered THEN true
            WHEN interview_outcome LIKE 'not_offered%' OR told_none_offered.episode_id IS NOT NULL THEN false
        END AS was_offered,
        CASE
            WHEN interview_completed OR interview_outcome LIKE 'accepted%' THEN true
            WHEN interview_outcome LIKE 'declined%' THEN false
        END AS was_accepted
    FROM from_care
    LEFT JOIN told_none_offered USING (episode_id)
    WHERE category = 'missing' AND (end_status NOT IN ('open', 'in_doubt') OR superseded_at IS NOT NULL)
    QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY started_at DESC, episode_id DESC) = 1
)
SELECT
    child_id,
    count(*) FILTER (category = 'missing') AS missing,
    count(*) FILTER (category = 'absent') AS absent,
    count(*) FILTER (category = 'away') AS away,
    bool_or(was_offered) AS was_offered,
    bool_or(was_accepted) AS was_accepted
FROM from_care
LEFT JOIN last_return USING (child_id)
GROUP BY child_id
ORDER BY child_id
