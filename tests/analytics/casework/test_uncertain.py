"""What a list may lack is said beside it: refused rows without an end, doubts, files that are old by the clock."""

from datetime import datetime
from pathlib import Path

import pytest

from analytics.cards.about_data import NO_ROWS
from analytics.cards.loading import file_columns, headline
from analytics.casework.uncertain import Uncertain, uncertain
from analytics.casework.week import the_week
from analytics.reports.weekly import weekly_report
from data.keys import DEMONSTRATION_KEY
from data.settings import demonstration_settings
from data.snapshots import Store
from data.summary import FileSummary, Summary
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask, load_files, load_rows

AS_OF = datetime(2016, 12, 31)
GOOD = {"child": "A1", "start": "2016-12-29 10:00", "end": "2016-12-29 18:00"}
# Refused: a category that nobody knows.
UNREAD = {"child": "A2", "category": "MISPER-L", "start": "2016-12-30 10:00", "end": "2016-12-30 18:00"}
UNREAD_OPEN = UNREAD | {"child": "A3", "end": ""}
UNREAD_START = UNREAD | {"child": "A4", "start": "soon", "end": ""}
LONG_AGO = UNREAD | {"child": "A5", "start": "2016-06-01 10:00", "end": "2016-06-01 18:00"}
LONG_AGO_OPEN = LONG_AGO | {"child": "A6", "end": ""}


def uncertain_of(folder: Path, *rows: dict[str, str], **options: object) -> Uncertain:
    """What is said of a store with a file of these rows."""
    load_rows(folder, *rows, **options)
    return said_of(a_store(folder))


def said_of(store: Store, as_of: datetime = AS_OF) -> Uncertain:
    live = store.current()
    assert live is not None
    return uncertain(store, live, as_of)


def test_refused_rows_of_the_days_are_counted_and_those_without_an_end_said_apart(tmp_path: Path):
    result = uncertain_of(tmp_path, GOOD, UNREAD, UNREAD_OPEN, LONG_AGO)
    assert (result.refused, result.refused_open) == (2, 1)
    assert result.words == (
        "2 rows of these days could not be read and were refused; 1 of them has no end that can be read: "
        "a child may be missing who is not on this list."
    )


@pytest.mark.parametrize(
    ("row", "counts"),
    [(UNREAD, (1, 0)), (UNREAD_OPEN, (1, 1)), (UNREAD_START, (1, 1)), (LONG_AGO, (0, 0)), (LONG_AGO_OPEN, (1, 1))],
    ids=["ended", "open", "no start", "ended long ago", "open since long ago"],
)
def test_which_refused_rows_belong_to_these_days(tmp_path: Path, row: dict[str, str], counts: tuple[int, int]):
    result = uncertain_of(tmp_path, GOOD, row)
    assert (result.refused, result.refused_open) == counts


def test_a_line_that_is_no_row_may_be_a_child_who_is_missing(tmp_path: Path):
    file = a_file(tmp_path, GOOD)
    file.write_text(file.read_text() + "A9,too,many" + ",x" * 20 + "\n", encoding="utf-8")
    load_files(a_store(tmp_path), [file], a_mapping(tmp_path))
    result = said_of(a_store(tmp_path))
    assert (result.refused, result.refused_open) == (1, 1)


def test_an_open_row_of_an_older_file_is_answered_by_the_newest(tmp_path: Path):
    load_rows(tmp_path, GOOD, LONG_AGO_OPEN, mapping=MAPPING.replace("2016-12-31", "2016-07-01"))
    later = a_file(tmp_path, GOOD, name="later.csv")
    load_files(a_store(tmp_path), [later], a_mapping(tmp_path, name="later.toml"))
    assert said_of(a_store(tmp_path)).refused == 0


def test_rows_with_a_doubt_are_counted(tmp_path: Path):
    first, second = ({**GOOD, "start": f"2016-12-{day} 12:00", "end": ""} for day in (28, 30))
    result = uncertain_of(tmp_path, first, second)
    assert (result.doubted, result.doubted_open) == (1, 1)
    assert result.words == "1 row of these days was loaded with a doubt; 1 of them is open."


def test_what_is_said_of_a_refused_row_is_kept_with_it(tmp_path: Path):
    load_rows(tmp_path, GOOD, UNREAD, UNREAD_OPEN)
    kept = ask(a_store(tmp_path), "SELECT is_open, started_at FROM refused.refused_row ORDER BY row_number")
    assert kept == [(False, datetime(2016, 12, 30, 10)), (True, datetime(2016, 12, 30, 10))]


def test_nothing_is_said_where_nothing_was_refused(tmp_path: Path):
    assert uncertain_of(tmp_path, GOOD).words == ""


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (datetime(2017, 1, 3), ""),
        (datetime(2017, 1, 3, 0, 1), "The newest file knows until 31 December 2016, 3 days ago: others."),
        (datetime(2017, 1, 6), "The newest file knows until 31 December 2016, 6 days ago: others."),
    ],
    ids=["three days", "a minute more", "six days"],
)
def test_old_files_are_said_by_the_clock(tmp_path: Path, clock: datetime, said: str):
    assert uncertain_of(tmp_path, GOOD).stale_words(clock, 3, "others.") == said


def test_the_report_and_the_list_say_it_later_than_the_page_now(tmp_path: Path):
    load_rows(tmp_path, GOOD, UNREAD_OPEN)
    store = a_store(tmp_path)
    live = store.current()
    assert live is not None
    week = the_week(store, live, demonstration_settings())
    assert week.stale_now(datetime(2017, 1, 5)) and not week.stale_week(datetime(2017, 1, 5))  # noqa: PT018
    late = weekly_report(week, datetime(2017, 1, 10))
    assert late.headline.startswith("The newest file knows until 31 December 2016, 10 days ago: what happened since")
    assert "1 of them has no end that can be read" in late.uncertain


def test_the_demonstration_is_never_old_since_its_clock_stands_still(tmp_path: Path):
    result = uncertain_of(tmp_path, GOOD, key=DEMONSTRATION_KEY)
    assert result.is_invented
    assert result.stale_words(datetime(2030, 1, 1), 3, "others.") == ""


def test_the_summary_begins_with_what_would_change_a_decision():
    not_read = "NOT READ: sheet 'June', which looks as if it holds rows."
    file = FileSummary("a.xlsx", "police", "episodes", 9, 7, 0, 2, refused_open=1, tolerances=("Spaces.", not_read))
    text = headline(Summary((file,), 0, {}, None, Path()), is_done=True)
    assert text == (
        "1 refused row has no end that can be read: a child may be missing who will be on no list. "
        f"{not_read} 7 of 9 rows were loaded; 0 are duplicates, 2 were refused."
    )


@pytest.mark.parametrize(
    ("covers", "said"),
    [
        (
            "",
            "The file has no rows, only headings, and no period that it speaks for: it says nothing, and is not kept.",
        ),
        (
            'covers = ["2016-10-01", "2017-01-01"]',
            "The file has no rows, only headings: it says that nothing happened from 1 October 2016 to 31",
        ),
    ],
    ids=["no period", "a period"],
)
def test_a_file_of_headings_alone_says_what_it_says_of_its_period(tmp_path: Path, covers: str, said: str):
    summary = load_rows(tmp_path, mapping=MAPPING.replace("[columns]", f"{covers}\n[columns]"))
    assert summary.files[0].tolerances[-1].startswith(said)
    assert file_columns(summary)["Rows in"] == [NO_ROWS]
    assert (a_store(tmp_path).current() is not None) == bool(covers)
