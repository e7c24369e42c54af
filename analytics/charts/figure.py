"""The Plotly renderer: a figure for a page.

A figure is written as one plain specification. Adding its parts one by one, each checked by Plotly,
cost forty times as much (28 ms a chart against 0.7). Plotly is imported only when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from analytics.charts import theme
from analytics.charts.chart import Band, Chart, Format, Kind, Mark, Series
from analytics.charts.children import children_strip
from analytics.charts.layout import (
    Spec,
    axis_title,
    label_axis,
    page_layout,
    plain,
    time_axis,
    upright_axis,
    upright_title,
    value_axis,
)
from analytics.charts.links import links
from analytics.charts.strip import strip
from analytics.charts.theme import Palette
from analytics.words.numbers import number, percent

if TYPE_CHECKING:
    from analytics.charts.drawn import Drawn

# The part of a line chart's width that a point's value needs on a narrow screen.
ROOM_FOR_WORDS = 0.15
# The part of it over which the words of a normal range reach there.
WORDS_REACH = 0.65
MOST_BESIDE = 5  # letters that there is room for beside the last point
FOCUSED = 13  # the size of the point in focus

# What st.plotly_chart passes on to Plotly: no buttons, and a touch that scrolls the page.
PAGE_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


def figure(chart: Chart, palette: Palette = theme.LIGHT) -> Drawn:
    """The chart drawn for a page, with every label in it, as tall as its marks need."""
    from analytics.charts.drawn import Drawn  # noqa: PLC0415

    return Drawn(specification(chart, palette))


def specification(chart: Chart, palette: Palette) -> Spec:
    """Traces and layout, in Plotly's words."""
    draw: dict[Kind, Callable[[Chart, Palette], Spec]] = {
        Kind.BARS: bars,
        Kind.STACKED: stacked,
        Kind.SHARES: shares,
        Kind.LINE: line,
        Kind.CURVE: curve,
        Kind.CHILDREN: children_strip,
        Kind.STRIP: strip,
        Kind.LINKS: links,
    }
    return draw[chart.kind](chart, palette)


def bars(chart: Chart, palette: Palette) -> Spec:
    """Horizontal bars, first label at the top, each with its words at its end."""
    several = len(chart.series) > 1
    return {
        "data": [bar(series, colour, palette) for series, colour in zip(chart.series, palette.series, strict=False)],
        "layout": page_layout(palette, bars_height(chart))
        | {
            "barmode": "group",
            "bargap": 0.28,
            "bargroupgap": 0.06,
            "showlegend": several,
            "yaxis": label_axis(palette),
            "xaxis": value_axis(chart, palette)
            | {"range": [0, greatest(chart) * room_for(chart)], "tickvals": counted_ticks(chart)},
        },
    }


def bar(series: Series, colour: str, palette: Palette) -> Spec:
    """Bars of one series, each with its words beyond its end; hovering adds nothing."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": series.name,
        "y": [wrapped(mark.label) for mark in series.marks],
        "x": [mark.value or 0 for mark in series.marks],
        "text": [mark.text for mark in series.marks],
        "marker": {"color": colour},
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"color": palette.text, "size": theme.TEXT_SIZE},
        "cliponaxis": False,
        "constraintext": "none",
        "hoverinfo": "skip",
    }


def stacked(chart: Chart, palette: Palette) -> Spec:
    """Bars of parts end to end, each with its number inside where there is room; the key says what the parts are."""
    colours = palette.steps[-len(chart.series) :]
    return {
        "data": [
            bar(series, colour, palette)
            | {"textposition": "inside", "insidetextanchor": "middle", "constraintext": "both"}
            | {"textfont": {"size": theme.SMALL_TEXT_SIZE, "color": theme.ink_on(colour)}}
            | {"marker": {"color": colour, "line": {"width": 0}}}
            for series, colour in zip(chart.series, colours, strict=True)
        ],
        "layout": page_layout(palette, len(chart.series[0].marks) * theme.BAR_ROW + theme.FRAME + 50)
        | {
            "barmode": "stack",
            "bargap": 0.28,
            "showlegend": True,
            "yaxis": label_axis(palette),
            "xaxis": value_axis(chart, palette),
        },
    }


def bars_height(chart: Chart) -> int:
    """Room for every bar, for labels of two lines, and for the names of several series."""
    marks = chart.series[0].marks if chart.series else ()
    if len(chart.series) > 1:
        return len(marks) * (theme.GROUPED_BAR_ROW * len(chart.series) + 12) + theme.FRAME + 30
    is_wrapped = any("<br>" in wrapped(mark.label) for mark in marks)
    return len(marks) * (theme.WRAPPED_BAR_ROW if is_wrapped else theme.BAR_ROW) + theme.FRAME


def shares(chart: Chart, palette: Palette) -> Spec:
    """Bars on a full track, each under its label and words, so that nothing needs room at the sides."""
    marks = chart.marks
    rows = list(range(len(marks)))
    track = {"type": "bar", "orientation": "h", "y": rows, "hoverinfo": "skip"}
    return {
        "data": [
            track | {"x": [1] * len(marks), "marker": {"color": palette.track}},
            track | {"x": [mark.value or 0 for mark in marks], "marker": {"color": palette.series[0]}},
        ],
        "layout": page_layout(palette, len(marks) * theme.SHARE_ROW + theme.SHARE_FRAME)
        | {
            "barmode": "overlay",
            "bargap": 0.68,
            "showlegend": False,
            "annotations": [
                words
                for row, mark in zip(rows, marks, strict=True)
                for words in (
                    above_bar(0, row, mark.label, palette) | {"xanchor": "left"},
                    above_bar(1, row, f"<b>{mark.text}</b>", palette) | {"xanchor": "right"},
                )
            ],
            "yaxis": {"visible": False, "range": [len(marks) - 0.5, -0.75], "fixedrange": True},
            "xaxis": {
                "title": axis_title(f"{chart.axis}; the full width is 100%", palette),
                "range": [0, 1],
                "showgrid": False,
                "zeroline": False,
                "showticklabels": False,
                "fixedrange": True,
            },
        },
    }


def line(chart: Chart, palette: Palette) -> Spec:
    """A line with gaps where there is no number; each gap says why; what is unusual has another shape and colour.

    Behind it what is normal, a band around the mean; the focus, or the last point, says its value.
    """
    marks = chart.marks
    said = spoken(chart)
    return {
        "data": [
            *(middle_line(band, palette) for band in chart.bands if band.middle is not None),
            points_of(list(range(len(marks))), [hover_words(mark) for mark in marks], chart, palette),
            *focus_point(chart, palette),
            *unusual_points(chart, palette),
        ],
        "layout": page_layout(palette, theme.LINE_HEIGHT, top=26, right=theme.LAST_VALUE)
        | {
            "showlegend": False,
            "annotations": [
                upright_title(chart.axis, palette),
                *unusual_key(marks, palette),
                *(band_words(band, chart, palette) for band in chart.bands if band.middle is not None),
                *(change_words(band, chart, palette) for band in chart.bands if band.is_new),
                *(point_words(position, mark, chart, palette) for position, mark in said),
                *(gap_words(*gap, palette) for gap in gaps_said(marks)),
            ],
            "shapes": [
                *(band_shade(band, palette) for band in chart.bands if band.high is not None),
                *(gap_shade(first, last, chart, palette) for first, last, _ in gaps(marks)),
                *(change_line(band, palette) for band in chart.bands if band.is_new),
            ],
            "xaxis": time_axis([mark.label for mark in marks], palette),
            "yaxis": upright_axis(chart, palette) | {"range": [0, line_top(chart)]},
        },
    }


def hover_words(mark: Mark) -> str:
    """What the table says of a point."""
    return f"{mark.label}: {mark.text}" + (f", {mark.unusual}" if mark.unusual else "")


def points_of(x: list[int] | list[float], hover: list[str], chart: Chart, palette: Palette) -> Spec:
    """The line through the marks, broken where there is no number. Hovering says what the table says."""
    return {
        "type": "scatter",
        "x": x,
        "y": [mark.value for mark in chart.marks],
        "mode": "lines+markers",
        "connectgaps": False,
        "line": {"color": palette.series[0], "width": 2.5},
        "marker": {"size": 7, "color": palette.series[0]},
        "hovertext": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def focus_point(chart: Chart, palette: Palette) -> list[Spec]:
    """A larger point for the one in focus, where it has no shape of its own."""
    focused = [(place, mark.value) for place, mark in enumerate(chart.marks) if mark.label == chart.focus]
    is_plain = not any(mark.unusual for mark in chart.marks if mark.label == chart.focus)
    marker = {"size": FOCUSED, "color": palette.series[0], "symbol": "circle"}
    return [points_only(focused, marker)] if focused and is_plain else []


def unusual_points(chart: Chart, palette: Palette) -> list[Spec]:
    """Points beyond a limit as full diamonds in the accent; those of a pattern as open ones."""
    beyond = [(place, mark) for place, mark in enumerate(chart.marks) if mark.is_beyond]
    patterns = [(place, mark) for place, mark in enumerate(chart.marks) if mark.unusual and not mark.is_beyond]
    # Plotly takes points of several sizes for bubbles, and makes them thin, unless told.
    full = {"color": palette.accent, "opacity": 1, "line": {"width": 0}}
    opened = {"color": palette.band, "opacity": 1, "line": {"color": palette.series[0], "width": 1.5}}
    return [
        points_only(
            [(place, mark.value) for place, mark in points],
            look
            | {"symbol": "diamond", "size": [FOCUSED + 2 if mark.label == chart.focus else 10 for _, mark in points]},
        )
        for points, look in ((patterns, opened), (beyond, full))
        if points
    ]


def points_only(points: list[tuple[int, float | None]], marker: Spec) -> Spec:
    """Points without a line; hovering adds nothing."""
    return {
        "type": "scatter",
        "x": [place for place, _ in points],
        "y": [value for _, value in points],
        "mode": "markers",
        "marker": marker,
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def unusual_key(marks: tuple[Mark, ...], palette: Palette) -> list[Spec]:
    """What the other shapes mean."""
    beyond = f"<span style='color:{palette.accent}'>◆</span> outside" if any(mark.is_beyond for mark in marks) else ""
    patterns = "◇ pattern" if any(mark.unusual and not mark.is_beyond for mark in marks) else ""
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "bottom"}
    words = "  ".join(name for name in (beyond, patterns) if name)
    return [place | {"text": words} | plain(palette.faint_text)] if words else []


def middle_line(band: Band, palette: Palette) -> Spec:
    """The mean or the median."""
    ends = {"x": [band.first - 0.5, band.last + 0.5], "y": [band.middle, band.middle]}
    line = {"color": palette.faint_text, "width": 1, "dash": "dash"}
    return {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip"} | ends


def band_shade(band: Band, palette: Palette) -> Spec:
    """The normal range."""
    corners = {"type": "rect", "x0": band.first - 0.5, "x1": band.last + 0.5, "y0": band.low, "y1": band.high}
    return corners | {"fillcolor": palette.band, "line": {"width": 0}, "layer": "below"}


def band_words(band: Band, chart: Chart, palette: Palette) -> Spec:
    """What is normal, above its band and the points under the words, at the end of it that has more room."""
    over = max(int(len(chart.marks) * WORDS_REACH), 1)
    left = chart.marks[band.first : min(band.first + over, band.last + 1)]
    right = chart.marks[max(band.last + 1 - over, band.first) : band.last + 1]
    is_whole = band.last - band.first >= 0.8 * len(chart.marks)
    is_right = top_of(right, band) < top_of(left, band) if is_whole else band.first > len(chart.marks) / 3
    side = {"x": band.last + 0.4, "xanchor": "right"} if is_right else {"x": band.first - 0.4, "xanchor": "left"}
    under = right if is_right else left
    # A point beyond a limit has its value above it.
    place = {"y": top_of(under, band), "yanchor": "bottom", "yshift": 24 if is_spoken_above(under, band) else 3}
    text = band.name if is_whole else band.name.replace(", ", ",<br>")
    return side | place | {"text": text, "align": "right" if is_right else "left"} | plain(palette.faint_text)


def is_spoken_above(marks: Sequence[Mark], band: Band) -> bool:
    """Whether one of the marks stands out above the band, with its value over it."""
    return any(mark.is_beyond and mark.value is not None and mark.value > (band.high or 0) for mark in marks)


def top_of(marks: Sequence[Mark], band: Band) -> float:
    """The highest of the marks, or of their band where that is higher."""
    values = [*(mark.value for mark in marks), band.high, band.middle]
    return max(value for value in values if value is not None)


def change_line(band: Band, palette: Palette) -> Spec:
    """Where recording changed."""
    ends = {"type": "line", "xref": "x", "yref": "paper", "x0": band.first - 0.5, "x1": band.first - 0.5}
    return ends | {"y0": 0, "y1": 1, "line": {"color": palette.text, "width": 1, "dash": "dot"}}


def change_words(band: Band, chart: Chart, palette: Palette) -> Spec:
    """What the line means, on the side of it that has more room."""
    is_late = band.first > len(chart.marks) / 2
    place = {"x": band.first - 0.5, "xref": "x", "yref": "paper", "y": 0.02, "yanchor": "bottom"}
    side = {"xanchor": "right", "xshift": -4} if is_late else {"xanchor": "left", "xshift": 4}
    text = "recording<br>changed here"
    return place | side | {"text": text, "align": "right" if is_late else "left"} | plain(palette.text)


def gap_shade(first: int, last: int, chart: Chart, palette: Palette) -> Spec:
    """A shaded stretch behind positions without a number, over the band, which does not speak for them."""
    corners = {"type": "rect", "x0": first - 0.5, "x1": last + 0.5, "y0": 0, "y1": line_top(chart)}
    return corners | {"fillcolor": palette.gap, "opacity": 0.6, "line": {"width": 0}, "layer": "below"}


def gap_words(middle: float, line: int, text: str, palette: Palette) -> Spec:
    """Why there is no number, on a line of its own where another gap is near."""
    return {"x": middle, "y": 0, "yshift": 10 + 15 * line, "text": text} | plain(palette.text)


def gaps_said(marks: tuple[Mark, ...]) -> list[tuple[float, int, str]]:
    """The gaps that say why: the middle, the line of words, the words. Of two that are near and alike, the first."""
    said: list[tuple[float, int, str]] = []
    for first, last, text in gaps(marks):
        middle = (first + last) / 2
        near = [one for one in said if middle - one[0] < len(marks) * 2 * ROOM_FOR_WORDS]
        if all(text != words for _, _, words in near):
            said.append((middle, len(near), text))
    return said


def curve(chart: Chart, palette: Palette) -> Spec:
    """Cumulative shares against tenths of children, with the line of an even spread."""
    marks = chart.marks
    tenths = [share_of(mark.label) for mark in marks]
    hover = [f"{mark.label} of children: {mark.text}" for mark in marks]
    even = {"type": "scatter", "x": [0, 1], "y": [0, 1], "mode": "lines", "hoverinfo": "skip"}
    even_words = {"x": 0.68, "y": 0.36, "xanchor": "left", "align": "left", "text": "if every child<br>went as often"}
    quarters = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "range": [0, 1], "ticklabeloverflow": "allow"}
    return {
        "data": [
            even | {"line": {"color": palette.muted, "dash": "dash"}},
            points_of(tenths, hover, chart, palette),
        ],
        "layout": page_layout(palette, theme.LINE_HEIGHT + 40, top=26, right=18)
        | {
            "showlegend": False,
            "annotations": [
                even_words | plain(palette.faint_text),
                upright_title("Share of episodes", palette),
                *curve_words(chart, palette),
            ],
            "xaxis": value_axis(chart, palette) | quarters,
            "yaxis": upright_axis(chart, palette) | quarters,
        },
    }


def curve_words(chart: Chart, palette: Palette) -> list[Spec]:
    """What the first tenth that may be shown had, beside its point; and which tenths have no number."""
    words: list[Spec] = []
    first = next((mark for mark in chart.marks[1:-1] if mark.value is not None), None)
    if first is not None:
        text = f"<b>{first.label} of children:<br>{percent(first.value or 0)} of episodes</b>"
        beside = {"xanchor": "left", "xshift": 10, "yshift": -14, "align": "left", "showarrow": False}
        words.append({"x": share_of(first.label), "y": first.value, "text": text} | beside)
    if unseen := [f"{mark.label} {mark.text}" for mark in chart.marks if mark.value is None]:
        place = {"x": 0.98, "y": 0.08, "xanchor": "right", "align": "right"}
        words.append(place | {"text": wrapped("; ".join(unseen), 30)} | plain(palette.faint_text))
    return words


def above_bar(x: float, row: int, text: str, palette: Palette) -> Spec:
    """Words on the line above a bar."""
    font = {"color": palette.text, "size": theme.TEXT_SIZE}
    return {"x": x, "y": row, "yshift": 17, "text": text, "showarrow": False, "font": font}


def point_words(position: int, mark: Mark, chart: Chart, palette: Palette) -> Spec:
    """A point's own value: of the last, beside the frame; of others, on the side that the line does not come from."""
    through = position / max(len(chart.marks) - 1, 1)
    value = mark.value or 0
    said = percent(value) if chart.format is Format.SHARE else number(round(value))
    is_last = position == len(chart.marks) - 1 and len(said) <= MOST_BESIDE
    just_before = [before.value for before in chart.marks[max(position - 3, 0) : position] if before.value is not None]
    comes_from_above = any(before > value for before in just_before)
    return {
        "x": position,
        "y": value,
        "xshift": 10 if is_last else 0,
        "yshift": 0 if is_last else -18 if comes_from_above else 18,
        "xanchor": "left" if is_last or through < 0.1 else "right" if through > 0.9 else "center",
        "text": f"<b>{said}</b>",
        "showarrow": False,
        "font": {"color": palette.text, "size": theme.TEXT_SIZE},
    }


def spoken(chart: Chart) -> list[tuple[int, Mark]]:
    """The points that say their value: the focus, else the last that has one; and those beyond a limit, kept apart."""
    seen = [(position, mark) for position, mark in enumerate(chart.marks) if mark.value is not None]
    said = [pair for pair in seen if pair[1].label == chart.focus] or seen[-1:]
    for position, mark in reversed(seen):
        is_apart = all(abs(position - other) >= len(chart.marks) * ROOM_FOR_WORDS for other, _ in said)
        if mark.is_beyond and is_apart:
            said.append((position, mark))
    return said


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
    values = [*(mark.value for mark in chart.marks), *(band.high for band in chart.bands)]
    highest = max((value for value in values if value is not None), default=0) or 1
    # Beside one another, what is normal takes two lines of words.
    room = 1.25 if len(chart.bands) < 2 else 1.4
    return min(highest * room, 1.12) if chart.format is Format.SHARE else highest * room


def share_of(label: str) -> float:
    """0.1 from "10%"."""
    return int(label.removesuffix("%")) / 100


def wrapped(label: str, width: int = theme.LABEL_WIDTH) -> str:
    """The label on as many lines as it needs."""
    return "<br>".join(wrap(label, width)) or label
