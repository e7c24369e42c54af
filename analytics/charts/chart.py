"""What is drawn, apart from how: one `Chart` value that every renderer draws alike.

A chart is built from a published table, so an exact count cannot be plotted by mistake. It holds
nothing that the table beside it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Of a longer series a listener hears its ends alone.
LISTED: Final = 12


class Kind(StrEnum):
    """How the marks stand, in words for those who do not see them."""

    BARS = "Bar chart"  # one horizontal bar a label; one to three series side by side
    COLUMNS = "Column chart"  # one upright column a mark, as in a histogram; of two series one after the other
    STACKED = "Stacked bar chart"  # one horizontal bar a label, its parts end to end, fewest times first
    SHARES = "Bar chart of percentages"  # one bar a label on a track of 0 to 100%
    LINE = "Line chart"  # one series over time, with gaps
    CURVE = "Curve"  # cumulative share against cumulative share
    WATERFALL = "Waterfall chart"  # one bar a label: from what was, by what each group adds or takes, to what is
    CHILDREN = "Strip of children"  # one line a child: a label; each mark is an episode on a day
    LINKS = "Drawing of links"  # a series is a link between its two marks
    STRIP = "Strip of days"  # one line of marks a series; a mark's value is how many days ago


class Format(StrEnum):
    """What the values are, for the axis and the words beside a point. A mean, or a rate, has one decimal."""

    COUNT = "count"
    MEAN = "mean"
    SHARE = "share"


@dataclass(frozen=True)
class Mark:
    """One value and its words. `value` is null where no number may or can be shown: `text` says why.

    `unusual` says what is unusual about it, if anything is; `is_beyond` whether it lies beyond a limit. `is_open`: on a
    strip, what began then is not over, and a bar runs from it to now. `low`: where a value is known to lie between that
    and `value`, and no nearer.
    """

    label: str
    value: float | None
    text: str
    unusual: str = ""
    is_beyond: bool = False
    is_open: bool = False
    low: float | None = None


@dataclass(frozen=True)
class Band:
    """What is normal from one mark to another: the middle, and the limits where there are enough marks to know them.

    `name` says it. `is_new` where recording changed at its first mark.
    """

    first: int
    last: int
    name: str
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    is_new: bool = False


@dataclass(frozen=True)
class Note:
    """What changed between two marks: its place among them, the letter that stands there, and what it means."""

    place: float
    letter: str
    words: str


@dataclass(frozen=True)
class Series:
    """Marks of one kind; `name` is empty where there is only one."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """A message, and the marks that carry it. `focus` is the label of the mark to stress, if any."""

    kind: Kind
    title: str
    subtitle: str
    axis: str
    series: tuple[Series, ...]
    format: Format = Format.COUNT
    focus: str = ""
    bands: tuple[Band, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def noted(self) -> str:
        """What the letters of its notes mean; empty where nothing is noted."""
        return letters_said(self.notes)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of every series."""
        return tuple(mark for series in self.series for mark in series.marks)

    @property
    def alt(self) -> str:
        """The chart in words, for those who do not see it."""
        unusual = "; ".join(f"{mark.label}, {mark.unusual}" for mark in self.marks if mark.unusual)
        normal = " ".join(f"{band.name[0].upper()}{band.name[1:]}." for band in self.bands if band.name)
        beside = f"{normal} {unusual and f'Unusual: {unusual}.'}"
        return " ".join(f"{self.kind}: {self.title} {self.subtitle} {said(self)} {beside} {self.noted}".split())


def letters_said(notes: Sequence[Note]) -> str:
    """ "A: from 3 June 2026, new provider."."""
    return " ".join(f"{note.letter}: {note.words}." for note in notes)


def said(chart: Chart) -> str:
    """The marks as a list of words; of a long series only its ends and extremes."""
    words = days_said if chart.kind is Kind.STRIP else series_said
    return " ".join(f"{series.name + ': ' if series.name else ''}{words(series)}." for series in chart.series)


def days_said(series: Series) -> str:
    """The days of a strip, each by its label; of many, how many there are and the first and last of them."""
    days = [mark.label for mark in series.marks]
    if len(days) <= LISTED:
        return "; ".join(days) or "none"
    return f"{len(days)}, the first {days[0]}, the last {days[-1]}"


def series_said(series: Series) -> str:
    """Up to a dozen marks one by one; of more, what a listener can hold."""
    if len(series.marks) <= LISTED:
        return "; ".join(f"{mark.label}, {mark.text}" for mark in series.marks)
    seen = [(mark.value, mark) for mark in series.marks if mark.value is not None]
    missing = len(series.marks) - len(seen)
    gaps = f"; {missing} of {len(series.marks)} not shown" if missing else ""
    if not seen:
        return f"nothing of {len(series.marks)} is shown"
    by_value = sorted(seen, key=lambda pair: pair[0])
    ends = {"first": seen[0][1], "last": seen[-1][1], "lowest": by_value[0][1], "highest": by_value[-1][1]}
    return "; ".join(f"{which} {mark.label}, {mark.text}" for which, mark in ends.items()) + gaps
