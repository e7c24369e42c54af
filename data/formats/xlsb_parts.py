"""What calamine leaves out of an XLSB workbook: error cells, and days counted from 1904.

Records and their parts: [MS-XLSB], sections 2.1.4 and 2.4.
"""

import struct
import zipfile
from collections.abc import Iterator
from typing import Final

from data.formats.xlsx_parts import Marks, relations

WORKBOOK: Final = "xl/workbook.bin"
RELATIONS: Final = "xl/_rels/workbook.bin.rels"
ROW, CELL_ERROR, FORMULA_ERROR, WORKBOOK_PROPERTIES, BUNDLE_SHEET = 0, 3, 11, 153, 156
CELLS: Final = range(1, 12)
DIMENSIONS: Final = 148
# [MS-XLSB] 2.5.97.2.
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts days from 1904."""
    return any(kind == WORKBOOK_PROPERTIES and body[0] & 1 for kind, body in records(archive.read(WORKBOOK)))


def marks_of(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """The error cells, by sheet."""
    members = set(archive.namelist())
    paths = sheet_paths(archive)
    return {sheet: errors_of(archive.read(path)) for sheet, path in paths.items() if path in members}


def most_cells(archive: zipfile.ZipFile) -> int:
    """How many cells the largest sheet reaches over, by its cells and by what it says itself."""
    members = set(archive.namelist())
    return max((area_of(archive.read(path)) for path in sheet_paths(archive).values() if path in members), default=0)


def area_of(sheet: bytes) -> int:
    """The rows times the columns of a sheet."""
    rows = columns = stated = 0
    for kind, body in records(sheet):
        if kind == ROW:
            rows = max(rows, struct.unpack_from("<I", body)[0] + 1)
        elif kind in CELLS:
            columns = max(columns, struct.unpack_from("<I", body)[0] + 1)
        elif kind == DIMENSIONS:
            first, last, left, right = struct.unpack_from("<4I", body)
            if first > last or left > right:
                raise ValueError("a sheet ends before it begins")
            stated = (last - first + 1) * (right - left + 1)
    return max(rows * columns, stated)


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    targets = relations(archive, RELATIONS)
    paths = {}
    for kind, body in records(archive.read(WORKBOOK)):
        if kind == BUNDLE_SHEET:
            relation, after = wide_text(body, 8)
            paths[wide_text(body, after)[0]] = targets.get(relation, "")
    return paths


def errors_of(sheet: bytes) -> Marks:
    """The error cells of a sheet."""
    marks: Marks = {}
    row = -1
    for kind, body in records(sheet):
        if kind == ROW:
            (row,) = struct.unpack_from("<I", body)
        elif kind in (CELL_ERROR, FORMULA_ERROR):
            (column,) = struct.unpack_from("<I", body)
            marks[row, column] = ERRORS.get(body[8], "#VALUE!")
    return marks


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's kind and body."""
    at = 0
    while at < len(part):
        kind, at = number(part, at, 2)
        size, at = number(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, seven bits in each, and the place after it."""
    value = 0
    for place in range(most):
        byte = part[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return value, at + most


def wide_text(body: bytes, at: int) -> tuple[str, int]:
    """A text after its length, and the place after it."""
    (letters,) = struct.unpack_from("<I", body, at)
    after = at + 4 + 2 * letters
    return body[at + 4 : after].decode("utf-16-le"), after
