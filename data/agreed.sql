-- Episodes that several reports tell of, or an interview of another file: one row each, in the words that are believed.
-- Of facts.sql it is the dear half, and most small loads have none.
CREATE TEMP TABLE agreed_episode AS
WITH
told_of_by_several AS (
    SELECT episode_id FROM linked_report
    UNION
    SELECT episode_id FROM interview_episode
),
-- The first system in the settings' order that knows a thing is believed about it; for times,
-- one that knows the minute is believed before one that knows the date.
ordered_report AS NOT MATERIALIZED (
    SELECT
        told.*,
        system_order.position AS position,
        system_order.position + CASE started_precision WHEN 'date' THEN 1000 ELSE 0 END AS start_position,
        system_order.position + CASE ended_precision WHEN 'date' THEN 1000 ELSE 0 END AS end_position
    FROM told
    SEMI JOIN told_of_by_several USING (episode_id)
    JOIN system_order ON system_order.system = told.system
),
-- arg_min skips nulls: each field comes from the most believed source that has it.
agreed AS (
    SELECT
        episode_id,
        min(report_row) AS report_row,
        any_value(child_id) AS child_id,
        -- Sources that disagree: missing before away before absent, the most serious first.
        arg_min(category, CASE category WHEN 'missing' THEN 1 WHEN 'away' THEN 2 ELSE 3 END) AS category,
        arg_min(started_at, start_position) AS started_at,
        arg_min(started_precision, start_position) AS started_precision,
        arg_min(started_utc, start_position) AS started_utc,
        arg_min(ended_at, end_position) AS ended_at,
        arg_min(ended_utc, end_position) AS ended_utc,
        arg_min(ended_precision, end_position) AS ended_precision,
        -- Who knows of a return is believed before who does not, and still missing before nobody knows.
        arg_min(
            end_status,
            CASE end_status WHEN 'returned' THEN 1 WHEN 'open' THEN 2 WHEN 'in_doubt' THEN 3 ELSE 4 END
        ) AS end_status,
        arg_min(age_at_start, position) AS age_at_start,
        arg_min(setting, position) AS setting,
        arg_min(legal_status, position) AS legal_status,
        arg_min(placement, position) AS placement,
        arg_min(in_area, position) AS in_area,
        arg_min(police_risk, position) AS police_risk,
        arg_min(area, position) AS area,
        arg_min(district, position) AS district,
        arg_min(found_district, position) AS found_district,
        arg_min(sector, position) AS sector,
        arg_min(place, position) AS place,
        arg_min(found_sector, position) AS found_sector,
        arg_min(found_place, position) AS found_place,
        arg_min(distance_miles, position) AS distance_miles,
        arg_min(distance_status, position) AS distance_status,
        arg_min(triage, position) AS triage,
        min(safe_and_well_at) AS safe_and_well_at,
        arg_min(social_worker_visit_at, position) AS visit_at,
        arg_min(social_worker_visit_utc, position) AS visit_utc,
        arg_min(social_worker_visit_precision, position) AS visit_precision,
        arg_min(responsible_authority, position) AS responsible_authority,
        arg_min(host_authority, position) AS host_authority,
        list_sort(list_distinct(flatten(list(flags)))) AS flags,
        list_sort(list(system)) AS sources
    FROM ordered_report
    GROUP BY episode_id
),
-- What is said of the interview: on the episode's own row, or in a file of interviews. Of one that was
-- declined and one that a file of interviews has as held in the end, the latter is believed; then as ordered below.
interview_word AS (
    SELECT
        episode_id,
        position,
        interview_provider AS provider,
        interview_offered AS offered,
        interview_offered_at AS offered_at,
        interview_completed_at AS completed_at,
        interview_completed_utc AS completed_utc,
        interview_completed_precision AS completed_precision,
        declined_at,
        declined_utc,
        interview_outcome AS outcome,
        interview_themes AS themes,
        FALSE AS is_of_a_file,
        report_key AS word_key
    FROM ordered_report
    UNION ALL BY NAME
    SELECT
        episode_id,
        position,
        provider,
        offered,
        offered_at,
        completed_at,
        completed_utc,
        completed_precision,
        offered_at AS declined_at,
        offered_utc AS declined_utc,
        nullif(outcome, 'unknown') AS outcome,
        themes,
        TRUE AS is_of_a_file,
        interview_key AS word_key
    FROM interview_episode
    JOIN interview USING (interview_key)
    JOIN system_order ON system_order.system = interview.system
),
heard_interview_word AS (
    SELECT
        interview_word.*,
        min(position) FILTER (outcome IS NOT NULL OR completed_at IS NOT NULL) OVER (PARTITION BY episode_id)
            AS first_to_speak
    FROM interview_word
),
ordered_interview_word AS (
    SELECT
        heard_interview_word.*,
        row_number() OVER (
            PARTITION BY episode_id
            ORDER BY
                is_of_a_file AND coalesce(outcome = 'accepted_completed', completed_at IS NOT NULL) DESC,
                -- That an interview is awaited, or was not offered, says less than what became of it.
                -- That none is required takes a child off every list: of it the most believed of all who speak is heard.
                CASE
                    WHEN completed_at IS NULL AND coalesce(outcome, 'pending') = 'pending' THEN 2
                    WHEN outcome = 'not_required' AND position > first_to_speak THEN 2
                    WHEN outcome IN ('accepted_not_present', 'not_offered_missing_again', 'not_offered_no_contact',
                        'not_offered_other') THEN 1
                    ELSE 0
                END,
                position,
                offered_at DESC NULLS LAST,
                word_key
        ) AS order_of_belief
    FROM heard_interview_word
),
interview_of_episode AS (
    SELECT
        episode_id,
        arg_min(provider, order_of_belief) AS interview_provider,
        arg_min(offered, order_of_belief) AS interview_offered,
        arg_min(offered_at, order_of_belief) AS interview_offered_at,
        arg_min(completed_at, order_of_belief) AS interview_completed_at,
        arg_min(completed_utc, order_of_belief) AS interview_completed_utc,
        arg_min(completed_precision, order_of_belief) AS interview_completed_precision,
        arg_min(outcome, order_of_belief) AS interview_outcome,
        arg_min(declined_at, order_of_belief) AS declined_at,
        arg_min(declined_utc, order_of_belief) AS declined_utc,
        -- What a child told one listener is told, whoever else asked.
        list_sort(list_distinct(flatten(list(themes)))) AS interview_themes
    FROM ordered_interview_word
    GROUP BY episode_id
)
SELECT agreed.*, interview_of_episode.* EXCLUDE (episode_id)
FROM agreed
JOIN interview_of_episode USING (episode_id);
