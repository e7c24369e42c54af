"""Whether a child is back: what the end, a word in its place, a blank and the child's later episodes say."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from data.checks import RULE_TITLES
from data.formats.episodes import end_status
from data.warehouse import known_at
from tests.builders import Row, facts_of, prepared_facts, report
from tests.data.builders import MAPPING, a_store, ask, load_rows

AS_OF = datetime(2026, 10, 5, 7, 30)


def open_at(*reports: Row, as_of: datetime = AS_OF) -> list[datetime]:
    """The starts of the episodes that are open at the moment."""
    return prepared_facts(reports, as_of=as_of).filter("is_open")["started_at"].to_list()


def statuses(*reports: Row, as_of: datetime = AS_OF) -> list[str]:
    """How each episode stands at the moment, oldest first."""
    return known_at(facts_of(reports), as_of)["end_status"].to_list()


# --- what one row says ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "word", "blank", "status"),
    [
        (datetime(2026, 10, 1), None, "not_known", "returned"),
        (None, None, "open", "open"),
        (None, None, "returned", "returned"),
        (None, None, "not_known", "not_known"),
        (None, "still_missing", "returned", "open"),
        (None, "not_known", "open", "not_known"),
        (None, "error", "returned", "in_doubt"),
    ],
)
def test_an_end_is_believed_before_a_word_and_a_word_before_what_a_blank_means(ended, word, blank, status) -> None:
    rows = pl.DataFrame({"ended_at": [ended], "ended_word": [word]}, {"ended_at": pl.Datetime, "ended_word": pl.String})
    assert rows.select(end_status(rows.columns, blank)).item() == status


@pytest.mark.parametrize(
    ("blank", "status", "is_open"),
    [("still_missing", "open", True), ("returned", "returned", False), ("not_known", "not_known", False)],
)
def test_what_a_blank_end_means_is_in_the_mapping(tmp_path: Path, blank: str, status: str, is_open: bool) -> None:
    mapping = MAPPING.replace("[source]", f'[source]\nblank_end = "{blank}"')
    load_rows(tmp_path, {"end": ""}, mapping=mapping)
    assert ask(a_store(tmp_path), "SELECT end_status, hours_band FROM episode_facts") == [
        (status, "still-missing" if is_open else "time-not-recorded")
    ]


@pytest.mark.parametrize(
    ("written", "status", "is_open"),
    [
        ("", "not_known", False),
        ('blank_end = "still_missing"', "open", True),
        ('blank_end = "returned"', "returned", False),
    ],
)
def test_a_file_without_a_column_of_ends_says_of_nobody_that_they_are_still_missing(
    tmp_path: Path, written: str, status: str, is_open: bool
) -> None:
    lines = MAPPING.replace("[source]", f"[source]\n{written}").splitlines()
    without = "\n".join(line for line in lines if not line.startswith("ended_at"))
    load_rows(tmp_path, {"end": "2016-04-02 10:00"}, mapping=without)
    assert ask(a_store(tmp_path), "SELECT end_status, ended_at, hours_band FROM episode_facts") == [
        (status, None, "still-missing" if is_open else "time-not-recorded")
    ]


def test_a_return_without_a_time_needs_no_interview_has_no_hours_and_no_days() -> None:
    [row] = prepared_facts([report(ended=None, end_status="returned")], as_of=AS_OF).to_dicts()
    names = ("is_open", "hours_band", "hours_missing", "days_band", "interview_required", "interview_due")
    assert [row[name] for name in names] == [False, "time-not-recorded", None, None, False, False]


def test_an_end_that_cannot_be_read_is_open_with_a_doubt() -> None:
    assert statuses(report(ended=None, end_status="in_doubt")) == ["in_doubt"]
    assert open_at(report(ended=None, end_status="in_doubt")) == [datetime(2026, 3, 1, 10)]


def test_who_is_not_known_to_be_back_is_not_counted_as_missing_now() -> None:
    assert open_at(report(ended=None, end_status="not_known")) == []


# --- sources that disagree ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "agreed"),
    [
        ("open", "returned", "returned"),
        ("open", "not_known", "open"),
        ("in_doubt", "not_known", "in_doubt"),
        ("in_doubt", "open", "open"),
        ("not_known", "returned", "returned"),
    ],
)
def test_a_return_is_believed_before_still_missing_and_that_before_not_known(one: str, other: str, agreed: str) -> None:
    for first, second in ((one, other), (other, one)):
        reports = [
            report(ended=None, end_status=first),
            report(ended=None, end_status=second, system="social_care"),
        ]
        assert statuses(*reports) == [agreed]


# --- later episodes -------------------------------------------------------------------------------


def test_who_goes_missing_again_came_back_and_only_the_last_episode_is_open() -> None:
    reports = [
        report(started="2021-02-03 10:00", ended=None),
        report(started="2024-03-05 10:00", ended="2024-03-05 20:00"),
        report(started="2026-10-04 22:00", ended=None),
    ]
    assert statuses(*reports) == ["superseded", "returned", "open"]
    assert open_at(*reports) == [datetime(2026, 10, 4, 22)]


def test_before_the_later_episode_the_child_was_missing() -> None:
    reports = [report(started="2026-09-01 10:00", ended=None), report(started="2026-09-03 10:00", ended=None)]
    assert open_at(*reports, as_of=datetime(2026, 9, 3, 9, 59)) == [datetime(2026, 9, 1, 10)]
    assert open_at(*reports, as_of=datetime(2026, 9, 3, 10)) == [datetime(2026, 9, 3, 10)]


@pytest.mark.parametrize(("minute", "still_open"), [("11:00", 2), ("11:01", 1)])
def test_starts_within_the_tolerance_may_be_one_disappearance(minute: str, still_open: int) -> None:
    reports = [
        report(started="2026-10-01 10:00", ended=None),
        report(started=f"2026-10-01 {minute}", ended=None),
    ]
    assert len(open_at(*reports)) == still_open


def test_of_a_date_alone_a_later_day_is_later_and_the_same_is_not() -> None:
    same = [report(started="2026-10-01", ended=None), report(started="2026-10-01 18:00", ended=None)]
    next_day = [report(started="2026-10-01", ended=None), report(started="2026-10-02 00:30", ended=None)]
    assert (len(open_at(*same)), len(open_at(*next_day))) == (2, 1)


def test_an_absence_shows_a_missing_child_back_only_when_it_ends() -> None:
    missing = report(started="2026-10-01 10:00", ended=None)
    absent = report(started="2026-10-02 10:00", ended=None, category="absent")
    assert open_at(missing, absent) == [datetime(2026, 10, 1, 10), datetime(2026, 10, 2, 10)]
    over = report(started="2026-10-02 10:00", ended="2026-10-02 12:00", category="absent")
    assert open_at(missing, over) == []
    assert open_at(missing, over, as_of=datetime(2026, 10, 2, 11)) == [
        datetime(2026, 10, 1, 10),
        datetime(2026, 10, 2, 10),
    ]


def test_an_absence_that_nobody_closed_is_over_when_the_child_goes_missing() -> None:
    absent = report(started="2026-10-01 10:00", ended=None, category="absent")
    missing = report(started="2026-10-02 10:00", ended=None)
    assert open_at(absent, missing) == [datetime(2026, 10, 2, 10)]


def test_another_childs_later_episode_says_nothing() -> None:
    assert len(open_at(report("A", "2026-10-01 10:00", None), report("B", "2026-10-02 10:00", None))) == 2


def test_who_is_told_of_again_is_known_to_be_back() -> None:
    reports = [
        report(started="2026-09-01 10:00", ended=None, end_status="not_known"),
        report(started="2026-09-03 10:00", ended="2026-09-03 12:00"),
    ]
    assert statuses(*reports) == ["returned", "returned"]


# --- what is said of it ---------------------------------------------------------------------------


def test_one_doubt_is_said_of_an_open_row_before_later_ones(tmp_path: Path) -> None:
    summary = load_rows(
        tmp_path,
        {"id": "1", "start": "2014-02-03 10:00", "end": ""},
        {"id": "2", "start": "2015-03-05 10:00", "end": "2015-03-05 20:00"},
        {"id": "3", "start": "2016-09-15 10:00", "end": "2016-09-16 01:00"},
    )
    assert summary.findings_by_rule == {"574": 1}
    assert ask(a_store(tmp_path), "SELECT row_number, rule FROM finding") == [(3, "574")]


def test_a_later_episode_of_another_source_is_a_doubt_about_the_open_one(tmp_path: Path) -> None:
    load_rows(tmp_path, {"start": "2016-06-01 10:00", "end": ""})
    summary = load_rows(tmp_path, {"start": "2016-06-07 06:00"}, mapping=MAPPING.replace('"police"', '"social_care"'))
    assert summary.findings_by_rule == {"end_superseded": 1}
    assert "end_superseded" in RULE_TITLES


def test_an_end_that_is_not_known_is_a_doubt(tmp_path: Path) -> None:
    mapping = MAPPING.replace("[source]", '[source]\nblank_end = "not_known"')
    summary = load_rows(tmp_path, {"end": ""}, {"id": "2", "child": "A2"}, mapping=mapping)
    assert summary.findings_by_rule == {"end_not_known": 1}
