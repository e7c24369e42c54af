"""A waterfall: a bar of what was usual, a step for each group that adds or takes, a bar of what is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Final

from analytics.charts import bars, theme
from analytics.charts.chart import Chart, Mark
from analytics.charts.drawing import Bars, Drawing, Labels, Run, Unseen, Values, Words
from analytics.charts.theme import Palette, in_lines

UNSEEN: Final = "rgba(0,0,0,0)"
# How much longer than its longest bar the axis is on paper, for the words beyond that.
ROOM_ON_PAPER: Final = 1.5


def waterfall(chart: Chart, palette: Palette) -> Drawing:
    """Each step begins where the one before ended. What falls and what rises differ in colour and in sign."""
    marks = chart.series[0].marks
    spans = reaches(marks)
    most = max([high for _, high in spans] or [1.0])
    # Words stand beyond the bars: on a narrow screen they need as much room as beside bars.
    room = 1.08 + 0.052 * max((len(mark.text) for mark in marks), default=0)
    words = [
        Words(high, row, mark.text, palette.text, "left", right=4, is_large=True)
        for row, (mark, (_, high)) in enumerate(zip(marks, spans, strict=True))
    ]
    axis = Values(chart.format, (0, most * room), bars.ticks_to(most), chart.axis)
    runs = Bars(in_colours(marks, spans, palette), is_stacked=True)
    return Drawing([runs, *words], axis, Labels(), len(marks) * theme.BAR_ROW + theme.FRAME)


def waterfall_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same without an axis of values: a layer for each colour, over one that holds all words in their order."""
    marks = chart.series[0].marks
    spans = reaches(marks)
    lows, highs = [low for low, _ in spans], [high for _, high in spans]
    _, *coloured = in_colours(marks, spans, palette)
    labels = coloured[0].labels
    words = Run(labels, highs, UNSEEN, words=[mark.text for mark in marks], starts=highs)
    layers = [Bars([words]), *(Bars([replace(run, values=ends(run, lows), starts=lows)]) for run in coloured)]
    return Drawing(layers, Unseen((0, max([1.0, *highs]) * ROOM_ON_PAPER)), Labels())


def ends(run: Run, lows: Sequence[float]) -> list[float]:
    """Where the bars of a colour end; those of another end where they begin."""
    return [low + length for low, length in zip(lows, run.values, strict=True)]


def in_colours(marks: Sequence[Mark], spans: Sequence[tuple[float, float]], palette: Palette) -> list[Run]:
    """What lifts the steps off the axis, unseen; then both ends, what falls and what rises."""
    labels = [in_lines(mark.label) for mark in marks]
    ends = (0, len(marks) - 1)

    def run(colour: str, is_of: Callable[[int], bool]) -> Run:
        return Run(labels, [high - low if is_of(row) else 0 for row, (low, high) in enumerate(spans)], colour)

    return [
        Run(labels, [low for low, _ in spans], UNSEEN),
        run(palette.series[0], lambda row: row in ends),
        run(palette.series[1], lambda row: row not in ends and (marks[row].value or 0) < 0),
        run(palette.series[2], lambda row: row not in ends and (marks[row].value or 0) >= 0),
    ]


def reaches(marks: Sequence[Mark]) -> list[tuple[float, float]]:
    """From where to where each bar lies: both ends from nought, each step from where the one before ended."""
    if not marks:
        return []
    levels = list(accumulate(mark.value or 0 for mark in marks[:-1]))
    steps = [(min(pair), max(pair)) for pair in pairwise(levels)]
    return [(0.0, levels[0]), *steps, (0.0, marks[-1].value or 0)]
