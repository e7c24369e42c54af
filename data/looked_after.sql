-- Every period of care that had begun by a day, short breaks left out, and whose it is. Oldest first.
WITH told AS (
    SELECT
        care_period.*,
        load.as_of AS told_at,
        -- Who is looked after today is told by the newest file that has the child; of two as new, the more believed.
        first_value(care_period.system) OVER (
            PARTITION BY child_id ORDER BY load.as_of DESC, system_order.position
        ) AS newest_system
    FROM care_period
    JOIN load USING (load_id)
    JOIN system_order ON system_order.system = care_period.system
    WHERE started_on <= $day
        AND coalesce(legal_status NOT IN (SELECT unnest($short_breaks)), true)
),
-- As in facts.sql: the first system that knows is believed; of two words of one system, the newer.
ordered_child_report AS (
    SELECT
        child_report.*,
        row_number() OVER (
            PARTITION BY child_id ORDER BY position, load.as_of DESC, sex, birth_month, ethnic_code
        ) AS order_of_belief
    FROM child_report
    JOIN system_order USING (system)
    LEFT JOIN load USING (load_id)
),
known_child AS (
    SELECT
        child_id,
        arg_min(nullif(sex, 'unknown'), order_of_belief) AS sex,
        arg_min(birth_month, order_of_belief) AS birth_month,
        arg_min(nullif(ethnic_code, 'unknown'), order_of_belief) AS ethnic_code,
        coalesce(bool_or(is_uasc), false) AS is_uasc
    FROM ordered_child_report
    GROUP BY child_id
)
SELECT
    child_id, started_on, ended_on, reason_started, reason_ended, legal_status, placement_code, placement,
    placement_provider, urn, placement_district, told_at, sex, birth_month, ethnic_code, coalesce(is_uasc, false) AS is_uasc
FROM told
LEFT JOIN known_child USING (child_id)
WHERE told.system = newest_system
ORDER BY child_id, started_on, ended_on NULLS LAST
