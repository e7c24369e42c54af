"""Pages of single children: who goes most often, and who is classed absent. For co-ordinators alone, and logged."""

import json

import pytest

from data.snapshots import Store
from tests.pages.opened import opened, words
from tests.released import filled_anew

REPEAT, ABSENT = "coordinator/repeat_children.py", "coordinator/classed_absent.py"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of many children, without absences."""
    return filled_anew(tmp_path_factory.mktemp("children"))


def test_the_group_and_the_days_are_the_readers_choice(store: Store, monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "coordinator", REPEAT, group="Top 5", over="The period")
    assert not page.exception
    told = words(page)
    assert "The 5 children who went most often had" in told
    assert "Persistent-missing histogram" in told
    assert "Who turns 18?" in told
    assert "Of the 5 on the list " in told
    page = opened(monkeypatch, "coordinator", REPEAT, group="2 times or more")
    assert "2 times or more, and had" in words(page)
    # What nobody offered is not taken from an address.
    assert "The 20 children" in words(opened(monkeypatch, "coordinator", REPEAT, group="Top 1"))
    lines = [json.loads(line) for line in (store.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert any("who go missing most often" in json.dumps(line) for line in lines)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("page", [REPEAT, ABSENT])
def test_no_other_reader_sees_them(page: str, monkeypatch: pytest.MonkeyPatch):
    seen = opened(monkeypatch, "board", page)
    assert not seen.header
    assert "who went most often" not in words(seen)


@pytest.mark.usefixtures("store")
def test_a_store_without_absences_says_so_in_place_of_noughts(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "coordinator", ABSENT)
    assert not page.exception
    assert "Not recorded in any file of this period: absences." in words(page)
    assert not page.header
