"""A strip of children: one line a child, a mark for each episode on its day, coincident ones ringed."""

from datetime import date, timedelta
from typing import Final

from analytics.charts import theme
from analytics.charts.chart import Chart, Mark
from analytics.charts.layout import Spec, page_layout, still_axis
from analytics.charts.theme import Palette

ROW: Final = 22
FRAME: Final = 70
# Of the series in their order: missing, absent, and the rings around those that lie near each other.
SYMBOLS: Final = ("square", "diamond", "circle-open")
SIZES: Final = (8, 8, 17)


def children_strip(chart: Chart, palette: Palette) -> Spec:
    """A mark's label is the child, its value a day and part of it, counted as `date.toordinal` counts."""
    colours = (palette.accent, palette.series[0], palette.text)
    children = list(dict.fromkeys(mark.label for mark in chart.marks))
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "name": series.name,
                "x": [moment(mark) for mark in series.marks],
                "y": [mark.label for mark in series.marks],
                "hovertext": [f"{mark.label}: {mark.text}" for mark in series.marks],
                "hoverinfo": "text",
                "marker": {"symbol": symbol, "size": size, "color": colour},
            }
            for series, symbol, size, colour in zip(chart.series, SYMBOLS, SIZES, colours, strict=False)
        ],
        "layout": page_layout(palette, ROW * len(children) + FRAME, right=12, size=theme.SMALL_TEXT_SIZE)
        | {
            "xaxis": still_axis(palette) | {"type": "date"},
            "yaxis": still_axis(palette) | {"type": "category", "categoryarray": children, "autorange": "reversed"},
        },
    }


def moment(mark: Mark) -> str | None:
    """The time of a mark, as Plotly reads it."""
    if mark.value is None:
        return None
    day = int(mark.value)
    return f"{date.fromordinal(day)} {timedelta(minutes=round((mark.value - day) * 24 * 60))}"
