"""What is marked by hand between files is kept by the rules of whatever co-ordinators write; unknown children too."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from data.audit_log import Act, AuditLog
from data.casebook import Casebook, Entry, Kind, Told
from data.erasure import erase
from data.errors import CannotWrite, NoSuchChild
from data.retention import purge, what_is_due
from data.settings import Retention, Settings, demonstration_settings
from data.subject_access import everything_about
from tests.between import ANNA, pseudonym
from tests.data.builders import a_store, load_rows, nothing_to_publish

SUNDAY = date(2016, 6, 12)
OLD, NEW = pseudonym("PERSON-778899"), pseudonym("PERSON-999111")
GONE = Told(datetime(2016, 12, 30, 20, 0), since=None, category="missing", risk="high", place="  Bus\nstation ")


def a_book(folder: Path) -> Casebook:
    """The book of a store that knows one child, of whom nothing was heard since June."""
    load_rows(folder, {"child": "PERSON-778899", "end": "2016-06-08 10:00"})
    return Casebook(a_store(folder))


def mark(child: str, told: Told = GONE) -> Entry:
    return Entry(Kind.NEWLY_MISSING, SUNDAY, "Police", child, told=told)


def test_a_mark_is_read_as_it_was_written(tmp_path: Path):
    book = a_book(tmp_path)
    back = Told(datetime(2016, 12, 30, 21, 0), "date", datetime(2016, 12, 29, 20, 0))
    kept = (book.add(mark(NEW), ANNA), book.add(Entry(Kind.CAME_BACK, SUNDAY, "Carer", NEW, "x", told=back), ANNA))
    assert book.entries() == kept
    assert [entry.told and entry.told.place for entry in kept] == ["Bus station", ""]


def test_lines_of_an_earlier_version_are_read(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(Entry(Kind.ACTION, SUNDAY, "Strategy meeting", OLD), ANNA)
    (line,) = (json.loads(item) for item in book.lines())
    del line["told"], line["sum"]
    book.path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert [(entry.text, entry.told) for entry in book.entries()] == [("Strategy meeting", None)]


def test_a_place_longer_than_a_line_is_refused(tmp_path: Path):
    book = a_book(tmp_path)
    with pytest.raises(CannotWrite, match="for a place"):
        book.add(mark(NEW, Told(datetime(2016, 12, 30), place="x" * 81)), ANNA)


def test_the_log_has_the_purpose_and_the_childs_mark_and_nothing_that_was_told(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(mark(NEW), ANNA, purpose="daily follow-up")
    (line,) = AuditLog(book.store).found([Act.CASEBOOK], child=NEW)
    assert (line.purpose, line.what["kind"]) == ("daily follow-up", "newly_missing")
    assert "Bus station" not in AuditLog(book.store).path.read_text()


def test_a_child_whom_only_a_mark_knows_can_be_erased(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(mark(NEW), ANNA)
    done = erase(
        book.store,
        "PERSON-999111",
        demonstration_settings(),
        reason="a request",
        requested_by="data protection officer",
        finish=nothing_to_publish,
    )
    assert (done.rows["casebook"], done.still_in, book.entries()) == (1, (), ())


def test_what_names_an_erased_child_goes_from_the_places_of_others(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(mark(NEW, Told(datetime(2016, 12, 30), place=f"Home of {OLD}")), ANNA)
    book.without_child(OLD, OLD)
    assert [entry.told and entry.told.place for entry in book.entries()] == ["Home of (erased)"]


def test_a_request_of_a_child_is_answered_with_what_was_written_of_the_child(tmp_path: Path):
    book = a_book(tmp_path)
    book.add(mark(NEW), ANNA)
    book.add(mark(OLD), ANNA)
    for child, tables in (("PERSON-999111", {"casebook"}), ("PERSON-778899", {"casebook", "report"})):
        result = everything_about(book.store, child, reason="request 7")
        assert tables <= {name for name, rows in result.items() if isinstance(rows, list)}
        assert [line["told"]["category"] for line in result["casebook"]] == ["missing"]
    with pytest.raises(NoSuchChild):
        everything_about(book.store, "PERSON-5", reason="request 7")


@pytest.mark.parametrize(("written", "stays"), [(datetime(2016, 12, 30), True), (datetime(2016, 8, 1), False)])
def test_whoever_was_marked_lately_was_heard_of_and_is_not_purged(tmp_path: Path, written: datetime, stays: bool):
    book = a_book(tmp_path)
    load_rows(tmp_path, {"child": "PERSON-778000", "start": "2016-12-01 10:00", "end": "2016-12-02 10:00"})
    for child in (OLD, NEW):
        book.add(mark(child), ANNA, written.astimezone())
    settings, now = Settings(retention=Retention(months=3)), datetime(2016, 12, 31)
    due = what_is_due(book.store, settings, now)
    assert (due.children, due.rows["casebook"]) == ((0, 0) if stays else (1, 2))
    purge(book.store, settings, finish=nothing_to_publish, now=now)
    assert [entry.child for entry in book.entries()] == ([OLD, NEW] if stays else [])
