"""Reading a release: for the committee's pages and exports, and for the person about to approve it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from analytics.cards.card import Scope
from analytics.cards.headlines import Reading
from analytics.cards.leading import BETWEEN, name_of_figure
from analytics.cards.themes import HEADLINES
from analytics.disclosure.auditing.audit import Said, said_by
from analytics.disclosure.coarser import TableKey
from analytics.disclosure.gate import read_published
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.shapes import Indicator
from analytics.model import Audience, Period, PeriodKind, add_months, period_around
from analytics.statistics.xmr import Direction
from analytics.views.view import View
from analytics.words.names import breakdown_title
from analytics.words.numbers import fewer_than
from analytics.words.periods import period_name
from data.errors import CannotExport, CannotRelease
from data.releases import Manifest, Release, ReleaseName, Releases, release_name
from data.settings import Settings
from data.snapshots import Store
from data.warehouse import Warehouse


@dataclass(frozen=True)
class Released:
    """What a release says, to whoever may read it.

    `notes` are pairs of a kind and what: "not supplied", "not recorded", "left out", "too late", "tested", "unusual",
    "why", "normal", "recommendation", "noted on a day" or "commentary".

    `fingerprint` is of what was read here: by now, a draft of that name may be another.
    """

    release: Release
    published: Published
    settings: Settings
    manifest: Manifest
    notes: tuple[tuple[str, str], ...]
    fingerprint: str

    @property
    def period(self) -> Period:
        """The period that it is of; others are there to compare with."""
        return period_of(release_name(self.release.name))

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator, with the numbers that the release was made with."""
        return indicators(self.settings)

    @property
    def few(self) -> str:
        """What stands for a count that is too small to be said in public."""
        return fewer_than(policy_for(Audience.SCRUTINY, self.settings).threshold)

    @property
    def view(self) -> View:
        """Its figures as a page shows them."""
        return View(self.published, self.period)

    def noted(self, kind: str) -> tuple[str, ...]:
        """The notes of one kind."""
        return tuple(text for of, text in self.notes if of == kind)


UNUSUAL_WORDS: Final = {
    Direction.UP.value: ", above what is usual here",
    Direction.DOWN.value: ", below what is usual here",
}


def unusual_in(released: Released, scope: Scope) -> list[tuple[Reading, str]]:
    """The figures that were unusual when the release was prepared, strongest first, and the words for it.

    One that this version no longer looks at is left out.
    """
    every = (*HEADLINES, *(tile.instead for tile in HEADLINES if tile.instead))
    known = {name_of_figure(tile): tile for tile in every}
    noted = (text.rpartition(BETWEEN) for text in released.noted("unusual"))
    return [(Reading(scope, known[name]), UNUSUAL_WORDS[way]) for name, _, way in noted if name in known]


def read(release: Release) -> Released:
    """What the release says. Raises CannotRelease where a file is not the one that was prepared or approved."""
    return contents(release, release.checked().fingerprint)


@lru_cache(maxsize=16)
def contents(release: Release, fingerprint: str) -> Released:
    """The contents of the release's files, read once for each time that they were written."""
    file = Warehouse(release.database)
    try:
        published = read_published(file)
        notes = file.query("SELECT kind, text FROM notes ORDER BY row_order").rows()
    finally:
        file.close()
    manifest = release.manifest
    if published.protection.audience is not Audience.SCRUTINY or manifest["name"] != release.name:
        raise CannotRelease(f"Release {release.name} holds another release or another reader's figures. Withdraw it.")
    settings = Settings.model_validate(manifest["settings"])
    return Released(release, published, settings, manifest, tuple(notes), fingerprint)


def said_in_public(release: Release) -> Said:
    """What its tables say of each figure, by the rules that it was rounded with. Raises CannotRelease as `read`."""
    released = read(release)
    return said_by(released.published, policy_for(Audience.SCRUTINY, released.settings), released.settings)


def period_of(name: ReleaseName) -> Period:
    """The financial year, or the quarter of it."""
    first = date(name.year, 4, 1)
    if name.quarter is None:
        return Period(first, add_months(first, 12), PeriodKind.FINANCIAL_YEAR)
    start = add_months(first, 3 * (name.quarter - 1))
    return Period(start, add_months(start, 3), PeriodKind.QUARTER)


def name_of(period: Period) -> ReleaseName:
    """The name of the first release of a financial year or a quarter."""
    year = period_around(period.start, PeriodKind.FINANCIAL_YEAR).start
    quarter = None if period.kind is PeriodKind.FINANCIAL_YEAR else (period.start.month - year.month) % 12 // 3 + 1
    return ReleaseName(year.year, quarter)


def table_name(table: TableKey, known: dict[str, Indicator]) -> str:
    """ "Missing episodes, by sex (children)"."""
    slug, unit, breakdown = table
    by = f", by {breakdown_title(breakdown).lower()}" if breakdown in BREAKDOWNS else ""
    return f"{known[slug].definition.title}{by} ({'children' if unit == 'child' else 'episodes'})"


def release_title(release: Release) -> str:
    """ "July to September 2026", "July to September 2026, corrected (version 2)"."""
    name = release_name(release.name)
    return period_name(period_of(name)) + (f", corrected (version {name.version})" if name.version > 1 else "")


def shown_releases(store: Store) -> tuple[Release, ...]:
    """What the public may read, newest first."""
    return Releases(store).shown()


def chosen_release(store: Store, name: str) -> Release:
    """The release that the public reads under this name; without a name, the newest."""
    shown = shown_releases(store)
    if not shown:
        raise CannotExport("No release has been approved, so there is nothing that the public may see.")
    for release in shown:
        if name in ("", release.name):
            return release
    raise CannotExport(f"--release {name!r} is not shown. It may be: {', '.join(release.name for release in shown)}.")
