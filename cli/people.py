"""A child's rights, and how long records are kept: erasure, subject access, and what is too old."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from analytics.refresh import erase_child, purge_store
from cli.exports import hand_out
from cli.options import AsJson, Child, Ids, Out
from cli.terminal import json_text, tell
from data.erasure import Erasure
from data.errors import DashboardError
from data.retention import Due, what_is_due
from data.settings import load_settings
from data.snapshots import Store, store_folder
from data.subject_access import everything_about

AGAIN = "Stop the app and whatever else reads the store, and give the same command again."


def named(child: str) -> str:
    """The id that was given, or the first line of the input where that is -."""
    return sys.stdin.readline().strip() if child == "-" else child


def erase(
    child: Child,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit log, so without any name.")],
    by: Annotated[str, typer.Option(help="Who decided it, such as the data protection officer.")],
    ids: Ids = "council",
    as_json: AsJson = False,
) -> None:
    """Erase a child for good: from the live snapshot, from every earlier one, and from later loads."""
    who, settings = named(child), load_settings()
    done = erase_child(
        Store(store_folder()), who, settings, namespace=ids, reason=reason, requested_by=by, progress=tell
    )
    tell("", 0, 0)
    typer.echo(json.dumps(asdict(done)) if as_json else erasure_text(done))
    raise typer.Exit(1 if done.still_in or done.left_behind else 0)


def subject_access(
    child: Child,
    reason: Annotated[
        str, typer.Option(help="Which request this answers; kept in the audit log, so without any name.")
    ],
    ids: Ids = "council",
    out: Out = None,
) -> None:
    """Print every row that the store holds of one child, as JSON, to be read before it is handed out."""
    document = everything_about(Store(store_folder()), named(child), reason=reason, namespace=ids)
    hand_out(json_text(document).encode(), out)


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is due, and change nothing.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: for a timer. Never takes most of the children.")
    ] = False,
    children: Annotated[
        int | None, typer.Option(help="Do not ask: as many children as the dry run said, however many.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take out every child of whom nothing was heard for as long as the settings say (retention.months)."""
    store, settings = Store(store_folder()), load_settings()
    due = what_is_due(store, settings)
    if not as_json:
        typer.echo(purge_text(due))
    is_agreed = not dry_run and not due.is_nothing
    if is_agreed:
        agree_to_purge(due, yes=yes, children=children, may_ask=not as_json)
        due = purge_store(store, settings, due, tell)
        tell("", 0, 0)
    left = () if dry_run else store.remove_left_behind()
    if as_json:
        typer.echo(json.dumps({**asdict(due), "left_behind": left}))
    elif not due.is_nothing:
        gone = "They are gone, and every earlier snapshot with them. Backups are not reached."
        typer.echo("\n".join([gone, *due.notes]) if is_agreed else "Nothing was changed: this was a dry run.")
    if left:
        typer.echo("\n".join(left_text(left)), err=True)
        raise typer.Exit(1)


def agree_to_purge(due: Due, *, yes: bool, children: int | None, may_ask: bool) -> None:
    """Returns where the number given is right, a timer takes few, or a person says so. Else raises DashboardError."""
    few = f"{due.children:,} of {due.of_children:,} children would go"
    if children is not None:
        if children != due.children:
            raise DashboardError(f"{few}, not {children:,}. Nothing was taken out. Look at: missing purge --dry-run")
        return
    if yes:
        if due.is_most:
            raise DashboardError(
                f"{few}, which --yes alone never does. Nothing was taken out. Look at: missing purge --dry-run. "
                f"If it is right, give: missing purge --children {due.children}"
            )
        return
    if not (may_ask and sys.stdin.isatty()):
        raise DashboardError(f"{few}, and nobody is there to be asked. Nothing was taken out. A timer gives --yes.")
    if not typer.confirm(f"{few}, for good. Take them out?"):
        raise DashboardError("Nothing was taken out.")


def erasure_text(done: Erasure) -> str:
    """What went, what is left to do by hand."""
    gone = ", ".join(f"{count:,} of {table.replace('_', ' ')}" for table, count in done.rows.items() if count)
    removed = ", ".join(done.removed) or "none"
    lines = [
        f"The child is erased. Rows that went from the live snapshot: {gone or 'none'}.",
        f"Snapshot {done.snapshot} is live; removed: {removed}. The audit log has it as {done.mark}.",
        "Open pages let go of the earlier snapshot when they are next looked at; restart the app to be sure of it now.",
        "Backups, and files that were sent or exported, are not reached.",
    ]
    if done.still_in:
        lines += ["These files in the store still hold the child. They are not the product's; remove them:"]
        lines += [f"  {name}" for name in done.still_in]
    return "\n".join([*lines, *done.notes, *left_text(done.left_behind)])


def left_text(names: Sequence[str]) -> list[str]:
    """A line about snapshots that could not be removed, where there are any."""
    return [f"NOT REMOVED, because a program has them open: {', '.join(names)}. {AGAIN}"] if names else []


def purge_text(due: Due) -> str:
    """What is due, and of whom something was heard when."""
    lines = [
        f"An as-of time of the store, {moment}, is later than now. It counts for nothing here; "
        "load its file again with the right one."
        for moment in due.in_future
    ]
    if due.is_nothing:
        return "\n".join([*lines, f"Nothing is due: something was heard of every child since {due.before}."])
    lines.append(f"Children of whom nothing was heard since {due.before}: {due.children:,} of {due.of_children:,}")
    lines += [f"  {last.child}  last heard of on {last.on}" for last in due.who]
    return "\n".join(
        [*lines, *(f"  {count:>9,} rows of {table.replace('_', ' ')}" for table, count in due.rows.items())]
    )
