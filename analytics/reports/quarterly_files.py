"""The reports of a quarter and of a month as files, each making told to the audit log first."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from analytics.files import write
from analytics.model import Audience
from analytics.releases.recommendations import lines_approved
from analytics.releases.remarks import read_by
from analytics.reports.grid import WORD_TYPE
from analytics.reports.monthly import month_named, monthly_report
from analytics.reports.quarterly import PeriodReport, quarter_named, quarterly_report
from analytics.reports.quarterly_book import BOOK_TYPE, workbook
from analytics.reports.quarterly_pdf import pdf
from analytics.reports.quarterly_word import word
from data.audit_log import Act, AuditLog, this_user
from data.formats.dates import local_now
from data.settings import Settings
from data.snapshots import Snapshot, Store

# Name on a button -> the file's ending, what kind of file it is, and what makes it.
FILES: Final[dict[str, tuple[str, str, Callable[[PeriodReport], bytes]]]] = {
    "PDF": ("pdf", "application/pdf", pdf),
    "Word": ("docx", WORD_TYPE, word),
    "workbook": ("xlsx", BOOK_TYPE, workbook),
}


def write_quarterly(store: Store, snapshot: Snapshot, settings: Settings, name: str, folder: Path) -> list[Path]:
    """Writes all three, named after the quarter; without a name, the newest. Raises CannotReport, CannotExport."""
    quarter = quarter_named(snapshot, name)
    remarks = read_by(Audience.BOARD, store)
    report = quarterly_report(snapshot, settings, quarter, local_now(), lines_approved(store), remarks=remarks)
    return written(store, report, folder)


def write_monthly(
    store: Store, snapshot: Snapshot, settings: Settings, name: str, folder: Path, *, audience: Audience
) -> list[Path]:
    """Writes all three of a month, for co-ordinators or the board; without a name, the newest. Raises the same."""
    month = month_named(snapshot, audience, name)
    report = monthly_report(snapshot, settings, month, audience, local_now(), remarks=read_by(audience, store))
    return written(store, report, folder)


def written(store: Store, report: PeriodReport, folder: Path) -> list[Path]:
    """Writes every file of a report, which the audit log is told first."""
    AuditLog(store).append(this_user(), Act.EXPORT, said_of(report))
    files = []
    for kind, _, make in FILES.values():
        files.append(folder / file_name(report, kind))
        write(files[-1], make(report))
    return files


def said_of(report: PeriodReport) -> dict[str, str]:
    """What the audit log is told of a report."""
    return {"snapshot": report.snapshot, "report": report.template, report.length: report.name}


def file_name(report: PeriodReport, kind: str) -> str:
    """ "quarterly-2026-27-Q2.pdf", "monthly-2026-10.pdf"; an exact one "monthly-2026-10-exact.pdf"."""
    return f"{report.template}-{report.name}.{kind}"
