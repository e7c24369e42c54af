"""I34: what was refused, what was loaded with a doubt, and what is not recorded. Rows of files, never children."""

from pathlib import Path

import polars as pl

from data.warehouse import warehouse

REFUSED_QUERY = """
    SELECT load.system, refused_row.rule, count(*) AS rows
    FROM refused_row JOIN load USING (load_id)
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
        refused, tolerances
    FROM load ORDER BY load_id
"""
REFUSED_ROWS_QUERY = """
    SELECT load.system, refused_row.file_name, row_number, rule, message, original
    FROM refused_row JOIN load USING (load_id)
    ORDER BY load_id, row_number
"""
FOUND_ROWS_QUERY = """
    SELECT load.system, finding.file_name, row_number, rule, message
    FROM finding JOIN load USING (load_id)
    ORDER BY load_id, row_number, rule
"""
RECORDED_QUERY = """
    SELECT
        count(*) AS episodes,
        count(*) FILTER (WHERE setting = 'unknown') AS setting,
        count(*) FILTER (WHERE placement = 'unknown') AS placement,
        count(*) FILTER (WHERE ethnicity = 'unknown') AS ethnicity,
        count(*) FILTER (WHERE sex = 'unknown') AS sex,
        count(*) FILTER (WHERE age IS NULL) AS age,
        count(*) FILTER (WHERE district = 'unknown') AS district,
        count(*) FILTER (WHERE triage = 'not_triaged') AS triage,
        count(*) FILTER (WHERE interview_required AND interview_outcome = 'unknown') AS interview_outcome
    FROM episode_facts
    WHERE category = 'missing'
"""


def refused_by_rule(file: Path) -> pl.DataFrame:
    """Columns: system, rule, rows; most first."""
    return warehouse(file).query(REFUSED_QUERY)


def found_by_rule(file: Path) -> pl.DataFrame:
    """Rows loaded with a doubt. Columns: system, rule, rows; most first."""
    return warehouse(file).query(FOUND_QUERY)


def sources(file: Path) -> pl.DataFrame:
    """Every file loaded, oldest first, with its row counts: rows_in = loaded + duplicates + refused."""
    return warehouse(file).query(SOURCES_QUERY)


def not_recorded(file: Path) -> pl.DataFrame:
    """Missing episodes in which a field is not recorded. Columns: field, not_recorded, episodes."""
    counts = warehouse(file).query(RECORDED_QUERY)
    return counts.unpivot(index="episodes", variable_name="field", value_name="not_recorded").select(
        "field", "not_recorded", "episodes"
    )


def refused_rows(file: Path) -> pl.DataFrame:
    """Every refused row with its original text: for co-ordinators, to send back to the source."""
    return warehouse(file).query(REFUSED_ROWS_QUERY)


def found_rows(file: Path) -> pl.DataFrame:
    """Every row loaded with a doubt: for co-ordinators."""
    return warehouse(file).query(FOUND_ROWS_QUERY)
