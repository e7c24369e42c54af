"""A child who was erased, and what names the child on sheets that come back, in words of co-ordinators and of homes."""

from datetime import date
from pathlib import Path

import pytest

from analytics.casework.handover.interviews import interview_books, names
from analytics.casework.rows import reference
from data.audit_log import this_user
from data.casebook import Casebook, Entry, Kind
from data.erasure import erase
from data.handover.differences import HEADINGS
from data.pseudonyms import Pseudonyms
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from data.subject_access import everything_about
from data.warehouse import warehouse
from tests.analytics.casework.handed_over import (
    Rows,
    a_store_of,
    asked,
    away,
    filled,
    live,
    saved_again,
    sent_back,
    settings_with_ids,
    sheets_of,
    week_of,
)
from tests.data.builders import nothing_to_publish

GONE, OTHER = "00451", "00452"
ROWS = (
    away(GONE, "2016-12-20 20:00", "2016-12-21 09:00"),
    away(OTHER, "2016-12-19 20:00", "2016-12-20 09:00"),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store_of(tmp_path, *ROWS)


def sheet(store: Store, to: Settings) -> Rows:
    """The sheet of overdue interviews: headings, then the child of OTHER and of GONE."""
    (book,) = interview_books(week_of(store), names(store, to))
    return sheets_of(book.make())["Overdue"]


def line_of(rows: Rows, child: str) -> int:
    return next(number for number, row in enumerate(rows) if row[1] == child)


def pseudonym(store: Store, child: str) -> str:
    return Pseudonyms(store.settled_key()).of_one(child, "council")


def erased(store: Store, child: str = GONE) -> None:
    erase(
        store,
        child,
        demonstration_settings(),
        reason="asked for",
        requested_by="the officer",
        finish=nothing_to_publish,
    )


def originals(store: Store) -> list[str]:
    return warehouse(live(store).refused).query("SELECT original FROM refused_row")["original"].to_list()


def half(rows: Rows, child: str, **others: object) -> bytes:
    return saved_again({"Overdue": filled(rows, line_of(rows, child), Outcome="Held", **others)})


def test_a_refused_row_that_names_the_child_by_its_reference_alone_is_the_childs(store: Store, tmp_path: Path):
    rows = sheet(store, settings_with_ids(tmp_path, GONE, OTHER))
    sent_back(store, tmp_path, half(rows, GONE, Child_ID=""))
    assert len(originals(store)) == 1
    result = everything_about(store, GONE, reason="request 7")
    assert len(result["refused_row"]) == 1
    erased(store)
    assert originals(store) == []


@pytest.mark.parametrize("spelling", [GONE, "451", 451, "451.0", ""])
def test_a_sheet_that_comes_back_later_brings_no_word_of_the_child(store: Store, tmp_path: Path, spelling: object):
    rows = sheet(store, settings_with_ids(tmp_path, GONE, OTHER))
    erased(store)
    sent_back(store, tmp_path, half(rows, GONE, Child_ID=spelling))
    assert originals(store) == [""]


def test_nor_does_one_that_names_the_child_as_our_pages_do(store: Store, tmp_path: Path):
    rows = sheet(store, demonstration_settings())
    name = reference(pseudonym(store, GONE))
    erased(store)
    sent_back(store, tmp_path, half(rows, name, **{"Reference_(leave_as_it_is)": ""}))
    assert originals(store) == [""]


def test_what_co_ordinators_wrote_loses_the_reference_of_our_pages(store: Store):
    gone = reference(pseudonym(store, GONE))
    text = f"Look at {gone} and {gone.lower()} together with the home"
    Casebook(store).add(Entry(Kind.DECIDED, date(2016, 12, 25), text), this_user())
    assert [line["text"] for line in everything_about(store, GONE, reason="request 7")["casebook"]] == [text]
    erased(store)
    assert gone.lower() not in Casebook(store).path.read_text().lower()


def test_a_note_of_a_home_loses_whoever_is_erased(store: Store, tmp_path: Path):
    rows = sheet(store, settings_with_ids(tmp_path, GONE, OTHER))
    gone = reference(pseudonym(store, GONE))
    episode = rows[line_of(rows, OTHER)][0]
    sheet_of = [list(HEADINGS.values()), [episode, OTHER, "Ours is right", f"with {gone}"]]
    sent_back(store, tmp_path, saved_again({"Differences": sheet_of}))
    assert asked(store, "SELECT note FROM reply") == [(f"with {gone}",)]
    erased(store)
    assert gone not in str(asked(store, "SELECT note FROM reply"))
