"""What stands under a name on a page is measured, logged and sent when the name is chosen, and not before."""

import pytest

from data.audit_log import AuditLog
from data.snapshots import Store
from tests.pages.opened import DETAIL, opened, stands_alone, words
from tests.released import filled


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def alone(whole: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    stands_alone(monkeypatch, whole.folder.parent)
    return whole


def logged(store: Store) -> set[str]:
    """Every indicator that a co-ordinator was shown."""
    return {slug for line in AuditLog(store).lines() for slug in line.what.get("indicators", ())}


def test_a_closed_detail_is_neither_sent_nor_logged_and_an_open_one_is_both(
    alone: Store, monkeypatch: pytest.MonkeyPatch
):
    page = opened(monkeypatch, "coordinator", "board/duration.py")
    assert "Day of return" in page.pills(key=DETAIL).options
    assert "duration-days" not in logged(alone)
    assert "How many days later" not in words(page)
    questions = len(page.subheader)
    page.pills(key=DETAIL).set_value("Day of return").run()
    assert not page.exception
    assert "duration-days" in logged(alone)
    assert len(page.subheader) == questions + 1


@pytest.mark.usefixtures("alone")
def test_an_address_opens_a_detail_and_a_name_that_is_on_no_page_opens_none(monkeypatch: pytest.MonkeyPatch):
    closed = opened(monkeypatch, "coordinator", "board/who.py")
    of_age = opened(monkeypatch, "coordinator", "board/who.py", detail="Age")
    assert "How old are girls and boys?" in words(of_age)
    assert of_age.pills(key=DETAIL).value == "Age"
    unknown = opened(monkeypatch, "coordinator", "board/who.py", detail="Nothing of the kind")
    assert not unknown.exception
    assert len(unknown.subheader) == len(closed.subheader) < len(of_age.subheader)


@pytest.mark.usefixtures("alone")
def test_a_board_is_offered_no_detail_of_which_it_may_see_nothing(monkeypatch: pytest.MonkeyPatch):
    mine = opened(monkeypatch, "coordinator", "board/who.py").pills(key=DETAIL).options
    boards = opened(monkeypatch, "board", "board/who.py").pills(key=DETAIL).options
    assert "By police risk" in mine
    assert "By police risk" not in boards
    assert set(boards) < set(mine)
