"""An upgrade of a store as a command does it: published anew, audited with what readers saw before, or undone."""

from functools import partial

from analytics.refresh import publish_draft
from analytics.releases.board_audit import audit_snapshot
from data.errors import DashboardError
from data.progress import Progress, no_progress
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.upgrading import undo, upgrade


def upgrade_store(store: Store, settings: Settings, progress: Progress = no_progress) -> Snapshot:
    """The store in this version's format, its board's tables audited. Raises DashboardError where they fail: undone."""
    finish = partial(publish_draft, store=store, settings=settings)
    snapshot = upgrade(store, settings, finish=finish, progress=progress)
    audited, _ = audit_snapshot(store, snapshot, closely=False)
    if not audited.passed:
        old = undo(store)
        raise DashboardError(
            f"The upgraded tables fail the audit, so snapshot {old.name} is live again, for the version that made it. "
            "Ask for advice before you try again."
        )
    return snapshot
