"""The load page without a browser: what an empty store says, and that no error on a page speaks of the command line."""

import re
from pathlib import Path

import pytest

from tests.pages.opened import opened, stands_alone, words

ROOT = Path(__file__).parents[2]
# No page erases a child or answers a request for access.
OF_THE_COMMAND_LINE = (
    "data/doctor.py",
    "data/erasure.py",
    "data/proxy.py",
    "data/sittings.py",
    "data/subject_access.py",
)
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]+\b|missing (?:load|check|map) ")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty store that somebody named."""
    stands_alone(monkeypatch, tmp_path)


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("audience", ["coordinator", "board"])
def test_an_empty_store_of_ones_own_stays_empty_and_says_so(
    audience: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    app = opened(monkeypatch, audience, "main.py")
    assert "No file is loaded yet" in words(app)
    assert not app.error
    assert not (tmp_path / "store" / "snapshots").exists()
    assert ("Load the first file" in words(app)) == (audience == "coordinator")


@pytest.mark.usefixtures("empty")
def test_without_settings_the_load_page_says_whose_name_will_stand_on_papers(monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/load.py")
    assert "will name Exampleshire, an invented council" in words(app)


def test_no_text_of_data_or_pages_names_an_option_of_the_command_line():
    sources = [path for folder in ("data", "pages") for path in (ROOT / folder).rglob("*.py")]
    naming = {
        f"{path.relative_to(ROOT)}: {result.group()}"
        for path in sources
        if str(path.relative_to(ROOT)) not in OF_THE_COMMAND_LINE
        for line in path.read_text(encoding="utf-8").splitlines()
        if '"' in line and '"""' not in line and (result := FLAG.search(line))
    }
    assert naming == set()
