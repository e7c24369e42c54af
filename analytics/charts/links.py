"""Who is linked with whom: names on a circle, a line for each link, thicker for more."""

from math import cos, pi, sin
from typing import Final

from analytics.charts.chart import Chart
from analytics.charts.drawing import Drawing, Line, Marker, Points, Unseen
from analytics.charts.theme import Palette

HEIGHT: Final = 420
WIDEST: Final = 6
ROOM: Final = 1.75  # of the circle's radius, for the names around it


def links(chart: Chart, palette: Palette) -> Drawing:
    """Lines between names; those of one group stand beside one another, since links come in that order."""
    names = list(dict.fromkeys(mark.label for mark in chart.marks))
    places = {name: around(place, len(names)) for place, name in enumerate(names)}
    lines = [
        Line(
            *across(*(places[mark.label] for mark in series.marks)),
            palette.series[0],
            min(WIDEST, 1 + (series.marks[0].value or 0)),
            hover=series.name,
        )
        for series in chart.series
    ]
    sides = [outwards(x, y) for x, y in places.values()]
    dots = Marker("circle", 12, palette.strip, 80)
    points = Points(*across(*places.values()), dots, words=names, sides=sides, ink=palette.text)
    frame = Unseen((-ROOM, ROOM)), Unseen((-1.2, 1.2))
    return Drawing([*lines, points], *frame, HEIGHT, top=4, is_small=True)


def links_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same: it is as wide as it is."""
    return links(chart, palette)


def across(*points: tuple[float, float]) -> tuple[list[float], list[float]]:
    """How far along, and how far up the points are."""
    return [x for x, _ in points], [y for _, y in points]


def around(place: int, of: int) -> tuple[float, float]:
    """A point on the circle, the first at the top."""
    turn = pi / 2 - 2 * pi * place / max(of, 1)
    return cos(turn), sin(turn)


def outwards(x: float, y: float) -> str:
    """The side of a point that looks away from the middle."""
    if abs(x) < 0.3:
        return "top center" if y > 0 else "bottom center"
    return "middle right" if x > 0 else "middle left"
