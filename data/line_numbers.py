"""Where a row is: the line of its file, or the sheet of its workbook and the row of that sheet, in one number.

A row of a workbook of which several sheets were read has the number of its sheet, times ten million, before its own:
20000004 is row 4 of the second sheet. No sheet has more than 1,048,576 rows.
"""

from typing import Final

ROWS_OF_A_SHEET: Final = 10_000_000


def in_sheet(sheet: int, row: int) -> int:
    """The number of a row of the workbook's nth sheet, both from 1."""
    return sheet * ROWS_OF_A_SHEET + row


def line_words(row_number: int) -> str:
    """'1,204', or 'sheet 2, row 4'."""
    sheet, row = divmod(row_number, ROWS_OF_A_SHEET)
    return f"sheet {sheet}, row {row:,}" if sheet else f"{row:,}"


def line_title(row_number: int) -> str:
    """'Line 1,204', or 'Sheet 2, row 4'."""
    words = line_words(row_number)
    return f"Line {words}" if row_number < ROWS_OF_A_SHEET else words.capitalize()
