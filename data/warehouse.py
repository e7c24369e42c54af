"""Reading a snapshot: one shut-in, read-only connection a file, one cursor a query."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from data import codes
from data.bands import STILL_MISSING, TIME_NOT_RECORDED
from data.errors import QueryTooLarge

# The columns that indicators are made of. `child` numbers children within the snapshot; the
# pseudonym is not among them, so no aggregate can carry it.
FACTS_COLUMNS: Final = """
        child, category, started_at, started_precision, ended_at, ended_precision, end_status,
        superseded_at, hours_missing,
        days_missing, hours_band, days_band, age, sex, ethnicity, setting, placement, in_area, area,
        district, found_district, coalesce(found_place, 'unknown') AS found_place,
        coalesce(found_cell, 'unknown') AS found_cell, distance_band, police_risk, triage, interview_required,
        interview_offered, interview_completed, interview_in_time, interview_due_at,
        interview_offered_at, interview_completed_at, interview_outcome, provider, sources, seen_by,
        support, after_support, safe_and_well_at, previous_started_at,
        is_overnight, own_or_hosted, visit_at, is_visited_in_time, visit_due_at, missing_in_days, suggested_triage,
        flags, next_started_at, coalesce(themes, []) AS themes
"""
# The home that looked after the child when the episode began, where the looked-after return names one.
WITH_HOMES: Final = """
    WITH home AS (
        SELECT episode_id, care_period.urn
        FROM episode_facts
        JOIN care_period
            ON care_period.child_id = episode_facts.child_id
            AND care_period.urn IS NOT NULL
            AND care_period.started_on <= episode_facts.started_at::DATE
            AND (care_period.ended_on IS NULL OR care_period.ended_on > episode_facts.started_at::DATE)
        QUALIFY row_number() OVER (PARTITION BY episode_id ORDER BY care_period.started_on DESC, care_period.urn) = 1
    )
"""
FACTS_QUERY: Final = (
    WITH_HOMES + "SELECT urn," + FACTS_COLUMNS + "FROM episode_facts LEFT JOIN home USING (episode_id)"
    " ORDER BY started_at, episode_id"
)
# Of episodes that are published once (data/frozen.py): when each was frozen, and in which of its months it counts.
FROZEN_FACTS_QUERY: Final = (
    "SELECT frozen_at, by_start, by_return,"
    + FACTS_COLUMNS
    + "FROM frozen_row ORDER BY started_at, episode_id, frozen_at"
)

END: Final = pl.Enum((*codes.END_STATUSES, codes.SUPERSEDED))
# Few values, met in every filter and group: enums are smaller and quicker than text.
CLOSED_LISTS = {
    "category": codes.CATEGORIES,
    "setting": codes.SETTINGS,
    "sex": codes.SEXES,
    "triage": codes.TRIAGES,
    "placement": (*codes.PLACEMENTS, codes.NOT_IN_CARE),
    "in_area": (*codes.IN_AREA, codes.NOT_IN_CARE),
    "police_risk": codes.POLICE_RISKS,
    "own_or_hosted": codes.OWN_OR_HOSTED,
    "suggested_triage": codes.SUGGESTED_TRIAGES,
    "interview_outcome": codes.INTERVIEW_OUTCOMES,
    "support": codes.SUPPORTS,
    "after_support": codes.SUPPORTS,
    "started_precision": codes.PRECISIONS,
    "ended_precision": codes.PRECISIONS,
    "end_status": END.categories,
}
# One moment for all rows, or each row's own.
Moment = datetime | pl.Expr
OUTCOME = pl.Enum(codes.INTERVIEW_OUTCOMES)
OPEN_LISTS = (
    "hours_band",
    "days_band",
    "ethnicity",
    "area",
    "district",
    "found_district",
    "found_place",
    "found_cell",
    "distance_band",
    "provider",
    "seen_by",
    "urn",
)


# What one file's questions may take together, and one question alone: a nation's facts are read in two seconds.
MEMORY_LIMIT = "2GB"
MILLISECONDS_LIMIT = 60_000


class Warehouse:
    """One snapshot file, read-only, with no way out of it.

    A connection shared between threads returned other threads' rows; with a cursor for each query that never
    happened. So every query has a cursor of its own, without exception.
    """

    def __init__(self, file: Path) -> None:
        self._connection = duckdb.connect(
            str(file),
            read_only=True,
            config={
                "enable_external_access": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "memory_limit": MEMORY_LIMIT,
                "max_execution_time": MILLISECONDS_LIMIT,
                "lock_configuration": True,
            },
        )

    def query(self, sql: str, **parameters: object) -> pl.DataFrame:
        """The answer to one fixed query with bound parameters, as text where the store has words of a closed list.

        Raises QueryTooLarge beyond the limits.
        """
        return self.query_words(sql, **parameters).with_columns(pl.col(pl.Categorical).cast(pl.String))

    def has_table(self, name: str) -> bool:
        """Whether the file has a table of that name."""
        there = self.query("SELECT count(*) AS many FROM duckdb_tables() WHERE table_name = $name", name=name)
        return bool(there["many"].item())

    def query_words(self, sql: str, **parameters: object) -> pl.DataFrame:
        """The same with such words as categories, which have an order of their own."""
        try:
            relation = self._connection.cursor().sql(sql, params=parameters or None)
            answer: pl.DataFrame = relation.pl()
        except (duckdb.InterruptException, duckdb.OutOfMemoryException) as error:
            raise QueryTooLarge("That is more than can be read at once. Choose a shorter period.") from error
        return answer

    def close(self) -> None:
        """Let go of the file, so that a draft can be renamed."""
        self._connection.close()


@lru_cache(maxsize=8)
def warehouse(file: Path) -> Warehouse:
    """The warehouse of a live snapshot's file. Such a file never changes and its name never returns, so it is kept.

    A draft's file is opened with `Warehouse` and closed: its folder is renamed.
    """
    return Warehouse(file)


def read_facts(episodes: Warehouse) -> pl.DataFrame:
    """Every episode's facts, oldest first, one row an episode; closed lists as enums, and so `urn`, the home's."""
    return typed(episodes.query_words(FACTS_QUERY))


def typed(facts: pl.DataFrame) -> pl.DataFrame:
    """The answer to FACTS_QUERY, or to one with fewer columns, with its lists of values as enums."""
    return facts.with_columns(
        *(pl.col(column).cast(pl.Enum(values)) for column, values in CLOSED_LISTS.items() if column in facts.columns),
        *(pl.col(column).cast(enum_of(facts[column])) for column in OPEN_LISTS if column in facts.columns),
    )


def enum_of(values: pl.Series) -> pl.Enum:
    """An enum of the values met, in order of name, with room for what an earlier as-of time makes open or not known."""
    met = values.drop_nulls().unique().cast(pl.String)
    return pl.Enum(pl.concat([met, pl.Series([STILL_MISSING, TIME_NOT_RECORDED])]).unique().sort())


def known_at(facts: pl.DataFrame, as_of: Moment, interviews_to: datetime | None = None) -> pl.DataFrame:
    """The facts as they could be known at `as_of`: what starts later is not there, who returns later is missing.

    A moment may be each row's own, as a column.

    Adds `is_open` (the one word on whether the child is still missing) and `interview_due`: returned, required, and
    the time allowed has passed. `end_status` is "superseded" where a later episode, known by then, shows the child
    back. An interview offered or held later is still to come: its outcome is pending; `interviews_to` is until when
    those are known that sheets have told of since, for lists that ask for them.
    """
    returned_later = pl.col("ended_at") > as_of
    end_status = end_known_at(as_of)
    then_open = facts.filter(pl.col("started_at") <= as_of).with_columns(
        *(
            pl.when(~returned_later).then(pl.col(column)).alias(column)
            for column in ("ended_at", "hours_missing", "days_missing", "days_band")
        ),
        end_status=end_status,
        is_open=end_status.is_in(codes.OPEN_STATUSES),
    )
    without_return, still_missing = pl.col("ended_at").is_null(), pl.col("is_open")
    told_to = interviews_to or as_of
    held_later = (pl.col("interview_completed") & (pl.col("interview_completed_at") > told_to)).fill_null(False)  # noqa: FBT003
    offered_later = pl.coalesce(pl.col("interview_offered_at") > told_to, held_later)
    to_come = held_later | offered_later
    not_yet = {
        "interview_required": without_return,
        "interview_offered": without_return | offered_later,
        "interview_completed": without_return | to_come,
        "interview_in_time": without_return | to_come,
    }
    return then_open.with_columns(
        pl.when(still_missing)
        .then(pl.lit(STILL_MISSING))
        .when(without_return)
        .then(pl.lit(TIME_NOT_RECORDED))
        .otherwise(pl.col("hours_band"))
        .alias("hours_band"),
        *((pl.col(column) & ~unknown).alias(column) for column, unknown in not_yet.items()),
        safe_and_well_at=pl.when(pl.col("safe_and_well_at") <= as_of).then("safe_and_well_at"),
        interview_outcome=pl.when(to_come).then(pl.lit("pending")).otherwise("interview_outcome").cast(OUTCOME),
        interview_due=pl.col("interview_required") & ~without_return & (pl.col("interview_due_at") <= as_of),
    )


def end_known_at(as_of: Moment) -> pl.Expr:
    """How each episode stands at that moment: see `codes.END_STATUSES`, and superseded.

    Of whom it was not known, and who is told of again, it is known: back, at no known time.
    """
    is_shown_back = pl.col("superseded_at") <= as_of
    return (
        pl.when(pl.col("ended_at") > as_of)
        .then(pl.lit(codes.STILL_OPEN))
        .when(is_shown_back & (pl.col("end_status") == codes.END_NOT_KNOWN))
        .then(pl.lit(codes.RETURNED))
        .when(is_shown_back)
        .then(pl.lit(codes.SUPERSEDED))
        # Facts that were known at a later moment say what was learned since: before it, the child was missing.
        .when(pl.col("end_status") == codes.SUPERSEDED)
        .then(pl.lit(codes.STILL_OPEN))
        .otherwise("end_status")
        .cast(END)
    )


def followed_at(facts: pl.DataFrame, as_of: Moment) -> pl.DataFrame:
    """Facts as `known_at` that moment, with what followed the return as far as it was known.

    Adds `visit_due`: declined, and the time for a social worker's visit has passed. Adds `days_to_next` and
    `days_followed` (days, with fractions): until the child's next missing episode, null where there is none yet; and
    until `as_of`.
    """
    has_returned = pl.col("ended_at").is_not_null()
    next_start = pl.when(pl.col("next_started_at") <= as_of).then("next_started_at")
    came = (pl.col("visit_at") <= as_of).fill_null(False)  # noqa: FBT003
    is_over = (pl.col("visit_due_at") <= as_of).fill_null(True)  # noqa: FBT003  of a refusal without a time
    return facts.with_columns(
        is_overnight=pl.col("is_overnight") & has_returned,
        is_visited_in_time=pl.col("is_visited_in_time") & has_returned & came,
        visit_due=pl.col("interview_required") & pl.col("interview_outcome").is_in(codes.DECLINED_OUTCOMES) & is_over,
        next_started_at=next_start,
        days_to_next=days_between(pl.col("ended_at"), next_start),
        days_followed=days_between(pl.col("ended_at"), as_of),
    )


def days_between(first: pl.Expr, last: Moment) -> pl.Expr:
    """Days on the wall clock, with fractions; null where either is. What overlaps is none."""
    return ((last - first).dt.total_seconds() / 86_400).clip(lower_bound=0)


def write_tables(file: Path, tables: dict[str, pl.DataFrame]) -> None:
    """Write frames as the tables of a new DuckDB file, each with its rows numbered in `row_order`."""
    with duckdb.connect(str(file)) as connection:
        for name, table in tables.items():
            connection.register("frame", table.with_row_index("row_order").to_arrow())
            connection.table("frame").create(name)
            connection.unregister("frame")
        connection.execute("CHECKPOINT")
