"""The page of homes: for co-ordinators alone, every child in it logged, no nought that nobody supplied."""

import json
from pathlib import Path

import pytest

from data.snapshots import Store
from tests.analytics.casework.test_homes import GONE, LIVED, filled
from tests.pages.opened import DETAIL, opened, said_first, stands_alone, words, words_of_all

PAGE = "coordinator/homes.py"


def logged(store: Store, purpose: str) -> list[dict[str, object]]:
    lines = (store.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if purpose in line]


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with homes, and the demonstration's list of them."""
    store = filled(tmp_path, GONE, LIVED)
    stands_alone(monkeypatch, tmp_path)
    return store


@pytest.mark.usefixtures("homes")
def test_homes_have_their_year_and_what_is_owed(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "coordinator", PAGE)
    assert not page.exception
    told = words_of_all(page)
    leads = "5 missing episodes began in 2 homes. Most in Gorse Cottage (9000101): 4, by 2 children."
    assert said_first(page) == leads
    assert "Agreed 14 Apr 2026, review due 14 Apr 2027" in told
    assert "For each place" in told
    assert "Reporting strategy" in told
    assert "Other authorities have placed 213 children here, 141 of them in foster care." in told
    assert "2 of our children are placed elsewhere, 1 of them in" in told


def test_another_home_is_looked_at_and_logged_with_its_children(homes: Store, monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "coordinator", PAGE)
    page.pills(key=DETAIL).set_value("One home").run()
    page.selectbox(key="home").select("Elm Place (9000005)").run()
    assert not page.exception
    assert "Elm Place (9000005): " in words(page)
    lines = logged(homes, "for work with providers")
    assert any("9000005" in json.dumps(line) for line in lines)


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_nobody_else_reads_of_a_home(audience: str, monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, audience, PAGE)
    assert "is not for the" in str(page.exception[0].message)
    assert "Gorse Cottage" not in words(page)


def without_a_list(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The words of the page, of settings that say nothing of homes."""
    stands_alone(monkeypatch, folder)
    (folder / "council.toml").write_text("", encoding="utf-8")
    monkeypatch.setenv("MISSING_SETTINGS", str(folder / "council.toml"))
    page = opened(monkeypatch, "coordinator", PAGE)
    assert not page.exception
    return words_of_all(page)


def test_without_a_list_and_without_numbers_the_page_says_what_to_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    filled(tmp_path, GONE[:1])
    told = without_a_list(tmp_path, monkeypatch)
    assert "The settings name no list of homes" in told
    assert "no file tells in which home a child lives" in told
    assert "Set placed_here under [homes]" in told
    assert "Set placed_elsewhere under [homes]" in told
    assert "Set carers and places under [homes]" in told


def test_without_a_list_homes_stand_under_their_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    filled(tmp_path, GONE, LIVED)
    told = without_a_list(tmp_path, monkeypatch)
    assert "Home 9000101: 4 missing episodes of 2 children in twelve months" in told
    assert "Not recorded: the settings name no list of homes" in told
