"""The Vega-Lite renderer: a picture for a report, drawn without a browser. As SVG for PDF, as PNG for Word.

Every number and label of it is the chart's own: Vega-Lite is given values and words, and works nothing out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, singledispatch
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from analytics.charts import bars, columns, drawing, lines, links, strip, waterfall
from analytics.charts.chart import Chart, Format, Kind
from analytics.charts.theme import LIGHT, Palette

Spec = dict[str, Any]

# What draws a kind in a picture of so many pixels across.
ON_PAPER: Final[dict[Kind, Callable[[Chart, Palette, int], drawing.Drawing]]] = {
    Kind.BARS: bars.bars_on_paper,
    Kind.SHARES: bars.bars_on_paper,
    Kind.LINE: lines.line_on_paper,
    Kind.STRIP: strip.strip_on_paper,
    Kind.COLUMNS: columns.columns_on_paper,
    Kind.STACKED: bars.stacked_on_paper,
    Kind.CURVE: lines.curve_on_paper,
    Kind.WATERFALL: waterfall.waterfall_on_paper,
    Kind.CHILDREN: strip.children_on_paper,
    Kind.LINKS: links.links_on_paper,
}
# What has its place in a report; of the others a report has the table.
IN_REPORTS: Final = frozenset({Kind.BARS, Kind.SHARES, Kind.LINE, Kind.STRIP})
# Pixels of kinds that are as high as they are, whatever their marks.
HEIGHTS: Final = {Kind.LINE: 260, Kind.COLUMNS: 240, Kind.CURVE: 300, Kind.LINKS: 380}

FONTS: Final = Path(__file__).parents[1] / "reports" / "fonts"
FONT: Final = "Liberation Sans"
TEXT, SMALL, LARGE, TITLE = 11, 10, 13, 14
# Of a letter's height, how wide it is; and how many pixels the names beside a plot take at the least.
LETTER_WIDTH: Final = 0.53
BESIDE: Final = 40
PIXELS_AN_INCH: Final = 200
# A picture's own pixels: a PNG holds so many more of them, and as it is set each is so many points.
PIXELS_A_POINT: Final = 72
POINTS_A_PIXEL: Final = 0.75
# Pixels for one line of a picture that is as high as its lines.
STEP: Final = 24
STEP_OF_SEVERAL: Final = 15
STRIP_ROW: Final = 22
# Pixels that a letter in a part of a bar takes: a number is written where there is room for it.
LETTER: Final = 7
# Where words stand beside a point: on which side of them it lies, and how far they are moved from it.
BESIDE_POINTS: Final = {
    "top center": {"align": "center", "baseline": "bottom", "dy": -8},
    "bottom center": {"align": "center", "baseline": "top", "dy": 8},
    "middle right": {"align": "left", "baseline": "middle", "dx": 9},
    "middle left": {"align": "right", "baseline": "middle", "dx": -9},
}
LONGEST_LABEL: Final = 130
LINE_HEIGHT: Final = 11
LINE: Final = 2  # pixels across a line of data
BETWEEN_LINES: Final = 2
SHIFT: Final = 0.7  # of a page's pixels: a picture's letters and points are smaller
# Pixels of the narrowest plot of parts end to end.
LEAST_WIDTH: Final = 400
TEXT_OF_ROW: Final = {"field": "text"}
KEY: Final = {"orient": "top", "title": None, "direction": "horizontal"}
DASH, DOTS = [6, 4], [1, 2]
NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Size:
    """Width and height of the plot in pixels; without a height, bars and strips take what their lines need."""

    width: int
    height: int | None = None


def svg(chart: Chart, size: Size, source: str = "") -> str:
    """The picture as SVG. The same chart makes the same picture; with a source, one that stands by itself."""
    drawer = renderer()
    text: str = drawer.vegalite_to_svg(printable(spec_of(chart, size, source)))
    return text


def png(chart: Chart, size: Size, source: str = "") -> bytes:
    """The picture as PNG, sharp enough for print; with a source, one that stands by itself."""
    drawer = renderer()
    content: bytes = drawer.vegalite_to_png(
        printable(spec_of(chart, size, source)), scale=PIXELS_AN_INCH / PIXELS_A_POINT
    )
    return content


def spec_of(chart: Chart, size: Size, source: str) -> Spec:
    """The chart; where it is to stand by itself, on white, under its message, what it measures and its source."""
    spec = specification(chart, size)
    if not source:
        return spec
    title = {
        "text": lines_of(chart.title, size.width, TITLE),
        "subtitle": [
            *lines_of(f"{chart.subtitle} {chart.axis}{'.' if chart.axis else ''}".strip(), size.width, SMALL),
            *lines_of(chart.noted, size.width, SMALL),
            *lines_of(source, size.width, SMALL),
        ],
        "anchor": "start",
        "frame": "bounds",
        "offset": 12,
        "fontSize": TITLE,
        "subtitleFontSize": SMALL,
        "color": LIGHT.text,
        "subtitleColor": LIGHT.faint_text,
        "subtitlePadding": 4,
    }
    return spec | {"title": title, "background": "white", "padding": 12}


def lines_of(text: str, width: int, letters: int) -> list[str]:
    """Text in as many lines as a picture so many pixels wide needs, in letters of a size."""
    return wrap(text, max(int((width + BESIDE) / (letters * LETTER_WIDTH)), 1))


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
    """The chart in Vega-Lite's words."""
    drawn = ON_PAPER[chart.kind](chart, LIGHT, size.width)
    axes = {"x": in_axis(drawn.x), "y": in_axis(drawn.y, is_upright=True)}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": size.width,
        "height": size.height or height(chart),
        "background": None,
        "padding": 2,
        "autosize": {"type": "pad"},
        "layer": [layer for each in drawn.layers for layer in layers_of(each, axes)],
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
    return chart.kind in IN_REPORTS and known > 0 and 2 * known >= len(chart.marks)


def may_stand_alone(chart: Chart) -> bool:
    """Whether a picture of it can be taken: one with any number that may be drawn."""
    return any(mark.value is not None for mark in chart.marks)


def height(chart: Chart) -> Spec | int:
    """The pixels that each line of the chart takes, or each bar where series stand side by side; of a strip, of all."""
    if chart.kind in HEIGHTS:
        return HEIGHTS[chart.kind]
    if chart.kind is Kind.STRIP:
        return STRIP_ROW * len(chart.series)
    if chart.kind is Kind.CHILDREN:
        return STRIP_ROW * len({mark.label for mark in chart.marks})
    if chart.kind is Kind.BARS and len(chart.series) > 1:
        return {"step": STEP_OF_SEVERAL, "for": "offset"}
    return {"step": STEP}


@singledispatch
def in_axis(axis: drawing.Axis, *, is_upright: bool = False) -> Spec:
    """An axis as Vega-Lite's scale and axis of one channel."""
    raise TypeError(axis, is_upright)


@in_axis.register
def _(axis: drawing.Values, **_: bool) -> Spec:
    share = {"format": ".0%"} if axis.format is Format.SHARE else {}
    looks: Spec = {"title": None, "tickCount": axis.most_ticks, "gridColor": LIGHT.grid}
    if axis.ticks:
        looks["values"] = list(axis.ticks)
    quiet = {"grid": True, "domain": False, "ticks": False}
    scale: Spec = {"domain": list(axis.span)} if axis.span else {"zero": True}
    return {"type": "quantitative", "scale": scale, "axis": looks | quiet | share}


@in_axis.register
def _(axis: drawing.Named, *, is_upright: bool = False) -> Spec:
    names = {str(place): name for place, name in axis.names.items()}
    looks = {"title": None, "values": list(axis.names), "labelExpr": f"{json.dumps(names)}[toString(datum.value)]"}
    along = {"grid": False, "labelFlush": False, "labelOverlap": False, "domainColor": LIGHT.text}
    upright = {"grid": True, "gridColor": LIGHT.grid, "labelPadding": 6, "domain": False, "ticks": False}
    # So the words of an upright axis come from the top to the bottom, for those who hear them.
    scale = {"domain": list(axis.span[::-1] if is_upright else axis.span), "reverse": is_upright, "nice": False}
    return {"type": "quantitative", "scale": scale, "axis": looks | (upright if is_upright else along)}


@in_axis.register
def _(_axis: drawing.Labels, **_: bool) -> Spec:
    looks = {
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
    }
    return {"type": "nominal", "sort": None, "title": None, "axis": looks}


@in_axis.register
def _(axis: drawing.Unseen, **_: bool) -> Spec:
    return {"type": "quantitative", "axis": None, "scale": {"domain": list(axis.span)}}


@singledispatch
def layers_of(layer: drawing.Layer, axes: Spec) -> list[Spec]:
    """A layer as layers of Vega-Lite on these axes."""
    raise TypeError(layer, axes)


@layers_of.register
def _(layer: drawing.Bars, axes: Spec) -> list[Spec]:
    if layer.is_stacked:
        return end_to_end(layer, axes)
    rows = [
        {"label": label, "value": value, "text": text, "series": run.name, "end": 1.0, "start": start}
        for run in layer.runs
        for label, value, text, start in zip(
            run.labels,
            run.values,
            run.words or [""] * len(run.values),
            run.starts or [0.0] * len(run.values),
            strict=True,
        )
    ]
    position = {"y": axes["y"] | {"field": "label"}, "x": axes["x"] | {"field": "value"}}
    end = {"x": axes["x"] | {"field": "end"}} if layer.track else {}
    start: Spec = {"x2": {"field": "start"}} if any(run.starts for run in layer.runs) else {}
    coloured: Spec = {}
    if len(layer.runs) > 1:
        scale = {"domain": [run.name for run in layer.runs], "range": [run.colour for run in layer.runs]}
        position["yOffset"] = {"field": "series", "sort": None}
        coloured["color"] = {"field": "series", "scale": scale, "legend": KEY}
    words: Spec = {"type": "text", "align": "left", "dx": 4}
    return [
        *([marks(rows, {"type": "bar", "color": layer.track}, position | end)] if layer.track else []),
        marks(rows, {"type": "bar", "color": layer.runs[0].colour}, position | start | coloured),
        marks(rows, words, position | end | {"text": TEXT_OF_ROW}),
    ]


def end_to_end(layer: drawing.Bars, axes: Spec) -> list[Spec]:
    """Bars of parts end to end under a key, with a number in each part that has room for it."""
    rows: list[Spec] = []
    reached: dict[str | int, float] = {}
    for run in layer.runs:
        for label, value, text in zip(run.labels, run.values, run.words, strict=True):
            start = reached.get(label, 0.0)
            reached[label] = start + value
            rows.append(
                {"label": label, "start": start, "end": start + value, "text": text, "series": run.name, "ink": run.ink}
            )
    most = max([1.0, *reached.values()])
    scale = {"domain": [run.name for run in layer.runs], "range": [run.colour for run in layer.runs]}
    along = {"y": axes["y"] | {"field": "label"}, "x": axes["x"] | {"field": "start"}}
    position = along | {"x2": {"field": "end"}, "color": {"field": "series", "scale": scale, "legend": KEY}}
    words = [
        row | {"start": (row["start"] + row["end"]) / 2}
        for row in rows
        if row["text"] and (row["end"] - row["start"]) / most * LEAST_WIDTH > LETTER * len(row["text"])
    ]
    inks = [
        marks(
            [row for row in words if row["ink"] == ink], {"type": "text", "color": ink}, along | {"text": TEXT_OF_ROW}
        )
        for ink in dict.fromkeys(row["ink"] for row in words)
    ]
    return [marks(rows, {"type": "bar"}, position), *inks]


def marks(rows: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec:
    """One mark for each row."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


@layers_of.register
def _(layer: drawing.Line, axes: Spec) -> list[Spec]:
    dash: Spec = {"strokeDash": DASH} if layer.is_dashed else {}
    stroke = {"type": "line", "color": layer.colour, "strokeWidth": layer.width or LINE}
    line = marks(rows_of(layer), stroke | dash, at_points(axes))
    return [line, *([points(layer, layer.dots, axes)] if layer.dots else [])]


@layers_of.register
def _(layer: drawing.Points, axes: Spec) -> list[Spec]:
    drawn = [points(layer, layer.marker, axes)] if layer.marker.printed else []
    beside = zip(rows_of(layer), layer.words, layer.sides, strict=True) if layer.words else ()
    colour = {"type": "text", "color": layer.ink, "fontSize": SMALL}
    return [
        *drawn,
        *(marks([row], colour | BESIDE_POINTS[side] | {"text": text}, at_points(axes)) for row, text, side in beside),
    ]


def points(layer: drawing.Line | drawing.Points, look: drawing.Marker, axes: Spec) -> Spec:
    """Points that look alike."""
    colours = {"stroke": look.edge or look.colour, "fill": "white" if look.is_open else look.colour}
    shape = {"type": "point", "shape": look.shape, "size": look.printed, "strokeWidth": look.edge_width or 1.5}
    return marks(rows_of(layer), shape | colours | {"opacity": 1}, at_points(axes))


def rows_of(layer: drawing.Line | drawing.Points) -> list[Spec]:
    """A row for each point."""
    return [{"x": x, "y": y} for x, y in zip(layer.x, layer.y, strict=True)]


def at_points(axes: Spec) -> Spec:
    """Where the rows of points lie."""
    return {name: axis | {"field": name} for name, axis in axes.items()}


@layers_of.register
def _(layer: drawing.Field, axes: Spec) -> list[Spec]:
    # None is sheer: as PNG, what can be seen through is drawn too dark.
    return [marks([{}], {"type": "rect", "color": layer.colour}, corners(layer, axes))]


@layers_of.register
def _(layer: drawing.Rule, axes: Spec) -> list[Spec]:
    dash: Spec = {"strokeDash": DOTS} if layer.is_dotted else {}
    stroke = {"type": "rule", "color": layer.colour, "strokeWidth": layer.width}
    return [marks([{}], stroke | dash, corners(layer, axes))]


def corners(layer: drawing.Field | drawing.Rule, axes: Spec) -> Spec:
    """From where to where a shape reaches."""
    ends = {"x": layer.x[0], "x2": layer.x[1], "y": layer.y[0], "y2": layer.y[1]}
    return {name: at(place, name, axes) for name, place in ends.items()}


def at(place: float, channel: str, axes: Spec) -> Spec:
    """One place on an axis, or the part of the plot that it is."""
    if isinstance(place, drawing.Part):
        return {"value": {"expr": f"width * {place}" if channel.startswith("x") else f"height * {1 - place}"}}
    on_axis: Spec = axes.get(channel, {})
    return on_axis | {"datum": place}


@layers_of.register
def _(layer: drawing.Words, axes: Spec) -> list[Spec]:
    lines, size = layer.text.split("\n"), LARGE if layer.is_large else SMALL
    # Vega hangs further lines below the first.
    over = (len(lines) - 1) * (size + BETWEEN_LINES) if layer.is_foot else 0
    mark = {
        "type": "text",
        "text": lines,
        "color": layer.colour,
        "fontSize": size,
        "lineHeight": size + BETWEEN_LINES,
        "fontWeight": "bold" if layer.is_bold else "normal",
        "align": layer.anchor,
        "baseline": "bottom" if layer.is_foot else "middle",
        "dx": round(SHIFT * layer.right),
        "dy": -round(SHIFT * layer.up) - over,
    }
    return [marks([{}], mark, {"x": at(layer.x, "x", axes), "y": at(layer.y, "y", axes)})]
