"""What happened in one week: how long episodes lasted that ended in it, and the interviews that fell due in it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

import polars as pl

from analytics.casework.rows import Cases, week_ending
from analytics.words import code_name
from data.bands import hour_bands
from data.settings import Settings

# Where the time of start or return is not known, no band of hours is either.
OTHER_BANDS: Final = ("time-not-recorded",)


@dataclass(frozen=True)
class Due:
    """Interviews whose 72 hours ended in the week, by how far they got."""

    due: int
    offered: int
    completed: int
    in_time: int
    refused: int


@dataclass(frozen=True)
class Where:
    """A row of the table by where the child lives; episodes that ended in the week, interviews that fell due in it."""

    name: str
    episodes: int
    children: int
    due: int
    in_time: int


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
    return Due(**{name: int(value) for name, value in counted.row(0, named=True).items()})


def by_where(cases: Cases) -> list[Where]:
    """The week by where the child lived at the start, then all; rows that have nothing are left out."""
    ended_rows, due_rows = placed(ended(cases)), placed(fell_due(cases))
    names = sorted({*ended_rows["where"], *due_rows["where"]}, key=lambda name: (name == "Not recorded", name))
    parts = [
        where(name, ended_rows.filter(pl.col("where") == name), due_rows.filter(pl.col("where") == name))
        for name in names
    ]
    return [*parts, where("All", ended_rows, due_rows)]


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
