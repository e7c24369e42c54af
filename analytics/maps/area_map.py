"""Maps of areas: what is drawn, apart from how, and the Plotly renderer, which asks nobody for tiles.

Each area is a closed line in metres of the national grid, filled by its step; Plotly's own maps would fetch the
world's outline from elsewhere. An area's number stands in it, so colour is never the only signal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics.charts import theme
from analytics.charts.chart import Mark
from analytics.charts.figure import Spec, figure_of, lines_of, page_layout
from analytics.charts.theme import Palette
from analytics.disclosure.published import Row, Table
from analytics.maps.where import rate_of
from analytics.measuring.ladders import OTHERS
from analytics.words.numbers import number, value_text
from geo.districts import Ground, Shape

if TYPE_CHECKING:
    from analytics.charts.drawn import Drawn

# The edges of the steps: round numbers, as near as they come to as many areas in each.
ROUND: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 80)
MAP_HEIGHT: Final = 430
LABEL_SIZE: Final = 12
MOST_STEPS: Final = 4
HIDDEN_MARK: Final = "[c]"
# In the place of a number where a table names only the large districts.
AMONG_OTHERS: Final = "counted with all others"
# Parts of the map's width, found by looking at 390 pixels: the table has every area anyway.
ROOM_FOR_TWO_LINES: Final = 0.07
ROOM_FOR_A_NUMBER: Final = 0.035


@dataclass(frozen=True)
class AreaMap:
    """One number for each area, and the numbers of what lies on no area of the map."""

    title: str
    subtitle: str
    areas: tuple[Mark, ...]
    beside: tuple[Mark, ...]
    edges: tuple[int, ...]

    @property
    def alt(self) -> str:
        """The map in words."""
        most = sorted(self.areas, key=lambda mark: -(mark.value or 0))[:5]
        unsaid = Counter(mark.text for mark in self.areas if mark.value is None)
        text = "; ".join(f"{mark.label}, {mark.text}" for mark in most if mark.value)
        beside = "; ".join(f"{mark.label}, {mark.text}" for mark in self.beside)
        gaps = "".join(f" {many} {'area is' if many == 1 else 'areas are'} {word}." for word, many in unsaid.items())
        return f"Map: {self.title} {self.subtitle} Most: {text or 'none'}.{gaps} Not on the map: {beside}."


def area_map(table: Table, ground: Ground, message: tuple[str, str], beside: Sequence[Mark]) -> AreaMap:
    """The table's categories on their areas, under a title and subtitle; an area that no row names has none."""
    marks = tuple(area_mark(shape, row_of(table, shape), table) for shape in ground.areas)
    values = [int(mark.value) for mark in marks if mark.value]
    return AreaMap(*message, marks, tuple(beside), edges_of(values, MOST_STEPS))


def rate_map(
    table: Table, ground: Ground, message: tuple[str, str], beside: Sequence[Mark], populations: Mapping[str, int]
) -> AreaMap:
    """The same for each 10,000 children who live there. Every area of the ground must have its number of them."""
    marks = tuple(rate_mark(shape, row_of(table, shape), populations[shape.code], table) for shape in ground.areas)
    values = [int(mark.value) for mark in marks if mark.value]
    return AreaMap(*message, marks, tuple(beside), edges_of(values, MOST_STEPS))


def row_of(table: Table, shape: Shape) -> Row | None:
    """The row of an area. Where nobody recorded areas, an area that no row names is like those that one does."""
    return table.row(shape.code) or (table.rows[0] if table.is_unsaid else None)


def rate_mark(shape: Shape, row: Row | None, population: int, table: Table) -> Mark:
    """The rate of an area, in whole numbers; none where its count is hidden, or is one of others counted together."""
    if row is None and table.row(OTHERS):
        return Mark(shape.name, None, AMONG_OTHERS)
    if row is not None and row.numerator is None:
        return Mark(shape.name, None, value_text(row))
    rate = rate_of(row.numerator or 0 if row else 0, population)
    return Mark(shape.name, rate, number(rate))


def area_mark(shape: Shape, row: Row | None, table: Table) -> Mark:
    """The number of an area. One that the table does not name had nobody, unless others are counted together."""
    if row is None and table.row(OTHERS):
        return Mark(shape.name, None, AMONG_OTHERS)
    if row is None:
        return Mark(shape.name, 0, "0")
    return Mark(shape.name, row.numerator, value_text(row))


def edges_of(values: Sequence[int], steps: int) -> tuple[int, ...]:
    """The lowest number of each step, such as 1, 8, 15 and 30: about as many areas in each, at round numbers."""
    if not values:
        return (1,)
    ordered = sorted(values)
    wanted = [ordered[len(ordered) * step // steps] for step in range(1, steps)]
    return tuple(sorted({1, *(round_down(value) for value in wanted)}))


def round_down(value: int) -> int:
    """The next round number that is not above it."""
    scale = 1
    while value >= 100 * scale:
        scale *= 10
    return max(item * scale for item in ROUND if item * scale <= value)


def step_of(value: float | None, edges: Sequence[int]) -> int | None:
    """Which step a number falls in, the lowest being 0; none for nought and for what has no number."""
    if not value:
        return None
    return sum(edge <= value for edge in edges) - 1


def map_figure(chart: AreaMap, ground: Ground, palette: Palette) -> Drawn:
    """The map drawn for a page."""
    return figure_of(map_specification(chart, ground, palette))


def map_specification(chart: AreaMap, ground: Ground, palette: Palette) -> Spec:
    """Traces and layout: what lies around, one trace for each step, then the words."""
    shapes = {shape.code: shape for shape in ground.areas}
    marks = {shape.code: mark for shape, mark in zip(ground.areas, chart.areas, strict=True)}
    return {
        "data": [
            filled(ground.around, "rgba(0,0,0,0)", palette.grid, ""),
            *(
                filled([shapes[code] for code in codes], colour, palette.text, name)
                for name, colour, codes in classes(chart, marks, palette)
            ),
            words(ground, marks, chart.edges, palette),
        ],
        "layout": layout(ground, palette),
    }


def classes(chart: AreaMap, marks: dict[str, Mark], palette: Palette) -> list[tuple[str, str, list[str]]]:
    """Name, colour and areas of each step from few to many, then of those without a number, where there are any."""
    names = step_names(chart.edges, max((int(mark.value or 0) for mark in chart.areas), default=0))
    steps = {code: step_of(mark.value, chart.edges) for code, mark in marks.items()}
    colours = palette.steps[-len(names) :]
    result = [
        (name, colours[step], [code for code, met in steps.items() if met == step]) for step, name in enumerate(names)
    ]
    none = [code for code, mark in marks.items() if mark.value == 0]
    others = [code for code, mark in marks.items() if mark.text == AMONG_OTHERS]
    hidden = [code for code, mark in marks.items() if mark.value is None and code not in others]
    without_number = [
        ("None", palette.track, none),
        (AMONG_OTHERS.capitalize(), palette.gap, others),
        (f"{HIDDEN_MARK} hidden", palette.gap, hidden),
    ]
    return [each for each in (*result, *without_number) if each[2]]


def step_names(edges: Sequence[int], most: int) -> list[str]:
    """ "1 to 7", "8 to 14", "15 or more"."""
    names = []
    for low, following in zip(edges, (*edges[1:], None), strict=True):
        if following is None:
            names.append(f"{number(low)} or more" if most > low else number(low))
        else:
            names.append(f"{number(low)} to {number(following - 1)}" if following - 1 > low else number(low))
    return names


def filled(shapes: Sequence[Shape], colour: str, line: str, name: str, width: float = 0.7) -> Spec:
    """Areas of one colour as one line so many pixels wide, broken between rings."""
    points = [point for shape in shapes for ring in shape.rings for point in (*ring, (None, None))]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": line, "width": width},
        "name": name,
        "showlegend": bool(name),
        "hoverinfo": "skip",
    }


def words(ground: Ground, marks: dict[str, Mark], edges: Sequence[int], palette: Palette) -> Spec:
    """Each area's code over its number, as far as the area has room for them."""
    west, east = frame(ground, 0)
    across = east - west
    return {
        "type": "scatter",
        "mode": "text",
        "x": [shape.middle[0] for shape in ground.areas],
        "y": [shape.middle[1] for shape in ground.areas],
        "text": [area_words(marks[shape.code], shape.room / across) for shape in ground.areas],
        "textfont": {"size": LABEL_SIZE, "color": [ink(mark, edges, palette) for mark in marks.values()]},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def area_words(mark: Mark, room: float) -> str:
    """The code and, in bold, its number, "[c]" where it is hidden (the key says so); `room` of the map's width."""
    hidden = "" if mark.text == AMONG_OTHERS else HIDDEN_MARK
    text = f"<b>{mark.text if mark.value is not None else hidden}</b>"
    return (
        f"{lines_of(mark.label)}<br>{text}" if room > ROOM_FOR_TWO_LINES else text if room > ROOM_FOR_A_NUMBER else ""
    )


def ink(mark: Mark, edges: Sequence[int], palette: Palette) -> str:
    """A colour that can be read on the area's own."""
    step = step_of(mark.value, edges)
    if step is None:
        return palette.text
    return theme.ink_on(palette.steps[-len(edges) :][step])


def layout(ground: Ground, palette: Palette) -> Spec:
    """North up, a metre as long one way as the other, nothing to drag, the key below."""
    axis: Spec = {"visible": False, "fixedrange": True}
    return page_layout(palette, MAP_HEIGHT, size=theme.SMALL_TEXT_SIZE) | {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "xaxis": axis | {"range": frame(ground, 0), "constrain": "domain"},
        "yaxis": axis | {"range": frame(ground, 1), "scaleanchor": "x", "scaleratio": 1},
        "legend": {"orientation": "h", "x": 0, "y": -0.01, "yanchor": "top", "traceorder": "normal"},
    }


def frame(ground: Ground, axis: int) -> list[int]:
    """The edges of the map: its areas and a little air."""
    values = [point[axis] for shape in ground.areas for ring in shape.rings for point in ring] or [0, 1]
    air = (max(values) - min(values)) // 40
    return [min(values) - air, max(values) + air]
