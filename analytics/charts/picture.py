"""The Vega-Lite renderer: a picture for a report, drawn without a browser. As SVG for PDF, as PNG for Word.

Every number and label of it is the chart's own: Vega-Lite is given values and words, and works nothing out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from analytics.charts.chart import Band, Chart, Format, Kind, Mark
from analytics.charts.strip import TICKS
from analytics.charts.theme import LABEL_WIDTH, LIGHT
from analytics.words.numbers import percent

Spec = dict[str, Any]

FONTS: Final = Path(__file__).parents[1] / "reports" / "fonts"
FONT: Final = "Liberation Sans"
TEXT: Final = 11
PIXELS_AN_INCH: Final = 200
# A picture's own pixels: a PNG holds so many more of them, and as it is set each is so many points.
PIXELS_A_POINT: Final = 72
POINTS_A_PIXEL: Final = 0.75
SHAPES: Final = ("square", "diamond", "circle")
# Pixels for one line of a picture that is as high as its lines.
STEPS: Final = {Kind.BARS: 24, Kind.SHARES: 24, Kind.STRIP: 22, Kind.LINE: 12}
STEP_OF_SEVERAL: Final = 15
LONGEST_LABEL: Final = 130
NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LINE_HEIGHT: Final = 11
WIDE: Final = 400
# How much longer than a whole bar the axis of shares is, for "141 of 329 (43%)".
ROOM_BESIDE_SHARES: Final = 1.9
# Of the upper limit: a lower limit nearer to the axis has no room for its name under it.
ROOM_BELOW: Final = 0.3
# Of the plot: in a field that is lower, the names of its limits would lie on one another.
ROOM_FOR_NAMES: Final = 0.3
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
    text: str = drawer.vegalite_to_svg(printable(specification(chart, size)))
    return text


def png(chart: Chart, size: Size) -> bytes:
    """The picture as PNG, sharp enough for print."""
    drawer = renderer()
    content: bytes = drawer.vegalite_to_png(
        printable(specification(chart, size)), scale=PIXELS_AN_INCH / PIXELS_A_POINT
    )
    return content


def printable(value: Any) -> Any:
    """The same with a space for each character that no picture may hold: the renderer would end the whole process."""
    if isinstance(value, str):
        return NOT_IN_XML.sub(" ", value)
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    return [printable(each) for each in value] if isinstance(value, list | tuple) else value


@cache
def renderer() -> Any:
    """vl-convert, with the report's fonts; it takes a second to begin with, so only a report loads it."""
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def specification(chart: Chart, size: Size) -> Spec:
    """The chart in Vega-Lite's words. Raises KeyError for a kind that no report draws."""
    draw: dict[Kind, Callable[[Chart], list[Spec]]] = {
        Kind.BARS: bars,
        Kind.SHARES: bars,
        Kind.STRIP: strip,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": size.width,
        "height": size.height or step(chart),
        "background": None,
        "padding": 2,
        "autosize": {"type": "pad"},
        "layer": line(chart, size) if chart.kind is Kind.LINE else draw[chart.kind](chart),
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


def is_drawn(chart: Chart) -> bool:
    """Whether reports draw charts of its kind, and half of its numbers or more may be drawn."""
    known = sum(mark.value is not None for mark in chart.marks)
    return chart.kind in STEPS and known > 0 and 2 * known >= len(chart.marks)


def step(chart: Chart) -> Spec:
    """How many pixels a line of the chart takes; where series stand side by side, each of them."""
    if len(chart.series) > 1 and chart.kind is Kind.BARS:
        return {"step": STEP_OF_SEVERAL, "for": "offset"}
    return {"step": STEPS[chart.kind]}


def bars(chart: Chart) -> list[Spec]:
    """Horizontal bars in their order, each with its words at its end; of several series side by side, with a key."""
    # What is hidden has no bar, and a word that says so.
    rows = [
        row(mark, place) | {"value": mark.value or 0, "series": series.name, "label": in_lines(mark.label), "end": 1.0}
        for series in chart.series
        for place, mark in enumerate(series.marks)
    ]
    upright = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {
            "domain": False,
            "ticks": False,
            "labelLimit": LONGEST_LABEL,
            "labelPadding": 6,
            "labelExpr": "split(datum.label, '\\n')",
            "labelLineHeight": LINE_HEIGHT,
            # Vega hangs the lines of a name below its place; the middle of them belongs there.
            "labelOffset": {
                "condition": {"test": "indexof(datum.value, '\\n') > 0", "value": -LINE_HEIGHT / 2},
                "value": 0,
            },
        },
    }
    is_share = chart.format is Format.SHARE
    most = 1.0 if is_share else max([1.0, *(mark.value or 0 for mark in chart.marks)])
    # Shares lie on a track of 0 to 100%, and have their words behind it.
    # Of a whole bar the words need the most room.
    room = ROOM_BESIDE_SHARES if is_share else 1.18 if len(chart.series) == 1 else 1.4
    along = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, most * room]}}
    position = {"y": upright, "x": along}
    coloured: Spec = {}
    if len(names := [series.name for series in chart.series]) > 1:
        position["yOffset"] = {"field": "series", "sort": None}
        coloured["color"] = {
            "field": "series",
            "scale": {"domain": names, "range": list(LIGHT.series[: len(names)])},
            "legend": {"orient": "top", "title": None, "direction": "horizontal"},
        }
    end = {"x": along | {"field": "end"}} if is_share else {}
    track: Spec = {"data": {"values": rows}, "mark": {"type": "bar", "color": LIGHT.grid}, "encoding": position | end}
    return [
        *([track] if is_share else []),
        {"data": {"values": rows}, "mark": {"type": "bar", "color": LIGHT.series[0]}, "encoding": position | coloured},
        {
            "data": {"values": rows},
            "mark": {"type": "text", "align": "left", "dx": 4},
            "encoding": position | end | {"text": {"field": "text"}},
        },
    ]


def in_lines(label: str) -> str:
    """A long name in lines of their own."""
    return "\n".join(wrap(label, LABEL_WIDTH))


def line(chart: Chart, size: Size) -> list[Spec]:
    """A line of points before what is usual; the last says its value, and one beyond a limit stands out."""
    rows = [row(mark, place) | {"last": last_words(mark, chart)} for place, mark in enumerate(chart.marks)]
    along = places_along([str(each["label"]) for each in rows])
    most = max([*(mark.value or 0 for mark in chart.marks), *(band.high or 0 for band in chart.bands)])
    # Of few whole numbers no halves are named.
    ticks = 4 if chart.format is Format.SHARE else min(4, max(1, ceil(most)))
    upright = {
        "field": "value",
        "type": "quantitative",
        # A line of noughts lies at the foot, and not in the middle of nowhere.
        "scale": {"zero": True} | ({"domainMax": 1} if not most else {}),
        "axis": {"title": None, "tickCount": ticks, "domain": False, "ticks": False, "gridColor": LIGHT.grid}
        | ({"format": ".0%"} if chart.format is Format.SHARE else {}),
    }
    position = {"x": along, "y": upright}
    looks = {
        field: {"field": field, "type": kind, "scale": None}
        for field, kind in (
            ("stroke", "nominal"),
            ("fill", "nominal"),
            ("shape", "nominal"),
            ("size", "quantitative"),
        )
    }
    return [
        *(layer for band in chart.bands for layer in usual(band, along, limits_named(band, chart, size))),
        {"data": {"values": rows}, "mark": {"type": "line", "color": LIGHT.series[0]}, "encoding": position},
        {
            "data": {"values": rows},
            "mark": {"type": "point", "opacity": 1, "strokeWidth": 1.5},
            "encoding": position | looks,
        },
        {
            "data": {"values": rows[-1:]},
            "mark": {"type": "text", "align": "left", "dx": 7, "fontWeight": "bold", "fontSize": 13},
            "encoding": position | {"text": {"field": "last"}},
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
            "labelExpr": f"{json.dumps(names)}[toString(datum.value)]",
            "grid": False,
            "labelFlush": False,
            "domainColor": LIGHT.text,
        },
    }


def last_words(mark: Mark, chart: Chart) -> str:
    """What is said beside the last mark: the share alone, where it is one."""
    return percent(mark.value) if chart.format is Format.SHARE and mark.value is not None else mark.text


def limits_named(band: Band, chart: Chart, size: Size) -> list[Spec]:
    """The names of what is usual and where they stand: in a wide picture of whole numbers each limit's; else in one."""
    low, high, middle = band.low or 0, band.high or 0, band.middle or 0
    if size.width >= WIDE and len(chart.bands) == 1 and all((mark.value or 0) % 1 == 0 for mark in chart.marks):
        if high - low < ROOM_FOR_NAMES * max(high, *(mark.value or 0 for mark in chart.marks)):
            return [{"at": high, "text": f"{band.name[:1].upper()}{band.name[1:]}"}]
        return [
            {"at": high, "text": f"Upper limit {floor(high + 1e-9)}"},
            {"at": middle, "text": f"Mean {round(middle)}"},
            {"at": low, "text": f"Lower limit {ceil(low - 1e-9)}", "is_below": low > ROOM_BELOW * high},
        ]
    return [{"at": None, "text": band.name}]


def usual(band: Band, along: Spec, named: list[Spec]) -> list[Spec]:
    """What is usual as a grey field with its mean, under its names; nothing where it is not known."""
    low, high, middle, first, last = band.low, band.high, band.middle, band.first, band.last
    if low is None or high is None or middle is None:
        return []
    # One name stands over the plot, where no mark can lie on it.
    height = {"field": "at", "type": "quantitative"} if named[0]["at"] is not None else {"value": 0}
    # The lower limit's stands under the field, where a low first week does not lie on it.
    sides = {-7: [one for one in named if not one.get("is_below")], 9: [one for one in named if one.get("is_below")]}
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
        *(names_beside(names, edge | {"y": height}, off) for off, names in sides.items() if names),
    ]


def names_beside(named: list[Spec], position: Spec, off: int) -> Spec:
    """Names of what is usual, so many pixels under where each belongs."""
    return {
        "data": {"values": named},
        "mark": {"type": "text", "align": "left", "dx": 4, "dy": off, "fontSize": 10, "color": LIGHT.faint_text},
        "encoding": position | {"text": {"field": "text"}},
    }


def strip(chart: Chart) -> list[Spec]:
    """One line of marks a series, by how many days ago; lines without marks stay."""
    position = {"x": days_ago(), "y": line_names([series.name for series in chart.series])}
    shown = {
        field: {"field": name, "type": "nominal", "scale": None}
        for field, name in (("stroke", "colour"), ("fill", "fill"), ("shape", "shape"))
    }
    rows = strip_rows(chart)
    bars: list[Spec] = [
        {
            "data": {"values": [row | {"now": 0} for row in rows if row["is_open"]]},
            "mark": {"type": "rule", "strokeWidth": 4},
            "encoding": position | {"x2": {"field": "now"}, "stroke": shown["stroke"]},
        }
    ]
    return [
        *(bars if any(row["is_open"] for row in rows) else []),
        {
            "data": {"values": rows},
            "mark": {"type": "point", "size": 42, "opacity": 1},
            "encoding": position | shown,
        },
    ]


def strip_rows(chart: Chart) -> list[Spec]:
    """Every mark with its line's shape and colours: the first line filled, the others open."""
    colours = (LIGHT.strip, LIGHT.series[0], LIGHT.faint_text)
    fills = (LIGHT.strip, "white", "white")
    return [
        {"line": series.name, "days": mark.value, "text": mark.text, "shape": shape, "colour": colour, "fill": fill}
        | {"is_open": mark.is_open}
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
    """A mark as a row of data; what is unusual has another shape and is larger, beyond a limit also another colour."""
    colour, shape, size = (LIGHT.accent, "diamond", 130) if mark.is_beyond else (LIGHT.series[0], "circle", 34)
    is_pattern = bool(mark.unusual) and not mark.is_beyond
    return {
        "place": place,
        "label": mark.label,
        "value": mark.value,
        "text": mark.text,
        "stroke": colour,
        "fill": "white" if is_pattern else colour,
        "shape": "diamond" if is_pattern else shape,
        "size": 80 if is_pattern else size,
    }
