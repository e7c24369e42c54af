"""Plain files of text cells, the same bytes each time."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

# A fixed date, so that the bytes do not change from day to day.
CREATED = datetime(2026, 1, 1)


def write_workbook(path: Path, rows: Sequence[tuple[str, ...]]) -> None:
    """One sheet with these rows. Blank cells are left out."""
    # Row by row to disk: quicker, and the demonstration is made while somebody waits for the first page.
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": CREATED})
        sheet = workbook.add_worksheet("Missing episodes")
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, column, cell)


def write_csv(path: Path, rows: Sequence[tuple[str, ...]]) -> None:
    """The rows as text, in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
