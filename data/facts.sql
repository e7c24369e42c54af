-- The fact table: one row an episode, everything that can be known at load as a column.
-- `ended_at` is null where no return is known: `end_status` and `superseded_at` say what that means. What depends on
-- the as-of time (is the child still missing, is an interview due yet?) is decided on reading.
CREATE TABLE episode_facts AS
WITH
-- One row an episode: what its sources agree on (agreed.sql), or the one report's own words. Most are told of by one
-- report and nothing else, and need no choice between words.
episode AS NOT MATERIALIZED (
    SELECT * FROM agreed_episode
    UNION ALL BY NAME
    SELECT
        episode_id,
        report_row,
        child_id,
        category,
        started_at,
        started_utc,
        started_precision,
        ended_at,
        ended_utc,
        ended_precision,
        end_status,
        age_at_start,
        setting,
        legal_status,
        placement,
        in_area,
        police_risk,
        area,
        district,
        found_district,
        sector,
        place,
        found_sector,
        found_place,
        distance_miles,
        distance_status,
        triage,
        safe_and_well_at,
        social_worker_visit_at AS visit_at,
        social_worker_visit_utc AS visit_utc,
        social_worker_visit_precision AS visit_precision,
        responsible_authority,
        host_authority,
        list_sort(list_distinct(flags)) AS flags,
        [system] AS sources,
        interview_provider,
        interview_offered,
        interview_offered_at,
        interview_completed_at,
        interview_completed_utc,
        interview_completed_precision,
        interview_outcome,
        interview_themes,
        declined_at,
        declined_utc
    FROM told
    ANTI JOIN agreed_episode USING (episode_id)
),
-- Of each episode what those that look at several rows read. Every copy of the whole would be planned anew: of a small
-- load that is most of the cost.
outline AS MATERIALIZED (
    SELECT
        report_row,
        episode_id,
        child_id,
        category,
        started_at,
        started_utc,
        started_precision,
        ended_at,
        end_status
    FROM episode
),
-- What neighbouring episodes of the same child tell, worked out on narrow rows.
child_number AS (
    SELECT child_id, (row_number() OVER (ORDER BY child_id))::UINTEGER AS child
    FROM (SELECT DISTINCT child_id FROM report)
),
in_order AS (
    SELECT
        report_row,
        child,
        category,
        started_at,
        row_number() OVER (ORDER BY started_at, episode_id) AS number
    FROM outline
    JOIN child_number USING (child_id)
),
among_the_childs AS (
    SELECT
        report_row,
        number,
        child,
        count(*) FILTER (category = 'missing') OVER (
            PARTITION BY child ORDER BY started_at
            RANGE BETWEEN to_days($triage_days) PRECEDING AND CURRENT ROW
        ) AS missing_in_days,
        -- The same child's next and previous episode of this category.
        lead(started_at) OVER of_category AS next_started_at,
        lag(started_at) OVER of_category AS previous_started_at
    FROM in_order
    WINDOW of_category AS (PARTITION BY child, category ORDER BY number)
),
-- An episode without an end is over once the child is known to have been back: a later episode that is as serious
-- begins, or a less serious one ends (that alone would not do: a child who is missing may be called absent too).
-- Starts within the tolerance may be one disappearance told twice; of a date alone, a later day. A child who is
-- missing is thus never lost: the last such episode is superseded by none.
without_return AS MATERIALIZED (
    SELECT
        report_row,
        child_id,
        CASE category WHEN 'missing' THEN 1 WHEN 'away' THEN 2 ELSE 3 END AS seriousness,
        started_at,
        started_utc,
        started_precision
    FROM outline
    WHERE end_status <> 'returned'
),
superseded AS (
    SELECT
        without_return.report_row,
        min(
            CASE WHEN later.category = 'missing' OR (later.category = 'away' AND seriousness > 1) OR seriousness = 3
                THEN later.started_at
                ELSE coalesce(later.ended_at, later.started_at) END
        ) AS superseded_at
    FROM outline AS later
    JOIN without_return USING (child_id)
    WHERE (
            later.category = 'missing'
            OR (later.category = 'away' AND seriousness > 1)
            OR seriousness = 3
            OR later.end_status = 'returned'
        )
        AND CASE WHEN without_return.started_precision = 'minute' AND later.started_precision = 'minute'
            THEN date_diff('second', without_return.started_utc, later.started_utc) > $tolerance_minutes * 60
            ELSE later.started_at::DATE > without_return.started_at::DATE END
    GROUP BY without_return.report_row
),
-- Joined here, where rows are narrow.
neighbouring AS (
    SELECT among_the_childs.*, superseded.superseded_at
    FROM among_the_childs
    LEFT JOIN superseded USING (report_row)
),
-- The most that was done for the child: at the start of the episode or begun within so many days.
support_of_episode AS (
    SELECT
        episode_id,
        arg_min(support, CASE support WHEN 'intensive' THEN 1 WHEN 'contacted' THEN 2 ELSE 3 END) AS support,
        -- Of what had begun by the landmark and was not over at the return: later support may follow a later episode.
        arg_min(support, CASE support WHEN 'intensive' THEN 1 WHEN 'contacted' THEN 2 ELSE 3 END) FILTER (
            support.started_on <= outline.ended_at::DATE + $landmark_days::INTEGER
            AND (support.ended_on IS NULL OR support.ended_on >= outline.ended_at::DATE)
        ) AS after_support
    FROM outline
    JOIN support USING (child_id)
    WHERE support.started_on <= coalesce(outline.ended_at, outline.started_at)::DATE + $support_days::INTEGER
        AND (support.ended_on IS NULL OR support.ended_on >= outline.started_at::DATE)
    GROUP BY episode_id
),
-- Of two words of one system about a child, the newer is believed; of two as new, the first in the alphabet, so that the
-- order in which files came does not matter. What a file says of a child is what most of its rows say.
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
        arg_min(nullif(ethnic_code, 'unknown'), order_of_belief) AS ethnic_code
    FROM ordered_child_report
    GROUP BY child_id
),
-- The care period that covers the start; the day on which a period ends belongs to the next. Of
-- several, the one that began last, then the most believed system's.
covering AS (
    SELECT episode_id, care_period.legal_status, care_period.placement, care_period.placement_district
    FROM outline
    JOIN care_period
        ON care_period.child_id = outline.child_id
        AND care_period.started_on <= outline.started_at::DATE
        AND (care_period.ended_on IS NULL OR care_period.ended_on > outline.started_at::DATE)
    JOIN system_order ON system_order.system = care_period.system
    QUALIFY row_number() OVER (
        PARTITION BY episode_id
        ORDER BY care_period.started_on DESC, system_order.position, care_period.ended_on, care_period.placement
    ) = 1
),
with_care AS (
    SELECT
        episode.*,
        neighbouring.* EXCLUDE (report_row),
        coalesce(support_of_episode.support, word 'not_recorded') AS support,
        coalesce(support_of_episode.after_support, word 'not_recorded') AS after_support,
        covering.legal_status AS period_legal_status,
        covering.placement AS period_placement,
        covering.placement_district AS period_district,
        covering.episode_id IS NOT NULL AS is_in_period
    FROM episode
    JOIN neighbouring USING (report_row)
    LEFT JOIN support_of_episode USING (episode_id)
    LEFT JOIN covering USING (episode_id)
),
with_setting AS (
    SELECT
        with_care.*,
        CASE
            -- Short-break series: the child lives at home.
            WHEN is_in_period AND period_legal_status IN (SELECT code FROM short_break) THEN word 'home'
            WHEN is_in_period THEN word 'care'
            WHEN legal_status IN (SELECT code FROM short_break) THEN word 'home'
            WHEN setting IS NOT NULL THEN setting
            WHEN legal_status IS NOT NULL OR placement IS NOT NULL THEN word 'care'
            ELSE word 'unknown'
        END AS known_setting
    FROM with_care
),
-- Whose child, and where: what a source says, else that our own looked-after return has the child.
with_authorities AS (
    SELECT
        with_setting.*,
        CASE
            WHEN responsible_authority IS NOT NULL THEN lower(trim(responsible_authority)) IN (SELECT name FROM own_name)
            WHEN is_in_period THEN true
        END AS is_own,
        CASE
            WHEN host_authority IS NOT NULL THEN lower(trim(host_authority)) IN (SELECT name FROM own_name)
            WHEN known_setting = 'home' OR in_area = 'in' THEN true
            WHEN in_area = 'out' THEN false
            WHEN period_district IN (SELECT district FROM area_district) THEN true
            WHEN period_district IS NOT NULL AND EXISTS (SELECT 1 FROM area_district) THEN false
        END AS is_here
    FROM with_setting
),
clocked AS (
    SELECT
        with_authorities.*,
        -- True elapsed time, so a night when clocks change has 23 or 25 hours. Where one source's start
        -- is later than another's end, the child was hardly gone: no time, not less than none.
        CASE WHEN started_precision = 'minute' AND ended_precision = 'minute'
            THEN greatest(date_diff('second', started_utc, ended_utc), 0) / 3600e0 END AS hours_missing,
        CASE WHEN ended_at IS NOT NULL
            THEN greatest(date_diff('day', started_at::DATE, ended_at::DATE), 0) END AS days_missing,
        category = 'missing' AND ended_at IS NOT NULL
            AND interview_outcome IS DISTINCT FROM 'not_required' AS interview_required,
        coalesce(interview_outcome = 'accepted_completed', false)
            OR (interview_completed_at IS NOT NULL AND coalesce(interview_outcome, 'pending') = 'pending')
            AS has_interview,
        coalesce(interview_offered, false)
            OR interview_offered_at IS NOT NULL
            OR coalesce(interview_outcome IN (SELECT code FROM offered_outcome), false) AS has_offer,
        ended_precision = 'minute' AND interview_completed_precision = 'minute' AS interview_times_known
    FROM with_authorities
),
aged AS (
    SELECT
        clocked.*,
        known_child.sex AS known_sex,
        known_child.ethnic_code AS known_ethnic_code,
        date_diff('month', known_child.birth_month, clocked.started_at::DATE) AS months_old
    FROM clocked
    LEFT JOIN known_child USING (child_id)
)
SELECT
    child,
    aged.child_id,
    aged.episode_id,
    aged.category,
    aged.started_at,
    aged.started_precision,
    aged.ended_at,
    aged.ended_precision,
    aged.end_status,
    aged.superseded_at,
    hours_missing,
    days_missing::INTEGER AS days_missing,
    CASE
        WHEN aged.end_status IN ('open', 'in_doubt') AND aged.superseded_at IS NULL THEN word 'still-missing'
        WHEN hours_missing IS NULL THEN word 'time-not-recorded'
        ELSE hour_band.name
    END AS hours_band,
    day_band.name AS days_band,
    -- A child has one month of birth. The row's own age, which knows the day, is believed where it agrees with that
    -- month; else a child is taken to be a year older from the first day of the month.
    CASE
        WHEN months_old IS NULL OR months_old < 0 OR aged.age_at_start = months_old // 12
            OR (aged.age_at_start = months_old // 12 - 1 AND months_old % 12 = 0)
            THEN aged.age_at_start
        ELSE months_old // 12
    END::INTEGER AS age,
    coalesce(aged.known_sex, word 'unknown') AS sex,
    coalesce(ethnic_code.name, word 'unknown') AS ethnicity,
    known_setting AS setting,
    CASE WHEN known_setting = 'care'
        THEN coalesce(CASE WHEN is_in_period THEN nullif(period_placement, 'unknown') END, placement, word 'unknown')
        ELSE word 'not_in_care' END AS placement,
    CASE WHEN known_setting = 'care'
        THEN coalesce(
            in_area,
            -- Where the council has named its districts, a placement in none of them is out of area.
            CASE
                WHEN NOT is_in_period OR period_district IS NULL THEN NULL
                WHEN period_district IN (SELECT district FROM area_district) THEN word 'in'
                WHEN EXISTS (SELECT 1 FROM area_district) THEN word 'out'
            END,
            word 'unknown'
        )
        ELSE word 'not_in_care' END AS in_area,
    coalesce(
        aged.area,
        area_district.area,
        -- Only where the council has named its districts is a district in none of them out of area.
        CASE WHEN district IS NOT NULL AND EXISTS (SELECT 1 FROM area_district) THEN $out_of_area END,
        'unknown'
    ) AS area,
    coalesce(district, 'unknown') AS district,
    coalesce(found_district, 'unknown') AS found_district,
    -- The hexagon of the smallest area that is known. Those of a sector and of its district differ.
    coalesce(sector_cell.cell, district_cell.cell) AS cell,
    CASE WHEN sector_cell.cell IS NOT NULL THEN word 'sector' WHEN district_cell.cell IS NOT NULL THEN word 'district' END
        AS cell_precision,
    coalesce(found_sector_cell.cell, found_district_cell.cell) AS found_cell,
    CASE
        WHEN found_sector_cell.cell IS NOT NULL THEN word 'sector'
        WHEN found_district_cell.cell IS NOT NULL THEN word 'district'
    END AS found_cell_precision,
    place_name.name AS place,
    found_name.name AS found_place,
    coalesce(distance_band.name, nullif(distance_status, 'known'), word 'not_recorded') AS distance_band,
    coalesce(police_risk, word 'unknown') AS police_risk,
    coalesce(triage, word 'not_triaged') AS triage,
    interview_required,
    interview_required AND (has_offer OR has_interview) AS interview_offered,
    interview_required AND has_interview AS interview_completed,
    -- Exactly 72:00:00 is in time; before the return is not an interview about it. Where a time is only a date, up to three calendar days after.
    interview_required AND has_interview AND CASE
        WHEN interview_times_known
            THEN date_diff('second', ended_utc, interview_completed_utc) BETWEEN 0 AND $interview_hours * 3600
        ELSE coalesce(
            date_diff('day', ended_at::DATE, interview_completed_at::DATE) BETWEEN 0 AND $interview_hours // 24, false)
    END AS interview_in_time,
    -- True hours, told by the wall clock of the day. A date says only that the return was before
    -- midnight: the interview is due when all of the days allowed have ended.
    CASE ended_precision
        WHEN 'minute'
            THEN (ended_utc + to_hours($interview_hours)) AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/London'
        ELSE date_trunc('day', ended_at) + to_hours($interview_hours + 24)
    END AS interview_due_at,
    interview_offered_at,
    interview_completed_at,
    CASE
        WHEN interview_required AND has_interview THEN word 'accepted_completed'
        ELSE coalesce(interview_outcome, word 'unknown')
    END AS interview_outcome,
    coalesce(interview_provider, 'unknown') AS provider,
    -- The night is 00:00 to 05:00 on the wall clock; known where both times are.
    hours_missing IS NOT NULL AND (
        aged.started_at::TIME < TIME '05:00'
        OR aged.ended_at > date_trunc('day', aged.started_at) + to_days(1)
    ) AS is_overnight,
    CASE
        WHEN is_own IS NULL OR is_here IS NULL THEN word 'unknown'
        WHEN is_own THEN CASE WHEN is_here THEN word 'own_here' ELSE word 'own_elsewhere' END
        ELSE CASE WHEN is_here THEN word 'hosted' ELSE word 'others_elsewhere' END
    END AS own_or_hosted,
    declined_at,
    visit_at,
    -- Refused is asked of by a visit within so many hours; of a date alone, on the day or the next.
    coalesce(CASE visit_precision
        WHEN 'minute' THEN date_diff('second', declined_utc, visit_utc) BETWEEN 0 AND $visit_hours * 3600
        ELSE date_diff('day', declined_at::DATE, visit_at::DATE) BETWEEN 0 AND greatest($visit_hours // 24, 1)
    END, false) AS is_visited_in_time,
    (declined_utc + to_hours($visit_hours)) AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/London' AS visit_due_at,
    missing_in_days::INTEGER AS missing_in_days,
    CASE
        WHEN missing_in_days > $red_more_than
            OR len(list_intersect(flags, (SELECT list(flag) FROM red_flag))) > 0 THEN word 'red'
        WHEN missing_in_days < $green_fewer_than AND len(flags) = 0 THEN word 'green'
        -- Exactly between the two is not said by the source: amber.
        ELSE word 'amber'
    END AS suggested_triage,
    flags,
    -- By the codes of data/themes.py; empty where nothing is coded.
    coalesce(interview_themes, []) AS themes,
    sources,
    -- Who alone tells of it; two or more where they agree.
    CASE len(sources) WHEN 1 THEN sources[1] ELSE 'several' END AS seen_by,
    support,
    after_support,
    safe_and_well_at,
    next_started_at,
    previous_started_at
FROM aged
LEFT JOIN ethnic_code ON ethnic_code.code = aged.known_ethnic_code
LEFT JOIN area_district USING (district)
LEFT JOIN hour_band ON hour_band.whole = least(floor(hours_missing), (SELECT max(whole) FROM hour_band))::INTEGER
    AND hours_missing IS NOT NULL
LEFT JOIN day_band ON day_band.whole = least(days_missing, (SELECT max(whole) FROM day_band))::INTEGER
    AND days_missing IS NOT NULL
LEFT JOIN place_cell AS sector_cell ON sector_cell.area = aged.sector
LEFT JOIN place_cell AS district_cell ON district_cell.area = aged.district
LEFT JOIN place_cell AS found_sector_cell ON found_sector_cell.area = aged.found_sector
LEFT JOIN place_cell AS found_district_cell ON found_district_cell.area = aged.found_district
LEFT JOIN place_name ON place_name.written = aged.place AND place_name.written_in = coalesce(aged.district, '')
LEFT JOIN place_name AS found_name
    ON found_name.written = aged.found_place AND found_name.written_in = coalesce(aged.found_district, '')
LEFT JOIN distance_band ON distance_band.whole = least(floor(distance_miles), (SELECT max(whole) FROM distance_band))::INTEGER
    AND distance_miles IS NOT NULL
ORDER BY number;
