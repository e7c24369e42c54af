-- Each report with the episode that it tells of, which is named after the report that began it. A view, read where it
-- is needed: it is wide, and a column costs.
CREATE TEMP VIEW told AS
SELECT
    coalesce(linked_report.episode_id, report.report_key) AS episode_id,
    report.rowid AS report_row,
    report.* EXCLUDE (
        setting, placement, in_area, police_risk, triage, flags, interview_outcome, interview_declined_at,
        interview_declined_utc
    ),
    nullif(setting, 'unknown') AS setting,
    nullif(nullif(placement, 'unknown'), 'not_in_care') AS placement,
    nullif(in_area, 'unknown') AS in_area,
    nullif(police_risk, 'unknown') AS police_risk,
    nullif(triage, 'not_triaged') AS triage,
    flags,
    nullif(interview_outcome, 'unknown') AS interview_outcome,
    coalesce(interview_declined_at, interview_offered_at) AS declined_at,
    coalesce(interview_declined_utc, interview_offered_utc) AS declined_utc
FROM report
LEFT JOIN linked_report ON linked_report.report_key = report.report_key;
