"""The first rows of an unknown spreadsheet: what stands above its heading, the heading, and some rows below it."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from data.errors import UnusableFile
from data.formats.decode import decode
from data.formats.guessing.heading_words import is_known
from data.formats.tables import (
    DELIMITERS,
    LINES_SEARCHED_FOR_HEADING,
    Sought,
    cell_text,
    heading_key,
    is_total,
    quoted,
    refuse_oversize,
    trimmed,
)

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


def sketch(name: str, content: bytes) -> Sketch:
    """The table that the file most likely holds. Raises UnusableFile where it is none, or has no heading."""
    tables = sheets_of(name, content) if zipfile.is_zipfile(io.BytesIO(content)) else texts_of(content)
    candidates = [(sheet, lines, at) for sheet, lines in tables if (at := heading_at(lines)) is not None]
    if not candidates:
        raise UnusableFile(
            f"{name}: none of the first {LINES_SEARCHED_FOR_HEADING} lines is a heading with rows below it. "
            "Give the file a line that names its columns."
        )
    sheet, lines, at = max(candidates, key=lambda one: fitness(one[1], one[2]))
    return cut(name, sheet, lines, at)


def children_by_line(table: Sketch, heading: str) -> dict[int, str]:
    """The child's number as it stands on each line that was looked at."""
    keys = [heading_key(one) for one in table.headings]
    if heading_key(heading) not in keys:
        return {}
    place = keys.index(heading_key(heading))
    return {line: cells[place].strip() for line, cells in table.rows}


def has_heading(name: str, content: bytes, sought: Sought) -> bool:
    """Whether any of the top lines, of any sheet, is the heading looked for."""
    tables = sheets_of(name, content) if zipfile.is_zipfile(io.BytesIO(content)) else texts_of(content)
    return any(not sought.missing(cells) for _, lines in tables for _, cells in lines[:LINES_SEARCHED_FOR_HEADING])


def fitness(lines: Sequence[Line], at: int) -> tuple[int, int]:
    """How much a table looks like one of ours: known headings, then rows."""
    return known_in(joined(lines, at)), len(lines)


def cut(name: str, sheet: str, lines: Sequence[Line], at: int) -> Sketch:
    """The lines as titles, heading and rows; lines with one cell, totals and the heading again are no rows."""
    headings = joined(lines, at)
    width = len(headings)
    own = [heading_key(heading) for heading in lines[at][1]]
    rows = tuple(
        (number, (*cells[:width], *[""] * (width - len(cells))))
        for number, cells in lines[at + 1 :]
        if is_row(cells, width) and [heading_key(cell) for cell in cells] != own
    )
    above = tuple(cell for _, cells in lines[:at] for cell in cells if cell.strip())
    return Sketch(name, sheet, above, headings, rows)


def is_row(cells: Cells, width: int) -> bool:
    """Whether it may be a record: more than one cell is written, and it is no total."""
    written = sum(bool(cell.strip()) for cell in cells)
    return written > min(1, width - 1) and not is_total(",".join(map(quoted, cells)))


def texts_of(content: bytes) -> list[tuple[str, list[Line]]]:
    """The lines of a text file, once for each way to part them into cells."""
    text = decode(content).text
    return [("", parted(text, delimiter)) for delimiter in DELIMITERS]


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


def sheets_of(name: str, content: bytes) -> list[tuple[str, list[Line]]]:
    """The lines of each sheet of a workbook."""
    refuse_oversize(name, content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(sheet, lines_of(workbook, sheet)) for sheet in workbook.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnusableFile(
            f"{name} is not a workbook that can be read: {error}. Save it again as XLSX or CSV."
        ) from error


def lines_of(workbook: CalamineWorkbook, sheet: str) -> list[Line]:
    """The first lines of a sheet that hold anything, as text."""
    cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=ROWS_READ)
    lines = ((number, [cell_text(cell, has_times=False) for cell in row]) for number, row in enumerate(cells, start=1))
    return [(number, tuple(trimmed(row))) for number, row in lines if any(cell.strip() for cell in row)]


# --- which line is the heading ---------------------------------------------------------------------------------------


def heading_at(lines: Sequence[Line]) -> int | None:
    """Which line is the heading: of the top lines that look like one, that with the most headings known."""
    fit = [at for at in range(min(len(lines), LINES_SEARCHED_FOR_HEADING)) if looks_like_heading(lines, at)]
    return max(fit, key=lambda at: (known_in(joined(lines, at)), -at), default=None)


def looks_like_heading(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is words throughout, as full as the rows below it, and has rows below it."""
    cells = [cell for cell in lines[at][1] if cell.strip()]
    below = [len([cell for cell in row if cell.strip()]) for _, row in lines[at + 1 : at + 1 + ROWS_COMPARED]]
    rows = [written for written in below if written > 1] or below
    if len(cells) < 2:
        return False
    if not rows:
        # A file without rows says that nothing happened, if its heading is one that we know.
        return known_in(joined(lines, at)) >= FEWEST_KNOWN
    is_words = not any(re.search(VALUE, cell.strip()) for cell in cells)
    return is_words and len(cells) >= AS_FULL_AS_ROWS * median(rows)


def known_in(headings: Cells) -> int:
    """How many of these headings are met in files such as ours."""
    return sum(is_known(heading) for heading in headings)


def joined(lines: Sequence[Line], at: int) -> Cells:
    """The heading; where it repeats itself ('Date, Time, Date, Time'), each cell with that of the line above it."""
    cells = tuple(" ".join(cell.split()) for cell in lines[at][1])
    keys = [heading_key(cell) for cell in cells if cell]
    if len(set(keys)) == len(keys) or at == 0:
        return cells
    above, group = lines[at - 1][1], ""
    names: list[str] = []
    for place, cell in enumerate(cells):
        group = " ".join(above[place].split()) if place < len(above) and above[place].strip() else group
        names.append(f"{group} {cell}".strip())
    return tuple(names)
