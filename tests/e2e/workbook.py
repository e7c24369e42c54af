"""A workbook as the police send it: title rows, month rows, years of two digits, words for ends, a total and a note.

Its dates are those of the weeks before today, so that a child who is still missing is missing now.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from random import Random

import xlsxwriter

HEADINGS = (
    *("MISPER Ref", "Nominal Ref", "Report type", "Last seen", "Date/time returned", "LAC/Home"),
    *("DOB", "Sex", "Risk level", "Missing from", "CSE", "Status"),
)
ROWS, CANCELLED, REPEATED, REFUSED = 300, 3, 2, 2
STILL_MISSING = "P9001"
Row = list[str]


@dataclass(frozen=True)
class Expected:
    """What must become of the rows."""

    rows: int = ROWS
    left_out: int = CANCELLED
    duplicates: int = REPEATED
    refused: int = REFUSED

    @property
    def loaded(self) -> int:
        """All others."""
        return self.rows - self.left_out - self.duplicates - self.refused


def moment(at: datetime, nth: int) -> str:
    """As somebody types it: in a third of the rows with a year of two digits."""
    return f"{at:%d/%m/%y %H:%M}" if nth % 3 == 0 else f"{at:%d/%m/%Y %H:%M}"


def record(nth: int, child: str, start: datetime, end: str, status: str = "Finalised") -> Row:
    """One row of the sheet."""
    born = date(2010 + nth % 5, 1 + nth % 12, 1 + nth % 28)
    return [
        *(f"MP/{start:%y}/{4000 + nth}", child, "Missing", moment(start, nth), end),
        *("LAC" if nth % 2 else "Home", f"{born:%d/%m/%Y}", "F" if nth % 2 else "M"),
        *(("High", "Medium", "Low")[nth % 3], "Bus station", "Y" if nth % 9 == 0 else "N", status),
    ]


def last_sunday(today: date) -> date:
    """The end of the last week that is over."""
    return today - timedelta(days=today.weekday() + 1)


def records(today: date) -> list[tuple[datetime, Row]]:
    """Three hundred rows with their starts, in order: some repeated, cancelled, or impossible to read."""
    chance = Random(15)
    noon = datetime.combine(today, time(12))
    starts = sorted(
        noon - timedelta(minutes=chance.randrange(3 * 24 * 60, 84 * 24 * 60)) for _ in range(ROWS - REPEATED - 1)
    )
    made: list[tuple[datetime, Row]] = []
    for nth, start in enumerate(starts):
        end = start + timedelta(minutes=chance.randrange(30, 1400))
        status = "Cancelled" if nth in (40, 90, 200) else "Finalised"
        written = "31/02/2026 10:00" if nth in (60, 150) else moment(end, nth)
        made.append((start, record(nth, f"P{100 + nth % 90}", start, written, status)))
    made += [made[10], made[100]]
    last = datetime.combine(last_sunday(today) - timedelta(days=1), time(20))
    made.append((last, record(ROWS, STILL_MISSING, last, "STILL MISSING", "Open")))
    return sorted(made, key=lambda one: one[0])


def write_workbook(path: Path, today: date) -> Expected:
    """The workbook on the disk, and what must become of its rows."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Missing")
    lines: list[Row] = [
        ["Anyshire Police: children reported missing"],
        [f"Extract of {today:%d/%m/%Y}"],
        [],
        [*HEADINGS],
    ]
    for month, listed in groupby(records(today), key=lambda one: f"{one[0]:%B %Y}"):
        lines += [[month], *(row for _, row in listed)]
    lines += [["TOTAL", str(ROWS)], ["Note: times are as first told to the police."]]
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)
    book.close()
    return Expected()
