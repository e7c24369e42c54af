"""The board's tables of a snapshot, audited: with the true numbers, and with what was published before them."""

from collections.abc import Iterable
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
from data.snapshots import Manifest, Publication, Snapshot, Store
from data.upgrading import as_of_this_format
from data.warehouse import Warehouse, read_facts


def audit_snapshot(store: Store, snapshot: Snapshot, *, closely: bool = True) -> tuple[Audit, pl.DataFrame]:
    """How closely can be worked out what the board's tables hide while it is live, by their settings; and by table.

    Raises NotPublished.
    """
    settings = settings_of(snapshot)
    auditor = board_auditor(snapshot)
    made_of = manifest_of(snapshot)
    before = [snapshot.standing] if snapshot.own.is_there else []
    earlier = published_before(store, made_of["built_on"], made_of["snapshot"], settings, before)
    audited = auditor(said_to_board(snapshot), earlier.known(auditor.truth), *earlier.released, closely=closely)
    return audited, by_table(published_in(snapshot.published), audited, settings)


def groupings_before(store: Store) -> tuple[Grouping, ...]:
    """The groupings of what was published last: within a financial year the next keeps them."""
    before = newest(store)
    return published_in(before.published).groupings if before else ()


def manifest_of(source: Snapshot | Publication) -> Manifest:
    """That of the board's tables which are read while a snapshot is live; its own where there are none."""
    return (source.publication or source).manifest if isinstance(source, Snapshot) else source.manifest


def settings_of(source: Snapshot | Publication) -> Settings:
    """The settings by which these tables were made."""
    return Settings.model_validate(manifest_of(source)["settings"])


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


def published_before(
    store: Store, built_on: str | None, name: str, settings: Settings, standing: Iterable[Publication] = ()
) -> Earlier:
    """What the board could read before, and the public: with new tables beside it, nothing may be given away.

    The newest snapshot's tables say all that the others of its publication did: a withdrawn one, and what an earlier
    version published, are there beside it. After an erasure there is what stands, and no earlier snapshot.
    """
    sources: list[Snapshot | Publication] = [*standing, *read_before(store, built_on, name)]
    publications = {publication_of(source): source for source in sources if says_something(source)}
    boards = (
        said_before(published_in(source.published), exact_tables(source, settings), settings)
        for source in publications.values()
    )
    return Earlier(tuple(boards), said_in_releases(store))


def says_something(source: Snapshot | Publication) -> bool:
    """Whether a board reads any row there."""
    publication = source.publication if isinstance(source, Snapshot) else source
    return bool(publication and publication.is_there and not published_in(publication.published).rows.is_empty())


def publication_of(source: Snapshot | Publication) -> str:
    """The snapshot in which its publication began; itself where it was all published anew at each load."""
    closed = read_closed(source)
    return closed.begun_in if closed else str(manifest_of(source)["snapshot"])


def said_in_releases(store: Store) -> tuple[Said, ...]:
    """What every release that was ever approved says, as far as its files can still be read."""
    released = []
    for release in Releases(store).approved():
        # One whose files were changed is shown to nobody, and is no reason to refuse a load.
        with suppress(CannotRelease):
            released.append(said_in_public(release))
    return tuple(released)


def exact_tables(source: Snapshot | Publication, settings: Settings) -> Published:
    """The board's tables with every number, for the audit alone."""
    as_of = datetime.fromisoformat(manifest_of(source)["as_of"])
    if (published_once := exact_board_tables_of(source, settings, as_of)) is not None:
        return published_once
    # Of what was published before tables were published once, its own snapshot has the episodes.
    snapshot = source if isinstance(source, Snapshot) else Snapshot(source.name, source.folder)
    with as_of_this_format(snapshot, settings) as readable:
        episodes = Warehouse(readable.episodes)
        try:
            as_of = as_of_time(episodes)
            return exact_board_tables(read_facts(episodes), coverage(episodes, as_of), settings, as_of=as_of)
        finally:
            episodes.close()
