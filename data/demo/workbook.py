"""A plain XLSX workbook of text cells, written by hand.

XlsxWriter takes two seconds for the demonstration's quarter of a million cells, and this less than
half of one: the demonstration is made while somebody waits for the first page.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPENXML = "http://schemas.openxmlformats.org"
SHEET = f"{OPENXML}/spreadsheetml/2006/main"
RELATIONS = f"{OPENXML}/package/2006/relationships"
DOCUMENT = f"{OPENXML}/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Everything in a workbook that does not depend on its cells (ECMA-376, part 1).
FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{OPENXML}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{DOCUMENT}">'
    '<sheets><sheet name="Missing episodes" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
COLUMNS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def write_workbook(path: Path, rows: Sequence[tuple[str, ...]]) -> None:
    """One sheet with these rows, at most 52 columns wide. Blank cells are left out."""
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{"".join(row_elements(rows))}</sheetData></worksheet>'
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in (FRAME | {"xl/worksheets/sheet1.xml": sheet}).items():
            # ZipInfo's own date, so that the bytes do not change from day to day.
            archive.writestr(ZipInfo(name), HEAD + text, ZIP_DEFLATED)


def row_elements(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A row element for each row, its cells holding their text inline."""
    for line, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{column}{line}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for column, cell in zip(COLUMNS, row, strict=False)
            if cell
        )
        yield f'<row r="{line}">{cells}</row>'
