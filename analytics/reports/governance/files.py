"""The five papers as Word, so that whoever signs may write in them; each lists what is still to be written."""

from collections.abc import Sequence
from pathlib import Path

from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX

from analytics.files import write
from analytics.reports.governance.accessibility import accessibility_statement
from analytics.reports.governance.impact import impact_assessment
from analytics.reports.governance.known import Known, what_is_known
from analytics.reports.governance.notices import notice_for_children, notice_for_staff
from analytics.reports.governance.paper import Blank, GovernancePaper, Piece
from analytics.reports.governance.processing import record_of_processing
from analytics.reports.grid import Grid
from analytics.reports.word import Paper, add_grid, add_title, saved, started
from analytics.words.periods import day_text
from data.formats.dates import local_now
from data.settings import Settings
from data.snapshots import Store


def governance_papers(known: Known) -> tuple[GovernancePaper, ...]:
    """All five."""
    return (
        impact_assessment(known),
        record_of_processing(known),
        notice_for_children(known),
        notice_for_staff(known),
        accessibility_statement(known),
    )


def write_governance(store: Store, settings: Settings, folder: Path) -> dict[Path, GovernancePaper]:
    """Writes each paper, for its owner alone: file -> paper. Raises CannotExport, BadSetting, DamagedStore."""
    known = what_is_known(store, settings, local_now().date())
    files = {folder / paper.file_name: paper for paper in governance_papers(known)}
    for file, paper in files.items():
        write(file, as_word(paper, known))
    return files


def as_word(paper: GovernancePaper, known: Known) -> bytes:
    """The paper as a .docx file."""
    council = known.settings.council
    made = f"Made on {day_text(known.made_on)} from the settings of the service, version {known.version}."
    document = started(Paper(paper.title, council.name, paper.marking, made))
    add_title(document, paper.title, made, council.name, is_demonstration=council.demonstration)
    for section in paper.sections:
        document.add_heading(section.title, 2)
        for piece in section.pieces:
            add_piece(document, piece)
    if paper.blanks:
        document.add_heading("What is still to be written", 2)
        add_grid(document, still_to_write(paper.blanks))
    return saved(document)


def add_piece(document: WordDocument, piece: Piece) -> None:
    """A sentence, a table, or a blank, which brackets and a colour mark."""
    match piece:
        case Grid():
            add_grid(document, piece)
        case Blank():
            run = document.add_paragraph().add_run(piece.words)
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        case str() if piece.startswith("• "):
            document.add_paragraph(piece.removeprefix("• "), style="List Bullet")
        case str():
            document.add_paragraph(piece)


def still_to_write(blanks: Sequence[Blank]) -> Grid:
    """The blanks by whose task they are."""
    ordered = sorted(blanks, key=lambda blank: blank.whose)
    columns = {"Whose task": [blank.whose.value for blank in ordered], "What": [blank.what for blank in ordered]}
    return Grid("", columns, "What")
