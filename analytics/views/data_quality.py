"""I34: what was refused, what was loaded with a doubt, and what is not recorded. Rows of files, never children."""

from collections.abc import Collection
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

PERCENT = 100
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


def shares_not_recorded(exact: pl.DataFrame, hide_up_to: int) -> pl.DataFrame:
    """The same for the board: whole percentages alone, most first, and none where a few children are behind it.

    Columns: field, share (null where hidden; those stand last, by name). A count over all years would give a hidden
    year away, and so would a percentage of so few episodes that it tells the count to within a few.
    """
    is_told_nearly = pl.col("episodes") / PERCENT < 2 * hide_up_to
    hidden = pl.col("children").is_between(1, hide_up_to) | (is_told_nearly & (hide_up_to > 0))
    shares = exact.select("field", pl.when(~hidden).then(pl.col("share").round(2)).alias("share"))
    return shares.sort("share", "field", descending=[True, False], nulls_last=True)


def children_behind(episodes: Warehouse) -> dict[str, pl.DataFrame]:
    """Children behind "refused" rows and "findings" by system and rule, and behind "systems"."""
    behind = episodes.query(BEHIND_QUERY)
    by_rule = ("system", "rule")
    keys = {"refused": by_rule, "findings": by_rule, "systems": ("system",)}
    return {told: behind.filter(told=told).select(*names, "children") for told, names in keys.items()}


def few_hidden(counted: pl.DataFrame, column: str, behind: pl.DataFrame, hide_up_to: int) -> pl.DataFrame:
    """The same for the board: null where few rows, or many rows of few children, are meant; those stand last, by name.

    `behind` has the number of `children` by columns of `counted`.
    """
    keys = [name for name in behind.columns if name != "children"]
    joined = counted.join(behind, on=keys, how="left", maintain_order="left")
    hidden = pl.any_horizontal(pl.col(column, "children").is_between(1, hide_up_to).fill_null(value=False))
    told = joined.with_columns(pl.when(~hidden).then(pl.col(column)).alias(column)).drop("children")
    return told.sort(column, "rule", "system", descending=[True, False, False], nulls_last=True)


def without_rows_in(files: pl.DataFrame, hide_up_to: int) -> pl.DataFrame:
    """Files as a board reads them: whether they have rows, and not how many.

    All episodes of a file are among its rows: less those of the months that are shown, they are those that are hidden.
    """
    is_told = (pl.col("rows_in") == 0) | (hide_up_to == 0)
    return files.with_columns(pl.when(is_told).then("rows_in").alias("rows_in"))


def names_for_board(systems: pl.DataFrame, known: Collection[str], hide_up_to: int) -> dict[str, str]:
    """What a board reads in the place of a sender's name that tells of few children, or of none, and is not `known`.

    Such a name may come from a column of a file, and be a person's: see without_words_of_few in sources.py.
    """
    unnamed = systems.filter((pl.col("children") <= hide_up_to) & ~pl.col("system").is_in(list(known)))
    names: list[str] = unnamed["system"].sort().to_list() if hide_up_to else []
    return {name: f"another_source_{place}" for place, name in enumerate(names, start=1)}


def refused_rows(refused: Warehouse) -> pl.DataFrame:
    """Every refused row with its original text, from the file that holds them: for co-ordinators, to be sent back."""
    return refused.query(REFUSED_ROWS_QUERY)


def as_of_time(episodes: Warehouse) -> datetime:
    """The latest moment that the loaded files could know: see `data.as_of.FILES_END`."""
    as_of: datetime = episodes.query("SELECT kind, as_of FROM load").select(FILES_END).item()
    return as_of
