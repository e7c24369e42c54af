"""How many of how many: n of N and its percentage, and between groups the lowest and the highest."""

from collections.abc import Sequence
from typing import ClassVar, Final

from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.disclosure.published import Row, Table
from analytics.disclosure.small_numbers import is_compared
from analytics.measuring.shapes import Indicator, MoreThan, Share, ShareOfAll
from analytics.model import Unit
from analytics.presenting.presenter import SingleNumber, presenter_of
from analytics.statistics.intervals import wilson
from analytics.words.columns import Columns, by_group
from analytics.words.names import group_name
from analytics.words.numbers import n_of_n, number, percent, said_of_n, sentence_case

INTERVAL: Final = (
    "How far chance alone may have moved the percentage (Wilson). It treats each as independent; "
    "episodes of one child are not, so theirs is a little too narrow."
)


@presenter_of.register(Share)
@presenter_of.register(MoreThan)
@presenter_of.register(ShareOfAll)
class SharePresenter(SingleNumber[Share | MoreThan | ShareOfAll]):
    """Presents a share: the sentence of its indicator, and where there are groups a track of 0 to 100% each."""

    notes_by_group: ClassVar[dict[str, str]] = {"95% interval": INTERVAL}

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """ "442 of 692 returns (64%) had an interview within 72 hours."."""
        is_said = bool(said_of_n(rows[0]))
        return share_in_words(rows[0], wording_of(self.indicator, table.unit)) if is_said else ""

    def sentence_by_group(self, table: Table, groups: Sequence[str]) -> str:
        """The lowest and the highest share among the groups that may be shown; empty for fewer than two.

        Bands may overlap, so beside one each group is named in the order of the table.
        """
        compared = [row for row in table.rows if said_of_n(row) and is_compared(table.breakdown, row.group)]
        if len(compared) < 2:
            return ""
        if any(row.band for row in compared):
            return " ".join(f"{group_name(table.breakdown, row.group)}: {said_of_n(row)}." for row in compared)
        shown = sorted(compared, key=share_of)
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
    """A row's numbers, all of them shown, in a sentence that has places for them; or its band in the place of both."""
    if row.band:
        of = number(row.denominator or 0)
        text = wording.replace(" ({percent})", "").format(n=row.shown.value, of=of, percent=row.shown.value)
        return sentence_case(text)
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
