"""The weekly report as Word: the same words, numbers and pictures, so that a council may add to it by hand."""

from typing import Final

from docx.document import Document as WordDocument
from docx.shared import Cm, Pt

from analytics.charts.chart import Chart
from analytics.reports.grid import Grid
from analytics.reports.weekly import Card, WeeklyReport, has_anything
from analytics.reports.weekly_pdf import HALF, STRIP, TREND
from analytics.reports.word import (
    PAGE_WIDTH,
    Paper,
    add_chart,
    add_grid,
    add_list,
    add_picture,
    add_title,
    quiet,
    saved,
    started,
)

TREND_WIDTH: Final = 15.0  # cm
HALF_WIDTH: Final = 7.8
STRIP_WIDTH: Final = 6.5


def word(report: WeeklyReport) -> bytes:
    """The report as a .docx file."""
    foot = f"Produced {report.produced}. Data to {report.data_to}. Snapshot {report.snapshot}. {report.marking}."
    document = started(Paper(f"{report.title}, {report.week}", report.council, report.marking, foot))
    first_page(document, report)
    second_page(document, report)
    third_page(document, report)
    return saved(document)


def first_page(document: WordDocument, report: WeeklyReport) -> None:
    """The headline, four figures, the list, and the weeks."""
    add_title(document, report.title, report.week, report.council, is_demonstration=report.is_demonstration)
    quiet(document.add_paragraph(), report.circulation)
    document.add_paragraph().add_run(report.headline).bold = True
    if report.uncertain:
        document.add_paragraph().add_run(report.uncertain).bold = True
    for name, text in report.leads.items():
        lead = document.add_paragraph()
        lead.add_run(f"{name}: ").bold = True
        lead.add_run(text)
    figures = Grid(
        "The week in four figures",
        {
            "Figure": [figure.title for figure in report.figures],
            "This week": [figure.figure for figure in report.figures],
            "How it stands": [f"◆ {figure.note}" if figure.is_unusual else figure.note for figure in report.figures],
        },
        "How it stands",
    )
    add_grid(document, figures)
    document.add_heading("The young people of most concern", 2)
    add_grid(document, report.top)
    for text in report.list_notes:
        quiet(document.add_paragraph(), text)
    document.add_heading("Missing episodes, week by week", 2)
    if has_anything(report.trend):
        add_chart(document, report.trend, TREND, TREND_WIDTH)
    else:
        document.add_paragraph().add_run(report.trend.title).bold = True
        quiet(document.add_paragraph(), report.trend.subtitle)
    document.add_paragraph(report.trend_said)


def second_page(document: WordDocument, report: WeeklyReport) -> None:
    """A summary of each child on the list."""
    document.add_heading("Young person summaries", 2).paragraph_format.page_break_before = True
    quiet(document.add_paragraph(), report.cards_said)
    for card in report.cards:
        add_card(document, card)
    document.add_heading("How the list is made", 2)
    for item in report.list_made:
        quiet(document.add_paragraph(), item)


def third_page(document: WordDocument, report: WeeklyReport) -> None:
    """What happened in the week, what is overdue, what was to be done."""
    document.add_heading("This week’s activity", 2).paragraph_format.page_break_before = True
    add_charts_abreast(document, report.durations, report.interviews)
    document.add_paragraph(report.interviews_said)
    for grid in (report.where, report.overdue, report.actions, report.minutes):
        if grid:
            add_grid(document, grid)
    document.add_heading("About this report", 2)
    add_list(document, report.notes)


def add_card(document: WordDocument, card: Card) -> None:
    """One child: the strip, then what is known, a line each."""
    document.add_heading(card.title, 3)
    picture = document.add_paragraph()
    picture.paragraph_format.keep_with_next = True
    add_picture(picture, card.strip, STRIP, STRIP_WIDTH)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_together = True
    paragraph.add_run(f"{card.state}. ").bold = True
    for name, text in card.said.items():
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(f"{text}. ")
    paragraph.add_run(f"{card.counts} {card.action}")
    for run in paragraph.runs:
        run.font.size = Pt(8.5)


def add_charts_abreast(document: WordDocument, left: Chart, right: Chart) -> None:
    """Two charts side by side, each under its message, without a table that would only lay them out."""
    titles, measures, pictures = document.add_paragraph(), document.add_paragraph(), document.add_paragraph()
    for paragraph in (titles, measures):
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(PAGE_WIDTH / 2))
        paragraph.paragraph_format.keep_with_next = True
    titles.add_run(f"{left.title}\t{right.title}").bold = True
    quiet(measures, f"{left.subtitle}\t{right.subtitle}")
    for chart in filter(has_anything, (left, right)):
        add_picture(pictures, chart, HALF, HALF_WIDTH)
