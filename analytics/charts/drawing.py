"""What a chart looks like, apart from what draws it: plain shapes at plain places, in real colours.

Geometry makes a `Drawing` of a `Chart`; a renderer only says it in the words of its library. A place is a value of its
axis, or a `Part` of the plot. Shifts are a page's pixels, to the right and up. In words, "\\n" begins a line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.charts.chart import Format
from analytics.charts.theme import MOST_GRIDLINES

Places = Sequence[float | None] | Sequence[str | None]


class Part(float):
    """A place as a part of the plot: 0 at its left or its foot, 1 at its right or its top."""


@dataclass(frozen=True)
class Values:
    """An axis of values from zero; without a span, as long as its marks need."""

    format: Format
    span: tuple[float, float] | None = None
    ticks: Sequence[float] | None = None
    title: str = ""
    most_ticks: int = MOST_GRIDLINES


@dataclass(frozen=True)
class Named:
    """An axis with words at some of its places."""

    names: Mapping[int, str]
    span: tuple[float, float]


@dataclass(frozen=True)
class Labels:
    """An axis that names bars, first at the top."""


@dataclass(frozen=True)
class Lines:
    """An axis that names lines of marks, first at the top."""

    names: Sequence[str]


@dataclass(frozen=True)
class Days:
    """An axis of dates."""


@dataclass(frozen=True)
class Unseen:
    """An axis without lines or words, but for a title."""

    span: tuple[float, float]
    title: str = ""


Axis = Values | Named | Labels | Lines | Days | Unseen


@dataclass(frozen=True)
class Run:
    """The bars of one series at their labels; words, in this ink, stand at the end of each.

    Bars begin at nought, or where `starts` says.
    """

    labels: Sequence[str | int]
    values: Sequence[float]
    colour: str
    ink: str = ""
    name: str = ""
    words: Sequence[str] = ()
    starts: Sequence[float] = ()


@dataclass(frozen=True)
class Bars:
    """Horizontal bars; several runs stand side by side, or end to end where they are stacked, with their words inside.

    With the colour of a `track` each bar lies on one of the full length, 1.
    """

    runs: Sequence[Run]
    is_stacked: bool = False
    track: str = ""


@dataclass(frozen=True)
class Marker:
    """How points look: pixels across on a page, of all or of each, and square pixels on paper, where 0 is none.

    Open ones are hollow.
    """

    shape: str
    size: float | list[float]
    colour: str
    printed: float = 0
    edge: str = ""
    edge_width: float = 0
    is_open: bool = False


@dataclass(frozen=True)
class Line:
    """A line through points, broken where there is no value. Without a width it is as wide as a line of data."""

    x: Sequence[float]
    y: Sequence[float | None]
    colour: str
    width: float | None = None
    is_dashed: bool = False
    hover: str | Sequence[str] = ""
    dots: Marker | None = None


@dataclass(frozen=True)
class Points:
    """Points that look alike, with what hovering says; and with words in an ink on a side ("top center") of each."""

    x: Places
    y: Places
    marker: Marker
    name: str = ""
    hover: Sequence[str] = ()
    words: Sequence[str] = ()
    sides: Sequence[str] = ()
    ink: str = ""


@dataclass(frozen=True)
class Field:
    """A shaded rectangle behind everything else; a sheer one lets other fields be seen through it."""

    x: tuple[float, float]
    y: tuple[float, float]
    colour: str
    is_sheer: bool = False


@dataclass(frozen=True)
class Rule:
    """A straight line from one place to another."""

    x: tuple[float, float]
    y: tuple[float, float]
    colour: str
    width: float
    is_dotted: bool = False


@dataclass(frozen=True)
class Words:
    """Words that begin, end or have their middle at a place: `anchor` left, right, center. `foot`: they stand on it."""

    x: float
    y: float
    text: str
    colour: str
    anchor: str = "center"
    right: int = 0
    up: int = 0
    is_large: bool = False
    is_bold: bool = False
    is_foot: bool = False
    first_letter: str = ""


Layer = Bars | Line | Points | Field | Rule | Words


@dataclass(frozen=True)
class Drawing:
    """Layers, the undermost first, on two axes. On a page: its height, the air above it and at its right, in pixels.

    `has_key` where a key names the colours; none says that the renderer knows. `is_small`: all its letters are.
    """

    layers: Sequence[Layer]
    x: Axis
    y: Axis
    height: int = 0
    top: int = 8
    right: int = 4
    has_key: bool | None = False
    is_small: bool = False
