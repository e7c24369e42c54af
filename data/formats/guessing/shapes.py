"""What the cells of a column look like: dates and how they are written, times, marks, labels, numbers, postcodes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from data.formats.blanks import EMPTY, ENDED, STILL_MISSING, UNKNOWN, is_error
from data.formats.dates import MONTHS
from data.formats.labels import NO, NOT_APPLICABLE, YES, code_keys, label_key

CLOCK: Final = r"(?:[ T,]+\d{1,2}[:.]?\d{2}(?:[:.]\d{2})?(?:\.\d+)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:hrs?|h|Z))?)?$"
YEAR_FIRST: Final = re.compile(r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}" + CLOCK)
NUMBERS: Final = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})" + CLOCK)
NAMED_MONTH: Final = re.compile(
    r"^(?:[a-z]{3,9},? )?\d{1,2}(?:st|nd|rd|th)?[/. -]"
    rf"(?:{'|'.join(MONTHS)})[a-z]*[/. ,-]+(\d{{4}}|\d{{2}}){CLOCK}",
    re.IGNORECASE,
)
SERIAL: Final = re.compile(r"^[3-5]\d{4}(?:\.\d+)?$")
WITH_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d{2}|[ T]\d{4}(?: ?hrs?| ?h)?$")
MIDNIGHT: Final = re.compile(r"[ T]0?0[:.]00(?:[:.]00(?:\.0+)?)?$")
TIME: Final = re.compile(r"^(?:[01]?\d|2[0-4])[:.]\d{2}(?:[:.]\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?$")
BARE_TIME: Final = re.compile(r"^(?:[01]?\d|2[0-4])[0-5]\d(?: ?hrs?| ?h)?$")
POSTCODE: Final = re.compile(r"^[A-Za-z]{1,2}\d[A-Za-z\d]?(?: ?\d[A-Za-z]{2})?$")
NUMBER: Final = re.compile(r"^-?\d+(?:\.\d+)?$")
EXPONENT: Final = re.compile(r"^\d(?:\.\d+)?E\+\d+$", re.IGNORECASE)
MARKS: Final = frozenset(map(label_key, (*YES, *NO, *NOT_APPLICABLE, "x", "✓", "✔", "tick", "flag", "marked")))
YES_NO: Final = frozenset(map(label_key, (*YES, *NO, *NOT_APPLICABLE)))

# What says that there is nothing, in any column; and in an end, whether the child is back.
BLANKS: Final = frozenset(map(label_key, (*EMPTY, *UNKNOWN)))
OF_ENDS: Final = frozenset(code_keys(ENDED))


def share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    """Which part of the texts passes; 0 of none."""
    return sum(bool(test(text)) for text in texts) / len(texts) if texts else 0.0


def is_written(text: str) -> bool:
    """Whether a cell says something: no word for blank, no error."""
    return bool(text) and label_key(text) not in BLANKS and not is_error(text)


def is_of_end(text: str) -> bool:
    """Whether it says, in place of an end, whether the child is back."""
    key = label_key(text)
    return key in OF_ENDS or key.startswith(STILL_MISSING)


def is_date(text: str) -> bool:
    """Whether it is written as dates are, in any order."""
    return bool(YEAR_FIRST.match(text) or NUMBERS.match(text) or NAMED_MONTH.match(text))


@dataclass(frozen=True)
class Column:
    """The written cells of a column (no blanks, no words for blank, no errors)."""

    heading: str
    place: int
    texts: tuple[str, ...]
    rows: int

    @cached_property
    def labels(self) -> Counter[str]:
        """Each distinct text with its rows."""
        return Counter(self.texts)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The texts without words that stand for an end."""
        return tuple(text for text in self.texts if not is_of_end(text))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return not self.texts

    @cached_property
    def dates(self) -> float:
        """Which part of it is dates."""
        return share(self.plain, is_date)

    @cached_property
    def serials(self) -> float:
        """Which part of it may be Excel's day numbers of 1982 or later."""
        return share(self.plain, SERIAL.match)

    @cached_property
    def is_dated(self) -> bool:
        """Whether it is a column of dates."""
        return self.dates >= 0.7 or (self.dates + self.serials >= 0.7 and self.dates > 0)

    @cached_property
    def has_times(self) -> bool:
        """Whether any of its dates has a time other than midnight."""
        dated = [text for text in self.plain if is_date(text)]
        return any(WITH_CLOCK.search(text[8:]) and not MIDNIGHT.search(text) for text in dated)

    @cached_property
    def times(self) -> float:
        """Which part of it is times of day alone."""
        return share(self.texts, TIME.match)

    @cached_property
    def bare_times(self) -> float:
        """Which part of it may be times of day without a colon."""
        return share(self.texts, lambda text: TIME.match(text) or BARE_TIME.match(text))

    @cached_property
    def is_marked(self) -> bool:
        """Whether it holds nothing but marks."""
        return all(label_key(text) in MARKS for text in self.labels)

    @cached_property
    def is_yes_no(self) -> bool:
        """Whether it holds yes and no alone."""
        return not self.is_empty and all(label_key(text) in YES_NO for text in self.labels)

    @cached_property
    def numbers(self) -> float:
        """Which part of it is numbers."""
        return share(self.texts, NUMBER.match)

    @cached_property
    def postcodes(self) -> float:
        """Which part of it may be postcodes."""
        return share(self.texts, POSTCODE.match)

    @cached_property
    def distinct(self) -> float:
        """Distinct texts for each text: 1 where none repeats."""
        return len(self.labels) / len(self.texts) if self.texts else 0.0


@dataclass(frozen=True)
class Orders:
    """How the dates of some columns are written: how many in each way."""

    year_first: int
    day_over_12: int
    month_over_12: int
    either: int
    named_month: int
    serial: int
    short_years: tuple[int, ...]

    @property
    def all_numbers(self) -> int:
        """Dates of three numbers, the year last."""
        return self.day_over_12 + self.month_over_12 + self.either


def orders_of(columns: Iterable[Column]) -> Orders:
    """The ways of all dates in these columns."""
    texts = [text for column in columns for text in column.plain]
    parts = [match for text in texts if (match := NUMBERS.match(text))]
    first, second = [int(match[1]) > 12 for match in parts], [int(match[2]) > 12 for match in parts]
    named = [match for text in texts if (match := NAMED_MONTH.match(text))]
    return Orders(
        year_first=sum(bool(YEAR_FIRST.match(text)) for text in texts),
        day_over_12=sum(first),
        month_over_12=sum(second),
        either=sum(not day and not month for day, month in zip(first, second, strict=True)),
        named_month=len(named),
        serial=sum(bool(SERIAL.match(text)) for text in texts),
        short_years=tuple(int(year) for match in (*parts, *named) if len(year := match[match.lastindex or 0]) == 2),
    )
