"""The weekly report as files: made for a week that is over, each making told to the audit log first."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from analytics.casework.acted_on import acted_words
from analytics.casework.rows import LONDON, data_to, end_of, week_ending
from analytics.casework.week import Week, the_week
from analytics.files import write
from analytics.reports.weekly import weekly_report
from analytics.reports.weekly_pdf import pdf
from analytics.reports.weekly_word import word
from data.audit_log import Act, AuditLog, this_user
from data.errors import CannotReport
from data.machine import is_open_to_everybody, is_shared, write_durably
from data.settings import Settings
from data.snapshots import Snapshot, Store

SUNDAY: Final = 6
Writing = Callable[[Path, bytes], None]


def write_weekly(
    store: Store,
    snapshot: Snapshot,
    settings: Settings,
    sunday: date,
    folder: Path,
    *,
    purpose: str,
    writing: Writing = write,
) -> tuple[Path, Path]:
    """Writes the PDF and the Word document, named after the week. Raises CannotReport, CannotLog, CannotExport."""
    week = week_to_report(store, snapshot, settings, sunday)
    report = weekly_report(week, now(), acted_words(snapshot, settings, week.as_of))
    what = {"report": "weekly", "week": str(sunday), "snapshot": snapshot.name}
    AuditLog(store).append(this_user(), Act.EXPORT, what, purpose=purpose, children=week.in_report)
    files = (folder / file_name(sunday, "pdf"), folder / file_name(sunday, "docx"))
    for file, content in zip(files, (pdf(report), word(report)), strict=True):
        writing(file, content)
    return files


def newest_week(snapshot: Snapshot) -> date:
    """The Sunday of the newest week that the snapshot holds whole."""
    return week_ending(data_to(snapshot))


def week_to_report(store: Store, snapshot: Snapshot, settings: Settings, sunday: date) -> Week:
    """The week that ended on that Sunday. Raises CannotReport where it did not, or the data does not reach so far."""
    if sunday.weekday() != SUNDAY:
        before = sunday - timedelta(days=sunday.weekday() + 1)
        raise CannotReport(f"{sunday} is a {sunday:%A}. A week ends on a Sunday, such as {before}.")
    if end_of(sunday) > data_to(snapshot):
        raise CannotReport(
            f"The data goes to {data_to(snapshot):%Y-%m-%d %H:%M}, so the week that ends on {sunday} is not over yet. "
            "Load newer files, or ask for an earlier week."
        )
    return the_week(store, snapshot, settings, end_of(sunday))


def folder_for_reports(folder: Path) -> Path:
    """The folder that a timer writes into. Raises CannotReport where it is not there, or is open to everybody.

    It is never made here: where a disk is not mounted, the report would lie on another.
    """
    if not folder.is_dir():
        raise CannotReport(f"{folder} is no folder. Make it, or mount its disk; nothing was written.")
    if is_open_to_everybody(folder):
        raise CannotReport(
            f"{folder} is open to every user of the machine, so nothing was written. Type: chmod o= {folder}"
        )
    return folder


def lay_down(file: Path, content: bytes) -> None:
    """Writes a report whole or not at all: for its owner, and for the group where the folder is shared with one.

    As with the store, the folder's set-group-id bit says that it is.
    """
    try:
        write_durably(file, content, mode=0o640 if is_shared(file.parent) else 0o600)
    except OSError as error:
        raise CannotReport(f"{file} cannot be written: {error.strerror}.") from error


def file_name(sunday: date, kind: str) -> str:
    """ "weekly-2026-10-04.pdf"."""
    return f"weekly-{sunday}.{kind}"


def now() -> datetime:
    """This moment on the wall clock."""
    return datetime.now(LONDON).replace(tzinfo=None)
