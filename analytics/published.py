"""What may be shown: the one type that charts, words, reports and exports accept."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import polars as pl

from analytics.model import Audience, Period, PeriodKind, Unit


class Shown(StrEnum):
    """How a published row came to be as it is."""

    EXACT = "exact"  # a co-ordinator's figure, not protected
    SHOWN = "shown"  # protected, and safe to show
    HIDDEN = "hidden"  # protected by showing no number
    FEW = "few"  # public view: nought, or too few to say
    NONE_DUE = "none due"  # nothing to count: never "0%"
    NOT_SUPPLIED = "not supplied"  # no source spoke for this period: never a zero


# One row of a published table. `category` and `group` are codes (analytics/words.py names them), empty
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


@dataclass(frozen=True)
class Table:
    """The rows of one indicator in one unit: categories in order, then groups in order."""

    slug: str
    unit: Unit
    breakdown: str
    rows: tuple[Row, ...]
    protection: Protection

    def row(self, category: str = "", group: str = "") -> Row | None:
        """The row of a category and group; null where the table has none."""
        return next((row for row in self.rows if (row.category, row.group) == (category, group)), None)

    def as_whole(self) -> "Table":
        """One group's rows, read as if they were the whole: what a reader who chose that group looks at."""
        return replace(self, breakdown="", rows=tuple(replace(row, group="") for row in self.rows))


@dataclass(frozen=True)
class Published:
    """Tables that this reader may see, from one snapshot. Made by `publish()` or read back as published."""

    rows: pl.DataFrame
    protection: Protection
    as_of: datetime
    snapshot: str

    def only(self, *conditions: pl.Expr) -> "Published":
        """The same publication, fewer rows."""
        return replace(self, rows=self.rows.filter(*conditions))

    def table(
        self, slug: str, unit: Unit, period: Period | None = None, breakdown: str = "", group: str | None = None
    ) -> Table:
        """One indicator's rows: for one period or for all that are there, oldest first."""
        wanted = (pl.col("slug") == slug) & (pl.col("unit") == unit) & (pl.col("breakdown") == breakdown)
        if period is not None:
            wanted &= (pl.col("period_start") == period.start) & (pl.col("period_end") == period.end)
        if group is not None:
            wanted &= pl.col("group") == group
        rows = self.rows.filter(wanted).sort("period_start", maintain_order=True)
        return Table(slug, unit, breakdown, tuple(as_rows(rows)), self.protection)


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
