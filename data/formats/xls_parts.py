"""What calamine leaves out of an XLS workbook: error cells, and days counted from 1904. Read by xlrd.

A formula without a stored result cannot be told there: the format always holds one.
"""

import io
import re
import struct
from dataclasses import dataclass
from typing import Final

import xlrd
from xlrd.compdoc import CompDoc

from data.formats.xlsx_parts import Marks

# Whether there may be an error cell at all: reading an old workbook a second time takes seconds. An error is a record
# of its own (BoolErr, [MS-XLS] 2.4.24), or the result of a formula (2.5.133).
MAY_HAVE_ERRORS: Final = re.compile(
    rb"\x05\x02\x08\x00.{6}[\x00\x07\x0f\x17\x1d\x24\x2a]\x01|\x06\x00.{8}\x02.[\x00\x07\x0f\x17\x1d\x24\x2a].{3}\xff\xff",
    re.DOTALL,
)
DIMENSIONS: Final = 0x0200
MAY_COUNT_FROM_1904: Final = b"\x22\x00\x02\x00\x01\x00"


@dataclass(frozen=True)
class OldParts:
    """The error cells by sheet, and whether days are counted from 1904."""

    marks: dict[str, Marks]
    counts_from_1904: bool


def parts_of(content: bytes) -> OldParts:
    """What calamine leaves out of the workbook."""
    if not MAY_HAVE_ERRORS.search(content) and MAY_COUNT_FROM_1904 not in content:
        return OldParts({}, counts_from_1904=False)
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except Exception as error:
        # Of a damaged file xlrd raises whatever its code comes upon: IndexError, AssertionError, struct.error ...
        raise ValueError(str(error)) from error
    return OldParts({sheet.name: errors_of(sheet) for sheet in book.sheets()}, book.datemode == 1)


def most_cells(content: bytes) -> int:
    """How many cells the largest sheet says that it reaches over.

    calamine makes room for all of them at once, and where a damaged record ([MS-XLS] 2.4.90) says billions, the whole
    process ends. Raises ValueError where the container or such a record is damaged.
    """
    try:
        held, start, length = CompDoc(content, logfile=io.StringIO()).locate_named_stream("Workbook")
    except Exception as error:
        raise ValueError(str(error)) from error
    most, at, end = 0, start, start + length
    while held is not None and at + 4 <= end:
        kind, size = struct.unpack_from("<2H", held, at)
        if kind == DIMENSIONS and size >= 12:
            first, rows, left, columns = struct.unpack_from("<2I2H", held, at + 4)
            if first > rows or left > columns:
                raise ValueError("a sheet ends before it begins")
            most = max(most, rows * columns)
        at += 4 + size
    return most


def errors_of(sheet: xlrd.sheet.Sheet) -> Marks:
    """The error cells of a sheet."""
    return {
        (row, column): xlrd.error_text_from_code.get(sheet.cell_value(row, column), "#VALUE!")
        for row in range(sheet.nrows)
        for column, kind in enumerate(sheet.row_types(row))
        if kind == xlrd.XL_CELL_ERROR
    }
