"""Who is linked with whom: names on a circle, a line for each link, thicker for more."""

from math import cos, pi, sin
from typing import Any, Final

from analytics.charts import theme
from analytics.charts.chart import Chart
from analytics.charts.layout import Spec, page_layout
from analytics.charts.theme import Palette

HEIGHT: Final = 420
WIDEST: Final = 6
ROOM: Final = 1.75  # of the circle's radius, for the names around it


def links(chart: Chart, palette: Palette) -> Spec:
    """Lines between names; those of one group stand beside one another, since links come in that order."""
    names = list(dict.fromkeys(mark.label for mark in chart.marks))
    places = {name: around(place, len(names)) for place, name in enumerate(names)}
    frame = {"visible": False, "fixedrange": True, "range": [-ROOM, ROOM]}
    return {
        "data": [*(link(series.marks, series.name, places, palette) for series in chart.series), dots(places, palette)],
        "layout": page_layout(palette, HEIGHT, top=4, size=theme.SMALL_TEXT_SIZE)
        | {
            "showlegend": False,
            "xaxis": frame,
            "yaxis": frame | {"range": [-1.2, 1.2]},
        },
    }


def around(place: int, of: int) -> tuple[float, float]:
    """A point on the circle, the first at the top."""
    turn = pi / 2 - 2 * pi * place / max(of, 1)
    return cos(turn), sin(turn)


def link(marks: tuple[Any, ...], name: str, places: dict[str, tuple[float, float]], palette: Palette) -> Spec:
    """A line between the two ends of a link, wider for a greater value."""
    points = [places[mark.label] for mark in marks]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": {"width": min(WIDEST, 1 + (marks[0].value or 0)), "color": palette.series[0]},
        "hoverinfo": "text",
        "hovertext": name,
    }


def dots(places: dict[str, tuple[float, float]], palette: Palette) -> Spec:
    """The names around the circle, each written outwards."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, _ in places.values()],
        "y": [y for _, y in places.values()],
        "text": list(places),
        "textposition": [outwards(x, y) for x, y in places.values()],
        "textfont": {"color": palette.text, "size": theme.SMALL_TEXT_SIZE},
        "marker": {"size": 12, "color": palette.strip},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def outwards(x: float, y: float) -> str:
    """The side of a point that looks away from the middle."""
    if abs(x) < 0.3:
        return "top center" if y > 0 else "bottom center"
    return "middle right" if x > 0 else "middle left"
