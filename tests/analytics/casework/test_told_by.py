"""Reports and notifications as units: Birmingham's 1,308 notifications and 1,181 referrals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from analytics.casework.told_by import (
    MOST_WORDS,
    notifications_of,
    notifications_sentence,
    report_columns,
    reported_from_columns,
    reports_of,
    reports_sentence,
)
from analytics.model import Period
from data.warehouse import Warehouse, warehouse
from tests.builders import Row, fill_store, report
from tests.data.builders import a_store, load_files

HALF_YEAR = Period(date(2015, 4, 1), date(2015, 10, 1))
BEGINS = datetime(2015, 4, 1, 10)
NOTIFICATIONS = """
[source]
system = "police"
kind = "notifications"
dates = "iso"
as_of = "2015-12-31"
[columns]
child = "person"
report = "report"
reported_at = "when"
setting = "lives"
category = "as"
reported_from = "by"
"""


def test_1308_notifications_tell_of_654_episodes_of_393_children(tmp_path: Path):
    lines = ["person,report,when,lives,as,by"]
    for number in range(654):
        gone = BEGINS + timedelta(hours=6 * number)
        by = "Children's Home" if number % 3 else "parent"
        lines += [f"C{number % 393},missing,{gone:%Y-%m-%d %H:%M},{'care' if number < 327 else 'home'},missing,{by}"]
        lines += [f"C{number % 393},found,{gone + timedelta(hours=5):%Y-%m-%d %H:%M},,,"]
    # Of another time: in no figure.
    lines += ["C1,missing,2015-12-01 10:00,home,missing,parent"]
    (tmp_path / "n.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "n.toml").write_text(NOTIFICATIONS, encoding="utf-8")
    store = a_store(tmp_path)
    load_files(store, [tmp_path / "n.csv"], tmp_path / "n.toml")
    episodes = warehouse(store.live().episodes)
    reports = reports_of(episodes, HALF_YEAR)
    assert notifications_sentence(notifications_of(episodes, HALF_YEAR)) == (
        "1,308 notifications: 654 missing, 654 found."
    )
    assert reports_sentence(reports) == (
        "654 reports tell of 654 missing episodes of 393 children; 327 (50%) are of children in care."
    )
    assert reported_from_columns(reports) == {
        "Reported from": ["Children's Home", "parent", "Not recorded"],
        "Reports": ["436", "218", "0"],
        "Of 654": ["67%", "33%", "0%"],
    }


@contextmanager
def known(folder: Path, rows: list[Row]) -> Iterator[Warehouse]:
    file = folder / "episodes.duckdb"
    with duckdb.connect(str(file)) as connection:
        fill_store(connection, rows)
    opened = Warehouse(file)
    yield opened
    opened.close()


def told(number: int, **others: object) -> Row:
    start = BEGINS + timedelta(hours=number)
    return report(f"C{number}", start, start + timedelta(minutes=30), **others)


def test_1181_referrals_of_which_584_are_of_children_missing_from_care(tmp_path: Path):
    rows = [told(number, setting="care" if number < 584 else "home") for number in range(1_090)]
    # Social care tells of 91 of the same.
    rows += [told(number, setting="home", system="social_care") for number in range(999, 1_090)]
    with known(tmp_path, rows) as episodes:
        reports = reports_of(episodes, HALF_YEAR)
        assert reports_sentence(reports) == (
            "1,181 reports tell of 1,090 missing episodes of 1,090 children; 584 (49%) are of children in care."
        )
        assert report_columns(reports) == {
            "Source": ["Police", "Social care"],
            "Reports": ["1,090", "91"],
            "From care": ["584", "0"],
            "From home": ["506", "91"],
            "Not recorded": ["0", "0"],
            "Episodes": ["1,090", "91"],
            "Children": ["1,090", "91"],
        }
        assert reported_from_columns(reports) == {}
        assert notifications_sentence(notifications_of(episodes, HALF_YEAR)) == (
            "No file of notifications tells of this period."
        )


def test_what_is_not_recorded_is_no_nought_and_absences_are_no_missing_reports(tmp_path: Path):
    rows = [*(told(number) for number in range(4)), told(5, category="absent")]
    with known(tmp_path, rows) as episodes:
        assert reports_sentence(reports_of(episodes, HALF_YEAR)) == (
            "4 reports tell of 4 missing episodes of 4 children; home or care is not recorded."
        )
        assert reports_sentence(reports_of(episodes, Period(date(2020, 1, 1), date(2021, 1, 1)))) == (
            "No report tells of a missing episode in this period."
        )


def test_spellings_are_one_word_and_what_few_wrote_stands_together(tmp_path: Path):
    rows = [told(number, reported_from="parent" if number else " Parent ") for number in range(3)]
    rows += [told(10 + number, reported_from=f"word {number}") for number in range(MOST_WORDS)]
    with known(tmp_path, rows) as episodes:
        columns = reported_from_columns(reports_of(episodes, HALF_YEAR))
    assert (columns["Reported from"][0], columns["Reports"][0]) == ("parent", "3")
    assert columns["Reported from"][-2:] == ["1 other word", "Not recorded"]
    assert sum(int(many) for many in columns["Reports"]) == len(rows)
