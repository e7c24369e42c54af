"""Lists for inspectors as files: each making told to the audit log first, with everybody who is on it."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from analytics.files import write
from analytics.reports.inspection import Asked, InspectionList
from analytics.reports.inspection_book import workbook
from analytics.reports.inspection_jtai import MONTHS, jtai_list
from analytics.reports.inspection_list_8 import list_8
from data.annex_a import LIST_8, SCHEMA, read_list_8
from data.audit_log import Act, AuditLog, this_user
from data.errors import CannotReport
from data.settings import Settings
from data.snapshots import Snapshot, Store

BOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_list_8(store: Store, snapshot: Snapshot, settings: Settings, out: Path, *, purpose: str) -> InspectionList:
    """Writes List 8 to a file. Raises CannotReport, CannotLog, CannotExport."""
    listed = list_8(Asked(store, snapshot, settings))
    logged(store, listed, "annex A, list 8", purpose)
    write(out, list_8_book(listed))
    return listed


def write_jtai(
    store: Store,
    snapshot: Snapshot,
    settings: Settings,
    out: Path,
    *,
    purpose: str,
    months: int = MONTHS,
    notice: date | None = None,
) -> InspectionList:
    """Writes the list of children with episodes to a file. Raises CannotReport, CannotLog, CannotExport."""
    listed = jtai_list(Asked(store, snapshot, settings), months, notice)
    logged(store, listed, "joint targeted area inspection", purpose)
    write(out, workbook(listed))
    return listed


def logged(store: Store, listed: InspectionList, name: str, purpose: str) -> None:
    """Says in the audit log what is about to leave the store, and whom it shows."""
    what = {"list": name, "snapshot": listed.snapshot, "rows": len(listed.main.rows)}
    AuditLog(store).append(this_user(), Act.EXPORT, what, purpose=purpose, children=listed.children)


def list_8_book(listed: InspectionList) -> bytes:
    """List 8 as a workbook, once our own reader has read it back as it was written. Raises CannotReport."""
    content = workbook(listed)
    if listed.main.rows and not read_back(content).equals(rows_of(listed)):
        raise CannotReport("List 8 was not read back as it was written, so it was not handed out. This is a fault.")
    return content


def rows_of(listed: InspectionList) -> pl.DataFrame:
    """The list as a frame, a column for each of LIST_8."""
    return pl.DataFrame(list(listed.main.rows), schema=SCHEMA, orient="row")


def read_back(content: bytes) -> pl.DataFrame:
    """The list in a workbook, as our own reader has it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "list-8.xlsx"
        file.write_bytes(content)
        return read_list_8(file).select(column.name for column in LIST_8)


def file_name(kind: str, day: date) -> str:
    """ "annex-a-list-8-2026-10-04.xlsx"."""
    return f"{kind}-{day}.xlsx"
