"""The scrutiny paper as a file, made of an approved release alone, and told to the audit log first."""

from pathlib import Path

from analytics.files import write
from analytics.releases.read import Released, chosen_release, read
from analytics.releases.summary import paper_name
from analytics.reports.scrutiny import scrutiny_paper
from analytics.reports.scrutiny_word import scrutiny_word
from data.audit_log import Act, AuditLog, this_user
from data.formats.dates import local_now
from data.snapshots import Store


def write_scrutiny(store: Store, name: str, folder: Path) -> Path:
    """Writes the paper of the release that is shown under this name, else of the newest. Raises CannotExport."""
    released = read(chosen_release(store, name))
    file = folder / paper_name(released)
    AuditLog(store).append(this_user(), Act.EXPORT, {"report": "scrutiny", "release": released.release.name})
    write(file, paper_of(released))
    return file


def paper_of(released: Released) -> bytes:
    """The paper as Word, made now."""
    return scrutiny_word(scrutiny_paper(released, local_now()))
