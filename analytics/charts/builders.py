"""From a published table to a chart. Nothing is computed here but labels."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analytics.charts import theme
from analytics.charts.chart import Chart, Format, Kind, Mark, Reference, Series
from analytics.indicator import COUNTED, WHOLE
from analytics.model import Period
from analytics.published import Row, Shown, Table

Namer = Callable[[str], str]


@dataclass(frozen=True)
class Message:
    """What a chart says, what it measures where and when, and what its axis counts."""

    title: str
    subtitle: str
    axis: str


WHY_NO_NUMBER = {
    Shown.HIDDEN: theme.HIDDEN_TEXT,
    Shown.NONE_DUE: theme.NONE_DUE_TEXT,
    Shown.NOT_SUPPLIED: theme.NOT_SUPPLIED_TEXT,
}


def category_bars(table: Table, message: Message, named: Namer, categories: Sequence[str]) -> Chart:
    """One bar for each category, in the order given: "128 (32%)"."""
    rows = [row for name in categories if (row := table.row(name)) is not None]
    return bars(message, [("", [(named(row.category), row) for row in rows])])


def group_bars(table: Table, message: Message, named: Namer, category: str = WHOLE) -> Chart:
    """One bar for each group of the table's breakdown, as counts."""
    rows = [row for row in table.rows if row.category == category]
    return bars(message, [("", [(named(row.group), row) for row in rows])])


def grouped_bars(
    table: Table, message: Message, named: Namer, categories: Sequence[str], groups: Sequence[str]
) -> Chart:
    """One bar for each category and group, groups side by side in two or three colours."""
    return bars(
        message,
        [
            (named(group), [(named(name), row) for name in categories if (row := table.row(name, group)) is not None])
            for group in groups
        ],
    )


def bars(message: Message, series: Iterable[tuple[str, Sequence[tuple[str, Row]]]]) -> Chart:
    """Horizontal bars of counts, with the share beside each count that has one."""
    return Chart(
        kind=Kind.BARS,
        title=message.title,
        subtitle=message.subtitle,
        axis=message.axis,
        series=tuple(
            Series(name, tuple(Mark(label, row.numerator, count_text(row)) for label, row in rows))
            for name, rows in series
        ),
    )


def share_bars(table: Table, message: Message, named: Namer, category: str = COUNTED) -> Chart:
    """How many of how many in each group, on a track of 0 to 100%."""
    rows = [row for row in table.rows if row.category == category]
    marks = tuple(Mark(named(row.group), row.share, share_text(row)) for row in rows)
    return Chart(
        kind=Kind.SHARES,
        title=message.title,
        subtitle=message.subtitle,
        axis=message.axis,
        series=(Series("", marks),),
        format=Format.SHARE,
    )


def line(
    table: Table,
    message: Message,
    named: Callable[[Period], str],
    *,
    category: str = WHOLE,
    focus: Period | None = None,
    references: tuple[Reference, ...] = (),
) -> Chart:
    """One category over the table's periods: counts, or shares where the category is a part of a whole."""
    rows = [row for row in table.rows if row.category == category]
    is_share = category != WHOLE
    marks = tuple(
        Mark(
            named(row.period),
            row.share if is_share else row.numerator,
            share_text(row) if is_share else count_text(row),
        )
        for row in rows
    )
    return Chart(
        kind=Kind.LINE,
        title=message.title,
        subtitle=message.subtitle,
        axis=message.axis,
        series=(Series("", marks),),
        format=Format.SHARE if is_share else Format.COUNT,
        references=references,
        focus=named(focus) if focus else "",
    )


def curve(table: Table, message: Message) -> Chart:
    """The share of episodes that each tenth of children had, most frequent first, from none to all."""
    tenths = [row for row in table.rows if row.category.endswith("%")]
    marks = (
        Mark("0%", 0.0, "0%"),
        *(Mark(row.category, row.share, share_text(row)) for row in tenths),
        Mark("100%", 1.0, "100%"),
    )
    return Chart(
        kind=Kind.CURVE,
        title=message.title,
        subtitle=message.subtitle,
        axis=message.axis,
        series=(Series("", marks),),
        format=Format.SHARE,
    )


def count_text(row: Row) -> str:
    """ "128 (32%)", or why there is no number."""
    if row.numerator is None:
        return why_no_number(row)
    count = theme.whole(row.numerator)
    return f"{count} ({theme.percent(row.share)})" if row.share is not None else count


def share_text(row: Row) -> str:
    """ "141 of 329 (43%)", or why there is no number."""
    if row.numerator is None or row.denominator is None or row.share is None:
        return why_no_number(row)
    return f"{theme.whole(row.numerator)} of {theme.whole(row.denominator)} ({theme.percent(row.share)})"


def why_no_number(row: Row) -> str:
    """Hidden, none due or not supplied: never a zero."""
    return WHY_NO_NUMBER.get(row.shown, theme.NONE_DUE_TEXT)
