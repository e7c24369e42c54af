"""The Vega-Lite renderer: a picture for a report, drawn without a browser. As SVG for PDF, as PNG for Word.

Every number and label of it is the chart's own: Vega-Lite is given values and words, and works nothing out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

from analytics.charts.chart import Band, Chart, Kind, Mark
from analytics.charts.strip import TICKS
from analytics.charts.theme import LIGHT

Spec = dict[str, Any]

FONTS: Final = Path(__file__).parents[1] / "reports" / "fonts"
FONT: Final = "Liberation Sans"
TEXT: Final = 11
PIXELS_AN_INCH: Final = 200
SHAPES: Final = ("square", "diamond", "circle")
# Pixels for one line of a picture that is as high as its lines.
STEPS: Final = {Kind.BARS: 24, Kind.STRIP: 22, Kind.LINE: 12}
LONGEST_LABEL: Final = 130
# Labels along the time axis of a picture: more would touch.
MOST_DATES: Final = 9


@dataclass(frozen=True)
class Size:
    """Width and height of the plot in pixels; without a height, bars and strips take what their lines need."""

    width: int
    height: int | None = None


def svg(chart: Chart, size: Size) -> str:
    """The picture as SVG. The same chart makes the same picture."""
    drawer = renderer()
    text: str = drawer.vegalite_to_svg(specification(chart, size))
    return text


def png(chart: Chart, size: Size) -> bytes:
    """The picture as PNG, sharp enough for print."""
    drawer = renderer()
    content: bytes = drawer.vegalite_to_png(specification(chart, size), scale=PIXELS_AN_INCH / 72)
    return content


@cache
def renderer() -> Any:
    """vl-convert, with the report's fonts; it takes a second to begin with, so only a report loads it."""
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def specification(chart: Chart, size: Size) -> Spec:
    """The chart in Vega-Lite's words. Raises KeyError for a kind that no report draws."""
    draw: dict[Kind, Callable[[Chart], list[Spec]]] = {Kind.BARS: bars, Kind.LINE: line, Kind.STRIP: strip}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": size.width,
        "height": size.height or {"step": STEPS[chart.kind]},
        "background": None,
        "padding": 2,
        "autosize": {"type": "pad"},
        "layer": draw[chart.kind](chart),
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelColor": LIGHT.text,
                "labelFontSize": TEXT,
                "titleFontSize": TEXT,
                "labelFontWeight": "normal",
            },
            "text": {"font": FONT, "fontSize": TEXT, "color": LIGHT.text},
        },
    }


def bars(chart: Chart) -> list[Spec]:
    """Horizontal bars in their order, each with its words at its end."""
    # What is hidden has no bar, and a word that says so.
    rows = [row(mark, place) | {"value": mark.value or 0} for place, mark in enumerate(chart.marks)]
    upright = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"domain": False, "ticks": False, "labelLimit": LONGEST_LABEL, "labelPadding": 6},
    }
    most = max([1.0, *(mark.value or 0 for mark in chart.marks)])
    along = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, most * 1.18]}}
    position = {"y": upright, "x": along}
    return [
        {"data": {"values": rows}, "mark": {"type": "bar", "color": LIGHT.series[0]}, "encoding": position},
        {
            "data": {"values": rows},
            "mark": {"type": "text", "align": "left", "dx": 4},
            "encoding": position | {"text": {"field": "text"}},
        },
    ]


def line(chart: Chart) -> list[Spec]:
    """A line of points before what is usual; the last says its value, and one beyond a limit stands out."""
    rows = [row(mark, place) for place, mark in enumerate(chart.marks)]
    along = places_along([str(each["label"]) for each in rows])
    upright = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {"title": None, "tickCount": 4, "domain": False, "ticks": False, "gridColor": LIGHT.grid},
    }
    position = {"x": along, "y": upright}
    looks = {
        field: {"field": field, "type": kind, "scale": None}
        for field, kind in (("color", "nominal"), ("shape", "nominal"), ("size", "quantitative"))
    }
    return [
        *(layer for band in chart.bands for layer in usual(band, along)),
        {"data": {"values": rows}, "mark": {"type": "line", "color": LIGHT.series[0]}, "encoding": position},
        {
            "data": {"values": rows},
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": position | looks,
        },
        {
            "data": {"values": rows[-1:]},
            "mark": {"type": "text", "dy": -13, "fontWeight": "bold", "fontSize": 13},
            "encoding": position | {"text": {"field": "text"}},
        },
    ]


def places_along(labels: list[str]) -> Spec:
    """Places in their order, named as far as there is room; the last always is."""
    places = len(labels)
    step = max(1, -(-places // MOST_DATES))
    named = [place for place in range(places) if (places - 1 - place) % step == 0]
    names = {str(place): labels[place] for place in named}
    return {
        "field": "place",
        "type": "quantitative",
        "scale": {"domain": [-0.5, places - 0.5], "nice": False},
        "axis": {
            "title": None,
            "values": named,
            "labelExpr": f"{names}[toString(datum.value)]",
            "grid": False,
            "labelFlush": False,
            "domainColor": LIGHT.text,
        },
    }


def usual(band: Band, along: Spec) -> list[Spec]:
    """What is usual as a grey field with its mean, each named in whole numbers; nothing where it is not known."""
    low, high, middle, first, last = band.low, band.high, band.middle, band.first, band.last
    if low is None or high is None or middle is None:
        return []
    edge = {"x": {"datum": first - 0.5} | {"scale": along["scale"], "type": "quantitative"}}
    return [
        {
            "data": {"values": [{"low": low, "high": high, "from": first - 0.5, "to": last + 0.5}]},
            "mark": {"type": "rect", "color": LIGHT.band},
            "encoding": {
                "x": {"field": "from", "type": "quantitative"},
                "x2": {"field": "to"},
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
            },
        },
        {
            "data": {"values": [{"middle": middle, "from": first - 0.5, "to": last + 0.5}]},
            "mark": {"type": "rule", "strokeDash": [6, 4], "color": LIGHT.faint_text},
            "encoding": {
                "x": {"field": "from", "type": "quantitative"},
                "x2": {"field": "to"},
                "y": {"field": "middle", "type": "quantitative"},
            },
        },
        {
            "data": {
                "values": [
                    {"at": high, "text": f"Upper limit {floor(high + 1e-9)}"},
                    {"at": middle, "text": f"Mean {round(middle)}"},
                    {"at": low, "text": f"Lower limit {ceil(low - 1e-9)}"},
                ]
            },
            "mark": {"type": "text", "align": "left", "dx": 4, "dy": -7, "fontSize": 10, "color": LIGHT.faint_text},
            "encoding": edge | {"y": {"field": "at", "type": "quantitative"}, "text": {"field": "text"}},
        },
    ]


def strip(chart: Chart) -> list[Spec]:
    """One line of marks a series, by how many days ago; lines without marks stay."""
    position = {"x": days_ago(), "y": line_names([series.name for series in chart.series])}
    shown = {
        field: {"field": name, "type": "nominal", "scale": None}
        for field, name in (("stroke", "colour"), ("fill", "fill"), ("shape", "shape"))
    }
    return [
        {
            "data": {"values": strip_rows(chart)},
            "mark": {"type": "point", "size": 42, "opacity": 1},
            "encoding": position | shown,
        }
    ]


def strip_rows(chart: Chart) -> list[Spec]:
    """Every mark with its line's shape and colours: the first line filled, the others open."""
    colours = (LIGHT.strip, LIGHT.series[0], LIGHT.faint_text)
    fills = (LIGHT.strip, "white", "white")
    return [
        {"line": series.name, "days": mark.value, "text": mark.text, "shape": shape, "colour": colour, "fill": fill}
        for series, shape, colour, fill in zip(chart.series, SHAPES, colours, fills, strict=False)
        for mark in series.marks
    ]


def days_ago() -> Spec:
    """Days before now, now at the right."""
    ticks = {str(days): words for days, words in TICKS.items()}
    return {
        "field": "days",
        "type": "quantitative",
        "scale": {"domain": [92, -2], "nice": False},
        "axis": {
            "title": None,
            "values": list(TICKS),
            "labelExpr": f"{ticks}[toString(datum.value)]",
            "grid": False,
            "labelFlush": False,
            "labelOverlap": False,
            "domainColor": LIGHT.text,
        },
    }


def line_names(names: list[str]) -> Spec:
    """What each line holds, the first at the top."""
    quiet = {"title": None, "domain": False, "ticks": False}
    return {
        "field": "line",
        "type": "nominal",
        "scale": {"domain": names},
        "axis": quiet | {"grid": True, "gridColor": LIGHT.grid, "labelPadding": 6},
    }


def row(mark: Mark, place: int) -> Spec:
    """A mark as a row of data; beyond a limit it is another shape, another colour, and larger."""
    colour, shape, size = (LIGHT.accent, "diamond", 130) if mark.is_beyond else (LIGHT.series[0], "circle", 34)
    return {
        "place": place,
        "label": mark.label,
        "value": mark.value,
        "text": mark.text,
        "color": colour,
        "shape": shape,
        "size": size,
    }
