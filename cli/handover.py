"""Rows and workbooks that go back to whoever sent the records, to be answered or corrected."""

from pathlib import Path
from typing import Annotated

import typer

from analytics.casework.handover.files import write_differences, write_interviews, write_refused
from analytics.casework.handover.refused import without_book
from analytics.files import as_csv
from analytics.model import Period
from analytics.views.data_quality import refused_rows
from cli.exports import hand_out
from cli.options import First, Out, Purpose, Until, folder_of
from data.audit_log import Act, AuditLog, this_user
from data.settings import load_settings
from data.snapshots import Snapshot, Store, store_folder
from data.warehouse import warehouse


def refused(
    out: Out = None,
    workbook: Annotated[
        Path | None,
        typer.Option(help="Write a workbook in the sender's own columns, to be corrected; of several, a folder."),
    ] = None,
) -> None:
    """Print the refused rows as CSV, each with its rule and as it came, to be sent back to the source."""
    store = Store(store_folder())
    snapshot = store.live()
    if workbook:
        refused_workbooks(store, snapshot, workbook)
        return
    rows = refused_rows(warehouse(snapshot.refused))
    content = as_csv(rows)
    AuditLog(store).append(this_user(), Act.REFUSED_ROWS, {"snapshot": snapshot.name, "rows": rows.height})
    hand_out(content, out)


def refused_workbooks(store: Store, snapshot: Snapshot, to: Path) -> None:
    """Writes the refused rows as workbooks, and says where they are."""
    files = write_refused(store, snapshot, load_settings(), to)
    typer.echo("\n".join(map(str, files)) or "No refused row can go back in its own columns.")
    if more := without_book(store, snapshot):
        typer.echo(f"{more:,} more have no columns that are known. Have them with: missing refused", err=True)


def interviews(
    purpose: Purpose = "interviews handed over",
    out: Annotated[Path, folder_of("the workbooks")] = Path(),
) -> None:
    """Write a workbook for each provider of interviews: what is overdue, due and to be confirmed, to be filled in."""
    store = Store(store_folder())
    files = write_interviews(store, store.live(), load_settings(), out, purpose=purpose)
    typer.echo("\n".join(map(str, files)) or "Nothing is owed, and nothing is to be confirmed.")


def differences(
    first: First,
    until: Until,
    purpose: Purpose = "differences sent to be answered",
    out: Annotated[Path, folder_of("the workbooks")] = Path(),
) -> None:
    """Write a workbook for each home and the fostering service, of episodes that not every source tells of."""
    store, period = Store(store_folder()), Period(first.date(), until.date())
    files = write_differences(store, store.live(), load_settings(), period, out, purpose=purpose)
    typer.echo("\n".join(map(str, files)) or "No home or service has a difference to answer.")
