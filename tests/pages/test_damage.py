"""A damaged store: no wrong number, no path, no traceback, and `missing doctor` says what is amiss."""

import re
import shutil
from datetime import date
from pathlib import Path
from random import Random

import pytest
from streamlit.testing.v1 import AppTest

from analytics.refresh import erase_child, refresh
from analytics.views.view import forget_snapshots
from data.audit_log import Actor
from data.casebook import Casebook, Entry, Kind
from data.doctor import examined
from data.errors import DamagedStore, DashboardError
from data.load import Delivery
from data.messages.ledger import Ledger, Note
from data.messages.message import Kind as MessageKind
from data.snapshots import Snapshot, Store
from data.warehouse import warehouse
from pages.common import damage
from tests.data.builders import MAPPING, a_file, a_mapping
from tests.pages.opened import opened
from tests.released import SETTINGS, a_row, approved, filled_anew
from tests.shared import made_once
from tests.sizes import few_or_many

COORDINATOR = Actor("anna", "coordinator")
# Of the demonstration's key and of no file: nothing to change in a lock.
TOLD_APART = re.compile(r"Traceback|Error\b|Exception|duckdb\.|/store|/tmp")
# What tells nobody anything: one bit of the unused room at the end of a page of a database is found all the same.
FLIPS = few_or_many(6, 100)


@pytest.fixture(scope="module")
def loaded() -> Store:
    """Two snapshots, an erased child, a casebook, a note of messages sent, a log and an approved release."""
    return Store(made_once("to-be-damaged", make) / "store")


def make(folder: Path) -> None:
    """That store, made anew in this folder."""
    store = filled_anew(folder)
    words = {"namespace": "council", "reason": "a request", "requested_by": "an officer"}
    erase_child(store, "planted-child-7", SETTINGS, **words)
    row = a_row(Random(1), 5000, date(2026, 9, 12))
    mapping = a_mapping(folder, MAPPING.replace("2016-12-31", "2026-10-05T08:30:00"), name="next.toml")
    refresh(store, [Delivery((a_file(folder, row, name="next.csv"),), mapping)], SETTINGS, key=b"k" * 32)
    for text in ("Strategy meeting", "Visit"):
        Casebook(store).add(Entry(Kind.ACTION, date(2026, 10, 4), text, owner="Team manager"), COORDINATOR)
    Ledger(store).write(MessageKind.MORNING, Note(ran_at="2026-10-05 07:30", outcome="sent", said=("2 overdue.",)))
    approved(store)


def files_of(store: Store) -> list[Path]:
    """Every file that holds something."""
    return sorted(path for path in store.folder.rglob("*") if path.is_file() and path.stat().st_size)


def flipped(file: Path, random: Random) -> str:
    """Changes one bit of the file, and says where."""
    content = bytearray(file.read_bytes())
    at, bit = random.randrange(len(content)), random.randrange(8)
    content[at] ^= 1 << bit
    file.chmod(0o600)
    file.write_bytes(content)
    return f"{file.name} at {at}, bit {bit}"


def forget() -> None:
    """As a process that has just started."""
    forget_snapshots()
    warehouse.cache_clear()
    damage.log_is_broken.cache_clear()


def shown(monkeypatch: pytest.MonkeyPatch, audience: str) -> tuple[str, str]:
    """What the first page of the audience says of figures, and what it says besides: warnings and errors."""
    forget()
    app = opened(monkeypatch, audience, "main.py")
    assert not app.exception
    # As a reader sees it: without the marks that keep Markdown from reading it.
    besides = " ".join(item.value for item in (*app.warning, *app.error)).replace("\\", "")
    assert not TOLD_APART.search(besides), besides
    return figures(app), besides


def figures(app: AppTest) -> str:
    """The headline, the sentences and the tables."""
    tables = [str(table.value) for table in app.table]
    return "\n".join([*(item.value for item in (*app.header, *app.markdown)), *tables])


def before(store: Store) -> Snapshot:
    """The snapshot before the live one."""
    return store.snapshots()[-2]


@pytest.mark.long
def test_no_single_changed_bit_shows_a_wrong_number(
    loaded: Store, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    """Over every file of a store, and places chosen by chance; doctor meets at least 99 in 100."""
    random, audiences = Random(21), ("board", "coordinator", "scrutiny")
    whole = {audience: {shown(monkeypatch, audience)[0]} for audience in audiences}
    store.point_to(before(store).name)
    for audience in audiences:
        whole[audience].add(shown(monkeypatch, audience)[0])
    names = [path.relative_to(loaded.folder) for path in files_of(loaded)]
    chosen = random.sample(names, len(names))
    missed, wrong = [], []
    for number in range(FLIPS):
        shutil.rmtree(store.folder)
        shutil.copytree(loaded.folder, store.folder)
        where = flipped(store.folder / chosen[number % len(chosen)], random)
        if not any(finding.is_amiss for finding in examined(store)):
            missed.append(where)
        for audience in audiences if FLIPS >= 100 or number % 3 == 0 else audiences[:1]:
            text, besides = shown(monkeypatch, audience)
            is_said = bool(besides) or "MISSING_LOCAL_AUDIENCE" in text
            if text not in whole[audience] and not is_said:
                wrong.append(f"{where}, as {audience}")
    assert (wrong, len(missed) <= FLIPS // 100) == ([], True), missed


def test_readers_of_a_damaged_snapshot_are_shown_the_one_before_and_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = before(store)
    flipped(store.live().published, Random(0))
    text, besides = shown(monkeypatch, "board")
    assert "The newest records are damaged" in besides
    assert f"snapshot {expected.name}" in besides
    store.point_to(expected.name)
    assert shown(monkeypatch, "board") == (text, "")


def test_a_snapshot_that_is_gone_is_read_as_the_one_before(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(store.live().folder)
    assert "The newest records are damaged" in shown(monkeypatch, "board")[1]


def test_where_nothing_is_whole_one_sentence_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for snapshot in store.snapshots():
        flipped(snapshot.published, Random(0))
    _, besides = shown(monkeypatch, "board")
    assert "is damaged (board/published.duckdb), so nothing of it is read" in besides


def test_nothing_is_loaded_on_top_of_damage_and_rollback_is_the_way_out(store: Store, tmp_path: Path) -> None:
    expected = before(store)
    flipped(store.live().episodes, Random(0))
    file = a_file(tmp_path, a_row(Random(2), 6000, date(2026, 9, 13)), name="third.csv")
    mapping = a_mapping(tmp_path, MAPPING.replace("2016-12-31", "2026-10-05T09:30:00"))
    with pytest.raises(DamagedStore, match="missing rollback"):
        refresh(store, [Delivery((file,), mapping)], SETTINGS, key=b"k" * 32)
    told: list[tuple[str, str]] = []
    store.rollback(lambda live, earlier: told.append((live.name, earlier.name)))
    assert store.live().name == expected.name
    assert told == [(f"{int(expected.name) + 1:06d}", expected.name)]
    assert refresh(store, [Delivery((file,), mapping)], SETTINGS, key=b"k" * 32).snapshot


@pytest.mark.parametrize("text", ["", "000001", "000099 aaaa", "\x00\xff", "00000"])
def test_a_pointer_that_was_lost_or_changed_never_leads_elsewhere(
    store: Store, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name alone is what earlier versions wrote: one that is not there any more is gone."""
    store.pointer.write_text(text, encoding="latin-1")
    with pytest.raises(DamagedStore):
        store.live()
    assert "The newest records are damaged" in shown(monkeypatch, "board")[1]


def test_a_lost_pointer_is_no_empty_store(store: Store) -> None:
    """A load into it would begin the store anew, and remove every record."""
    store.pointer.unlink()
    with pytest.raises(DamagedStore):
        store.current()


def test_a_broken_log_is_told_to_readers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    log = store.folder / "audit.jsonl"
    log.write_bytes(log.read_bytes().replace(b"an officer", b"an Officer"))
    for audience in ("board", "coordinator"):
        assert shown(monkeypatch, audience)[1] == damage.BROKEN_LOG
    assert damage.BROKEN_LOG not in shown(monkeypatch, "scrutiny")[1]


def test_a_cut_log_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    log = store.folder / "audit.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-2]))
    assert damage.BROKEN_LOG in shown(monkeypatch, "board")[1]


def test_a_lost_key_is_one_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.key_file.unlink()
    _, besides = shown(monkeypatch, "board")
    assert besides.startswith("pseudonym.key is missing")
    assert [finding.of for finding in examined(store) if finding.is_amiss and finding.of == "Key"]


def test_another_key_loads_nothing(store: Store) -> None:
    """The same child would become two."""
    store.key_file.write_bytes(bytes(32))
    with pytest.raises(DashboardError, match="is not the key that this store was made with"):
        store.settled_key()


def test_a_damaged_line_of_the_casebook_is_left_out_and_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Casebook(store)
    book.path.write_text(book.path.read_text(encoding="utf-8").replace("Visit", "Vizit"), encoding="utf-8")
    assert [entry.text for entry in book.entries()] == ["Strategy meeting"]
    assert "1 line of what co-ordinators wrote down" in shown(monkeypatch, "coordinator")[1]
    book.add(Entry(Kind.ACTION, date(2026, 10, 4), "Call", owner="Team manager"), COORDINATOR)
    assert (book.unread(), [entry.text for entry in book.entries()]) == (1, ["Strategy meeting", "Call"])


def test_a_page_that_fails_unforeseen_says_so_calmly(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_reader: object) -> None:
        raise RuntimeError(f"a row of child A1 in {store.folder}")

    monkeypatch.setattr("pages.common.frame.say_damage", fails)
    assert shown(monkeypatch, "board")[1] == damage.UNFORESEEN


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The store /srv/missing/store is empty. Load a file first.", "The store is empty. Load a file first."),
        ("The audit log of /srv/missing/store cannot be written.", "The audit log of the store cannot be written."),
        ("/srv/missing/store/pseudonym.key is missing", "pseudonym.key is missing"),
        ("/etc/missing/initials.csv cannot be read", "initials.csv cannot be read"),
        (r"C:\council\initials.csv cannot be read", "initials.csv cannot be read"),
        ("is not over at 05/10/2026. See docs/deploying.md", "is not over at 05/10/2026. See docs/deploying.md"),
        (
            "It must end in /oauth2callback, as https://a.example/b/c",
            "It must end in /oauth2callback, as https://a.example/b/c",
        ),
    ],
)
def test_no_reader_sees_a_path(text: str, said: str) -> None:
    assert damage.in_readers_words(text, Path("/srv/missing/store")) == said


def test_the_list_of_the_erased_is_never_read_when_damaged(store: Store) -> None:
    content = store.erased_file.read_text()
    store.erased_file.write_text(content.replace(content[6], "0" if content[6] != "0" else "1", 1))
    assert "Erased children" in [finding.of for finding in examined(store) if finding.is_amiss]


def test_a_whole_store_is_well(store: Store) -> None:
    assert [finding for finding in examined(store) if finding.is_amiss] == []
