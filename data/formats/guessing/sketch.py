"""The first rows of an unknown spreadsheet: what is above its heading, the heading, and some rows below it."""

import csv
import io
import re
from dataclasses import dataclass
from statistics import median
from typing import Final

from data.errors import UnusableFile
from data.formats.cells import cell_text
from data.formats.csv_files import DELIMITERS, LINES_SEARCHED_FOR_HEADING
from data.formats.decode import decode
from data.formats.guessing.heading_words import is_known
from data.formats.headings import Sought, Span, heading_key, pairs, trimmed
from data.formats.sent_back import own_places
from data.formats.set_aside import is_total
from data.formats.sheets import Sheet, open_workbook
from data.formats.table_files import is_workbook
from data.line_numbers import in_sheet

ROWS_READ: Final = 2_000
# A line that is less full than this share of the rows below it is a title and no heading.
AS_FULL_AS_ROWS: Final = 0.5
ROWS_COMPARED: Final = 20
FEWEST_KNOWN: Final = 3
# What stands in rows and in no heading: dates, times, numbers.
VALUE: Final = r"^\W*\d[\d\s./:,+-]*\W*$|^\d{1,2}[/ .-][A-Za-z]{3,9}[/ .-]\d{2,4}"

Cells = tuple[str, ...]
Line = tuple[int, Cells]


@dataclass(frozen=True)
class Sketch:
    """A table as far as it was looked at: `rows` holds the line of each with its cells, one for each heading."""

    name: str
    sheet: str
    titles: Cells
    headings: Cells
    rows: tuple[Line, ...]

    def column(self, place: int) -> list[str]:
        """The cells of a column that hold something, trimmed."""
        texts = (cells[place].strip() for _, cells in self.rows)
        return [text for text in texts if text]


@dataclass(frozen=True)
class Page:
    """The lines of a text file, or of one sheet; `number` is the sheet's, and `spans` the merged cells of each line."""

    name: str
    lines: tuple[Line, ...]
    number: int = 0
    spans: tuple[tuple[Span, ...] | None, ...] | None = None

    def spans_at(self, at: int) -> tuple[Span, ...] | None:
        """The merged cells of a line; none where it is not known."""
        return self.spans[at] if self.spans is not None else None


def sketch(name: str, content: bytes) -> Sketch:
    """The table that the file most likely holds. Raises UnusableFile where it is none, or has no heading."""
    tops = [(page, at) for page in pages_of(name, content) if (at := heading_at(page)) is not None]
    if not tops:
        raise UnusableFile(
            f"{name}: none of the first {LINES_SEARCHED_FOR_HEADING} lines is a heading with rows below it. "
            "Give the file a line that names its columns."
        )
    best, top = max(tops, key=lambda item: fitness(*item))
    keys = keys_of(joined(best, top))
    alike = [(page, at) for page, at in tops if page.number and keys_of(joined(page, at)) == keys]
    rows = [row for page, at in alike or [(best, top)] for row in rows_of(page, at, is_alone=len(alike) < 2)]
    above = tuple(cell for _, cells in best.lines[:top] for cell in cells if cell.strip())
    own = own_places(joined(best, top))
    headings = tuple(joined(best, top)[place] for place in own)
    own_rows = tuple((line, tuple(cells[at] for at in own)) for line, cells in rows)
    return Sketch(name, best.name, above, headings, own_rows)


def keys_of(headings: Cells) -> list[str]:
    """The headings as they are compared."""
    return [heading_key(heading) for heading in headings]


def children_by_line(table: Sketch, heading: str) -> dict[int, str]:
    """The child's number as it stands on each line that was looked at."""
    keys = keys_of(table.headings)
    if heading_key(heading) not in keys:
        return {}
    place = keys.index(heading_key(heading))
    return {line: cells[place].strip() for line, cells in table.rows}


def has_heading(name: str, content: bytes, sought: Sought) -> bool:
    """Whether any of the top lines, of any sheet, is the heading looked for."""
    pages = pages_of(name, content)
    return any(not sought.missing(cells) for page in pages for _, cells in page.lines[:LINES_SEARCHED_FOR_HEADING])


def fitness(page: Page, at: int) -> tuple[int, int]:
    """How much a table looks like one of ours: known headings, then rows."""
    return known_in(joined(page, at)), len(page.lines)


def rows_of(page: Page, at: int, *, is_alone: bool) -> list[Line]:
    """The lines below the heading but those that are no rows; their numbers say the sheet where several are read."""
    headings = joined(page, at)
    width, own = len(headings), keys_of(page.lines[at][1])
    return [
        (number if is_alone else in_sheet(page.number, number), (*cells[:width], *[""] * (width - len(cells))))
        for number, cells in page.lines[at + 1 :]
        if is_row(cells, width) and keys_of(cells) != own
    ]


def is_row(cells: Cells, width: int) -> bool:
    """Whether it may be a record: more than one cell is written, and it is no total."""
    written = [(place, cell.strip()) for place, cell in enumerate(cells) if cell.strip()]
    return len(written) > min(1, width - 1) and not is_total(written)


def pages_of(name: str, content: bytes) -> list[Page]:
    """The sheets of a workbook; a text file once for each way to part its lines. Raises UnusableFile for no table."""
    if is_workbook(name, content):
        return [page_of(sheet) for sheet in open_workbook(name, content).sheets if sheet.written]
    text = decode(content).text
    return [Page("", tuple(parted(text, delimiter))) for delimiter in DELIMITERS]


def parted(text: str, delimiter: str) -> list[Line]:
    """The first lines in cells; what Python's csv cannot read is left out, as it is no record."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[Line] = []
    while len(lines) < ROWS_READ:
        try:
            cells = next(reader, None)
        except csv.Error:
            continue
        if cells is None:
            break
        if any(cell.strip() for cell in cells):
            lines.append((reader.line_num, tuple(trimmed(cells))))
    return lines


def page_of(sheet: Sheet) -> Page:
    """The first lines of a sheet that hold anything, as text."""
    lines = [
        (at, tuple(trimmed([cell_text(cell) for cell in cells])))
        for at, cells in enumerate(sheet.cells[:ROWS_READ])
        if any(cell != "" for cell in cells)
    ]
    tops = [at for at, _ in lines[:LINES_SEARCHED_FOR_HEADING]]
    spans = tuple(tuple(result) if (result := sheet.spans(at)) else None for at in tops)
    return Page(sheet.name, tuple((at + 1, cells) for at, cells in lines), sheet.number, spans)


# --- which line is the heading ---------------------------------------------------------------------------------------


def heading_at(page: Page) -> int | None:
    """Which line is the heading: of the top lines that look like one, that with the most headings known."""
    fit = [at for at in range(min(len(page.lines), LINES_SEARCHED_FOR_HEADING)) if looks_like_heading(page, at)]
    return max(fit, key=lambda at: (known_in(joined(page, at)), -at), default=None)


def looks_like_heading(page: Page, at: int) -> bool:
    """Whether a line is words throughout, as full as the rows below it, and has rows below it."""
    cells = [cell for cell in page.lines[at][1] if cell.strip()]
    below = [len([cell for cell in row if cell.strip()]) for _, row in page.lines[at + 1 : at + 1 + ROWS_COMPARED]]
    rows = [written for written in below if written > 1] or below
    if len(cells) < 2:
        return False
    if not rows:
        # A file without rows says that nothing happened, if its heading is one that we know.
        return known_in(joined(page, at)) >= FEWEST_KNOWN
    is_words = not any(re.search(VALUE, cell.strip()) for cell in cells)
    return is_words and len(cells) >= AS_FULL_AS_ROWS * median(rows)


def known_in(headings: Cells) -> int:
    """How many of these headings are met in files such as ours."""
    return sum(is_known(heading) for heading in headings)


def joined(page: Page, at: int) -> Cells:
    """The heading; where it repeats itself ('Date, Time, Date, Time'), each cell with that of the line above it."""
    cells = tuple(" ".join(cell.split()) for cell in page.lines[at][1])
    keys = [heading_key(cell) for cell in cells if cell]
    if len(set(keys)) == len(keys) or at == 0:
        return cells
    whole = pairs(page.lines[at - 1][1], cells, page.spans_at(at - 1))
    return tuple(" ".join(" ".join(parts).split()) for parts in whole)
