"""What may be shown: the one type that charts, words, reports and exports accept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

import polars as pl

from analytics.indicators.registry import needs_of
from analytics.measuring.recorded import in_runs
from analytics.model import Audience, Period, PeriodKind, Unit


class Shown(StrEnum):
    """How a published row came to be as it is."""

    EXACT = "exact"  # a co-ordinator's figure, not protected
    SHOWN = "shown"  # protected, and safe to show
    HIDDEN = "hidden"  # protected by showing no number
    FEW = "few"  # public view: nought, or too few to say
    NONE_DUE = "none due"  # nothing to count: never "0%"
    NOT_SUPPLIED = "not supplied"  # no source spoke for this period: never a zero
    NOT_RECORDED = "not recorded"  # sources spoke for it, and none had a column of what it is made of


# Rows that say nothing of what was counted: no figure hidden, and none shown.
UNSAID = (Shown.NOT_SUPPLIED.value, Shown.NOT_RECORDED.value)


# One row of a published table. `category` and `group` are codes (analytics/words/sentences.py names them), empty
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

    @property
    def is_unsaid(self) -> bool:
        """Whether nobody supplied or recorded what would be counted."""
        return self.shown.value in UNSAID


@dataclass(frozen=True)
class Table:
    """The rows of one indicator in one unit: categories in order, then groups in order.

    `recorded`: the months in which all that it is made of was recorded, joined where they follow one another.
    """

    slug: str
    unit: Unit
    breakdown: str
    rows: tuple[Row, ...]
    protection: Protection
    recorded: tuple[Period, ...] = ()

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


@dataclass(frozen=True)
class Published:
    """Tables that this reader may see, from one snapshot. Made by `publish()` or read back as published.

    `recorded`: the months in which each field was recorded (measuring/recorded.py); empty where that is not known.
    """

    rows: pl.DataFrame
    protection: Protection
    as_of: datetime
    snapshot: str
    recorded: Mapping[str, frozenset[date]] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Whether its numbers are exact: for a co-ordinator, or for a board under an agreement."""
        return bool((self.rows["shown"] == Shown.EXACT.value).any())

    def only(self, *conditions: pl.Expr) -> "Published":
        """The same publication, fewer rows."""
        return replace(self, rows=self.rows.filter(*conditions))

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
        return Table(slug, unit, breakdown, rows, self.protection, self._recorded_of(slug, breakdown))

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
        return self.rows.partition_by("slug", "unit", "breakdown", as_dict=True)

    @cached_property
    def _made(self) -> dict[tuple[str, str, str], tuple[Row, ...]]:
        """The tables that were asked for so far."""
        return {}


def as_rows(rows: pl.DataFrame) -> list[Row]:
    """Rows of the published schema as values."""
    return [
        Row(
            group=row["group"],
            category=row["category"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            share=row["share"],
            shown=Shown(row["shown"]),
            period=Period(row["period_start"], row["period_end"], PeriodKind(row["period_kind"])),
        )
        for row in rows.iter_rows(named=True)
    ]
