"""What calamine leaves out of an XLSX workbook: error cells, formulas without a result, long numbers, 1904.

It gives an error and a formula without a stored result as blank cells, and numbers as floats.
"""

import posixpath
import re
import zipfile
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

NO_RESULT: Final = "#NO RESULT!"
WORKBOOK: Final = "xl/workbook.xml"
# Whether a sheet has any such cell at all: most have none, and are then not read a second time.
OF_ERRORS: Final = (b't="e"', b"t='e'")
OF_FORMULAS: Final = (b"<f", b":f")
MAY_LACK_RESULTS: Final = re.compile(
    rb"""(?:/(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"""
)
LONG_NUMBER: Final = re.compile(rb"v>-?\d{16}")
LONG: Final = re.compile(r"-?\d{16,}")
REFERENCE: Final = re.compile(r"([A-Z]+)(\d+)")
# Where no column has three letters and the rows are few, the columns need not be counted.
FAR_COLUMN: Final = re.compile(rb'"[A-Z]{3}\d')
COLUMNS_OF_TWO_LETTERS, FEWEST_ROWS_OF_MANY = 702, 50_000
COLUMNS: Final = re.compile(rb'\br="([A-Z]{1,3})\d')
LAST_ROW: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')

# Row and column, from 0 -> what is to be read there.
Marks = dict[tuple[int, int], str]


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the sheet's name."""
    targets = relations(archive, "xl/_rels/workbook.xml.rels")
    sheets = [element for element in root_of(archive, WORKBOOK).iter() if local(element.tag) == "sheet"]
    ids = {element.get("name", ""): relation_id(element) for element in sheets}
    return {name: targets[relation] for name, relation in ids.items() if relation in targets}


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that the workbook's relations lead to, by their ids."""
    return {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip("/")
        for element in root_of(archive, part)
    }


def relation_id(element: ElementTree.Element) -> str:
    """The id of the relation that an element speaks of."""
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def root_of(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """A part of the archive as XML. The archive's size was looked at before; expat refuses exploding entities."""
    return ElementTree.fromstring(archive.read(part))  # noqa: S314


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts days from 1904."""
    properties = (element for element in root_of(archive, WORKBOOK).iter() if local(element.tag) == "workbookPr")
    return any(element.get("date1904", "0").lower() in ("1", "true", "on") for element in properties)


def area_of(sheet: bytes) -> tuple[int, int]:
    """The rows and columns that the sheet reaches over, at most; a stray cell far out makes both many."""
    last = sheet.rfind(b"row ")
    number = LAST_ROW.search(sheet, max(sheet.rfind(b"<", 0, last), 0)) if last >= 0 else None
    rows = int(number[1]) if number else 0
    if rows < FEWEST_ROWS_OF_MANY and not FAR_COLUMN.search(sheet):
        return rows, COLUMNS_OF_TWO_LETTERS
    letters = {item.decode() for item in COLUMNS.findall(sheet)}
    return rows, max(map(column_number, letters), default=-1) + 1


def column_number(letters: str) -> int:
    """A column's place, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def marks_of(sheet: bytes) -> Marks:
    """The cells of a sheet that calamine gives as blank or not exactly, with what they say."""
    has_formulas = any(mark in sheet for mark in OF_FORMULAS)
    has_errors = any(mark in sheet for mark in OF_ERRORS)
    if not (has_errors or (has_formulas and MAY_LACK_RESULTS.search(sheet)) or LONG_NUMBER.search(sheet)):
        return {}
    reader = CellReader()
    reader.read(sheet)
    return reader.marks


class CellReader:
    """Reads a sheet's XML cell by cell."""

    def __init__(self) -> None:
        self.marks: Marks = {}
        self.row, self.column = -1, -1
        self.kind = ""
        self.value: str | None = None
        self.has_formula = self.is_in_value = False

    def read(self, sheet: bytes) -> None:
        """Fill `marks`."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(sheet, True)  # noqa: FBT003

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A row or cell may leave out where it stands: then it follows the one before."""
        match tag.rpartition(":")[2]:
            case "row":
                self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
                self.column = -1
            case "c":
                place = REFERENCE.fullmatch(attributes.get("r", ""))
                self.column = column_number(place[1]) if place else self.column + 1
                self.kind, self.value, self.has_formula = attributes.get("t", "n"), None, False
            case "f":
                self.has_formula = True
            case "v":
                self.value, self.is_in_value = "", True

    def text(self, text: str) -> None:
        """Part of a value."""
        if self.is_in_value:
            self.value = (self.value or "") + text

    def end(self, tag: str) -> None:
        """At the end of a cell, what it says."""
        match tag.rpartition(":")[2]:
            case "v":
                self.is_in_value = False
            case "c" if text := self.said():
                self.marks[self.row, self.column] = text

    def said(self) -> str:
        """What the cell says, where calamine gives something else; empty where not."""
        value = (self.value or "").strip()
        if self.kind == "e":
            return value or "#VALUE!"
        if self.has_formula and not value and (self.kind != "str" or self.value is None):
            return NO_RESULT
        return value if self.kind == "n" and LONG.fullmatch(value) else ""
