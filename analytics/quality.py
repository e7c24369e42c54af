"""I34: what was refused, what was loaded with a doubt, and what is not recorded. Rows of files, never children."""

from datetime import datetime

import polars as pl

from data.warehouse import Warehouse

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


def refused_by_rule(episodes: Warehouse) -> pl.DataFrame:
    """Columns: system, rule, rows; most first."""
    return episodes.query(REFUSED_QUERY)


def found_by_rule(episodes: Warehouse) -> pl.DataFrame:
    """Rows loaded with a doubt. Columns: system, rule, rows; most first."""
    return episodes.query(FOUND_QUERY)


def sources(episodes: Warehouse) -> pl.DataFrame:
    """Every file loaded, oldest first, with its row counts: rows_in = loaded + duplicates + refused."""
    return episodes.query(SOURCES_QUERY)


def not_recorded(episodes: Warehouse) -> pl.DataFrame:
    """Missing episodes in which a field is not recorded. Columns: field, not_recorded, episodes."""
    counts = episodes.query(RECORDED_QUERY)
    return counts.unpivot(index="episodes", variable_name="field", value_name="not_recorded").select(
        "field", "not_recorded", "episodes"
    )


def refused_rows(episodes: Warehouse) -> pl.DataFrame:
    """Every refused row with its original text: for co-ordinators, to send back to the source."""
    return episodes.query(REFUSED_ROWS_QUERY)


def found_rows(episodes: Warehouse) -> pl.DataFrame:
    """Every row loaded with a doubt: for co-ordinators."""
    return episodes.query(FOUND_ROWS_QUERY)


def as_of_time(episodes: Warehouse) -> datetime:
    """The latest moment that the loaded files could know."""
    as_of: datetime = episodes.query("SELECT max(as_of) AS as_of FROM load").item()
    return as_of
