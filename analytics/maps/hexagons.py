"""The pydeck renderer for hexagons: no tiles, no request to anybody.

What is drawn is in the payload, point for point: a deck of counts is for readers of exact figures, and a board is
handed one of the hexagons that are named to it, without a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, log2, radians
from typing import TYPE_CHECKING, Any, Final

from analytics.charts.theme import SMALL_TEXT_SIZE, Palette
from analytics.maps.area_map import edges_of, step_of
from analytics.maps.board_hotspot_words import STANDING_WORDS
from analytics.maps.board_hotspots import Hexagon, Standing
from analytics.maps.flows import Flows
from analytics.maps.significance import TREND_WORDS, HotspotMap
from geo.cells import cells_of_districts, district_points, edge_of, middle_of, outlines_of

if TYPE_CHECKING:
    import pydeck as pdk

STEPS: Final = 4
MAP_HEIGHT: Final = 420
NAME_ABOVE: Final = -20  # pixels from a hexagon's middle to its name
# Less than the width of a map on a phone: what is whole there is whole everywhere, and a reader may come closer.
NARROWEST: Final = 300
METRES_AROUND, METRES_A_DEGREE = 40_075_017, 111_320


def hexagon_deck(hotspot_map: HotspotMap, palette: Palette, outline: list[list[list[float]]]) -> pdk.Deck:
    """Hexagons coloured by children, hotspots with a heavy edge, over the outline of the districts."""
    rows = hexagons(hotspot_map, palette)
    layers = [
        hexagon_layer(rows),
        edges("districts", [{"edge": path} for path in outline], rgb(palette.muted), 1),
        edges("hot", [{"edge": edge_of(row["hexagon"])} for row in rows if row["hot"]], rgb(palette.accent), 3),
    ]
    return deck(layers, hotspot_map.cells, "{around}\n{children} children, {episodes} episodes\n{hot}")


def deck(layers: list[pdk.Layer], cells: Iterable[str], text: str) -> pdk.Deck:
    """The layers with all of these hexagons in the frame; `text` is what hovering over one says."""
    import pydeck as pdk  # noqa: PLC0415

    # map_style must not be passed: anything there, even None, makes Streamlit ask a tile server.
    return pdk.Deck(
        layers=layers,
        initial_view_state=view_around([middle_of(cell) for cell in cells]),
        map_provider=None,
        tooltip={"text": text},
        height=MAP_HEIGHT,
    )


def hexagon_layer(rows: list[dict[str, Any]]) -> pdk.Layer:
    """Hexagons filled as their rows say, without a line."""
    import pydeck as pdk  # noqa: PLC0415

    return pdk.Layer(
        "H3HexagonLayer",
        id="hexagons",
        data=rows,
        get_hexagon="hexagon",
        get_fill_color="fill",
        extruded=False,
        stroked=False,
        pickable=True,
    )


def edges(name: str, rows: list[dict[str, Any]], colour: list[int], pixels: int) -> pdk.Layer:
    """Closed lines with nothing inside."""
    import pydeck as pdk  # noqa: PLC0415

    return pdk.Layer(
        "PolygonLayer",
        id=name,
        data=rows,
        get_polygon="edge",
        filled=False,
        stroked=True,
        get_line_color=colour,
        line_width_min_pixels=pixels,
        line_width_max_pixels=pixels,
    )


def named_deck(named: Sequence[Hexagon], palette: Palette, districts: frozenset[str]) -> pdk.Deck:
    """The hexagons that are named to a board, over the outlines of the districts; nothing of any other hexagon.

    One that is no longer a hotspot is an outline without colour.
    """
    import pydeck as pdk  # noqa: PLC0415

    fills = {Standing.NEW: palette.accent, Standing.ALSO: palette.series[0], Standing.NOT_COMPARED: palette.series[0]}
    rows = [
        {
            "hexagon": item.cell,
            "edge": edge_of(item.cell),
            "fill": [*rgb(fills.get(item.standing, palette.track)), 230 if item.standing in fills else 0],
            "around": item.around,
            "middle": middle_of(item.cell)[::-1],
            "said": f"Around {item.around}: {STANDING_WORDS[item.standing].lower()}",
        }
        for item in named
    ]
    names = pdk.Layer(
        "TextLayer",
        id="names",
        data=rows,
        get_position="middle",
        get_text="around",
        get_color=rgb(palette.text),
        get_size=SMALL_TEXT_SIZE,
        get_pixel_offset=[0, NAME_ABOVE],
    )
    outlines = edges("districts", [{"edge": path} for path in outlines_of(districts)], rgb(palette.muted), 1)
    layers = [outlines, hexagon_layer(rows), edges("named", rows, rgb(palette.text), 2), names]
    return deck(layers, cells_of_districts(districts), "{said}")


def flow_deck(flows: Flows, palette: Palette, districts: frozenset[str]) -> pdk.Deck:
    """An arc for each pair of districts, pale where children went from and dark where they were found."""
    import pydeck as pdk  # noqa: PLC0415

    points = district_points(districts | {name for flow in flows.pairs for name in (flow.origin, flow.found)})
    rows = [
        {
            "from": points[flow.origin],
            "to": points[flow.found],
            "width": 1 + 7 * flow.children / flows.pairs[0].children,
            "said": f"{flow.origin} to {flow.found}: {flow.children} children, {flow.episodes} episodes",
        }
        for flow in flows.pairs
        if flow.origin in points and flow.found in points
    ]
    arcs = pdk.Layer(
        "ArcLayer",
        id="flows",
        data=rows,
        get_source_position="from",
        get_target_position="to",
        get_width="width",
        get_source_color=rgb(palette.steps[1]),
        get_target_color=rgb(palette.accent),
        get_height=0.5,
        pickable=True,
    )
    outlines = edges("districts", [{"edge": path} for path in outlines_of(districts)], rgb(palette.muted), 1)
    return deck([outlines, arcs], cells_of_districts(districts), "{said}")


def hexagons(hotspot_map: HotspotMap, palette: Palette) -> list[dict[str, Any]]:
    """One row for each hexagon that has children, had a hotspot, or neither: empty ones are drawn faintly."""
    now, hot = hotspot_map.now, hotspot_map.hot_now
    edges = edges_of([int(count) for count in now.children if count], STEPS)
    rows = []
    for place, cell in enumerate(hotspot_map.cells):
        step = step_of(int(now.children[place]), edges)
        is_hot = bool(hot is not None and hot.is_hot[place])
        colour = palette.steps[-len(edges) :][step] if step is not None else palette.track
        rows.append(
            {
                "hexagon": cell,
                "fill": [*rgb(colour), 235 if step is not None else 90],
                "around": hotspot_map.names.get(cell, ""),
                "children": int(now.children[place]),
                "episodes": int(now.episodes[place]),
                "hot": f"Hotspot: {TREND_WORDS[hotspot_map.trends[place]].lower()}" if is_hot else "",
            }
        )
    return rows


def view_around(points: Sequence[tuple[float, float]]) -> Any:
    """Every point (latitude, longitude) in the frame."""
    import pydeck as pdk  # noqa: PLC0415

    if not points:
        return pdk.ViewState(latitude=52.5, longitude=-1.9, zoom=6)
    south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
    west, east = min(lng for _, lng in points), max(lng for _, lng in points)
    latitude = (south + north) / 2
    across = max((east - west) * cos(radians(latitude)), north - south) * METRES_A_DEGREE
    # deck.gl draws the world 512 pixels wide at zoom 0.
    zoom = log2(METRES_AROUND * cos(radians(latitude)) / 512 / (across / NARROWEST))
    return pdk.ViewState(latitude=latitude, longitude=(west + east) / 2, zoom=zoom)


def rgb(colour: str) -> list[int]:
    """Red, green and blue of "#12436D"."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
