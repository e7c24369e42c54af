"""The region's paper of a quarter or a year, as Word: every question with its councils, and who supplied what."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from docx.document import Document as WordDocument

from analytics.charts.chart import Chart
from analytics.charts.picture import Size
from analytics.model import Period, PeriodKind, Unit
from analytics.regions.beside import Cell, beside, councils_of, counted_once, own_or_hosted
from analytics.regions.differences import DEFINITION, differences, supplied, warnings_of_all
from analytics.regions.questions import QUESTIONS, Question
from analytics.regions.wording import bars, columns, once_sentence
from analytics.releases.read import period_of
from analytics.reports.grid import Grid, grid_of
from analytics.reports.word import Paper, add_chart, add_grid, add_list, add_title, saved, started
from analytics.words.periods import moment_text, period_name
from data.errors import CannotReport
from data.region import bundles_in, series_of, told_in
from data.releases import release_name

TITLE: Final = "Children missing: councils side by side"
MARKING: Final = "OFFICIAL-SENSITIVE"
PLOT: Final = Size(560)
PLOT_WIDTH: Final = 14.0  # cm
SETTINGS: Final = "Settings that shape numbers, where a council has another than most"
# More bars than these are no picture on a page; the table has them all.
MOST_BARS: Final = 20
HOW_MADE: Final = (
    "Every number is one that a council published to its board. What is hidden there is hidden here.",
    "A council that sent nothing of these days is not supplied, and never a nought.",
    "What councils show together is of those that show a number, and says of how many. Hidden numbers are in no total.",
    "More missing episodes may be better recording. Children of two councils do not add up.",
)


@dataclass(frozen=True)
class Section:
    """A question with its councils: drawn where there are few enough, as a table, and who counts otherwise."""

    question: str
    chart: Chart
    is_drawn: bool
    grid: Grid
    otherwise: Grid


@dataclass(frozen=True)
class RegionPaper:
    """All that the paper says."""

    period: str
    councils: int
    produced: str
    sections: tuple[Section, ...]
    once: str
    settings: Grid
    supplied: Grid
    warnings: tuple[str, ...]
    is_demonstration: bool


def region_paper(file: Path, name: str, now: datetime) -> RegionPaper:
    """The paper of a financial year or quarter, such as 2026-27-Q2. Raises CannotRelease for another name, CannotReport
    where no council published anything of it, and UnusableFile without a compacted file.
    """
    period, bundles = period_of(release_name(name)), bundles_in(file)
    every = ((question, of(file, question, period)) for question in QUESTIONS)
    answered = [(question, cells) for question, cells in every if any(cell.row for cell in cells)]
    if not answered:
        raise CannotReport(f"No council of {file} published anything of {name}. Compact its bundles, and try again.")
    sections = tuple(section_of(file, question, period, cells) for question, cells in answered)
    told = told_in(file, answered[0][0].slug, period.start, period.end)
    once = None
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        once = counted_once(own_or_hosted(file, period), bundles, Unit.EPISODE, period)
    return RegionPaper(
        period=period_name(period),
        councils=len(councils_of(bundles)),
        produced=moment_text(now),
        sections=sections,
        once=once_sentence(once, period),
        settings=replace(otherwise_grid(told.filter(pl.col("part") != DEFINITION)), caption=SETTINGS),
        supplied=grid_of("Which bundle of each council is read", supplied(answered[0][1], bundles, told, period)),
        warnings=warnings_of_all(told),
        is_demonstration="True" in told.filter(part="demonstration")["text"],
    )


def of(file: Path, question: Question, period: Period) -> tuple[Cell, ...]:
    """Every council's figure."""
    rows = series_of(file, question.slug, question.unit.value, period.kind.value)
    return beside(rows, bundles_in(file), question, period)


def section_of(file: Path, question: Question, period: Period, cells: tuple[Cell, ...]) -> Section:
    """A question with its councils."""
    told = told_in(file, question.slug, period.start, period.end)
    chart = bars(cells, question, period)
    return Section(
        question.title,
        chart,
        len(cells) <= MOST_BARS and any(mark.value is not None for mark in chart.marks),
        grid_of("", columns(cells, question)),
        otherwise_grid(told.filter(pl.col("part") == DEFINITION)),
    )


def otherwise_grid(told: pl.DataFrame) -> Grid:
    """Who counts otherwise than most; without lines where nobody does."""
    lines = differences(told)
    return grid_of("Counted otherwise than by most", lines) if lines else Grid("", {}, "")


# --- as Word ---------------------------------------------------------------------------------------------------------


def as_word(paper: RegionPaper) -> bytes:
    """The paper as a .docx file."""
    whose = f"{paper.councils} councils"
    document = started(Paper(f"{TITLE}, {paper.period}", whose, MARKING, f"Produced {paper.produced}."))
    add_title(document, TITLE, paper.period, whose, is_demonstration=paper.is_demonstration)
    add_list(document, HOW_MADE)
    for section in paper.sections:
        add_section(document, section)
    if paper.once:
        document.add_heading("Placed across borders", 2)
        document.add_paragraph(paper.once)
    if paper.settings.columns:
        document.add_heading("Who counts otherwise", 2)
        add_grid(document, paper.settings)
    document.add_heading("Who supplied what", 2)
    add_grid(document, paper.supplied)
    add_list(document, paper.warnings)
    return saved(document)


def add_section(document: WordDocument, section: Section) -> None:
    """A question with its answer, drawn and as a table."""
    document.add_heading(section.question, 2)
    if section.is_drawn:
        add_chart(document, section.chart, PLOT, PLOT_WIDTH)
    else:
        document.add_paragraph().add_run(section.chart.title).bold = True
    add_grid(document, section.grid)
    add_grid(document, section.otherwise)
