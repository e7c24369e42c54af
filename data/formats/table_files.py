"""A file -> its table, or its tables: by what its bytes are, whatever its name says."""

from dataclasses import replace

from data.formats.csv_files import read_csv
from data.formats.headings import Sought
from data.formats.not_tables import is_old_workbook, is_zip, refuse_what_is_no_table
from data.formats.sent_back import taken_out
from data.formats.tables import Table
from data.formats.workbooks import read_workbook, tables_of


def read_table(name: str, content: bytes, sought: Sought) -> Table:
    """The table in a CSV file, or on the sheets of a workbook (XLSX, XLSB, XLS, ODS).

    Raises UnusableFile when the file is no table, or has no such heading near its top.
    """
    if not is_workbook(name, content):
        return taken_out(read_csv(name, content, sought))
    return taken_out(read_workbook(name, content, sought))


def read_tables(name: str, content: bytes, sought: Sought) -> list[Table]:
    """Every table of a workbook that has such a heading, named by its sheet; of another file, the one."""
    if not is_workbook(name, content):
        return [taken_out(read_csv(name, content, sought))]
    tables = {sheet: taken_out(table) for sheet, table in tables_of(name, content, sought).items()}
    if len(tables) > 1:
        return [replace(table, name=f"{name} ({sheet})") for sheet, table in tables.items()]
    return list(tables.values())


def is_workbook(name: str, content: bytes) -> bool:
    """Whether the file is a workbook. Raises UnusableFile where it is known to be no table at all."""
    refuse_what_is_no_table(name, content)
    return is_zip(content) or is_old_workbook(content)
