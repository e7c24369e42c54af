"""A workbook to be filled in: columns that are given, columns to answer in, lists to choose from, a page of notes.

Ids and references are text, so that no spreadsheet shortens them; days and times are true ones, shown year first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | float | datetime | date | None
SHOWN: Final = {"text": "@", "time": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd", "number": "0.0"}
# Rows below those given in which lists and checks work too, for what is added by hand.
ROWS_TO_ADD: Final = 200
EARLIEST: Final = datetime(2000, 1, 1)
LINE: Final = "#B8C0C8"
ALIGNED: Final = {"border_color": LINE, "valign": "top", "text_wrap": True}
HEAD, HEAD_TO_FILL, TO_FILL = "#E3E8EC", "#FFE9A8", "#FFFBEC"


class Holds(StrEnum):
    """What a column holds."""

    TEXT = "text"
    TIME = "time"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column: given, or to be answered in. `choices` names a list of the page of notes; `hint` helps who fills in."""

    heading: str
    holds: Holds = Holds.TEXT
    width: int = 18
    is_answer: bool = False
    choices: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns, and its rows, a cell for each column; of columns to answer in, none."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Notes:
    """The page of notes: its name, sentences, and lists to choose from by their title."""

    name: str
    sentences: Sequence[str]
    lists: Mapping[str, Sequence[str]]
    marking: str


@dataclass(frozen=True)
class Book:
    """A workbook to be made: its file's name, whom it is for, and the pseudonyms of the children in it."""

    name: str
    whom: str
    children: tuple[str, ...]
    make: Callable[[], bytes]


def workbook(sheets: Sequence[Sheet], notes: Notes) -> bytes:
    """The sheets, then the page of notes. Text stays text: nothing in it is a formula or a link."""
    import xlsxwriter  # noqa: PLC0415  heavy, and only a hand-over needs it

    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        pages = [(book.add_worksheet(sheet.name), sheet) for sheet in sheets]
        ranges = write_notes(book, notes)
        for page, sheet in pages:
            write_sheet(book, page, sheet, ranges, notes.marking)
    return held.getvalue()


def write_sheet(book: "Workbook", page: "Worksheet", sheet: Sheet, ranges: Mapping[str, str], marking: str) -> None:
    """Headings that stay in view, rows, and what may stand in each column to answer in."""
    last = len(sheet.rows) + ROWS_TO_ADD
    for place, column in enumerate(sheet.columns):
        plain = body(book, column)
        page.set_column(place, place, column.width, plain)
        page.write_string(0, place, column.heading, head(book, column))
        for line, row in enumerate(sheet.rows, start=1):
            write_cell(page, (line, place), row[place], plain, book)
        if checks := validation(column, ranges):
            page.data_validation(1, place, last, place, checks)
    page.set_row(0, 32)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    # An ampersand begins an instruction unless it is doubled.
    page.set_header(f"&L{sheet.name}&R{marking.replace('&', '&&')}")
    page.set_footer("&RPage &P of &N")


def write_cell(page: "Worksheet", at: tuple[int, int], cell: Cell, plain: "Format", book: "Workbook") -> None:
    """One cell; a day alone without a time."""
    match cell:
        case None | "":
            page.write_blank(*at, None, plain)
        case datetime():
            page.write_datetime(*at, cell, plain)
        case date():
            page.write_datetime(*at, cell, book.add_format({"num_format": SHOWN["day"], "border": 1, **ALIGNED}))
        case float() | int():
            page.write_number(*at, cell, plain)
        case _:
            page.write_string(*at, cell, plain)


def validation(column: Column, ranges: Mapping[str, str]) -> dict[str, Any]:
    """What may stand in a column to answer in: one of a list, or a time that has come. Empty for any other column."""
    hint = {"input_title": column.heading[:32], "input_message": column.hint} if column.hint else {}
    if column.choices:
        wrong = {"error_title": "Not in the list", "error_message": "Choose one of the list."}
        return {"validate": "list", "source": ranges[column.choices], **wrong, **hint}
    if column.is_answer and column.holds is Holds.TIME:
        wrong = {
            "error_title": "No day and time so far",
            "error_message": "Write the day and time as 2026-11-24 16:40, not later than now.",
            # What is kept all the same is read as it is written, and refused where it is no day.
            "error_type": "warning",
        }
        between = {"criteria": "between", "minimum": EARLIEST, "maximum": "=NOW()"}
        return {"validate": "date", **between, **wrong, **hint}
    return {}


def looks(column: Column) -> dict[str, Any]:
    """How the cells of a column look."""
    plain = {"num_format": SHOWN[column.holds], "border": 1, **ALIGNED}
    return plain | ({"bg_color": TO_FILL} if column.is_answer else {})


def body(book: "Workbook", column: Column) -> "Format":
    """The format of a column's cells."""
    return book.add_format(looks(column))


def head(book: "Workbook", column: Column) -> "Format":
    """The format of a heading."""
    colour = HEAD_TO_FILL if column.is_answer else HEAD
    return book.add_format(
        {"bold": True, "bg_color": colour, "border": 1, "border_color": LINE, "valign": "vcenter", "text_wrap": True}
    )


def write_notes(book: "Workbook", notes: Notes) -> dict[str, str]:
    """The page of notes; the range of each list, for the columns to choose from."""
    page = book.add_worksheet(notes.name)
    page.set_column(0, 0, 100)
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    page.write_string(0, 0, notes.marking, bold)
    line = 1
    for line, sentence in enumerate(notes.sentences, start=2):
        page.write_string(line, 0, sentence, wrapped)
    ranges = {}
    for title, words in notes.lists.items():
        page.write_string(line + 2, 0, title, bold)
        first, line = line + 3, line + 2 + len(words)
        for place, word in enumerate(words):
            page.write_string(first + place, 0, word, wrapped)
        ranges[title] = f"='{notes.name}'!$A${first + 1}:$A${line + 1}"
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    return ranges


def as_file(books: Sequence[Book]) -> bytes:
    """The one workbook, or all packed together."""
    if len(books) == 1:
        return books[0].make()
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as packed:
        for book in books:
            packed.writestr(book.name, book.make())
    return held.getvalue()


def children_in(books: Sequence[Book]) -> list[str]:
    """The pseudonyms of everybody in them."""
    return sorted({child for book in books for child in book.children})
