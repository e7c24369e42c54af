"""Longer periods of a board: what adds up is the sum of what is published, and nothing else has a number."""

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from analytics.disclosure.published import Row, Shown
from analytics.measuring.breakdowns import CATEGORY
from analytics.model import Audience, Period, PeriodKind, Selection, Unit, period_around
from analytics.views import view as views
from analytics.views.view import (
    SUMMED_KINDS,
    Part,
    board_view,
    coordinator_view,
    parts_of,
    periods_on_offer,
    published_periods,
    published_to_board,
    summed_periods,
)
from data.snapshots import Snapshot, Store
from tests.analytics.reports.test_quarterly_report import of_few
from tests.released import SETTINGS, filled

EPISODES = "missing-episodes"
PAGE = (EPISODES, "interview-in-time", "children-missing")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("loaded"))


def row_of(snapshot: Snapshot, period: Period, slug: str = EPISODES, unit: Unit = Unit.EPISODE) -> Row | None:
    """A number of a period, as the board reads it."""
    return board_view(snapshot, SETTINGS, period, Part()).table(slug, unit).row()


@pytest.mark.parametrize(
    ("kind", "day", "starts"),
    [
        (PeriodKind.HALF_YEAR, date(2026, 4, 1), [(4, 3), (7, 3)]),
        (PeriodKind.CALENDAR_HALF, date(2024, 2, 29), [(1, 3), (4, 3)]),
        (PeriodKind.ACADEMIC_YEAR, date(2025, 9, 1), [(9, 1), (10, 3), (1, 3), (4, 3), (7, 1), (8, 1)]),
    ],
)
def test_a_period_is_made_of_quarters_and_of_the_months_beside_them(
    kind: PeriodKind, day: date, starts: list[tuple[int, int]]
):
    whole = period_around(day, kind)
    parts = parts_of(whole)
    assert [(each.start.month, {"month": 1, "quarter": 3}[each.kind.value]) for each in parts] == starts
    assert parts[0].start == whole.start
    assert parts[-1].end == whole.end


@pytest.mark.parametrize("kind", SUMMED_KINDS)
def test_episodes_are_those_that_are_published_of_the_parts_and_all_that_are_known(store: Store, kind: PeriodKind):
    snapshot = store.live()
    published = published_to_board(snapshot, SETTINGS)
    assert summed_periods(snapshot, kind)
    for period in summed_periods(snapshot, kind):
        exact = coordinator_view(snapshot, SETTINGS, Selection(period, datetime(2026, 10, 5, 7, 30)), (EPISODES,))
        known = exact.table(EPISODES, Unit.EPISODE).row()
        row = row_of(snapshot, period)
        assert row
        assert known
        parts = [published.table(EPISODES, Unit.EPISODE, part).row() for part in parts_of(period)]
        assert row.numerator == sum(part.numerator or 0 for part in parts if part) == known.numerator


def test_a_share_is_that_of_the_sums(store: Store):
    snapshot = store.live()
    half = summed_periods(snapshot, PeriodKind.HALF_YEAR)[0]
    row = row_of(snapshot, half, "interview-completed")
    quarters = [row_of(snapshot, part, "interview-completed") for part in parts_of(half)]
    assert row is not None
    assert row.numerator == sum(each.numerator or 0 for each in quarters if each)
    assert row.denominator == sum(each.denominator or 0 for each in quarters if each)
    assert row.share == pytest.approx((row.numerator or 0) / (row.denominator or 1))


@pytest.mark.parametrize("kind", SUMMED_KINDS)
def test_no_row_is_of_children_of_groups_or_of_what_is_not_shown(store: Store, kind: PeriodKind):
    snapshot = store.live()
    published = published_to_board(snapshot, SETTINGS).rows
    view = board_view(snapshot, SETTINGS, summed_periods(snapshot, kind)[0], Part())
    names = ["slug", "unit", "period_kind", "period_start", "period_end", "breakdown", "group", "category"]
    added = view.published.rows.join(published, on=names, how="anti")
    assert not added.is_empty()
    assert added["unit"].unique().to_list() == [Unit.EPISODE.value]
    assert added["period_kind"].unique().to_list() == [kind.value]
    assert set(added["breakdown"]) <= {"", CATEGORY.slug}
    assert set(added["category"]) == {""}
    # All that was there stands, word for word.
    assert view.published.rows.head(published.height).equals(published)


def test_a_sum_with_a_hidden_part_is_hidden(tmp_path: Path):
    """Fifty children in a store of little more than a year: some of its months are of few."""
    snapshot = of_few(tmp_path, 50).live()
    published = published_to_board(snapshot, SETTINGS)
    for kind in SUMMED_KINDS:
        for period in summed_periods(snapshot, kind):
            view = board_view(snapshot, SETTINGS, period, Part()).published
            for row in view.rows.filter(period_kind=kind.value).iter_rows(named=True):
                parts = [
                    published.table(row["slug"], Unit(row["unit"]), part, row["breakdown"]).row("", row["group"])
                    for part in parts_of(Period(row["period_start"], row["period_end"], kind))
                ]
                is_hidden = any(part is None or part.numerator is None for part in parts)
                if kind is not PeriodKind.CALENDAR_YEAR:
                    assert (row["numerator"] is None) is is_hidden
                    assert row["shown"] != Shown.SHOWN.value or not is_hidden


def test_what_a_board_may_choose_is_on_pages_of_episodes_alone(store: Store):
    snapshot = store.live()
    offered = periods_on_offer(snapshot, PAGE)
    assert set(SUMMED_KINDS) <= set(offered)
    assert offered[PeriodKind.QUARTER] == published_periods(snapshot, PeriodKind.QUARTER)
    assert not set(periods_on_offer(snapshot, ("ethnicity", "sex"))) & set(SUMMED_KINDS)


def test_nothing_is_kept_in_the_published_file(store: Store):
    published = published_to_board(store.live(), SETTINGS)
    kinds = set(published.rows["period_kind"])
    assert not kinds & {PeriodKind.HALF_YEAR.value, PeriodKind.CALENDAR_HALF.value, PeriodKind.ACADEMIC_YEAR.value}
    assert published.protection.audience is Audience.BOARD


def test_a_page_of_which_little_is_published_offers_that(monkeypatch: pytest.MonkeyPatch):
    """Kind of fault: a page with seven indicators said that nothing may be shown where two of them were published."""
    met: dict[PeriodKind, set[str]] = {kind: set() for kind in PeriodKind} | {
        PeriodKind.FINANCIAL_YEAR: {"home-or-care", "own-or-hosted"}
    }
    monkeypatch.setattr(views, "published_whole", lambda _: met)
    page = ("home-or-care", "own-or-hosted", "placement-group", "triage", "in-or-out-of-area", "home-and-care", "age")
    nowhere = SimpleNamespace(published=None)
    assert views.published_kinds(nowhere, page) == [PeriodKind.FINANCIAL_YEAR]
    assert views.published_kinds(nowhere, ("sex", "age")) == []
    met[PeriodKind.QUARTER] = {"home-or-care", "triage", "age"}
    assert views.published_kinds(nowhere, page) == [PeriodKind.QUARTER]
