"""What calamine leaves out of an ODS workbook: error cells, formulas without a result, line breaks inside a cell."""

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from data.formats.xlsx_parts import LONG, NO_RESULT, Marks

CONTENT: Final = "content.xml"
NULL_DATE_1904: Final = re.compile(rb'null-date\b[^>]*date-value="1904')
# No sheet has more.
ROWS_OF_A_SHEET, COLUMNS_OF_A_SHEET = 1_048_576, 16_384
LONGEST_SPACE: Final = 1000


def counts_from_1904(document: bytes) -> bool:
    """Whether the workbook counts days from 1904."""
    return bool(NULL_DATE_1904.search(document))


@dataclass(frozen=True)
class Block:
    """What a cell says, and the rows and columns that it is repeated over, from 0, the last left out."""

    rows: range
    columns: range
    said: str


@dataclass
class OdsSheet:
    """What is known of one sheet: how many cells it reaches over, its merged cells, what calamine leaves out."""

    cells: int = 0
    blocks: list[Block] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)

    @property
    def marks(self) -> Marks:
        """Each cell that calamine leaves out. Only for a sheet whose cells are not too many."""
        return {(row, column): block.said for block in self.blocks for row in block.rows for column in block.columns}


def sheets_of(document: bytes) -> dict[str, OdsSheet]:
    """What is known of each sheet, by its name."""
    reader = CellReader()
    reader.read(document)
    return reader.sheets


class CellReader:
    """Reads the document's XML cell by cell."""

    def __init__(self) -> None:
        self.sheets: dict[str, OdsSheet] = {}
        self.sheet = OdsSheet()
        self.row, self.rows, self.column, self.width = 0, 1, 0, 0
        self.attributes: dict[str, str] = {}
        self.parts: list[str] | None = None
        self.is_broken = False

    def read(self, document: bytes) -> None:
        """Fill `sheets`."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(document, True)  # noqa: FBT003

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Where the next cell stands, and how its text is broken."""
        match tag:
            case "table:table":
                self.sheet = self.sheets[attributes.get("table:name", "")] = OdsSheet()
                self.row, self.width = 0, 0
            case "table:table-row":
                self.rows = min(int(attributes.get("table:number-rows-repeated", "1")), ROWS_OF_A_SHEET)
                self.column = 0
            case "table:table-cell" | "table:covered-table-cell":
                self.attributes, self.parts, self.is_broken = attributes, [], False
            case "office:annotation":
                self.parts = None
            case "text:line-break" | "text:tab" if self.parts is not None:
                self.parts.append("\n" if tag == "text:line-break" else "\t")
                self.is_broken = True
            case "text:s" if self.parts is not None:
                self.parts.append(" " * min(int(attributes.get("text:c", "1")), LONGEST_SPACE))
            case "text:p" if self.parts:
                self.parts.append("\n")

    def text(self, text: str) -> None:
        """Part of what a cell shows."""
        if self.parts is not None:
            self.parts.append(text)

    def end(self, tag: str) -> None:
        """At the end of a cell what it says and how far it reaches."""
        match tag:
            case "table:table-cell" | "table:covered-table-cell":
                self.end_cell()
            case "table:table-row":
                self.row += self.rows

    def end_cell(self) -> None:
        """Keep what the cell says."""
        columns = min(self.count("table:number-columns-repeated"), COLUMNS_OF_A_SHEET)
        if text := self.said():
            over = range(self.column, self.column + columns)
            self.sheet.blocks.append(Block(range(self.row, self.row + self.rows), over, text))
        if self.parts or "office:value-type" in self.attributes or "table:formula" in self.attributes:
            self.width = max(self.width, self.column + columns)
            self.sheet.cells = (self.row + self.rows) * self.width
        down, right = self.count("table:number-rows-spanned"), self.count("table:number-columns-spanned")
        if down > 1 or right > 1:
            last = (self.row + down - 1, self.column + right - 1)
            self.sheet.merged.append(((self.row, self.column), last))
        self.column += columns
        self.parts = None

    def count(self, name: str) -> int:
        """A number among the cell's attributes; 1 where it is left out."""
        return int(self.attributes.get(name, "1"))

    def said(self) -> str:
        """What the cell says, where calamine gives something else; empty where not."""
        shown = "".join(self.parts or ()).strip()
        kind, value = self.attributes.get("office:value-type", ""), self.attributes.get("office:value", "")
        if self.attributes.get("calcext:value-type") == "error":
            return shown or "#VALUE!"
        if "table:formula" in self.attributes and not kind:
            return NO_RESULT
        if kind == "float" and LONG.fullmatch(value):
            return value
        return shown if kind == "string" and self.is_broken else ""
