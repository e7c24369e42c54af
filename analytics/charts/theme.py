"""Every colour, font and size of the charts. Numbers are written by analytics/words/numbers.py.

The palette is the Government Analysis Function's: distinguishable without colour vision and in grey.
Turquoise, orange and purple are for marks, never for text.
"""

from dataclasses import dataclass
from textwrap import wrap

FONT = "Source Sans, Source Sans Pro, Liberation Sans, sans-serif"
TEXT_SIZE = 14
SMALL_TEXT_SIZE = 13

# One row of a bar chart, in pixels: a bar with a line of text beside it, a bar with one above it.
BAR_ROW = 34
WRAPPED_BAR_ROW = 42
GROUPED_BAR_ROW = 26
SHARE_ROW = 48
LINE_HEIGHT = 260
LAST_VALUE = 48  # to the right of a line, for what its last point says
FRAME = 56  # axis, its title and the air around
SHARE_FRAME = 34  # a title only

# Letters on a line before a label wraps: what leaves half of a 390-pixel screen to the bars.
LABEL_WIDTH = 20
MOST_GRIDLINES = 6


def in_lines(label: str, width: int = LABEL_WIDTH) -> str:
    """The label on as many lines as it needs."""
    return "\n".join(wrap(label, width)) or label


@dataclass(frozen=True)
class Palette:
    """The colours of one background. `series` in the order in which they are taken, `steps` from few to many."""

    series: tuple[str, ...]
    steps: tuple[str, ...]
    accent: str
    muted: str
    track: str
    band: str
    gap: str
    grid: str
    text: str
    faint_text: str
    strip: str  # episodes on a strip of days


# The steps on which dark words can be read; on the others white ones.
PALE_STEPS = frozenset({"#DCE9F5", "#A9CCEC", "#6BACE6", "#C5E0F8"})
INK_ON_PALE, INK_ON_DEEP = "#0B0C0C", "#FFFFFF"


def ink_on(step: str) -> str:
    """A colour for words that can be read on a step of either palette."""
    return INK_ON_PALE if step in PALE_STEPS else INK_ON_DEEP


LIGHT = Palette(
    series=("#12436D", "#F46A25", "#28A197"),
    steps=("#DCE9F5", "#A9CCEC", "#6BACE6", "#2073BC", "#12436D"),
    accent="#F46A25",
    muted="#BFBFBF",
    track="#E7EBEF",
    band="#E6EEF6",
    gap="#D3D9DF",
    grid="#E1E4E6",
    text="#0B0C0C",
    faint_text="#505A5F",
    strip="#801650",
)
DARK = Palette(
    series=("#6BACE6", "#F79A6A", "#5FC7BE"),
    steps=("#1B334A", "#235077", "#3277B4", "#6BACE6", "#C5E0F8"),
    accent="#F79A6A",
    muted="#6F777B",
    track="#2A3138",
    band="#22303E",
    gap="#3C474F",
    grid="#343C43",
    text="#F3F2F1",
    faint_text="#B1B4B6",
    strip="#E58BB4",
)
