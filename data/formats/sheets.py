"""A workbook -> its sheets as cells, read by calamine; what it leaves out is read beside it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from data.errors import UnusableFile
from data.formats import ods_parts, xls_parts, xlsb_parts, xlsx_parts
from data.formats.cells import Cell, in_hours
from data.formats.headings import Span
from data.formats.not_tables import ENCRYPTED_WORDS, is_zip, refuse_other_zips
from data.formats.xlsx_parts import Marks

# A workbook of 490 KB can unpack to 116 MB (seen by experiment); a million rows of ours take about 300.
MOST_UNPACKED_BYTES = 600_000_000
# An old workbook is not packed; 65,536 rows of ours take about 20 MB.
MOST_OLD_BYTES = 200_000_000
# Every cell between the first and the last is held in memory, written or not.
MOST_CELLS = 40_000_000

Place = tuple[int, int]
SAVE_AGAIN = "Save it again as XLSX or CSV."


@dataclass
class Sheet:
    """One sheet: its place among the tabs, from 1, its rows of cells, and its merged cells (first and last, from 0)."""

    number: int
    name: str
    is_hidden: bool
    cells: list[list[Cell]]
    merged: Sequence[tuple[Place, Place]]
    counts_from_1904: bool = False
    said: list[str] = field(default_factory=list)

    @cached_property
    def written(self) -> int:
        """How many rows have something written on them."""
        return sum(any(not isinstance(cell, str) or cell.strip() for cell in row) for row in self.cells)

    def spans(self, row: int) -> list[Span] | None:
        """The columns of the merged cells that begin on this row; none where it has no merged cells."""
        return [(first[1], last[1]) for first, last in self.merged if first[0] == row] or None

    def columns(self, after: int, width: int) -> list[list[Cell]]:
        """So many columns, from this row (from 0) to the last."""
        below = [[*row, *[""] * (width - len(row))] if len(row) < width else row[:width] for row in self.cells[after:]]
        return [list(column) for column in zip(*below, strict=True)] if below else [[] for _ in range(width)]


@dataclass(frozen=True)
class Book:
    """A workbook's sheets of cells, in the order of their tabs."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Parts:
    """What is read beside calamine: marks and merged cells by sheet, and whether days are counted from 1904."""

    marks: Mapping[str, Marks]
    counts_from_1904: bool
    merged: Mapping[str, Sequence[tuple[Place, Place]]] = field(default_factory=dict)


def open_workbook(name: str, content: bytes) -> Book:
    """Every sheet of cells of an XLSX, XLSB, XLS or ODS workbook. Raises UnusableFile, saying what to do."""
    with read_errors(name):
        refuse_oversize(name, content)
        parts = parts_of(name, content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for number, about in enumerate(workbook.sheets_metadata, start=1):
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            read = workbook.get_sheet_by_name(about.name)
            cells = read.to_python(skip_empty_area=False)
            merged = read.merged_cell_ranges or parts.merged.get(about.name, ())
            is_hidden = about.visible is not SheetVisibleEnum.Visible
            sheet = Sheet(number, about.name, is_hidden, cells, merged, parts.counts_from_1904)
            if read.merged_cell_ranges is None:
                sheet.cells = [[in_hours(cell) if isinstance(cell, str) else cell for cell in row] for row in cells]
            put_marks(sheet, parts.marks.get(about.name, {}))
            fill_merged(sheet)
            sheets.append(sheet)
    return Book(tuple(sheets))


@contextmanager
def read_errors(name: str) -> Iterator[None]:
    """Turns what a damaged workbook raises into one sentence."""
    try:
        yield
    except UnusableFile:
        raise
    except PasswordError as error:
        raise UnusableFile(f"{name} {ENCRYPTED_WORDS}") from error
    except (
        CalamineError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        expat.ExpatError,
        struct.error,
        zlib.error,
        EOFError,
        ValueError,
        LookupError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnusableFile(f"{name} is not a workbook that can be read: {error}. {SAVE_AGAIN}") from error
    except BaseException as error:
        # A fault inside calamine comes as a PanicException, which is no Exception and cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnusableFile(f"{name} is not a workbook that can be read. {SAVE_AGAIN}") from error


def refuse_oversize(name: str, content: bytes) -> None:
    """Refuse a workbook that would take more than memory should hold, before unpacking it; and a ZIP that is none."""
    if not is_zip(content):
        refuse_more(name, len(content), MOST_OLD_BYTES, "is", "MB")
        return
    members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    refuse_more(name, sum(member.file_size for member in members), MOST_UNPACKED_BYTES, "would unpack to", "MB")
    refuse_other_zips(name, [member.filename for member in members])


def refuse_more(name: str, size: int, most: int, is_so_much: str, unit: str) -> None:
    """Refuse what is larger than can be read."""
    if size > most:
        raise UnusableFile(
            f"{name} {is_so_much} {size // 1_000_000:,} {unit}; at most {most // 1_000_000:,} are read. "
            "Save the sheet as CSV."
        )


def parts_of(name: str, content: bytes) -> Parts:
    """What calamine leaves out of the workbook."""
    if not is_zip(content):
        refuse_more_cells(name, xls_parts.most_cells(content))
        old = xls_parts.parts_of(content)
        return Parts(old.marks, old.counts_from_1904)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = set(archive.namelist())
        if ods_parts.CONTENT in members:
            return ods_parts_of(name, archive.read(ods_parts.CONTENT))
        if xlsb_parts.WORKBOOK in members:
            refuse_more_cells(name, xlsb_parts.most_cells(archive))
            return Parts(xlsb_parts.marks_of(archive), xlsb_parts.counts_from_1904(archive))
        return xlsx_parts_of(name, archive)


def ods_parts_of(name: str, document: bytes) -> Parts:
    """What calamine leaves out of an ODS workbook."""
    sheets = ods_parts.sheets_of(document)
    for sheet, known in sheets.items():
        refuse_more_cells(f"{name}, sheet {sheet!r},", known.cells)
    marks = {sheet: known.marks for sheet, known in sheets.items()}
    merged = {sheet: known.merged for sheet, known in sheets.items()}
    return Parts(marks, ods_parts.counts_from_1904(document), merged)


def xlsx_parts_of(name: str, archive: zipfile.ZipFile) -> Parts:
    """What calamine leaves out of an XLSX workbook."""
    members = set(archive.namelist())
    marks = {}
    for sheet, path in xlsx_parts.sheet_paths(archive).items():
        if path in members:
            part = archive.read(path)
            rows, columns = xlsx_parts.area_of(part)
            refuse_more_cells(f"{name}, sheet {sheet!r},", rows * columns)
            marks[sheet] = xlsx_parts.marks_of(part)
    return Parts(marks, xlsx_parts.counts_from_1904(archive))


def refuse_more_cells(name: str, cells: int) -> None:
    """Refuse a sheet that reaches too far."""
    if cells > MOST_CELLS:
        raise UnusableFile(
            f"{name} reaches over {cells // 1_000_000:,} million cells; at most {MOST_CELLS // 1_000_000} million are "
            "read. Something is written far below or far right of the table: delete those rows and columns, or save "
            "the sheet as CSV."
        )


def put_marks(sheet: Sheet, marks: Marks) -> None:
    """Put what calamine left out in its place."""
    if not marks:
        return
    width = max(max(column for _, column in marks) + 1, *map(len, sheet.cells), 0)
    height = max(max(row for row, _ in marks) + 1, len(sheet.cells))
    for cells in sheet.cells:
        cells.extend([""] * (width - len(cells)))
    sheet.cells.extend([""] * width for _ in range(height - len(sheet.cells)))
    for (row, column), text in marks.items():
        sheet.cells[row][column] = text


def fill_merged(sheet: Sheet) -> None:
    """A merged cell's value stands in each row that it reaches over and that has something of its own.

    Of a cell merged over several columns only the first has the value: whether the others would say so is a guess.
    """
    filled = sum(fill_down(sheet.cells, first, last) for first, last in sheet.merged)
    if filled:
        cells = "1 cell inside a merged cell was" if filled == 1 else f"{filled} cells inside merged cells were"
        sheet.said.append(f"{cells} read as the merged cell.")


def fill_down(cells: list[list[Cell]], first: Place, last: Place) -> int:
    """Fill one merged cell's rows; how many were blank before."""
    (top, left), (bottom, right) = first, last
    filled = 0
    for row in cells[top + 1 : bottom + 1]:
        has_own = any(cell != "" for place, cell in enumerate(row) if not left <= place <= right)
        if has_own and left < len(row) and cells[top][left] != "":
            row[left] = cells[top][left]
            filled += 1
    return filled
