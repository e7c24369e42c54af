"""From a published table to a chart. Nothing is computed here but labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from analytics.charts.chart import Band, Chart, Format, Mark, Note, Series
from analytics.charts.chart import Kind as Shape
from analytics.disclosure.published import Row, Shown, Table
from analytics.measuring.shapes import Indicator
from analytics.model import MONTHS_IN, Period
from analytics.statistics.xmr import Kind
from analytics.views.variation import Form, Phase, Variation
from analytics.words.names import category_name, group_name
from analytics.words.numbers import count_and_share, said_of_n, value_text
from analytics.words.periods import day_text, short_period_name, window_name
from analytics.words.range_words import middle_words, range_words, unusual_words
from data import codes
from data.remarks import Remark

# Bars that one chart holds; the table has them all.
MOST_BARS = 14
PERCENT = 100


@dataclass(frozen=True)
class Message:
    """What a chart says, what it measures where and when, what its axis counts, and what too few is called."""

    title: str
    subtitle: str
    axis: str
    few: str = "few"


def category_bars(rows: Sequence[Row], message: Message, indicator: Indicator) -> Chart:
    """One bar for each category of the whole or of one group: "128 (32%)"."""
    return bars(message, [("", by_category(indicator, most(rows)))])


def category_bars_beside(periods: Sequence[Sequence[Row]], message: Message, indicator: Indicator) -> Chart:
    """One bar for each category and period, periods side by side: this look-back and the last."""
    return bars(message, [(window_name(indicator, rows[0].period), by_category(indicator, rows)) for rows in periods])


def group_bars(table: Table, message: Message) -> Chart:
    """One bar for each group of the table's breakdown, as counts."""
    return bars(message, [("", [(group_name(table.breakdown, row.group), row) for row in most(table.rows)])])


def grouped_bars(breakdown: str, groups: Mapping[str, Sequence[Row]], message: Message, indicator: Indicator) -> Chart:
    """One bar for each category and group, groups side by side in two or three colours."""
    series = [(group_name(breakdown, group), by_category(indicator, rows)) for group, rows in groups.items()]
    return bars(message, series)


def by_category(indicator: Indicator, rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """Rows under the names of their categories."""
    return [(category_name(indicator, row.category), row) for row in rows]


def bars(message: Message, series: Iterable[tuple[str, Sequence[tuple[str, Row]]]]) -> Chart:
    """Horizontal bars of counts, with the share beside each count that has one."""
    return chart_of(
        Shape.BARS,
        message,
        Format.COUNT,
        *(
            Series(name, tuple(Mark(label, row.numerator, count_and_share(row, message.few)) for label, row in rows))
            for name, rows in series
        ),
    )


def share_bars(table: Table, message: Message) -> Chart:
    """How many of how many in each group that has any, on a track of 0 to 100%."""
    rows = [row for row in table.rows if row.shown is not Shown.NONE_DUE]
    marks = [share_mark(row, group_name(table.breakdown, row.group), message) for row in rows]
    return chart_of(Shape.SHARES, message, Format.SHARE, Series("", tuple(marks)))


def share_mark(row: Row, label: str, message: Message) -> Mark:
    """A share, or the range of its band."""
    if row.band:
        low, high = (end / PERCENT for end in row.band)
        return Mark(label, high, share_text(row, message.few), low=low)
    return Mark(label, row.share, share_text(row, message.few))


def line(table: Table, message: Message, focus: Period, normal: Variation) -> Chart:
    """A count or a share over the table's periods, with what is normal for it and what is not."""
    is_share = normal.form is Form.SHARE
    words = share_text if is_share else count_and_share
    marks = (
        Mark(
            short_period_name(row.period),
            normal.value(place),
            words(row, message.few),
            unusual_words(normal, place),
            any(signal.kind is Kind.OUTSIDE for signal in normal.signals_at(place)),
        )
        for place, row in enumerate(table.rows)
    )
    form = Format.SHARE if is_share else Format.COUNT
    drawn = chart_of(Shape.LINE, message, form, Series("", tuple(marks)), focus=focus_label(table, focus))
    return replace(drawn, bands=bands_of(normal))


def bands_of(normal: Variation) -> tuple[Band, ...]:
    """What is normal in each phase; beside the last, what is usual for a last row that is judged by those before it."""
    bands = tuple(band(normal, phase) for phase in normal.phases)
    if normal.expected is None:
        return bands
    last, usual = len(normal.rows) - 1, normal.expected
    *before, newest = bands
    return (*before, replace(newest, last=last - 1), Band(last, last, "", None, usual.lower, usual.upper))


def notes_on(periods: Sequence[Period], remarks: Sequence[Remark]) -> tuple[Note, ...]:
    """The notes on days inside a series, each where its day lies, with a letter in the order of their days."""
    inside = [
        (remark, place, period)
        for remark in sorted(remarks)
        for place, period in enumerate(periods)
        if period.start <= remark.day < period.end
    ]
    return tuple(
        Note(
            place - 0.5 + (remark.day - period.start) / (period.end - period.start),
            letter_of(count),
            f"from {day_text(remark.day)}, {remark.text.removesuffix('.')}",
        )
        for count, (remark, place, period) in enumerate(inside)
    )


def letter_of(count: int) -> str:
    """A, B and so on; after Z numbers, from 27."""
    return ascii_uppercase[count] if count < len(ascii_uppercase) else str(count + 1)


def band(normal: Variation, phase: Phase) -> Band:
    """What is normal in a phase: "normal range 127 to 265, mean 196", "median 45"."""
    limits = phase.limits
    if limits is None:
        name = middle_words(normal, phase)
        return Band(phase.first, phase.last, name, phase.median, is_new=bool(phase.changes))
    name = f"normal range {range_words(normal, phase)}, {middle_words(normal, phase)}"
    return Band(phase.first, phase.last, name, limits.mean, limits.lower, limits.upper, bool(phase.changes))


def curve(tenths: Sequence[Row], message: Message) -> Chart:
    """The share of episodes that each tenth of children had, most frequent first, from none to all."""
    marks = (
        Mark("0%", 0.0, "0%"),
        *(Mark(row.category, row.share, share_text(row, message.few)) for row in tenths),
        Mark("100%", 1.0, "100%"),
    )
    return chart_of(Shape.CURVE, message, Format.SHARE, Series("", marks))


def chart_of(kind: Shape, message: Message, form: Format, *series: Series, focus: str = "") -> Chart:
    """The chart of a message and its series."""
    return Chart(kind, message.title, message.subtitle, message.axis, series, form, focus=focus)


def most(rows: Sequence[Row]) -> list[Row]:
    """All rows in their order, or of too many the largest, largest first, and what is not recorded last."""
    if len(rows) <= MOST_BARS:
        return list(rows)
    unknown = [row for row in rows if codes.UNKNOWN in (row.group, row.category)]
    known = sorted((row for row in rows if row not in unknown), key=lambda row: -(row.numerator or 0))
    return [*known[: MOST_BARS - len(unknown)], *unknown]


def focus_label(table: Table, focus: Period) -> str:
    """The label of the focused period, if it is one of the table's."""
    is_there = any(row.period == focus for row in table.rows) and focus.kind in MONTHS_IN
    return short_period_name(focus) if is_there else ""


def share_text(row: Row, few: str) -> str:
    """ "141 of 329 (43%)", or why there is no number."""
    if text := said_of_n(row):
        return text
    return Shown.HIDDEN.value if row.numerator is not None else value_text(row, few)
