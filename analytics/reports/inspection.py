"""Lists that inspectors ask for: what a workbook of one says, before it is set. Exact, for co-ordinators alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from analytics.casework.case_tables import full_when
from analytics.casework.case_words import as_at
from analytics.casework.rows import Cases, cases, data_to
from analytics.casework.uncertain import doubts_between, refused_by_file, refused_of, rows_of, was
from analytics.model import Unit
from analytics.reports.working_days import working_days_after, working_days_left
from analytics.words.numbers import counted, number
from analytics.words.periods import day_text
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.vault import own_ids

Cell = str | int | float | date | datetime | None
# Notice to fieldwork in a joint targeted area inspection: docs/decisions.md.
DAYS_OF_NOTICE: Final = 10
OWN_ID: Final = "The council’s own id, from its own file of ids; blank where that does not have the child."


@dataclass(frozen=True)
class Field:
    """One column of a sheet: its heading, and where it comes from or why it is blank."""

    heading: str
    told: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns, and its rows, which are made when they are first asked for."""

    name: str
    fields: tuple[Field, ...]
    make: Callable[[], Iterable[tuple[Cell, ...]]]

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Line by line. A page that shows the numbers of a list alone does not need them."""
        return tuple(self.make())

    def filled(self) -> list[tuple[Field, int, int]]:
        """Each column, in how many rows something stands, and in how many nothing does."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.fields)
        told = [sum(cell not in (None, "") for cell in column) for column in columns]
        return [(field, many, len(self.rows) - many) for field, many in zip(self.fields, told, strict=True)]


@dataclass(frozen=True)
class Total:
    """One number of the cover sheet, with what it counts."""

    name: str
    number: int
    definition: str


@dataclass(frozen=True)
class InspectionList:
    """A list with its cover. `children`: the pseudonyms of everybody on any sheet of it."""

    title: str
    council: str
    is_demonstration: bool
    marking: str
    as_at: str
    period: str
    snapshot: str
    source: str
    totals: tuple[Total, ...]
    notes: tuple[str, ...]
    main: Sheet
    others: tuple[Sheet, ...]
    children: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What both lists are made of: the store, its live snapshot, the settings, and the moment that it speaks for."""

    store: Store
    snapshot: Snapshot
    settings: Settings

    @property
    def as_of(self) -> datetime:
        """The end of the data."""
        return data_to(self.snapshot)

    @property
    def cases(self) -> Cases:
        """Every episode of children, as known at that moment."""
        return cases(self.snapshot, self.settings)

    def listed(self, **what: Any) -> InspectionList:
        """A list with whose it is and of what moment."""
        council = self.settings.council
        return InspectionList(
            council=council.name,
            is_demonstration=council.demonstration,
            marking=self.settings.weekly.marking,
            as_at=as_at(self.as_of),
            snapshot=self.snapshot.name,
            **what,
        )

    def ids(self) -> dict[str, str]:
        """Pseudonym -> the council's own id, for whoever is in its file of ids; nobody where there is none."""
        where = self.settings.initials
        return own_ids(where.file, where.ids, self.store.key(), where.form)


def without_id(children: Sequence[str], ids: Mapping[str, str]) -> str:
    """How many children the council's own file does not know, and what to do; empty where it knows all."""
    many = sum(child not in ids for child in children)
    if not many:
        return ""
    has = "has" if many == 1 else "have"
    every = many == len(children)
    whose = (
        "No child here has an id" if every else f"{number(many)} of {counted(len(children), Unit.CHILD)} {has} no id"
    )
    return (
        f"{whose}: the product keeps pseudonyms, and the council’s own file of ids ([initials] in the settings) does "
        "not name them. The reference finds each child’s record."
    )


def refused_words(asked: Asked, since: datetime) -> list[str]:
    """Which rows of the period were refused, file by file, and which were doubted: a list may lack what they tell."""
    refused = refused_of(asked.snapshot, since, asked.as_of)
    files = [f"{one.words}." for one in refused_by_file(asked.snapshot, refused)]
    lacks = "What they tell is not on this list: correct them at the source and load the file again."
    doubted, doubted_open = doubts_between(asked.snapshot, since, asked.as_of)
    open_ones = f", {number(doubted_open)} of them open" if doubted_open else ""
    doubts = f"{rows_of(doubted)} of the period {was(doubted)} loaded with a doubt{open_ones}: see Rows to look at."
    return [*files, *([lacks] if files else []), *([doubts] if doubted else [])]


def period_words(since: datetime, as_of: datetime) -> str:
    """ "Episodes that began from 4 Oct 2025, 23:59 to 4 Oct 2026, 23:59"."""
    return f"Episodes that began from {full_when(since, 'minute')} to {full_when(as_of, 'minute')}"


def notice_words(notice: date, today: date) -> str:
    """When fieldwork begins after a notice, and how many working days are left."""
    until = working_days_after(notice, DAYS_OF_NOTICE)
    left = working_days_left(today, until)
    days = "no working day is left" if not left else f"{left} working {'day is' if left == 1 else 'days are'} left"
    return (
        f"Notice {notice:%A} {day_text(notice)}; {DAYS_OF_NOTICE} working days after it (England) end on "
        f"{until:%A} {day_text(until)}: {days} after {day_text(today)}."
    )
