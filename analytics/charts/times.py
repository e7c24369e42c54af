"""Areas as bars of children, stacked by how many times they went missing from there."""

from collections.abc import Sequence

from analytics.charts.builders import MOST_BARS, Message, chart_of
from analytics.charts.chart import Chart, Format, Kind, Mark, Series
from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import MoreThan, RepeatBands
from analytics.words.names import group_name, times_name
from analytics.words.numbers import number, value_text
from data import codes

NOT_SAID = "How often is hidden"


def bands_stacked(table: Table, message: Message, indicator: RepeatBands) -> Chart:
    """One bar a group, a part for each band of times, fewest first. Exact tables alone have so many parts."""
    wholes = most_first([table.row(indicator.names[0], group) for group in groups_of(table)])
    series = [
        Series(times_name(band), tuple(part(table, row, table.row(band, row.group)) for row in wholes))
        for band in indicator.names
    ]
    return chart_of(Kind.STACKED, message, Format.COUNT, *series)


def once_or_more(table: Table, message: Message, _indicator: MoreThan) -> Chart:
    """One bar a group: children who went once, and more than once; or all of them, where that is hidden."""
    rows = most_first(list(table.rows))
    series = [
        Series(NOT_SAID, tuple(mark(table, row, row.denominator if row.numerator is None else 0) for row in rows)),
        Series("Once", tuple(mark(table, row, once(row)) for row in rows)),
        Series("More than once", tuple(mark(table, row, row.numerator) for row in rows)),
    ]
    return chart_of(Kind.STACKED, message, Format.COUNT, *series)


def once(row: Row) -> int | None:
    """Children who went once: all, less those who went more often."""
    return None if row.numerator is None or row.denominator is None else row.denominator - row.numerator


def groups_of(table: Table) -> list[str]:
    """The groups of a table in its order."""
    return list(dict.fromkeys(row.group for row in table.rows))


def most_first(rows: Sequence[Row | None]) -> list[Row]:
    """The groups with children, those with the most first; of many the largest alone, and what is not recorded."""
    known = [row for row in rows if row is not None and row.denominator]
    unknown = [row for row in known if row.group == codes.UNKNOWN]
    named = sorted((row for row in known if row not in unknown), key=lambda row: -(row.denominator or 0))
    return [*named[: MOST_BARS - len(unknown)], *unknown]


def part(table: Table, of: Row, row: Row | None) -> Mark:
    """One band of one group."""
    return mark(table, of, row.numerator if row else 0)


def mark(table: Table, row: Row, value: int | None) -> Mark:
    """A part of a group's bar; nothing is written on a part that is nothing."""
    name = group_name(table.breakdown, row.group)
    if value is None:
        return Mark(name, None, value_text(row))
    return Mark(name, value, number(value) if value else "")
