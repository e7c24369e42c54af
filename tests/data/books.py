"""Workbooks for tests: written by xlsxwriter, or by hand where no writer at hand can write what is to be read."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

HEADINGS = ["Ref", "Person", "Type", "Went", "Back"]
MAPPING = """
[source]
system = "police"
kind = "episodes"
dates = "day-first"
covers = ["2026-07-01", "2026-10-01"]
as_of = 2026-10-05T07:30:00
[columns]
episode = "Ref"
child = "Person"
category = "Type"
started_at = "Went"
ended_at = "Back"
"""
ODS_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {"office": "office", "table": "table", "text": "text"}.items()
)
CALC_SPACE = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def episode(ref: object, child: str, month: int, day: int) -> list[object]:
    """A row of eight hours."""
    return [ref, child, "Missing", datetime(2026, month, day, 10), datetime(2026, month, day, 18)]


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int, object]] = (),
    **options: object,
) -> bytes:
    """Sheets of rows; cells merged on the first, each as first row, first column, last row, last column, value."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"default_date_format": "dd/mm/yyyy hh:mm", **options}) as book:
        pages = {name: book.add_worksheet(name) for name in sheets}
        for name, rows in sheets.items():
            for number, row in enumerate(rows):
                pages[name].write_row(number, 0, row)
            if name in hidden:
                pages[name].hide()
        for at in merged:
            next(iter(pages.values())).merge_range(*at)
    return held.getvalue()


def with_part(book: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with a text of one part exchanged; an error where it is not there."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return held.getvalue()


def ods(rows: str, *, settings: str = "") -> bytes:
    """An ODS workbook with one sheet of these rows (XML)."""
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": (
                f'<?xml version="1.0"?><office:document-content {ODS_SPACES} {CALC_SPACE}><office:body>'
                f'<office:spreadsheet>{settings}<table:table table:name="List">{rows}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>"
            ).encode(),
        }
    )


def ods_row(*cells: object) -> str:
    """A row of an ODS sheet: text, moments, or XML of one cell."""
    return f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(cell: object) -> str:
    """One cell."""
    match cell:
        case datetime() | date():
            return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
        case str() if cell.startswith("<"):
            return cell
        case "":
            return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'


def xlsb(rows: Sequence[Sequence[object]], *, is_1904: bool = False) -> bytes:
    """An XLSB workbook with one sheet of text, numbers, and errors (given as the bytes of their code)."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    sheet = record(148, struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1))
    cells = b"".join(
        record(0, struct.pack("<I", number) + bytes(13)) + b"".join(map(xlsb_cell, range(len(row)), row))
        for number, row in enumerate(rows)
    )
    bundle = record(156, struct.pack("<2I", 0, 1) + wide("rId1") + wide("List"))
    properties = record(153, struct.pack("<2I", int(is_1904), 0) + wide(""))
    return zipped(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.bin": record(131) + properties + record(143) + bundle + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": relations.encode(),
            "xl/worksheets/sheet1.bin": record(129) + sheet + record(145) + cells + record(146) + record(130),
        }
    )


def xlsb_cell(column: int, cell: object) -> bytes:
    """One cell of an XLSB sheet."""
    head = struct.pack("<2I", column, 0)
    match cell:
        case bytes():
            return record(3, head + cell)
        case float():
            return record(5, head + struct.pack("<d", cell))
    return record(6, head + wide(str(cell)))


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of an XLSB part."""
    name = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    return name + bytes([len(body)]) + body


def wide(text: str) -> bytes:
    """A text after its length."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def texts(table: Any) -> list[tuple[object, ...]]:
    """A table's rows without their numbers and lines."""
    return list(table.rows.drop("row_number", "original").rows())
