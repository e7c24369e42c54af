"""The sub-group's report as Word: the same words, numbers and pictures, so that a board may add what was agreed."""

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from docx.document import Document as WordDocument
from docx.shared import Pt

from analytics.reports.grid import Grid
from analytics.reports.quarterly import Item, PeriodReport, Section, size_of
from analytics.reports.word import (
    Paper,
    add_grid,
    add_list,
    add_picture_as_drawn,
    add_title,
    flow_in,
    quiet,
    saved,
    started,
)

SMALL: Final = Pt(8)


def word(report: PeriodReport) -> bytes:
    """The report as a .docx file."""
    foot = f"Produced {report.produced}. Data to {report.data_to}. Snapshot {report.snapshot}. {report.marking}."
    document = started(Paper(f"{report.title}, {report.period}", report.council, report.marking, foot))
    first_page(document, report)
    for section in (*report.sections, *([report.about_data] if report.about_data else [])):
        add_section(document, section)
    if report.meanings:
        add_meanings(document, report)
    return saved(document)


def add_meanings(document: WordDocument, report: PeriodReport) -> None:
    """What every figure of the report counts."""
    document.add_heading("What each figure counts", 2)
    flow_in(document, 2)
    for title, parts in report.meanings.items():
        add_meaning(document, title, parts)


def add_meaning(document: WordDocument, title: str, parts: Mapping[str, str]) -> None:
    """What one figure counts, in small letters."""
    document.add_heading(title, 3)
    paragraph = document.add_paragraph()
    for name, text in parts.items():
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(f"{text} ")
    for run in paragraph.runs:
        run.font.size = SMALL


def first_page(document: WordDocument, report: PeriodReport) -> None:
    """What can be read alone: the headline, six figures, a sentence of each page, and what to ask."""
    add_title(document, report.title, report.period, report.council, is_demonstration=report.is_demonstration)
    quiet(document.add_paragraph(), report.circulation)
    document.add_paragraph().add_run(report.headline).bold = True
    for gap in report.gaps:
        document.add_paragraph(gap)
    add_grid(document, figures_grid(report))
    document.add_heading("What the pages say", 2)
    add_list(document, [f"{title}. {message}" for title, message in report.messages])
    document.add_heading("What to ask next", 2)
    add_list(document, report.asks)
    quiet(document.add_paragraph(), report.ask_note)
    document.add_heading("About this report", 2)
    add_list(document, [*report.notes, *([report.lacking] if report.lacking else [])])


def figures_grid(report: PeriodReport) -> Grid:
    """The headline figures as a table; what is unusual is marked by a shape."""
    standings = [f"◆ {figure.standing}" if figure.is_unusual else figure.standing for figure in report.figures]
    return Grid(
        f"The {report.length} in figures",
        {
            "Figure": [figure.title for figure in report.figures],
            f"This {report.length}": [
                f"{figure.figure} ({figure.of})" if figure.of else figure.figure for figure in report.figures
            ],
            "How it stands": standings,
            "Before": [" · ".join(figure.compared) for figure in report.figures],
        },
        "Before",
    )


def add_section(document: WordDocument, section: Section) -> None:
    """A subject: its message, how to read it, its questions."""
    document.add_heading(section.title, 2)
    if section.message:
        message = document.add_paragraph()
        message.add_run(section.message).bold = True
        message.paragraph_format.keep_with_next = True
    quiet(document.add_paragraph(), section.advice).paragraph_format.keep_with_next = True
    for is_drawn, items in groupby(section.items, lambda item: item.chart is not None):
        flow_in(document, 2 if is_drawn else 1)
        for item in items:
            add_item(document, item)
    flow_in(document, 1)


def add_item(document: WordDocument, item: Item) -> None:
    """A question with its answer, drawn or as a table."""
    document.add_heading(item.question, 3)
    answer = document.add_paragraph()
    answer.add_run(item.said).bold = True
    # A table's caption is beside its table, but the answer above it would be left on the page before.
    answer.paragraph_format.keep_with_next = bool(item.grid.columns)
    if item.more:
        answer.add_run(f" {item.more}" if item.said else item.more)
    if item.chart:
        answer.paragraph_format.keep_with_next = True
        quiet(document.add_paragraph(), item.subtitle).paragraph_format.keep_with_next = True
        add_picture_as_drawn(document.add_paragraph(), item.chart, size_of(item.chart))
    elif item.grid.columns:
        add_grid(document, item.grid)
