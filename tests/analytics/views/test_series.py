"""Series as board and co-ordinators have them: which months are in, and that nothing hidden moves a range."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from analytics.exports.export import Asked, rows_asked
from analytics.exports.variation_rows import SLUG
from analytics.measuring.breakdowns import CATEGORY
from analytics.model import Audience, Period, PeriodKind, Selection, Unit, periods_between
from analytics.refresh import refresh
from analytics.views.view import Part, board_view, coordinator_view
from data.load import Delivery
from data.settings import Change, Settings
from data.snapshots import Snapshot
from tests.data.builders import MAPPING, a_file, a_mapping, a_store

SETTINGS = Settings()
MONTHS = list(periods_between(date(2015, 5, 1), date(2016, 12, 1), PeriodKind.MONTH))
# Each month as many children, once each; March 2016 so few that the board is not told.
CHILDREN = [10, 13] * 5 + [3] + [12, 9] * 4
HIDDEN = CHILDREN.index(3)
QUARTER = Period(date(2016, 10, 1), date(2017, 1, 1), PeriodKind.QUARTER)


def a_snapshot(folder: Path, children: Sequence[int] = tuple(CHILDREN), as_of: str = "2016-12-31") -> Snapshot:
    """Months of so many children, and two absences in each."""
    rows = [
        {
            "id": f"{month.start}-{child}-{category}",
            "child": f"{month.start:%y%m}{child}",
            "category": category,
            "start": f"{month.start:%Y-%m}-05 10:00",
            "end": f"{month.start:%Y-%m}-05 18:00",
        }
        for month, many in zip(MONTHS, children, strict=True)
        for category, of_these in (("missing", many), ("absent", 7))
        for child in range(of_these)
    ]
    store = a_store(folder)
    mapping = a_mapping(folder, MAPPING.replace("2016-12-31", as_of))
    refresh(store, [Delivery((a_file(folder, *rows),), mapping)], SETTINGS, key=b"k" * 32)
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return a_snapshot(tmp_path_factory.mktemp("series"))


def normal_rows(snapshot: Snapshot, audience: Audience, settings: Settings = SETTINGS) -> pl.DataFrame:
    request = Asked(date(2016, 10, 1), date(2017, 1, 1), audience.value, (SLUG,))
    return rows_asked(snapshot, settings, request)


def value(rows: pl.DataFrame, category: str, group: str = "missing-episodes/episode") -> tuple[float, int]:
    """The value of a row, and from how many months it is."""
    result = rows.filter(pl.col("category") == category, pl.col("group") == group)
    return result.select("share", "denominator").row(0)


def test_the_board_has_a_range_of_the_months_that_it_sees(snapshot: Snapshot):
    seen = board_view(snapshot, SETTINGS, QUARTER, Part()).months("missing-episodes", Unit.EPISODE)
    known = [row.numerator for row in seen.rows if row.numerator is not None]
    assert seen.rows[HIDDEN].numerator is None
    mean, months = value(normal_rows(snapshot, Audience.BOARD), "mean")
    assert months == len(known) < len(CHILDREN)
    assert mean == pytest.approx(sum(known) / len(known))


def test_a_coordinator_has_a_range_of_all_months(snapshot: Snapshot):
    rows = normal_rows(snapshot, Audience.COORDINATOR)
    assert value(rows, "mean") == (pytest.approx(sum(CHILDREN) / len(CHILDREN)), len(CHILDREN))
    assert value(rows, "mean", "missing-episodes/episode/absent") == (7.0, len(CHILDREN))
    assert value(rows, "mean", "children-missing/child")[1] == len(CHILDREN)


def test_no_range_of_the_board_moves_with_a_hidden_count(snapshot: Snapshot, tmp_path: Path):
    other = a_snapshot(tmp_path, [*CHILDREN[:HIDDEN], 5, *CHILDREN[HIDDEN + 1 :]])
    assert normal_rows(other, Audience.BOARD).equals(normal_rows(snapshot, Audience.BOARD))
    assert not normal_rows(other, Audience.COORDINATOR).equals(normal_rows(snapshot, Audience.COORDINATOR))


def test_no_row_could_be_taken_for_a_count_of_children(snapshot: Snapshot):
    assert normal_rows(snapshot, Audience.BOARD)["unit"].unique().to_list() == ["month"]


def test_a_change_of_practice_applies_at_once_and_divides_the_export(snapshot: Snapshot):
    changed = SETTINGS.model_copy(update={"changes": (Change(at=date(2016, 6, 1), what="New system"),)})
    rows = normal_rows(snapshot, Audience.COORDINATOR, changed).filter(pl.col("group") == "missing-episodes/episode")
    middles = rows.filter(pl.col("category").is_in(["mean", "median"]))
    assert middles.select("category", "period_start", "denominator").rows() == [
        ("mean", date(2015, 5, 1), 13),
        ("median", date(2016, 6, 1), 6),
    ]
    assert "recording changed 2016-06-01: New system" in middles["note"].to_list()


def test_a_month_that_is_not_over_is_in_no_series(tmp_path: Path):
    early = a_snapshot(tmp_path, as_of="2016-11-20")
    view = coordinator_view(
        early,
        SETTINGS,
        Selection(QUARTER, datetime(2016, 11, 20)),
        ("missing-episodes",),
        months=(("missing-episodes", None), ("missing-episodes", CATEGORY)),
        alike=("missing-episodes",),
    )
    for series in (
        view.months("missing-episodes", Unit.EPISODE),
        view.series_of_group("missing-episodes", Unit.EPISODE, CATEGORY, "absent"),
    ):
        assert series.rows[-1].period.start == date(2016, 10, 1)
    alike = view.periods_alike("missing-episodes", Unit.EPISODE)
    assert [row.period.start.month for row in alike.rows][-2:] == [4, 7]


def test_a_month_that_is_looked_at_stands_once_in_the_series_of_one_category(snapshot: Snapshot):
    month = Period(date(2016, 12, 1), date(2017, 1, 1), PeriodKind.MONTH)
    months = (("missing-episodes", CATEGORY),)
    selection = Selection(month, datetime(2017, 1, 1))
    for by in ((CATEGORY,), ()):
        view = coordinator_view(snapshot, SETTINGS, selection, ("missing-episodes",), by=by, months=months)
        series = view.series_of_group("missing-episodes", Unit.EPISODE, CATEGORY, "absent")
        assert [row.period.start for row in series.rows] == [*(each.start for each in MONTHS), month.start]


def test_a_series_of_one_category_reads_as_a_whole(snapshot: Snapshot):
    view = board_view(snapshot, SETTINGS, QUARTER, Part())
    absences = view.series_of_group("missing-episodes", Unit.EPISODE, CATEGORY, "absent")
    assert {(row.group, row.numerator) for row in absences.rows} == {("", 7)}
    assert absences.breakdown == ""
