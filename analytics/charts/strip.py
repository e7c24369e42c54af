"""A strip: what happened on which of the last days, one line a kind, marked by colour and by shape."""

from typing import Any, Final

from analytics.charts import theme
from analytics.charts.chart import Chart
from analytics.charts.theme import Palette

Spec = dict[str, Any]

SYMBOLS: Final = ("square", "diamond-open", "circle-open")
ROW: Final = 30
FRAME: Final = 34
TICKS: Final = {90: "90 days ago", 60: "60", 30: "30", 7: "7", 0: "now"}


def colours(palette: Palette) -> tuple[str, ...]:
    """What is missing in the accent of strips, what is not so grave in quieter ones."""
    return (palette.strip, palette.series[0], palette.faint_text)


def strip(chart: Chart, palette: Palette) -> Spec:
    """One line of marks for each series, newest at the right; a line without marks stays, so that none is read."""
    names = [series.name for series in chart.series]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "name": series.name,
                "x": [mark.value for mark in series.marks],
                "y": [row] * len(series.marks),
                "hovertext": [mark.text for mark in series.marks],
                "hoverinfo": "text",
                "marker": {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2, "color": colour}},
            }
            for row, (series, symbol, colour) in enumerate(zip(chart.series, SYMBOLS, colours(palette), strict=False))
        ],
        "layout": {
            "template": {},
            "height": ROW * len(names) + FRAME,
            "margin": {"l": 4, "r": 12, "t": 4, "b": 4, "pad": 4},
            "font": {"family": theme.FONT, "size": theme.SMALL_TEXT_SIZE, "color": palette.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {"font": {"family": theme.FONT, "size": theme.SMALL_TEXT_SIZE}},
            "xaxis": {
                "range": [92, -1.5],
                "tickvals": list(TICKS),
                "ticktext": list(TICKS.values()),
                "ticklabeloverflow": "allow",
                "automargin": True,
                "tickangle": 0,
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "tickfont": {"color": palette.faint_text, "size": theme.SMALL_TEXT_SIZE},
            },
            "yaxis": {
                "tickvals": list(range(len(names))),
                "ticktext": names,
                "range": [len(names) - 0.5, -0.5],
                "fixedrange": True,
                "automargin": True,
                "gridcolor": palette.grid,
                "zeroline": False,
            },
        },
    }
