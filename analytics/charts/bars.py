"""Where bars are, how long their axis is, and where their words go."""

from collections.abc import Sequence
from typing import Final

from analytics.charts import theme
from analytics.charts.chart import Chart, Format, Mark, Series
from analytics.charts.drawing import Bars, Drawing, Labels, Run, Unseen, Values, Words
from analytics.charts.theme import Palette, in_lines

# How much longer than a whole bar the axis of shares is on paper, for "141 of 329 (43%)" behind it.
ROOM_BESIDE_SHARES: Final = 1.9


def bars(chart: Chart, palette: Palette) -> Drawing:
    """Horizontal bars, first label at the top, each with its words at its end."""
    # On a narrow screen the axis must be so much longer than its longest bar for the words beyond the bars.
    room = 1.08 + 0.052 * max((len(mark.text) for mark in chart.marks), default=0)
    axis = Values(chart.format, (0, greatest(chart) * room), counted_ticks(greatest(chart)), chart.axis)
    return Drawing([layer(chart, palette)], axis, Labels(), height(chart), has_key=len(chart.series) > 1)


def bars_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same without an axis of values."""
    room = 1.18 if len(chart.series) == 1 else 1.4
    if chart.format is Format.SHARE:
        return Drawing([layer(chart, palette, palette.track)], Unseen((0, ROOM_BESIDE_SHARES)), Labels())
    return Drawing([layer(chart, palette)], Unseen((0, greatest(chart) * room)), Labels())


def layer(chart: Chart, palette: Palette, track: str = "") -> Bars:
    """A run of bars for each series; what is hidden has no bar, and a word that says so."""
    return Bars([run(*each, palette.text) for each in zip(chart.series, palette.series, strict=False)], track=track)


def run(series: Series, colour: str, ink: str) -> Run:
    """The bars of a series."""
    marks = series.marks
    labels, values = [in_lines(mark.label) for mark in marks], [mark.value or 0 for mark in marks]
    return Run(labels, values, colour, ink, series.name, [mark.text for mark in marks], starts_of(marks))


def starts_of(marks: Sequence[Mark]) -> Sequence[float]:
    """Where each bar begins, if any is of a range and begins beyond nought."""
    return [mark.low or 0 for mark in marks] if any(mark.low is not None for mark in marks) else ()


def height(chart: Chart) -> int:
    """Room for every bar, for labels of two lines, and for the names of several series."""
    marks = chart.series[0].marks if chart.series else ()
    if len(chart.series) > 1:
        return len(marks) * (theme.GROUPED_BAR_ROW * len(chart.series) + 12) + theme.FRAME + 30
    is_wrapped = any("\n" in in_lines(mark.label) for mark in marks)
    return len(marks) * (theme.WRAPPED_BAR_ROW if is_wrapped else theme.BAR_ROW) + theme.FRAME


def greatest(chart: Chart) -> float:
    """The largest value, at least one so that an empty chart has an axis."""
    return max([1.0, *(mark.value or 0 for mark in chart.marks)])


def counted_ticks(most: float) -> list[float]:
    """Round whole values from zero to the longest bar, none under the words beyond it."""
    return ticks_to(most, least_power=0)


def ticks_to(most: float, least_power: int = -2) -> list[float]:
    """The same of what need not be whole."""
    steps = (size * 10**power for power in range(least_power, 7) for size in (1, 2, 5))
    step = next((step for step in steps if most / step <= 4), most)
    return [step * index for index in range(int(most // step) + 1)]


def stacked(chart: Chart, palette: Palette) -> Drawing:
    """Bars of parts end to end, each with its number inside where there is room; the key says what the parts are."""
    colours = palette.steps[-len(chart.series) :]
    runs = [run(series, colour, theme.ink_on(colour)) for series, colour in zip(chart.series, colours, strict=True)]
    height = len(chart.series[0].marks) * theme.BAR_ROW + theme.FRAME + 50
    axis = Values(chart.format, title=chart.axis)
    return Drawing([Bars(runs, is_stacked=True)], axis, Labels(), height, has_key=True)


def stacked_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same: a picture finds room for its numbers by itself."""
    return stacked(chart, palette)


def shares(chart: Chart, palette: Palette) -> Drawing:
    """Bars on a full track, each under its label and words, so that nothing needs room at the sides."""
    rows = range(len(chart.marks))
    words = [
        Words(x, row, text, palette.text, anchor, up=17, is_large=True, is_bold=anchor == "right")
        for row, mark in zip(rows, chart.marks, strict=True)
        for x, text, anchor in ((0, mark.label, "left"), (1, mark.text, "right"))
    ]
    values = [mark.value or 0 for mark in chart.marks]
    return Drawing(
        [Bars([Run(rows, values, palette.series[0], starts=starts_of(chart.marks))], track=palette.track), *words],
        Unseen((0, 1), f"{chart.axis}; the full width is 100%"),
        Unseen((len(rows) - 0.5, -0.75)),
        len(rows) * theme.SHARE_ROW + theme.SHARE_FRAME,
    )
