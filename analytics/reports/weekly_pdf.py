"""The weekly report as a tagged PDF (PDF/UA-1)."""

from dataclasses import asdict
from typing import Any, Final

from analytics.charts.chart import Chart
from analytics.charts.picture import Size
from analytics.reports.typeset import Typeset, grid_values
from analytics.reports.weekly import WeeklyReport, has_anything

# Pixels of the plot, four to three points, so that text has one size in every picture as it is set.
TREND: Final = Size(590, 165)
STRIP: Final = Size(250)
HALF: Final = Size(190)


def pdf(report: WeeklyReport) -> bytes:
    """The report as a PDF."""
    return typeset(report).pdf()


def preview(report: WeeklyReport) -> list[bytes]:
    """The same pages as pictures, for looking at before they are taken."""
    return typeset(report).pages()


def typeset(report: WeeklyReport) -> Typeset:
    """The report as its template is given it."""
    return Typeset("weekly.typ", content_of(report), pictures_in(report))


def pictures_in(report: WeeklyReport) -> dict[str, tuple[Chart, Size]]:
    """Every picture of the report that shows anything, by the template's name for it."""
    charts = {
        "trend": (report.trend, TREND),
        "durations": (report.durations, HALF),
        "interviews": (report.interviews, HALF),
    }
    strips = {f"strip{place}": (card.strip, STRIP) for place, card in enumerate(report.cards)}
    return {name: (chart, size) for name, (chart, size) in charts.items() if has_anything(chart)} | strips


def content_of(report: WeeklyReport) -> dict[str, Any]:
    """The report as values that JSON holds; a table by its lines."""
    grids = {name: grid_values(getattr(report, name)) for name in ("top", "where", "overdue", "actions")}
    minutes = grid_values(report.minutes) if report.minutes else None
    return asdict(report) | grids | {"minutes": minutes}
