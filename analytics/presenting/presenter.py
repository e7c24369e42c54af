"""What all presenters share, and which presenter an indicator has.

A shape says how it is counted in `analytics/measuring/shapes.py`, and how it is read here: its sentence, its columns
and its chart stand side by side. Numbers come from a published table and from nowhere else, so a sentence never
disagrees with the table below it. A sentence whose number is hidden is left out.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, ClassVar, Final, Generic, TypeVar

from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.disclosure.published import Row, Shown, Table
from analytics.measuring.shapes import Indicator
from analytics.model import Unit
from analytics.words.columns import Columns, by_category, by_category_and_group, by_category_and_period
from analytics.words.numbers import THINGS, n_of_n, number, percent, value_text
from analytics.words.unsaid import unsaid

PERCENTAGE: Final = "Percentage"
Shape = TypeVar("Shape", bound=Indicator)


@dataclass(frozen=True)
class Presenter(ABC, Generic[Shape]):
    """Presents one indicator of a shape. What stands here suits parts of a whole; a shape says where it differs."""

    indicator: Shape

    # What a workbook calls the value of a row, beside its number and what that is of.
    value_name: ClassVar[str] = PERCENTAGE
    # Beyond what the indicator counts, what the table of its groups needs explained: title -> words.
    notes_by_group: ClassVar[dict[str, str]] = {}

    # Sentences

    def sentence(self, table: Table) -> str:
        """The one plain sentence of a card, from the rows of one period; else why nothing may be said."""
        rows = [row for row in table.rows if not row.group]
        if not any(row.shown in (Shown.EXACT, Shown.SHOWN) or row.band for row in rows):
            return unsaid(rows, recorded=table.recorded)
        return self.sentence_of(rows, table) or unsaid(rows, table.unit)

    @abstractmethod
    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """What the rows say of the whole, of which some may be shown; empty where nothing can be said."""

    def sentence_by_group(self, table: Table, groups: Sequence[str]) -> str:
        """How the groups of a breakdown compare; empty where they are not, or may not be, compared."""
        return ""

    # A figure alone, and in a sentence

    def share_text(self, share: float) -> str:
        """A row's share: "43%"."""
        return percent(share)

    def figure(self, row: Row, few: str) -> str:
        """The one figure of a row: "43%" or "3.8", else "412", else the word that stands for it."""
        if row.share is not None and row.numerator is not None:
            return self.share_text(row.share)
        return value_text(row, few)

    def of_how_many(self, row: Row, unit: Unit) -> str:
        """ "141 of 329 episodes"; empty where the figure is of nothing."""
        if row.numerator is None or row.shown is Shown.NONE_DUE:
            return ""
        if row.denominator is None:
            return "of a number that is hidden"
        return self.pair(row.numerator, row.denominator, unit)

    def pair(self, numerator: int, denominator: int, unit: Unit) -> str:
        """Both numbers of a row: "141 of 329 episodes"."""
        return f"{number(numerator)} of {number(denominator)} {THINGS[unit][1]}"

    def brief(self, row: Row, few: str = "few") -> str:
        """ "190 of 327 (58%)" or "398": a figure inside a sentence."""
        return n_of_n(row) or value_text(row, few)

    # Columns

    def columns(self, table: Table, few: str) -> Columns:
        """The rows of the whole: one line a category."""
        return by_category(table, self.indicator, few)

    def columns_beside(self, tables: Sequence[Table], few: str) -> Columns:
        """The rows of several periods, side by side."""
        return by_category_and_period(tables, self.indicator, few)

    def columns_by_group(self, table: Table, few: str) -> Columns:
        """The groups of a breakdown: one line a category, one column a group."""
        return by_category_and_group(table, self.indicator, few)

    def in_a_paper(self, table: Table) -> Table:
        """The rows that a paper has room for."""
        return table

    def value(self, row: Row) -> float | None:
        """A row's value in a workbook."""
        return row.share

    # Charts

    def axis(self, counted: str, *, over_time: bool) -> str:
        """What the axis of a chart counts, where `counted` are counted."""
        return counted

    def parts(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that are parts of the whole, and not sums of others: what bars may stand beside one another."""
        return list(rows)

    def chart(self, table: Table, message: Message) -> Chart | None:
        """The chart of the whole; none for a single number."""
        return builders.category_bars(self.parts(table.rows), message, self.indicator)

    def chart_beside(self, tables: Sequence[Table], message: Message) -> Chart:
        """The chart of several periods, side by side."""
        return builders.category_bars_beside([self.parts(table.rows) for table in tables], message, self.indicator)

    def chart_by_group(self, table: Table, message: Message, groups: Sequence[str]) -> Chart | None:
        """The chart of the groups of a breakdown: those that are named, side by side."""
        rows = self.parts(table.rows)
        by_group = {group: [row for row in rows if row.group == group] for group in groups}
        return builders.grouped_bars(table.breakdown, by_group, message, self.indicator)


@dataclass(frozen=True)
class SingleNumber(Presenter[Shape]):
    """Presents one number for the period, which is not drawn: a chart of a single bar tells nothing more."""

    def chart(self, table: Table, message: Message) -> Chart | None:
        return None

    def chart_by_group(self, table: Table, message: Message, groups: Sequence[str]) -> Chart | None:
        return None


@singledispatch
def presenter_of(indicator: Indicator) -> Presenter[Any]:
    """The presenter of an indicator, by its shape. Raises TypeError for a shape that none is registered for."""
    raise TypeError(f"{indicator.definition.slug} has a shape that nothing presents: {type(indicator).__name__}")
