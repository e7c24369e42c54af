"""Withdrawing what is published to the board, after a gross error: what it costs is said before it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.disclosure.gate import published_in, read_published
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.disclosure.small_numbers import differences_of_few
from analytics.model import Audience
from data.audit_log import Act, Actor, AuditLog
from data.database import read_tables
from data.erasure import consistent
from data.errors import CannotRelease
from data.frozen import newest, read_closed
from data.load import Finish, made_live
from data.plan import Plan
from data.progress import Progress, Steps
from data.settings import Settings
from data.snapshots import Draft, Publication, Store
from data.warehouse import Warehouse

STEPS = 4


@dataclass(frozen=True)
class Withdrawal:
    """Who withdraws, in which role, and why."""

    role: str
    name: str
    reason: str


@dataclass(frozen=True)
class Cost:
    """What somebody learns who kept the old tables: how many numbers change, and how many of these by a few children.

    `snapshot` is the one whose tables are withdrawn.
    """

    snapshot: str
    changed: int
    by_few: int

    @property
    def in_words(self) -> str:
        """The price, for whoever decides."""
        return (
            f"{self.changed:,} published numbers would change, {self.by_few:,} of them by a few children. Whoever kept "
            f"the tables of snapshot {self.snapshot} reads the difference of each, and may learn of whom it is."
        )


# Raises where nobody wants to pay the price.
Agree = Callable[[Cost], None]


def withdraw(
    store: Store,
    settings: Settings,
    withdrawal: Withdrawal,
    *,
    finish: Finish,
    agree: Agree,
    by: Actor,
    progress: Progress,
) -> Cost:
    """The live records as a new snapshot, of which every closed month is published anew. What they say stays readable
    in the earlier snapshots, as many as are kept.

    Raises CannotRelease for a role that may not, for a blank, and where nothing is published.
    """
    refuse(withdrawal, settings)
    costs: list[Cost] = []
    with store.locked():
        before = newest(store)
        if before is None or read_closed(before) is None:
            raise CannotRelease("Nothing is published once of these records, so there is nothing to withdraw.")

        def announce(draft: Draft) -> None:
            cost = cost_of(before, draft, settings)
            agree(cost)
            what = {"snapshot": draft.name, "instead_of": cost.snapshot, "changed": cost.changed}
            who = {"by_few": cost.by_few, "role": withdrawal.role, "name": withdrawal.name}
            AuditLog(store).append(by, Act.WITHDRAWAL, {**what, **who}, purpose=withdrawal.reason)
            costs.append(cost)

        tables = consistent(read_tables(store.live()))
        plan, steps = Plan(tables, tables["finding"], (), {}, left=None), Steps(progress, STEPS)
        keep = settings.snapshots.keep
        made_live(store, plan, settings, announce=announce, steps=steps, keep=keep, finish=finish)
        progress("Done", STEPS, STEPS)
    return costs[0]


def refuse(withdrawal: Withdrawal, settings: Settings) -> None:
    """Raise CannotRelease for a role that may not withdraw, and for a blank."""
    roles = settings.releases.approvers
    if withdrawal.role not in roles:
        raise CannotRelease(
            f"{withdrawal.role!r} may not withdraw what is published. These roles may: {', '.join(roles)}. "
            "They stand under [releases] approvers in the council's settings."
        )
    for what, text in (("name", withdrawal.name), ("reason", withdrawal.reason)):
        if not text.strip():
            raise CannotRelease(f"A withdrawal needs a {what}: it is kept in the audit log.")


def cost_of(before: Publication, draft: Draft, settings: Settings) -> Cost:
    """What the new tables tell beside the old."""
    old, new = published_in(before.published), published_of(draft)
    threshold = policy_for(Audience.BOARD, settings).threshold
    differences = differences_of_few(old.rows, new.rows, threshold)
    return Cost(before.name, differences.rows.height, differences.hidden)


def published_of(draft: Draft) -> Published:
    """The tables of a snapshot in the making, whose file is let go of."""
    file = Warehouse(draft.own.published)
    try:
        return read_published(file)
    finally:
        file.close()
