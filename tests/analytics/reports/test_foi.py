"""Three years in one table: for each audience the figures that it may see anyway."""

from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.files import as_csv
from analytics.model import Audience
from analytics.reports.foi import ALL, IN_CARE, NOT_PUBLISHED, FoiTable, as_text, foi_answer, foi_sentence, last_years
from data.snapshots import Snapshot, Store
from tests.released import SETTINGS, approved, filled


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("foi"))


def live(store: Store) -> Snapshot:
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


def asked(store: Store, audience: Audience, years: int = 2) -> FoiTable:
    return foi_answer(store, live(store), SETTINGS, audience, years)


def cell(foi_table: FoiTable, what: str, whom: str, year: str) -> str:
    lines = zip(foi_table.columns["Figure"], foi_table.columns["Of whom"], foi_table.columns[year], strict=True)
    return next(text for figure, of, text in lines if figure.startswith(what) and of == whom)


def test_years_are_financial_and_over_newest_first():
    assert [year.start for year in last_years(date(2026, 10, 5), 3)] == [
        date(2025, 4, 1), date(2024, 4, 1), date(2023, 4, 1),
    ]  # fmt: skip
    assert last_years(date(2026, 4, 1), 1)[0].start == date(2025, 4, 1)
    assert last_years(date(2026, 3, 31), 1)[0].start == date(2024, 4, 1)


def test_a_coordinator_has_exact_figures(store: Store):
    result = asked(store, Audience.COORDINATOR)
    rows = [row for row in episode_starts(store) if date(2025, 4, 1) <= row.date() < date(2026, 4, 1)]
    assert cell(result, "Missing episodes", ALL, "2025-26") == f"{len(rows):,}"
    assert " of " in cell(result, "Interviews declined", IN_CARE, "2025-26")
    # The file says what came of interviews, and not when.
    assert cell(result, "Returns with an interview", IN_CARE, "2025-26") == "not recorded"


def episode_starts(store: Store) -> list[datetime]:
    from data.warehouse import warehouse  # noqa: PLC0415

    frame = warehouse(live(store).episodes).query("SELECT started_at FROM episode_facts WHERE category = 'missing'")
    return frame["started_at"].to_list()


def test_the_board_has_the_figures_of_its_tables(store: Store):
    exact, board = asked(store, Audience.COORDINATOR), asked(store, Audience.BOARD)
    for what in ("Children who", "Missing episodes"):
        assert cell(board, what, ALL, "2025-26") in (cell(exact, what, ALL, "2025-26"), "hidden")
    assert "hidden" in as_text(board)
    assert board.notes[0].startswith("Board view: counts of 1 to 5 children are hidden")


def test_the_public_has_nothing_before_a_release_is_approved_and_rounded_figures_after(tmp_path: Path):
    store = filled(tmp_path)
    before = asked(store, Audience.SCRUTINY)
    assert {cell for name, cells in before.columns.items() if name[0] == "2" for cell in cells} == {NOT_PUBLISHED}
    approved(store, "2025-26")
    after = cell(asked(store, Audience.SCRUTINY), "Missing episodes", ALL, "2025-26")
    assert int(after.replace(",", "")) % 5 == 0


def test_the_table_begins_with_its_children_year_by_year_without_those_that_are_hidden():
    titles = {"Figure": ["Children who went missing"], "Of whom": [ALL]}
    foi_table = FoiTable({**titles, "2025-26": ["1,377"], "2024-25": ["hidden"], "2023-24": ["377"]}, ())
    assert foi_sentence(foi_table) == "Children missing: 1,377 in 2025-26 and 377 in 2023-24."
    assert foi_sentence(FoiTable({**titles, "2025-26": [NOT_PUBLISHED]}, ())) == ""


def test_the_table_is_a_file_of_its_lines(store: Store):
    result = asked(store, Audience.COORDINATOR)
    assert as_csv(result.frame).decode("utf-8-sig").splitlines()[0] == "Figure,Of whom,2025-26,2024-25"
    assert len(as_csv(result.frame).splitlines()) == 1 + 12
