"""Who is missing now, for how long, and which limits have passed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

import polars as pl

from analytics.casework.rows import START_BY_HAND, Cases, local, seconds_so_far
from analytics.measuring.recorded import ENDED, MARKS
from data import codes

COLUMNS: Final = (
    "child_id", "category", "started_at", "started_precision", "seconds", "age", "sex", "setting", "placement",
    "in_area", "police_risk", "triage", "flags", "district",
)  # fmt: skip
SECONDS_AN_HOUR: Final = 3600
FRIDAY: Final = 4
TO_SETTLE: Final = (codes.OPEN_IN_DOUBT, codes.END_NOT_KNOWN, codes.SUPERSEDED)


@dataclass(frozen=True)
class MissingNow:
    """A child whose episode is open. `passed` holds each limit (hours) that has passed, and when."""

    child_id: str
    category: str
    since: datetime
    is_date_only: bool
    seconds: int | None
    passed: tuple[tuple[int, datetime], ...]
    age: int | None
    sex: str
    setting: str
    placement: str
    in_area: str
    police_risk: str
    triage: str
    flags: tuple[str, ...]
    district: str
    are_flags_recorded: bool = True
    is_by_hand: bool = False  # marked by a co-ordinator: no file tells of it yet


def missing_now(cases: Cases, limits: tuple[int, ...]) -> list[MissingNow]:
    """Every open episode, of any category, longest first; a limit has passed when exactly so many hours are over."""
    rows = (
        cases.rows.filter(pl.col("is_open"))
        .with_columns(
            seconds=seconds_so_far(cases.as_of_utc),
            **{f"limit_{hours}": local(pl.col("started_utc") + timedelta(hours=hours)) for hours in limits},
        )
        .sort("started_at", "child_id")
    )
    return [as_missing(row, limits, cases) for row in rows.iter_rows(named=True)]


@dataclass(frozen=True)
class ToSettle:
    """An episode of which nobody can say how it ended. `back_by` is when a later episode showed the child back."""

    child_id: str
    category: str
    since: datetime
    is_date_only: bool
    end_status: str
    back_by: datetime | None
    sources: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the child counts as missing now until somebody settles it."""
        return self.end_status == codes.OPEN_IN_DOUBT


def to_settle(cases: Cases) -> list[ToSettle]:
    """Every episode whose end cannot be read, is not known, or was never sent although the child came back.

    Those that count as missing now first, then the latest first.
    """
    rows = cases.rows.filter(pl.col("end_status").cast(pl.String).is_in(TO_SETTLE)).sort(
        pl.col("is_open"), "started_at", "child_id", descending=[True, True, False]
    )
    return [
        ToSettle(
            child_id=row["child_id"],
            category=row["category"],
            since=row["started_at"],
            is_date_only=row["started_precision"] == "date",
            end_status=row["end_status"],
            back_by=row["superseded_at"] if row["end_status"] == codes.SUPERSEDED else None,
            sources=tuple(row["sources"]),
        )
        for row in rows.iter_rows(named=True)
    ]


def can_tell(cases: Cases) -> bool:
    """Whether any file tells of ends: without one, nobody knows who is missing now."""
    return cases.answers.at(ENDED, cases.as_of)


def as_missing(row: dict[str, Any], limits: tuple[int, ...], cases: Cases) -> MissingNow:
    """The child of a row."""
    values: dict[str, Any] = {name: row[name] for name in COLUMNS}
    since, is_date_only = values.pop("started_at"), values.pop("started_precision") == "date"
    flags = values.pop("flags")
    passed = tuple(
        (hours, at)
        for hours in sorted(limits)
        if isinstance(at := row[f"limit_{hours}"], datetime) and at <= cases.as_of and not is_date_only
    )
    return MissingNow(
        since=since,
        is_date_only=is_date_only,
        passed=passed,
        flags=tuple(flags),
        are_flags_recorded=cases.answers.at(MARKS, since),
        is_by_hand=bool(row.get(START_BY_HAND)),
        **values,
    )


def is_past(one: MissingNow, hours: int, more_seconds: float = 0) -> bool:
    """Whether so many hours are over, by now or in some seconds more; never where the time of the start is unknown."""
    return one.seconds is not None and one.seconds + more_seconds >= hours * SECONDS_AN_HOUR


def last_working_day(as_of: datetime) -> datetime:
    """Midnight before the last day from Monday to Friday: a Monday's meeting hears of the whole weekend."""
    day = as_of.date() - timedelta(days=1)
    weekend = max(day.weekday() - FRIDAY, 0)
    return datetime.combine(day - timedelta(days=weekend), time.min)
