"""One count over another: how many for each, which is no percentage; and how many for each 10,000 of a population."""

from collections.abc import Sequence
from typing import ClassVar

from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import Rate, Ratio
from analytics.model import Unit
from analytics.presenting.presenter import SingleNumber, presenter_of
from analytics.statistics.intervals import poisson
from analytics.words.columns import THINGS_COUNTED, Columns, by_category, by_group
from analytics.words.names import category_name
from analytics.words.numbers import THINGS, counted, mean_text, number, rate_text, value_text


@presenter_of.register(Ratio)
class MeanPresenter(SingleNumber[Ratio]):
    """Presents a mean: in words and columns alone, since bars of means say nothing of how many."""

    value_name: ClassVar[str] = "Each"

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """ "Each child went missing 2.4 times on average (692 episodes, 290 children)."."""
        row = rows[0]
        if row.share is None or row.numerator is None or row.denominator is None:
            return ""
        pair = self.pair(row.numerator, row.denominator, table.unit)
        return f"Each child went missing {mean_text(row.share)} times on average ({pair})."

    def share_text(self, share: float) -> str:
        """One decimal: "3.8"."""
        return mean_text(share)

    def pair(self, numerator: int, denominator: int, unit: Unit) -> str:
        """ "546 episodes, 145 children"."""
        return f"{counted(numerator, Unit.EPISODE)}, {counted(denominator, Unit.CHILD)}"

    def brief(self, row: Row, few: str = "few") -> str:
        """ "4.7"."""
        return self.share_text(row.share) if row.share is not None else super().brief(row, few)

    def columns(self, table: Table, few: str) -> Columns:
        return by_category(table, self.indicator, few, is_mean=True)

    def columns_by_group(self, table: Table, few: str) -> Columns:
        return by_group(table, few, is_mean=True)


@presenter_of.register(Rate)
class RatePresenter(SingleNumber[Rate]):
    """Presents a rate of each population: in words and columns alone."""

    value_name: ClassVar[str] = "Rate"

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """ "38.4 children for each 10,000 children aged 10 to 17."."""
        things, per = THINGS[table.unit][1], number(self.indicator.per)
        return " ".join(
            f"{rate_text(row.share, self.indicator)} {things} for each {per} "
            f"{category_name(self.indicator, row.category).lower()}."
            for row in rows
            if row.share is not None and row.numerator is not None
        )

    def columns(self, table: Table, few: str) -> Columns:
        """One line a population: how many, for each so many, and how far chance alone may have moved that."""
        rows = [row for row in table.rows if row.denominator]
        return {
            "Of whom": [category_name(self.indicator, row.category) for row in rows],
            "In all": [number(row.denominator or 0) for row in rows],
            THINGS_COUNTED[table.unit]: [value_text(row, few) for row in rows],
            f"For each {number(self.indicator.per)}": [
                "" if row.share is None else rate_text(row.share, self.indicator) for row in rows
            ],
            "95% interval": [self.interval_words(row) for row in rows],
        }

    def interval_words(self, row: Row) -> str:
        """ "34.7 to 42.5"; empty where the count is not shown."""
        if row.numerator is None:
            return ""
        return " to ".join(rate_text(end, self.indicator) for end in poisson(row.numerator, row.denominator or 1))

    def value(self, row: Row) -> float | None:
        """For each so many."""
        return None if row.share is None else row.share * self.indicator.per
