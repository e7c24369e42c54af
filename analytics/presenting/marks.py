"""How many bear each mark, of all: marks overlap, so nothing is said of what they add up to."""

from collections.abc import Sequence

from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import Marks
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.words.names import category_name, in_a_sentence
from analytics.words.numbers import n_of_n


@presenter_of.register(Marks)
class MarksPresenter(Presenter[Marks]):
    """Presents marks: bars beside one another."""

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """The first mark, which sums up others, then the one borne most often."""
        first, *others = (row for row in rows if row.category != "no_flag")
        most = max(others, key=lambda row: row.numerator or 0)
        words = [f"{category_name(self.indicator, first.category)}: {n_of_n(first)}."] if n_of_n(first) else []
        if most.numerator and n_of_n(most):
            words.append(f"Most often {in_a_sentence(category_name(self.indicator, most.category))}: {n_of_n(most)}.")
        return " ".join(words)
