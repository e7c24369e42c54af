"""Where a page's figures come from: the exact facts for a co-ordinator, the published tables for all others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from analytics.disclosure.gaps import any_month_is_missing, every_month_is_missing, with_gaps_marked
from analytics.disclosure.gate import exact, exact_together, published_in, with_shares_of_all, with_sums_of_parts
from analytics.disclosure.policy import Threshold, policy_for, threshold_without_agreement
from analytics.disclosure.published import Published, Shown, Table
from analytics.disclosure.small_numbers import parts_without_words_of_few, without_words_of_few
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import BREAKDOWNS, CATEGORY, DISTRICT, Breakdown
from analytics.measuring.coverage import Gap, complete_periods, coverage, gaps, periods_of_records
from analytics.measuring.measure import Inquiry, Question, prepared
from analytics.measuring.shapes import Indicator, ShareOfAll
from analytics.model import (
    MONTHS_IN,
    Audience,
    Period,
    PeriodKind,
    Selection,
    Unit,
    add_months,
    period_around,
    periods_between,
)
from analytics.views.data_quality import as_of_time
from analytics.views.looked_after import looked_after, published_looked_after
from data.errors import NothingToShow
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import read_facts, warehouse

# How far a series looks back. Twenty quarters, because fewer than thirteen do not tell what is normal.
MONTHS_IN_SERIES = 24
QUARTERS_IN_SERIES = 20
HALF_YEARS_IN_SERIES = 20
# Periods that a board may choose although few or none of their tables are published, on pages of what adds up.
SUMMED_KINDS = (
    PeriodKind.HALF_YEAR,
    PeriodKind.CALENDAR_HALF,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.ACADEMIC_YEAR,
)
VOLUME, ADDED_UP = "missing-episodes", frozenset({"missing-episodes", "interview-in-time"})
MONTHS_BACK = {
    PeriodKind.MONTH: MONTHS_IN_SERIES,
    PeriodKind.QUARTER: 3 * QUARTERS_IN_SERIES,
    PeriodKind.HALF_YEAR: 6 * HALF_YEARS_IN_SERIES,
    PeriodKind.CALENDAR_HALF: 6 * HALF_YEARS_IN_SERIES,
}


@lru_cache(maxsize=4)
def facts_of(episodes: Path, as_of: datetime) -> pl.DataFrame:
    """A snapshot's facts as known at `as_of`. Exact: for measuring, never for a page."""
    return prepared(read_facts(warehouse(episodes)), as_of)


def coverage_of(snapshot: Snapshot, audience: Audience) -> pl.DataFrame:
    """A snapshot's coverage by source, category and month: of its records, or as its board knows them."""
    is_exact = audience is Audience.COORDINATOR
    return exact_coverage(snapshot.episodes) if is_exact else published_coverage(snapshot.published)


@lru_cache(maxsize=4)
def exact_coverage(episodes: Path) -> pl.DataFrame:
    """The coverage that stands in no file, since nothing has to be published for a co-ordinator to read it."""
    file = warehouse(episodes)
    return coverage(file, as_of_time(file))


@lru_cache(maxsize=4)
def published_coverage(file: Path) -> pl.DataFrame:
    """The coverage in a published file, without the names of few's senders."""
    return warehouse(file).query("SELECT system, category, month, is_supplied FROM coverage ORDER BY row_order")


def gaps_in(snapshot: Snapshot, period: Period, audience: Audience) -> list[Gap]:
    """The months in a period that a source did not supply, for saying so beside its figures."""
    covered = coverage_of(snapshot, audience)
    return [gap for gap in gaps(covered) if gap.period.start < period.end and period.start < gap.period.end]


def forget_snapshots() -> None:
    """Keep nothing that was read of any snapshot: neither figures nor open files, which may hold an erased child."""
    exact_ones = (facts_of, exact_coverage, measured_view, measured_groups, warehouse)
    of_published = (published_coverage, published_whole, tables_by_period, published_in, divided)
    for read in (*exact_ones, *of_published):
        read.cache_clear()
    for forget in kept_elsewhere:
        forget()


# What modules that are loaded late keep of snapshots, by the function that forgets it.
kept_elsewhere: Final[list[Callable[[], None]]] = []


@dataclass(frozen=True)
class Part:
    """The part of a published table that is looked at: one group of one breakdown, or the whole."""

    breakdown: str = ""
    group: str = ""


@dataclass(frozen=True)
class ByGroups:
    """An indicator in some periods: as a whole, and by the groups of some breakdowns."""

    slug: str
    unit: Unit
    by: tuple[Breakdown, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class View:
    """What one page shows one reader: the period and part chosen, and nothing beyond them.

    `is_whole`: no month of a fixed period is yet to come, is before the records begin or was not supplied. What is not
    whole is compared with nothing. `compared` is the one period to compare with, where the reader names it.
    """

    published: Published
    period: Period
    part: Part = Part()
    is_whole: bool = True
    compared: Period | None = None

    @property
    def compared_with(self) -> tuple[Period, ...]:
        """What the period is compared with, latest first: what was named, else the one before and a year before."""
        if not self.is_whole:
            return ()
        return (self.compared,) if self.compared else usual_comparisons(self.period)

    def table(self, slug: str, unit: Unit) -> Table:
        """The indicator in the chosen period and part. A part's rows read as the whole."""
        return self.in_period(slug, unit, self.period)

    def by(self, slug: str, unit: Unit, breakdown: Breakdown) -> Table:
        """The indicator in the chosen period by every group of a breakdown."""
        return self.published.table(slug, unit, self.period, breakdown.slug)

    def in_period(self, slug: str, unit: Unit, period: Period) -> Table:
        """The indicator in another period, in the chosen part."""
        if not self.part.breakdown:
            return self.published.table(slug, unit, period)
        return self.published.table(slug, unit, period, self.part.breakdown, self.part.group).as_whole()

    def now(self, slug: str, unit: Unit, breakdown: Breakdown | None = None) -> Table:
        """An indicator of the as-of time, which belongs to no period: in the chosen part, or by a breakdown."""
        if breakdown:
            return self.published.table(slug, unit, None, breakdown.slug)
        return self.published.table(slug, unit, None, self.part.breakdown, self.part.group).as_whole()

    def series(self, slug: str, unit: Unit) -> Table:
        """The indicator over time: by month where months are published, else by quarter."""
        monthly = self.months(slug, unit)
        return self.quarters(slug, unit) if self.part.breakdown or not monthly.rows else monthly

    def series_of_group(self, slug: str, unit: Unit, breakdown: Breakdown, group: str) -> Table:
        """One group of a breakdown for each month, whatever part of the rest was chosen."""
        table = self.published.table(slug, unit, None, breakdown.slug, group).as_whole()
        return self._up_to_the_end(table, PeriodKind.MONTH)

    def series_by(self, slug: str, unit: Unit, breakdown: Breakdown) -> Table:
        """Every group of a breakdown over time: by month where that is known, else by quarter."""
        table = self.published.table(slug, unit, None, breakdown.slug)
        monthly = self._up_to_the_end(table, PeriodKind.MONTH)
        return monthly if monthly.rows else self._up_to_the_end(table, PeriodKind.QUARTER)

    def periods_alike(self, slug: str, unit: Unit) -> Table:
        """The indicator in the chosen part for each period of this view's kind, up to and including its own."""
        table = self.published.table(slug, unit, None, self.part.breakdown, self.part.group).as_whole()
        return self._up_to_the_end(table, self.period.kind)

    def last_financial_year(self) -> "View":
        """The same in the last financial year that was over when the period was: what is published by year alone."""
        year = period_around(self.period.end, PeriodKind.FINANCIAL_YEAR)
        return replace(self, period=year.earlier(12), compared=None)

    def quarters(self, slug: str, unit: Unit) -> Table:
        """The indicator in the chosen part for each quarter of the five years up to the period's end."""
        table = self.published.table(slug, unit, None, self.part.breakdown, self.part.group).as_whole()
        return self._up_to_the_end(table, PeriodKind.QUARTER)

    def months(self, slug: str, unit: Unit) -> Table:
        """The indicator for each month of the two years up to the period's end. Whole only: months have no parts."""
        return self._up_to_the_end(self.published.table(slug, unit), PeriodKind.MONTH)

    def _up_to_the_end(self, table: Table, kind: PeriodKind) -> Table:
        """The rows of the periods of a kind before this view's period ends. One that is not over is like no other."""
        today = self.published.as_of.date()
        back = MONTHS_BACK.get(kind)
        first = add_months(self.period.end, -back) if back else date.min
        inside = (
            row
            for row in table.rows
            if row.period.kind is kind and first <= row.period.start < self.period.end and row.period.end <= today
        )
        return replace(table, rows=tuple(inside))


def usual_comparisons(period: Period) -> tuple[Period, ...]:
    """The period before one of a fixed kind, and the same a year before; of any dates a year before alone."""
    return tuple(dict.fromkeys((period.earlier(MONTHS_IN.get(period.kind, 12)), period.earlier(12))))


def board_view(
    snapshot: Snapshot, settings: Settings, period: Period, part: Part, compared: Period | None = None
) -> View:
    """A view that slices what is published to the board: nothing is measured.

    Of a period that is not published, what adds up is summed from the published parts of all periods of its kind.
    """
    published = published_to_board(snapshot, settings)
    if period.kind in SUMMED_KINDS:
        wholes = {each: parts_of(each) for each in summed_periods(snapshot, period.kind)}
        published = with_sums_of_parts(published, wholes, indicators(settings))
    return View(published, period, part, compared=compared)


def parts_of(period: Period) -> tuple[Period, ...]:
    """The quarters that a period is made of, and the months of it that are in none of them; oldest first."""
    inside = [each for each in periods_between(period.start, period.end, PeriodKind.QUARTER) if is_inside(each, period)]
    months = periods_between(period.start, period.end, PeriodKind.MONTH)
    return tuple(sorted([*inside, *(month for month in months if not any(is_inside(month, each) for each in inside))]))


def is_inside(part: Period, whole: Period) -> bool:
    """Whether all days of a period are in another."""
    return whole.start <= part.start and part.end <= whole.end


def summed_periods(snapshot: Snapshot, kind: PeriodKind) -> list[Period]:
    """The periods of a kind whose missing episodes a board can add up from what is published, newest first."""
    of_volume = {
        period for period, tables in tables_by_period(snapshot.published).items() if (VOLUME, Part()) in tables
    }
    if not of_volume:
        return []
    first, last = min(each.start for each in of_volume), max(each.end for each in of_volume)
    return sorted(
        (each for each in periods_between(first, last, kind) if of_volume.issuperset(parts_of(each))), reverse=True
    )


def published_to_board(snapshot: Snapshot, settings: Settings) -> Published:
    """Every table of the board, and what is divided from them when it is read."""
    return divided(snapshot.published, settings.model_dump_json(), threshold_of(snapshot))


def settings_published(snapshot: Snapshot) -> Settings:
    """The settings by which the board's tables were made; the snapshot's own where there are none."""
    return Settings.model_validate((snapshot.publication or snapshot).manifest["settings"])


def threshold_of(snapshot: Snapshot) -> Threshold:
    """Where small counts end in the snapshot's published file, whatever the settings say by now."""
    return policy_for(Audience.BOARD, settings_published(snapshot)).threshold


def threshold_of_files(snapshot: Snapshot) -> Threshold:
    """The same of what the published file says of files, senders and places: no agreement lifts that."""
    return threshold_without_agreement(settings_published(snapshot))


@lru_cache(maxsize=4)
def divided(file: Path, settings_text: str, threshold: Threshold) -> Published:
    """The tables of a published file, with shares of all looked-after children."""
    settings = Settings.model_validate_json(settings_text)
    sizes, known = published_looked_after(warehouse(file)), indicators(settings).values()
    return with_shares_of_all(without_words_of_few(published_in(file), settings).rows, sizes, known, threshold)


def coordinator_view(
    snapshot: Snapshot,
    settings: Settings,
    selection: Selection,
    slugs: Sequence[str],
    *,
    by: Sequence[Breakdown] = (),
    months: Sequence[tuple[str, Breakdown | None]] = (),
    alike: Sequence[str] = (),
) -> View:
    """An exact view: `slugs` in the selection, the period before and a year before; by the breakdowns.

    `months` are also measured monthly, as a whole or by a breakdown; `alike` in the periods of the selection's kind.
    """
    return measured_view(
        snapshot, settings.model_dump_json(), selection, tuple(slugs), tuple(by), tuple(months), tuple(alike)
    )


# A page is run again for every touch of it; only another question, or another snapshot, is another answer.
@lru_cache(maxsize=32)
def measured_view(  # noqa: PLR0917  the key of the cache
    snapshot: Snapshot,
    settings_text: str,
    selection: Selection,
    slugs: tuple[str, ...],
    by: tuple[Breakdown, ...],
    months: tuple[tuple[str, Breakdown | None], ...],
    alike: tuple[str, ...],
) -> View:
    """A co-ordinator's view, measured when it is first asked for. Nobody else's page calls for it."""
    settings = Settings.model_validate_json(settings_text)
    facts = facts_of(snapshot.episodes, selection.as_of)
    known = indicators(settings)
    wanted, grouped = [known[slug] for slug in slugs], [of for _, of in months if of is not None]
    inquiries = [
        Inquiry(whole_questions(wanted), compared_periods(selection.period, selection.compared)),
        Inquiry(questions_by(wanted, tuple(dict.fromkeys((*by, *grouped)))), (selection.period,)),
        *series_asked(known, selection, facts, months, alike),
    ]
    everything = exact(facts, inquiries, selection, settings, snapshot=snapshot.name)
    marked = gaps_marked_beside(everything, selection.period, exact_coverage(snapshot.episodes), known)
    divided_too = exactly_divided(marked, snapshot, settings, selection, wanted)
    is_whole = is_held_whole(snapshot, selection.period, selection.as_of)
    return View(divided_too, selection.period, is_whole=is_whole, compared=selection.compared)


def groups_measured(snapshot: Snapshot, settings: Settings, selection: Selection, wanted: ByGroups) -> Published:
    """What a co-ordinator's view lacks to say which groups a change comes from: exact, in the selection."""
    return measured_groups(snapshot, settings.model_dump_json(), selection, wanted)


@lru_cache(maxsize=32)
def measured_groups(snapshot: Snapshot, settings_text: str, selection: Selection, wanted: ByGroups) -> Published:
    """The same, measured when it is first asked for. A period of which a month was not supplied or recorded says so."""
    settings = Settings.model_validate_json(settings_text)
    known = indicators(settings)
    questions = tuple(Question(known[wanted.slug], wanted.unit, by) for by in (None, *wanted.by))
    facts = facts_of(snapshot.episodes, selection.as_of)
    counted = exact(facts, [Inquiry(questions, wanted.periods)], selection, settings, snapshot=snapshot.name)
    return with_gaps_marked(counted, exact_coverage(snapshot.episodes), known, any_month_is_missing)


def exactly_divided(
    counted: Published, snapshot: Snapshot, settings: Settings, selection: Selection, wanted: Sequence[Indicator]
) -> Published:
    """Exact tables, with shares of all looked-after children where they are wanted and nobody is filtered out."""
    if selection.only or selection.ages or not any(isinstance(item, ShareOfAll) for item in wanted):
        return counted
    periods = [
        Period(start, end) for start, end in counted.rows.select("period_start", "period_end").unique().iter_rows()
    ]
    episodes = warehouse(snapshot.episodes)
    sizes = looked_after(episodes, periods, selection.as_of, settings.counting.adult_age)
    return with_shares_of_all(counted, sizes, wanted, policy_for(Audience.COORDINATOR, settings).threshold)


def gaps_marked_beside(
    everything: Published, period: Period, covered: pl.DataFrame, known: dict[str, Indicator]
) -> Published:
    """Gaps as a co-ordinator sees them: the chosen period with what there is of it, fixed ones beside it whole or not.

    A quarter of which a month was not supplied is not to be compared with one that was.
    """
    is_chosen = (pl.col("period_start") == period.start) & (pl.col("period_end") == period.end)
    is_fixed = pl.col("period_kind") != PeriodKind.ANY.value
    published = with_gaps_marked(everything.only(is_fixed & ~is_chosen), covered, known, any_month_is_missing)
    chosen = with_gaps_marked(everything.only(~is_fixed | is_chosen), covered, known, every_month_is_missing)
    return exact_together([chosen, published])


def compared_periods(period: Period, compared: Period | None = None) -> tuple[Period, ...]:
    """The period, the one before it of the same length, the same a year before, and the one that was named."""
    named = (compared,) if compared else ()
    return tuple(dict.fromkeys((period, period.earlier(period.months or 1), period.earlier(12), *named)))


def series_asked(
    known: dict[str, Indicator],
    selection: Selection,
    facts: pl.DataFrame,
    months: Sequence[tuple[str, Breakdown | None]],
    alike: Sequence[str],
) -> list[Inquiry]:
    """What the series of a page need beyond the periods that are compared anyway."""
    period = selection.period
    whole = whole_questions([known[slug] for slug, by in months if by is None])
    parts = tuple(
        Question(known[slug], unit, by)
        for slug, by in months
        if by is not None
        for unit in known[slug].definition.units
    )
    questions = whole_questions([known[slug] for slug in alike])
    monthly, compared = periods_to(period, PeriodKind.MONTH, facts), compared_periods(period, selection.compared)
    has_series = period.kind in MONTHS_BACK and period.kind is not PeriodKind.MONTH
    if not has_series:
        whole = tuple(dict.fromkeys((*whole, *questions)))
    # The period itself is asked for by its groups anyway: a month that is chosen stands once in its series.
    inquiries = [
        Inquiry(whole, tuple(month for month in monthly if month not in compared)),
        Inquiry(parts, tuple(month for month in monthly if month != period)),
    ]
    if has_series:
        before = periods_to(period, period.kind, facts)
        inquiries.append(Inquiry(questions, tuple(each for each in before if each not in compared)))
    return [inquiry for inquiry in inquiries if inquiry.questions and inquiry.periods]


def periods_to(period: Period, kind: PeriodKind, facts: pl.DataFrame) -> tuple[Period, ...]:
    """Whole months, quarters or half-years of a series up to the period's end, from the first that has data."""
    if facts.is_empty():
        return ()
    earliest: date = facts["started_at"].min().date()  # type: ignore[union-attr]
    first = max(add_months(period.end, -MONTHS_BACK[kind]), earliest)
    return tuple(periods_between(first, period.end, kind)) if first < period.end else ()


def whole_questions(wanted: Sequence[Indicator]) -> tuple[Question, ...]:
    """The indicators in every unit, as a whole."""
    return tuple(Question(indicator, unit) for indicator in wanted for unit in indicator.definition.units)


def questions_by(wanted: Sequence[Indicator], by: Sequence[Breakdown]) -> tuple[Question, ...]:
    """The indicators in every unit, by those of the breakdowns that they declare."""
    return tuple(
        Question(indicator, unit, breakdown)
        for indicator in wanted
        for unit in indicator.definition.units
        for breakdown in by
        if breakdown in indicator.definition.breakdowns
    )


def published_periods(snapshot: Snapshot, kind: PeriodKind) -> list[Period]:
    """The fixed periods of a kind that the board may choose, newest first."""
    return sorted((period for period in tables_by_period(snapshot.published) if period.kind is kind), reverse=True)


def supplied_periods(snapshot: Snapshot, kind: PeriodKind, as_of: datetime) -> list[Period]:
    """The fixed periods of a kind that are over and supplied, published or not, newest first."""
    return sorted(complete_periods(exact_coverage(snapshot.episodes), kind, as_of.date()), reverse=True)


def held_periods(snapshot: Snapshot, kind: PeriodKind, as_of: datetime) -> list[Period]:
    """The fixed periods of a kind that a co-ordinator may choose, newest first: whole or not."""
    return sorted(periods_of_records(exact_coverage(snapshot.episodes), kind, as_of.date()), reverse=True)


def is_held_whole(snapshot: Snapshot, period: Period, as_of: datetime) -> bool:
    """Whether a fixed period is over and supplied; a reader's own dates are what they are."""
    return period.kind is PeriodKind.ANY or period in supplied_periods(snapshot, period.kind, as_of)


def supplied_quarters(snapshot: Snapshot, as_of: datetime) -> list[Period]:
    """The quarters that are over and supplied, newest first. Raises NothingToShow where there is none."""
    quarters = supplied_periods(snapshot, PeriodKind.QUARTER, as_of)
    if not quarters:
        raise NothingToShow("No whole quarter is held yet. Load the files of all its months.")
    return quarters


def periods_on_offer(snapshot: Snapshot, slugs: Sequence[str]) -> dict[PeriodKind, list[Period]]:
    """What a board may choose on a page with these indicators: kind -> periods, newest first."""
    published = published_kinds(snapshot, slugs)
    summed = SUMMED_KINDS if ADDED_UP & set(slugs) and published else ()
    offered = {
        kind: published_periods(snapshot, kind) if kind in published else summed_periods(snapshot, kind)
        for kind in MONTHS_IN
        if kind in published or kind in summed
    }
    return {kind: periods for kind, periods in offered.items() if periods}


def published_parts(snapshot: Snapshot, slugs: Sequence[str], period: Period) -> list[Part]:
    """The parts that these indicators are published for in a period: the whole first, then each group."""
    tables = tables_by_period(snapshot.published).get(period, ())
    # Absent episodes are not a part of missing ones: they are never looked at in their place. A district is for maps.
    not_parts = ("", CATEGORY.slug, DISTRICT.slug)
    met = [part for slug, part in tables if slug in slugs and part.breakdown not in not_parts]
    order = list(BREAKDOWNS)
    return [Part(), *sorted(dict.fromkeys(met), key=lambda part: order.index(part.breakdown))]


def published_kinds(snapshot: Snapshot, slugs: Sequence[str]) -> list[PeriodKind]:
    """The kinds of period that a third of these indicators are published for, else any of them, shortest first.

    A card whose table is for other periods says which it shows.
    """
    wanted, met = set(slugs), published_whole(snapshot.published)
    many = [kind for kind in MONTHS_IN if 3 * len(met[kind] & wanted) >= len(wanted)]
    return many or [kind for kind in MONTHS_IN if met[kind] & wanted]


@lru_cache(maxsize=4)
def published_whole(file: Path) -> dict[PeriodKind, set[str]]:
    """Kind of period -> the indicators that are published for some period of it, as a whole."""
    met: dict[PeriodKind, set[str]] = {kind: set() for kind in PeriodKind}
    for period, tables in tables_by_period(file).items():
        met[period.kind] |= {slug for slug, part in tables if part == Part()}
    return met


@lru_cache(maxsize=4)
def tables_by_period(file: Path) -> dict[Period, tuple[tuple[str, Part], ...]]:
    """Period -> the indicators and parts that are published for it, in the published order."""
    rows = (
        parts_without_words_of_few(published_in(file).rows)
        # A part of which nothing is recorded is no part to be chosen either.
        .rows.filter((pl.col("breakdown") == "") | (pl.col("shown") != Shown.NOT_RECORDED.value))
        .select("period_start", "period_end", "period_kind", "slug", "breakdown", "group")
        .unique(maintain_order=True)
    )
    result: dict[Period, list[tuple[str, Part]]] = {}
    for start, end, kind, slug, breakdown, group in rows.iter_rows():
        result.setdefault(Period(start, end, PeriodKind(kind)), []).append((slug, Part(breakdown, group)))
    return {period: tuple(tables) for period, tables in result.items()}


ABOUT_DATA_QUERIES = {
    "refused": "SELECT * EXCLUDE (row_order) FROM refused ORDER BY row_order",
    "findings": "SELECT * EXCLUDE (row_order) FROM findings ORDER BY row_order",
    "sources": "SELECT * EXCLUDE (row_order) FROM sources ORDER BY row_order",
    "not_recorded": "SELECT * EXCLUDE (row_order) FROM not_recorded ORDER BY row_order",
}
