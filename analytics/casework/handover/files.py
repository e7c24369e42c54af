"""Workbooks to hand over, written into a folder: logged with the children in them before they are made."""

from collections.abc import Sequence
from pathlib import Path

from analytics.casework.handover import differences
from analytics.casework.handover.interviews import interview_books, names
from analytics.casework.handover.refused import refused_books, refused_to_send_back
from analytics.casework.handover.workbook import Book, children_in
from analytics.casework.week import the_week
from analytics.files import write
from analytics.model import Period
from data.audit_log import Act, AuditLog, this_user
from data.errors import CannotExport
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.warehouse import warehouse


def write_interviews(store: Store, snapshot: Snapshot, settings: Settings, folder: Path, *, purpose: str) -> list[Path]:
    """A workbook a provider, for its owner alone; where they are."""
    books = interview_books(the_week(store, snapshot, settings), names(store, settings))
    return write_books(store, snapshot, "interviews", books, folder, purpose=purpose)


def write_differences(
    store: Store, snapshot: Snapshot, settings: Settings, period: Period, folder: Path, *, purpose: str
) -> list[Path]:
    """A workbook for each home and the fostering service, of what is not answered yet; where they are."""
    episodes = warehouse(snapshot.episodes)
    found = differences.by_whom(differences.differences(episodes, period))
    books = differences.difference_books(found, differences.replies(episodes), period, names(store, settings), settings)
    return write_books(store, snapshot, "differences", books, folder, purpose=purpose)


def write_refused(store: Store, snapshot: Snapshot, settings: Settings, to: Path) -> list[Path]:
    """The refused rows of one sender as the file `to`, or of several as files in the folder `to`.

    Raises CannotExport where several senders' rows would stand in one file: none may see another's.
    """
    books = refused_books(store, snapshot, settings)
    if not books:
        return []
    files = [to / book.name for book in books] if to.is_dir() else [to]
    if len(files) < len(books):
        whom = "; ".join(book.whom for book in books)
        raise CannotExport(f"{len(books)} workbooks are needed, and {to} is no folder: {whom}. Name a folder.")
    rows = refused_to_send_back(snapshot, names(store, settings).secret).height
    what = {"snapshot": snapshot.name, "rows": rows, "workbooks": len(books)}
    AuditLog(store).append(this_user(), Act.REFUSED_ROWS, what)
    for file, book in zip(files, books, strict=True):
        write(file, book.make())
    return files


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
