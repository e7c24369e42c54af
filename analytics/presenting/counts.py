"""How many: one number, and of several kinds of episode one number each."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.disclosure.published import Row, Table
from analytics.measuring.breakdowns import CATEGORY
from analytics.measuring.shapes import Count
from analytics.model import Unit
from analytics.presenting.presenter import SingleNumber, presenter_of
from analytics.words.columns import Columns, by_group
from analytics.words.numbers import THINGS, counted, joined, number
from analytics.words.periods import day_text, period_name
from analytics.words.unsaid import unsaid

# What an episode of each kind is called, one and several; and what a child did who had one.
KINDS: Final = {
    "missing": ("missing episode", "missing episodes"),
    "absent": ("absence", "absences"),
    "away": ("episode away without authorisation", "episodes away without authorisation"),
}
KIND_VERBS: Final = {"missing": "went missing", "absent": "were absent", "away": "were away without authorisation"}


@presenter_of.register(Count)
class CountPresenter(SingleNumber[Count]):
    """Presents a count: a sentence, and bars where there are groups."""

    def sentence_of(self, rows: Sequence[Row], table: Table) -> str:
        """ "692 missing episodes started in April to June 2016."."""
        row, unit, definition = rows[0], table.unit, self.indicator.definition
        if row.numerator is None:
            return ""
        is_single = row.numerator == 1
        if definition.slug == "missing-now":
            return still_missing(row.numerator, unit, row.period.start)
        if definition.says:
            things = THINGS[unit] if unit is Unit.CHILD else ("return", "returns")
            return definition.says.format(n=number(row.numerator), returns=things[not is_single])
        if unit is Unit.CHILD:
            return f"{counted(row.numerator, unit)} went missing in {period_name(row.period)}."
        return sentence_of_kind(row, "missing")

    def sentence_by_group(self, table: Table, groups: Sequence[str]) -> str:
        """ "547 missing episodes, 100 absences and 26 episodes away ... started in ..."; hidden kinds are left out."""
        shown = [row for row in table.rows if row.numerator is not None and row.group in KINDS]
        if table.breakdown != CATEGORY.slug or not shown:
            return ""
        when = period_name(shown[0].period)
        if table.unit is Unit.CHILD:
            kinds = joined([f"{number(row.numerator or 0)} {KIND_VERBS[row.group]}" for row in shown])
            return f"In {when}, of the children reported, {kinds}; a child may be in several."
        return f"{joined([number_of_kind(row, row.group) for row in shown])} started in {when}."

    def of_how_many(self, row: Row, unit: Unit) -> str:
        return ""

    def columns_by_group(self, table: Table, few: str) -> Columns:
        return by_group(table, few)

    def chart_by_group(self, table: Table, message: Message, groups: Sequence[str]) -> Chart | None:
        return builders.group_bars(table, message)


def still_missing(value: int, unit: Unit, day: date) -> str:
    """ "3 children were still missing on 5 October 2026."."""
    if unit is Unit.CHILD:
        return f"{counted(value, unit)} {'was' if value == 1 else 'were'} still missing on {day_text(day)}."
    return f"{counted(value, unit)} had no return recorded by {day_text(day)}."


def number_of_kind(row: Row, kind: str) -> str:
    """ "31 absences"."""
    return f"{number(row.numerator or 0)} {KINDS[kind][row.numerator != 1]}"


def sentence_of_kind(row: Row | None, kind: str) -> str:
    """ "31 absences started in July to September 2026."; else why there is no number."""
    if row is None or row.numerator is None:
        return unsaid([] if row is None else [row])
    return f"{number_of_kind(row, kind)} started in {period_name(row.period)}."
