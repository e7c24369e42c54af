"""Loading, from the files to the published tables: what the command line and the first start both call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from analytics.disclosure.gate import board_tables, has_numbers, published_in, standing_unchanged, write_published
from analytics.disclosure.once import (
    board_measured,
    closes_at,
    counter_of,
    coverage_when_closed,
    least_hidden,
    no_cells,
    periods_intact,
    said_of_closing,
)
from analytics.disclosure.policy import policy_for, threshold_without_agreement
from analytics.disclosure.published import Published
from analytics.maps.board_hotspots import NAMED_WHERE, published_where
from analytics.measuring.coverage import COVERAGE_SCHEMA
from analytics.model import Audience, Period, PeriodKind
from analytics.releases.board_audit import groupings_before, published_before, settings_of
from analytics.releases.release import Approval, approve, prepare
from analytics.releases.withdrawal import Agree, Cost, Withdrawal, withdraw
from analytics.views.about_data import published_about_data
from analytics.views.data_quality import as_of_time
from analytics.views.looked_after import LOOKED_AFTER, LOOKED_AFTER_KINDS, LOOKED_AFTER_SCHEMA, published_sizes
from analytics.views.published_once import ONCE, TOO_LATE, TOO_LATE_SCHEMA, published_tables, too_late_of_years
from analytics.views.view import forget_snapshots
from data.audit_log import Act, Actor, AuditLog, this_user
from data.casebook import Casebook
from data.demo import write_demonstration
from data.demo.casebook import CO_ORDINATOR
from data.erasure import Erasure, erase
from data.errors import DashboardError
from data.frozen import (
    Closed,
    carry,
    freeze,
    newest,
    read_closed,
    read_frozen_facts,
    write_cells,
)
from data.keys import DEMONSTRATION_KEY
from data.load import PUBLISHING, Delivery, is_due, load, published_if_it_can
from data.machine import patiently
from data.progress import Progress, no_progress
from data.retention import Due, purge
from data.settings import Settings
from data.snapshots import Publication, Publishing, Store
from data.summary import Summary
from data.warehouse import Warehouse

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
    """Load all the files as one new snapshot, or nothing at all; then publish it to the board."""
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


def withdraw_publication(
    store: Store,
    settings: Settings,
    withdrawal: Withdrawal,
    *,
    agree: Agree,
    by: Actor | None = None,
    progress: Progress = no_progress,
) -> Cost:
    """Publish every closed month anew, as it is known now: after a gross error, such as a wrong file.

    `agree` is told what it costs before anything is done, and raises where nobody wants to pay it.
    """
    finish = partial(publish_draft, store=store, settings=settings)
    return withdraw(store, settings, withdrawal, finish=finish, agree=agree, by=by or this_user(), progress=progress)


def publish_again(
    store: Store, settings: Settings, by: Actor | None = None, progress: Progress = no_progress
) -> tuple[str, ...]:
    """Publish the live snapshot, where that failed or was cut short; what did not go as usual, a sentence each.

    Where it fails again, what the board reads stands. Raises DashboardError where there is nothing to do.
    """
    with store.locked():
        live = store.live()
        if live.own.is_there:
            raise DashboardError(f"Snapshot {live.name} is published to the board already. Nothing was changed.")
        if not is_due(store, live):
            raise DashboardError("A later snapshot was rolled back, so the next load publishes. Nothing was changed.")
        finish = partial(publish_draft, store=store, settings=settings)
        progress(PUBLISHING, 0, 1)
        return published_if_it_can(store, live, finish, by or this_user())


def publish_draft(draft: Publishing, store: Store, settings: Settings) -> tuple[str, ...]:
    """Measure, protect and write what the board may see of a snapshot.

    Returns what did not go as usual, a sentence each.
    """
    carry(draft)
    episodes = Warehouse(draft.of.episodes)
    try:
        as_of = as_of_time(episodes)
        about_data = published_about_data(episodes, as_of, threshold_without_agreement(settings))
        closed = closed_now(draft, about_data["coverage"], as_of, settings)
        standing = standing_in(store, closed)
        published = published_now(draft, store, closed, standing, as_of=as_of, settings=settings)
        others = published_beside(draft, episodes, closed, standing, published=published, settings=settings)
    finally:
        episodes.close()
    write_published(draft.published, published, about_data | others)
    return published.notes


def closed_now(draft: Publishing, covered: pl.DataFrame, as_of: datetime, settings: Settings) -> Closed | None:
    """What is closed after this load, its new months not yet counted; none where no month is closed yet."""
    closed = read_closed(draft)
    closed_from = closed.closed_to if closed else None
    closed_to = closes_at(covered, closed_from, as_of, settings)
    if closed_to is None:
        return closed
    coverage = coverage_when_closed(covered, closed, closed_to)
    before = closed or Closed(draft.name, closed_to, coverage, no_cells())
    now = replace(before, closed_to=closed_to, coverage=coverage)
    freeze(draft, now, closed_from, as_of)
    return now


@dataclass(frozen=True)
class Standing:
    """What the board reads of this publication already, and until which day; it stands for good."""

    publication: Publication
    closed_to: date

    def tables(self, settings: Settings) -> Published | None:
        """Its tables; none where they were protected by another rule: then all are protected anew."""
        policies = (policy_for(Audience.BOARD, used) for used in (settings, settings_of(self.publication)))
        was, now = (policy.hide_up_to for policy in policies)
        return published_in(self.publication.published) if was == now else None


def standing_in(store: Store, closed: Closed | None) -> Standing | None:
    """What was published last, where this goes on from it; after a rollback too."""
    before = newest(store)
    held = read_closed(before) if before else None
    if before is None or held is None or closed is None or held.begun_in != closed.begun_in:
        return None
    return Standing(before, held.closed_to)


def published_now(
    draft: Publishing,
    store: Store,
    closed: Closed | None,
    standing: Standing | None,
    *,
    as_of: datetime,
    settings: Settings,
) -> Published:
    """The board's tables: what it has read stands word for word, and periods that closed now join it."""
    tables = standing.tables(settings) if standing else None
    if tables is not None and closed and standing and standing.closed_to == closed.closed_to:
        return standing_unchanged(tables, as_of=as_of, snapshot=draft.name)
    cells, groupings, is_of_somebody = no_cells(), groupings_before(store), True
    if closed is not None:
        counter = counter_of(closed, read_frozen_facts(draft), settings, as_of=as_of, snapshot=draft.name)
        cells, groupings = least_hidden(counter, groupings, as_of=as_of, snapshot=draft.name)
        is_of_somebody = has_numbers(counter.finest)
        write_cells(draft.frozen, cells)
    return board_tables(
        board_measured(cells, groupings, settings, as_of=as_of, snapshot=draft.name),
        closed.coverage if closed else COVERAGE_SCHEMA.to_frame(),
        settings,
        standing=tables,
        before=published_before(store, draft.built_on, draft.name, settings, draft.stood),
        said_too=said_of_closing(closed, settings) if closed else "",
        is_of_somebody=is_of_somebody,
    )


def published_beside(
    draft: Publishing,
    episodes: Warehouse,
    closed: Closed | None,
    standing: Standing | None,
    *,
    published: Published,
    settings: Settings,
) -> dict[str, pl.DataFrame]:
    """What is published once beside the tables: hotspots, places, who is looked after, how many came too late."""
    held = published_tables(standing.publication.published, ONCE) if standing else {}
    if closed is None:
        nothing = {LOOKED_AFTER: LOOKED_AFTER_SCHEMA.to_frame(), TOO_LATE: TOO_LATE_SCHEMA.to_frame()}
        return nothing | published_where(episodes, published, (), settings)
    threshold, adult_age = threshold_without_agreement(settings), settings.counting.adult_age
    sizes = published_sizes(
        episodes, periods_intact(closed, LOOKED_AFTER_KINDS), closed.closed_to, threshold, adult_age
    )
    frozen = Warehouse(draft.frozen)
    try:
        years = periods_intact(closed, (PeriodKind.FINANCIAL_YEAR,))
        where = held_where(held, years) or published_where(frozen, published, years, settings)
        # The public reads it too, and of as many children as its own least.
        of_the_public = max(threshold, policy_for(Audience.SCRUTINY, settings).threshold)
        late = too_late_of_years(episodes, frozen, years, of_the_public, adult_age)
    finally:
        frozen.close()
    return {**where, LOOKED_AFTER: once(held, LOOKED_AFTER, sizes), TOO_LATE: once(held, TOO_LATE, late)}


def once(held: Mapping[str, pl.DataFrame], name: str, now: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table that were published, and those of periods that it did not have."""
    if name not in held:
        return now
    new = now.join(held[name], on=["period_start", "period_end"], how="anti", maintain_order="left")
    return pl.concat([held[name], new])


def held_where(held: Mapping[str, pl.DataFrame], years: Sequence[Period]) -> dict[str, pl.DataFrame]:
    """The places that were named of the last of the years; nothing where there is a newer year to name them of."""
    sides = held.get("hotspot_sides")
    if sides is None:
        return {}
    named: date = max(sides["period_start"], default=date.min)
    if any(year.start > named for year in years):
        return {}
    return {name: held[name] for name in NAMED_WHERE if name in held}


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
        by = Actor("The demonstration")
        prepare(store, name, settings, by=by)
        approve(store, name, Approval(by, role, "To show what a committee would read."), settings)


def after_inventing(progress: Progress) -> Progress:
    """Shows the progress of the load as what follows the city's invention, and comes before a release."""

    def show(step: str, done: int, of: int) -> None:
        progress(step, FIRST_PERCENT + (LAST_PERCENT - FIRST_PERCENT) * done // of, PERCENT)

    return show
