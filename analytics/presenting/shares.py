"""How many of how many: n of N and its percentage, and between groups the lowest and the highest."""

from collections.abc import Sequence
from typing import ClassVar, Final

from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import Indicator, MoreThan, Share, ShareOfAll
from analytics.model import Unit
from analytics.presenting.presenter import SingleNumber, presenter_of
from analytics.statistics.intervals import wilson
from analytics.words.columns import Columns, by_group
from analytics.words.names import group_name
from analytics.words.numbers import n_of_n, number, percent
from data import codes

INTERVAL: Final = (
    "How far chance alone may have moved the percentage (Wilson). It treats each as independent; "
    "episodes of one child are not, so theirs is a little too narrow."
)
# Groups that say only that nothing is known, or that the question does not arise.
NO_GROUP: Final = (codes.UNKNOWN, codes.NOT_IN_CARE)


@presenter_of.register(Share)
@presenter_of.register(MoreThan)
@presenter_of.register(ShareOfAll)
class SharePresenter(SingleNumber[Share | MoreThan | ShareOfAll]):
    """Presents a share: the sentence of its indicator, and where there are groups a track of 0 to 100% each."""

    notes_by_group: ClassVar[dict[str, str]] = {"95% interval": INTERVAL}

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """ "442 of 692 returns (64%) had an interview within 72 hours."."""
        return share_in_words(rows[0], wording_of(self.indicator, table.unit)) if n_of_n(rows[0]) else ""

    def sentence_by_group(self, table: Table, groups: Sequence[str]) -> str:
        """The lowest and the highest share among the groups that may be shown; empty for fewer than two."""
        shown = sorted((row for row in table.rows if n_of_n(row) and row.group not in NO_GROUP), key=share_of)
        if len(shown) < 2:
            return ""
        lowest, highest = (f"{group_name(table.breakdown, row.group)}, {n_of_n(row)}" for row in (shown[0], shown[-1]))
        return f"Lowest: {lowest}. Highest: {highest}."

    def columns_by_group(self, table: Table, few: str) -> Columns:
        return by_group(table, few) | {"95% interval": [interval_words(row) for row in table.rows]}

    def axis(self, counted: str, *, over_time: bool) -> str:
        """Over time, a share of what is counted."""
        return f"Percentage of {counted.lower()}" if over_time else counted

    def chart_by_group(self, table: Table, message: Message, groups: Sequence[str]) -> Chart | None:
        return builders.share_bars(table, message)


def wording_of(indicator: Indicator, unit: Unit) -> str:
    """The sentence that an indicator has for its shares: "{n} of {of} returns ({percent}) had ..."."""
    definition = indicator.definition
    return (definition.says_of_children if unit is Unit.CHILD else "") or definition.says


def share_in_words(row: Row, wording: str) -> str:
    """A row's numbers, all of them shown, in a sentence that has places for them."""
    return wording.format(n=number(row.numerator or 0), of=number(row.denominator or 0), percent=percent(share_of(row)))


def interval_words(row: Row) -> str:
    """ "38% to 46%"; empty where there is no share to show."""
    if row.numerator is None or not row.denominator or row.share is None:
        return ""
    low, high = wilson(row.numerator, row.denominator)
    return f"{percent(low)} to {percent(high)}"


def share_of(row: Row) -> float:
    """A row's share, to order by."""
    return row.share or 0.0
