-- Doubts that need other rows. They run over the whole snapshot, so that it does not matter in which
-- order files came. Days are compared: the looked-after return has no times.

CREATE TEMP TABLE snapshot_finding AS
WITH
-- In the order in which they ended, the one that ended last is the doubtful one of two that overlap.
neighbours AS (
    SELECT
        load_id,
        row_number,
        started_utc,
        count(*) OVER earlier AS number_before,
        last_value(ended_utc) OVER earlier AS ended_before,
        last_value(end_status IN ('open', 'in_doubt')) OVER earlier AS is_open_before
    FROM report
    WINDOW earlier AS (
        PARTITION BY system, child_id
        ORDER BY coalesce(ended_utc, started_utc), started_utc, report_key
        ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING
    )
),
placement_before AS (
    SELECT
        child_id,
        started_on,
        ended_on,
        row_number() OVER in_order AS place_in_order,
        lag(ended_on) OVER in_order AS ended_before
    FROM care_period
    WINDOW in_order AS (PARTITION BY child_id ORDER BY started_on, ended_on NULLS LAST, system)
),
-- Placements that follow one another without a gap are one period of being looked after.
numbered AS (
    SELECT
        child_id,
        started_on,
        ended_on,
        place_in_order,
        sum(CASE WHEN place_in_order = 1 OR started_on > ended_before THEN 1 ELSE 0 END)
            OVER (PARTITION BY child_id ORDER BY place_in_order) AS period
    FROM placement_before
),
looked_after AS (
    SELECT
        child_id,
        min(started_on) AS started_on,
        last(ended_on ORDER BY place_in_order) AS ended_on
    FROM numbered
    GROUP BY child_id, period
),
-- The rules are about care: a child who goes missing from home breaks none of them.
from_care AS (
    SELECT
        load_id,
        row_number,
        child_id,
        started_at::DATE AS started_on,
        ended_at::DATE AS ended_on,
        end_status IN ('open', 'in_doubt') AS is_open
    FROM report
    WHERE category = 'away'
        OR setting = 'care'
        OR system IN (SELECT system FROM load WHERE kind = 'ssda903')
),
against_periods AS (
    SELECT
        from_care.load_id,
        from_care.row_number,
        bool_and(
            CASE
                WHEN from_care.ended_on IS NULL
                    THEN (from_care.is_open AND looked_after.ended_on IS NOT NULL) OR from_care.started_on < looked_after.started_on
                ELSE from_care.ended_on < looked_after.started_on
                    OR coalesce(from_care.ended_on > looked_after.ended_on, FALSE)
            END
        ) AS ends_outside,
        bool_and(
            from_care.started_on < looked_after.started_on
            OR coalesce(from_care.started_on > looked_after.ended_on, FALSE)
        ) AS starts_outside
    FROM from_care
    JOIN looked_after USING (child_id)
    GROUP BY ALL
),
against_placements AS (
    SELECT
        from_care.load_id,
        from_care.row_number,
        bool_or(
            from_care.is_open
            AND from_care.started_on BETWEEN care_period.started_on AND care_period.ended_on
        ) AS is_open_after_placement,
        NOT bool_or(
            from_care.started_on >= care_period.started_on
            AND (care_period.ended_on IS NULL OR from_care.started_on <= care_period.ended_on)
        ) AS is_outside_all
    FROM from_care
    JOIN care_period USING (child_id)
    GROUP BY ALL
),
notified AS (
    SELECT
        load_id,
        row_number,
        says,
        lag(says) OVER in_order AS said_before,
        lead(says) OVER in_order AS said_after
    FROM notification
    -- As in pairing.sql.
    WINDOW in_order AS (
        PARTITION BY system, child_id, coalesce(episode, '')
        ORDER BY
            CASE WHEN says <> 'missing' AND told_precision = 'date' THEN told_utc + INTERVAL 86399 SECOND
                ELSE told_utc END,
            says,
            notification_key
    )
),
-- An episode is named after the report that began it: those that another joined.
told_of_by_several AS (
    SELECT episode_id FROM linked_report
),
-- The category that the facts take of those that the sources give.
agreed AS (
    SELECT
        episode_id,
        arg_min(category, CASE category WHEN 'missing' THEN 1 WHEN 'away' THEN 2 ELSE 3 END) AS category
    FROM episode_report
    SEMI JOIN told_of_by_several USING (episode_id)
    JOIN report USING (report_key)
    GROUP BY episode_id
    HAVING min(category) < max(category)
),
-- Where another source alone shows the child back: of one source, 574 and missing_not_found say it already.
settled_elsewhere AS (
    SELECT report.load_id, report.row_number
    FROM episode_facts
    JOIN episode_report USING (episode_id)
    JOIN report USING (report_key)
    WHERE episode_facts.superseded_at IS NOT NULL
        AND report.end_status IN ('open', 'in_doubt')
        AND NOT EXISTS (
            FROM report AS later
            WHERE later.system = report.system
                AND later.child_id = report.child_id
                AND later.started_utc > report.started_utc
        )
)
SELECT load_id, row_number, '574' AS rule
FROM neighbours
WHERE number_before > 0 AND (is_open_before OR started_utc < ended_before)
UNION ALL
SELECT load_id, row_number, 'end_superseded' FROM settled_elsewhere
UNION ALL
SELECT report.load_id, report.row_number, 'end_not_known'
FROM episode_facts
JOIN episode_report USING (episode_id)
JOIN report USING (report_key)
WHERE episode_facts.end_status = 'not_known' AND episode_facts.superseded_at IS NULL
UNION ALL
SELECT load_id, row_number, '575' FROM against_placements WHERE is_open_after_placement
UNION ALL
SELECT load_id, row_number, '577' FROM against_periods WHERE ends_outside
UNION ALL
SELECT load_id, row_number, '578' FROM against_periods WHERE starts_outside
UNION ALL
SELECT load_id, row_number, '581' FROM against_placements WHERE is_outside_all
UNION ALL
SELECT load_id, row_number, 'found_not_missing'
FROM notified
WHERE says <> 'missing' AND said_before IS DISTINCT FROM 'missing'
UNION ALL
SELECT load_id, row_number, 'missing_not_found'
FROM notified
WHERE says = 'missing' AND said_after = 'missing'
UNION ALL
SELECT load_id, row_number, 'interview_without_episode'
FROM interview
WHERE interview_key NOT IN (SELECT interview_key FROM interview_episode)
UNION ALL
SELECT report.load_id, report.row_number, 'category_conflict'
FROM agreed
JOIN episode_report USING (episode_id)
JOIN report USING (report_key)
WHERE report.category <> agreed.category;

-- What else is said of a doubt than its rule does.
ALTER TABLE snapshot_finding ADD COLUMN detail VARCHAR;

-- Of each child that sources disagree about, one doubt, at the child's latest report. Ethnicities differ where their
-- groups do: one source may have codes and another groups.
INSERT INTO snapshot_finding
-- Few children are told of in two ways: to look for them first makes this ten times cheaper.
WITH told_of_twice AS (
    SELECT child_id
    FROM child_report
    GROUP BY child_id
    HAVING min(nullif(sex, 'unknown')) < max(nullif(sex, 'unknown'))
        OR min(birth_month) < max(birth_month)
        OR min(ethnic_code) < max(ethnic_code)
),
in_doubt AS (
    SELECT child_report.* FROM child_report SEMI JOIN told_of_twice USING (child_id)
),
said AS (
    SELECT child_id, system, 'sex' AS field, nullif(sex, 'unknown') AS word FROM in_doubt
    UNION ALL
    SELECT child_id, system, 'month of birth', birth_month::VARCHAR FROM in_doubt
    UNION ALL
    SELECT child_id, system, 'ethnicity', ethnic_code.name
    FROM in_doubt
    JOIN ethnic_code ON ethnic_code.code = in_doubt.ethnic_code
),
in_question AS (
    SELECT child_id, field || ' (' || string_agg(DISTINCT system, ', ' ORDER BY system) || ')' AS field
    FROM said
    WHERE word IS NOT NULL
    GROUP BY child_id, said.field
    HAVING min(word) < max(word)
),
of_child AS (
    SELECT child_id, string_agg(field, ', ' ORDER BY field) || '.' AS detail
    FROM in_question
    GROUP BY child_id
)
SELECT report.load_id, report.row_number, 'child_conflict', of_child.detail
FROM of_child
JOIN report USING (child_id)
QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY started_utc DESC, report_key DESC) = 1;
