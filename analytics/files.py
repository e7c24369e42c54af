"""Tables as files: CSV, workbook and JSON that a spreadsheet opens and never runs, written for their owner alone."""

import json
from io import BytesIO
from pathlib import Path

import polars as pl

from data.errors import CannotExport

# A spreadsheet runs a cell that begins like this.
RUNS_IN_A_SPREADSHEET = r"^[=+\-@\t\r]"


def as_json(rows: pl.DataFrame) -> bytes:
    """A JSON array of objects, dates as ISO text."""
    return json.dumps(rows.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts(), indent=1).encode()


def as_csv(rows: pl.DataFrame) -> bytes:
    """CSV that a spreadsheet opens and never runs, with a byte-order mark so that it reads UTF-8."""
    return b"\xef\xbb\xbf" + harmless(rows).write_csv().encode()


def as_xlsx(rows: pl.DataFrame) -> bytes:
    """A workbook with one sheet. Text stays text: nothing in it is a formula or a link."""
    workbook = BytesIO()
    import xlsxwriter  # noqa: PLC0415  heavy, and only an export needs it

    with xlsxwriter.Workbook(
        workbook, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        rows.write_excel(book, worksheet="Figures", autofit=True, freeze_panes=(1, 0))
    return workbook.getvalue()


def harmless(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with text that a spreadsheet would run marked as text."""
    text = pl.col(pl.String)
    return rows.with_columns(
        pl.when(text.str.contains(RUNS_IN_A_SPREADSHEET)).then("'" + text).otherwise(text).name.keep()
    )


WRITERS = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx}


def write(path: Path, content: bytes) -> None:
    """Write an export for its owner alone."""
    try:
        path.touch(mode=0o600)
        if path.is_file():
            # One that was there before may have been everybody's.
            path.chmod(0o600)
        path.write_bytes(content)
    except OSError as error:
        raise CannotExport(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder that exists."
        ) from error
