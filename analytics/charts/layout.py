"""What the charts of a page have in common, in Plotly's words: their frame, their axes, their small words."""

from typing import Any, Final

from analytics.charts import theme
from analytics.charts.chart import Chart, Format
from analytics.charts.theme import Palette

Spec = dict[str, Any]

LONG_TIME_LABEL: Final = 5  # letters in a line of a label: "Jul-Sep" is long, "2026" and "Sep" are not


def page_layout(palette: Palette, height: int, top: int = 8, right: int = 4, size: int = theme.TEXT_SIZE) -> Spec:
    """Transparent, still, as wide as its card; labels take the margin that they need. `size` is of the letters."""
    return {
        # Plotly's own template would be nine tenths of what is sent to the browser.
        "template": {},
        "height": height,
        "margin": {"l": 4, "r": right, "t": top, "b": 4, "pad": 4},
        "font": {"family": theme.FONT, "size": size, "color": palette.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "hoverlabel": {"font": {"family": theme.FONT, "size": size}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
    }


def still_axis(palette: Palette) -> Spec:
    """An axis that nobody drags, with light lines and small words."""
    return {
        "fixedrange": True,
        "automargin": True,
        "gridcolor": palette.grid,
        "zeroline": False,
        "tickfont": small(palette.faint_text),
    }


def label_axis(palette: Palette) -> Spec:
    """The axis that names the bars, first at the top."""
    return {
        # Ages are names here, not numbers.
        "type": "category",
        "autorange": "reversed",
        "automargin": True,
        "fixedrange": True,
        "ticks": "",
        "ticklabelstandoff": 4,
        "tickfont": {"color": palette.text, "size": theme.TEXT_SIZE},
    }


def value_axis(chart: Chart, palette: Palette) -> Spec:
    """The horizontal axis of values, from zero, with few light gridlines."""
    return upright_axis(chart, palette) | {"title": axis_title(chart.axis, palette)}


def upright_axis(chart: Chart, palette: Palette) -> Spec:
    """An axis of values from zero, without a title."""
    return still_axis(palette) | {
        "rangemode": "tozero",
        "nticks": theme.MOST_GRIDLINES,
        "zeroline": True,
        "zerolinecolor": palette.muted,
        "tickformat": ".0%" if chart.format is Format.SHARE else ",~r",
        "tickangle": 0,
    }


def time_axis(labels: list[str], palette: Palette) -> Spec:
    """Positions named by as many labels as a narrow screen holds, the last always among them."""
    is_long = any(len(line) > LONG_TIME_LABEL for label in labels for line in label.split())
    step = max(1, -(-len(labels) // (4 if is_long else 6)))
    named = [position for position in range(len(labels)) if (len(labels) - 1 - position) % step == 0]
    return still_axis(palette) | {
        "tickvals": named,
        "ticktext": [labels[position].replace(" ", "<br>") for position in named],
        "tickangle": 0,
        "range": [-0.6, max(len(labels) - 0.4, 0.6)],
        "ticklabeloverflow": "allow",
        "showgrid": False,
    }


def axis_title(words: str, palette: Palette) -> Spec:
    """What the axis counts, under it."""
    return {"text": words, "font": small(palette.faint_text), "standoff": 6}


def plain(colour: str) -> Spec:
    """Small words without an arrow."""
    return {"showarrow": False, "font": small(colour)}


def small(colour: str) -> Spec:
    """The font of axes and notes."""
    return {"color": colour, "size": theme.SMALL_TEXT_SIZE}


def upright_title(words: str, palette: Palette) -> Spec:
    """What an upright axis counts, lying above it so that nobody tilts a head."""
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    return place | {"text": words} | plain(palette.faint_text)
