"""Return home interviews: what is owed after each return, what was offered, and how much time is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

from analytics.casework.answers import Answers
from analytics.casework.rows import END_BY_HAND, Cases, to_utc
from analytics.measuring.recorded import COMPLETED, VISIT
from data import codes

SECONDS_AN_HOUR: Final = 3600


class Standing(StrEnum):
    """What became of the interview after one return."""

    OVERDUE = "Overdue"
    DUE = "Due"
    REFUSED = "Refused"
    LATE = "Done late"
    IN_TIME = "Done in time"
    NOT_RECORDED = "Not recorded"
    NOT_REQUIRED = "Not required"


@dataclass(frozen=True)
class Return:
    """One return of a child who was missing, and what is owed after it.

    `hours_left` is true time to the deadline, less than nought once it has passed; null where only a date is known
    and for what is owed no longer. `visit_due_at` is of a refusal whose time is known; `visited_at` is when a social
    worker came after it. `is_offer_recorded`: whether a file of the month tells of offers.
    """

    episode_id: str
    child_id: str
    returned_at: datetime
    is_date_only: bool
    provider: str
    due_at: datetime
    standing: Standing
    outcome: str
    offered_at: datetime | None
    completed_at: datetime | None
    hours_left: float | None
    visit_due_at: datetime | None
    visited_at: datetime | None
    is_visit_overdue: bool
    is_visit_recorded: bool
    safe_and_well_at: datetime | None
    setting: str
    placement: str
    is_offer_recorded: bool = True
    is_by_hand: bool = False  # the return was marked by a co-ordinator: no file tells of it yet

    @property
    def is_owed(self) -> bool:
        """Whether the interview is still to be held."""
        return self.standing in (Standing.OVERDUE, Standing.DUE)


def returns(cases: Cases, since: datetime) -> list[Return]:
    """Every return of a missing child since then, oldest first, those included that need no interview."""
    rows = cases.rows.filter(
        (pl.col("category") == "missing") & ~pl.col("is_open") & (pl.col("ended_at") >= since)
    ).sort("ended_at", "child_id")
    return [as_return(row, cases.as_of, cases.answers) for row in rows.iter_rows(named=True)]


def tracked(cases: Cases, days: int) -> list[Return]:
    """The returns of the last days that needed an interview, oldest first."""
    since = cases.as_of - timedelta(days=days)
    return [item for item in returns(cases, since) if item.standing is not Standing.NOT_REQUIRED]


def as_return(row: dict[str, object], as_of: datetime, answers: Answers) -> Return:
    """The return of a row."""
    returned_at = moment(row["ended_at"])
    due_at, standing = moment(row["interview_due_at"]), standing_of(row, answers)
    is_owed = standing in (Standing.OVERDUE, Standing.DUE)
    seconds = (to_utc(due_at) - to_utc(as_of)).total_seconds()
    is_refused = standing is Standing.REFUSED
    is_visit_recorded = answers.at(VISIT, returned_at)
    visit_due_at, visited_at = (maybe(row[name]) if is_refused else None for name in ("visit_due_at", "visit_at"))
    return Return(
        episode_id=str(row["episode_id"]),
        child_id=str(row["child_id"]),
        returned_at=returned_at,
        is_date_only=row["ended_precision"] == "date",
        provider=str(row["provider"]),
        due_at=due_at,
        standing=standing,
        outcome=str(row["interview_outcome"]),
        offered_at=maybe(row["interview_offered_at"]),
        completed_at=maybe(row["interview_completed_at"]) if not is_owed else None,
        hours_left=seconds / SECONDS_AN_HOUR if is_owed else None,
        visit_due_at=visit_due_at,
        visited_at=visited_at,
        is_visit_overdue=is_visit_recorded and visited_at is None and has_passed(visit_due_at, as_of),
        is_visit_recorded=is_visit_recorded,
        safe_and_well_at=maybe(row["safe_and_well_at"]),
        setting=str(row["setting"]),
        placement=str(row["placement"]),
        is_offer_recorded=answers.at("interview_offered", returned_at),
        is_by_hand=bool(row.get(END_BY_HAND)),
    )


def standing_of(row: dict[str, object], answers: Answers) -> Standing:
    """What became of the interview: an interview that was held counts before a refusal, a refusal before a deadline.

    Where no file of the month tells whether interviews were held, nobody can say that one is owed.
    """
    if not row["interview_required"]:
        return Standing.NOT_REQUIRED
    if row["interview_completed"]:
        return Standing.IN_TIME if row["interview_in_time"] else Standing.LATE
    if row["interview_outcome"] in codes.DECLINED_OUTCOMES:
        return Standing.REFUSED
    if not answers.at(COMPLETED, moment(row["ended_at"])):
        return Standing.NOT_RECORDED
    return Standing.OVERDUE if row["interview_due"] else Standing.DUE


def has_passed(deadline: datetime | None, as_of: datetime) -> bool:
    """Whether there is a deadline, and it is over."""
    return deadline is not None and deadline <= as_of


def moment(value: object) -> datetime:
    """A time that every closed episode has. Raises TypeError where it has none."""
    if not isinstance(value, datetime):
        raise TypeError("a closed episode has a return and a deadline")
    return value


def maybe(value: object) -> datetime | None:
    """A time, or none."""
    return value if isinstance(value, datetime) else None


def counts(interviews: Sequence[Return]) -> dict[Standing, int]:
    """How many returns stand how, every standing present, in the order of the enum."""
    return {standing: sum(interview.standing is standing for interview in interviews) for standing in Standing}


def by_provider(interviews: Sequence[Return]) -> dict[str, list[Return]]:
    """The returns of each provider, by name."""
    names = sorted({interview.provider for interview in interviews})
    return {name: [interview for interview in interviews if interview.provider == name] for name in names}
