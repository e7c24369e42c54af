"""The recipe of a page in CONTRIBUTING.md, followed to the letter."""

from pathlib import Path

import pytest

from analytics.refresh import refresh
from data.load import Delivery
from data.settings import demonstration_settings
from data.snapshots import Store
from pages.common import frame
from tests.data.builders import MAPPING, a_file, a_mapping, a_store
from tests.pages.opened import opened, words
from tests.recipes.recipe import code

ENTRY = eval(code("A page", "python", 1), vars(frame))  # noqa: S307  our own text


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Eight episodes of a quarter."""
    folder = tmp_path_factory.mktemp("nights")
    rows = [{"id": f"{number}", "child": f"A{number}"} for number in range(8)]
    refresh(
        a_store(folder),
        [Delivery((a_file(folder, *rows),), a_mapping(folder, MAPPING))],
        demonstration_settings(),
        key=b"k" * 32,
    )
    return a_store(folder)


@pytest.mark.usefixtures("store")
def test_a_page_of_the_recipe_shows_its_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = tmp_path / "nights.py"
    page.write_text(code("A page", "python"), encoding="utf-8")
    shown = opened(monkeypatch, "coordinator", str(page))
    assert not shown.exception
    assert "A night counts where the child was missing between midnight and five." in words(shown)
    assert len(shown.subheader) == 2


def test_its_entry_is_of_a_file_in_the_folder_of_its_audience():
    assert ENTRY.file == "board/nights.py"
    assert ENTRY.address not in {entry.address for entries in frame.ENTRIES.values() for entry in entries}
