"""A strip: what happened on which of the last days, one line a kind, marked by colour and by shape."""

from typing import Any, Final

from analytics.charts import theme
from analytics.charts.chart import Band, Chart
from analytics.charts.theme import Palette

Spec = dict[str, Any]

# By series: what is missing is filled, all else is open.
SYMBOLS: Final = {"Missing": "square", "Absent": "diamond-open", "Away": "circle-open", "Interview": "cross"}
ROW: Final = 30
FRAME: Final = 34
# A strip of a year has these marks on its axis.
LONG_TICKS: Final = {365: "a year ago", 270: "9 months", 180: "6", 90: "3", 30: "1", 0: "now"}
LONG: Final = 92
# A stretch of fewer days has no room for its name; the table has it.
SHORTEST_NAMED: Final = 75
TICKS: Final = {90: "90 days ago", 60: "60", 30: "30", 7: "7", 0: "now"}


def colours(palette: Palette) -> dict[str, str]:
    """What is missing in the accent of strips, what is not so grave in quieter ones."""
    return {
        "Missing": palette.strip,
        "Absent": palette.series[0],
        "Away": palette.faint_text,
        "Interview": palette.series[2],
    }


def is_long(chart: Chart) -> bool:
    """Whether it goes back further than 90 days."""
    furthest = [*(mark.value or 0 for mark in chart.marks), *(band.first for band in chart.bands)]
    return max(furthest, default=0) > LONG


def strip(chart: Chart, palette: Palette) -> Spec:
    """One line of marks for each series, newest at the right; a line without marks stays, so that none is read."""
    names = [series.name for series in chart.series]
    ticks = LONG_TICKS if is_long(chart) else TICKS
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
                "marker": {
                    "symbol": SYMBOLS[series.name],
                    "size": 10,
                    "color": colours(palette)[series.name],
                    "line": {"width": 2, "color": colours(palette)[series.name]},
                },
            }
            for row, series in enumerate(chart.series)
        ],
        "layout": {
            "template": {},
            "height": ROW * len(names) + FRAME + (ROW if chart.bands else 0),
            "margin": {"l": 4, "r": 12, "t": ROW if chart.bands else 4, "b": 4, "pad": 4},
            "font": {"family": theme.FONT, "size": theme.SMALL_TEXT_SIZE, "color": palette.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "dragmode": False,
            "shapes": [shade(band, place, palette) for place, band in enumerate(chart.bands)],
            "annotations": [
                shade_name(band, palette) for band in chart.bands if band.first - band.last >= SHORTEST_NAMED
            ],
            "hoverlabel": {"font": {"family": theme.FONT, "size": theme.SMALL_TEXT_SIZE}},
            "xaxis": {
                "range": [max(ticks) * 1.02, -0.016 * max(ticks)],
                "tickvals": list(ticks),
                "ticktext": list(ticks.values()),
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


def shade(band: Band, place: int, palette: Palette) -> Spec:
    """A stretch of days behind the marks, every other one darker."""
    colour = palette.band if place % 2 == 0 else palette.track
    across = {"x0": band.first, "x1": band.last, "y0": 0, "y1": 1}
    return {"type": "rect", "yref": "paper", "layer": "below", "line": {"width": 0}, "fillcolor": colour} | across


def is_named(band: Band) -> bool:
    """Whether a stretch has room for its name."""
    return band.first - band.last >= SHORTEST_NAMED


def shade_name(band: Band, palette: Palette) -> Spec:
    """What a stretch is, above it."""
    words = {"text": band.name, "font": {"size": theme.SMALL_TEXT_SIZE, "color": palette.faint_text}}
    place = {"x": band.first, "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return words | place
