"""What may be shown: the one type that charts, words, reports and exports accept.

Nobody but `analytics/disclosure/gate.py` can make it. The type checker and the interpreter both refuse it elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple, Never, final

import polars as pl

from analytics.indicators.registry import needs_of
from analytics.measuring.groupings import NO_GROUPINGS, Grouping
from analytics.measuring.recorded import in_runs
from analytics.model import Audience, Period, PeriodKind, Unit


class Shown(StrEnum):
    """How a published row came to be as it is."""

    EXACT = "exact"  # a co-ordinator's figure, not protected
    SHOWN = "shown"  # protected, and safe to show
    HIDDEN = "hidden"  # protected by showing no number
    FEW = "few"  # public view: nought, or too few to say
    RANGE = "range"  # public view: the least and the most that it can be, by all that is shown beside it
    NONE_DUE = "none due"  # nothing to count: never "0%"
    NOT_SUPPLIED = "not supplied"  # no source spoke for this period: never a zero
    NOT_RECORDED = "not recorded"  # sources spoke for it, and none had a column of what it is made of
    ALONE = "not said alone"  # protected, since what it is compared with can be said in no way
    # Protected by saying in which band the share lies (BANDS).
    UNDER_A_TWENTIETH = "under 5%"
    A_TENTH = "about a tenth (5% to 15%)"
    A_QUARTER = "about a quarter (15% to 30%)"
    A_THIRD = "about a third (30% to 40%)"
    A_HALF = "about half (40% to 60%)"
    TWO_THIRDS = "about two thirds (60% to 70%)"
    THREE_QUARTERS = "about three quarters (70% to 85%)"
    NINE_TENTHS = "about nine tenths (85% to 95%)"
    NEARLY_ALL = "95% or more"


class ShareBand(NamedTuple):
    """From how many per cent up to, and not with, how many; the highest goes up to all."""

    low: int
    high: int


# Fixed for all tables, periods and readers: a band that followed the numbers would tell of them. A share lies in one.
BANDS: Final[Mapping[Shown, ShareBand]] = {
    Shown.UNDER_A_TWENTIETH: ShareBand(0, 5),
    Shown.A_TENTH: ShareBand(5, 15),
    Shown.A_QUARTER: ShareBand(15, 30),
    Shown.A_THIRD: ShareBand(30, 40),
    Shown.A_HALF: ShareBand(40, 60),
    Shown.TWO_THIRDS: ShareBand(60, 70),
    Shown.THREE_QUARTERS: ShareBand(70, 85),
    Shown.NINE_TENTHS: ShareBand(85, 95),
    Shown.NEARLY_ALL: ShareBand(95, 100),
}


# Rows that say nothing of what was counted: no figure hidden, and none shown.
UNSAID = (Shown.NOT_SUPPLIED.value, Shown.NOT_RECORDED.value)


# One row of a published table. `category` and `group` are codes (analytics/words/names.py names them), empty
# for the whole; a hidden row has null numbers. `share` is numerator / denominator, 0 to 1 (for
# episodes per child: episodes over children), null where there is no denominator.
PUBLISHED_SCHEMA = pl.Schema(
    {
        "slug": pl.String(),
        "unit": pl.String(),
        "period_kind": pl.String(),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "breakdown": pl.String(),
        "group": pl.String(),
        "category": pl.String(),
        "numerator": pl.Int64(),
        "denominator": pl.Int64(),
        "share": pl.Float64(),
        "shown": pl.String(),
    }
)


# What names a row; the other columns are its numbers, and how they are shown.
NAMES_OF_ROW: Final = ("slug", "unit", "period_kind", "period_start", "period_end", "breakdown", "group", "category")
NUMBERS: Final = ("numerator", "denominator", "share")
# The least and the most that a row's number can be, where only that is shown.
RANGE_SCHEMA = pl.Schema(
    {name: PUBLISHED_SCHEMA[name] for name in NAMES_OF_ROW} | {"least": pl.Int64(), "most": pl.Int64()}
)


@dataclass(frozen=True)
class Protection:
    """For whom the numbers were made safe, and the words that say how."""

    audience: Audience
    words: str

    @property
    def is_rounded(self) -> bool:
        """Whether the numbers are near what was counted, not what was counted."""
        return self.audience is Audience.SCRUTINY


@dataclass(frozen=True)
class Row:
    """One row of a table, for a chart or a sentence. Codes, not words."""

    group: str
    category: str
    numerator: int | None
    denominator: int | None
    share: float | None
    shown: Shown
    period: Period
    # Of a row that shows a range.
    least: int | None = None
    most: int | None = None

    @property
    def is_unsaid(self) -> bool:
        """Whether nobody supplied or recorded what would be counted."""
        return self.shown.value in UNSAID

    @property
    def band(self) -> ShareBand | None:
        """Between which percentages its share lies, where that alone is said."""
        return BANDS.get(self.shown)


@dataclass(frozen=True)
class Table:
    """The rows of one indicator in one unit: categories in order, then groups in order.

    `recorded`: the months in which all that it is made of was recorded, joined where they follow one another.
    `grouping`: how its categories and groups are counted together; none where all are as recorded.
    """

    slug: str
    unit: Unit
    breakdown: str
    rows: tuple[Row, ...]
    protection: Protection
    recorded: tuple[Period, ...] = ()
    grouping: Grouping | None = None

    @property
    def is_unsaid(self) -> bool:
        """Whether it has rows, and none of them was supplied or recorded."""
        return bool(self.rows) and all(row.is_unsaid for row in self.rows)

    def row(self, category: str = "", group: str = "") -> Row | None:
        """The row of a category and group; null where the table has none."""
        return next((row for row in self.rows if (row.category, row.group) == (category, group)), None)

    def as_whole(self) -> "Table":
        """One group's rows, read as if they were the whole: what a reader who chose that group looks at."""
        if not self.breakdown:
            return self
        return replace(self, breakdown="", rows=tuple(replace(row, group="") for row in self.rows))


# The words that may take the place of a number, or of another word, after the gate.
WORDS_OF_LESS: Final = (Shown.HIDDEN.value, *UNSAID)


@final
class Safe:
    """Rows of PUBLISHED_SCHEMA that passed the gate, and how they are protected.

    It has no constructor, so that nobody lets rows through but the gate. After the gate rows may say less, never more.
    """

    __slots__ = ("_protection", "_ranges", "_rows")
    _rows: pl.DataFrame
    _ranges: pl.DataFrame
    _protection: Protection

    def __init__(self, _nobody_has_this: Never) -> None:
        raise TypeError("Only analytics/disclosure/gate.py lets rows through.")

    @property
    def rows(self) -> pl.DataFrame:
        """The rows, one a published number. A frame of one's own: to write into it changes nothing here."""
        return self._rows.clone()

    @property
    def rows_and_ranges(self) -> pl.DataFrame:
        """The rows, and beside each the `least` and the `most` that it can be; null where no range is shown."""
        if self._ranges.is_empty():
            return self._rows.with_columns(least=pl.lit(None, pl.Int64), most=pl.lit(None, pl.Int64))
        ranges = self._ranges.with_columns(shown=pl.lit(Shown.RANGE.value))
        return self._rows.join(ranges, on=[*NAMES_OF_ROW, "shown"], how="left", maintain_order="left")

    @property
    def protection(self) -> Protection:
        """For whom they were made safe, and how."""
        return self._protection

    def only(self, *conditions: pl.Expr | pl.Series) -> "Safe":
        """Fewer of the rows."""
        return self._with(self._rows.filter(*conditions))

    def listed(self, keys: pl.DataFrame, on: Sequence[str], *, are_kept: bool) -> "Safe":
        """Fewer of the rows: those whose columns `on` stand in `keys`, or all others."""
        return self._with(self._rows.join(keys, on=on, how="semi" if are_kept else "anti", maintain_order="left"))

    def saying_less(self, rows: pl.DataFrame) -> "Safe":
        """The same rows with some numbers gone. Raises ValueError where anything is said that was not said before."""
        before, now = self._rows, rows.select(PUBLISHED_SCHEMA.names())
        if not before.select(NAMES_OF_ROW).equals(now.select(NAMES_OF_ROW)):
            raise ValueError("These are other rows than those that passed the gate.")
        is_new_number = [(now[name].is_not_null() & now[name].ne_missing(before[name])).any() for name in NUMBERS]
        is_new_word = now["shown"].ne_missing(before["shown"]) & ~now["shown"].is_in(WORDS_OF_LESS, nulls_equal=True)
        if any(is_new_number) or is_new_word.any():
            raise ValueError("A number, or a word for it, would be shown that did not pass the gate.")
        if any((now[name].is_not_null() & is_denied(now["shown"], name)).any() for name in NUMBERS):
            raise ValueError("A number that passed the gate would stay under a word that says there is none.")
        return self._with(now)

    def _with(self, rows: pl.DataFrame) -> "Safe":
        """These rows, which say no more than its own, protected in the same way."""
        safe = object.__new__(Safe)
        safe._rows, safe._ranges, safe._protection = rows, self._ranges, self._protection
        return safe


def is_denied(shown: pl.Series, number: str) -> pl.Series:
    """Whether a row's word says that it has no such number. The audit passes over rows that say nothing at all."""
    instead = [Shown.HIDDEN.value, Shown.RANGE.value, Shown.ALONE.value, *(word.value for word in BANDS)]
    return shown.is_in(UNSAID) | (shown.is_in(instead) & (number != "denominator"))


@dataclass(frozen=True)
class Published:
    """Tables that this reader may see, from one snapshot. `safe` comes from the gate alone.

    `as_of`: the time until which the records are known. `recorded`: the months in which each field was recorded
    (measuring/recorded.py); empty where that is not known. `groupings`: how each table is counted, empty where
    all are counted as recorded. `notes`: what did not go as usual when it was protected, a sentence each, for whoever
    loads.
    """

    safe: Safe
    as_of: datetime
    snapshot: str
    recorded: Mapping[str, frozenset[date]] = field(default_factory=dict)
    groupings: tuple[Grouping, ...] = NO_GROUPINGS
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises TypeError for rows that did not pass the gate."""
        if not isinstance(self.safe, Safe):
            raise TypeError("Only rows that passed analytics/disclosure/gate.py are published.")

    @property
    def rows(self) -> pl.DataFrame:
        """One row a published number. Columns: PUBLISHED_SCHEMA."""
        return self.safe.rows

    @property
    def protection(self) -> Protection:
        """For whom the numbers were made safe, and how."""
        return self.safe.protection

    @property
    def is_exact(self) -> bool:
        """Whether its numbers are exact: for a co-ordinator, or for a board under an agreement."""
        return bool((self.rows["shown"] == Shown.EXACT.value).any())

    def only(self, *conditions: pl.Expr | pl.Series) -> "Published":
        """The same tables with fewer rows."""
        return replace(self, safe=self.safe.only(*conditions))

    def only_listed(self, keys: pl.DataFrame, on: Sequence[str]) -> "Published":
        """Only the rows whose columns `on` stand in `keys`."""
        return replace(self, safe=self.safe.listed(keys, on, are_kept=True))

    def without_listed(self, keys: pl.DataFrame, on: Sequence[str]) -> "Published":
        """All rows but those whose columns `on` stand in `keys`."""
        return replace(self, safe=self.safe.listed(keys, on, are_kept=False))

    def saying_less(self, rows: pl.DataFrame) -> "Published":
        """The same rows with some numbers gone. Raises ValueError where anything is said that was not said before."""
        return replace(self, safe=self.safe.saying_less(rows))

    def table(
        self, slug: str, unit: Unit, period: Period | None = None, breakdown: str = "", group: str | None = None
    ) -> Table:
        """One indicator's rows: for one period or for all that are there, oldest first."""
        rows = tuple(
            row
            for row in self._rows_of(slug, unit, breakdown)
            if (period is None or (row.period.start, row.period.end) == (period.start, period.end))
            and (group is None or row.group == group)
        )
        recorded = self._recorded_of(slug, breakdown)
        return Table(slug, unit, breakdown, rows, self.protection, recorded, self.grouping_of(slug, breakdown))

    def grouping_of(self, slug: str, breakdown: str) -> Grouping | None:
        """How a table is counted for this reader: by the newest of its groupings."""
        mine = (
            grouping
            for grouping in reversed(self.groupings)
            if (grouping.audience, grouping.table) == (self.protection.audience, (slug, breakdown))
        )
        return next(mine, None)

    def _recorded_of(self, slug: str, breakdown: str) -> tuple[Period, ...]:
        """The months in which all that a table is made of was recorded."""
        if not self.recorded:
            return ()
        months = [self.recorded[name] for name in needs_of(slug, breakdown) if name in self.recorded]
        return in_runs(frozenset.intersection(*months)) if months else ()

    def _rows_of(self, slug: str, unit: Unit, breakdown: str) -> tuple[Row, ...]:
        """All rows of one table as values, oldest first; made once, since a page asks for the same again and again."""
        key = (slug, unit.value, breakdown)
        if key not in self._made:
            frame = self._frames.get(key)
            in_order = frame.sort("period_start", maintain_order=True) if frame is not None else None
            self._made[key] = tuple(as_rows(in_order)) if in_order is not None else ()
        return self._made[key]

    @cached_property
    def _frames(self) -> dict[tuple[object, ...], pl.DataFrame]:
        """Slug, unit and breakdown -> the rows of that table."""
        return self.safe.rows_and_ranges.partition_by("slug", "unit", "breakdown", as_dict=True)

    @cached_property
    def _made(self) -> dict[tuple[str, str, str], tuple[Row, ...]]:
        """The tables that were asked for so far."""
        return {}


def as_rows(rows: pl.DataFrame) -> list[Row]:
    """Rows of the published schema, and their ranges, as values."""
    return [
        Row(
            group=row["group"],
            category=row["category"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            share=row["share"],
            shown=Shown(row["shown"]),
            period=Period(row["period_start"], row["period_end"], PeriodKind(row["period_kind"])),
            least=row["least"],
            most=row["most"],
        )
        for row in rows.iter_rows(named=True)
    ]
