"""Child-level rows of a snapshot. Only the co-ordinator's pages, the weekly report and the command line may ask."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from data import codes
from data.warehouse import Warehouse, read_facts

ROWS_QUERY: Final = Path(__file__).with_name("casework.sql").read_text(encoding="utf-8")

CARE_QUERY: Final = """
    SELECT child_id, started_on, ended_on, legal_status, placement, placement_provider, urn, placement_district
    FROM care_period
    ORDER BY child_id, started_on
"""

EVERY_QUERY: Final = "FROM episode_facts ORDER BY started_at, episode_id"

TOLD_QUERY: Final = """
    SELECT episode_report.episode_id, max(load.as_of) AS told_as_of
    FROM episode_report
    JOIN report USING (report_key)
    JOIN load USING (load_id)
    WHERE report.child_id IN (SELECT unnest($children))
    GROUP BY episode_report.episode_id
"""

# Of what one source calls absent and another missing the more serious stands (agreed.sql). A source that changes its
# own mind sends the report again under the same name, and the newer word is all that is kept.
TOLD_APART_QUERY: Final = """
    SELECT episode_facts.child, episode_facts.started_at
    FROM (
        SELECT episode_id
        FROM episode_report
        JOIN report USING (report_key)
        GROUP BY episode_id
        HAVING bool_or(report.category = 'absent') AND bool_or(report.category = 'missing')
    )
    JOIN episode_facts USING (episode_id)
    ORDER BY ALL
"""

SUPPORT_QUERY: Final = """
    SELECT child_id, support, started_on, ended_on, topics
    FROM support
    ORDER BY ALL
"""

# A file of episodes has visits in a column of its own; it does not say of which days nobody made one.
FOLLOW_UP_QUERY: Final = """
    SELECT child_id, follow_up::VARCHAR AS follow_up, done_on, screening_tool, screening_result::VARCHAR
        AS screening_result
    FROM follow_up
    UNION
    SELECT child_id, 'social_worker_visit', social_worker_visit_at::DATE, NULL, NULL
    FROM report
    WHERE social_worker_visit_at IS NOT NULL
    ORDER BY ALL
"""

# A file tells of the kinds that its mapping names, else of those that its sender ever told of: of any other it is not
# known whether there were none. What it could know ends with the day before its as-of time, or with that day's hours.
FOLLOW_UP_SPANS_QUERY: Final = """
    SELECT DISTINCT
        follow_up,
        covers_from AS first_day,
        least(covers_to - INTERVAL 1 DAY, as_of - INTERVAL 1 MICROSECOND)::DATE AS last_day
    FROM (
        SELECT unnest(speaks_of) AS follow_up, covers_from, covers_to, as_of
        FROM load
        WHERE kind = 'follow_up'
        UNION ALL
        SELECT told.follow_up, load.covers_from, load.covers_to, load.as_of
        FROM load
        JOIN (SELECT DISTINCT system, follow_up::VARCHAR AS follow_up FROM follow_up) AS told USING (system)
        WHERE load.kind = 'follow_up' AND len(load.speaks_of) = 0
    )
    WHERE covers_from IS NOT NULL
    ORDER BY ALL
"""

WHO_QUERY: Final = """
    SELECT
        child_id,
        arg_max(nullif(child_report.sex, 'unknown'), load.as_of) AS sex,
        arg_max(child_report.birth_month, load.as_of) AS birth_month
    FROM child_report
    JOIN load USING (load_id)
    WHERE child_id IN (SELECT unnest($children))
    GROUP BY child_id
"""


def read_every_episode(episodes: Warehouse) -> pl.DataFrame:
    """Every episode with all that the load knew of it, oldest first: the columns of data/facts.sql."""
    return episodes.query(EVERY_QUERY)


def read_rows(episodes: Warehouse, since: datetime) -> pl.DataFrame:
    """The facts of every episode since then or without a known return, with whose it is and what casework alone asks.

    Columns beyond those of `read_facts`: child_id (the pseudonym), episode_id, flags, started_utc and ended_utc, place
    and sector missing from, found_place, how_ended, reported_from, responsible_authority, safe_and_well_at,
    placement_provider (its official code). Oldest first. Raises
    polars.exceptions.ShapeError where the two questions were answered for different episodes.
    """
    without_return = pl.col("ended_at").is_null() & (pl.col("end_status") != codes.RETURNED)
    is_wanted = (pl.col("started_at") >= since) | without_return
    # Of a place found there is a name or none here, where figures have "unknown".
    facts = read_facts(episodes).filter(is_wanted).drop("found_place")
    whose = episodes.query(ROWS_QUERY, since=since)
    return pl.concat([facts, whose.drop(facts.columns, strict=False)], how="horizontal")


def read_care(episodes: Warehouse) -> pl.DataFrame:
    """Every period of care: child_id, started_on, ended_on (null while it lasts), legal_status, placement, urn, ..."""
    return episodes.query(CARE_QUERY)


def read_support(episodes: Warehouse) -> pl.DataFrame:
    """Contact and support, a row each: child_id, support, started_on, ended_on, topics.

    Without an end it goes on, or nobody knows. Topics are the source's own words; null where none are recorded.
    """
    return episodes.query(SUPPORT_QUERY)


def read_follow_ups(episodes: Warehouse) -> pl.DataFrame:
    """What was done about children: child_id, follow_up, done_on, screening_tool, screening_result. Oldest first."""
    return episodes.query(FOLLOW_UP_QUERY)


def read_follow_up_spans(episodes: Warehouse) -> pl.DataFrame:
    """Of which days files tell what was done: follow_up, first_day, last_day, both of them told."""
    return episodes.query(FOLLOW_UP_SPANS_QUERY)


def read_told_apart(episodes: Warehouse) -> pl.DataFrame:
    """Episodes that one source called absent and another missing: child (the snapshot's number), started_at."""
    return episodes.query(TOLD_APART_QUERY)


def read_told(episodes: Warehouse, children: Collection[str]) -> dict[str, datetime]:
    """For each episode of these children, what the newest of the files that told of it could know."""
    return dict(episodes.query(TOLD_QUERY, children=sorted(children)).iter_rows()) if children else {}


def read_who(episodes: Warehouse, children: Collection[str]) -> dict[str, tuple[str | None, date | None]]:
    """Sex and month of birth of these children, as the newest files that know them say; null where none does."""
    rows = episodes.query(WHO_QUERY, children=sorted(children)).iter_rows() if children else ()
    return {child: (sex, born) for child, sex, born in rows}
