"""One count over another: how many each, which is no percentage."""

from collections.abc import Sequence
from typing import ClassVar

from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import Ratio
from analytics.model import Unit
from analytics.presenting.presenter import SingleNumber, presenter_of
from analytics.words.columns import Columns, by_category, by_group
from analytics.words.numbers import counted, mean_text


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
        return f"Each child went missing {row.share:.1f} times on average ({pair})."

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
