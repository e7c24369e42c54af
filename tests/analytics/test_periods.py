"""The periods that committees ask for: where they begin and end, what a co-ordinator is offered, what is not whole."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from analytics.cards.card import Scope
from analytics.cards.headlines import CHILDREN, VOLUME, HeadlineFigure, figures_of
from analytics.indicators.registry import indicators
from analytics.model import Period, PeriodKind, Selection, Unit, period_around, periods_between
from analytics.views.view import View, coordinator_view, exact_coverage, held_periods, is_held_whole, supplied_periods
from analytics.words.unsaid import not_whole
from data.settings import Settings
from data.snapshots import Snapshot
from tests.data.builders import MAPPING, begun_with

SETTINGS = Settings()
# On the last day of the records a day is under way, as a month, a half-year and each of the years are.
AS_OF = datetime(2025, 3, 20, 9, 0)
FIRST = date(2023, 5, 3)


@pytest.mark.parametrize(
    ("kind", "day", "start", "end"),
    [
        (PeriodKind.MONTH, date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1)),
        (PeriodKind.HALF_YEAR, date(2024, 2, 29), date(2023, 10, 1), date(2024, 4, 1)),
        (PeriodKind.HALF_YEAR, date(2024, 4, 1), date(2024, 4, 1), date(2024, 10, 1)),
        (PeriodKind.HALF_YEAR, date(2024, 9, 30), date(2024, 4, 1), date(2024, 10, 1)),
        (PeriodKind.HALF_YEAR, date(2024, 10, 1), date(2024, 10, 1), date(2025, 4, 1)),
        (PeriodKind.CALENDAR_HALF, date(2024, 6, 30), date(2024, 1, 1), date(2024, 7, 1)),
        (PeriodKind.CALENDAR_HALF, date(2024, 7, 1), date(2024, 7, 1), date(2025, 1, 1)),
        (PeriodKind.ACADEMIC_YEAR, date(2024, 8, 31), date(2023, 9, 1), date(2024, 9, 1)),
        (PeriodKind.ACADEMIC_YEAR, date(2024, 9, 1), date(2024, 9, 1), date(2025, 9, 1)),
        (PeriodKind.ACADEMIC_YEAR, date(2024, 2, 29), date(2023, 9, 1), date(2024, 9, 1)),
    ],
)
def test_every_day_is_in_one_period_of_each_kind(kind: PeriodKind, day: date, start: date, end: date):
    assert period_around(day, kind) == Period(start, end, kind)


@pytest.mark.parametrize("kind", [kind for kind in PeriodKind if kind is not PeriodKind.ANY])
def test_periods_of_a_kind_follow_one_another_over_a_leap_year(kind: PeriodKind):
    periods = list(periods_between(date(2023, 1, 1), date(2026, 1, 1), kind))
    assert all(before.end == after.start for before, after in pairwise(periods))
    leap = next(period for period in periods if period.start <= date(2024, 2, 29) < period.end)
    assert leap.earlier(12).start.year == leap.start.year - 1


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return a_snapshot(tmp_path_factory.mktemp("periods"))


def a_snapshot(folder: Path) -> Snapshot:
    """Four children, each missing at ten on the third of every month from May 2023 on, and on a leap day."""
    days = [month.start.replace(day=3) for month in periods_between(FIRST, date(2025, 3, 20), PeriodKind.MONTH)]
    rows = [
        {
            "id": f"{day}-{child}",
            "child": f"C{child}",
            "dob": "2012-05-06",
            "start": f"{day} 10:00",
            "end": f"{day} 18:00",
        }
        for day in [*days, date(2024, 2, 29)]
        for child in range(4)
    ]
    return begun_with(folder, *rows, mapping=MAPPING.replace("2016-12-31", f"{AS_OF:%Y-%m-%dT%H:%M:%S}")).live()


def view_of(snapshot: Snapshot, period: Period) -> View:
    """The episodes and children of a period, as co-ordinators read them."""
    slugs = (VOLUME.slug, CHILDREN.slug)
    return coordinator_view(snapshot, SETTINGS, Selection(period, AS_OF), slugs, alike=slugs)


def episodes_in(snapshot: Snapshot, period: Period) -> int | None:
    """Missing episodes of a period."""
    row = view_of(snapshot, period).table(VOLUME.slug, Unit.EPISODE).row()
    return row.numerator if row else None


def figure_of(snapshot: Snapshot, period: Period) -> HeadlineFigure:
    """Missing episodes as a tile says them."""
    scope = Scope(view_of(snapshot, period), indicators(SETTINGS), SETTINGS)
    return figures_of(scope, [VOLUME])[0]


@pytest.mark.parametrize(
    ("kind", "day", "times"),
    [
        # Each child went once a month, and once more on the leap day.
        (PeriodKind.MONTH, date(2024, 2, 1), 2),
        (PeriodKind.HALF_YEAR, date(2024, 1, 1), 7),
        (PeriodKind.HALF_YEAR, date(2024, 4, 1), 6),
        (PeriodKind.CALENDAR_HALF, date(2024, 1, 1), 7),
        (PeriodKind.CALENDAR_HALF, date(2024, 7, 1), 6),
        (PeriodKind.CALENDAR_YEAR, date(2024, 1, 1), 13),
        (PeriodKind.ACADEMIC_YEAR, date(2023, 9, 1), 13),
        (PeriodKind.FINANCIAL_YEAR, date(2023, 4, 1), 12),
    ],
)
def test_a_period_counts_its_own_days_alone(snapshot: Snapshot, kind: PeriodKind, day: date, times: int):
    assert episodes_in(snapshot, period_around(day, kind)) == 4 * times


def test_a_half_year_is_compared_with_the_half_before_and_the_same_half_a_year_before(snapshot: Snapshot):
    """October 2024 to March 2025 is not over; April to September 2024 is, and a month of the year before lacks."""
    autumn = figure_of(snapshot, period_around(date(2024, 7, 1), PeriodKind.CALENDAR_HALF))
    assert autumn.figure == "24"
    assert autumn.compared == ("28 last half-year", "24 a year before")
    spring = figure_of(snapshot, period_around(date(2024, 4, 1), PeriodKind.HALF_YEAR))
    assert spring.compared == ("28 last half-year",)


def test_what_is_not_whole_is_offered_compared_with_nothing_and_said(snapshot: Snapshot):
    running = period_around(AS_OF.date(), PeriodKind.MONTH)
    assert held_periods(snapshot, PeriodKind.MONTH, AS_OF)[0] == running
    assert not is_held_whole(snapshot, running, AS_OF)
    assert figure_of(snapshot, running).figure == "4"
    assert figure_of(snapshot, running).compared == ()
    begun = Period(date(2023, 4, 1), date(2023, 10, 1), PeriodKind.HALF_YEAR)
    assert held_periods(snapshot, PeriodKind.HALF_YEAR, AS_OF)[-1] == begun
    assert begun not in supplied_periods(snapshot, PeriodKind.HALF_YEAR, AS_OF)
    assert figure_of(snapshot, begun).figure == "20"
    begin = exact_coverage(snapshot.episodes)["month"].min()
    assert isinstance(begin, date)
    (said,) = not_whole(begun, begin, AS_OF)
    assert said.startswith("The records begin in May 2023: of April to September 2023, figures are of what came after.")
    assert said.endswith("They are compared with no other period.")
    (said,) = not_whole(running, begin, AS_OF)
    assert said.startswith("March 2025 is not over: figures are of its days to 20 March 2025, 09:00.")


@pytest.mark.parametrize(
    ("period", "is_said"),
    [
        (lambda: Period(date(2025, 3, 14), date(2025, 3, 21)), False),
        (lambda: Period(date(2025, 3, 14), date(2025, 3, 22)), True),
        (lambda: Period(date(2023, 4, 30), date(2023, 6, 1)), True),
        (lambda: period_around(date(2024, 4, 1), PeriodKind.HALF_YEAR), False),
    ],
)
def test_a_readers_own_dates_may_end_with_the_records_last_day(period: Callable[[], Period], is_said: bool):
    assert bool(not_whole(period(), date(2023, 5, 1), AS_OF)) is is_said


def test_a_store_of_one_month_offers_what_holds_it_and_calls_none_of_it_whole(tmp_path: Path):
    snapshot = begun_with(tmp_path, {"id": "1", "start": "2016-12-01 10:00", "end": "2016-12-01 12:00"}).live()
    early = held_periods(snapshot, PeriodKind.ACADEMIC_YEAR, datetime(2016, 12, 31))
    assert [period.start for period in early] == [date(2016, 9, 1)]
    assert supplied_periods(snapshot, PeriodKind.ACADEMIC_YEAR, datetime(2016, 12, 31)) == []
