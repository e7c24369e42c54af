"""What each reader is shown where the board's tables are those of an earlier load, or are not there."""

import signal
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics import refresh
from analytics.disclosure.gate import published_in
from analytics.releases.board_audit import audit_snapshot
from analytics.words.behind import board_behind
from data.audit_log import Act, AuditLog
from data.errors import DashboardError
from data.load import Delivery
from data.settings import demonstration_settings
from data.snapshots import Store
from data.summary import Summary
from tests.data.builders import MAPPING, a_file, a_mapping, ask
from tests.data.killed import die_while_publishing, ending_of
from tests.pages.opened import ROOT, opened, stands_alone, words
from tests.weekly import Row, council, row

SETTINGS = demonstration_settings()
EPISODES = "SELECT count(*) FROM episode_facts"
FIRST, LAST = datetime(2026, 5, 10, 8), datetime(2026, 5, 17, 8)
ROWS = council(24, 300, date(2025, 4, 1), FIRST.date())
NEW = row(900, 3, datetime(2026, 5, 12, 20))
BOARD_PAGES = sorted((ROOT / "pages" / "board").glob("[a-z]*.py"))


def cannot(*_: object, **__: object) -> None:
    """Stands in the place of the board's tables, and fails with a word that nobody may read."""
    raise ValueError("ann-smith")


def delivery(folder: Path, rows: Iterable[Row], as_of: datetime) -> Delivery:
    """A file of these rows and how it is read: it goes from April 2025 to the time."""
    covers = f'as_of = "{as_of.isoformat()}"\ncovers = ["2025-04-01", "{as_of.date()}"]'
    mapping = MAPPING.replace('as_of = "2016-12-31"', covers)
    name = f"to-{as_of.date()}"
    return Delivery((a_file(folder, *rows, name=f"{name}.csv"),), a_mapping(folder, mapping, name=f"{name}.toml"))


def first(folder: Path) -> Delivery:
    """A year of 24 children, to 10 May 2026."""
    return delivery(folder, ROWS, FIRST)


def second(folder: Path) -> Delivery:
    """A week later: one episode more."""
    return delivery(folder, [*ROWS, NEW], LAST)


def loaded(store: Store, files: Delivery) -> Summary:
    return refresh.refresh(store, [files], SETTINGS)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    stands_alone(monkeypatch, tmp_path)
    return Store(tmp_path / "store")


@pytest.fixture
def behind(empty: Store, tmp_path: Path) -> Store:
    """Two loads, of which the second was killed while its tables were hidden."""
    loaded(empty, first(tmp_path))
    files, mapping = second(tmp_path)
    assert mapping is not None
    assert ending_of(die_while_publishing, empty.folder, files[0], mapping) == -signal.SIGKILL
    return empty


def of_board(store: Store) -> str:
    return published_in(store.live().published).snapshot


def test_after_a_kill_co_ordinators_read_the_new_records_and_the_board_the_earlier_tables(
    behind: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (behind.live().name, of_board(behind)) == ("000002", "000001")
    assert audit_snapshot(behind, behind.live())[0].passed
    board = words(opened(monkeypatch, "board", "board/overview.py"))
    assert "still those of snapshot 000001, data to 10 May 2026, 08:00" in board
    assert "Those of snapshot 000002, data to 17 May 2026, 08:00, are not published yet." in board
    mine = words(opened(monkeypatch, "coordinator", "board/overview.py"))
    assert "still those of" not in mine
    assert "17 May 2026" in mine
    assert "snapshot 000002" in mine


def test_it_is_published_again_by_command_and_the_pages_say_nothing_more(
    behind: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh.publish_again(behind, SETTINGS)
    assert of_board(behind) == "000002"
    assert board_behind(behind.live()) == ""
    assert "still those of" not in words(opened(monkeypatch, "board", "board/overview.py"))
    with pytest.raises(DashboardError, match="published to the board already"):
        refresh.publish_again(behind, SETTINGS)


def test_where_publishing_raises_everybody_is_told_and_no_word_of_a_child_is(
    empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(empty, first(tmp_path))
    before = ask(empty, EPISODES)
    monkeypatch.setattr(refresh, "published_now", cannot)
    (note,) = loaded(empty, second(tmp_path)).notes
    assert "could not be published" in note
    assert ask(empty, EPISODES) == [(before[0][0] + 1,)]
    assert of_board(empty) == "000001"
    board = words(opened(monkeypatch, "board", "board/overview.py"))
    assert "could not be published" in board
    assert "An error that nobody foresaw." in board
    assert "ValueError" not in board
    assert "ValueError at" in note
    *_, line = AuditLog(empty).lines()
    assert line.act == Act.PUBLICATION.value
    assert "ann-smith" not in f"{note} {board} {line.what}"


def test_an_erasure_whose_publishing_fails_takes_the_child_and_moves_no_number_of_the_board(
    empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(empty, first(tmp_path))
    read = published_in(empty.live().published).rows
    monkeypatch.setattr(refresh, "published_now", cannot)
    done = refresh.erase_child(
        empty, "child-1", SETTINGS, namespace="council", reason="a request", requested_by="an officer"
    )
    assert "could not be published" in done.notes[0]
    assert [snapshot.name for snapshot in empty.snapshots()] == [done.snapshot]
    assert published_in(empty.live().published).rows.equals(read)
    monkeypatch.undo()
    assert done.still_in == ()
    assert refresh.publish_again(empty, SETTINGS) == ()
    assert of_board(empty) == done.snapshot


def test_a_first_load_that_cannot_be_published_is_a_calm_page_for_the_board_and_whole_for_co_ordinators(
    empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "published_now", cannot)
    assert loaded(empty, first(tmp_path)).snapshot == "000001"
    board = opened(monkeypatch, "board", "main.py")
    assert not board.exception
    assert not board.error
    assert [item.value for item in board.info if "published to the board yet" in item.value]
    mine = opened(monkeypatch, "coordinator", "main.py")
    assert not mine.exception
    assert not mine.error
    exact = opened(monkeypatch, "coordinator", "board/overview.py")
    assert not exact.exception
    assert "snapshot 000001" in words(exact)


def test_every_page_of_a_first_load_that_cannot_be_published_is_calm(
    empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The board is told that there is nothing yet; a co-ordinator needs its tables for its own paper alone."""
    monkeypatch.setattr(refresh, "published_now", cannot)
    loaded(empty, first(tmp_path))
    for path in BOARD_PAGES:
        page = path.relative_to(ROOT / "pages").as_posix()
        told = [item.value for item in opened(monkeypatch, "board", page).exception]
        assert [text for text in told if "published to the board yet" not in text] == [], page
        mine = opened(monkeypatch, "coordinator", page)
        assert [item.value for item in mine.exception if page != "board/report.py"] == [], page
