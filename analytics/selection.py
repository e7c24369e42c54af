"""What a reader asked to see, and the published rows that answer it.

For the board and scrutiny a view is a slice of what was published; for a co-ordinator it is measured
for the selection. Cards, words and charts cannot tell which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from analytics.breakdowns import BREAKDOWNS
from analytics.indicator import Indicator
from analytics.measure import Question, questions_of
from analytics.model import MONTHS_IN, Clock, Period, PeriodKind, Selection, Unit, add_months, periods_between
from analytics.publication import exact
from analytics.published import Published, Table
from data.settings import Settings

# How far a series beside a period goes back.
MONTHS_OF_SERIES = 24
QUARTERS_OF_SERIES = 12


@dataclass(frozen=True)
class Part:
    """One group of one breakdown; both empty for the whole."""

    breakdown: str = ""
    group: str = ""


ALL = Part()


@dataclass(frozen=True)
class View:
    """The tables of some indicators for one period and one part, with what they are compared with."""

    published: Published
    indicators: dict[str, Indicator]
    period: Period
    part: Part = ALL

    def indicator(self, slug: str) -> Indicator:
        """The definition that the tables of this slug answer."""
        return self.indicators[slug]

    def unit(self, slug: str) -> Unit:
        """The unit that an indicator is first counted in."""
        return self.indicators[slug].definition.units[0]

    def table(self, slug: str, unit: Unit | None = None, breakdown: str = "", period: Period | None = None) -> Table:
        """One indicator's rows: of this view's part, or of every group of a breakdown of the whole."""
        when = None if self.indicators[slug].definition.clock is Clock.NOW else period or self.period
        if breakdown:
            return self.published.table(slug, unit or self.unit(slug), when, breakdown)
        return self.published.table(slug, unit or self.unit(slug), when, self.part.breakdown, self.part.group)

    def series(self, slug: str, unit: Unit | None = None) -> Table:
        """One indicator's rows over time, oldest first: months for the whole, quarters for a part."""
        kind = PeriodKind.MONTH if self.part == ALL else PeriodKind.QUARTER
        rows = self.published.only(pl.col("period_kind") == kind.value, pl.col("period_end") <= self.period.end)
        table = rows.table(slug, unit or self.unit(slug), None, self.part.breakdown, self.part.group)
        periods = sorted({row.period for row in table.rows})
        kept = set(periods[-(MONTHS_OF_SERIES if kind is PeriodKind.MONTH else QUARTERS_OF_SERIES) :])
        return replace(table, rows=tuple(row for row in table.rows if row.period in kept))

    @property
    def few(self) -> str:
        """What stands for a count that is too small to say to the public."""
        return self.published.protection.few

    @property
    def before(self) -> Period | None:
        """The period before, of the same kind; null for free dates."""
        return period_before(self.period)

    @property
    def year_before(self) -> Period | None:
        """The same period a year before; null for a year, whose period before that is."""
        return period_a_year_before(self.period)

    def can_split(self, slug: str, breakdown: str) -> bool:
        """Whether an indicator is published by this breakdown."""
        return any(known.slug == breakdown for known in self.indicators[slug].definition.breakdowns)

    def has_part(self, slug: str) -> bool:
        """Whether an indicator is published for this view's part."""
        return self.part == ALL or self.can_split(slug, self.part.breakdown)


def period_before(period: Period) -> Period | None:
    """The period before, of the same kind; null for free dates."""
    months = MONTHS_IN.get(period.kind)
    return period.earlier(months) if months else None


def period_a_year_before(period: Period) -> Period | None:
    """The same period a year before; null for a year and for free dates."""
    return period.earlier(12) if MONTHS_IN.get(period.kind, 12) < 12 else None


def compared_periods(period: Period) -> list[Period]:
    """The period, and those that it is compared with."""
    return [period, *(other for other in (period_before(period), period_a_year_before(period)) if other)]


def published_kinds(published: Published) -> list[PeriodKind]:
    """The kinds of period that are there, shortest first."""
    met = set(published.rows["period_kind"].unique())
    return [kind for kind in MONTHS_IN if kind.value in met]


def published_periods(published: Published, kind: PeriodKind) -> list[Period]:
    """The periods of a kind that are there, newest first."""
    pairs = published.rows.filter(pl.col("period_kind") == kind.value).select("period_start", "period_end").unique()
    return sorted((Period(start, end, kind) for start, end in pairs.iter_rows()), reverse=True)


def newest_complete(periods: Sequence[Period], as_of: datetime) -> Period:
    """The newest period that had ended by the as-of time, else the newest."""
    return next((period for period in periods if period.end <= as_of.date()), periods[0])


def published_parts(published: Published, period: Period, slugs: Iterable[str]) -> list[Part]:
    """The whole, and every group of every breakdown that any of the indicators has in this period."""
    here = published.rows.filter(
        pl.col("slug").is_in(list(slugs)),
        pl.col("period_start") == period.start,
        pl.col("period_end") == period.end,
        pl.col("breakdown") != "",
    )
    pairs = here.select("breakdown", "group").unique(maintain_order=True)
    order = {slug: place for place, slug in enumerate(BREAKDOWNS)}
    found = [Part(breakdown, group) for breakdown, group in pairs.iter_rows() if breakdown in order]
    return [ALL, *sorted(found, key=lambda part: order[part.breakdown])]


def view_of_published(
    published: Published, indicators: dict[str, Indicator], slugs: Iterable[str], period: Period, part: Part
) -> View:
    """A slice of what was published: nothing is counted anew."""
    return View(published.only(pl.col("slug").is_in(list(slugs))), indicators, period, part)


def view_of_selection(
    facts: pl.DataFrame,
    indicators: dict[str, Indicator],
    slugs: Iterable[str],
    selection: Selection,
    settings: Settings,
    *,
    snapshot: str,
) -> View:
    """What a co-ordinator asked for, measured exactly: the period with its comparisons, and the months to its end."""
    questions = questions_of(indicators[slug] for slug in slugs)
    compared = compared_periods(selection.period)
    rows = exact(facts, questions, selection, settings, snapshot=snapshot, periods=compared)
    months = [month for month in months_to(selection.period.end) if month not in compared]
    whole = [question for question in questions if is_series(question)]
    series = exact(facts, whole, selection, settings, snapshot=snapshot, periods=months)
    return View(replace(rows, rows=pl.concat([rows.rows, series.rows])), indicators, selection.period)


def is_series(question: Question) -> bool:
    """Whether a question is drawn over time: wholes of what belongs to a period."""
    return question.breakdown is None and question.indicator.definition.clock is not Clock.NOW


def months_to(end: date) -> list[Period]:
    """The whole months of a series that ends by `end`, oldest first."""
    months = periods_between(add_months(end, -MONTHS_OF_SERIES), end, PeriodKind.MONTH)
    return [month for month in months if month.end <= end]
