"""How many of each so many of a population, with the exact interval of the count."""

from collections.abc import Sequence
from typing import ClassVar

from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import Rate
from analytics.presenting.presenter import SingleNumber, presenter_of
from analytics.statistics.intervals import poisson
from analytics.words.columns import THINGS_COUNTED, Columns
from analytics.words.names import category_name
from analytics.words.numbers import THINGS, number, rate_text, value_text


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
