"""A store of an earlier version becomes one of this: a new snapshot beside the old ones, which stay as they are.

Until the pointer moves the old snapshot is live, so a kill at any step loses nothing. The log, the casebook, the list
of the erased and the releases are as they were: each reads what earlier versions wrote into it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from data.audit_log import Act, Actor, AuditLog, this_user
from data.database import read_tables
from data.erasure import consistent
from data.errors import DashboardError, NoSuchSnapshot, OtherFormat
from data.load import Finish, build, made_live
from data.plan import Plan
from data.progress import Progress, Steps, no_progress
from data.settings import Settings
from data.snapshots import NEWER_STORE, Draft, Snapshot, Store
from data.upgrades import FORMAT

STEPS_OF_WORK = 4


def upgrade(
    store: Store,
    settings: Settings,
    *,
    finish: Finish,
    by: Actor | None = None,
    progress: Progress = no_progress,
) -> Snapshot:
    """The live snapshot's records as a new one of this format, live from now on.

    `finish` publishes it before it is live: where that fails nothing is changed. Raises DashboardError where there is
    nothing to do, OtherFormat of a later version.
    """
    with store.locked():
        old = to_upgrade(store)
        plan = plan_of(old)

        def announce(draft: Draft) -> None:
            what = {"snapshot": draft.name, "instead_of": old.name, "from_format": old.format, "to_format": FORMAT}
            AuditLog(store).append(by or this_user(), Act.UPGRADE, what)

        steps, keep = Steps(progress, STEPS_OF_WORK), settings.snapshots.keep
        _, snapshot = made_live(store, plan, settings, announce=announce, steps=steps, keep=keep, finish=finish)
        progress("Done", STEPS_OF_WORK, STEPS_OF_WORK)
        return snapshot


def to_upgrade(store: Store) -> Snapshot:
    """The live snapshot, if it is of an earlier format."""
    old = store.pointed_at()
    if old is None:
        raise NoSuchSnapshot("The store is empty, so there is nothing to bring up to this version.")
    if old.format > FORMAT:
        raise OtherFormat(NEWER_STORE)
    if old.format == FORMAT:
        raise DashboardError("The store is of this version already. Nothing was changed.")
    return old


def plan_of(old: Snapshot) -> Plan:
    """What was loaded into a snapshot, as this version writes it. What needs other rows is found anew."""
    tables = consistent(read_tables(old))
    return Plan(tables, tables["finding"], (), {})


def undo(store: Store, by: Actor | None = None) -> Snapshot:
    """Makes the snapshot from before the upgrade live again, for the version that wrote it. Nothing is removed.

    Raises NoSuchSnapshot where it is not kept.
    """
    with store.locked():
        live, kept = store.live(), earlier_formats(store)
        if not kept:
            raise NoSuchSnapshot("No snapshot from before an upgrade is kept, so there is none to go back to.")
        old = upgraded_from(store, live) or kept[-1]
        AuditLog(store).append(by or this_user(), Act.UPGRADE, {"snapshot": old.name, "instead_of": live.name})
        store.point_to(old.name)
        return old


def upgraded_from(store: Store, live: Snapshot) -> Snapshot | None:
    """The snapshot of another format that the live one comes from, as far as what lies between is kept."""
    kept = {snapshot.name: snapshot for snapshot in store.snapshots()}
    step: Snapshot | None = live
    while step and step.format == FORMAT:
        step = kept.get(str(step.manifest["built_on"]))
    return step


def remove_earlier(store: Store, by: Actor | None = None) -> tuple[str, ...]:
    """Removes what earlier versions wrote, for good; the names of what is gone."""
    with store.locked():
        # Not while it is all that there is.
        store.live()
        names = tuple(snapshot.name for snapshot in earlier_formats(store))
        AuditLog(store).append(by or this_user(), Act.UPGRADE, {"removed": list(names)})
        for snapshot in earlier_formats(store):
            store.take_away(snapshot)
        left = {snapshot.name for snapshot in store.snapshots()}
        return tuple(name for name in names if name not in left)


def earlier_formats(store: Store) -> tuple[Snapshot, ...]:
    """The snapshots that earlier versions wrote, oldest first."""
    return tuple(snapshot for snapshot in store.snapshots() if snapshot.format < FORMAT)


@contextmanager
def as_of_this_format(snapshot: Snapshot, settings: Settings) -> Iterator[Snapshot]:
    """The snapshot, if this version wrote it, else its exact tables as this version makes them, for as long as needed.

    So figures that readers saw before an upgrade can be held against those after it.
    """
    # A draft has no manifest yet, and is of this format.
    if isinstance(snapshot, Draft) or snapshot.format == FORMAT:
        yield snapshot
        return
    with Store(snapshot.folder.parent.parent).dropped() as folder:
        copy = Snapshot(snapshot.name, folder)
        with duckdb.connect(str(copy.episodes)) as connection:
            build(connection, plan_of(snapshot), settings, copy.folder, Steps(no_progress, STEPS_OF_WORK))
        yield copy
