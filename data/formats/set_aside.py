"""Lines of a spreadsheet that are no rows: a total, a month above its rows, the headings again, a note.

Only a line of one of these shapes is set aside. A line with a child and a day is a row, whatever else it says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Final

import polars as pl

from data.formats.headings import Row, Sought

MOST_WRITTEN: Final = 3
LINES_NAMED: Final = 12
FEWEST_WORDS_OF_A_NOTE: Final = 6
# Letters by which lines are found that may be totals, before they are looked at closely.
OF_TOTALS: Final = ("otal", "OTAL", "ount", "OUNT")

# "Total", "Grand total: 34", "Sub-totals", "Totals for June"; and "July Total", "A1 Count", as Excel's own subtotals.
TOTAL: Final = re.compile(r"(?i)(?:grand |overall |sub[- ]?)?totals?\b.*|grand count|count(?:[:= ]+\d+)?")
TOTAL_OF_A_GROUP: Final = re.compile(r"(?i)(?:\S+ ){1,3}(?:total|count)")
NUMBER: Final = re.compile(r"(?i)[\d.,\s%£()-]+(?:episodes?|children|rows?|incidents?|reports?)?")
DAY: Final = re.compile(r"\d{4}-\d\d?-\d\d?(?: [\d:]+)?|\d\d?[/.-]\d\d?[/.-]\d{2,4}(?: [\d:]+)?")
MONTH_NAME: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# "September", "September 2026", "Sep-26", "Q2 2026/27", "Week 36", "w/c 7 September 2026"; and how many, "(12)".
MONTH: Final = re.compile(
    rf"(?i)(?:month(?: of)?:? |week (?:commencing|ending|beginning)?:? ?|w/[ceb]:? |(?:rows|episodes) (?:of|for|in) )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{MONTH_NAME}|(?:quarter|q) ?[1-4]|week \d{{1,2}}|year 20\d\d)"
    rf"(?:[ '/,-]+(?:20)?\d\d(?:[/-]\d{{2,4}})?)?(?:[ :-]+\(?\d+\)?| \(\d+ [a-z]+\))?"
)
NOTE: Final = re.compile(
    r"(?i)(?:notes?\b|n\.?b\.?\b|\*+ ?\S+ \S|source\b|sources\b|key:|page \d+|end of (?:report|list|extract|data)\b"
    r"|(?:report |list |extract |data )?(?:produced|printed|extracted|created|run|generated|prepared)"
    r"(?: (?:on|by|at|date)\b|:)"
    r"|run date\b|date (?:produced|printed|extracted|of extract)\b|official\b|official[- ]sensitive\b|restricted\b"
    r"|confidential\b|disclaimer\b|caveats?\b|no (?:episodes|incidents|reports|children|missing)\b|nil return\b"
    r"|\d[\d,]* (?:rows?|records?|episodes?) (?:selected|affected|returned|in total)).*"
)
A_WORD: Final = re.compile(r"[^\W\d_]{3}")
LIKE_AN_ID: Final = re.compile(r"\S*\d\S*")


class Shape(StrEnum):
    """What a line is that is no row, in words."""

    HEADINGS = "the headings again"
    TOTAL = "a total"
    MONTH = "a month or week that stands over its rows"
    NOTE = "a note"
    TITLE = "words in the first column alone"


@dataclass(frozen=True)
class Lines:
    """Tells what a line of a table is. `heading_lines` are the lines on which its headings are written."""

    sought: Sought
    headings: Row
    heading_lines: tuple[Row, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The headings' keys."""
        return tuple(map(self.sought.key, self.headings))

    def places(self, headings: Sequence[str]) -> list[int]:
        """Where these headings stand."""
        return [self.keys.index(key) for key in map(self.sought.key, headings) if key in self.keys]

    def shape(self, fields: Row) -> Shape | None:
        """What the line is; none for a row."""
        written = [(place, text.strip()) for place, text in enumerate(fields) if text.strip()]
        if not written:
            return None
        if self.is_heading(written):
            return Shape.HEADINGS
        if is_total(written):
            return Shape.TOTAL
        is_short = len(written) <= MOST_WRITTEN and not self.has_a_day(written)
        return self.short_shape(written) if is_short else None

    def short_shape(self, written: list[tuple[int, str]]) -> Shape | None:
        """What a line with few written cells is."""
        if self.is_month(written):
            return Shape.MONTH
        if len(written) < MOST_WRITTEN and NOTE.fullmatch(written[0][1]):
            return Shape.NOTE
        return Shape.TITLE if len(written) == 1 and self.is_title(*written[0]) else None

    def is_heading(self, written: list[tuple[int, str]]) -> bool:
        """Whether each written cell is what stands over it in the heading."""
        for line in self.heading_lines:
            is_same = all(
                place < len(line) and self.sought.key(text) == self.sought.key(line[place]) for place, text in written
            )
            if is_same and (len(written) > 1 or sum(bool(text.strip()) for text in line) == 1):
                return True
        return False

    def has_a_day(self, written: list[tuple[int, str]]) -> bool:
        """Whether a day stands where the days are: then it is a row, however little it says."""
        days = self.places(self.sought.dates)
        return any(place in days and DAY.fullmatch(text) for place, text in written)

    def is_month(self, written: list[tuple[int, str]]) -> bool:
        """Whether it names a month or week, and beside it nothing but how many."""
        (place, first), *others = written
        is_alone_in_file = len(self.sought.needed) < 2 and place in self.places([self.sought.child])
        if is_alone_in_file or not all(is_number(text) for _, text in others):
            return False
        is_day = bool(DAY.fullmatch(first)) and not others
        return is_day or bool(MONTH.fullmatch(first)) or self.is_year(written)

    def is_year(self, written: list[tuple[int, str]]) -> bool:
        """Whether a year stands alone in the first column, where no child's id can stand."""
        place, first = written[0]
        is_first = place == 0 and place not in self.places([self.sought.child])
        return is_first and len(written) == 1 and bool(re.fullmatch(r"20\d\d", first))

    def is_title(self, place: int, text: str) -> bool:
        """Whether words stand alone where no child's id and no label would: in the first column, or in one unread.

        Under the child's heading only a whole sentence is no id.
        """
        words = len(text.split())
        if words >= FEWEST_WORDS_OF_A_NOTE:
            return True
        if place in self.places([self.sought.child]) or not self.sought.child:
            return False
        is_unread = place >= len(self.keys) or self.keys[place] not in self.sought.wanted
        return (place == 0 or is_unread) and not LIKE_AN_ID.fullmatch(text) and bool(A_WORD.search(text))

    def candidates(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that may be no rows: they lack what every row needs, or speak of totals, or repeat a heading."""
        needed = self.places(self.sought.needed) or self.places(min(self.sought.sets, key=self.lacking)) or [0]
        first = pl.col(str(needed[0]))
        tops = [line[needed[0]].strip() for line in self.heading_lines if len(line) > needed[0]]
        is_odd = first.str.contains_any(list(OF_TOTALS)) | first.str.strip_chars().is_in(tops)
        lacks = pl.any_horizontal(pl.col(str(place)).str.strip_chars() == "" for place in needed)
        # Where a row needs a child alone, a note that stands under the child's heading lacks nothing.
        written = pl.sum_horizontal(pl.col(str(place)).str.strip_chars() != "" for place in range(len(self.headings)))
        return rows.filter(is_odd | lacks | ((written == 1) if len(needed) < 2 else pl.lit(value=False)))

    def lacking(self, listed: Sequence[str]) -> int:
        """How many of these headings the table lacks."""
        return len(listed) - len(self.places(listed))


def is_number(text: str) -> bool:
    """Whether it is a number or a count, and no day."""
    return bool(NUMBER.fullmatch(text)) and not DAY.fullmatch(text)


def is_total(written: list[tuple[int, str]]) -> bool:
    """Whether it says "Total", and beside it nothing but numbers."""
    (_, first), *others = written
    is_said = TOTAL.fullmatch(first) or (others and TOTAL_OF_A_GROUP.fullmatch(first))
    return bool(is_said) and all(is_number(text) for _, text in others)


def set_aside(lines: Lines, rows: pl.DataFrame, odd: Mapping[int, Row]) -> dict[int, Shape]:
    """The lines that are no rows, and what each is: of the rows, and of the records that have another width (`odd`)."""
    near = lines.candidates(rows).drop("original").iter_rows()
    listed = chain(((number, fields) for number, *fields in near), odd.items())
    shapes = ((number, lines.shape(fields)) for number, fields in listed)
    return {number: shape for number, shape in sorted(shapes) if shape is not None}


def words(shapes: Mapping[int, Shape]) -> str:
    """What was set aside, and on which lines."""
    by_shape = [(shape, [line for line, other in shapes.items() if other is shape]) for shape in Shape]
    listed = "; ".join(f"{shape.value} ({lines_named(numbers)})" for shape, numbers in by_shape if numbers)
    count = "1 line is no row and was" if len(shapes) == 1 else f"{len(shapes)} lines are no rows and were"
    return f"{count} set aside: {listed}."


def lines_named(numbers: Sequence[int]) -> str:
    """'line 4', or 'lines 4, 9 and 30 more'."""
    named = ", ".join(map(str, numbers[:LINES_NAMED]))
    more = len(numbers) - LINES_NAMED
    return ("line " if len(numbers) == 1 else "lines ") + named + (f" and {more} more" if more > 0 else "")
