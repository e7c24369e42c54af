"""The Plotly renderer: a figure for a page. Plotly is imported only when a figure is drawn."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from analytics.charts import theme
from analytics.charts.chart import Chart, Format, Kind, Mark
from analytics.charts.theme import Palette
from analytics.words import number, percent

if TYPE_CHECKING:
    import plotly.graph_objects as go

# What st.plotly_chart passes on to Plotly: no buttons, and a touch that scrolls the page.
PAGE_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


def figure(chart: Chart, palette: Palette = theme.LIGHT) -> go.Figure:
    """The chart drawn for a page, with every label in it, as tall as its marks need."""
    draw: dict[Kind, Callable[[Chart, Palette], go.Figure]] = {
        Kind.BARS: draw_bars,
        Kind.SHARES: draw_shares,
        Kind.LINE: draw_line,
        Kind.CURVE: draw_curve,
    }
    return draw[chart.kind](chart, palette)


def draw_bars(chart: Chart, palette: Palette) -> go.Figure:
    """Horizontal bars, first label at the top, each with its words at its end."""
    import plotly.graph_objects as go  # noqa: PLC0415

    drawn = go.Figure()
    for series, colour in zip(chart.series, palette.series, strict=False):
        drawn.add_bar(
            y=[wrapped(mark.label) for mark in series.marks],
            x=[mark.value or 0 for mark in series.marks],
            text=[mark.text for mark in series.marks],
            name=series.name,
            **bar_style(colour, palette),
        )
    several = len(chart.series) > 1
    labels = len(chart.series[0].marks) if chart.series else 0
    row = theme.GROUPED_BAR_ROW * len(chart.series) + 12 if several else theme.BAR_ROW
    layout = page_layout(palette, labels * row + theme.FRAME + (30 if several else 0))
    drawn.update_layout(**layout, barmode="group", bargap=0.28, bargroupgap=0.06, showlegend=several)
    drawn.update_yaxes(**label_axis(palette))
    drawn.update_xaxes(
        **value_axis(chart, palette), range=[0, greatest(chart) * room_for(chart)], tickvals=counted_ticks(chart)
    )
    return drawn


def draw_shares(chart: Chart, palette: Palette) -> go.Figure:
    """Bars on a full track, each under its label and words, so that nothing needs room at the sides."""
    import plotly.graph_objects as go  # noqa: PLC0415

    marks = chart.marks
    rows = list(range(len(marks)))
    drawn = go.Figure()
    drawn.add_bar(y=rows, x=[1] * len(marks), marker={"color": palette.track}, orientation="h", hoverinfo="skip")
    drawn.add_bar(
        y=rows,
        x=[mark.value or 0 for mark in marks],
        marker={"color": palette.series[0]},
        orientation="h",
        hoverinfo="skip",
    )
    for row, mark in zip(rows, marks, strict=True):
        drawn.add_annotation(x=0, y=row, xanchor="left", text=f"{mark.label}", **above_bar(palette.text))
        drawn.add_annotation(x=1, y=row, xanchor="right", text=f"<b>{mark.text}</b>", **above_bar(palette.text))
    drawn.update_layout(
        **page_layout(palette, len(marks) * theme.SHARE_ROW + theme.SHARE_FRAME),
        barmode="overlay",
        bargap=0.68,
        showlegend=False,
    )
    drawn.update_yaxes(visible=False, range=[len(marks) - 0.5, -0.75], fixedrange=True)
    title = axis_title(f"{chart.axis}; the full width is 100%", palette)
    drawn.update_xaxes(title=title, range=[0, 1], showgrid=False, zeroline=False, showticklabels=False, fixedrange=True)
    return drawn


def draw_line(chart: Chart, palette: Palette) -> go.Figure:
    """A line with gaps where there is no number; each gap says why; the last point and the focus say theirs."""
    import plotly.graph_objects as go  # noqa: PLC0415

    marks = chart.marks
    drawn = go.Figure()
    drawn.add_scatter(
        x=list(range(len(marks))),
        y=[mark.value for mark in marks],
        mode="lines+markers",
        connectgaps=False,
        line={"color": palette.series[0], "width": 2.5},
        marker={"size": 7, "color": palette.series[0]},
        hovertext=[f"{mark.label}: {mark.text}" for mark in marks],
        hoverinfo="text",
        cliponaxis=False,
    )
    add_spoken_points(drawn, chart, palette)
    add_gaps(drawn, chart, palette)
    for reference in chart.references:
        drawn.add_hline(y=reference.value, line={"color": palette.muted, "dash": "dash", "width": 1.5})
        drawn.add_annotation(
            x=0, y=reference.value, xanchor="left", yshift=9, text=reference.label, **plain(palette.faint_text)
        )
    drawn.add_annotation(**upright_title(chart.axis, palette))
    drawn.update_layout(**page_layout(palette, theme.LINE_HEIGHT), showlegend=False)
    drawn.update_layout(margin={"t": 26, "r": 18})
    drawn.update_xaxes(**time_axis([mark.label for mark in marks], palette))
    drawn.update_yaxes(**upright_axis(chart, palette), range=[0, line_top(chart)])
    return drawn


def add_spoken_points(drawn: go.Figure, chart: Chart, palette: Palette) -> None:
    """Words at the points that say their value, and the focus in the accent and another shape."""
    for position, mark in spoken(chart):
        drawn.add_annotation(**point_words(position, mark, chart, palette))
        if mark.label == chart.focus:
            marker = {"size": 12, "color": palette.accent, "symbol": "diamond"}
            drawn.add_scatter(x=[position], y=[mark.value], mode="markers", marker=marker, hoverinfo="skip")


def add_gaps(drawn: go.Figure, chart: Chart, palette: Palette) -> None:
    """A shaded stretch for each run of positions without a number, and why."""
    for first, last, text in gaps(chart.marks):
        shade = {"fillcolor": palette.track, "opacity": 0.6, "line_width": 0, "layer": "below"}
        drawn.add_vrect(x0=first - 0.5, x1=last + 0.5, **shade)
        drawn.add_annotation(x=(first + last) / 2, y=0, yshift=10, text=text, **plain(palette.faint_text))


def draw_curve(chart: Chart, palette: Palette) -> go.Figure:
    """Cumulative shares against tenths of children, with the line of an even spread."""
    import plotly.graph_objects as go  # noqa: PLC0415

    marks = chart.marks
    tenths = [share_of(mark.label) for mark in marks]
    drawn = go.Figure()
    drawn.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": palette.muted, "dash": "dash"}, hoverinfo="skip")
    drawn.add_scatter(
        x=tenths,
        y=[mark.value for mark in marks],
        mode="lines+markers",
        line={"color": palette.series[0], "width": 2.5},
        marker={"size": 7, "color": palette.series[0]},
        hovertext=[f"{mark.label} of children: {mark.text}" for mark in marks],
        hoverinfo="text",
        cliponaxis=False,
    )
    drawn.add_annotation(
        x=0.62, y=0.5, text="if every child<br>went as often", align="left", xanchor="left", **plain(palette.faint_text)
    )
    add_curve_words(drawn, chart, palette)
    drawn.add_annotation(**upright_title("Share of episodes", palette))
    drawn.update_layout(**page_layout(palette, theme.LINE_HEIGHT + 40), showlegend=False)
    drawn.update_layout(margin={"t": 26, "r": 18})
    quarters = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "range": [0, 1], "ticklabeloverflow": "allow"}
    drawn.update_xaxes(**value_axis(chart, palette) | quarters)
    drawn.update_yaxes(**upright_axis(chart, palette) | quarters)
    return drawn


def add_curve_words(drawn: go.Figure, chart: Chart, palette: Palette) -> None:
    """What the first tenth had, beside its point; and which tenths have no number."""
    first = chart.marks[1] if len(chart.marks) > 2 else None
    if first is not None and first.value is not None:
        words = f"<b>{first.label} of children:<br>{percent(first.value)} of episodes</b>"
        beside = {"xanchor": "left", "xshift": 10, "yshift": -14, "align": "left", "showarrow": False}
        drawn.add_annotation(x=share_of(first.label), y=first.value, text=words, **beside)
    if unseen := [f"{mark.label} {mark.text}" for mark in chart.marks if mark.value is None]:
        note = wrapped("; ".join(unseen), 30)
        drawn.add_annotation(x=0.98, y=0.12, xanchor="right", align="right", text=note, **plain(palette.faint_text))


def page_layout(palette: Palette, height: int) -> dict[str, Any]:
    """Transparent, still, as wide as its card; labels take the margin that they need."""
    return {
        "height": height,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 4, "pad": 4},
        "font": {"family": theme.FONT, "size": theme.TEXT_SIZE, "color": palette.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "hoverlabel": {"font": {"family": theme.FONT, "size": theme.TEXT_SIZE}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
    }


def bar_style(colour: str, palette: Palette) -> dict[str, Any]:
    """A bar with its words beyond its end; hovering adds nothing."""
    return {
        "orientation": "h",
        "marker": {"color": colour},
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"color": palette.text, "size": theme.TEXT_SIZE},
        "cliponaxis": False,
        "constraintext": "none",
        "hoverinfo": "skip",
    }


def label_axis(palette: Palette) -> dict[str, Any]:
    """The axis that names the bars, first at the top."""
    return {
        "autorange": "reversed",
        "automargin": True,
        "fixedrange": True,
        "ticks": "",
        "ticklabelstandoff": 4,
        "tickfont": {"color": palette.text, "size": theme.TEXT_SIZE},
    }


def value_axis(chart: Chart, palette: Palette) -> dict[str, Any]:
    """The horizontal axis of values, from zero, with few light gridlines."""
    return upright_axis(chart, palette) | {"title": axis_title(chart.axis, palette)}


def upright_axis(chart: Chart, palette: Palette) -> dict[str, Any]:
    """An axis of values from zero, without a title."""
    return {
        "rangemode": "tozero",
        "fixedrange": True,
        "automargin": True,
        "nticks": theme.MOST_GRIDLINES,
        "gridcolor": palette.grid,
        "zeroline": True,
        "zerolinecolor": palette.muted,
        "tickformat": ".0%" if chart.format is Format.SHARE else ",~r",
        "tickangle": 0,
        "tickfont": small(palette.faint_text),
    }


def time_axis(labels: list[str], palette: Palette) -> dict[str, Any]:
    """Positions named by at most six labels, the last always among them."""
    step = max(1, -(-len(labels) // 6))
    named = [position for position in range(len(labels)) if (len(labels) - 1 - position) % step == 0]
    return {
        "tickvals": named,
        "ticktext": [labels[position].replace(" ", "<br>") for position in named],
        "tickangle": 0,
        "range": [-0.6, max(len(labels) - 0.4, 0.6)],
        "ticklabeloverflow": "allow",
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "tickfont": small(palette.faint_text),
    }


def axis_title(words: str, palette: Palette) -> dict[str, Any]:
    """What the axis counts, under it."""
    return {"text": words, "font": small(palette.faint_text), "standoff": 6}


def above_bar(colour: str) -> dict[str, Any]:
    """Words on the line above a bar."""
    return {"yshift": 17, "showarrow": False, "font": {"color": colour, "size": theme.TEXT_SIZE}}


def plain(colour: str) -> dict[str, Any]:
    """Small words without an arrow."""
    return {"showarrow": False, "font": small(colour)}


def small(colour: str) -> dict[str, Any]:
    """The font of axes and notes."""
    return {"color": colour, "size": theme.SMALL_TEXT_SIZE}


def point_words(position: int, mark: Mark, chart: Chart, palette: Palette) -> dict[str, Any]:
    """A point's own value, above it, kept inside the frame at both ends."""
    through = position / max(len(chart.marks) - 1, 1)
    value = mark.value or 0
    return {
        "x": position,
        "y": value,
        "yshift": 18,
        "xanchor": "right" if through > 0.9 else "left" if through < 0.1 else "center",
        "text": f"<b>{percent(value) if chart.format is Format.SHARE else number(round(value))}</b>",
        "showarrow": False,
        "bgcolor": palette.page,
        "borderpad": 1,
        "font": {"color": palette.text, "size": theme.TEXT_SIZE},
    }


def upright_title(words: str, palette: Palette) -> dict[str, Any]:
    """What an upright axis counts, lying above it so that nobody tilts a head."""
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    return place | {"text": words} | plain(palette.faint_text)


def spoken(chart: Chart) -> list[tuple[int, Mark]]:
    """The points that say their value: the focus, else the last that has one."""
    seen = [(position, mark) for position, mark in enumerate(chart.marks) if mark.value is not None]
    focused = [pair for pair in seen if pair[1].label == chart.focus]
    return focused or seen[-1:]


def gaps(marks: tuple[Mark, ...]) -> list[tuple[int, int, str]]:
    """Runs of marks without a number: first position, last position, why."""
    found = []
    for text, run in groupby(enumerate(marks), key=lambda pair: pair[1].text if pair[1].value is None else ""):
        positions = [position for position, _ in run]
        if text:
            found.append((positions[0], positions[-1], text))
    return found


def greatest(chart: Chart) -> float:
    """The largest value, at least one so that an empty chart has an axis."""
    return max([1.0, *(mark.value for mark in chart.marks if mark.value is not None)])


def room_for(chart: Chart) -> float:
    """How much longer than its longest bar an axis must be for the words beyond the bars, on a narrow screen."""
    return 1.08 + 0.052 * max((len(mark.text) for mark in chart.marks), default=0)


def counted_ticks(chart: Chart) -> list[float]:
    """Round values from zero to the longest bar, none under the words beyond it."""
    most = greatest(chart)
    for step in (size * 10**power for power in range(7) for size in (1, 2, 5)):
        if most / step <= 4:
            return [step * index for index in range(int(most // step) + 1)]
    return [0, most]


def line_top(chart: Chart) -> float:
    """The top of an upright axis: room for words above the highest point, at most a little over 100%."""
    values = [mark.value for mark in chart.marks if mark.value is not None]
    values += [reference.value for reference in chart.references]
    highest = max(values, default=0) or 1
    return min(highest * 1.25, 1.12) if chart.format is Format.SHARE else highest * 1.25


def share_of(label: str) -> float:
    """0.1 from "10%"."""
    return int(label.removesuffix("%")) / 100


def wrapped(label: str, width: int = theme.LABEL_WIDTH) -> str:
    """The label on as many lines as it needs."""
    return "<br>".join(wrap(label, width)) or label
