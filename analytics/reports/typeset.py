"""Reports as tagged PDFs (PDF/UA-1), set by Typst from the shipped font alone. `house.typ` is what they share."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from analytics.charts.chart import Chart
from analytics.charts.picture import FONTS, POINTS_A_PIXEL, Size, printable, svg
from analytics.reports.grid import Grid

FOLDER: Final = Path(__file__).parent
# Latin, Greek and Cyrillic letters and the punctuation of prose: what Liberation Sans is sure to have.
NOT_IN_THE_FONT: Final = re.compile(
    "[^\\n\\x20-\\x7e\\xa0-\\u024f\\u0391-\\u03a1\\u03a3-\\u03c9\\u0401-\\u040c\\u040e-\\u044f\\u0451-\\u045c"
    "\\u2013\\u2014\\u2018-\\u201e\\u2020-\\u2022\\u2026\\u2030\\u2039\\u203a\\u20ac\\u2122]"
)
WIDTH: Final = re.compile(r'<svg[^>]* width="([\d.]+)"')
PREVIEW_PIXELS_AN_INCH: Final = 110
# Letters of a cell beside the wide column: one that is longer would leave that too little.
LONGEST_ON_ONE_LINE: Final = 34


@dataclass(frozen=True)
class Typeset:
    """A report as its template is given it: values that JSON holds, and pictures by the template's names for them."""

    template: str
    report: Mapping[str, Any]
    pictures: Mapping[str, tuple[Chart, Size]]

    def pdf(self) -> bytes:
        """Typst itself refuses a document without title, alternative texts or headings in their order."""
        made: bytes = compiler(self.template).compile(format="pdf", sys_inputs=self.inputs, pdf_standards=["ua-1"])
        return made

    def pages(self) -> list[bytes]:
        """The same pages as PNG pictures."""
        made: list[bytes] | bytes = compiler(self.template).compile(
            format="png", sys_inputs=self.inputs, ppi=PREVIEW_PIXELS_AN_INCH
        )
        return made if isinstance(made, list) else [made]

    @property
    def inputs(self) -> dict[str, str]:
        """What the template is given: data alone, so that no word of it can be taken for markup.

        `copy` differs each time: a file is served under an address made of its bytes, which nobody may guess.
        """
        pictures = {name: picture_values(chart, size) for name, (chart, size) in self.pictures.items()}
        values = {"report": self.report, "pictures": pictures}
        return {
            name: in_the_font(json.dumps(printable(value), ensure_ascii=False)) for name, value in values.items()
        } | {"copy": token_hex(16)}


def picture_values(chart: Chart, size: Size) -> dict[str, Any]:
    """A picture, its alternative text, and how many points wide it is with its letters in the size of all others."""
    drawn = svg(chart, size)
    width = WIDTH.search(drawn)
    return {"svg": drawn, "alt": chart.alt, "width": float(width[1]) * POINTS_A_PIXEL if width else 0}


def in_the_font(text: str) -> str:
    """The text in letters that the font has: a place's name may hold any, and one it has not makes no document."""
    return NOT_IN_THE_FONT.sub("?", unicodedata.normalize("NFC", text))


@cache
def compiler(template: str) -> Any:
    """Typst with the template and the font read; only a report loads it."""
    import typst  # noqa: PLC0415

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(FOLDER / template), root=str(FOLDER), font_paths=fonts)


def grid_values(grid: Grid) -> dict[str, Any]:
    """A table as templates set it."""
    head = list(grid.columns)
    return {
        "caption": grid.caption,
        "head": head,
        "rows": grid.rows,
        "numbers": [name in grid.numbers for name in head],
        "widths": [width_of(grid, name) for name in head],
        "more": grid.more,
    }


def width_of(grid: Grid, name: str) -> str:
    """Whether a column takes the room that is left, breaks its long words into lines, or has what its cells need."""
    if name == grid.wide:
        return "wide"
    longest = max((len(cell) for cell in grid.columns[name]), default=0)
    return "bounded" if name not in grid.numbers and longest > LONGEST_ON_ONE_LINE else "narrow"
