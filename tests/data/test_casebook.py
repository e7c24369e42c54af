"""What co-ordinators add is kept through loads and rollbacks, told to the audit log, and gone when its child is."""

from datetime import date, datetime
from pathlib import Path

import pytest

from data.audit_log import Act, Actor, AuditLog
from data.casebook import Casebook, Entry, Kind, trigger_name
from data.erasure import erase
from data.errors import CannotWrite
from data.pseudonyms import Pseudonyms
from data.retention import purge, what_is_due
from data.settings import Retention, Settings, demonstration_settings
from data.snapshots import Store
from tests.data.builders import a_store, load_rows, nothing_to_publish

ANNA = Actor("anna", "coordinator")
SUNDAY = date(2016, 6, 12)
GONE, STAYS = (Pseudonyms(b"k" * 32).of_one(child, "council") for child in ("PERSON-778899", "PERSON-778000"))


def a_book(folder: Path) -> Casebook:
    """The book of a store that holds both children."""
    load_rows(
        folder,
        {"child": "PERSON-778899", "end": "2016-06-08 10:00"},
        {"child": "PERSON-778000", "start": "2016-12-01 10:00", "end": "2016-12-02 10:00"},
    )
    return Casebook(a_store(folder))


def action(child: str = "", text: str = "Strategy meeting", week: date = SUNDAY) -> Entry:
    return Entry(Kind.ACTION, week, text, child, owner="Team manager", due=date(2016, 6, 14))


def no_announcement(*_snapshots: object) -> None:
    """Tells nobody."""


def test_what_was_added_is_read_as_it_was_written_with_who_and_a_number(tmp_path: Path):
    book = a_book(tmp_path)
    first = book.add(action(GONE, "  Strategy\n meeting "), ANNA)
    second = book.add(Entry(Kind.DONE, SUNDAY, "Held", GONE, about="1"), ANNA)
    assert book.entries() == (first, second)
    assert (first.text, first.who, first.number, second.number) == ("Strategy meeting", "anna", 1, 2)
    assert (first.due, first.week, first.kind) == (date(2016, 6, 14), SUNDAY, Kind.ACTION)


OLD_LINE = (
    '{"kind": "acknowledged", "week": "2016-06-12", "text": "Discussed", "child": "C0", "about": "3 in 90 · C0 · '
    '2016-06-08 10:00", "owner": "", "due": null, "number": 7, "at": "2016-06-13T09:00:00+00:00", "who": "anna"}'
)


def test_lines_from_before_answers_knew_their_episodes_are_read_and_stay(tmp_path: Path):
    book = a_book(tmp_path)
    book.write([OLD_LINE])
    (old,) = book.entries()
    assert (old.kind, old.text, old.due, old.episodes, old.number) == (Kind.ACKNOWLEDGED, "Discussed", None, 0, 7)
    assert old.about == trigger_name("3 in 90", "C0", datetime(2016, 6, 8, 10))
    assert book.add(action(), ANNA).number == 8
    assert book.entries()[0] == old


def test_an_erasure_takes_what_was_decided_for_the_child_and_answered_to_its_triggers(tmp_path: Path):
    book = a_book(tmp_path)
    for kind in (Kind.DECIDED, Kind.ACKNOWLEDGED, Kind.CLOSED):
        about = "" if kind is Kind.DECIDED else trigger_name("3 in 90", GONE, datetime(2016, 6, 8, 10))
        book.add(Entry(kind, SUNDAY, "Words about the child", GONE, about=about, episodes=3), ANNA)
    stays = book.add(Entry(Kind.ATTENDED, SUNDAY, "Team manager, police"), ANNA)
    assert book.without_child(GONE, GONE) == 3
    assert book.entries() == (stays,)


def test_an_earlier_week_knows_nothing_of_a_later_one(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(action(week=date(2016, 6, 19)), ANNA)
    assert book.entries(until=SUNDAY) == ()
    assert len(book.entries(until=date(2016, 6, 19))) == 1


def test_each_line_follows_one_of_the_audit_log_that_holds_neither_words_nor_pseudonym(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(action(GONE, "Words of the co-ordinator"), ANNA)
    (line,) = AuditLog(book.store).found([Act.CASEBOOK])
    assert (line.who, line.audience, line.what["kind"], line.what["entry"]) == ("anna", "coordinator", "action", 1)
    assert AuditLog(book.store).found([Act.CASEBOOK], child=GONE) == [line]
    assert "Words" not in AuditLog(book.store).path.read_text()
    assert GONE not in AuditLog(book.store).path.read_text()


def test_loads_and_rollback_leave_it_as_it_is(tmp_path: Path):
    book = a_book(tmp_path)
    before = book.add(action(GONE), ANNA)
    load_rows(tmp_path, {"child": "PERSON-778111", "end": ""})
    assert book.entries() == (before,)
    book.store.rollback(no_announcement)
    assert book.entries() == (before,)


def test_an_erasure_takes_the_childs_lines_and_what_names_the_child_elsewhere(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(action(GONE), ANNA)
    book.add(action(STAYS, f"With {GONE} and person-778899"), ANNA)
    done = erase(
        book.store,
        "PERSON-778899",
        demonstration_settings(),
        reason="a request",
        requested_by="data protection officer",
        finish=nothing_to_publish,
    )
    assert done.rows["casebook"] == 1
    assert done.still_in == ()
    assert [(entry.child, entry.text) for entry in book.entries()] == [(STAYS, "With (erased) and (erased)")]


def test_a_purge_takes_what_is_of_children_who_go_and_what_is_of_none_and_old(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(action(GONE), ANNA)
    kept = (book.add(action(STAYS), ANNA), book.add(action(text="Of no child, and new"), ANNA))
    settings = Settings(retention=Retention(months=3))
    now = datetime(2016, 12, 31)
    assert what_is_due(book.store, settings, now).rows["casebook"] == 1
    assert purge(book.store, settings, finish=nothing_to_publish, now=now).rows["casebook"] == 1
    assert book.entries() == kept
    book.kept([STAYS], datetime(9999, 1, 1))
    assert book.entries() == kept[:1]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (action(text="  "), "Write a few words"),
        (action(text="x" * 301), "at most 300 characters"),
        (Entry(Kind.ACTION, SUNDAY, "Do", owner="x" * 81), "and 80 for who"),
    ],
)
def test_words_that_are_missing_or_too_long_are_refused_and_nothing_is_logged(tmp_path: Path, entry: Entry, said: str):
    book = a_book(tmp_path)
    with pytest.raises(CannotWrite, match=said):
        book.add(entry, ANNA)
    assert book.entries() == ()
    assert AuditLog(book.store).found([Act.CASEBOOK]) == []


def test_a_store_that_may_only_be_read_takes_no_line_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    book = a_book(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("data.casebook.holding", refuse)
    with pytest.raises(CannotWrite, match="may only read the store"):
        book.add(action(), ANNA)
    assert Store(book.store.folder).current() is not None
