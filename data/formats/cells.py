"""A cell of a workbook as CSV would write it."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

# Days from the beginning of 1900 to that of 1904, from which some workbooks count.
DAYS_TO_1904: Final = 1462
# A day that is kept as a number, or as that number in text: 1927 to 2173 (see dates.SERIAL).
SERIAL: Final = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
# ODS gives a duration of a day and more as it stands in the file.
DURATION: Final = re.compile(r"PT(\d+)H(\d+)M(\d+(?:\.\d+)?)S")
# Excel keeps fifteen digits of a number.
MOST_DIGITS: Final = 10**15
NEEDS_QUOTES: Final = re.compile(r'[,"\r\n]').search

Cell = int | float | str | bool | date | datetime | time | timedelta


def column_texts(cells: Sequence[Cell]) -> list[str]:
    """The cells of a column as text. Midnight comes as a date: in a column that holds times it is midnight."""
    texts = [cell if type(cell) is str else cell_text(cell) for cell in cells]
    if {date, datetime} <= set(map(type, cells)):
        return [f"{text} 00:00" if type(cell) is date else text for cell, text in zip(cells, texts, strict=True)]
    return texts


def cell_text(cell: Cell) -> str:
    """ISO dates, times as HH:MM or HH:MM:SS, whole numbers without a point."""
    return WRITERS.get(type(cell), str)(cell)


def number_text(number: float) -> str:
    """A number as Python writes it, a whole one without a point."""
    return str(int(number)) if number.is_integer() else str(number)


def time_text(told: time) -> str:
    """A time of day."""
    since = timedelta(hours=told.hour, minutes=told.minute, seconds=told.second, microseconds=told.microsecond)
    return hours_text(since.total_seconds())


def moment_text(moment: datetime) -> str:
    """To the nearest second: midnight may come as 23:59:59.991 of the day before."""
    if moment.microsecond:
        moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    return moment.isoformat(sep=" ", timespec="seconds" if moment.second else "minutes")


def hours_text(seconds: float) -> str:
    """A time of day or a duration, to the nearest second: 07:05, 12:30:15, 36:30. The end of the day is 24:00."""
    minutes, second = divmod(int(abs(seconds) + 0.5), 60)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}" + (f":{second:02}" if second else "")


def in_hours(text: str) -> str:
    """PT36H30M00S as 36:30; other text as it came."""
    parts = DURATION.fullmatch(text)
    return hours_text(int(parts[1]) * 3600 + int(parts[2]) * 60 + float(parts[3])) if parts else text


def from_1904(cell: Cell) -> Cell:
    """A plain number of days since 1904 as one of days since 1900; anything else, and a time of day, as it came."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return cell + DAYS_TO_1904 if cell >= 1 else cell
    if isinstance(cell, str) and SERIAL.fullmatch(cell.strip()):
        return cell_text(float(cell) + DAYS_TO_1904)
    return cell


def with_lost_digits(cells: Sequence[Cell]) -> int:
    """How many are whole numbers of more digits than a workbook keeps."""
    return sum(isinstance(cell, float) and abs(cell) >= MOST_DIGITS and cell.is_integer() for cell in cells)


def lines_of(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each row of these columns as a line of CSV."""
    return map(",".join, zip(*map(quoted, columns), strict=True))


def quoted(texts: Sequence[str]) -> Sequence[str]:
    """Fields as CSV writes them. Nearly no column has one that needs quotation marks."""
    if not NEEDS_QUOTES("\x00".join(texts)):
        return texts
    return ['"' + text.replace('"', '""') + '"' if NEEDS_QUOTES(text) else text for text in texts]


# How each type of cell is written; the others as Python writes them.
WRITERS: Final[dict[type, Callable[..., str]]] = {
    bool: lambda is_so: "true" if is_so else "false",
    float: number_text,
    datetime: moment_text,
    time: time_text,
    timedelta: lambda length: hours_text(length.total_seconds()),
}
