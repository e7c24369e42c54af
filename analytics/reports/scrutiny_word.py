"""The scrutiny paper as Word, so that officers may add what is being done: four sides at most, then an appendix."""

from docx.document import Document as WordDocument

from analytics.charts.picture import Size
from analytics.releases.recommendations import TITLE
from analytics.releases.release_words import ROUNDED
from analytics.releases.remarks import CHANGES
from analytics.reports.scrutiny import MARKING, STILL_TO_BE_WRITTEN, TO_BE_WRITTEN, ScrutinyPaper, Section
from analytics.reports.word import Paper, add_chart, add_grid, add_list, add_title, quiet, saved, started

PLOT = Size(560)
PLOT_WIDTH = 14.0  # cm


def scrutiny_word(paper: ScrutinyPaper) -> bytes:
    """The paper as a .docx file."""
    foot = f"Produced {paper.produced}. Data to {paper.data_to}. Snapshot {paper.snapshot}, release {paper.release}."
    document = started(Paper(f"{paper.title}, {paper.period}", paper.council, MARKING, foot))
    first_page(document, paper)
    for section in paper.sections:
        add_section(document, section)
    if paper.earlier.columns:
        document.add_heading("Compared with earlier periods", 2)
        add_grid(document, paper.earlier)
    about(document, paper)
    appendix(document, paper)
    return saved(document)


def first_page(document: WordDocument, paper: ScrutinyPaper) -> None:
    """What the paper is of, what it says in a few sentences, and room for what is being done."""
    add_title(document, paper.title, paper.period, paper.council, is_demonstration=paper.is_demonstration)
    document.add_paragraph().add_run(paper.headline).bold = True
    add_list(document, paper.said)
    quiet(document.add_paragraph(), ROUNDED)
    document.add_heading("What is being done", 2)
    for said in paper.commentary:
        document.add_paragraph().add_run(f"{said.by}:").bold = True
        for text in said.paragraphs:
            document.add_paragraph(text)
    left = STILL_TO_BE_WRITTEN if paper.commentary else TO_BE_WRITTEN
    document.add_paragraph().add_run(left).italic = True
    if paper.changed:
        document.add_heading(CHANGES, 2)
        add_list(document, paper.changed)
    if paper.recommended.columns:
        document.add_heading(TITLE, 2)
        add_grid(document, paper.recommended)


def add_section(document: WordDocument, section: Section) -> None:
    """A question with its answer, drawn and as a table."""
    document.add_heading(section.question, 2)
    if section.chart:
        add_chart(document, section.chart, PLOT, PLOT_WIDTH)
    else:
        document.add_paragraph().add_run(section.said).bold = True
    add_grid(document, section.grid)


def about(document: WordDocument, paper: ScrutinyPaper) -> None:
    """What the figures are, how they are protected, and what they cannot say."""
    for title, sentences in (
        ("What this is", paper.provenance),
        ("How the figures are protected, and why", paper.protection),
        ("What is not known", paper.not_known),
    ):
        document.add_heading(title, 2)
        add_list(document, sentences)


def appendix(document: WordDocument, paper: ScrutinyPaper) -> None:
    """Every table of the release, and what each figure counts."""
    document.add_heading("Appendix A: every table of the release", 2)
    for grid in paper.tables:
        add_grid(document, grid)
    document.add_heading("Appendix B: what each figure counts", 2)
    for meaning in paper.meanings:
        document.add_heading(meaning.title, 3)
        paragraph = document.add_paragraph()
        for name, text in meaning.parts.items():
            paragraph.add_run(f"{name}: ").bold = True
            paragraph.add_run(f"{text} ")
