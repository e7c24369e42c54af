"""The sub-group's report as files: what the board may read of a quarter that is over, told to the audit log first."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from analytics.files import write
from analytics.releases.recommendations import lines_approved
from analytics.reports.grid import WORD_TYPE
from analytics.reports.quarterly import QuarterlyReport, quarter_named, quarterly_report
from analytics.reports.quarterly_book import BOOK_TYPE, workbook
from analytics.reports.quarterly_pdf import pdf
from analytics.reports.quarterly_word import word
from data.audit_log import Act, AuditLog, this_user
from data.formats.dates import local_now
from data.settings import Settings
from data.snapshots import Snapshot, Store

# Name on a button -> the file's ending, what kind of file it is, and what makes it.
FILES: Final[dict[str, tuple[str, str, Callable[[QuarterlyReport], bytes]]]] = {
    "PDF": ("pdf", "application/pdf", pdf),
    "Word": ("docx", WORD_TYPE, word),
    "workbook": ("xlsx", BOOK_TYPE, workbook),
}


def write_quarterly(store: Store, snapshot: Snapshot, settings: Settings, name: str, folder: Path) -> list[Path]:
    """Writes all three, named after the quarter; without a name, the newest. Raises CannotReport, CannotExport."""
    report = quarterly_report(snapshot, settings, quarter_named(snapshot, name), local_now(), lines_approved(store))
    what = {"report": "quarterly", "quarter": report.name, "snapshot": snapshot.name}
    AuditLog(store).append(this_user(), Act.EXPORT, what)
    files = []
    for kind, _, make in FILES.values():
        files.append(folder / file_name(report, kind))
        write(files[-1], make(report))
    return files


def file_name(report: QuarterlyReport, kind: str) -> str:
    """ "quarterly-2026-27-Q2.pdf"."""
    return f"quarterly-{report.name}.{kind}"
