"""The store: what it holds, and a step back."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from analytics.cards.about_data import NO_ROWS
from analytics.messages.standing import standing
from analytics.upgrading import upgrade_store
from analytics.words.behind import PUBLISH_AGAIN, board_behind
from cli.options import AsJson
from cli.terminal import json_text, tell
from data import upgrading
from data.audit_log import Act, AuditLog, this_user
from data.formats.dates import local_now
from data.settings import load_settings
from data.snapshots import Snapshot, Store, store_folder

KEPT = "What was there is kept: missing upgrade --undo goes back to it, and --remove-old removes it."


def status(as_json: AsJson = False) -> None:
    """Say what the store holds: the live snapshot, its sources, and the earlier ones kept; and how messages stand."""
    store = Store(store_folder())
    live = store.live()
    document = {
        "store": str(store.folder),
        "snapshot": live.name,
        "snapshots": [snapshot.name for snapshot in store.snapshots()],
        **{name: live.manifest[name] for name in ("as_of", "made_at", "built_on")},
        "board": {
            "snapshot": live.publication.name if live.publication else None,
            "behind": f"{behind} {PUBLISH_AGAIN}" if (behind := board_behind(live)) else "",
        },
        **live.contents,
        "messages": [message.said for message in standing(store, live, load_settings(), local_now())],
    }
    typer.echo(json_text(document) if as_json else status_text(document))


def rollback(as_json: AsJson = False) -> None:
    """Make the snapshot before the live one live again. Nothing is deleted."""
    store = Store(store_folder())

    def announce(live: Snapshot, earlier: Snapshot) -> None:
        AuditLog(store).append(this_user(), Act.ROLLBACK, {"snapshot": earlier.name, "instead_of": live.name})

    snapshot = store.rollback(announce)
    document = {"store": str(store.folder), "snapshot": snapshot.name}
    typer.echo(json.dumps(document) if as_json else f"Snapshot {snapshot.name} is live again in {store.folder}.")


def upgrade(
    undo: Annotated[bool, typer.Option("--undo", help="Make live again what was there before the upgrade.")] = False,
    remove_old: Annotated[
        bool, typer.Option("--remove-old", help="Remove, for good, what earlier versions wrote.")
    ] = False,
) -> None:
    """Bring a store that an earlier version wrote up to this one. What was there stays, until --remove-old."""
    store = Store(store_folder())
    if undo:
        old = upgrading.undo(store)
        typer.echo(f"Snapshot {old.name} is live again. Only the version that made it reads it; nothing was removed.")
    elif remove_old:
        typer.echo(f"Removed: {', '.join(upgrading.remove_earlier(store)) or 'nothing'}.")
    else:
        snapshot = upgrade_store(store, load_settings(), tell)
        tell("", 0, 0)
        typer.echo(f"Snapshot {snapshot.name} is live: the same records, in this version's format, and audited. {KEPT}")


def status_text(document: dict[str, Any]) -> str:
    """The store in a few lines."""
    sources = document["sources"]
    return "\n".join(
        [
            f"Store {document['store']}",
            f"Live snapshot {document['snapshot']}, data to {document['as_of']}, made {document['made_at']}",
            *([document["board"]["behind"]] if document["board"]["behind"] else []),
            f"Reports of episodes {document['rows']['report']:,}, periods of care {document['rows']['care_period']:,}",
            f"Snapshots kept: {', '.join(document['snapshots'])}",
            "Loads:",
            *map(source_text, sources),
            *later_than_the_clock(sources),
            "Messages:",
            *(f"  {message}" for message in document["messages"]),
        ]
    )


def source_text(source: dict[str, Any]) -> str:
    """One load on one line: its file, what became of the rows, and the days that they cover."""
    rows = f"{source['loaded']:,} loaded, {source['duplicates']:,} duplicates, {source['refused']:,} refused"
    days = f"{source['covers_from'] or '-'} to before {source['covers_to'] or '-'}"
    file = f"{source['load_id']:>4}  {source['system']:<12} {source['file_name']}"
    return f"  {file}: {rows if source['rows_in'] else NO_ROWS}; covers {days}"


def later_than_the_clock(sources: list[dict[str, Any]]) -> list[str]:
    """A line for each file whose as-of time has not come yet, and what to do."""
    return [
        f"The as-of time of load {source['load_id']}, {source['as_of'][:16]}, is later than now. "
        "Load its file again with the right one: --as-of"
        for source in sources
        if datetime.fromisoformat(source["as_of"]) > local_now()
    ]
