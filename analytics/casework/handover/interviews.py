"""Interviews to be held, by provider: a workbook each, because no provider may see another's children."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

import polars as pl

from analytics.casework.case_words import as_at
from analytics.casework.handover.workbook import Book, Cell, Column, Holds, Notes, Sheet, workbook
from analytics.casework.interviews import Return, Standing, by_provider, tracked
from analytics.casework.rows import reference
from analytics.casework.week import DAYS_OF_RETURNS, Week
from analytics.statistics.rounding import halves_up
from analytics.words.names import code_name
from analytics.words.numbers import number
from data.codes import UNKNOWN
from data.errors import DashboardError
from data.handover import references
from data.handover.interviews import DUE_BY, HEADINGS, HOURS_LEFT, NOTES_SHEET, OUTCOMES, REASONS
from data.handover.references import About
from data.settings import Settings
from data.snapshots import Store
from data.themes import DECLINED
from data.vault import own_ids

OVERDUE, DUE, TO_CONFIRM = "Overdue", "Due", "To be confirmed"
OUTCOME_LIST, REASON_LIST = "Outcomes", "Reasons for declining"
PURPOSE: Final = "interviews handed over to their providers"
# In the order of the sheet; those to fill in last.
COLUMNS: Final = (
    Column(HEADINGS["episode"], width=19),
    Column(HEADINGS["child"], width=14),
    Column(HEADINGS["returned_at"], Holds.TIME),
    Column(DUE_BY, Holds.TIME),
    Column(HOURS_LEFT, Holds.NUMBER, width=10),
    Column(HEADINGS["offer_on_record"], Holds.TIME),
    Column(
        HEADINGS["interview_offered_at"],
        Holds.TIME,
        is_answer=True,
        hint="Day and time of the offer, such as 2026-11-24 16:40. Leave blank where Offer on record is right.",
    ),
    Column(HEADINGS["interview_outcome"], width=34, is_answer=True, choices=OUTCOME_LIST, hint="Choose one."),
    Column(
        HEADINGS["interview_completed_at"],
        Holds.TIME,
        is_answer=True,
        hint="Only of an interview that was held: its day and time, such as 2026-11-24 16:40.",
    ),
    Column(
        HEADINGS[DECLINED],
        width=36,
        is_answer=True,
        choices=REASON_LIST,
        hint="Only where it was declined. Choose one; no names.",
    ),
)


@dataclass(frozen=True)
class Names:
    """What children and episodes are called outside: the council's own ids where it keeps them, and references."""

    secret: bytes
    ids: Mapping[str, str]

    def child(self, child_id: str) -> str:
        """The council's own id; where the council's file has none, the reference of our pages."""
        return self.ids.get(child_id) or reference(child_id)

    def episode(self, episode_id: str) -> str:
        """The reference by which the row is known again."""
        return references.reference(About.EPISODE, self.secret, episode_id)


def names(store: Store, settings: Settings) -> Names:
    """What the store's secret and the council's file give. Raises BadVault, DashboardError."""
    where, secret = settings.initials, store.key()
    if secret is None:
        raise DashboardError(f"{store.key_file} is missing, so nothing can be handed over that would be known again.")
    return Names(secret, own_ids(where.file, where.ids, secret, where.form))


def sheet_of(interview: Return) -> str:
    """The sheet that a return belongs on: owed, or recorded as held without a day, or not known; empty for none."""
    is_undated = interview.standing in (Standing.IN_TIME, Standing.LATE) and interview.completed_at is None
    if interview.standing is Standing.NOT_RECORDED or is_undated:
        return TO_CONFIRM
    return {Standing.OVERDUE: OVERDUE, Standing.DUE: DUE}.get(interview.standing, "")


def to_hand_over(week: Week) -> dict[str, list[Return]]:
    """The returns of each provider that have a sheet; those of whom no provider is recorded stand last."""
    result = by_provider([interview for interview in week.tracked if sheet_of(interview)])
    return dict(sorted(result.items(), key=lambda pair: (pair[0] == UNKNOWN, pair[0])))


def older_overdue(week: Week) -> int:
    """How many interviews are overdue after returns of the last year that are older than what is followed."""
    overdue = replace(week.cases, rows=week.cases.rows.filter(pl.col("interview_due") & ~pl.col("interview_completed")))
    since = week.as_of - timedelta(days=week.settings.now.tracker_days)
    year = tracked(overdue, DAYS_OF_RETURNS)
    return sum(item.standing is Standing.OVERDUE and item.returned_at < since for item in year)


def count_columns(of_provider: Mapping[str, Sequence[Return]], named: Names) -> dict[str, list[str]]:
    """A line a provider: what its workbook holds, and of how many children the council's own id is known."""
    returns = list(of_provider.values())
    children = [{item.child_id for item in every} for every in returns]
    return {
        "Provider": [code_name(provider) for provider in of_provider],
        **{
            sheet: [number(sum(sheet_of(item) == sheet for item in every)) for every in returns]
            for sheet in (OVERDUE, DUE, TO_CONFIRM)
        },
        "Children": [number(len(ids)) for ids in children],
        "By the council’s own id": [number(sum(child in named.ids for child in ids)) for ids in children],
    }


def interview_book(provider: str, interviews: Sequence[Return], week: Week, named: Names) -> Book:
    """One provider's workbook."""
    children = tuple(sorted({interview.child_id for interview in interviews}))
    make = partial(interview_sheets, provider, interviews, week, named)
    return Book(file_name(provider, week), code_name(provider), children, make)


def interview_sheets(provider: str, interviews: Sequence[Return], week: Week, named: Names) -> bytes:
    """The workbook as a file: what is overdue, due and to be confirmed, the oldest return first."""
    sheets = [
        Sheet(name, COLUMNS, [cells(interview, named) for interview in interviews if sheet_of(interview) == name])
        for name in (OVERDUE, DUE, TO_CONFIRM)
    ]
    return workbook(sheets, notes(provider, week))


def cells(interview: Return, named: Names) -> list[Cell]:
    """One return as a row; what is to be filled in is blank."""
    returned = interview.returned_at.date() if interview.is_date_only else interview.returned_at
    left = None if interview.hours_left is None else halves_up(interview.hours_left, 1)
    given: list[Cell] = [
        named.episode(interview.episode_id),
        named.child(interview.child_id),
        returned,
        interview.due_at,
        left,
        interview.offered_at,
    ]
    return [*given, *[None] * (len(COLUMNS) - len(given))]


def notes(provider: str, week: Week) -> Notes:
    """What whoever fills it in must know."""
    hours, council = week.settings.deadlines.interview_hours, week.settings.council.name
    confirm, add = "Recorded as held without a day, or not recorded at all.", "To tell of a return that is not here"
    sentences = (
        f"Return home interviews for {code_name(provider)}, as {council} knew at {as_at(week.as_of)}.",
        f"Returns of the last {week.settings.now.tracker_days} days. An interview is due within {hours} hours.",
        "Fill in the yellow columns. Outcome: always. Completed at: where it was held.",
        "Offered at: where it was offered, unless Offer on record is right.",
        "Leave a row as it is where there is nothing to say yet.",
        f"{TO_CONFIRM}: {confirm} Say what happened, and when.",
        "You may sort, filter and delete rows. Leave the first column as it is: by it each row is known again.",
        f"{add}, write a row below: no reference, but Child ID, Returned at and the yellow columns.",
        "Hours left is less than nought where the interview is overdue. Days and times are year first.",
        "Child ID is the council’s own. Where it is like 3F9A0C1B, ask the council who is meant.",
        "Write no names. Send it back by the council’s safe way, as a workbook or saved as CSV, under any name.",
    )
    lists = {OUTCOME_LIST: tuple(OUTCOMES), REASON_LIST: REASONS}
    return Notes(NOTES_SHEET, sentences, lists, week.settings.weekly.marking)


def file_name(provider: str, week: Week) -> str:
    """The file's name: of whom it is for, and never of a child."""
    return f"interviews-{slug(provider)}-{week.as_of:%Y-%m-%d}.xlsx"


def slug(name: str) -> str:
    """A name in a file's name."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return "provider-not-recorded" if name == UNKNOWN else plain or "provider"


def interview_books(week: Week, named: Names) -> list[Book]:
    """A workbook for each provider, each under a name of its own."""
    return renamed(
        [interview_book(provider, interviews, week, named) for provider, interviews in to_hand_over(week).items()]
    )


def renamed(books: Sequence[Book]) -> list[Book]:
    """The books, with a number in the names of those that would have one name."""
    taken: Counter[str] = Counter()
    result = []
    for book in books:
        taken[book.name] += 1
        nth = taken[book.name]
        result.append(book if nth == 1 else replace(book, name=book.name.replace(".xlsx", f"-{nth}.xlsx")))
    return result
