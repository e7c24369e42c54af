-- Whether a published row is not protected: one rule for a folder of bundles (data/region.py) and for the lake
-- (region/lake.py), which runs on an older DuckDB. Its number was never protected, or is of a few children; or it stands
-- under a word that says there is none. How many are not recorded may be as few as they are.
-- The words are those of analytics/disclosure/published.py, by whether a number may stand beside them.
CREATE OR REPLACE TEMP MACRO is_unprotected(
    shown, numerator, denominator, share, group_of_row, category_of_row, up_to_how_many
) AS (
    shown IS NULL
    OR shown NOT IN (
        'shown', 'none due', 'not supplied', 'not recorded', 'hidden', 'not said alone', 'under 5%',
        'about a tenth (5% to 15%)', 'about a quarter (15% to 30%)', 'about a third (30% to 40%)',
        'about half (40% to 60%)', 'about two thirds (60% to 70%)', 'about three quarters (70% to 85%)',
        'about nine tenths (85% to 95%)', '95% or more'
    )
    OR (shown NOT IN ('shown', 'none due') AND coalesce(numerator, share) IS NOT NULL)
    OR (shown IN ('not supplied', 'not recorded') AND denominator IS NOT NULL)
    OR (
        numerator BETWEEN 1 AND up_to_how_many
        AND coalesce(group_of_row, '') NOT IN ('unknown', 'not_recorded', 'time-not-recorded')
        AND coalesce(category_of_row, '') NOT IN ('unknown', 'not_recorded', 'time-not-recorded')
    )
);
