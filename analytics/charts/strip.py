"""A strip: what happened on which of the last days, one line a kind, marked by colour and by shape."""

from typing import Final

from analytics.charts import theme
from analytics.charts.chart import Band, Chart, Series
from analytics.charts.layout import Spec, page_layout, plain, small, still_axis
from analytics.charts.theme import Palette

# By series: what is missing is filled, all else is open.
SYMBOLS: Final = {"Missing": "square", "Absent": "diamond-open", "Away": "circle-open", "Interview": "cross"}
ROW: Final = 30
BAR: Final = 4
FRAME: Final = 34
# A strip of a year has these marks on its axis.
LONG_TICKS: Final = {365: "a year ago", 270: "9 months", 180: "6", 90: "3", 30: "1", 0: "now"}
LONG: Final = 92
# A stretch of fewer days has no room for its name; the table has it.
SHORTEST_NAMED: Final = 75
LATE: Final = 180
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
    top = ROW if chart.bands else 4
    named = [band for band in chart.bands if is_named(band)]
    height = ROW * len(chart.series) + FRAME + (ROW if chart.bands else 0)
    return {
        "data": [one_line(row, series, colours(palette)[series.name]) for row, series in enumerate(chart.series)],
        "layout": page_layout(palette, height, top=top, right=12, size=theme.SMALL_TEXT_SIZE)
        | {
            "showlegend": False,
            "shapes": [*(shade(band, place, palette) for place, band in enumerate(chart.bands)), *bars(chart, palette)],
            "annotations": [shade_name(band, palette, is_alone=len(named) == 1) for band in named],
            "xaxis": days_ago(LONG_TICKS if is_long(chart) else TICKS, palette),
            "yaxis": line_names([series.name for series in chart.series], palette),
        },
    }


def one_line(row: int, series: Series, colour: str) -> Spec:
    """The marks of one series; hovering says what each is."""
    return {
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
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
    }


def bars(chart: Chart, palette: Palette) -> list[Spec]:
    """A bar from the start of whatever is not over to now."""
    return [
        {
            "type": "line",
            "x0": mark.value,
            "x1": 0,
            "y0": row,
            "y1": row,
            "line": {"width": BAR, "color": colours(palette)[series.name]},
        }
        for row, series in enumerate(chart.series)
        for mark in series.marks
        if mark.is_open
    ]


def days_ago(ticks: dict[int, str], palette: Palette) -> Spec:
    """Days before now, now at the right."""
    return still_axis(palette) | {
        "range": [max(ticks) * 1.02, -0.016 * max(ticks)],
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
        "ticklabeloverflow": "allow",
        "tickangle": 0,
        "showgrid": False,
    }


def line_names(names: list[str], palette: Palette) -> Spec:
    """What each line holds, the first at the top."""
    return still_axis(palette) | {
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "range": [len(names) - 0.5, -0.5],
        "tickfont": small(palette.text),
    }


def shade(band: Band, place: int, palette: Palette) -> Spec:
    """A stretch of days behind the marks, every other one darker."""
    colour = palette.band if place % 2 == 0 else palette.track
    across = {"x0": band.first, "x1": band.last, "y0": 0, "y1": 1}
    return {"type": "rect", "yref": "paper", "layer": "below", "line": {"width": 0}, "fillcolor": colour} | across


def is_named(band: Band) -> bool:
    """Whether a stretch has room for its name."""
    return band.first - band.last >= SHORTEST_NAMED


def shade_name(band: Band, palette: Palette, *, is_alone: bool) -> Spec:
    """What a stretch is, above it; the name of one that began late reaches back, as a narrow screen ends after it."""
    is_late = is_alone and band.first < LATE
    side = {"x": band.last, "xanchor": "right"} if is_late else {"x": band.first, "xanchor": "left"}
    return side | {"y": 1, "yref": "paper", "yanchor": "bottom", "text": band.name} | plain(palette.faint_text)
