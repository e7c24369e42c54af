"""Children by how often: bands of how many episodes they had, and how much of it is a few children."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import BesideBands, RepeatBands, TopChildren
from analytics.model import Unit
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.words.names import in_a_sentence, times_name
from analytics.words.numbers import n_of_n, number, percent

# What children did whose episodes of these kinds are counted.
DID: Final = {
    ("missing",): "went missing",
    ("absent",): "were absent",
    ("missing", "absent"): "were missing or absent",
}


@presenter_of.register(RepeatBands)
class RepeatPresenter(Presenter[RepeatBands]):
    """Presents children by how many episodes they had."""

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """The most frequent band that has anyone, and its share; if a more frequent one is hidden, that it is."""
        most_first = list(reversed(rows))
        band = next((row for row in most_first if row.numerator), None)
        if band is None or not n_of_n(band):
            return ""
        times = f"{in_a_sentence(times_name(band.category))} in {self.indicator.months} months"
        more = most_first[: most_first.index(band)]
        did = DID[self.indicator.definition.categories]
        hidden = f"; how many {did} more often is hidden" if any(row.numerator is None for row in more) else ""
        if table.unit is Unit.EPISODE:
            return f"{n_of_n(band, 'episodes')} were by children who {did} {times}{hidden}."
        return f"{n_of_n(band, 'children')} {did} {times}{hidden}."


@presenter_of.register(BesideBands)
class BesidePresenter(Presenter[BesideBands]):
    """Presents children with an episode of one kind, by how many they had of another."""

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """ "212 of 290 children who went missing in 12 months (73%) were never reported absent."."""
        never = rows[0]
        if never.numerator is None or never.denominator is None or never.share is None:
            return ""
        return (
            f"{number(never.numerator)} of {number(never.denominator)} children who went missing "
            f"in {self.indicator.months} months ({percent(never.share)}) were never reported absent."
        )


@presenter_of.register(TopChildren)
class TopPresenter(Presenter[TopChildren]):
    """Presents the episodes of the most frequent children: the top so many in words, tenths of children as a curve."""

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """Five children's share of the episodes, and that of the largest top; of tenths alone, the smallest."""
        tops = [row for row in rows if not is_tenth(row) and n_of_n(row)]
        if not tops:
            return tenth_in_words(rows)
        shown = next((row for row in tops if row.category == "5"), tops[0])
        if shown.numerator == shown.denominator:
            return f"{shown.category} children or fewer had all {number(shown.numerator or 0)} episodes."
        text = f"The {shown.category} children who went most often had {n_of_n(shown, 'episodes')}"
        most = next((row for row in reversed(tops) if row.numerator != row.denominator), shown)
        return f"{text}." if most is shown else f"{text}; the top {most.category}, {n_of_n(most)}."

    def in_a_paper(self, table: Table) -> Table:
        """So many children, which anybody can picture; tenths of them where nothing else may be shown."""
        rows = tuple(row for row in table.rows if not is_tenth(row))
        return replace(table, rows=rows) if any(row.numerator is not None for row in rows) else table

    def axis(self, counted: str, *, over_time: bool) -> str:
        return "Children, most frequent first"

    def chart(self, table: Table, message: Message) -> Chart | None:
        return builders.curve([row for row in table.rows if is_tenth(row)], message)


def tenth_in_words(rows: Sequence[Row]) -> str:
    """ "The tenth of children who went most often had 130 of 692 episodes (19%)."; empty where all are hidden."""
    shown = next((row for row in rows if is_tenth(row) and n_of_n(row)), None)
    if shown is None:
        return ""
    part = "tenth" if shown.category == "10%" else shown.category
    return f"The {part} of children who went most often had {n_of_n(shown, 'episodes')}."


def is_tenth(row: Row) -> bool:
    """Whether a row is of so many tenths of the children, such as "10%"."""
    return row.category.endswith("%")
