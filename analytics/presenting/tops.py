"""How much of it is a few children: a curve of shares of the episodes, most frequent children first."""

from collections.abc import Sequence
from dataclasses import replace

from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import TopChildren
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.words.numbers import n_of_n, number


@presenter_of.register(TopChildren)
class TopPresenter(Presenter[TopChildren]):
    """Presents the episodes of the most frequent children: the top so many in words, tenths of children as a curve."""

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """Five children's share of the episodes, else that of the smallest group that may be shown."""
        tops = [row for row in rows if not is_tenth(row) and n_of_n(row)]
        if not tops:
            return ""
        wanted = next((row for row in tops if row.category == "5"), tops[0])
        if wanted.numerator == wanted.denominator:
            return f"{wanted.category} children or fewer had all {number(wanted.numerator or 0)} episodes."
        return f"{wanted.category} children had {n_of_n(wanted, 'episodes')}."

    def in_a_paper(self, table: Table) -> Table:
        """So many children, which anybody can picture; not tenths of them."""
        return replace(table, rows=tuple(row for row in table.rows if not is_tenth(row)))

    def axis(self, counted: str, *, over_time: bool) -> str:
        return "Children, most frequent first"

    def chart(self, table: Table, message: Message) -> Chart | None:
        return builders.curve([row for row in table.rows if is_tenth(row)], message)


def is_tenth(row: Row) -> bool:
    """Whether a row is of so many tenths of the children, such as "10%"."""
    return row.category.endswith("%")
