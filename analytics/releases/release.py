"""Releases for scrutiny: prepared from the live snapshot, audited, approved by a named role, then read by everybody.

A release says little on purpose: its own period by the public's list, headlines of the periods that it is
compared with, and nothing else. A reader keeps old papers, so it is audited together with every release that
was ever approved for days that it speaks of.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from analytics.cards.about_data import account_of_late
from analytics.cards.card import Scope
from analytics.cards.leading import unusual_notes
from analytics.cards.themes import HEADLINES
from analytics.cards.why import why_notes
from analytics.disclosure.auditing.audit import Audit, Auditor, GivenAway, Interval, Rounds, by_table, said_by
from analytics.disclosure.auditing.knowledge import Figure
from analytics.disclosure.closed_list import compared_questions, public_questions
from analytics.disclosure.coarser import (
    TableKey,
    exact_rows_board_reads,
    is_told_to_be_few,
    only_numbers_of_board,
    only_tables_of_board,
    ranges_worked_out,
    smallest_of,
    tables_with,
    without_few,
    without_number,
    without_tables,
)
from analytics.disclosure.gate import (
    exact_together,
    exactly,
    public_tables,
    published_in,
    said_in_bands,
    with_ranges,
    write_published,
)
from analytics.disclosure.once import (
    at_groupings,
    every_cell_once,
    in_force,
    layer_of,
    measured_from,
    periods_in,
)
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.disclosure.small_numbers import without_names_of_few
from analytics.files import as_csv
from analytics.indicators.registry import indicators, needs_of
from analytics.measuring.coverage import gaps, months_of, months_recorded
from analytics.measuring.groupings import of_audience
from analytics.measuring.measure import CELL_KEYS, Inquiry, Measured
from analytics.model import Audience, Period, PeriodKind
from analytics.releases.board_audit import board_auditor, said_to_board, settings_of
from analytics.releases.read import name_of, period_of, read, said_in_public, table_name
from analytics.releases.recommendations import public_notes
from analytics.releases.remarks import no_longer_shown, public_remarks
from analytics.views.published_once import published_too_late
from analytics.views.tidy import export_rows
from analytics.views.view import Part, View, board_view, compared_periods, coverage_of, published_periods
from analytics.words.periods import period_name
from analytics.words.unsaid import gap_sentences, not_recorded_sentences
from data.audit_log import Act, Actor, AuditLog, is_one_person, this_user
from data.errors import CannotRelease
from data.frozen import read_closed
from data.keys import DEMONSTRATION_KEY
from data.releases import (
    FILES,
    Manifest,
    Release,
    ReleaseName,
    Releases,
    State,
    release_name,
    seal,
    write_manifest,
)
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.wholeness import digest, stamp

# Each round hides something more; a release that takes so many has nothing to say.
MOST_ROUNDS: Final = 40
# How many of the newest periods are offered: a committee meets twice a year.
NEWEST_TO_PREPARE: Final = {PeriodKind.QUARTER: 4, PeriodKind.FINANCIAL_YEAR: 2}


class FailedAudit(CannotRelease):
    """Small numbers could be worked out from the release, however much of it was left out."""


@dataclass(frozen=True)
class Candidate:
    """What a release would say, and the exact counts behind it, which never leave `prepare`."""

    name: ReleaseName
    settings: Settings
    measured: Measured
    covered: pl.DataFrame
    published: Published
    left_out: tuple[TableKey, ...] = ()

    @property
    def period(self) -> Period:
        """The period that it is of; the others are what it is compared with."""
        return self.measured.periods[0]

    @property
    def exact(self) -> Published:
        """The true numbers of all its tables, for the audit."""
        return exactly(self.measured, self.settings)


Auditing = Callable[[Published], Audit]


@dataclass(frozen=True)
class Approval:
    """Who lets the public read it, in which role, and why. Who and which role come from the sign-in or the account."""

    by: Actor
    role: str
    reason: str

    @property
    def record(self) -> Manifest:
        """As the manifest and the log have it."""
        return {"role": self.role, "name": self.by.name, "as": self.by.audience, "reason": self.reason}


# --- preparing -------------------------------------------------------------------------------------------------------


def prepare(store: Store, name: str, settings: Settings, *, by: Actor, audit: Auditing | None = None) -> Release:
    """A draft of the release from the live snapshot, in the place of any draft before it.

    Raises CannotRelease where the period is not over or not supplied, where it is approved already, and
    FailedAudit where nothing safe is left to say.
    """
    wanted, releases = release_name(name), Releases(store)
    refuse_taken(releases, wanted)
    snapshot = store.live()
    candidate = candidate_of(snapshot, wanted, settings)
    earlier = approved_for(releases, days_spoken_of(candidate.measured.periods, candidate.settings))
    audit = audit or auditor_of(candidate, earlier, snapshot)
    candidate, audited = said_in_bands_too(*made_safe(candidate, audit), audit, published_in(snapshot.published))
    candidate, audited = with_ranges_for_hidden(candidate, audited, audit)
    written = [*public_notes(store, wanted), *public_remarks(store, candidate.measured.periods, candidate.period)]
    notes = [*notes_of(candidate, snapshot), *written]
    # An audit may take minutes, and loads need not wait for it: what is approved meanwhile, `approve` finds.
    with store.locked():
        refuse_taken(releases, wanted)
        noted(store, by, "prepare", {"release": name, "snapshot": candidate.measured.snapshot})
        with releases.new_draft(wanted) as folder:
            write_draft(folder, candidate, notes)
            write_manifest(folder, manifest_of(folder, candidate, earlier, audited, by))
    return releases.draft(name)


def names_to_prepare(releases: Releases, snapshot: Snapshot) -> list[str]:
    """Names of the newest quarters and years that can be released; of one that was, the name of its correction."""
    taken = [release_name(release.name) for release in releases.approved()]
    periods = [
        period for kind, many in NEWEST_TO_PREPARE.items() for period in published_periods(snapshot, kind)[:many]
    ]
    firsts = [name_of(period) for period in periods]
    versions = [max((name.version for name in taken if name.first_version == first), default=0) for first in firsts]
    return [str(replace(first, version=version + 1)) for first, version in zip(firsts, versions, strict=True)]


def refuse_taken(releases: Releases, wanted: ReleaseName) -> None:
    """Raise CannotRelease for a name that is approved already, or corrects what is not."""
    versions = [release_name(release.name) for release in releases.approved()]
    latest = max((name.version for name in versions if name.first_version == wanted.first_version), default=0)
    if wanted.version <= latest:
        following = replace(wanted, version=latest + 1)
        raise CannotRelease(f"Release {wanted} is approved, and so never changes. A correction is {following}.")
    if wanted.version > latest + 1:
        following = replace(wanted, version=latest + 1)
        raise CannotRelease(f"Release {wanted} would correct one that was never approved. The next is {following}.")


def candidate_of(snapshot: Snapshot, name: ReleaseName, settings: Settings) -> Candidate:
    """What the snapshot has to say in public of the period, protected and not yet audited."""
    used, covered = settings_used(snapshot, settings), covered_when_closed(snapshot)
    measured = measured_in(snapshot, name, used)
    board = published_in(snapshot.published)
    published = only_tables_of_board(public_tables(measured, covered, used), board).rows
    published = only_numbers_of_board(published, board).rows
    published = without_names_of_few(published, used).rows
    # The board's own groupings name what the public may not read.
    published = replace(published, groupings=tuple(of_audience(published.groupings, Audience.SCRUTINY)))
    if published.rows.is_empty():
        raise CannotRelease(
            f"{name} cannot be released: the board is shown no table of these records, since they hold too few "
            "children, and the public is never shown more than the board."
        )
    return Candidate(name, used, measured, covered, published)


def notes_of(candidate: Candidate, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """What the board's tables say beside the release's own: what is unusual in it, and what came too late."""
    yield from usual_notes(candidate, snapshot)
    years = published_too_late(snapshot.published).filter(pl.col("period_end") <= candidate.period.end)
    if years.height:
        yield "too late", account_of_late(years).answer


def usual_notes(candidate: Candidate, snapshot: Snapshot) -> list[tuple[str, str]]:
    """What is unusual of the figures that the release shows, and why, by the board's series: it has none of its own."""
    view, known = board_view(snapshot, candidate.settings, candidate.period, Part()), indicators(candidate.settings)
    board = Scope(view, known, candidate.settings)
    shown = replace(board, view=View(candidate.published, candidate.period))
    return [*unusual_notes(board, shown), *why_notes(board, shown, HEADLINES)]


def measured_in(snapshot: Snapshot, name: ReleaseName, settings: Settings) -> Measured:
    """The exact counts behind a release of that name: those behind the board's tables, so that both agree.

    Raises CannotRelease for a period that is not published to the board.
    """
    closed, period, known = read_closed(snapshot), period_of(name), indicators(settings)
    if closed is None:
        raise CannotRelease(
            f"{name} cannot be released: nothing is published of these records, or an earlier version of the product "
            "loaded them. Load a file first."
        )
    board = published_in(snapshot.published)
    counted = periods_in(closed.cells)
    if period not in counted:
        raise CannotRelease(
            f"{name} cannot be released: {period_name(period)} is not over, with its last month published to the "
            f"board, at {board.as_of:%d/%m/%Y}, the time of the data; or a month of it was not supplied. "
            "A part of a period would differ from the whole by a few children."
        )
    compared = tuple(earlier for earlier in compared_periods(period)[1:] if earlier in counted)
    groupings = board.groupings
    mine = in_force(groupings, Audience.SCRUTINY)
    public = [
        Inquiry(public_questions(known, period.kind), (period,)),
        Inquiry(compared_questions(known, period.kind), compared),
    ]
    at_public = [replace(item, questions=at_groupings(item.questions, period.kind, mine)) for item in public]
    ask = partial(measured_from, settings=settings, as_of=board.as_of, snapshot=board.snapshot)
    measured = ask(layer_of(closed.cells, Audience.SCRUTINY.value), at_public)
    # As recorded, and as the board reads it, a table of the release is withheld, and the audit looks at it.
    every = ask(every_cell_once(closed.cells), public)
    withheld = every.cells.join(measured.cells, on=CELL_KEYS, how="anti", maintain_order="left").join(
        measured.cells, on=("slug", "breakdown", "period"), how="semi", maintain_order="left"
    )
    return replace(measured, withheld=withheld, groupings=groupings)


def covered_when_closed(snapshot: Snapshot) -> pl.DataFrame:
    """What was supplied and recorded of what is published; of an earlier version, what is by now."""
    closed = read_closed(snapshot)
    return closed.coverage if closed else coverage_of(snapshot, Audience.BOARD)


def settings_used(snapshot: Snapshot, settings: Settings) -> Settings:
    """The settings that the board's tables were made with, under today's rules of disclosure and approval."""
    made_with = settings_of(snapshot)
    today = {name: getattr(settings, name) for name in ("council", "disclosure", "releases", "changes")}
    return made_with.model_copy(update=today)


def days_spoken_of(periods: Sequence[Period], settings: Settings) -> tuple[str, str]:
    """The first day of any period or look-back and the day after the last, as text that sorts."""
    windows = [
        window for period in periods for window in (period, period.look_back(settings.counting.look_back_months))
    ]
    return str(min(window.start for window in windows)), str(max(window.end for window in windows))


def approved_for(releases: Releases, days: Sequence[str]) -> tuple[Release, ...]:
    """Every release ever approved that speaks of some of these days, withdrawn and superseded ones too."""
    start, end = days
    spoken = ((release, *release.manifest["days"]) for release in releases.approved())
    return tuple(release for release, first, after in spoken if first < end and start < after)


def auditor_of(candidate: Candidate, earlier: Sequence[Release], snapshot: Snapshot) -> Auditing:
    """The exact audit of the candidate together with what was released before, all measured in this snapshot.

    Nor may it tell the board, whose members read it beside their own tables, what those hide.
    """
    settings = candidate.settings
    names = {release_name(release.name).first_version for release in earlier} - {candidate.name.first_version}
    others = [exactly(measured_in(snapshot, name, settings), settings) for name in sorted(names, key=str)]
    exact = exact_together([candidate.exact, *others])
    policy = policy_for(Audience.SCRUTINY, settings)
    public, board = Rounds(Auditor(exact, policy.hide_up_to, settings)), Rounds(board_auditor(snapshot))
    released, to_board = [said_in_public(release) for release in earlier], said_to_board(snapshot)

    def audit(published: Published) -> Audit:
        intervals = said_by(published, policy, settings)
        # The board's own tables were audited with the releases before; only what this one says can be news to it.
        news = {figure for figure in intervals if not is_exact(to_board.get(figure))}
        for_board, for_public = board(to_board, intervals, *released, news=news), public(intervals, *released)
        return replace(for_public, given_away={**for_board.given_away, **for_public.given_away})

    return audit


def is_exact(interval: Interval | None) -> bool:
    """Whether the figure is known to the unit."""
    return interval is not None and interval.least == interval.most


def audit_again(store: Store, name: str, settings: Settings) -> tuple[Audit, pl.DataFrame]:
    """The audit of a draft or release, and the same by table.

    From its files, the snapshot that it was made from, and the other releases. Raises NoSuchRelease, and
    NoSuchSnapshot where that snapshot is no longer kept.
    """
    releases = Releases(store)
    is_draft = any(draft.name == name for draft in releases.drafts())
    release = (releases.draft(name) if is_draft else releases.release(name)).checked()
    snapshot = store.snapshot(release.manifest["snapshot"])
    candidate = replace(candidate_of(snapshot, release_name(name), settings), published=read(release).published)
    days = days_spoken_of(candidate.measured.periods, candidate.settings)
    others = tuple(other for other in approved_for(releases, days) if other.name != name)
    audited = auditor_of(candidate, others, snapshot)(candidate.published)
    return audited, by_table(candidate.published, audited, candidate.settings)


def made_safe(candidate: Candidate, audit: Auditing) -> tuple[Candidate, Audit]:
    """The release as it passes the audit, coarser where it must be."""
    met: set[Figure] = set()
    policy = policy_for(Audience.SCRUTINY, candidate.settings)
    for _ in range(MOST_ROUNDS):
        if candidate.published.rows["numerator"].drop_nulls().is_empty():
            break
        audited = audit(candidate.published)
        if audited.passed:
            return candidate, audited
        hidden: set[Figure] = set()
        for figure, given in audited.given_away.items():
            is_told_few = figure not in met and is_told_to_be_few(given.interval, policy)
            met.add(figure)
            if is_told_few:
                candidate = less_few(candidate, figure)
            elif hidden.isdisjoint(given.pinned_by):
                # What was hidden for another figure may be enough for this one too: the next audit tells.
                candidate, pin = coarser(candidate, figure, given)
                hidden.add(pin)
    raise failed(candidate)


def said_in_bands_too(
    candidate: Candidate, audited: Audit, audit: Auditing, board: Published
) -> tuple[Candidate, Audit]:
    """The release with bands of hidden shares that the board reads too, as far as it passes with them."""
    policy, before = policy_for(Audience.SCRUTINY, candidate.settings), candidate.published
    told_to_board = exact_rows_board_reads(candidate.exact, board).rows
    published = said_in_bands(before, told_to_board, policy, candidate.settings, lambda more: audit(more).passed)
    if published.rows.equals(before.rows):
        return candidate, audited
    return replace(candidate, published=published), audit(published)


def with_ranges_for_hidden(candidate: Candidate, audited: Audit, audit: Auditing) -> tuple[Candidate, Audit]:
    """The release with a range where a number is hidden, so that no row of it is empty; as it was where that tells.

    A range is what the tables tell of the number anyway. That it tells no more is for the audit to say.
    """
    settings, published = candidate.settings, candidate.published
    policy = policy_for(Audience.SCRUTINY, settings)
    by_tables = Auditor(candidate.exact, policy.hide_up_to, settings)(
        said_by(published, policy, settings), closely=True
    )
    ranges = ranges_worked_out(published, by_tables.hidden, policy, settings)
    if ranges.is_empty():
        return candidate, audited
    ranged = replace(candidate, published=with_ranges(published, ranges))
    audited_again = audit(ranged.published)
    return (ranged, audited_again) if audited_again.passed else (candidate, audited)


def less_few(candidate: Candidate, figure: Figure) -> Candidate:
    """The release with a figure "hidden" in the place of "fewer than 8", where that gives it away."""
    return replace(candidate, published=without_few(candidate.published, figure, candidate.settings).rows)


def coarser(candidate: Candidate, figure: Figure, given: GivenAway) -> tuple[Candidate, Figure]:
    """The release with the smallest figure that pins this one down hidden too, and which that is.

    Where it shows none that does, it goes without the tables of the figure.
    """
    published, settings = candidate.published, candidate.settings
    pin = smallest_of(published, given.pinned_by, settings)
    if pin:
        return replace(candidate, published=without_number(published, pin, settings).rows), pin
    tables = tables_with(published, figure, settings)
    if not tables:
        raise failed(candidate)
    left_out = (*candidate.left_out, *tables)
    return replace(candidate, published=without_tables(published, tables).rows, left_out=left_out), figure


def failed(candidate: Candidate) -> FailedAudit:
    """The words for a release that nothing makes safe."""
    return FailedAudit(
        f"Release {candidate.name} fails the audit, together with the releases approved before it, whatever is hidden. "
        "Nothing was prepared. Release another period, or ask for advice."
    )


def write_draft(folder: Path, candidate: Candidate, more: Sequence[tuple[str, str]]) -> None:
    """The tables, and what a reader must know of what is not in them."""
    known, period = indicators(candidate.settings), candidate.period
    in_period = pl.col("month").is_between(period.start, period.end, closed="left")
    notes = [
        *(("not supplied", sentence) for sentence in gap_sentences(gaps(candidate.covered.filter(in_period)))),
        *(("not recorded", sentence) for sentence in lacking_in(candidate)),
        *(("left out", table_name(table, known)) for table in candidate.left_out),
        *more,
    ]
    schema = {"kind": pl.String, "text": pl.String}
    others = {"notes": pl.DataFrame(notes, schema=schema, orient="row")}
    database, tables = (folder / name for name in FILES)
    write_published(database, candidate.published, others)
    tables.write_bytes(as_csv(export_rows(candidate.published, candidate.settings)))


def lacking_in(candidate: Candidate) -> list[str]:
    """What no file records of what the release asks, in its period."""
    recorded = months_recorded(candidate.covered)
    questions = public_questions(indicators(candidate.settings), candidate.period.kind)
    wanted = {
        field
        for question in questions
        for field in needs_of(question.indicator.definition.slug, question.breakdown.slug if question.breakdown else "")
    }
    return not_recorded_sentences(
        {field: months for field, months in recorded.items() if field in wanted}, months_of(candidate.period)
    )


def manifest_of(folder: Path, candidate: Candidate, earlier: Sequence[Release], audited: Audit, by: Actor) -> Manifest:
    """Everything that says what the release is of, how it came about, and how it is protected."""
    name, measured = candidate.name, candidate.measured
    return {
        "name": str(name),
        "supersedes": str(replace(name, version=name.version - 1)) if name.version > 1 else None,
        "periods": [
            {"kind": period.kind.value, "start": str(period.start), "end": str(period.end)}
            for period in measured.periods
        ],
        "days": days_spoken_of(measured.periods, candidate.settings),
        "snapshot": measured.snapshot,
        "as_of": measured.as_of.isoformat(),
        "settings": candidate.settings.written(),
        "files": {file: digest(folder / file, stamp(folder / file)) for file in FILES},
        "audit": {
            "passed": audited.passed,
            "together_with": [release.name for release in earlier],
            "tables": by_table(candidate.published, audited, candidate.settings).to_dicts(),
        },
        "prepared": {"by": by.name, "at": moment()},
        "approved": None,
    }


def moment() -> str:
    """Now, for the record."""
    return datetime.now(UTC).isoformat(timespec="seconds")


# --- approving and withdrawing ---------------------------------------------------------------------------------------


def approve(store: Store, name: str, approval: Approval, settings: Settings, *, seen: str | None = None) -> Release:
    """The draft becomes what the public reads. `seen` is the fingerprint of what the approver looked at.

    Raises CannotRelease where the role may not approve, whoever approves has prepared it, no reason is given, or the
    draft is not as audited.
    """
    refuse_approval(approval, settings)
    releases, live = Releases(store), store.live()
    refuse_taken(releases, release_name(name))
    read_by_board = published_in(live.published).snapshot
    looked_at = refuse_beside(live, releases, releases.draft(name).checked(), settings)
    with store.locked():
        refuse_taken(releases, release_name(name))
        draft = releases.draft(name).checked()
        if (published_in(store.live().published).snapshot, draft.fingerprint) != (read_by_board, looked_at):
            raise CannotRelease(f"Records were loaded, or {name} was prepared again, meanwhile. Try again.")
        manifest = draft.manifest
        refuse_alone(store, manifest, approval)
        if not manifest["audit"]["passed"]:
            raise CannotRelease(f"Draft {name} has not passed an audit. Prepare it again.")
        if no_longer_shown(store, read(draft)):
            raise CannotRelease(f"A note or commentary in draft {name} was withdrawn or replaced. Prepare it again.")
        if seen is not None and draft.fingerprint != seen:
            raise CannotRelease(f"Release {name} was prepared again since you looked at it. Look again, then approve.")
        if manifest["audit"]["together_with"] != [other.name for other in approved_for(releases, manifest["days"])]:
            raise CannotRelease(
                f"Another release was approved since {name} was prepared and audited, and a reader will have both. "
                f"Prepare it again: missing release prepare {name}"
            )
        approved = {**manifest, "approved": {**approval.record, "at": moment()}}
        # The seal shows, later, whether the manifest is the one that was approved.
        noted(store, approval.by, "approve", {"release": name, **approval.record, "seal": seal(approved)})
        return releases.freeze(draft, approved)


def refuse_beside(live: Snapshot, releases: Releases, draft: Release, settings: Settings) -> str:
    """The fingerprint of a draft that gives nothing away beside what the board reads now.

    The board's tables at a load are audited with what is approved by then, and a draft with those of the snapshot that
    it was made from: a load in between has met neither. Raises CannotRelease.
    """
    manifest, name = draft.manifest, release_name(draft.name)
    if manifest["snapshot"] != published_in(live.published).snapshot:
        candidate = replace(candidate_of(live, name, settings), published=read(draft).published)
        audited = auditor_of(candidate, approved_for(releases, manifest["days"]), live)(candidate.published)
        if not audited.passed:
            raise CannotRelease(
                f"Records were loaded since {draft.name} was prepared, and beside the board's new tables it would give "
                f"small numbers away. Prepare it again: missing release prepare {draft.name}"
            )
    return str(manifest["seal"])


def refuse_approval(approval: Approval, settings: Settings) -> None:
    """Raise CannotRelease for a role that may not approve, and for a blank."""
    approvers = settings.releases.approvers
    if approval.role not in approvers:
        raise CannotRelease(
            f"{approval.role!r} may not approve a release. These roles may: {', '.join(approvers)}. "
            "They stand under [releases] approvers in the council's settings."
        )
    if not approval.reason.strip():
        raise CannotRelease("An approval needs a reason: it stands in the release for as long as it is kept.")


def refuse_alone(store: Store, manifest: Manifest, approval: Approval) -> None:
    """Raise CannotRelease where one person would prepare and approve. Of invented children one person may."""
    if is_one_person(str(manifest["prepared"]["by"]), approval.by.name) and store.key() != DEMONSTRATION_KEY:
        raise CannotRelease(
            f"You prepared {manifest['name']}, so somebody else approves it: two people look at what the public reads."
        )


def account_approval(store: Store, settings: Settings, reason: str) -> Approval:
    """An approval by the account of the operating system that this process runs under, in the role that settings list.

    Raises CannotRelease for an account that they do not list. Of invented children any account may.
    """
    by, accounts = this_user(), settings.releases.accounts
    if store.key() == DEMONSTRATION_KEY:
        return Approval(by, settings.releases.approvers[0], reason)
    if by.name not in accounts:
        listed = ", ".join(sorted(accounts)) or "none"
        raise CannotRelease(
            f"The account {by.name!r} may not approve a release. [releases.accounts] of the council's settings lists: "
            f"{listed}. Somebody who signs in may approve on the page Release for scrutiny."
        )
    return Approval(by, accounts[by.name], reason)


def withdraw(store: Store, name: str, *, reason: str, by: Actor) -> Release:
    """The release is no longer shown. It stays in the store, and every later release is still audited with it."""
    if not reason.strip():
        raise CannotRelease("A withdrawal needs a reason.")
    releases = Releases(store)
    with store.locked():
        release = releases.release(name)
        if release.state is State.WITHDRAWN:
            raise CannotRelease(f"Release {name} is withdrawn already.")
        noted(store, by, "withdraw", {"release": name, "reason": reason})
        return releases.withdraw(release, {"by": by.name, "at": moment(), "reason": reason})


def noted(store: Store, by: Actor, step: str, what: Mapping[str, str]) -> None:
    """Say in the audit log what is about to be done to a release."""
    AuditLog(store).append(by, Act.RELEASE, {"step": step, **what})
