"""The report of a quarter or a month as a tagged PDF (PDF/UA-1)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from analytics.charts.chart import Chart
from analytics.charts.picture import Size
from analytics.reports.quarterly import Item, PeriodReport, Section, size_of
from analytics.reports.typeset import Typeset, grid_values

# A table of so many columns, or of longer cells, takes the width of the page.
MOST_COLUMNS_ABREAST: Final = 4
LONGEST_CELL_ABREAST: Final = 30


def pdf(report: PeriodReport) -> bytes:
    """The report as a PDF."""
    return typeset(report).pdf()


def preview(report: PeriodReport) -> list[bytes]:
    """The same pages as pictures, for looking at before they are taken."""
    return typeset(report).pages()


def typeset(report: PeriodReport) -> Typeset:
    """The report as its template is given it."""
    return Typeset(f"{report.template}.typ", content_of(report), pictures_in(report))


def pictures_in(report: PeriodReport) -> dict[str, tuple[Chart, Size]]:
    """Every picture of the report, by the template's name for it."""
    return {
        picture_name(section, place): (item.chart, size_of(item.chart))
        for section in report.sections
        for place, item in enumerate(section.items)
        if item.chart
    }


def picture_name(section: Section, place: int) -> str:
    """A name that no other picture has."""
    return f"{section.title} {place}"


def content_of(report: PeriodReport) -> dict[str, Any]:
    """The report as values that JSON holds."""
    plain = {
        name: getattr(report, name)
        for name in (
            "title", "period", "council", "is_demonstration", "marking", "circulation", "produced", "data_to",
            "snapshot", "headline", "messages", "asks", "ask_note", "lacking", "notes", "gaps", "meanings",
        )
    }  # fmt: skip
    return plain | {
        "figures": [asdict(figure) | {"trend": ()} for figure in report.figures],
        "sections": [section_values(section) for section in report.sections],
        "about_data": section_values(report.about_data) if report.about_data else None,
    }


def section_values(section: Section) -> dict[str, Any]:
    """A subject as the template sets it."""
    items = [item_values(item, picture_name(section, place)) for place, item in enumerate(section.items)]
    words = {"title": section.title, "message": section.message, "advice": section.advice}
    return words | {"rows": rows_of(items)}


def rows_of(items: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The questions in their order, two abreast; one alone where it is wide, or has none beside it."""
    rows: list[list[dict[str, Any]]] = []
    for item in items:
        before = rows[-1] if rows else []
        has_room = len(before) == 1 and not before[0]["is_wide"] and not item["is_wide"]
        rows = [*rows[:-1], [*before, item]] if has_room else [*rows, [item]]
    return rows


def item_values(item: Item, name: str) -> dict[str, Any]:
    """A question as the template sets it: by its picture, else by its table."""
    columns = item.grid.columns
    is_wide = not item.chart and (
        not (columns or item.said)
        or len(columns) > MOST_COLUMNS_ABREAST
        or any(len(cell) > LONGEST_CELL_ABREAST for cells in columns.values() for cell in cells)
    )
    return {
        "question": item.question,
        "said": item.said,
        "more": item.more,
        "subtitle": item.subtitle,
        "picture": name if item.chart else "",
        "grid": None if item.chart or not columns else grid_values(item.grid),
        "is_wide": is_wide,
    }
