"""The table that freedom-of-information requests ask for: three financial years, all, in care, and out of area.

Each audience gets what it may see on its pages: exact for a co-ordinator, published for the board, approved for the
public.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from analytics.disclosure.gate import exact, published_in
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published, Row
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import IN_AREA, SETTING
from analytics.measuring.measure import Inquiry, Question
from analytics.model import Audience, Period, PeriodKind, Selection, Unit, period_around
from analytics.releases.read import read, shown_releases
from analytics.views.view import coverage_of, facts_of, gaps_marked_beside
from analytics.words.numbers import fewer_than, joined, n_of_n, value_text
from analytics.words.periods import moment_text, short_period_name
from data.settings import Settings
from data.snapshots import Snapshot, Store

NOT_PUBLISHED = "not published"
# The columns that are no year.
TITLES = ("Figure", "Of whom")
EPISODE, CHILD = Unit.EPISODE, Unit.CHILD


@dataclass(frozen=True)
class Place:
    """Where a figure stands among the published tables."""

    slug: str
    unit: Unit
    breakdown: str = ""
    group: str = ""
    category: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the table: what is counted, of whom, and where that is published."""

    what: str
    whom: str
    place: Place


ALL, IN_CARE, OUT_OF_AREA = "All", "In care", "In care, out of area"


def lines(settings: Settings) -> tuple[Line, ...]:
    """Every line, in reading order."""
    hours = settings.deadlines.interview_hours
    counted = [
        ("Children who went missing", "children-missing", CHILD),
        ("Missing episodes", "missing-episodes", EPISODE),
    ]
    shares = [
        (f"Returns with an interview within {hours} hours, of those due", "interview-in-time"),
        ("Interviews declined, of those offered", "interview-declined"),
    ]
    every: list[Line] = []
    for what, slug, unit in counted:
        every.append(Line(what, ALL, Place(slug, unit)))
        every.append(Line(what, IN_CARE, Place("home-or-care", unit, category="care")))
        every.append(Line(what, OUT_OF_AREA, Place("in-or-out-of-area", unit, category="out")))
    for what, slug in shares:
        every.append(Line(what, ALL, Place(slug, EPISODE)))
        every.append(Line(what, IN_CARE, Place(slug, EPISODE, SETTING.slug, "care")))
        every.append(Line(what, OUT_OF_AREA, Place(slug, EPISODE, IN_AREA.slug, "out")))
    return tuple(every)


@dataclass(frozen=True)
class FoiTable:
    """The table in words, with what must be said beside it."""

    columns: dict[str, list[str]]
    notes: tuple[str, ...]

    @property
    def frame(self) -> pl.DataFrame:
        """For a file."""
        return pl.DataFrame(self.columns)


def foi_answer(store: Store, snapshot: Snapshot, settings: Settings, audience: Audience, years: int) -> FoiTable:
    """The table for an audience, of the last financial years that were over at the time of its data."""
    publication = snapshot.publication if audience is Audience.BOARD else None
    as_of = datetime.fromisoformat((publication or snapshot).manifest["as_of"])
    periods = last_years(as_of.date(), years)
    if audience is Audience.SCRUTINY:
        released = [read(release) for release in shown_releases(store)]
        few = fewer_than(policy_for(audience, settings).threshold)
        sources = [release.published for release in released]
        return table_of(sources, periods, settings, (*said_of(sources), "From approved releases alone."), few)
    if audience is Audience.BOARD:
        sources = [published_in(snapshot.published)]
    else:
        sources = [exact_years(snapshot, settings, as_of, periods)]
    return table_of(sources, periods, settings, said_of(sources), "few")


def last_years(today: date, years: int) -> tuple[Period, ...]:
    """Financial years that are over, newest first."""
    this_year = period_around(today, PeriodKind.FINANCIAL_YEAR)
    return tuple(this_year.earlier(12 * back) for back in range(1, years + 1))


def exact_years(snapshot: Snapshot, settings: Settings, as_of: datetime, periods: tuple[Period, ...]) -> Published:
    """Every line's figures, exactly."""
    known = indicators(settings)
    by = {SETTING.slug: SETTING, IN_AREA.slug: IN_AREA, "": None}
    questions = dict.fromkeys(
        Question(known[line.place.slug], line.place.unit, by[line.place.breakdown]) for line in lines(settings)
    )
    published = exact(
        facts_of(snapshot.episodes, as_of),
        [Inquiry(tuple(questions), periods)],
        Selection(periods[0], as_of),
        settings,
        snapshot=snapshot.name,
    )
    return gaps_marked_beside(published, periods[0], coverage_of(snapshot, Audience.COORDINATOR), known)


def table_of(
    sources: Sequence[Published], periods: Sequence[Period], settings: Settings, notes: Iterable[str], few: str
) -> FoiTable:
    """One line a figure, one column a year."""
    every = lines(settings)
    columns = dict(zip(TITLES, ([line.what for line in every], [line.whom for line in every]), strict=True))
    for period in periods:
        rows = [row_at(sources, line.place, period) for line in every]
        columns[short_period_name(period)] = [NOT_PUBLISHED if row is None else cell(row, few) for row in rows]
    return FoiTable(columns, tuple(notes))


def row_at(sources: Sequence[Published], place: Place, period: Period) -> Row | None:
    """The figure in the first source that has it: the newest release, where there are several."""
    tables = (source.table(place.slug, place.unit, period, place.breakdown, place.group) for source in sources)
    rows = (table.row(place.category, place.group) for table in tables)
    return next((row for row in rows if row is not None), None)


def cell(row: Row, few: str) -> str:
    """A share as n of N with its percentage; a count alone."""
    is_part = row.category != ""
    return value_text(row, few) if is_part else n_of_n(row) or value_text(row, few)


def said_of(sources: Sequence[Published]) -> tuple[str, ...]:
    """How the numbers were protected, and which data they are of."""
    return tuple(
        dict.fromkeys(
            f"{source.protection.words} Data to {moment_text(source.as_of)}, snapshot {source.snapshot}."
            for source in sources
        )
    )


def foi_sentence(table: FoiTable) -> str:
    """ "Children missing: 377 in 2025-26, 414 in 2024-25 and 377 in 2023-24."; years that are hidden are left out."""
    years = {name: cells[0] for name, cells in table.columns.items() if name not in TITLES}
    parts = [f"{cell} in {year}" for year, cell in years.items() if cell[:1].isdigit()]
    return f"Children missing: {joined(parts)}." if parts else ""


def as_text(answer: FoiTable) -> str:
    """The table for a terminal."""
    headings = list(answer.columns)
    rows = [headings, *(list(row) for row in zip(*answer.columns.values(), strict=True))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    body = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*body, "", *answer.notes])
