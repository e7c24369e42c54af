"""A card as one slide (PPTX): its sentence, its chart or its table, its source, and what it counts in the notes.

A screen reader meets them in this order. The chart is a picture with words for it, the table a real one with a head.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from secrets import token_hex
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Length, Pt

from analytics.cards.answer import Answer
from analytics.charts.chart import Chart, Kind
from analytics.charts.picture import Size, png, printable
from analytics.exports.chart_file import picture_of, source_of
from analytics.words.columns import Columns
from analytics.words.periods import period_name

FONT: Final = "Liberation Sans"
LANGUAGE: Final = "en-GB"
TITLE_ONLY: Final = 5  # the layout of that name in the library's own template
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT: Final = Inches(0.6)
INSIDE: Final = WIDTH - 2 * LEFT
TITLE_TOP, TITLE_HEIGHT = Inches(0.4), Inches(1.4)
BODY_TOP, BODY_HEIGHT = Inches(2.3), Inches(4.1)
# Where a line of text stands: its top, its height.
MORE: Final = Inches(1.8), Inches(0.45)
SOURCE: Final = Inches(6.6), Inches(0.6)
INK, FAINT, BLUE = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x50, 0x5A, 0x5F), RGBColor(0x12, 0x43, 0x6D)
# Pixels of a plot that has about the shape of the room for it.
LINE, BARS = Size(760, 250), Size(640)
# Letters of a title that two lines hold in the larger size.
LONG_TITLE: Final = 130
LONGEST_PROPERTY: Final = 255
MOST_ROWS: Final = 12
IN_TABLE: Final = 14


def card_slide(answered: Answer) -> bytes:
    """The card of a page as a presentation of one slide, of only what its reader is shown."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    title = printable(answered.sentence or answered.question)
    properties = deck.core_properties
    properties.title, properties.language = title[:LONGEST_PROPERTY], LANGUAGE
    properties.author, properties.created = answered.scope.settings.council.board, datetime.now(UTC)
    # Differs in every copy: see download.py.
    properties.identifier = token_hex(16)
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    write_title(slide.shapes.title, title)
    add_words(slide, "What is shown", f"{answered.question} {period_name(answered.period)}.", 14, at=MORE)
    chart = picture_of(answered)
    if chart:
        add_picture(slide, chart)
    else:
        add_table(slide, answered)
    add_words(slide, "Source", f"Source: {source_of(answered)}", 11, at=SOURCE)
    slide.notes_slide.notes_text_frame.text = printable(notes_of(answered))
    content = BytesIO()
    deck.save(content)
    return content.getvalue()


def notes_of(answered: Answer) -> str:
    """For whoever speaks: what stands beside the sentence, what is counted, and the chart in words."""
    beside = [each for each in (answered.standing, answered.together, answered.partly) if each]
    counted = [f"{name}: {text}" for name, text in answered.notes.items()]
    return "\n".join([answered.question, *beside, *counted, *([answered.chart.alt] if answered.chart else [])])


def write_title(shape: Any, text: str) -> None:
    """The sentence as the slide's title, over its whole width."""
    shape.left, shape.top, shape.width, shape.height = LEFT, TITLE_TOP, INSIDE, TITLE_HEIGHT
    write(shape.text_frame, text, 26 if len(text) <= LONG_TITLE else 20, INK, is_bold=True)


def add_words(slide: Any, name: str, text: str, size: int, *, at: tuple[Length, Length]) -> None:
    """A line of text under a name that says what it is."""
    box = slide.shapes.add_textbox(LEFT, at[0], INSIDE, at[1])
    box.name = name
    write(box.text_frame, text, size, FAINT)


def write(frame: Any, text: str, size: int, colour: RGBColor, *, is_bold: bool = False) -> None:
    """Text in a frame, in one size, from the left and in British English."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.text = printable(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.name, run.font.size, run.font.bold, run.font.color.rgb = FONT, Pt(size), is_bold, colour
            run._r.get_or_add_rPr().set("lang", LANGUAGE)


def add_picture(slide: Any, chart: Chart) -> None:
    """The chart as large as there is room, with its words for those who do not see it."""
    picture = slide.shapes.add_picture(BytesIO(png(chart, LINE if chart.kind is Kind.LINE else BARS)), LEFT, BODY_TOP)
    scale = min(INSIDE / picture.width, BODY_HEIGHT / picture.height)
    picture.width, picture.height = Length(int(picture.width * scale)), Length(int(picture.height * scale))
    picture.name = "Chart"
    picture._element.nvPicPr.cNvPr.set("descr", printable(chart.alt))


def add_table(slide: Any, answered: Answer) -> None:
    """The figures as a table with a head, where there is no picture of them; of many rows the first."""
    columns = answered.columns
    rows = list(zip(*columns.values(), strict=True))
    shown = rows[:MOST_ROWS]
    frame = slide.shapes.add_table(len(shown) + 1, max(len(columns), 1), LEFT, BODY_TOP, INSIDE, Inches(0.3))
    frame.name = "Figures"
    words = printable(described(answered.question, columns, rows, shown))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", words)
    frame.table.first_row = True
    for place, line in enumerate([tuple(columns), *shown]):
        for cell, text in zip(frame.table.rows[place].cells, line, strict=True):
            white = RGBColor(0xFF, 0xFF, 0xFF)
            write(cell.text_frame, text, IN_TABLE, white if place == 0 else INK, is_bold=place == 0)
            if place == 0:
                cell.fill.solid()
                cell.fill.fore_color.rgb = BLUE


def described(question: str, columns: Columns, rows: Sequence[Any], shown: Sequence[Any]) -> str:
    """What a table holds, and how many of its rows are left out."""
    left = f" The first {len(shown)} of {len(rows)} rows." if len(rows) > len(shown) else ""
    return f"{question} By {', '.join(columns)}.{left}"
