"""This week against last and against the weeks before: numbers of missing episodes, whole and by where."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import polars as pl

from analytics.casework.rows import Cases, week_ending
from analytics.statistics.weekly_ranges import weekly_signals
from analytics.statistics.xmr import Limits, Signal

WEEK: Final = timedelta(days=7)
# Where an episode began: title of the table -> the column's value for each row; null rows are left out.
PARTS: Final[dict[str, pl.Expr]] = {
    "Home or care": pl.col("setting").cast(pl.String),
    "Placement": pl.when(pl.col("setting") == "care").then(pl.col("placement").cast(pl.String)),
    "Children’s home": pl.col("urn"),
}
# What a file has to tell for it; a home is told by the looked-after return alone, and null without one.
FIELD_OF_PART: Final = {"Home or care": "setting", "Placement": "placement"}
# Groups are read after the whole, part after part: together they are to be called unusual as seldom as half a whole.
ALLOWANCE_OF_PARTS: Final = 2 * len(PARTS)


@dataclass(frozen=True)
class Weekly:
    """Numbers of some weeks, oldest first, the last the one that is looked at.

    `usual` is from the weeks before it; null for fewer than 13, and where there is less than one a week. `signals`
    are what is unusual about the last week, what matters most first; none where nothing is known to be usual.
    """

    name: str
    sundays: tuple[date, ...]
    values: tuple[int, ...]
    usual: Limits | None
    signals: tuple[Signal, ...] = ()

    @property
    def this(self) -> int:
        """The number of the week that is looked at."""
        return self.values[-1]

    @property
    def last(self) -> int | None:
        """The number of the week before; null where there is none."""
        return self.values[-2] if len(self.values) > 1 else None

    @property
    def stands(self) -> str:
        """ "above", "below" or "within" what is usual; empty where that is not known."""
        if self.usual is None:
            return ""
        if self.this > self.usual.upper:
            return "above"
        return "below" if self.this < self.usual.lower else "within"

    @property
    def is_unusual(self) -> bool:
        """Whether anything is unusual about the week that is looked at: itself, or with the weeks before it."""
        return bool(self.signals) or self.stands in ("above", "below")


def episodes_by_week(cases: Cases, weeks: int, name: str = "Missing episodes") -> Weekly:
    """Missing episodes that began in each week."""
    return weekly(name, cases, weeks, started(cases, weeks).group_by("week").agg(number=pl.len()))


def children_by_week(cases: Cases, weeks: int) -> Weekly:
    """Children with a missing episode that began in each week."""
    result = started(cases, weeks).group_by("week").agg(number=pl.col("child_id").n_unique())
    # Read beside the episodes: the two together are to be called unusual hardly more often than one.
    return weekly("Children missing", cases, weeks, result, groups=2)


def parts_by_week(cases: Cases, weeks: int, part: str) -> list[Weekly]:
    """Missing episodes by week for each group of a part that had any, most this week first.

    None where the part was not recorded in all of the weeks: that would compare what is known with what is not.
    """
    if not is_recorded(cases, weeks, FIELD_OF_PART.get(part, "")):
        return []
    rows = started(cases, weeks).with_columns(group=PARTS[part]).filter(pl.col("group").is_not_null())
    groups = rows["group"].n_unique() * ALLOWANCE_OF_PARTS
    weekly_counts = [
        weekly(str(group), cases, weeks, own.group_by("week").agg(number=pl.len()), groups)
        for (group,), own in rows.group_by("group")
    ]
    return sorted(weekly_counts, key=lambda item: (-item.this, -sum(item.values), item.name))


def started(cases: Cases, weeks: int) -> pl.DataFrame:
    """Missing episodes that began in the weeks to the last Sunday, each with the number of its week from 0."""
    opens = first_moment(cases, weeks)
    number = (pl.col("started_at") - opens).dt.total_microseconds() // int(WEEK / timedelta(microseconds=1))
    in_weeks = (pl.col("started_at") >= opens) & (pl.col("started_at") < opens + weeks * WEEK)
    return cases.rows.filter((pl.col("category") == "missing") & in_weeks).with_columns(week=number)


def is_recorded(cases: Cases, weeks: int, field: str) -> bool:
    """Whether a field was recorded in every month of the weeks that the records can speak of."""
    since = first_moment(cases, weeks) + first_week_of_records(cases, weeks) * WEEK
    return cases.answers.has_all(field, since.date(), week_ending(cases.as_of))


def first_moment(cases: Cases, weeks: int) -> datetime:
    """Midnight at the start of the first of the weeks."""
    return datetime.combine(week_ending(cases.as_of) + timedelta(days=1), time.min) - weeks * WEEK


def weekly(name: str, cases: Cases, weeks: int, table: pl.DataFrame, groups: int = 1) -> Weekly:
    """The numbers of every week since the records begin, nought where there was none.

    `groups`: how many series like this are looked at side by side.
    """
    numbers = dict(table.select("week", "number").iter_rows())
    sunday = week_ending(cases.as_of)
    first = first_week_of_records(cases, weeks)
    sundays = tuple(sunday - (weeks - 1 - week) * WEEK for week in range(first, weeks))
    values = tuple(int(numbers.get(week, 0)) for week in range(first, weeks))
    latest = weekly_signals(values, groups)
    return Weekly(name, sundays, values, latest.usual, latest.signals)


def first_week_of_records(cases: Cases, weeks: int) -> int:
    """The first week that the records can speak of whole: before the first episode nothing is known, not nought."""
    earliest = cases.rows["started_at"].min()
    if not isinstance(earliest, datetime):
        return weeks - 1
    passed = max((earliest - first_moment(cases, weeks)) / WEEK, 0)
    return min(int(passed) + (passed > int(passed)), weeks - 1)
