"""The board's tables of a snapshot, audited: with the true numbers, and with what was published before them."""

from contextlib import suppress
from datetime import datetime

import polars as pl

from analytics.disclosure.auditing.audit import Audit, Auditor, Said, by_table, said_by
from analytics.disclosure.auditing.not_recorded import no_secrets
from analytics.disclosure.gate import exact_board_tables, published_in, said_before
from analytics.disclosure.hiding.protection import Earlier
from analytics.disclosure.once import exact_board_tables_of
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.measuring.coverage import coverage
from analytics.measuring.groupings import Grouping
from analytics.model import Audience
from analytics.releases.read import said_in_public
from analytics.views.data_quality import as_of_time
from data.errors import CannotRelease
from data.frozen import newest, read_closed
from data.releases import Releases
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.upgrading import as_of_this_format
from data.warehouse import Warehouse, read_facts


def audit_snapshot(store: Store, snapshot: Snapshot, *, closely: bool = True) -> tuple[Audit, pl.DataFrame]:
    """How closely its hidden numbers can be worked out, by its own settings; and the same by table."""
    settings = settings_of(snapshot)
    auditor = board_auditor(snapshot)
    earlier = published_before(store, snapshot.manifest["built_on"], snapshot.name, settings)
    audited = auditor(said_to_board(snapshot), earlier.known(auditor.truth), *earlier.released, closely=closely)
    return audited, by_table(published_in(snapshot.published), audited, settings)


def groupings_before(store: Store) -> tuple[Grouping, ...]:
    """The groupings of the newest snapshot: within a financial year the next keeps them."""
    before = newest(store)
    return published_in(before.published).groupings if before else ()


def settings_of(snapshot: Snapshot) -> Settings:
    """The settings that a snapshot was made with."""
    return Settings.model_validate(snapshot.manifest["settings"])


def board_auditor(snapshot: Snapshot) -> Auditor:
    """Audits what is said of a snapshot for what the board may not know."""
    settings = settings_of(snapshot)
    exact, policy = exact_tables(snapshot, settings), policy_for(Audience.BOARD, settings)
    return Auditor(exact, policy.hide_up_to, settings, no_secrets=no_secrets(exact, policy, settings))


def said_to_board(snapshot: Snapshot) -> Said:
    """What the board's tables of a snapshot say of each figure."""
    settings = settings_of(snapshot)
    return said_by(published_in(snapshot.published), policy_for(Audience.BOARD, settings), settings)


def read_before(store: Store, built_on: str | None, name: str) -> tuple[Snapshot, ...]:
    """Of the snapshots still kept, those that readers may have seen before the one of that name was live.

    The one that it was built on, and whatever was rolled back to get there.
    """
    return tuple(snapshot for snapshot in store.snapshots() if built_on and built_on <= snapshot.name < name)


def published_before(store: Store, built_on: str | None, name: str, settings: Settings) -> Earlier:
    """What the board could read before, and the public: with new tables beside it, nothing may be given away.

    The newest snapshot's tables say all that the others of its publication did: a withdrawn one, and what an earlier
    version published, are there beside it.
    """
    publications = {publication_of(snapshot): snapshot for snapshot in read_before(store, built_on, name)}
    boards = (
        said_before(published_in(snapshot.published), exact_tables(snapshot, settings), settings)
        for snapshot in publications.values()
    )
    return Earlier(tuple(boards), said_in_releases(store))


def publication_of(snapshot: Snapshot) -> str:
    """The snapshot in which its publication began; itself where it was all published anew at each load."""
    closed = read_closed(snapshot)
    return closed.begun_in if closed else snapshot.name


def said_in_releases(store: Store) -> tuple[Said, ...]:
    """What every release that was ever approved says, as far as its files can still be read."""
    released = []
    for release in Releases(store).approved():
        # One whose files were changed is shown to nobody, and is no reason to refuse a load.
        with suppress(CannotRelease):
            released.append(said_in_public(release))
    return tuple(released)


def exact_tables(snapshot: Snapshot, settings: Settings) -> Published:
    """The board's tables with every number, for the audit alone."""
    as_of = datetime.fromisoformat(snapshot.manifest["as_of"])
    if (published_once := exact_board_tables_of(snapshot, settings, as_of)) is not None:
        return published_once
    with as_of_this_format(snapshot, settings) as readable:
        episodes = Warehouse(readable.episodes)
        try:
            as_of = as_of_time(episodes)
            return exact_board_tables(read_facts(episodes), coverage(episodes, as_of), settings, as_of=as_of)
        finally:
            episodes.close()
