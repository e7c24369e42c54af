"""What was refused, what was loaded with a doubt, and what is not recorded. Rows of files, never children."""

from datetime import datetime
from typing import Final

import polars as pl

from data.as_of import FILES_END
from data.warehouse import Warehouse

SOURCE_NAMES: Final = {
    "police": "Police",
    "social_care": "Social care",
    "ssda903": "The looked-after return",
    "provider": "The interview provider",
    "fostering": "The fostering service",
    "official": "Official statistics",
}

REFUSED_QUERY = """
    SELECT load.system, refused_rule.rule, sum(refused_rule.rows)::BIGINT AS rows
    FROM refused_rule JOIN load USING (load_id)
    GROUP BY ALL ORDER BY rows DESC, rule, system
"""
FOUND_QUERY = """
    SELECT load.system, finding.rule, count(*) AS rows
    FROM finding JOIN load USING (load_id)
    GROUP BY ALL ORDER BY rows DESC, rule, system
"""
SOURCES_QUERY = """
    SELECT
        load_id, system, kind, file_name, received_at, covers_from, covers_to, rows_in, loaded, duplicates,
        refused, left_out, tolerances
    FROM load ORDER BY load_id
"""
# Children behind rows, for each number that a board may read. A row of which no child is known (refused, met before, or
# replaced since) counts as a child of its own, but all of a sender's rows are of no more children than it tells of.
BEHIND_QUERY = """
    WITH known AS (
        SELECT load_id, row_number, child_id FROM report
        UNION ALL
        SELECT load_id, row_number, child_id FROM set_aside
        UNION ALL
        SELECT load_id, row_number, child_id FROM notification
        UNION ALL
        SELECT load_id, row_number, child_id FROM interview
        UNION ALL
        SELECT load_id, row_number, child_id FROM reply
        UNION ALL
        SELECT load_id, row_number, child_id FROM support
        UNION ALL
        SELECT load_id, NULL AS row_number, child_id FROM child_report
        UNION ALL
        SELECT load_id, NULL AS row_number, child_id FROM care_period
    ),
    of_row AS (
        SELECT load_id, row_number, min(child_id) AS child_id
        FROM known
        WHERE row_number IS NOT NULL
        GROUP BY load_id, row_number
    ),
    of_system AS (
        SELECT system, count(DISTINCT child_id) AS most
        FROM known
        JOIN load USING (load_id)
        GROUP BY system
    ),
    counted AS (
        SELECT 'refused' AS told, system, rule, sum(rows) AS children
        FROM refused_rule
        JOIN load USING (load_id)
        GROUP BY system, rule
        UNION ALL
        SELECT 'findings' AS told, system, rule,
            count(DISTINCT child_id) + count(*) FILTER (child_id IS NULL) AS children
        FROM finding
        JOIN load USING (load_id)
        LEFT JOIN of_row USING (load_id, row_number)
        GROUP BY system, rule
    )
    SELECT told, system, rule, least(children, most)::BIGINT AS children
    FROM counted
    LEFT JOIN of_system USING (system)
    UNION ALL
    SELECT 'systems' AS told, system, NULL AS rule, coalesce(max(most), 0)::BIGINT AS children
    FROM load
    LEFT JOIN of_system USING (system)
    GROUP BY system
"""
REFUSED_ROWS_QUERY = """
    SELECT system, file_name, row_number, rule, message, original
    FROM refused_row
    ORDER BY load_id, row_number
"""
SET_ASIDE_QUERY = "SELECT category, count(*) AS reports FROM set_aside GROUP BY category ORDER BY category"
NOT_RECORDED_QUERY = """
    SELECT
        child,
        setting = 'unknown' AS setting,
        placement = 'unknown' AS placement,
        ethnicity = 'unknown' AS ethnicity,
        sex = 'unknown' AS sex,
        age IS NULL AS age,
        district = 'unknown' AS district,
        triage = 'not_triaged' AS triage,
        interview_required AND interview_outcome = 'unknown' AS interview_outcome
    FROM episode_facts
    WHERE category = 'missing'
"""


def refused_by_rule(episodes: Warehouse) -> pl.DataFrame:
    """Columns: system, rule, rows; most first."""
    return episodes.query(REFUSED_QUERY)


def found_by_rule(episodes: Warehouse) -> pl.DataFrame:
    """Rows loaded with a doubt. Columns: system, rule, rows; most first."""
    return episodes.query(FOUND_QUERY)


def sources(episodes: Warehouse) -> pl.DataFrame:
    """Every file loaded, oldest first, with its row counts: rows_in = loaded + duplicates + refused + left_out.

    A sender may name a file after a child, so its name is for co-ordinators alone.
    """
    return episodes.query(SOURCES_QUERY)


def set_aside(episodes: Warehouse) -> dict[str, int]:
    """Reports of no episode, by what they are: cancelled, false_alarm."""
    return dict(episodes.query(SET_ASIDE_QUERY).iter_rows())


def not_recorded(episodes: Warehouse) -> pl.DataFrame:
    """Missing episodes in which a field is not recorded, most first.

    Columns: field, not_recorded (episodes), children behind them, episodes (all missing), share.
    """
    facts = episodes.query(NOT_RECORDED_QUERY)
    fields = facts.unpivot(index="child", variable_name="field", value_name="is_missing")
    return (
        fields.group_by("field", maintain_order=True)
        .agg(
            pl.col("is_missing").sum().cast(pl.Int64).alias("not_recorded"),
            pl.col("child").filter("is_missing").n_unique().cast(pl.Int64).alias("children"),
            pl.len().cast(pl.Int64).alias("episodes"),
        )
        .with_columns((pl.col("not_recorded") / pl.col("episodes")).alias("share"))
        .sort("not_recorded", descending=True, maintain_order=True)
    )


def children_behind(episodes: Warehouse) -> dict[str, pl.DataFrame]:
    """Children behind "refused" rows and "findings" by system and rule, and behind "systems"."""
    behind = episodes.query(BEHIND_QUERY)
    by_rule = ("system", "rule")
    keys = {"refused": by_rule, "findings": by_rule, "systems": ("system",)}
    return {told: behind.filter(told=told).select(*names, "children") for told, names in keys.items()}


def refused_rows(refused: Warehouse) -> pl.DataFrame:
    """Every refused row with its original text, from the file that holds them: for co-ordinators, to be sent back."""
    return refused.query(REFUSED_ROWS_QUERY)


def as_of_time(episodes: Warehouse) -> datetime:
    """The latest moment that the loaded files could know: see `data.as_of.FILES_END`."""
    as_of: datetime = episodes.query("SELECT kind, as_of FROM load").select(FILES_END).item()
    return as_of
