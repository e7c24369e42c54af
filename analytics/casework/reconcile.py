"""Sources beside one another, line by line: which source has which missing episode, and what only one of them has."""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Final

import polars as pl

from analytics.casework.handover.differences import Reply
from analytics.casework.rows import reference
from analytics.files import as_csv
from analytics.model import Period
from analytics.words.columns import Columns
from analytics.words.names import only_name
from analytics.words.numbers import number, percent
from analytics.words.periods import short_moment
from data.line_numbers import line_words
from data.warehouse import Warehouse

SEVERAL: Final = "several"
BY_MONTH_QUERY: Final = """
    SELECT date_trunc('month', started_at)::DATE AS month, seen_by, count(*) AS episodes
    FROM episode_facts
    WHERE category = 'missing' AND started_at >= $first AND started_at < $until
    GROUP BY ALL
    ORDER BY month, seen_by
"""
# What a source needs to find its own row: its file and line. The child stands by pseudonym.
ALONE_QUERY: Final = """
    SELECT
        episode_facts.episode_id AS episode,
        episode_facts.seen_by AS source,
        load.file_name AS file,
        report.row_number AS line,
        episode_facts.child_id AS child,
        episode_facts.started_at AS started,
        episode_facts.ended_at AS returned
    FROM episode_facts
    JOIN episode_report USING (episode_id)
    JOIN report USING (report_key)
    JOIN load ON load.load_id = report.load_id
    WHERE episode_facts.category = 'missing'
        AND episode_facts.seen_by = $source
        AND episode_facts.started_at >= $first
        AND episode_facts.started_at < $until
    ORDER BY episode_facts.started_at, report.row_number
"""


def seen_by_month(episodes: Warehouse, period: Period) -> pl.DataFrame:
    """Missing episodes of a period. Columns: month, seen_by (a source, or several), episodes."""
    return episodes.query(BY_MONTH_QUERY, first=period.start, until=period.end)


def sources_alone(seen: pl.DataFrame) -> list[str]:
    """The sources that alone tell of some episode, most first."""
    alone = seen.filter(pl.col("seen_by") != SEVERAL).group_by("seen_by").agg(pl.col("episodes").sum())
    return alone.sort("episodes", "seen_by", descending=[True, False])["seen_by"].to_list()


def month_columns(seen: pl.DataFrame, sources: Sequence[str]) -> Columns:
    """A line a month: the union, what two or more sources tell of, and what each alone."""
    months = seen["month"].unique().sort().to_list()
    counts = {(month, by): episodes for month, by, episodes in seen.iter_rows()}
    wanted = [SEVERAL, *sources]
    whole = {month: sum(counts.get((month, by), 0) for by in wanted) for month in months}
    agree = {month: percent(counts.get((month, SEVERAL), 0) / whole[month]) for month in months}
    return {
        "Month": [f"{month:%B %Y}" for month in months],
        "All": [number(whole[month]) for month in months],
        **{only_name(by): [number(counts.get((month, by), 0)) for month in months] for by in wanted},
        "Agree": [agree[month] if has_two_sources(seen) else "One source" for month in months],
    }


def has_two_sources(seen: pl.DataFrame) -> bool:
    """Whether there is anything to compare: more than one source told of missing episodes in the period."""
    return seen.filter(pl.col("episodes") > 0)["seen_by"].n_unique() > 1 or SEVERAL in seen["seen_by"]


def headline(seen: pl.DataFrame) -> str:
    """How many of all episodes two or more sources tell of."""
    whole = int(seen["episodes"].sum())
    if not whole:
        return "No source tells of a missing episode in this period."
    if not has_two_sources(seen):
        return f"Only one source tells of missing episodes in this period ({number(whole)}): there is none to compare."
    several = int(seen.filter(seen_by=SEVERAL)["episodes"].sum())
    of = f"{number(several)} of {number(whole)} missing episodes ({percent(several / whole)})"
    return f"Two or more sources tell of {of}."


def alone(episodes: Warehouse, period: Period, source: str) -> pl.DataFrame:
    """What one source alone has, oldest first. Columns: episode, source, file, line, child, started, ..."""
    return episodes.query(ALONE_QUERY, first=period.start, until=period.end, source=source)


def alone_columns(rows: pl.DataFrame, answered: Mapping[str, Reply]) -> Columns:
    """The same in words, with what a home or service answered, where one did."""
    result = rows.rows(named=True)
    sentences = [answered[row["episode"]].in_words if row["episode"] in answered else "" for row in result]
    return {
        "Child": [reference(row["child"]) for row in result],
        "Started": [short_moment(row["started"]) for row in result],
        "Returned": [short_moment(row["returned"]) if row["returned"] else "Still missing" for row in result],
        "File": [row["file"] for row in result],
        "Line": [line_words(row["line"]) for row in result],
        **({"Answer": sentences} if any(sentences) else {}),
    }


def alone_csv(rows: pl.DataFrame, snapshot: str) -> bytes:
    """The rows as a file for the other sources to look for. The last column differs in every download."""
    told = rows.drop("episode")
    return as_csv(told.with_columns(pl.lit(snapshot).alias("snapshot"), pl.lit(token_hex(16)).alias("download")))
