"""The weekly report as a tagged PDF (PDF/UA-1), set by Typst from the shipped font alone."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from analytics.charts.chart import Chart
from analytics.charts.picture import FONTS, Size, svg
from analytics.reports.weekly import Grid, WeeklyReport

TEMPLATE: Final = Path(__file__).with_name("weekly.typ")
# Pixels of the plot, four to three points, so that text has one size in every picture as it is set.
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
    """What the template is given: data alone, so that no word of it can be taken for markup."""
    return {"report": json.dumps(content_of(report)), "pictures": json.dumps(pictures_of(report))}


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
