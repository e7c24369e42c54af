"""How a whole divides, or carries marks that may overlap: which part is largest, and how groups compare."""

from collections.abc import Sequence

from analytics.disclosure.published import Row, Table
from analytics.measuring.ladders import OTHERS
from analytics.measuring.shapes import Marks, Split
from analytics.model import Unit
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.words.names import UNRECORDED, category_name, group_name, in_a_sentence, is_known
from analytics.words.numbers import counted, n_of_n, sentence_case
from data.themes import OTHER_OF


@presenter_of.register(Split)
class SplitPresenter(Presenter[Split]):
    """Presents the parts of a whole: one bar a part, without the sums that readers ask for."""

    @property
    def rollups(self) -> list[str]:
        """The categories that are sums of others."""
        return list(self.indicator.roll_ups_at_any_rung)

    def parts(self, rows: Sequence[Row]) -> list[Row]:
        """The rows without sums of others that stand beside them."""
        met = {row.category for row in rows}
        sums = {name for name, members in self.indicator.roll_ups_at_any_rung.items() if not met.isdisjoint(members)}
        return [row for row in rows if row.category not in sums]

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """The roll-ups if the indicator has them, else the largest part; how much is not recorded."""
        parts, unit = self.parts(rows), table.unit
        summed = [row for row in rows if row.category in self.rollups and row.numerator and row.share is not None]
        first = "; ".join(self.part_in_words(row, unit) for row in summed) or self.largest_part(parts, unit)
        return " ".join(filter(None, (f"{sentence_case(first)}.", unrecorded(parts, unit)))) if first else ""

    def part_in_words(self, row: Row, unit: Unit) -> str:
        """ "over 24 hours: 218 of 692 (32%)"; where the whole is hidden, "218 episodes"."""
        return f"{self.name_in_a_sentence(row.category)}: {n_of_n(row) or counted(row.numerator or 0, unit)}"

    def name_in_a_sentence(self, category: str) -> str:
        """ "24 hours or more"; of ages "aged 10 to 15"."""
        name = category_name(self.indicator, category)
        is_age = name[0].isdigit() and self.indicator.definition.slug == "age"
        return f"aged {name}" if is_age else in_a_sentence(name)

    def largest_part(self, parts: Sequence[Row], unit: Unit) -> str:
        """ "in care: 357 of 692 (52%), the largest group"; whether it is the largest is said only when it must be."""
        # What is counted together for want of a name is no group that anybody could act on.
        counted_parts = [row for row in parts if is_known(row.category) and row.category != OTHERS and row.numerator]
        if not counted_parts:
            return ""
        most = max(counted_parts, key=lambda row: row.numerator or 0)
        words = self.part_in_words(most, unit)
        return f"{words}, the largest group" if is_surely_largest(most, parts) else words

    def sentence_by_group(self, table: Table, groups: Sequence[str]) -> str:
        """ "24 hours or more: in care, 110 of 296 (37%); at home, 90 of 237 (38%)."; empty where none is compared."""
        category = self.compared_category(table, groups) if groups else None
        if category is None:
            return ""
        return side_by_side(self.name_in_a_sentence(category), category, table, groups)

    def compared_category(self, table: Table, groups: Sequence[str]) -> str | None:
        """The first roll-up that is shown in every group, else of the categories that are, the one most are in."""
        shown = [
            category
            for category in dict.fromkeys((*self.rollups, *(row.category for row in table.rows)))
            if is_known(category)
            and all((row := table.row(category, group)) is not None and n_of_n(row) for group in groups)
        ]
        if summed := [category for category in shown if category in self.rollups]:
            return summed[0]
        return max(shown, key=lambda category: count_in(table, category, groups), default=None)


@presenter_of.register(Marks)
class MarksPresenter(Presenter[Marks]):
    """Presents marks: bars beside one another."""

    def parts(self, rows: Sequence[Row]) -> list[Row]:
        """The marks that are drawn: not those that no file has, where others are told of. The table has all of them."""
        return [row for row in rows if not row.is_unsaid] or list(rows)

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """Each mark that sums up others, then of these others the one borne most often."""
        sums = [row for row in rows if row.category in self.indicator.sums]
        said = [row for row in rows if row not in sums and is_known(row.category) and not is_the_rest(row.category)]
        most = max(said, key=lambda row: row.numerator or 0, default=None)
        words = [f"{category_name(self.indicator, row.category)}: {n_of_n(row)}." for row in sums if n_of_n(row)]
        if most is not None and most.numerator and n_of_n(most):
            words.append(f"Most often {in_a_sentence(category_name(self.indicator, most.category))}: {n_of_n(most)}.")
        return " ".join(words)

    def sentence_by_group(self, table: Table, groups: Sequence[str]) -> str:
        """How the groups compare: each sum of marks, else the mark borne most often; empty where none is compared."""
        shown = [
            category
            for category in dict.fromkeys(row.category for row in table.rows)
            if is_known(category)
            and not is_the_rest(category)
            and all((row := table.row(category, group)) is not None and n_of_n(row) for group in groups)
        ]
        most = max(shown, key=lambda category: count_in(table, category, groups), default="")
        compared = [category for category in shown if category in self.indicator.sums] or [most] * bool(most)
        names = {category: category_name(self.indicator, category) for category in compared}
        return " ".join(side_by_side(names[category], category, table, groups) for category in compared if groups)


def side_by_side(name: str, category: str, table: Table, groups: Sequence[str]) -> str:
    """ "24 hours or more: in care, 110 of 296 (37%); at home, 90 of 237 (38%)."."""
    rows = ((group, table.row(category, group)) for group in groups)
    words = [f"{in_a_sentence(group_name(table.breakdown, group))}, {n_of_n(row)}" for group, row in rows if row]
    return f"{sentence_case(name)}: {'; '.join(words)}."


def is_the_rest(mark: str) -> bool:
    """Whether a mark says only that there is no other, or none that has a name: nothing that anybody could act on."""
    return mark == "no_flag" or mark in OTHER_OF.values()


def count_in(table: Table, category: str, groups: Sequence[str]) -> int:
    """How many of a category there are in the groups together."""
    return sum(row.numerator or 0 for row in table.rows if row.category == category and row.group in groups)


def is_surely_largest(most: Row, parts: Sequence[Row]) -> bool:
    """Whether no other part, hidden or not recorded, can be as large."""
    value = most.numerator or 0
    others = [row for row in parts if row is not most]
    if any((row.numerator or 0) >= value for row in others):
        return False
    if all(row.numerator is not None for row in others):
        return True
    if most.denominator is None:
        return False
    return most.denominator - sum(row.numerator or 0 for row in parts) < value


def unrecorded(parts: Sequence[Row], unit: Unit) -> str:
    """How many are not recorded; empty when none or hidden."""
    rows = [row for row in parts if row.category in UNRECORDED and row.numerator]
    words = (f"{UNRECORDED[row.category]} for {counted(row.numerator or 0, unit)}." for row in rows)
    return " ".join(words).replace("Not triaged for", "Not triaged:")
