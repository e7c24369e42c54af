"""Day and month that a spreadsheet set to month first has exchanged."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data.summary import Summary
from tests.data.builders import MAPPING, a_store, ask, load_rows

SEPTEMBER = 'covers = ["2026-09-01", "2026-10-01"]\nas_of = 2026-10-05T07:30:00\n[columns]'
BASE = MAPPING.replace('as_of = "2016-12-31"', "").replace('"iso"', '"day-first"').replace('"2002-05-06"', '""')
COVERED = BASE.replace("[columns]", SEPTEMBER)
UNCOVERED = BASE.replace("[columns]", "as_of = 2026-12-01\n[columns]")


def as_excel_keeps_it(day: date) -> str:
    """A day as it comes out of a workbook that was opened by Excel set to month first, from dd/mm/yyyy."""
    return f"{day:%Y-%d-%m}" if day.day <= 12 else f"{day:%d/%m/%Y}"


def load_days(folder: Path, days: list[date], mapping: str, times: str = "") -> Summary:
    rows = [
        {
            "child": f"A{number}",
            "start": f"{as_excel_keeps_it(day)}{times and ' 10:00'}",
            "end": f"{as_excel_keeps_it(day + timedelta(days=1))}{times and ' 18:00'}",
            "dob": "",
        }
        for number, day in enumerate(days)
    ]
    return load_rows(folder, *rows, mapping=mapping)


DAYS = [date(2026, 9, number) for number in (2, 3, 4, 5, 7, 9, 11, 14, 16, 18, 20, 22, 24, 26, 28)]


@pytest.mark.parametrize("order", ["day-first", "mixed-day-first"])
def test_they_are_exchanged_back_where_the_period_covered_says_so(tmp_path: Path, order: str) -> None:
    summary = load_days(tmp_path, DAYS, COVERED.replace("day-first", order), times="with")
    assert (summary.total("loaded"), summary.total("refused")) == (len(DAYS), 0)
    rows = ask(a_store(tmp_path), "SELECT started_at, ended_at FROM report ORDER BY 1")
    starts = [datetime.combine(day, datetime.min.time()) for day in DAYS]
    assert rows == [(day + timedelta(hours=10), day + timedelta(days=1, hours=18)) for day in starts]
    assert "In 'start', 7 whose day and month a program set to month first had exchanged" in " ".join(
        summary.files[0].tolerances
    )


def test_they_are_refused_in_words_that_name_the_cause_where_nothing_says_which_is_meant(tmp_path: Path) -> None:
    days = [date(2026, 2, day) for day in (1, 2, 3, 4, 5, 6, 7, 16, 18, 20, 22)]
    summary = load_days(tmp_path, days, UNCOVERED)
    assert (summary.total("loaded"), summary.refused_by_rule) == (4, {"day_and_month_exchanged": 7})
    assert "set to month first has exchanged day and month" in summary.files[0].first_refused[0].message


@pytest.mark.parametrize(
    "days",
    [
        [*DAYS[:4], *DAYS[7:]],
        DAYS[:5],
        DAYS[7:],
    ],
)
def test_fewer_marks_than_chance_would_need_change_nothing_that_can_be_meant(tmp_path: Path, days: list[date]) -> None:
    whole = [{"child": f"A{number}", "start": f"{day}", "end": ""} for number, day in enumerate(days)]
    summary = load_rows(tmp_path, *whole, mapping=COVERED)
    assert (summary.total("loaded"), summary.total("refused")) == (len(days), 0)
    assert ask(a_store(tmp_path), "SELECT started_at::DATE FROM report ORDER BY 1") == [(day,) for day in days]


def test_a_column_that_is_written_month_first_is_refused_whole(tmp_path: Path) -> None:
    rows = [{"child": f"A{n}", "start": f"{day:%m/%d/%Y}", "end": ""} for n, day in enumerate(DAYS)]
    summary = load_rows(tmp_path, *rows, mapping=COVERED)
    assert summary.refused_by_rule == {"day_and_month_exchanged": len(DAYS)}


def test_dates_that_are_all_true_and_lie_outside_the_period_until_exchanged_are_exchanged_back(tmp_path: Path) -> None:
    load_days(tmp_path, DAYS[:6], COVERED)
    assert ask(a_store(tmp_path), "SELECT started_at::DATE FROM report ORDER BY 1") == [(day,) for day in DAYS[:6]]
