"""Episodes that only one source has, sent to the home or service that looked after the child to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

import polars as pl

from analytics.casework.case_tables import group_title
from analytics.casework.handover.interviews import Names, renamed, slug
from analytics.casework.handover.workbook import Book, Cell, Column, Holds, Notes, Sheet, workbook
from analytics.casework.rows import reference
from analytics.model import Period
from analytics.words.columns import Columns
from analytics.words.names import source_name
from analytics.words.numbers import joined, number
from analytics.words.periods import day_text, short_day, short_moment
from data.handover.differences import ANSWERS, HEADINGS
from data.settings import Settings
from data.warehouse import WITH_HOMES, Warehouse

PURPOSE: Final = "differences sent to homes and the fostering service"
SHEET, NOTES, ANSWER_LIST = "Differences", "How to answer", "Answers"
FOSTERING: Final = "fostering"
# Whose the child was when it went: the home that the looked-after return names, else foster carers. What every source
# tells of is no difference; nor, for the fostering service, what it tells of and another does too.
DIFFERENCES_QUERY: Final = (
    WITH_HOMES  # noqa: S608  no part of it comes from outside
    + """
    SELECT
        episode_id, child_id, started_at, started_precision, ended_at, ended_precision, sources,
        CASE WHEN urn IS NOT NULL THEN urn WHEN placement = 'foster' THEN $fostering END AS whom
    FROM episode_facts
    LEFT JOIN home USING (episode_id)
    WHERE category = 'missing'
        AND started_at >= $first
        AND started_at < $until
        AND (
            len(sources) = 1
            OR (
                urn IS NULL
                AND placement = 'foster'
                AND NOT list_contains(sources, $fostering)
                AND EXISTS (SELECT 1 FROM load WHERE system = $fostering)
            )
        )
    ORDER BY started_at, episode_id
"""
)
REPLIES_QUERY: Final = """
    SELECT episode_id, says, note, load.received_at
    FROM reply
    JOIN episode_report USING (report_key)
    JOIN load ON load.load_id = reply.load_id
    ORDER BY load.received_at, episode_id
"""
# A snapshot of an earlier version lacks it.
IS_THERE_QUERY: Final = "SELECT count(*) AS tables FROM duckdb_tables() WHERE table_name = 'reply'"
COLUMNS: Final = (
    Column(HEADINGS["episode"], width=19),
    Column(HEADINGS["child"], width=14),
    Column("Went missing", Holds.TIME),
    Column("Returned", Holds.TIME),
    Column("Told by", width=30),
    Column(HEADINGS["answer"], width=24, is_answer=True, choices=ANSWER_LIST, hint="Choose one."),
    Column(
        HEADINGS["note"], width=50, is_answer=True, hint="What your records say, such as other times. No names, please."
    ),
)
SAID: Final = {"agree": "Agrees", "ours": "Theirs is right", "yours": "Yours is right"}


@dataclass(frozen=True)
class Difference:
    """One episode that one side alone tells of. `whom`: the home's number, or fostering; none where nobody is asked."""

    episode_id: str
    child_id: str
    started: datetime | date
    returned: datetime | date | None
    sources: tuple[str, ...]
    whom: str | None


@dataclass(frozen=True)
class Reply:
    """What a home or service answered, and when it was loaded."""

    says: str
    note: str
    received_at: datetime

    @property
    def in_words(self) -> str:
        """ "Theirs is right: back at 22:10 (3 Dec 2026)"."""
        note = f": {self.note}" if self.note else ""
        return f"{SAID[self.says]}{note} ({short_day(self.received_at)})"


def differences(episodes: Warehouse, period: Period) -> list[Difference]:
    """Every difference of a period, oldest first."""
    table = episodes.query(DIFFERENCES_QUERY, first=period.start, until=period.end, fostering=FOSTERING)
    return [
        Difference(
            row["episode_id"],
            row["child_id"],
            as_known(row["started_at"], row["started_precision"]),
            row["ended_at"] and as_known(row["ended_at"], row["ended_precision"]),
            tuple(row["sources"]),
            row["whom"],
        )
        for row in table.iter_rows(named=True)
    ]


def as_known(moment: datetime, precision: str) -> datetime | date:
    """A time, or the day alone where that is all that is known."""
    return moment.date() if precision == "date" else moment


def replies(episodes: Warehouse) -> dict[str, Reply]:
    """Episode -> the newest answer about it."""
    if not episodes.query(IS_THERE_QUERY).item():
        return {}
    rows = episodes.query(REPLIES_QUERY).iter_rows(named=True)
    return {row["episode_id"]: Reply(row["says"], row["note"] or "", row["received_at"]) for row in rows}


def by_whom(listed: Sequence[Difference]) -> dict[str, list[Difference]]:
    """The differences of each home, and of the fostering service; those whom nobody is asked about are not here."""
    names = sorted({item.whom for item in listed if item.whom})
    return {name: [item for item in listed if item.whom == name] for name in names}


def whom_name(whom: str) -> str:
    """ "Home 9000101", "The fostering service"."""
    return source_name(whom) if whom == FOSTERING else group_title(whom)


def count_columns(to_ask: Mapping[str, Sequence[Difference]], answered: Mapping[str, Reply]) -> dict[str, list[str]]:
    """A line a home or service: how many differences, and how many are answered."""
    return {
        "Whom to ask": [whom_name(whom) for whom in to_ask],
        "Differences": [number(len(every)) for every in to_ask.values()],
        "Answered": [number(sum(item.episode_id in answered for item in every)) for every in to_ask.values()],
        "Children": [number(len({item.child_id for item in every})) for every in to_ask.values()],
    }


def answer_columns(listed: Sequence[Difference], answered: Mapping[str, Reply]) -> Columns:
    """A line an answer: about which episode, by whom, and what it says."""
    with_answer = [item for item in listed if item.episode_id in answered]
    return {
        "Child": [reference(item.child_id) for item in with_answer],
        "Went missing": [written(item.started) for item in with_answer],
        "Told by": [joined([source_name(system) for system in item.sources]) for item in with_answer],
        "Asked": [whom_name(item.whom or "") for item in with_answer],
        "Answer": [answered[item.episode_id].in_words for item in with_answer],
    }


def written(moment: datetime | date) -> str:
    """ "8 Jul 2026, 16:22"; a day alone without a time."""
    return short_moment(moment) if isinstance(moment, datetime) else short_day(moment)


def difference_books(
    to_ask: Mapping[str, Sequence[Difference]],
    answered: Mapping[str, Reply],
    period: Period,
    named: Names,
    to: Settings,
) -> list[Book]:
    """A workbook for each home and the fostering service, of what is not answered yet."""
    left = {whom: [item for item in every if item.episode_id not in answered] for whom, every in to_ask.items()}
    return renamed([difference_book(whom, every, period, named, to) for whom, every in left.items() if every])


def difference_book(whom: str, listed: Sequence[Difference], period: Period, named: Names, to: Settings) -> Book:
    """One home's or service's workbook."""
    name = f"differences-{slug(whom_name(whom))}-{period.start}.xlsx"
    make = partial(difference_sheet, whom, listed, period, named, to)
    return Book(name, whom_name(whom), tuple(sorted({item.child_id for item in listed})), make)


def difference_sheet(whom: str, listed: Sequence[Difference], period: Period, named: Names, to: Settings) -> bytes:
    """The workbook as a file."""
    rows = [cells(difference, named) for difference in listed]
    return workbook([Sheet(SHEET, COLUMNS, rows)], notes(whom, period, to))


def cells(difference: Difference, named: Names) -> list[Cell]:
    """One difference as a row; what is to be answered is blank."""
    told = joined([source_name(system) for system in difference.sources])
    return [
        named.episode(difference.episode_id),
        named.child(difference.child_id),
        difference.started,
        difference.returned,
        told,
        None,
        None,
    ]


def notes(whom: str, period: Period, to: Settings) -> Notes:
    """What whoever answers must know."""
    last = pl.Series([period.end]).dt.offset_by("-1d").item()
    sentences = (
        f"For {whom_name(whom)}: episodes missing from {day_text(period.start)} to {day_text(last)}.",
        f"They are of children who were looked after there, and not everybody tells {to.council.name} of them.",
        "Told by says who told of the episode. If that is you, somebody else has not.",
        "Answer in the yellow columns. Agree: it happened as it stands here.",
        "Ours is right: your records say otherwise; write in Note what they say. Yours is right: your records lack it.",
        "Leave a row as it is where you do not know yet. You may sort, filter and delete rows.",
        "Leave the first column as it is: by it each row is known again. Write no names.",
        "Child ID is the council’s own. Where it is like 3F9A0C1B, ask the council who is meant.",
        "Send it back by the council’s safe way, as a workbook or saved as CSV, under any name.",
    )
    return Notes(NOTES, sentences, {ANSWER_LIST: tuple(ANSWERS)}, to.weekly.marking)
