"""Children by how often: bands of how many episodes they had, of one kind or of another beside it."""

from collections.abc import Sequence

from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import BesideBands, RepeatBands
from analytics.model import Unit
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.words.names import in_a_sentence, times_name
from analytics.words.numbers import n_of_n, number, percent


@presenter_of.register(RepeatBands)
class RepeatPresenter(Presenter[RepeatBands]):
    """Presents children by how many episodes they had."""

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """The most frequent band that has anyone, and its share; if a more frequent one is hidden, that it is."""
        most_first = sorted(rows, key=lambda row: self.indicator.names.index(row.category), reverse=True)
        band = next((row for row in most_first if row.numerator), None)
        if band is None or not n_of_n(band):
            return ""
        times = f"{in_a_sentence(times_name(band.category))} in {self.indicator.months} months"
        more = most_first[: most_first.index(band)]
        hidden = "; how many went missing more often is hidden" if any(row.numerator is None for row in more) else ""
        if table.unit is Unit.EPISODE:
            return f"{n_of_n(band, 'episodes')} were by children who went missing {times}{hidden}."
        return f"{n_of_n(band, 'children')} went missing {times}{hidden}."


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
