"""What happened in one week: how long episodes lasted that ended in it, and the interviews that fell due in it."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

import polars as pl

from analytics.casework.answers import NOT_RECORDED
from analytics.casework.rows import Cases, week_ending
from analytics.measuring.recorded import COMPLETED, ENDED, IN_TIME
from analytics.words.names import code_name
from analytics.words.numbers import number
from data.bands import hour_bands
from data.settings import Settings

# Where the time of start or return is not known, no band of hours is either.
OTHER_BANDS: Final = ("time-not-recorded",)


@dataclass(frozen=True)
class Due:
    """Interviews whose 72 hours ended in the week, by how far they got; null where no file of the time tells."""

    due: int | None
    offered: int | None
    completed: int | None
    in_time: int | None
    refused: int | None


@dataclass(frozen=True)
class Where:
    """A row of the table by where the child lives; episodes that ended in the week, interviews that fell due in it."""

    name: str
    episodes: int
    children: int
    due: int
    in_time: int | None


# What each number of interviews is told by.
TOLD_BY: Final = {
    "due": ENDED,
    "offered": "interview_offered",
    "completed": COMPLETED,
    "in_time": IN_TIME,
    "refused": "interview_outcome",
}


def count_words(count: int | None) -> str:
    """The number, or that nobody recorded it."""
    return NOT_RECORDED if count is None else number(count)


def are_ends_recorded(cases: Cases) -> bool:
    """Whether a file tells of the ends of episodes in the week."""
    first, until = week_of(cases)
    return cases.answers.has_all(ENDED, first.date(), (until - timedelta(days=1)).date())


def is_told(cases: Cases, rows: pl.DataFrame, name: str) -> bool:
    """Whether a field was recorded in the month of every one of these returns; of none, whether ends were."""
    if rows.is_empty() or name == ENDED:
        return are_ends_recorded(cases)
    return bool(rows.select(cases.answers.of_rows(name, "ended_at").all()).item())


def week_of(cases: Cases) -> tuple[datetime, datetime]:
    """The week that was over at the as-of time: its first moment, and the first of the next."""
    until = datetime.combine(week_ending(cases.as_of) + timedelta(days=1), time.min)
    return until - timedelta(days=7), until


def ended(cases: Cases) -> pl.DataFrame:
    """Missing episodes that ended in the week."""
    return in_week(cases, "ended_at")


def fell_due(cases: Cases) -> pl.DataFrame:
    """Returns whose interview fell due in the week."""
    return in_week(cases, "interview_due_at").filter(pl.col("interview_required"))


def in_week(cases: Cases, column: str) -> pl.DataFrame:
    """Closed missing episodes with a moment in the week."""
    first, until = week_of(cases)
    inside = (pl.col(column) >= first) & (pl.col(column) < until)
    return cases.rows.filter((pl.col("category") == "missing") & ~pl.col("is_open") & inside)


def durations(cases: Cases, settings: Settings) -> dict[str, int]:
    """Band of hours -> episodes that ended in the week, every band present, shortest first."""
    met = dict(ended(cases).group_by(pl.col("hours_band").cast(pl.String)).len().iter_rows())
    bands = [band.name for band in hour_bands(settings)]
    return {band: int(met.get(band, 0)) for band in (*bands, *(one for one in OTHER_BANDS if one in met))}


def interviews_due(cases: Cases) -> Due:
    """How far the interviews got that fell due in the week."""
    rows = fell_due(cases)
    refused = pl.col("interview_outcome").cast(pl.String).str.starts_with("declined") & ~pl.col("interview_completed")
    counted = rows.select(
        pl.len().alias("due"),
        *(pl.col(f"interview_{name}").sum().alias(name) for name in ("offered", "completed", "in_time")),
        refused.sum().alias("refused"),
    )
    return Due(
        **{
            name: int(value) if is_told(cases, rows, TOLD_BY[name]) else None
            for name, value in counted.row(0, named=True).items()
        }
    )


def by_where(cases: Cases) -> list[Where]:
    """The week by where the child lived at the start, then all; rows that have nothing are left out."""
    ended_rows, due_rows = placed(ended(cases)), placed(fell_due(cases))
    names = sorted({*ended_rows["where"], *due_rows["where"]}, key=lambda name: (name == "Not recorded", name))
    parts = [
        where(name, ended_rows.filter(pl.col("where") == name), due_rows.filter(pl.col("where") == name))
        for name in names
    ]
    every = [*parts, where("All", ended_rows, due_rows)]
    return every if is_told(cases, due_rows, IN_TIME) else [replace(one, in_time=None) for one in every]


def placed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the name of where the child lived: a placement, at home, or not recorded."""
    code = pl.when(pl.col("setting") == "care").then(pl.col("placement").cast(pl.String))
    named = code.fill_null(pl.col("setting").cast(pl.String))
    return rows.with_columns(where=named.map_elements(code_name, return_dtype=pl.String))


def where(name: str, ended_rows: pl.DataFrame, due_rows: pl.DataFrame) -> Where:
    """One row."""
    return Where(
        name,
        ended_rows.height,
        ended_rows["child_id"].n_unique(),
        due_rows.height,
        int(due_rows["interview_in_time"].sum()),
    )
