"""The Plotly renderer: a drawing as a figure for a page.

A figure is written as one plain specification. Adding its parts one by one, each checked by Plotly,
cost forty times as much (28 ms a chart against 0.7). Plotly is imported only when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final

from analytics.charts import bars as horizontal
from analytics.charts import columns, drawing, lines, links, strip, theme, waterfall
from analytics.charts.chart import Chart, Format, Kind
from analytics.charts.theme import Palette

if TYPE_CHECKING:
    from analytics.charts.drawn import Drawn

Spec = dict[str, Any]

ON_PAGE: Final[dict[Kind, Callable[[Chart, Palette], drawing.Drawing]]] = {
    Kind.BARS: horizontal.bars,
    Kind.COLUMNS: columns.columns,
    Kind.STACKED: horizontal.stacked,
    Kind.SHARES: horizontal.shares,
    Kind.LINE: lines.line,
    Kind.CURVE: lines.curve,
    Kind.WATERFALL: waterfall.waterfall,
    Kind.CHILDREN: strip.children,
    Kind.STRIP: strip.strip,
    Kind.LINKS: links.links,
}
# Beside a higher card these fill their own; bars would only grow fat.
OF_ANY_HEIGHT: Final = frozenset({Kind.LINE, Kind.CURVE, Kind.COLUMNS})
MOST_MORE: Final = 240
LINE: Final = 2.5  # pixels across a line of data

# What st.plotly_chart passes on to Plotly: no buttons, and a touch that scrolls the page.
PAGE_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


def figure(chart: Chart, palette: Palette = theme.LIGHT, more: int = 0) -> Drawn:
    """The chart for a page, with every label in it: as high as its marks need, and `more` pixels where it can be."""
    spec = specification(chart, palette)
    if chart.kind in OF_ANY_HEIGHT:
        spec["layout"]["height"] += min(more, MOST_MORE)
    return figure_of(spec)


def height_of(chart: Chart) -> int:
    """How high that is, in pixels."""
    return ON_PAGE[chart.kind](chart, theme.LIGHT).height


def figure_of(spec: Spec) -> Drawn:
    """The figure of traces and layout."""
    from analytics.charts.drawn import Drawn  # noqa: PLC0415

    return Drawn(spec)


def specification(chart: Chart, palette: Palette) -> Spec:
    """Traces and layout, in Plotly's words."""
    drawn = ON_PAGE[chart.kind](chart, palette)
    parts: Spec = {}
    for name, made in (each for layer in drawn.layers for each in parts_of(layer).items()):
        parts[name] = [*parts.get(name, []), *made] if isinstance(made, list) else made
    size = theme.SMALL_TEXT_SIZE if drawn.is_small else theme.TEXT_SIZE
    axes = {"xaxis": in_axis(drawn.x, palette), "yaxis": in_axis(drawn.y, palette, is_upright=True)}
    key = given(showlegend=drawn.has_key)
    layout = page_layout(palette, drawn.height, drawn.top, drawn.right, size)
    return {"data": parts.pop("data"), "layout": layout | parts | axes | key}


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


def given(**options: object) -> Spec:
    """The options that are given."""
    return {name: value for name, value in options.items() if value is not None}


def small(colour: str) -> Spec:
    """The font of axes and notes."""
    return {"color": colour, "size": theme.SMALL_TEXT_SIZE}


@singledispatch
def parts_of(layer: drawing.Layer) -> dict[str, Any]:
    """A layer as traces (`data`), `shapes` or `annotations`, and with them the options of the layout that it needs."""
    raise TypeError(layer)


@parts_of.register
def _(layer: drawing.Bars) -> dict[str, Any]:
    traces = [bars(run, is_inside=layer.is_stacked) for run in layer.runs]
    if layer.track:
        whole = drawing.Run(layer.runs[0].labels, [1] * len(layer.runs[0].values), layer.track)
        return {"data": [bars(whole), *traces], "barmode": "overlay", "bargap": 0.68}
    stands = {"barmode": "stack"} if layer.is_stacked else {"barmode": "group", "bargroupgap": 0.06}
    return {"data": traces, "bargap": 0.28} | stands


def bars(run: drawing.Run, *, is_inside: bool = False) -> Spec:
    """Bars of one series; hovering adds nothing."""
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [lines_of(label) if isinstance(label, str) else label for label in run.labels],
        "x": list(run.values),
        "marker": {"color": run.colour} | ({"line": {"width": 0}} if is_inside else {}),
        "hoverinfo": "skip",
    }
    if run.starts:
        trace["base"] = list(run.starts)
        trace["x"] = [value - start for value, start in zip(run.values, run.starts, strict=True)]
    if not run.words:
        return trace
    words = [lines_of(word) for word in run.words]
    text = {"name": run.name, "text": words, "textangle": 0, "cliponaxis": False, "textfont": small(run.ink)}
    if is_inside:
        return trace | text | {"textposition": "inside", "insidetextanchor": "middle", "constraintext": "both"}
    large = {"textfont": {"color": run.ink, "size": theme.TEXT_SIZE}}
    return trace | text | large | {"textposition": "outside", "constraintext": "none"}


@parts_of.register
def _(layer: drawing.Line) -> dict[str, Any]:
    stroke = given(color=layer.colour, width=layer.width or LINE, dash="dash" if layer.is_dashed else None)
    trace = {"mode": "lines+markers" if layer.dots else "lines", "line": stroke}
    dots = {"marker": marker(layer.dots), "connectgaps": False, "cliponaxis": False} if layer.dots else {}
    return {"data": [scatter(layer) | trace | dots]}


@parts_of.register
def _(layer: drawing.Points) -> dict[str, Any]:
    named = {"name": layer.name} if layer.name else {"cliponaxis": False}
    trace = {"mode": "markers", "marker": marker(layer.marker)} | named
    if layer.words:
        texts = [lines_of(word) for word in layer.words]
        words = {"text": texts, "textposition": layer.sides, "textfont": small(layer.ink)}
        trace |= {"mode": "markers+text"} | words
    return {"data": [scatter(layer) | trace]}


def scatter(layer: drawing.Line | drawing.Points) -> Spec:
    """Where a line or points lie, and what hovering says."""
    texts = lines_of(layer.hover) if isinstance(layer.hover, str) else [lines_of(text) for text in layer.hover]
    hover = {"hoverinfo": "text", "hovertext": texts} if texts else {"hoverinfo": "skip"}
    return {"type": "scatter", "x": list(layer.x), "y": list(layer.y)} | hover


def marker(look: drawing.Marker) -> Spec:
    """How points look. Plotly takes those of several sizes for bubbles, and makes them thin, unless told."""
    edge = given(color=look.edge or None, width=look.edge_width)
    shape = f"{look.shape}-open" if look.is_open else look.shape
    return {"symbol": shape, "size": look.size, "color": look.colour, "opacity": 1, "line": edge}


@parts_of.register
def _(layer: drawing.Field) -> dict[str, Any]:
    look = {"fillcolor": layer.colour, "opacity": 0.6 if layer.is_sheer else 1, "line": {"width": 0}, "layer": "below"}
    return {"shapes": [{"type": "rect"} | corners(layer) | look]}


@parts_of.register
def _(layer: drawing.Rule) -> dict[str, Any]:
    stroke = given(color=layer.colour, width=layer.width, dash="dot" if layer.is_dotted else None)
    return {"shapes": [{"type": "line", "line": stroke} | corners(layer)]}


def corners(layer: drawing.Field | drawing.Rule) -> Spec:
    """From where to where a shape reaches."""
    (left, right), (foot, top) = layer.x, layer.y
    return {"x0": left, "x1": right, "y0": float(foot), "y1": float(top)} | references(left, foot)


def references(x: float, y: float) -> Spec:
    """Which of two places is a part of the plot."""
    return {name: "paper" for name, place in (("xref", x), ("yref", y)) if isinstance(place, drawing.Part)}


@parts_of.register
def _(layer: drawing.Words) -> dict[str, Any]:
    text = lines_of(layer.text)
    if layer.is_bold:
        text = f"<b>{text}</b>"
    if layer.first_letter:
        text = f"<span style='color:{layer.first_letter}'>{text[0]}</span>{text[1:]}"
    place = {"x": float(layer.x), "y": float(layer.y), "xanchor": layer.anchor} | references(layer.x, layer.y)
    font = small(layer.colour) | ({"size": theme.TEXT_SIZE} if layer.is_large else {})
    options = given(
        xshift=layer.right or None,
        yshift=layer.up or None,
        yanchor="bottom" if layer.is_foot else None,
        align=layer.anchor if "\n" in layer.text else None,
    )
    return {"annotations": [place | options | {"text": text, "showarrow": False, "font": font}]}


def lines_of(text: str) -> str:
    """The same with Plotly's ends of lines; what it would take for a link or for bold stands as written."""
    return text.replace("<", "&lt;").replace("\n", "<br>")


@singledispatch
def in_axis(axis: drawing.Axis, _palette: Palette, *, is_upright: bool = False) -> Spec:
    """An axis that nobody drags."""
    raise TypeError(axis, is_upright)


def still(palette: Palette) -> Spec:
    """An axis with light lines and small words."""
    return {
        "fixedrange": True,
        "automargin": True,
        "gridcolor": palette.grid,
        "zeroline": False,
        "tickfont": small(palette.faint_text),
    }


@in_axis.register
def _(axis: drawing.Values, palette: Palette, *, is_upright: bool = False) -> Spec:
    return still(palette) | given(
        rangemode="tozero",
        nticks=axis.most_ticks,
        zeroline=True,
        zerolinecolor=palette.muted,
        tickformat=".0%" if axis.format is Format.SHARE else ",~r",
        tickangle=0,
        range=axis.span and list(axis.span),
        tickvals=axis.ticks and list(axis.ticks),
        ticklabeloverflow=axis.ticks and "allow",
        title=None if is_upright else title(axis.title, palette),
    )


def title(words: str, palette: Palette) -> Spec:
    """What an axis counts, under it."""
    return {"text": words, "font": small(palette.faint_text), "standoff": 6}


@in_axis.register
def _(axis: drawing.Named, palette: Palette, *, is_upright: bool = False) -> Spec:
    along = {"showgrid": False, "tickangle": 0, "ticklabeloverflow": "allow"}
    named = {"tickvals": list(axis.names), "ticktext": [lines_of(name) for name in axis.names.values()]}
    upright = {"tickfont": small(palette.text)}
    return still(palette) | named | {"range": list(axis.span)} | (upright if is_upright else along)


@in_axis.register
def _(_axis: drawing.Labels, palette: Palette, **_: bool) -> Spec:
    # Ages are names here, not numbers.
    font = {"color": palette.text, "size": theme.TEXT_SIZE}
    first = {"type": "category", "autorange": "reversed", "automargin": True, "fixedrange": True}
    return first | {"ticks": "", "ticklabelstandoff": 4, "tickfont": font}


@in_axis.register
def _(axis: drawing.Lines, palette: Palette, **_: bool) -> Spec:
    return still(palette) | {"type": "category", "categoryarray": axis.names, "autorange": "reversed"}


@in_axis.register
def _(_axis: drawing.Days, palette: Palette, **_: bool) -> Spec:
    return still(palette) | {"type": "date", "tickformat": "%-d %b"}


@in_axis.register
def _(axis: drawing.Unseen, palette: Palette, **_: bool) -> Spec:
    nothing = {"showgrid": False, "zeroline": False, "showticklabels": False} if axis.title else {"visible": False}
    return nothing | given(
        range=list(axis.span), fixedrange=True, title=title(axis.title, palette) if axis.title else None
    )
