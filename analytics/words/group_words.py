"""Groups beside one another in a sentence: what of the parts of each is compared."""

from collections.abc import Sequence

from analytics.disclosure.published import Table
from analytics.measuring.shapes import Indicator, Split
from analytics.words.names import group_name, in_a_sentence, is_known
from analytics.words.numbers import n_of_n, sentence_case
from analytics.words.sentences import category_in_a_sentence


def sentence_by_group(table: Table, indicator: Indicator, groups: Sequence[str]) -> str:
    """ "24 hours or more: in care, 110 of 296 (37%); at home, 90 of 237 (38%)."; empty where none may be compared."""
    if not isinstance(indicator, Split) or (category := compared_category(table, indicator, groups)) is None:
        return ""
    rows = ((group, table.row(category, group)) for group in groups)
    said = [
        f"{in_a_sentence(group_name(table.breakdown, group))}, {n_of_n(row)}" for group, row in rows if row is not None
    ]
    return f"{sentence_case(category_in_a_sentence(indicator, category))}: {'; '.join(said)}."


def compared_category(table: Table, indicator: Split, groups: Sequence[str]) -> str | None:
    """The first roll-up that is shown in every group, else of the categories that are, the one that most are in."""
    rollups = [name for name, _ in indicator.rollups]
    shown = [
        category
        for category in dict.fromkeys((*rollups, *(row.category for row in table.rows)))
        if is_known(category)
        and all((row := table.row(category, group)) is not None and n_of_n(row) for group in groups)
    ]
    if summed := [category for category in shown if category in rollups]:
        return summed[0]
    return max(shown, key=lambda category: count_of(table, category, groups), default=None)


def count_of(table: Table, category: str, groups: Sequence[str]) -> int:
    """How many of a category there are in the groups together."""
    return sum(row.numerator or 0 for row in table.rows if row.category == category and row.group in groups)
