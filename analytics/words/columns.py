"""A published table as columns of words, for a reader who wants the figures."""

from collections.abc import Mapping, Sequence

from analytics.disclosure.published import Row, Shown, Table
from analytics.measuring.shapes import Indicator
from analytics.statistics.intervals import rate_ratio
from analytics.views.variation import Form, Variation
from analytics.words.names import breakdown_title, category_name, code_name, group_name
from analytics.words.numbers import count_and_share, mean_text, number, percent, said_of_n, value_text
from analytics.words.periods import short_period_name, window_name
from analytics.words.range_words import expected_words, range_words, standing_in_table

Columns = dict[str, list[str]]
# Lines of a table of groups over time: a year of months, three of quarters.
MOST_PERIODS = 12
THINGS_COUNTED = {"episode": "Episodes", "child": "Children", "interview": "Interviews"}


def by_category(table: Table, indicator: Indicator, few: str, *, is_mean: bool = False) -> Columns:
    """One line a category: its count and its share."""
    names = [category_name(indicator, row.category) or "All" for row in table.rows]
    return {indicator.definition.title: names} | figures(table.rows, table, few, is_mean=is_mean)


def by_group(table: Table, few: str, *, is_mean: bool = False) -> Columns:
    """One line a group of the breakdown."""
    names = [group_name(table.breakdown, row.group) for row in table.rows]
    return {breakdown_title(table.breakdown): names} | figures(table.rows, table, few, is_mean=is_mean)


def by_period(table: Table, few: str, normal: Variation) -> Columns:
    """One line a period, newest first: its figures, and how they stand to what is normal, where that is known."""
    rows, places = tuple(reversed(table.rows)), range(len(table.rows) - 1, -1, -1)
    columns = {"Period": [unbroken(short_period_name(row.period)) for row in rows]} | figures(
        rows, table, few, is_mean=normal.form is Form.MEAN
    )
    ranges = {range_words(normal, phase) for phase in normal.phases}
    only = ranges.pop() if len(ranges) == 1 else ""
    standings = [standing_in_table(normal, place) for place in places]
    if not only:
        # Each phase has a range of its own.
        standings = [
            f"{standing} {range_words(normal, normal.phase_at(place))}".strip()
            for standing, place in zip(standings, places, strict=True)
        ]
    if standings and normal.expected:
        standings[0] = f"{standing_in_table(normal, places[0])} {expected_words(normal)}"
    return columns | ({f"Normal range {only}".strip(): standings} if any(standings) else {})


def unbroken(name: str) -> str:
    """A name that stays on one line in a narrow column."""
    return name.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{NON-BREAKING HYPHEN}")


def by_category_and_group(table: Table, indicator: Indicator, few: str) -> Columns:
    """One line a category, one column a group: "102 (86%)"."""
    categories = list(dict.fromkeys(row.category for row in table.rows))
    columns = {indicator.definition.title: [category_name(indicator, category) for category in categories]}
    for group in dict.fromkeys(row.group for row in table.rows):
        rows = [table.row(category, group) for category in categories]
        columns[group_name(table.breakdown, group)] = [count_and_share(row, few) if row else "" for row in rows]
    return columns


def by_category_and_period(tables: Sequence[Table], indicator: Indicator, few: str) -> Columns:
    """One line a category, one column a period: "57 (14%)"."""
    categories = [row.category for row in tables[0].rows]
    columns = {indicator.definition.title: [category_name(indicator, category) for category in categories]}
    for table in tables:
        rows = [table.row(category) for category in categories]
        name = window_name(indicator, table.rows[0].period)
        columns[name] = [count_and_share(row, few) if row else "" for row in rows]
    return columns


def by_period_and_group(table: Table, few: str) -> Columns:
    """One line a period, newest first and a dozen at most, one column a group: "81 of 274 (30%)"."""
    periods = sorted({row.period for row in table.rows}, reverse=True)[:MOST_PERIODS]
    columns = {"Period": [unbroken(short_period_name(period)) for period in periods]}
    for group in dict.fromkeys(row.group for row in table.rows):
        of_group = {row.period: row for row in table.rows if row.group == group}
        rows = [of_group.get(period) for period in periods]
        columns[group_name(table.breakdown, group)] = [
            "" if row is None else said_of_n(row) or value_text(row, few) for row in rows
        ]
    return columns


def figures(rows: Sequence[Row], table: Table, few: str, *, is_mean: bool = False) -> Columns:
    """The columns of numbers: how many, of how many, which share. A column that would be empty is left out.

    Of a mean: how many episodes, how many children, how many each.
    """
    columns = {THINGS_COUNTED[table.unit]: [Shown.HIDDEN.value if row.band else value_text(row, few) for row in rows]}
    if any(row.denominator is not None for row in rows):
        base, share, form = ("Children", "Each", mean_text) if is_mean else ("Of", "Percentage", percent)
        columns[base] = [number(row.denominator) if row.denominator is not None else "" for row in rows]
        columns[share] = [
            form(row.share) if row.share is not None else row.shown.value if row.band else "" for row in rows
        ]
    return columns


def with_relative_rates(columns: Columns, rows: Sequence[Row], populations: Mapping[str, int]) -> Columns:
    """Figures with each group's rate over that of the largest group of the population, and its exact interval."""
    reference = max(populations, key=lambda group: populations[group])
    base = next((row for row in rows if row.category == reference), None)
    if base is None or not base.numerator:
        return columns
    rates = [relative_rate(row, base, populations) for row in rows]
    return columns | {f"Times the rate of {code_name(reference)} children": rates}


def relative_rate(row: Row, base: Row, populations: Mapping[str, int]) -> str:
    """ "1.4 (1.0 to 1.9)"; "1" for the group that the others are compared with; empty without a number or a base."""
    if row is base:
        return "1"
    if row.numerator is None or not base.numerator or row.category not in populations:
        return ""
    people, of = populations[row.category], populations[base.category]
    low, high = rate_ratio(row.numerator, people, base.numerator, of)
    return f"{mean_text(row.numerator / people / (base.numerator / of))} ({mean_text(low)} to {mean_text(high)})"
