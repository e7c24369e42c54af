"""Where a page's figures come from: the exact facts for a co-ordinator, the published tables for all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import polars as pl

from analytics import quality
from analytics.breakdowns import BREAKDOWNS, Breakdown
from analytics.coverage import coverage, every_month_is_missing, with_gaps_marked
from analytics.indicator import Indicator
from analytics.measure import Question, prepared
from analytics.model import Audience, Period, PeriodKind, Selection, Unit, add_months, periods_between
from analytics.publication import all_published, exact, published_for
from analytics.published import Published, Table
from analytics.registry import indicators
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import Warehouse, read_facts, warehouse

MONTHS_IN_SERIES = 24


@lru_cache(maxsize=4)
def facts_of(episodes: Path, as_of: datetime) -> pl.DataFrame:
    """A snapshot's facts as known at `as_of`. Exact: for measuring, never for a page."""
    return prepared(read_facts(warehouse(episodes)), as_of)


@lru_cache(maxsize=4)
def coverage_of(file: Path) -> pl.DataFrame:
    """A snapshot's coverage by source, category and month, from its published file."""
    return warehouse(file).query("SELECT system, category, month, is_supplied FROM coverage ORDER BY row_order")


@dataclass(frozen=True)
class Part:
    """The part of a published table that is looked at: one group of one breakdown, or the whole."""

    breakdown: str = ""
    group: str = ""


@dataclass(frozen=True)
class View:
    """What one page shows one reader: the period and part chosen, and nothing beyond them."""

    published: Published
    period: Period
    part: Part = Part()

    def table(self, slug: str, unit: Unit) -> Table:
        """The indicator in the chosen period and part. A part's rows read as the whole."""
        if not self.part.breakdown:
            return self.published.table(slug, unit, self.period)
        return self.published.table(slug, unit, self.period, self.part.breakdown, self.part.group).as_whole()

    def by(self, slug: str, unit: Unit, breakdown: Breakdown) -> Table:
        """The indicator in the chosen period by every group of a breakdown."""
        return self.published.table(slug, unit, self.period, breakdown.slug)

    def earlier(self, slug: str, unit: Unit, months: int) -> Table:
        """The indicator in the period that lies `months` months before."""
        before = self.period.earlier(months)
        if not self.part.breakdown:
            return self.published.table(slug, unit, before)
        return self.published.table(slug, unit, before, self.part.breakdown, self.part.group).as_whole()

    def months(self, slug: str, unit: Unit) -> Table:
        """The indicator for each month of the two years up to the period's end. Whole only: months have no parts."""
        first = add_months(self.period.end, -MONTHS_IN_SERIES)
        monthly = self.published.only(
            (pl.col("period_kind") == PeriodKind.MONTH)
            & (pl.col("period_start") >= first)
            & (pl.col("period_end") <= add_months(self.period.end.replace(day=1), 1))
            & (pl.col("period_start") < self.period.end)
        )
        return monthly.table(slug, unit)


def board_view(snapshot: Snapshot, audience: Audience, settings: Settings, period: Period, part: Part) -> View:
    """A view that slices what is published: nothing is measured."""
    return View(published_of(snapshot.published, audience, settings.model_dump_json()), period, part)


@lru_cache(maxsize=8)
def published_of(file: Path, audience: Audience, settings_text: str) -> Published:
    """What the snapshot publishes to this audience; the audience is in the key of the cache."""
    return published_for(file, audience, Settings.model_validate_json(settings_text))


def coordinator_view(
    snapshot: Snapshot,
    settings: Settings,
    selection: Selection,
    slugs: Sequence[str],
    *,
    by: Sequence[Breakdown] = (),
    months: Sequence[str] = (),
) -> View:
    """An exact view: `slugs` in the selection, the period before and a year before; by the breakdowns; monthly."""
    facts = facts_of(snapshot.episodes, selection.as_of)
    known = indicators(settings)
    wanted = [known[slug] for slug in slugs]
    whole = exact(
        facts,
        whole_questions(wanted),
        selection,
        settings,
        snapshot=snapshot.name,
        periods=compared_periods(selection.period),
    )
    parts = [
        exact(facts, questions, selection, settings, snapshot=snapshot.name, periods=periods)
        for questions, periods in (
            (questions_by(wanted, by), (selection.period,)),
            (whole_questions([known[slug] for slug in months]), months_to(selection.period, facts)),
        )
        if questions and periods
    ]
    rows = pl.concat([whole.rows, *(part.rows for part in parts)])
    everything = Published(rows, whole.protection, whole.as_of, whole.snapshot)
    covered = coverage_of(snapshot.published)
    return View(with_gaps_marked(everything, covered, known, every_month_is_missing), selection.period)


def compared_periods(period: Period) -> tuple[Period, ...]:
    """The period, the one before it of the same length, and the same a year before."""
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    return tuple(dict.fromkeys((period, period.earlier(months or 1), period.earlier(12))))


def months_to(period: Period, facts: pl.DataFrame) -> tuple[Period, ...]:
    """Whole months of the two years up to the period's end, from the first month that has data."""
    if facts.is_empty():
        return ()
    earliest: date = facts["started_at"].min().date()  # type: ignore[union-attr]
    first = max(add_months(period.end, -MONTHS_IN_SERIES), earliest)
    return tuple(periods_between(first, period.end, PeriodKind.MONTH)) if first < period.end else ()


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
    rows = all_published(snapshot.published).rows.filter(pl.col("period_kind") == kind)
    pairs = rows.select("period_start", "period_end").unique().sort("period_start", descending=True)
    return [Period(start, end, kind) for start, end in pairs.iter_rows()]


def published_parts(snapshot: Snapshot, slugs: Sequence[str]) -> list[Part]:
    """The parts that these indicators are published for: the whole first, then each group of each breakdown."""
    rows = all_published(snapshot.published).rows.filter(pl.col("slug").is_in(slugs))
    pairs = rows.select("breakdown", "group").unique(maintain_order=True)
    met = [Part(breakdown, group) for breakdown, group in pairs.iter_rows()]
    order = list(BREAKDOWNS)
    return [Part(), *sorted((part for part in met if part.breakdown), key=lambda part: order.index(part.breakdown))]


def quality_tables(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """What a board may know of the data itself: refused, findings, sources, not_recorded, coverage."""
    names = ("refused", "findings", "sources", "not_recorded")
    read = {name: warehouse(snapshot.published).query(QUALITY_QUERIES[name]) for name in names}
    return {**read, "coverage": coverage_of(snapshot.published)}


QUALITY_QUERIES = {
    "refused": "SELECT * EXCLUDE (row_order) FROM refused ORDER BY row_order",
    "findings": "SELECT * EXCLUDE (row_order) FROM findings ORDER BY row_order",
    "sources": "SELECT * EXCLUDE (row_order) FROM sources ORDER BY row_order",
    "not_recorded": "SELECT * EXCLUDE (row_order) FROM not_recorded ORDER BY row_order",
}


def tables_about_data(episodes: Warehouse, as_of: datetime) -> dict[str, pl.DataFrame]:
    """The same tables, made from the exact store, for the published file."""
    return {
        "refused": quality.refused_by_rule(episodes),
        "findings": quality.found_by_rule(episodes),
        "sources": quality.sources(episodes).drop("tolerances"),
        "not_recorded": quality.not_recorded(episodes),
        "coverage": coverage(episodes, as_of),
    }
