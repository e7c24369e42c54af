"""The sheet for the daily meeting as a PDF (PDF/UA-1), each making told to the audit log first."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from analytics.casework.week import Week, the_week, this_minute
from analytics.files import write
from analytics.reports.daily import DailySheet, children_of, daily_sheet
from analytics.reports.typeset import Typeset, grid_values
from data.audit_log import Act, AuditLog, this_user
from data.settings import Settings
from data.snapshots import Snapshot, Store

GRIDS: Final = ("missing", "others", "returned", "triggers", "actions")


def write_daily(store: Store, snapshot: Snapshot, settings: Settings, folder: Path, *, purpose: str) -> Path:
    """Writes the sheet of today, named after the day. Raises CannotLog, CannotExport."""
    week = the_week(store, snapshot, settings)
    now = this_minute(store, week.by_hand.ends)
    children = children_of(week, now.date())
    AuditLog(store).append(this_user(), Act.EXPORT, said_of_sheet(week, now.date()), purpose=purpose, children=children)
    file = folder / file_name(now.date())
    write(file, pdf(daily_sheet(week, now)))
    return file


def said_of_sheet(week: Week, day: date) -> dict[str, str]:
    """What the audit log is told of a sheet."""
    return {"report": "daily", "day": str(day), "snapshot": week.cases.snapshot}


def file_name(day: date) -> str:
    """ "daily-2026-10-05.pdf"."""
    return f"daily-{day}.pdf"


def pdf(sheet: DailySheet) -> bytes:
    """The sheet as a PDF."""
    return typeset(sheet).pdf()


def typeset(sheet: DailySheet) -> Typeset:
    """The sheet as its template is given it."""
    grids = {name: grid_values(getattr(sheet, name)) for name in GRIDS}
    content: dict[str, Any] = asdict(sheet) | grids
    return Typeset("daily.typ", content, {})
