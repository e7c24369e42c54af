"""Workbooks to hand over, written into a folder: logged with the children in them before they are made."""

from collections.abc import Sequence
from pathlib import Path

from analytics.casework.handover.interviews import interview_books, names
from analytics.casework.handover.workbook import Book, children_in
from analytics.casework.week import the_week
from analytics.export import write
from data.audit_log import Act, AuditLog, this_user
from data.settings import Settings
from data.snapshots import Snapshot, Store


def write_interviews(store: Store, snapshot: Snapshot, settings: Settings, folder: Path, *, purpose: str) -> list[Path]:
    """A workbook a provider, for its owner alone; where they are."""
    books = interview_books(the_week(store, snapshot, settings), names(store, settings))
    return write_books(store, snapshot, "interviews", books, folder, purpose=purpose)


def write_books(
    store: Store, snapshot: Snapshot, table: str, books: Sequence[Book], folder: Path, *, purpose: str
) -> list[Path]:
    """Logs whom the books name, and writes them. Raises CannotExport where the folder cannot be written."""
    if books:
        what = {"snapshot": snapshot.name, "hand_over": table, "workbooks": len(books)}
        AuditLog(store).append(this_user(), Act.EXPORT, what, purpose=purpose, children=children_in(books))
    files = [folder / book.name for book in books]
    for file, book in zip(files, books, strict=True):
        write(file, book.make())
    return files
