"""The data's own page: a board reads no number of one to five rows, and none that gives one away."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.exports.export import published_export
from analytics.model import Period
from analytics.refresh import refresh
from data.load import Delivery
from data.settings import Agreement, Disclosure, Settings, demonstration_settings
from data.snapshots import Store
from tests.data.builders import MAPPING, a_file, a_mapping, a_store
from tests.pages.opened import opened, stands_alone, words

# So many rows of a file that each of its numbers is a word of its own on the page.
LOADED, NEVER, LATER = 71, 4, 13
EXACT = {LOADED, NEVER, LATER, LOADED + NEVER + LATER, NEVER + LATER}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A file of which four rows break one rule, thirteen another, and the rest are loaded."""
    return loaded_into(tmp_path_factory.mktemp("refused"), demonstration_settings())


def loaded_into(folder: Path, settings: Settings) -> Store:
    """A store in the folder with that file."""
    rows = [
        *({"id": f"{number}", "child": f"A{number}"} for number in range(LOADED)),
        *({"id": f"N{number}", "start": "never"} for number in range(NEVER)),
        *({"id": f"L{number}", "category": "elsewhere"} for number in range(LATER)),
    ]
    delivery = Delivery((a_file(folder, *rows),), a_mapping(folder, MAPPING))
    refresh(a_store(folder), [delivery], settings, key=b"k" * 32)
    return a_store(folder)


def numbers_in(page: AppTest) -> set[int]:
    """Every number that is a cell of a table."""
    return {int(cell) for table in page.table for cell in table.value.to_numpy().ravel() if str(cell).isdigit()}


@pytest.mark.usefixtures("store")
def test_a_co_ordinator_reads_every_number(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "coordinator", "board/quality.py")
    assert not page.exception
    assert numbers_in(page) >= EXACT


@pytest.mark.usefixtures("store")
def test_a_board_reads_fewer_than_10_and_nothing_that_tells_how_many(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "board", "board/quality.py")
    assert not page.exception
    text = words(page)
    assert "fewer than 10 rows, or 6 children" in text
    # Ten or more of one rule, and one or more of the other.
    assert "10 or more" in text
    assert "At least 11 rows were refused" in text
    shown = numbers_in(page)
    # All episodes are among the rows of the file: less those that are shown, they would be those that are hidden.
    assert not shown & EXACT
    assert NEVER not in {abs(one - other) for one, other in product(shown, repeat=2)}


def test_a_boards_export_says_hidden_where_few_rows_were_refused(loaded: Store):
    rows = published_export(loaded.live(), demonstration_settings(), Period(date(2016, 1, 1), date(2017, 1, 1)))
    quality = rows.filter(indicator="data-quality", group="police").select("category", "numerator", "share", "shown")
    hidden = quality.filter(shown="hidden")
    assert hidden.height == 1
    assert hidden["numerator"].to_list() == hidden["share"].to_list() == [None]
    assert quality.filter(shown="shown")["numerator"].to_list() == [LATER // 10 * 10]


def test_an_agreement_about_counts_tells_no_more_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    agreement = Agreement(decided_by="The Director", decided_on=date(2026, 4, 1), reason="Sharing agreement.")
    loaded_into(
        tmp_path, demonstration_settings().model_copy(update={"disclosure": Disclosure(board_agreement=agreement)})
    )
    stands_alone(monkeypatch, tmp_path)
    page = opened(monkeypatch, "board", "board/quality.py")
    assert not page.exception
    assert "fewer than 10 rows, or 6 children" in words(page)
    assert NEVER not in numbers_in(page)
