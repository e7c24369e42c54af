"""Upright columns side by side, as a histogram has them: one for each number, or for each child."""

from typing import Final

from analytics.charts import theme
from analytics.charts.chart import Chart, Format, Mark
from analytics.charts.drawing import Drawing, Field, Layer, Marker, Part, Points, Rule, Values, Words
from analytics.charts.theme import Palette
from analytics.statistics.rounding import decimal_text

# Of more columns than these a narrow screen has no room for the number above each.
MOST_WITH_NUMBERS: Final = 14
BETWEEN: Final = 0.06  # of a column's width, on each side
ROOM_ABOVE: Final = 1.15
UNSEEN: Final = "rgba(0,0,0,0)"


def columns(chart: Chart, palette: Palette) -> Drawing:
    """One column a mark, from 1 on, those of each series in its colour; where two meet, a line and the first's name."""
    marks = chart.marks
    top = max([1.0, *(mark.value or 0 for mark in marks)]) * ROOM_ABOVE
    layers: list[Layer] = []
    first = 1
    for series, colour in zip(chart.series, colours_of(chart, palette), strict=True):
        layers += [column(place, mark, colour) for place, mark in enumerate(series.marks, start=first)]
        first += len(series.marks)
        if first <= len(marks):
            layers += edge(first - 0.5, series.name, palette)
    return Drawing(
        [*layers, hovered(marks), *numbers(marks, palette)],
        Values(Format.COUNT, (0.4, len(marks) + 0.6), title=chart.axis),
        Values(Format.COUNT, (0, top)),
        theme.LINE_HEIGHT,
        top=12,
    )


def columns_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same: it is as wide as it is."""
    return columns(chart, palette)


def colours_of(chart: Chart, palette: Palette) -> tuple[str, ...]:
    """A colour for each series, as bars have them."""
    return palette.series[: len(chart.series)]


def column(place: int, mark: Mark, colour: str) -> Field:
    """A column as high as its value."""
    half = 0.5 - BETWEEN
    return Field((place - half, place + half), (0, mark.value or 0), colour)


def edge(x: float, name: str, palette: Palette) -> list[Layer]:
    """Where one series ends."""
    line = Rule((x, x), (Part(0), Part(1)), palette.faint_text, 1, is_dotted=True)
    return [line, Words(x, Part(0.93), f"{name} end here", palette.faint_text, "left", right=6)]


def hovered(marks: tuple[Mark, ...]) -> Points:
    """What hovering over a column says."""
    places = [float(place) for place in range(1, len(marks) + 1)]
    return Points(
        places, [mark.value for mark in marks], Marker("square", 14, UNSEEN), hover=[mark.text for mark in marks]
    )


def numbers(marks: tuple[Mark, ...], palette: Palette) -> list[Words]:
    """The number above each column, where there are few."""
    if len(marks) > MOST_WITH_NUMBERS:
        return []
    return [
        Words(place, mark.value or 0, decimal_text(mark.value or 0, 0), palette.text, is_foot=True)
        for place, mark in enumerate(marks, start=1)
    ]
