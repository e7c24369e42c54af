"""What our Word documents have in common: pages, styles, tables and pictures, so that a council may add to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from secrets import token_hex
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from analytics.charts.chart import Chart
from analytics.charts.picture import PIXELS_A_POINT, PIXELS_AN_INCH, POINTS_A_PIXEL, Size, png
from analytics.reports.grid import Grid

FONT: Final = "Liberation Sans"
BLUE: Final = RGBColor(0x12, 0x43, 0x6D)
FAINT: Final = RGBColor(0x50, 0x5A, 0x5F)
PAGE_WIDTH: Final = 17.0  # cm between the margins
# Centimetres of a table's letters in 8 point, and of the air on both sides of a cell; found by looking.
CAPITAL, LETTER, CELL_MARGINS = 0.185, 0.145, 0.3
WIDEST: Final = 2.7
LEAST_OF_THE_WIDE: Final = 3.5
LINE: Final = 9.2  # points, of a table's letters in 8
BOLDER: Final = 1.1
BETWEEN_COLUMNS: Final = 400  # twentieths of a point
TWENTIETHS: Final = 567  # of a point, in a centimetre
LANGUAGE: Final = "en-GB"


@dataclass(frozen=True)
class Paper:
    """What stands on every page, and in the file's own properties."""

    title: str
    author: str
    marking: str
    foot: str


def started(paper: Paper) -> WordDocument:
    """An empty document of A4 with its styles, its header and its footer."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = paper.title, paper.author
    properties.language, properties.created = LANGUAGE, datetime.now(UTC)
    # Differs in every copy: see typeset.py.
    properties.identifier = token_hex(16)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.9)
    styled(document)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.add_run(paper.marking).bold = True
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{paper.foot} Page ")
    add_field(foot, "PAGE")
    foot.add_run(" of ")
    add_field(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(7), FAINT
    return document


def saved(document: WordDocument) -> bytes:
    """The document as a .docx file."""
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def styled(document: WordDocument) -> None:
    """The font, sizes, colours and language of the styles that the report uses."""
    sizes = {"Normal": 9.5, "Title": 18, "Heading 1": 18, "Heading 2": 12.5, "Heading 3": 10, "List Bullet": 8.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = BLUE if name == "Heading 2" else RGBColor(0x0B, 0x0C, 0x0C)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_after = Pt(3)
        style.paragraph_format.space_before = Pt(6 if name.startswith("Heading") else 0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def flow_in(document: WordDocument, columns: int) -> None:
    """From here on the text flows in so many columns, without a new page; Word levels them where they end."""
    section = document.add_section(WD_SECTION.CONTINUOUS)
    layout = section._sectPr.find(qn("w:cols"))
    if layout is None:
        layout = OxmlElement("w:cols")
        section._sectPr.append(layout)
    layout.set(qn("w:num"), str(columns))
    layout.set(qn("w:space"), str(BETWEEN_COLUMNS))


def add_title(document: WordDocument, title: str, when: str, council: str, *, is_demonstration: bool) -> None:
    """Whose the report is, what it is called, and of which time it is."""
    made_up = "MADE-UP DATA: " if is_demonstration else ""
    document.add_paragraph().add_run(f"{made_up}{council}").bold = True
    document.add_heading(title, 1)
    document.add_paragraph(when)


def add_list(document: WordDocument, sentences: Iterable[str]) -> None:
    """Sentences, a point each."""
    for sentence in sentences:
        document.add_paragraph(sentence, style="List Bullet")


def add_chart(document: WordDocument, chart: Chart, size: Size, width: float) -> None:
    """A chart under its message."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(chart.title).bold = True
    quiet(document.add_paragraph(), chart.subtitle).paragraph_format.keep_with_next = True
    add_picture(document.add_paragraph(), chart, size, width)


def add_picture(paragraph: Paragraph, chart: Chart, size: Size, width: float) -> None:
    """The chart's picture, so many centimetres wide, with its alternative text."""
    describe(paragraph.add_run().add_picture(BytesIO(png(chart, size)), width=Cm(width)), chart)


def add_picture_as_drawn(paragraph: Paragraph, chart: Chart, size: Size) -> None:
    """The same as wide as it was drawn, so that the letters of all such pictures have one size."""
    content = png(chart, size)
    pixels = Image.from_blob(content).px_width * PIXELS_A_POINT / PIXELS_AN_INCH
    describe(paragraph.add_run().add_picture(BytesIO(content), width=Pt(pixels * POINTS_A_PIXEL)), chart)


def describe(picture: InlineShape, chart: Chart) -> None:
    """What the picture says to those who do not see it."""
    described: Any = picture._inline.docPr
    described.set("descr", chart.alt)
    described.set("title", chart.title)


def add_grid(document: WordDocument, grid: Grid) -> None:
    """A table under its caption; its first row is said to be its head, and no row is torn by a page."""
    if grid.caption:
        caption = document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        caption.add_run(grid.caption).bold = True
    if grid.columns:
        table = document.add_table(rows=1, cols=len(grid.columns))
        filled(table, grid)
    if grid.more:
        quiet(document.add_paragraph(), grid.more)


def filled(table: Table, grid: Grid) -> None:
    """The cells, numbers to the right; as in the PDF, one column has the room that the others leave."""
    table.autofit = False
    add_lines(table)
    for column, width in zip(table.columns, widths(grid), strict=True):
        column.width = Cm(width)
    for cell, name in zip(table.rows[0].cells, grid.columns, strict=True):
        write(cell, name, is_number=name in grid.numbers, is_bold=True)
    mark_row(table.rows[0], "w:tblHeader")
    for line in grid.rows:
        row = table.add_row()
        mark_row(row, "w:cantSplit")
        for cell, name, text in zip(row.cells, grid.columns, line, strict=True):
            write(cell, text, is_number=name in grid.numbers, is_bold=False)
    for row in table.rows:
        for cell, width in zip(row.cells, widths(grid), strict=True):
            cell.width = Cm(width)


def widths(grid: Grid) -> list[float]:
    """Centimetres of each column: what its longest cell needs, and for the wide one what is left of the page.

    Where too little is left, the others take less, as long as no word is torn.
    """
    others = {name: cells for name, cells in grid.columns.items() if name != grid.wide}
    needed = {
        name: min(max([width_of(name) * BOLDER, *map(width_of, cells)]), WIDEST) for name, cells in others.items()
    }
    least = {
        name: max(
            (
                width_of(word) * bolder
                for text, bolder in ((name, BOLDER), *((cell, 1.0) for cell in cells))
                for word in text.split()
            ),
            default=0.0,
        )
        for name, cells in others.items()
    }
    spare = {name: max(needed[name] - least[name], 0) for name in others}
    lacking = max(sum(needed.values()) + LEAST_OF_THE_WIDE - PAGE_WIDTH, 0)
    given = min(lacking / sum(spare.values()), 1) if any(spare.values()) else 0
    taken = {name: needed[name] - spare[name] * given for name in others}
    return [taken.get(name, PAGE_WIDTH - sum(taken.values())) for name in grid.columns]


def width_of(text: str) -> float:
    """About how many centimetres a cell needs for this on one line."""
    return CELL_MARGINS + sum(CAPITAL if letter.isupper() or letter.isdigit() else LETTER for letter in text)


def add_lines(table: Table) -> None:
    """Thin lines between the rows and none between the columns, whose words stand near one another."""
    lines = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{side}", val="single", sz="4", color="B1B4B6"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(int(CELL_MARGINS / 2 * TWENTIETHS)), type="dxa"))
    # Word refuses a file in which these do not stand around the layout.
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(lines)
    layout.addnext(margins)


def element(tag: str, **attributes: str) -> Any:
    """An element of Word's own with its attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def write(cell: _Cell, text: str, *, is_number: bool, is_bold: bool) -> None:
    """One cell's words."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    # Else an empty cell is as high as the text around the table.
    paragraph.paragraph_format.line_spacing = Pt(LINE)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(8)


def mark_row(row: Any, name: str) -> None:
    """Says of a row that it is a head, or may not be torn."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def quiet(paragraph: Paragraph, text: str) -> Paragraph:
    """Smaller words in grey."""
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), FAINT
    return paragraph


def add_field(paragraph: Paragraph, name: str) -> None:
    """A field that Word works out, such as the number of the page."""
    field = element("w:fldSimple", instr=name)
    run = OxmlElement("w:r")
    look, text = OxmlElement("w:rPr"), OxmlElement("w:t")
    look.append(element("w:sz", val="14"))  # half points
    text.text = "1"
    run.extend((look, text))
    field.append(run)
    paragraph._p.append(field)
