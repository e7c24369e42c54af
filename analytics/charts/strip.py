"""Strips: lines of marks by the day, each kind with a colour and a shape of its own."""

from datetime import date, timedelta
from typing import Final

from analytics.charts.chart import Band, Chart, Mark, Series
from analytics.charts.drawing import Days, Drawing, Field, Lines, Marker, Named, Part, Points, Rule, Words
from analytics.charts.theme import Palette

ROW: Final = 30
FRAME: Final = 34
CHILD_ROW: Final = 22
CHILD_FRAME: Final = 70
BAR: Final = 4
TICKS: Final = {90: "90 days ago", 60: "60", 30: "30", 7: "7", 0: "now"}
# A strip of a year has these marks on its axis.
LONG_TICKS: Final = {365: "a year ago", 270: "9 months", 180: "6", 90: "3", 30: "1", 0: "now"}
LONG: Final = 92
# A stretch of fewer days has no room for its name; the table has it.
SHORTEST_NAMED: Final = 75
LATE: Final = 180
# Dates along the axis of a picture.
MOST_DAYS: Final = 6


def markers(palette: Palette) -> dict[str, Marker]:
    """By series: what is missing is filled and in the accent of strips, all else is open and quieter."""
    looks = {
        "Missing": ("square", palette.strip),
        "Absent": ("diamond", palette.series[0]),
        "Away": ("circle", palette.faint_text),
        "Interview": ("cross", palette.series[2]),
    }
    return {
        name: Marker(shape, 10, colour, 42, edge=colour, edge_width=2, is_open=name in ("Absent", "Away"))
        for name, (shape, colour) in looks.items()
    }


def strip(chart: Chart, palette: Palette) -> Drawing:
    """One line of marks for each series, newest at the right; a line without marks stays, so that none is read."""
    looks = markers(palette)
    rows = list(enumerate(chart.series))
    furthest = max([*(mark.value or 0 for mark in chart.marks), *(band.first for band in chart.bands)], default=0)
    ticks = LONG_TICKS if furthest > LONG else TICKS
    return Drawing(
        [
            *(stretch(band, place, palette) for place, band in enumerate(chart.bands)),
            *stretch_names(chart, palette),
            # A bar from the start of whatever is not over to now.
            *(
                Rule((mark.value or 0, 0), (row, row), looks[series.name].colour, BAR)
                for row, series in rows
                for mark in series.marks
                if mark.is_open
            ),
            *(points(row, series, looks[series.name]) for row, series in rows),
        ],
        Named(ticks, (max(ticks) * 1.02, -0.016 * max(ticks))),
        Named({row: series.name for row, series in rows}, (len(rows) - 0.5, -0.5)),
        ROW * (len(rows) + bool(chart.bands)) + FRAME,
        top=ROW if chart.bands else 4,
        right=12,
        is_small=True,
    )


def points(row: int, series: Series, look: Marker) -> Points:
    """The marks of a series on its line."""
    days, words = [mark.value for mark in series.marks], [mark.text for mark in series.marks]
    return Points(days, [row] * len(days), look, series.name, words)


def strip_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same: it is as wide as it is."""
    return strip(chart, palette)


def stretch(band: Band, place: int, palette: Palette) -> Field:
    """A stretch of days behind the marks, every other one darker."""
    return Field((band.first, band.last), (Part(0), Part(1)), palette.track if place % 2 else palette.band)


def stretch_names(chart: Chart, palette: Palette) -> list[Words]:
    """What each stretch is, above it; the name of a lone one that began late reaches back, lest a screen end in it."""
    named = [band for band in chart.bands if band.first - band.last >= SHORTEST_NAMED]
    ends = [
        (band.name, (band.last, "right") if len(named) == 1 and band.first < LATE else (band.first, "left"))
        for band in named
    ]
    return [Words(x, Part(1), name, palette.faint_text, anchor, is_foot=True) for name, (x, anchor) in ends]


def children(chart: Chart, palette: Palette) -> Drawing:
    """One line a child, a mark for each episode on its day, and rings around those that lie near each other.

    A mark's label is the child, its value a day and part of it, counted as `date.toordinal` counts. A band is of days
    of which nothing is known of one kind: it is shaded, and says so.
    """
    names = list(dict.fromkeys(mark.label for mark in chart.marks))
    looks = (
        Marker("square", 8, palette.accent),
        Marker("diamond", 8, palette.series[0]),
        Marker("circle", 17, palette.text, is_open=True),
    )
    points = [
        Points(
            [moment(mark) for mark in series.marks],
            [mark.label for mark in series.marks],
            look,
            series.name,
            [f"{mark.label}: {mark.text}" for mark in series.marks],
        )
        for series, look in zip(chart.series, looks, strict=False)
    ]
    gaps = [layer for band in chart.bands for layer in unknown_days(band, palette)]
    height = CHILD_ROW * len(names) + CHILD_FRAME
    return Drawing([*gaps, *points], Days(), Lines(names), height, right=12, has_key=None, is_small=True)


def children_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same by the number of each day, with what each shape means above."""
    names = list(dict.fromkeys(mark.label for mark in chart.marks))
    rows = {name: float(row) for row, name in enumerate(names)}
    days = [int(mark.value) for mark in chart.marks if mark.value is not None] or [0]
    first, last = min(days), max(days) + 1
    step = max(1, -(-(last - first) // MOST_DAYS))
    looks = (
        Marker("square", 8, palette.accent, 40),
        Marker("diamond", 8, palette.series[0], 40),
        Marker("circle", 17, palette.text, 150, edge_width=1, is_open=True),
    )
    points = [
        Points([mark.value for mark in series.marks], [rows[mark.label] for mark in series.marks], look, series.name)
        for series, look in zip(chart.series, looks, strict=False)
    ]
    gaps = [Field((band.first, band.last), (Part(0), Part(1)), palette.track) for band in chart.bands]
    shapes = zip(("Square", "Diamond", "Ring"), chart.series, strict=False)
    named = [f"{shape}: {series.name.lower()}." for shape, series in shapes]
    key = " ".join([*named, *(f"Shaded: {band.name}." for band in chart.bands)])
    return Drawing(
        # Rings first: they are full in a picture, and would lie on what they surround.
        [*gaps, *reversed(points), Words(Part(0), Part(1), key, palette.faint_text, "left", is_foot=True)],
        Named({day: short_date(date.fromordinal(day)) for day in range(first, last + 1, step)}, (first, last)),
        Named({int(row): name for name, row in rows.items()}, (len(names) - 0.5, -0.5)),
    )


def short_date(day: date) -> str:
    """ "3 Oct"."""
    return f"{day.day} {day:%b}"


def unknown_days(band: Band, palette: Palette) -> list[Field | Words]:
    """Days of which nothing is known, shaded from the first line to the last, and their name on the foot."""
    first, last = (on_an_axis_of_days(day) for day in (band.first, band.last))
    words = Words((first + last) / 2, Part(0), band.name.replace(" for ", "\nfor "), palette.faint_text, is_foot=True)
    return [Field((first, last), (Part(0), Part(1)), palette.track), words]


def on_an_axis_of_days(day: int) -> float:
    """A day as an axis of dates takes numbers: milliseconds since 1970."""
    return (day - date(1970, 1, 1).toordinal()) * 24 * 60 * 60 * 1000.0


def moment(mark: Mark) -> str | None:
    """The time of a mark as ISO 8601 writes it, with a space."""
    if mark.value is None:
        return None
    day = int(mark.value)
    return f"{date.fromordinal(day)} {timedelta(minutes=round((mark.value - day) * 24 * 60))}"
