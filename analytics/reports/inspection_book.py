"""A list for inspectors as a workbook: a cover that says what it is and what it lacks, then the list."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from secrets import token_hex
from typing import Any, Final

from analytics.casework.provider_file import plain_spaces
from analytics.reports.inspection import Cell, Field, InspectionList, Sheet

OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
COVER: Final = "About this list"
# As the inspectorate's own template shows them.
DAY_FORM, MOMENT_FORM = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
NARROWEST, WIDEST = 10, 32  # letters
COVER_WIDTHS: Final = (44, 12, 12, 90)
A4: Final = 9  # the paper's number in the file format


def workbook(listed: InspectionList) -> bytes:
    """The list as .xlsx. Text stays text: nothing in it is a formula or a link to anywhere else."""
    import xlsxwriter  # noqa: PLC0415  heavy, and only a download needs it

    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        # Differs in every copy: see typeset.py.
        book.set_properties({"title": listed.title, "author": listed.council, "comments": token_hex(16)})
        looks = Looks(book)
        add_cover(book.add_worksheet(COVER), listed, looks)
        for sheet in (listed.main, *listed.others):
            add_sheet(book.add_worksheet(sheet.name), sheet, looks)
        for made in book.worksheets():
            set_for_print(made, listed.marking)
    return content.getvalue()


class Looks:
    """How cells of a workbook look."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top})
        self.text = book.add_format({"text_wrap": True, **top})
        self.plain = book.add_format(top)
        self.day = book.add_format({"num_format": DAY_FORM, "align": "left", **top})
        self.moment = book.add_format({"num_format": MOMENT_FORM, "align": "left", **top})


def set_for_print(sheet: Any, marking: str) -> None:
    """The marking on every page, landscape, as wide as the paper."""
    # An ampersand begins an instruction unless it is doubled.
    sheet.set_header(f"&C{marking.replace('&', '&&')}")
    sheet.set_footer("&RPage &P of &N")
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def add_cover(sheet: Any, listed: InspectionList, looks: Looks) -> None:
    """What the list is, its numbers with what they count, what it may lack, and what stands in each column."""
    for column, width in enumerate(COVER_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, listed.title, looks.title)
    made_up = "MADE-UP DATA: " if listed.is_demonstration else ""
    whose = (
        ("Whose", f"{made_up}{listed.council}"),
        ("Marking", listed.marking),
        ("As at", f"{listed.as_at}, snapshot {listed.snapshot}"),
        ("Period", listed.period),
        ("Asked for by", listed.source),
    )
    at = put_lines(sheet, 1, [(name, None, None, text) for name, text in whose], looks)
    totals = [(total.name, total.number, None, total.definition) for total in listed.totals]
    at = put_table(sheet, at + 1, ("What", "Number", "", "What it counts"), totals, looks)
    if listed.notes:
        notes = [("Look at this first" if not place else "", None, None, n) for place, n in enumerate(listed.notes)]
        at = put_lines(sheet, at + 1, notes, looks)
    for each in (listed.main, *listed.others):
        heads = (f"Sheet “{each.name}”", "Filled in", "Blank", "Where it comes from, or why it is blank")
        lines = [(field.heading, filled, blank, field.told) for field, filled, blank in each.filled()]
        at = put_table(sheet, at + 1, heads, lines, looks)


def put_table(sheet: Any, at: int, heads: Sequence[str], lines: Sequence[Sequence[Cell]], looks: Looks) -> int:
    """A head and lines from a row on; the row after them."""
    for column, head in enumerate(heads):
        sheet.write_string(at, column, head, looks.head)
    return put_lines(sheet, at + 1, lines, looks)


def put_lines(sheet: Any, at: int, lines: Sequence[Sequence[Cell]], looks: Looks) -> int:
    """Lines from a row on; the row after them."""
    for down, line in enumerate(lines):
        for column, cell in enumerate(line):
            put(sheet, (at + down, column), cell, looks, looks.text)
    return at + len(lines)


def add_sheet(sheet: Any, listed: Sheet, looks: Looks) -> None:
    """The headings in the first row and a row for each line, with nothing around them: other programs read it."""
    for column, field in enumerate(listed.fields):
        sheet.write_string(0, column, field.heading, looks.head)
        sheet.set_column(column, column, width_of(field, [line[column] for line in listed.rows]))
    for down, line in enumerate(listed.rows, start=1):
        for column, cell in enumerate(line):
            put(sheet, (down, column), cell, looks, looks.plain)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(listed.rows), len(listed.fields) - 1)


def put(sheet: Any, at: tuple[int, int], cell: Cell, looks: Looks, text: Any) -> None:
    """One cell as its own kind of value; nothing where nothing is known."""
    match cell:
        case None:
            return
        case datetime():
            sheet.write_datetime(*at, cell, looks.moment)
        case date():
            sheet.write_datetime(*at, datetime(cell.year, cell.month, cell.day), looks.day)
        case str():
            sheet.write_string(*at, plain_spaces(cell), text)
        case _:
            sheet.write_number(*at, cell, looks.plain)


def width_of(field: Field, cells: Sequence[Cell]) -> int:
    """Letters that a column needs: its longest cell, and its heading over a few lines."""
    longest = max((len(shown(cell)) for cell in cells), default=0)
    return min(max(longest + 2, NARROWEST, len(field.heading) // 4), WIDEST)


def shown(cell: Cell) -> str:
    """About what a cell shows."""
    match cell:
        case None:
            return ""
        case datetime():
            return MOMENT_FORM
        case date():
            return DAY_FORM
    return str(cell)
