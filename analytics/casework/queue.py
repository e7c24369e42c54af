"""The queue of return home interviews: how many wait, the oldest, and what came in and went out each week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from analytics.casework.answers import Answers
from analytics.casework.interviews import Standing, maybe, moment, standing_of
from analytics.casework.rows import Cases, week_ending
from analytics.words.columns import Columns
from analytics.words.numbers import number, percent
from analytics.words.periods import near_day
from data import codes

WEEKS: Final = 8
WEEK: Final = timedelta(days=7)
YEAR: Final = 52 * WEEK
HELD, REFUSED, LEFT = "held", "refused", "left"


@dataclass(frozen=True)
class Waiting:
    """One return that needed an interview: from when it waited, until when, and how that ended.

    `out_at` of an interview or refusal of which no time is recorded is the return: nobody can say that it waited.
    """

    since: datetime
    out_at: datetime
    how: str


@dataclass(frozen=True)
class WeekOfQueue:
    """What came in and went out in one week, and how the queue stood at its end.

    waiting = waiting a week before + came_in - held - refused - left. `left`: not held in all the days that the
    tracker follows a return; `left_in_year`: the same of 52 weeks, whom no count of those waiting has. `oldest_days` is
    null where nobody waits. `again` of `missing`: episodes that began in the week, of a child that had been missing in
    the days before.
    """

    ending: date
    came_in: int
    held: int
    refused: int
    left: int
    left_in_year: int
    waiting: int
    oldest_days: int | None
    again: int
    missing: int


def queue(cases: Cases, tracker_days: int, visit_hours: int) -> list[WeekOfQueue]:
    """The last weeks that were over, oldest first; an interview is waited for as long as the tracker follows it."""
    returns = [
        waited(row, tracker_days, visit_hours)
        for row in cases.rows.filter(
            (pl.col("category") == "missing") & pl.col("interview_required") & pl.col("ended_at").is_not_null()
        ).iter_rows(named=True)
        if is_told(row, cases.answers)
    ]
    sunday = week_ending(cases.as_of)
    return [week_of(returns, cases.rows, sunday - back * WEEK) for back in reversed(range(WEEKS))]


def is_told(row: dict[str, object], answers: Answers) -> bool:
    """Whether files of the month tell of interviews: else nobody can say that one waits."""
    return standing_of(row, answers) is not Standing.NOT_RECORDED


def waited(row: dict[str, object], tracker_days: int, visit_hours: int) -> Waiting:
    """How long the interview after one return was waited for."""
    returned = moment(row["ended_at"])
    last = returned + timedelta(days=tracker_days)
    if row["interview_completed"]:
        how, ended = HELD, maybe(row["interview_completed_at"])
    elif row["interview_outcome"] in codes.DECLINED_OUTCOMES:
        due = maybe(row["visit_due_at"])
        how, ended = REFUSED, due - timedelta(hours=visit_hours) if due else None
    else:
        return Waiting(returned, last, LEFT)
    out_at = max(ended or returned, returned)
    return Waiting(returned, out_at, how) if out_at <= last else Waiting(returned, last, LEFT)


def week_of(returns: Sequence[Waiting], rows: pl.DataFrame, sunday: date) -> WeekOfQueue:
    """One week of the queue, from the midnight after the Sunday before until the midnight after its own."""
    ends = datetime.combine(sunday + timedelta(days=1), datetime.min.time())
    begins = ends - WEEK
    out = [item.how for item in returns if begins <= item.out_at < ends]
    waiting = [item.since for item in returns if item.since < ends <= item.out_at]
    started = rows.filter(
        (pl.col("category") == "missing") & (pl.col("started_at") >= begins) & (pl.col("started_at") < ends)
    )
    return WeekOfQueue(
        ending=sunday,
        came_in=sum(begins <= item.since < ends for item in returns),
        held=out.count(HELD),
        refused=out.count(REFUSED),
        left=out.count(LEFT),
        left_in_year=sum(item.how == LEFT and ends - YEAR <= item.out_at < ends for item in returns),
        waiting=len(waiting),
        oldest_days=(ends - min(waiting)).days if waiting else None,
        again=int((started["missing_in_days"] > 1).sum()),
        missing=started.height,
    )


def queue_sentence(weeks: Sequence[WeekOfQueue]) -> str:
    """ "42 interviews waited at the end of the week, the oldest for 12 days. In the week: 30 came in ..."."""
    last = weeks[-1]
    oldest = f", the oldest for {last.oldest_days} days" if last.oldest_days is not None else ""
    grew = last.waiting - weeks[0].waiting
    trend = "as many as" if grew == 0 else f"{number(abs(grew))} {'more' if grew > 0 else 'fewer'} than"
    given_up = f" In the 52 weeks to then {number(last.left_in_year)} were given up." if last.left_in_year else ""
    interviews = "interview" if last.waiting == 1 else "interviews"
    return (
        f"{number(last.waiting)} {interviews} waited at the end of the week{oldest}. That is "
        f"{trend} {len(weeks) - 1} weeks before. In the week: {number(last.came_in)} came in, "
        f"{number(last.held)} held, {number(last.refused)} refused, {number(last.left)} given up."
        f"{given_up}"
    )


def queue_columns(weeks: Sequence[WeekOfQueue]) -> Columns:
    """A line a week, newest first."""
    newest = list(reversed(weeks))
    return {
        "Week to": [near_day(week.ending, newest[0].ending) for week in newest],
        "Came in": [number(week.came_in) for week in newest],
        "Held": [number(week.held) for week in newest],
        "Refused": [number(week.refused) for week in newest],
        "Given up": [number(week.left) for week in newest],
        "Waiting": [number(week.waiting) for week in newest],
        "Oldest, days": ["" if week.oldest_days is None else number(week.oldest_days) for week in newest],
        "Missing again": [again_words(week) for week in newest],
    }


def again_words(week: WeekOfQueue) -> str:
    """ "31 of 60 episodes (52%)"; empty where there was none."""
    if not week.missing:
        return ""
    return f"{number(week.again)} of {number(week.missing)} episodes ({percent(week.again / week.missing)})"
