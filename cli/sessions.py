"""Sign-ins: who reads, and ending one reader's."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson
from cli.terminal import json_text
from data.audit_log import Act, AuditLog, this_user
from data.errors import DashboardError
from data.sittings import Sitting, Sittings, end_all_of, refuse_unknown
from data.snapshots import Store, store_folder


def list_sessions(as_json: AsJson = False) -> None:
    """Print the sign-ins of the last day: whose, since when, and when they last touched a page."""
    kept = sorted(Sittings(own_folder()).all(), key=lambda each: each.touched)
    if as_json:
        typer.echo(json_text([asdict(each) for each in kept]))
        return
    for each in kept:
        typer.echo(sitting_text(each))
    if not kept:
        typer.echo("Nobody signed in at the processes that write here. Others have a folder of their own: MISSING_LOG.")


def end(
    who: Annotated[str, typer.Argument(help="The reader as the log names them, or their account's name, or their id.")],
    unseen: Annotated[
        bool, typer.Option("--unseen", help="End somebody whom the processes that write here have not seen.")
    ] = False,
) -> None:
    """End one reader's sign-ins: they are out of every process within a minute, and may sign in again in ten."""
    if not who.strip():
        raise DashboardError("Say whose sign-ins to end: the reader's name as `missing log show --act sign-in` has it.")
    store = Store(store_folder())
    if not store.folder.is_dir():
        raise DashboardError(f"There is no store at {store.folder}. Set MISSING_STORE to the one that the pages read.")
    if not unseen:
        # Those of this store and those of the folder that is named: an administrator may look at either.
        folders = {store.folder, own_folder()}
        refuse_unknown(who, {each.who for folder in folders for each in Sittings(folder).all()})
    AuditLog(store).append(this_user(), Act.ENDED, {"reader": who.strip()})
    end_all_of(store, who)
    typer.echo(
        f"Every sign-in of {who.strip()!r} that was made until now opens nothing any more. A sign-in after ten minutes "
        "does: take their role away too if they are to stay out."
    )


def own_folder() -> Path:
    """Where this process would note sign-ins: the folder of MISSING_LOG, else the store."""
    return Path(os.environ.get("MISSING_LOG") or store_folder())


def sitting_text(sitting: Sitting) -> str:
    """One sign-in for a person; times are UTC."""
    over = " · signed out" if sitting.is_over else ""
    return f"{sitting.who} ({sitting.audience}) · since {sitting.since[:16]} · last seen {sitting.touched[:16]}{over}"
