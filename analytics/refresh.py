"""Loading, from the files to the published tables: what the command line and the first start both call."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.disclosure.gate import board_tables, write_published
from analytics.disclosure.policy import threshold_without_agreement
from analytics.maps.board_hotspots import published_where
from analytics.releases.board_audit import published_before
from analytics.releases.release import Approval, approve, prepare
from analytics.views.about_data import published_about_data
from analytics.views.data_quality import as_of_time
from analytics.views.view import forget_snapshots
from data.audit_log import Act, Actor, AuditLog, this_user
from data.casebook import Casebook
from data.demo import write_demonstration
from data.demo.casebook import CO_ORDINATOR
from data.erasure import Erasure, erase
from data.errors import DashboardError
from data.keys import DEMONSTRATION_KEY
from data.load import Delivery, load
from data.machine import patiently
from data.progress import Progress, no_progress
from data.retention import Due, purge
from data.settings import Settings
from data.snapshots import Draft, Store
from data.summary import Summary
from data.warehouse import Warehouse, read_facts

PERCENT = 100
# Inventing takes about so much of the whole, and preparing a release what is left after the load.
FIRST_PERCENT, LAST_PERCENT = 15, 65
DEMONSTRATION_RELEASES = ("2026-27-Q2",)


def refresh(
    store: Store,
    deliveries: Sequence[Delivery],
    settings: Settings,
    *,
    as_of: datetime | None = None,
    key: bytes | None = None,
    by: Actor | None = None,
    progress: Progress = no_progress,
) -> Summary:
    """Load all the files as one new snapshot with its published tables, or nothing at all."""
    if store.key() == DEMONSTRATION_KEY and key != DEMONSTRATION_KEY:
        raise DashboardError(
            f"The store {store.folder} is the demonstration, whose pseudonyms anybody can undo. "
            "Nothing was loaded. Set MISSING_STORE to a folder for your own records and load again."
        )
    finish = partial(publish_draft, store=store, settings=settings)
    return load(store, deliveries, settings, finish=finish, as_of=as_of, key=key, by=by, progress=progress)


def erase_child(
    store: Store,
    child: str,
    settings: Settings,
    *,
    namespace: str,
    reason: str,
    requested_by: str,
    progress: Progress = no_progress,
) -> Erasure:
    """Erase a child from the store, and publish anew what remains."""
    return erase(
        store,
        child,
        settings,
        reason=reason,
        requested_by=requested_by,
        finish=partial(publish_draft, store=store, settings=settings),
        namespace=namespace,
        progress=progress,
    )


def purge_store(store: Store, settings: Settings, agreed: Due, progress: Progress = no_progress) -> Due:
    """Take out what is older than the council keeps, as it was agreed to, and publish anew what remains."""
    finish = partial(publish_draft, store=store, settings=settings)
    return purge(store, settings, finish=finish, agreed=agreed, progress=progress)


def publish_draft(draft: Draft, store: Store, settings: Settings) -> None:
    """Measure, protect and write what the board may see into the snapshot in the making."""
    episodes = Warehouse(draft.episodes)
    try:
        as_of = as_of_time(episodes)
        threshold = threshold_without_agreement(settings)
        about_data = published_about_data(episodes, as_of, threshold, settings.counting.adult_age)
        covered = about_data["coverage"]
        facts, before = read_facts(episodes), published_before(store, draft.built_on, draft.name, settings)
        published = board_tables(facts, covered, settings, as_of=as_of, snapshot=draft.name, before=before)
        where = published_where(episodes, published, covered, settings, as_of)
    finally:
        episodes.close()
    write_published(draft.published, published, about_data | where)


def make_demonstration(folder: Path, settings: Settings, progress: Progress = no_progress) -> None:
    """Fill an empty store with the invented city, by the ordinary loader.

    It is made beside the store and takes its place when all of it is there, so nobody meets half a city.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"{folder.name}-in-the-making-", dir=folder.parent) as making:
        progress("Inventing a city", 0, PERCENT)
        demonstration = write_demonstration(Path(making, "files"))
        store = Store(Path(making, "store"))
        refresh(
            store,
            demonstration.deliveries,
            settings,
            as_of=demonstration.as_of,
            key=demonstration.pseudonym_key,
            progress=after_inventing(progress),
        )
        AuditLog(store).append(this_user(), Act.DEMONSTRATION, {"deliveries": len(demonstration.deliveries)})
        for entry in demonstration.casebook:
            Casebook(store).add(entry, CO_ORDINATOR, demonstration.as_of)
        progress("Preparing what a committee would read", LAST_PERCENT, PERCENT)
        release_demonstration(store, settings)
        progress("Done", PERCENT, PERCENT)
        # On Windows no folder moves in which a file is held open.
        forget_snapshots()
        # Refused by the system, and rightly, when the store has been filled meanwhile.
        patiently(lambda: store.folder.rename(folder))


def release_demonstration(store: Store, settings: Settings) -> None:
    """Approve what a committee would read: the last quarter that is over."""
    role = settings.releases.approvers[0]
    for name in DEMONSTRATION_RELEASES:
        prepare(store, name, settings, by=Actor("The demonstration"))
        approve(store, name, Approval(role, "The demonstration", "To show what a committee would read."), settings)


def after_inventing(progress: Progress) -> Progress:
    """Shows the progress of the load as what follows the city's invention, and comes before a release."""

    def show(step: str, done: int, of: int) -> None:
        progress(step, FIRST_PERCENT + (LAST_PERCENT - FIRST_PERCENT) * done // of, PERCENT)

    return show
