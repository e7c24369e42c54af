"""The weekly report as a tagged PDF (PDF/UA-1), set by Typst from the shipped font alone."""

import json
import re
import unicodedata
from dataclasses import asdict
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from analytics.charts.chart import Chart
from analytics.charts.picture import FONTS, Size, svg
from analytics.reports.grid import Grid
from analytics.reports.weekly import WeeklyReport

TEMPLATE: Final = Path(__file__).with_name("weekly.typ")
# Pixels of the plot, four to three points, so that text has one size in every picture as it is set.
# Latin, Greek and Cyrillic letters and the punctuation of prose: what Liberation Sans is sure to have.
NOT_IN_THE_FONT: Final = re.compile(
    "[^\\n\\x20-\\x7e\\xa0-\\u024f\\u0391-\\u03a1\\u03a3-\\u03c9\\u0401-\\u040c\\u040e-\\u044f\\u0451-\\u045c"
    "\\u2013\\u2014\\u2018-\\u201e\\u2020-\\u2022\\u2026\\u2030\\u2039\\u203a\\u20ac\\u2122]"
)
PREVIEW_PIXELS_AN_INCH: Final = 110
TREND: Final = Size(590, 165)
STRIP: Final = Size(250)
HALF: Final = Size(190)


def pdf(report: WeeklyReport) -> bytes:
    """The report. Typst itself refuses a document without title, alternative texts or headings in their order."""
    made: bytes = compiler().compile(format="pdf", sys_inputs=inputs_of(report), pdf_standards=["ua-1"])
    return made


def preview(report: WeeklyReport) -> list[bytes]:
    """The same pages as pictures, for looking at before they are taken."""
    pages: list[bytes] = compiler().compile(format="png", sys_inputs=inputs_of(report), ppi=PREVIEW_PIXELS_AN_INCH)
    return pages


def inputs_of(report: WeeklyReport) -> dict[str, str]:
    """What the template is given: data alone, so that no word of it can be taken for markup.

    `copy` differs each time: a file is served under an address made of its bytes, which nobody may guess.
    """
    values = {"report": content_of(report), "pictures": pictures_of(report)}
    return {name: in_the_font(json.dumps(value, ensure_ascii=False)) for name, value in values.items()} | {
        "copy": token_hex(16)
    }


def in_the_font(text: str) -> str:
    """The text in letters that the font has: a place's name may hold any, and one it has not makes no document."""
    return NOT_IN_THE_FONT.sub("?", unicodedata.normalize("NFC", text))


@cache
def compiler() -> Any:
    """Typst with the template and the font read; only a report loads it."""
    import typst  # noqa: PLC0415

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts)


def pictures_in(report: WeeklyReport) -> dict[str, tuple[Chart, Size]]:
    """Every picture of the report, by the template's name for it."""
    strips = {f"strip{place}": (card.strip, STRIP) for place, card in enumerate(report.cards)}
    return {
        "trend": (report.trend, TREND),
        "durations": (report.durations, HALF),
        "interviews": (report.interviews, HALF),
        **strips,
    }


def pictures_of(report: WeeklyReport) -> dict[str, dict[str, str]]:
    """Name -> the picture and what it says to those who do not see it."""
    return {name: {"svg": svg(chart, size), "alt": chart.alt} for name, (chart, size) in pictures_in(report).items()}


def content_of(report: WeeklyReport) -> dict[str, Any]:
    """The report as values that JSON holds; a table by its lines."""
    grids = {name: grid_of(getattr(report, name)) for name in ("top", "where", "overdue", "actions")}
    return asdict(report) | grids


def grid_of(grid: Grid) -> dict[str, Any]:
    """A table as the template sets it."""
    head = list(grid.columns)
    return {
        "caption": grid.caption,
        "head": head,
        "rows": grid.rows,
        "numbers": [name in grid.numbers for name in head],
        "widths": ["wide" if name == grid.wide else "narrow" for name in head],
        "more": grid.more,
    }
