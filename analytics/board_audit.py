"""The board's tables of a snapshot, audited: with the true numbers, and with what was published before them."""

import polars as pl

from analytics.coverage import coverage
from analytics.disclosure.audit import Audit, Auditor, by_table, said_by
from analytics.disclosure.policy import policy_for
from analytics.disclosure.protect import Earlier
from analytics.model import Audience
from analytics.publication import NOTHING_EARLIER, earlier, exact_board_tables, published_in
from analytics.published import Published
from analytics.quality import as_of_time
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.warehouse import Warehouse, read_facts


def audit_snapshot(store: Store, snapshot: Snapshot, *, closely: bool = True) -> tuple[Audit, pl.DataFrame]:
    """How closely its hidden numbers can be worked out, by its own settings; and the same by table."""
    settings = Settings.model_validate(snapshot.manifest["settings"])
    policy = policy_for(Audience.BOARD, settings)
    published = published_in(snapshot.published)
    auditor = Auditor(exact_tables(snapshot, settings), policy.hide_up_to, settings)
    known = published_before(snapshot_before(store, snapshot), settings).known(auditor.truth)
    found = auditor(said_by(published, policy, settings), known, closely=closely)
    return found, by_table(published, found, settings)


def snapshot_before(store: Store, snapshot: Snapshot) -> Snapshot | None:
    """The snapshot that was live when this one was made, if it is still kept."""
    name = snapshot.manifest["built_on"]
    return next((one for one in store.snapshots() if one.name == name), None)


def published_before(before: Snapshot | None, settings: Settings) -> Earlier:
    """What the board could read before: with new tables beside it, it must still give nothing away."""
    if before is None:
        return NOTHING_EARLIER
    return earlier(published_in(before.published), exact_tables(before, settings), settings)


def exact_tables(snapshot: Snapshot, settings: Settings) -> Published:
    """The board's tables with every number, for the audit alone."""
    episodes = Warehouse(snapshot.episodes)
    try:
        as_of = as_of_time(episodes)
        return exact_board_tables(read_facts(episodes), coverage(episodes, as_of), settings, as_of=as_of)
    finally:
        episodes.close()
