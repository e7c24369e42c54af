"""Where a line over time and a curve have their points, and where their words go.

Behind a line lies what is normal, a band around the mean; a gap says why there is no number.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil, floor
from typing import Final

from analytics.charts import theme
from analytics.charts.chart import Band, Chart, Format, Mark
from analytics.charts.drawing import Drawing, Field, Layer, Line, Marker, Named, Part, Points, Rule, Values, Words
from analytics.charts.theme import Palette
from analytics.words.numbers import mean_text, percent, whole

# The part of a line chart's width that a point's value needs on a narrow screen.
ROOM_FOR_WORDS: Final = 0.15
# The part of it over which the words of a normal range reach there.
WORDS_REACH: Final = 0.65
WHOLE: Final = (Part(0), Part(1))
IN_WORDS: Final = {Format.SHARE: percent, Format.MEAN: mean_text, Format.COUNT: whole}
# How high the letter of a note stands.
NOTED_AT: Final = Part(0.95)
# Of the width: what a letter needs on a narrow screen.
ROOM_FOR_LETTER: Final = 0.06
FOCUSED: Final = 13  # pixels across the point in focus
MOST_BESIDE: Final = 5  # letters that there is room for beside the last point
LONG_TIME_LABEL: Final = 5  # letters in a line of a label: "Jul-Sep" is long, "2026" and "Sep" are not
# Labels along the time axis of a picture, and how wide a letter of theirs is, in pixels.
MOST_DATES: Final = 9
LETTER: Final = 5.7
# From this many pixels on, a picture has room for the name of each limit.
WIDE: Final = 400
# Of the upper limit: a lower limit nearer to the axis has no room for its name under it.
ROOM_BELOW: Final = 0.3
# Of the plot: in a field that is lower, the names of its limits would lie on one another.
ROOM_FOR_NAMES: Final = 0.3


def line(chart: Chart, palette: Palette) -> Drawing:
    """A line on a page, with what its axis counts above it and each value that matters beside its point."""
    labels = [mark.label.replace(" ", "\n") for mark in chart.marks]
    is_long = any(len(word) > LONG_TIME_LABEL for label in labels for word in label.split())
    words = (
        above(chart.axis, palette),
        *key(chart.marks, palette),
        *(band_words(band, chart, palette) for band in chart.bands if band.middle is not None),
        *change_words(chart, palette),
        *(point_words(position, mark, chart, palette) for position, mark in spoken(chart)),
        *gap_words(chart.marks, palette),
    )
    return Drawing(
        # Plotly lays what reaches over a part of the plot, and not over values, under the band.
        (*behind(chart, palette, (0, line_top(chart))), *through(chart, palette), *words),
        Named(thinned(labels, -(-len(labels) // (4 if is_long else 6))), (-0.6, max(len(labels) - 0.4, 0.6))),
        Values(chart.format, (0, line_top(chart))),
        theme.LINE_HEIGHT,
        top=26,
        right=theme.LAST_VALUE,
    )


def line_on_paper(chart: Chart, palette: Palette, width: int) -> Drawing:
    """A line in a picture so many pixels wide, over the names of what is usual."""
    labels = [mark.label for mark in chart.marks]
    letters = max(len(label) for label in labels)
    step = ceil(len(labels) * max(1 / MOST_DATES, (letters + 1) * LETTER / width))
    most = max([*(mark.value or 0 for mark in chart.marks), *(band.high or 0 for band in chart.bands)])
    # Of few whole numbers no halves are named; a line of noughts lies at the foot, and not in the middle of nowhere.
    most_ticks = 4 if chart.format is Format.SHARE else min(4, max(1, ceil(most)))
    names = [words for band in chart.bands for words in limit_words(band, chart, width, palette)]
    values = [*(point_words(*point, chart, palette) for point in spoken(chart)), *gap_words(chart.marks, palette)]
    # Without its limits a middle is not drawn: there is no room for more names.
    bands = tuple(band if band.high is not None else replace(band, middle=None) for band in chart.bands)
    under = [*behind(replace(chart, bands=bands), palette), *names, *change_words(chart, palette)]
    return Drawing(
        [*under, *through(chart, palette), *values],
        Named(thinned(labels, step), (-0.5, len(labels) - 0.5)),
        Values(chart.format, None if most else (0, 1), most_ticks=most_ticks),
    )


def thinned(labels: Sequence[str], step: int) -> dict[int, str]:
    """Places and their labels, every so many, the last always among them."""
    return {place: label for place, label in enumerate(labels) if (len(labels) - 1 - place) % step == 0}


def behind(chart: Chart, palette: Palette, whole: tuple[float, float] = WHOLE) -> list[Layer]:
    """What is normal and its middle; over it gaps of the whole height, and where recording changed."""
    spans = [(band, (band.first - 0.5, band.last + 0.5)) for band in chart.bands]
    middles = [(band.middle, x) for band, x in spans if band.middle is not None]
    return [
        *(Field(x, (band.low or 0, band.high), palette.band) for band, x in spans if band.high is not None),
        *(Field((first - 0.5, last + 0.5), whole, palette.gap, is_sheer=True) for first, last, _ in gaps(chart.marks)),
        *(Rule((x[0], x[0]), WHOLE, palette.text, 1, is_dotted=True) for band, x in spans if band.is_new),
        *(Line(x, (middle, middle), palette.faint_text, 1, is_dashed=True) for middle, x in middles),
        *(Rule((note.place, note.place), WHOLE, palette.faint_text, 1) for note in chart.notes),
        *(Words(place, NOTED_AT, text, palette.text, "left", right=4) for place, text in letters_apart(chart)),
    ]


def letters_apart(chart: Chart) -> list[tuple[float, str]]:
    """The letters of the notes and their places; those that would lie on one another stand together."""
    letters: list[tuple[float, str]] = []
    for note in chart.notes:
        if letters and note.place - letters[-1][0] < ROOM_FOR_LETTER * len(chart.marks):
            letters[-1] = letters[-1][0], f"{letters[-1][1]}, {note.letter}"
        else:
            letters.append((note.place, note.letter))
    return letters


def through(chart: Chart, palette: Palette) -> list[Layer]:
    """The line and its points: the focus larger, those beyond a limit as full diamonds, those of a pattern as open."""
    marks, colour = list(enumerate(chart.marks)), palette.series[0]
    focus = [(place, mark) for place, mark in marks if mark.label == chart.focus and not mark.unusual]
    patterns = [(place, mark) for place, mark in marks if mark.unusual and not mark.is_beyond]
    beyond = [(place, mark) for place, mark in marks if mark.is_beyond]
    # Hollow: inside is the band that a pattern mostly lies on.
    hollow = Marker("diamond", sizes(patterns, chart), palette.band, 80, edge=colour, edge_width=1.5)
    full = Marker("diamond", sizes(beyond, chart), palette.accent, 130)
    looks = ((replace(plain(palette), size=FOCUSED, printed=0), focus), (hollow, patterns), (full, beyond))
    hover = [f"{mark.label}: {mark.text}" + (f", {mark.unusual}" if mark.unusual else "") for mark in chart.marks]
    line = Line(range(len(marks)), [mark.value for mark in chart.marks], colour, hover=hover, dots=plain(palette))
    shown = [(look, dict(points)) for look, points in looks if points]
    return [line, *(Points(list(at), [mark.value for mark in at.values()], look) for look, at in shown)]


def sizes(points: Sequence[tuple[int, Mark]], chart: Chart) -> list[float]:
    """Pixels across each point that stands out: more where it is in focus."""
    return [FOCUSED + 2 if mark.label == chart.focus else 10 for _, mark in points]


def plain(palette: Palette) -> Marker:
    """A point of which nothing more is said."""
    return Marker("circle", 7, palette.series[0], 34)


def above(words: str, palette: Palette) -> Words:
    """What an upright axis counts, lying above it so that nobody tilts a head."""
    return Words(Part(0), Part(1), words, palette.faint_text, "left", is_foot=True)


def key(marks: Sequence[Mark], palette: Palette) -> list[Words]:
    """What the other shapes mean."""
    beyond = ["◆ outside"] if any(mark.is_beyond for mark in marks) else []
    patterns = ["◇ pattern"] if any(mark.unusual and not mark.is_beyond for mark in marks) else []
    first = palette.accent if beyond else ""
    text = "  ".join(beyond + patterns)
    colour = palette.faint_text
    return [Words(Part(1), Part(1), text, colour, "right", is_foot=True, first_letter=first)] if text else []


def band_words(band: Band, chart: Chart, palette: Palette) -> Words:
    """What is normal, above its band and the points under the words, at the end of it that has more room."""
    over = max(int(len(chart.marks) * WORDS_REACH), 1)
    left = chart.marks[band.first : min(band.first + over, band.last + 1)]
    right = chart.marks[max(band.last + 1 - over, band.first) : band.last + 1]
    is_whole = band.last - band.first >= 0.8 * len(chart.marks)
    is_right = top_of(right, band) < top_of(left, band) if is_whole else band.first > len(chart.marks) / 3
    x, anchor, under = (band.last + 0.4, "right", right) if is_right else (band.first - 0.4, "left", left)
    # A point beyond a limit has its value above it.
    up = 24 if any(mark.is_beyond and (mark.value or 0) > (band.high or 0) for mark in under) else 3
    text = band.name if is_whole else band.name.replace(", ", ",\n")
    return Words(x, top_of(under, band), text, palette.faint_text, anchor, up=up, is_foot=True)


def top_of(marks: Sequence[Mark], band: Band) -> float:
    """The highest of the marks, or of their band where that is higher."""
    values = [*(mark.value for mark in marks), band.high, band.middle]
    return max(value for value in values if value is not None)


def limit_words(band: Band, chart: Chart, width: int, palette: Palette) -> list[Words]:
    """The names of what is usual: in a wide picture of whole numbers each limit's at its height; else one, above."""
    if band.low is None or band.high is None or band.middle is None:
        return []
    low, high, middle = band.low, band.high, band.middle

    def name(text: str, height: float, up: int = 10) -> Words:
        return Words(band.first - 0.5, height, text, palette.faint_text, "left", right=6, up=up)

    values = [mark.value or 0 for mark in chart.marks]
    if width < WIDE or sum(bool(each.name) for each in chart.bands) > 1 or any(value % 1 for value in values):
        # Over the plot no mark can lie on it.
        return [name(band.name, Part(1))]
    if high - low < ROOM_FOR_NAMES * max(high, *values):
        return [name(f"{band.name[:1].upper()}{band.name[1:]}", high)]
    # The lower limit's stands under the field, where a low first week does not lie on it.
    return [
        name(f"Upper limit {floor(high + 1e-9)}", high),
        name(f"Mean {whole(middle)}", middle),
        name(f"Lower limit {ceil(low - 1e-9)}", low, -13 if low > ROOM_BELOW * high else 10),
    ]


def change_words(chart: Chart, palette: Palette) -> list[Words]:
    """What the line of each change of recording means, on the side of it that has more room."""
    half = len(chart.marks) / 2
    ends = [(band.first, ("right", -4) if band.first > half else ("left", 4)) for band in chart.bands if band.is_new]
    text, foot = "recording\nchanged here", Part(0.02)
    return [Words(first - 0.5, foot, text, palette.text, *side, is_foot=True) for first, side in ends]


def spoken(chart: Chart) -> list[tuple[int, Mark]]:
    """The points that say their value: the focus, else the last that has one; and those beyond a limit, kept apart."""
    seen = [(position, mark) for position, mark in enumerate(chart.marks) if mark.value is not None]
    result = [pair for pair in seen if pair[1].label == chart.focus] or seen[-1:]
    for position, mark in reversed(seen):
        is_apart = all(abs(position - other) >= len(chart.marks) * ROOM_FOR_WORDS for other, _ in result)
        if mark.is_beyond and is_apart:
            result.append((position, mark))
    return result


def point_words(position: int, mark: Mark, chart: Chart, palette: Palette) -> Words:
    """A point's own value: of the last, beside the frame; of others, on the side that the line does not come from."""
    through = position / max(len(chart.marks) - 1, 1)
    value = mark.value or 0
    text = IN_WORDS[chart.format](value)
    if position == len(chart.marks) - 1 and len(text) <= MOST_BESIDE:
        return spoken_words(text, position, value, palette, "left", right=10)
    just_before = [before.value for before in chart.marks[max(position - 3, 0) : position] if before.value is not None]
    up = -18 if any(before > value for before in just_before) else 18
    anchor = "left" if through < 0.1 else "right" if through > 0.9 else "center"
    return spoken_words(text, position, value, palette, anchor, up=up)


def spoken_words(text: str, x: float, y: float, palette: Palette, anchor: str, *, right: int = 0, up: int = 0) -> Words:
    """The value of a point, beside it."""
    return Words(x, y, text, palette.text, anchor, right, up, is_large=True, is_bold=True)


def gaps(marks: Sequence[Mark]) -> list[tuple[int, int, str]]:
    """Runs of marks without a number: first position, last position, why."""
    runs = groupby(enumerate(marks), key=lambda pair: pair[1].text if pair[1].value is None else "")
    listed = [(text, [position for position, _ in run]) for text, run in runs]
    return [(positions[0], positions[-1], text) for text, positions in listed if text]


def gap_words(marks: Sequence[Mark], palette: Palette) -> list[Words]:
    """Why there is no number, on a line of its own where another gap is near; of two near and alike, the first says."""
    words: list[Words] = []
    for first, last, text in gaps(marks):
        middle = (first + last) / 2
        near = [other for other in words if middle - other.x < len(marks) * 2 * ROOM_FOR_WORDS]
        if all(text != other.text for other in near):
            words.append(Words(middle, 0, text, palette.text, up=10 + 15 * len(near)))
    return words


def line_top(chart: Chart) -> float:
    """The top of an upright axis: room for words above the highest point, at most a little over 100%."""
    values = [*(mark.value for mark in chart.marks), *(band.high for band in chart.bands)]
    highest = max((value for value in values if value is not None), default=0) or 1
    # Beside one another, what is normal takes two lines of words; the letters of notes stand above them.
    is_single = sum(bool(band.name) for band in chart.bands) < 2
    room = (1.25 if is_single else 1.4) + (0.15 if chart.notes else 0)
    most = 1.25 if chart.notes else 1.12
    return min(highest * room, most) if chart.format is Format.SHARE else highest * room


def curve(chart: Chart, palette: Palette) -> Drawing:
    """Cumulative shares against tenths of children, with the line of an even spread."""
    hover = [f"{mark.label} of children: {mark.text}" for mark in chart.marks]
    tenths = [share_of(mark.label) for mark in chart.marks]
    quarters = Values(Format.SHARE, (0, 1), (0, 0.25, 0.5, 0.75, 1))
    layers: list[Layer] = [
        Line((0, 1), (0, 1), palette.muted, 2, is_dashed=True),
        Line(tenths, [mark.value for mark in chart.marks], palette.series[0], hover=hover, dots=plain(palette)),
        Words(0.68, 0.36, "if every child\nwent as often", palette.faint_text, "left"),
        above("Share of episodes", palette),
        *curve_words(chart, palette),
    ]
    return Drawing(layers, replace(quarters, title=chart.axis), quarters, theme.LINE_HEIGHT + 40, top=26, right=18)


def curve_on_paper(chart: Chart, palette: Palette, _width: int) -> Drawing:
    """The same: it is as wide as it is."""
    return curve(chart, palette)


def curve_words(chart: Chart, palette: Palette) -> list[Words]:
    """What the first tenth that may be shown had, beside its point; and which tenths have no number."""
    words = []
    if first := next((mark for mark in chart.marks[1:-1] if mark.value is not None), None):
        share = first.value or 0
        text = f"{first.label} of children:\n{percent(share)} of episodes"
        words.append(spoken_words(text, share_of(first.label), share, palette, "left", right=10, up=-14))
    if unseen := "; ".join(f"{mark.label} {mark.text}" for mark in chart.marks if mark.value is None):
        words.append(Words(0.98, 0.08, theme.in_lines(unseen, 30), palette.faint_text, "right"))
    return words


def share_of(label: str) -> float:
    """0.1 from "10%"."""
    return int(label.removesuffix("%")) / 100
