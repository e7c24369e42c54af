"""The map of named places, for co-ordinators: numbered dots on the council's districts, hotspots edged.

A place is drawn where most of its episodes say that it is: at the middle of a postcode sector, or of a district where
no more is known. Places at one middle share a dot. Exact: it names places that a board may not be told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics.charts import theme
from analytics.charts.figure import Spec, figure_of, lines_of
from analytics.charts.theme import Palette
from analytics.maps.area_map import filled, frame, layout
from analytics.maps.named_places import PlaceCount
from analytics.maps.significance import HotspotMap
from analytics.words.columns import Columns
from analytics.words.numbers import joined, number
from geo.cells import grid_middles, grid_shapes
from geo.districts import Ground, Point

if TYPE_CHECKING:
    from analytics.charts.drawn import Drawn

# More dots than these cannot be told apart at 390 pixels; the table has every place.
MOST_PLACES: Final = 20
DOT_SIZE: Final = 10  # pixels


@dataclass(frozen=True)
class Dot:
    """Places at one middle: their numbers in the table, and where."""

    numbers: tuple[int, ...]
    names: tuple[str, ...]
    at: Point

    @property
    def label(self) -> str:
        """ "1", "2, 5"."""
        return ", ".join(str(each) for each in self.numbers)


@dataclass(frozen=True)
class PlaceMap:
    """The dots, the hotspots of the same time where they were looked for, and how many places have no dot."""

    dots: tuple[Dot, ...]
    hot: tuple[str, ...] | None
    undrawn: int

    @property
    def alt(self) -> str:
        """The map in words."""
        dots = "; ".join(f"{dot.label}: {joined(dot.names)}" for dot in self.dots)
        return f"Map of named places by their number in the table. {dots or 'No place is on it'}. {undrawn_words(self)}"


def place_map(places: Sequence[PlaceCount], ground: Ground, hotspots: HotspotMap | None) -> PlaceMap:
    """The first places, those with the most children, that lie in the frame of the districts."""
    middles = grid_middles({place.cell for place in places if place.cell})
    by_middle: dict[Point, list[int]] = {}
    for rank, place in enumerate(places[:MOST_PLACES], start=1):
        if place.cell and is_inside(middles[place.cell], ground):
            by_middle.setdefault(middles[place.cell], []).append(rank)
    dots = tuple(
        Dot(tuple(ranks), tuple(places[rank - 1].name for rank in ranks), at) for at, ranks in by_middle.items()
    )
    return PlaceMap(dots, hot_cells(hotspots), len(places) - sum(len(dot.numbers) for dot in dots))


def hot_cells(hotspots: HotspotMap | None) -> tuple[str, ...] | None:
    """The hexagons that are hotspots; none, unlike no hexagon, where there were too few events to tell."""
    if hotspots is None or hotspots.hot_now is None:
        return None
    return tuple(cell for cell, is_hot in zip(hotspots.cells, hotspots.hot_now.is_hot, strict=True) if is_hot)


def is_inside(point: Point, ground: Ground) -> bool:
    """Whether a point lies within the frame of the map."""
    frames = (frame(ground, 0), frame(ground, 1))
    return all(low <= value <= high for value, (low, high) in zip(point, frames, strict=True))


def undrawn_words(drawn: PlaceMap) -> str:
    """How many places the map leaves out; empty where it has all."""
    if not drawn.undrawn:
        return ""
    many = "1 place is" if drawn.undrawn == 1 else f"{number(drawn.undrawn)} places are"
    return f"{many} in the table alone: out of the area, in no known district, or after the first {MOST_PLACES}."


def hot_words(drawn: PlaceMap) -> str:
    """What the heavy edges are, or why there are none."""
    if drawn.hot is None:
        return "Hotspots are looked for in a quarter, of thirty children or more: none are drawn here."
    if not drawn.hot:
        return "No hexagon was a hotspot in this quarter, of where children are found."
    return "Heavy edge: a hotspot of where children are found in this quarter."


def numbered(columns: Columns, drawn: PlaceMap) -> Columns:
    """The table of places with the number that each has on the map; empty for one that is not on it."""
    on_map = {each for dot in drawn.dots for each in dot.numbers}
    many = len(next(iter(columns.values()), []))
    return {"On the map": [str(rank) if rank in on_map else "" for rank in range(1, many + 1)], **columns}


def place_figure(drawn: PlaceMap, ground: Ground, palette: Palette) -> Drawn:
    """The map drawn for a page."""
    return figure_of(place_specification(drawn, ground, palette))


def place_specification(drawn: PlaceMap, ground: Ground, palette: Palette) -> Spec:
    """Districts without a number, then hotspots' edges, then the dots."""
    return {
        "data": [
            filled(ground.around, "rgba(0,0,0,0)", palette.grid, ""),
            filled(ground.areas, palette.track, palette.muted, ""),
            *([filled(grid_shapes(drawn.hot), "rgba(0,0,0,0)", palette.accent, "Hotspot", 2.5)] if drawn.hot else []),
            dots_trace(drawn.dots, palette),
        ],
        "layout": layout(ground, palette),
    }


def dots_trace(dots: Sequence[Dot], palette: Palette) -> Spec:
    """A dot for each middle, its numbers above it."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [dot.at[0] for dot in dots],
        "y": [dot.at[1] for dot in dots],
        "text": [f"<b>{dot.label}</b>" for dot in dots],
        "textposition": "top center",
        "textfont": {"size": theme.SMALL_TEXT_SIZE, "color": palette.text},
        "marker": {"size": DOT_SIZE, "color": palette.series[0], "line": {"width": 1, "color": palette.text}},
        "customdata": [lines_of(joined(dot.names)) for dot in dots],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }
