"""The rows that casework looks at: the episodes of children, as they could be known at one moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from analytics.casework.answers import EVERYTHING, Answers, answers_of
from analytics.views.data_quality import as_of_time
from data.casework import read_care, read_every_episode, read_rows
from data.handover.records import page_reference
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import known_at, warehouse

LONDON: Final = ZoneInfo("Europe/London")
# A year's look-back of the list of a week that may be chosen, and of the list before that one.
DAYS_LOADED: Final = 500
# Before any record.
EVER: Final = datetime(1900, 1, 1)
WEEKS_ON_OFFER: Final = 8
LAST_MOMENT: Final = timedelta(microseconds=1)
# What is not known of an episode that was open at the moment looked at, whatever became known later.
KNOWN_AT_THE_END: Final = ("ended_utc", "found_place", "how_ended", "safe_and_well_at", "themes")
# Whether a co-ordinator marked the start of an episode, or its end, between two files; no column where nothing was.
START_BY_HAND: Final = "is_start_by_hand"
END_BY_HAND: Final = "is_end_by_hand"


@dataclass(frozen=True, eq=False)
class Cases:
    """The episodes of children under 18 (unknown ages stay in) that began in the last 500 days or are open.

    Equal to itself alone, so that what is worked out of it can be kept for when the page is run again.

    `rows` are those of `data.casework.read_rows`, as known at `as_of` (local time). `answers` says of which months the
    files can answer.
    """

    rows: pl.DataFrame
    as_of: datetime
    snapshot: str
    answers: Answers = EVERYTHING

    @property
    def as_of_utc(self) -> datetime:
        """The moment in UTC, without a zone."""
        return to_utc(self.as_of)

    @property
    def of_files(self) -> "Cases":
        """The same by files alone, without what was marked by hand: for whatever is counted."""
        return self

    def earlier(self, days: int) -> "Cases":
        """The same as known some days before."""
        return as_known(self.rows, self.as_of - timedelta(days=days), self.snapshot, self.answers)

    def lacks(self, days: int, *names: str) -> frozenset[str]:
        """Those of the fields that no file recorded in the last days."""
        return self.answers.lacking(names, self.as_of - timedelta(days=days), self.as_of)


def cases(snapshot: Snapshot, settings: Settings, as_of: datetime | None = None) -> Cases:
    """What the snapshot's exact file holds of children, as known at a moment; by default, at the end of its data."""
    adult_age = settings.counting.adult_age
    return cases_at(snapshot, adult_age, min(as_of or data_to(snapshot), data_to(snapshot)))


def longer_cases(snapshot: Snapshot, settings: Settings, as_of: datetime, days: int) -> Cases:
    """As `cases`, of so many days before the moment, where that is more than are loaded otherwise."""
    since = min(as_of, data_to(snapshot)) - timedelta(days=days)
    back = max((data_to(snapshot) - since).days + 1, DAYS_LOADED)
    return cases_at(snapshot, settings.counting.adult_age, min(as_of, data_to(snapshot)), back)


@lru_cache(maxsize=16)
def cases_at(snapshot: Snapshot, adult_age: int, as_of: datetime, days: int = DAYS_LOADED) -> Cases:
    """As `cases`; a page is run again for every touch of it, and its rows stay the same."""
    rows = rows_of(snapshot.episodes, data_to(snapshot) - timedelta(days=days))
    answers = all_answers(snapshot).carried_on(data_to(snapshot), as_of)
    own = rows.filter(pl.col("age").fill_null(0) < adult_age)
    return as_known(own, as_of, snapshot.name, answers, told_to(snapshot, as_of))


def all_answers(snapshot: Snapshot) -> Answers:
    """Of which months the files of a snapshot can answer."""
    return answers_of(snapshot.episodes, data_to(snapshot))


@lru_cache(maxsize=4)
def rows_of(file: Path, since: datetime) -> pl.DataFrame:
    """The rows since a moment."""
    return read_rows(warehouse(file), since)


@lru_cache(maxsize=2)
def care_of(file: Path) -> pl.DataFrame:
    """Every period of care."""
    return read_care(warehouse(file))


@lru_cache(maxsize=4)
def data_to(snapshot: Snapshot) -> datetime:
    """How far the snapshot's data goes, in local time."""
    return as_of_time(warehouse(snapshot.episodes))


@lru_cache(maxsize=4)
def told_to(snapshot: Snapshot, as_of: datetime) -> datetime:
    """How far interviews are known at a moment: at the end of the files, as far as sheets told that came back since.

    An interview held on Monday is not owed until the next file comes; in tables it counts from then.
    """
    latest: datetime = warehouse(snapshot.episodes).query("SELECT max(as_of) FROM load").item()
    return max(as_of, latest) if as_of >= data_to(snapshot) else as_of


def as_known(
    rows: pl.DataFrame,
    as_of: datetime,
    snapshot: str,
    answers: Answers = EVERYTHING,
    interviews_to: datetime | None = None,
) -> Cases:
    """The rows as they could be known at a moment: see `data.warehouse.known_at`."""
    table = known_at(rows, as_of, interviews_to)
    hidden = [pl.when(~pl.col("is_open")).then(pl.col(column)).alias(column) for column in KNOWN_AT_THE_END]
    return Cases(
        table.with_columns(hidden).with_columns(
            # What was done after the moment is not yet known at it.
            pl.when(pl.col(column) <= as_of).then(column).alias(column)
            for column in ("safe_and_well_at", "visit_at")
        ),
        as_of,
        snapshot,
        answers,
    )


def to_utc(moment: datetime) -> datetime:
    """A local moment in UTC, without a zone; of an hour that comes twice, the first."""
    return moment.replace(tzinfo=LONDON).astimezone(UTC).replace(tzinfo=None)


def local(utc: pl.Expr) -> pl.Expr:
    """An instant in UTC as the wall clock in London shows it, without a zone."""
    return utc.dt.replace_time_zone("UTC").dt.convert_time_zone(LONDON.key).dt.replace_time_zone(None)


def week_ending(as_of: datetime) -> date:
    """The last Sunday that was over at that moment: the week that a Monday's meeting is about."""
    after = as_of + LAST_MOMENT
    return after.date() - timedelta(days=after.weekday() + 1)


def end_of(sunday: date) -> datetime:
    """The last moment of a day: windows that end there hold that day whole and nothing of the next."""
    return datetime.combine(sunday + timedelta(days=1), time.min) - LAST_MOMENT


def weeks_on_offer(data_ends: datetime) -> list[date]:
    """The Sundays of the weeks that are over, newest first."""
    newest = week_ending(data_ends)
    return [newest - timedelta(weeks=back) for back in range(WEEKS_ON_OFFER)]


def within(days: int, as_of: datetime) -> pl.Expr:
    """Whether an episode began in a rolling window of so many days; both of its ends belong to it."""
    return pl.col("started_at").is_between(as_of - timedelta(days=days), as_of)


def is_by_hand(rows: pl.DataFrame, name: str) -> pl.Expr:
    """Whether the start, or the end, of each row was marked by hand."""
    return pl.col(name) if name in rows.columns else pl.lit(value=False)


def seconds_so_far(as_of_utc: datetime) -> pl.Expr:
    """Seconds from going missing to return, or to the as-of time while missing; null where a time is not recorded."""
    are_times_known = (pl.col("started_precision") == "minute") & (
        pl.col("is_open") | (pl.col("ended_precision") == "minute")
    )
    lasted = (pl.col("ended_utc").fill_null(as_of_utc) - pl.col("started_utc")).dt.total_seconds()
    return pl.when(are_times_known).then(lasted.clip(lower_bound=0))


def reference(child_id: str) -> str:
    """How a child is named on a page and in a report: the first half of the pseudonym."""
    return page_reference(child_id)


def every_episode(snapshot: Snapshot) -> pl.DataFrame:
    """Every episode of a snapshot, of adults too, for a co-ordinator's own questions (docs/analysts.md)."""
    return read_every_episode(warehouse(snapshot.episodes))
