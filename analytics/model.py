"""The few values that every layer uses: audience, unit, period, selection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self


class Audience(StrEnum):
    """Who is reading. It decides what may be shown, and comes from sign-in, never from a widget."""

    COORDINATOR = "coordinator"
    BOARD = "board"
    SCRUTINY = "scrutiny"


class Unit(StrEnum):
    """What one is counted in."""

    EPISODE = "episode"
    CHILD = "child"
    INTERVIEW = "interview"


class Clock(StrEnum):
    """Which moment of an episode puts it in a period."""

    STARTED = "started_at"
    RETURNED = "ended_at"
    NOW = "now"  # still missing at the as-of time, whenever it started


class PeriodKind(StrEnum):
    """The fixed periods that committees ask for. Each kind's periods are disjoint.

    Not all are published: `PUBLISHED_KINDS` in `analytics/measuring/statements.py`.
    """

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    FINANCIAL_YEAR = "financial_year"
    CALENDAR_HALF = "calendar_half"
    CALENDAR_YEAR = "calendar_year"
    ACADEMIC_YEAR = "academic_year"
    ANY = "any"


MONTHS_IN: dict[PeriodKind, int] = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.FINANCIAL_YEAR: 12,
    PeriodKind.CALENDAR_HALF: 6,
    PeriodKind.CALENDAR_YEAR: 12,
    PeriodKind.ACADEMIC_YEAR: 12,
}
# The month that a period begins with, where that is not January.
FIRST_MONTH: dict[PeriodKind, int] = {
    PeriodKind.HALF_YEAR: 4,
    PeriodKind.FINANCIAL_YEAR: 4,
    PeriodKind.ACADEMIC_YEAR: 9,
}
# Of which shorter published periods a published period is made.
PARTS_OF: dict[PeriodKind, PeriodKind] = {
    PeriodKind.QUARTER: PeriodKind.MONTH,
    PeriodKind.FINANCIAL_YEAR: PeriodKind.QUARTER,
    PeriodKind.CALENDAR_YEAR: PeriodKind.QUARTER,
}


@dataclass(frozen=True, order=True)
class Period:
    """Whole days, half-open: `start` belongs, `end` does not."""

    start: date
    end: date
    kind: PeriodKind = PeriodKind.ANY

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    def earlier(self, months: int) -> Self:
        """The same period `months` months before."""
        return type(self)(add_months(self.start, -months), add_months(self.end, -months), self.kind)

    @property
    def months(self) -> int:
        """How many months it is long; days beyond whole months count for none."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def look_back(self, months: int) -> "Period":
        """The rolling window of `months` months that ends where this period ends."""
        return Period(add_months(self.end, -months), self.end)


def months_between(earlier: Period, later: Period) -> int:
    """How many whole months one period ends before another."""
    return Period(earlier.end, later.end).months if later.end > earlier.end else 0


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months; a day that the month lacks becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for length in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, length)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def period_around(day: date, kind: PeriodKind) -> Period:
    """The fixed period of `kind` that `day` falls in."""
    months = MONTHS_IN[kind]
    back = (day.month - FIRST_MONTH.get(kind, 1)) % months
    start = add_months(day.replace(day=1), -back)
    return Period(start, add_months(start, months), kind)


def periods_between(first: date, last: date, kind: PeriodKind) -> Iterator[Period]:
    """Every fixed period of `kind` that holds a day of `[first, last)`, oldest first."""
    period = period_around(first, kind)
    while period.start < last:
        yield period
        period = period_around(period.end, kind)


@dataclass(frozen=True)
class Selection:
    """What the reader asked for: a period, and the groups of each breakdown to keep (empty: all).

    `only` holds pairs of a breakdown's slug and the groups wanted, sorted, so that a selection can
    be a cache key. `ages` is inclusive. `compared` is the one period to compare with, where the reader names it.
    """

    period: Period
    as_of: datetime
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ages: tuple[int, int] | None = None
    compared: Period | None = None
