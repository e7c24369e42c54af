"""A funnel: every authority by its size and its figure, between the limits within which authorities usually differ.

Ours and its neighbours are named, the others are dots; the middle line is that of all authorities together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import TYPE_CHECKING, Final

from analytics.charts import theme
from analytics.charts.chart import Format
from analytics.charts.drawing import Part, Words
from analytics.charts.figure import Spec, figure_of, lines_of, page_layout, parts_of, small, title
from analytics.charts.lines import above
from analytics.charts.theme import Palette

if TYPE_CHECKING:
    from analytics.charts.drawn import Drawn

FUNNEL_HEIGHT: Final = 390
# Parts of the plot's height: how far apart two names must be, and how far from its edges.
APART: Final = 0.06
EDGE: Final = 0.02
MOST_STEPS: Final = 100
PLOT_HEIGHT: Final = 300
# Names right of this part of the width stand left of their points, so that none is cut off at 390 pixels.
TURNS: Final = 0.45
AIR: Final = 1.12


@dataclass(frozen=True)
class Dot:
    """One authority: its name, how many its figure is of, the figure, and its words."""

    name: str
    size: float
    value: float
    text: str


@dataclass(frozen=True)
class Limit:
    """Where the limits lie at one size: the outer pair, which 99.8% of authorities would keep, and the inner, 95%."""

    size: float
    low: float
    near_low: float
    near_high: float
    high: float


@dataclass(frozen=True)
class FunnelChart:
    """A message, every authority, the limits from the smallest size to the largest, and the middle of all.

    `ours` is null where the statistics do not hold us. `nation` says the middle in words; `named` what the named ones
    are called.
    """

    title: str
    subtitle: str
    across: str
    upright: str
    ours: Dot | None
    neighbours: tuple[Dot, ...]
    others: tuple[Dot, ...]
    limits: tuple[Limit, ...]
    middle: float
    nation: str
    format: Format
    named: str = "Neighbours"

    @property
    def alt(self) -> str:
        """The chart in words."""
        named = "; ".join(f"{dot.name}, {dot.text}" for dot in named_dots(self))
        return (
            f"Funnel of {len(self.others) + len(named_dots(self))} authorities: {self.title} {self.subtitle} "
            f"{named or 'Ours is not among them'}. {self.nation}."
        )


def named_dots(chart: FunnelChart) -> tuple[Dot, ...]:
    """Ours, then its neighbours."""
    return (*([chart.ours] if chart.ours else []), *chart.neighbours)


def funnel_figure(chart: FunnelChart, palette: Palette) -> Drawn:
    """The funnel drawn for a page."""
    return figure_of(funnel_specification(chart, palette))


def funnel_specification(chart: FunnelChart, palette: Palette) -> Spec:
    """Traces and layout: the limits, the middle, the dots, then the named ones with their names."""
    ours = [chart.ours] if chart.ours else []
    return {
        "data": [
            *limit_lines(chart, palette),
            middle_line(chart, palette),
            dots(chart.others, "Others", {"color": palette.muted, "size": 7}),
            dots(chart.neighbours, chart.named, {"color": palette.series[0], "size": 10, "symbol": "square"}),
            dots(ours, "Ours", {"color": palette.accent, "size": 14, "symbol": "diamond"}),
        ],
        "layout": layout(chart, palette) | {"annotations": names(chart, palette)},
    }


def limit_lines(chart: FunnelChart, palette: Palette) -> list[Spec]:
    """The inner field, and the outer limits as lines: what lies beyond them differs by more than authorities do."""
    sizes = [limit.size for limit in chart.limits]
    line: Spec = {"type": "scatter", "mode": "lines", "x": sizes, "hoverinfo": "skip", "showlegend": False}
    field = line | {"line": {"width": 0}}
    edge = line | {"line": {"color": palette.faint_text, "width": 1.2}}
    return [
        field | {"y": [limit.near_low for limit in chart.limits]},
        field
        | {"y": [limit.near_high for limit in chart.limits], "fill": "tonexty", "fillcolor": palette.band}
        | {"name": "Usual", "showlegend": True},
        edge | {"y": [limit.low for limit in chart.limits]},
        edge | {"y": [limit.high for limit in chart.limits], "name": "Limits", "showlegend": True},
    ]


def middle_line(chart: FunnelChart, palette: Palette) -> Spec:
    """All authorities together."""
    line = {"color": palette.faint_text, "width": 1, "dash": "dash"}
    ends = {"x": [0, greatest_size(chart)], "y": [chart.middle, chart.middle]}
    return {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False} | ends


def dots(listed: Sequence[Dot], name: str, marker: Spec) -> Spec:
    """Authorities as points; hovering says which, and what the table says of it."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [dot.size for dot in listed],
        "y": [dot.value for dot in listed],
        "name": name,
        "showlegend": bool(listed),
        "marker": marker | {"opacity": 1, "line": {"width": 0}},
        "hovertext": [lines_of(f"{dot.name}: {dot.text}") for dot in listed],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def names(chart: FunnelChart, palette: Palette) -> list[Spec]:
    """The names of ours and its neighbours beside their points, apart where they would touch; and the middle's."""
    width, height = greatest_size(chart), greatest_value(chart)
    beside = [
        {
            "x": dot.size,
            "y": dot.value,
            "text": f"<b>{lines_of(dot.name)}</b>" if dot is chart.ours else lines_of(dot.name),
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": palette.faint_text,
            "standoff": 6,
            "ax": -22 if dot.size > width * TURNS else 22,
            "ay": -round((place - dot.value / height) * PLOT_HEIGHT),
            "xanchor": "right" if dot.size > width * TURNS else "left",
            "font": {"color": palette.text, "size": theme.SMALL_TEXT_SIZE},
        }
        for dot, place in heights_apart(named_dots(chart), height, chart.middle / height)
    ]
    nation = Words(Part(1), chart.middle, chart.nation, palette.faint_text, "right", is_foot=True)
    first, last = (parts_of(words)["annotations"] for words in (above(chart.upright, palette), nation))
    return [*first, *beside, *last]


def heights_apart(listed: Sequence[Dot], height: float, middle: float) -> list[tuple[Dot, float]]:
    """Each with the part of the plot's height at which its name stands: near its point, and apart from other names.

    `middle` is where the middle's own words stand. Where there is no room left, a name stands at its point.
    """
    taken = [middle + APART / 2]
    placed = []
    for dot in sorted(listed, key=lambda dot: -dot.value):
        wanted = dot.value / height
        steps = (wanted + sign * APART * step / 6 for step in range(MOST_STEPS) for sign in (1, -1))
        free = (step for step in steps if EDGE < step < 1 - EDGE and all(abs(step - other) >= APART for other in taken))
        taken.append(next(free, wanted))
        placed.append((dot, taken[-1]))
    return placed


def layout(chart: FunnelChart, palette: Palette) -> Spec:
    """Size along, figure up; nothing to drag; the key below."""
    axis: Spec = {"fixedrange": True, "tickangle": 0, "tickfont": small(palette.faint_text), "automargin": True}
    along = {"range": [0, greatest_size(chart)], "nticks": 5, "tickformat": ",~r", "showgrid": False}
    upward = {"range": [0, greatest_value(chart)], "nticks": theme.MOST_GRIDLINES, "gridcolor": palette.grid}
    return page_layout(palette, FUNNEL_HEIGHT, top=26, right=14) | {
        "showlegend": True,
        "xaxis": axis | along | {"title": title(chart.across, palette)},
        "yaxis": axis | upward | {"tickformat": ".0%" if chart.format is Format.SHARE else ",~r"},
        "legend": {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "font": small(palette.faint_text)},
    }


def greatest_size(chart: FunnelChart) -> float:
    """The end of the axis: the next round number beyond the largest authority."""
    largest = max((dot.size for dot in (*chart.others, *named_dots(chart))), default=1.0)
    scale = 10 ** (ceil(log10(max(largest, 10))) - 1)
    return float(ceil(largest * 1.02 / scale) * scale)


def greatest_value(chart: FunnelChart) -> float:
    """The top of the axis: a little above the highest authority. Limits of the very smallest run out of the frame."""
    return max((dot.value for dot in (*chart.others, *named_dots(chart))), default=1.0) * AIR
