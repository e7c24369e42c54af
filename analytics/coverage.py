"""I37: which source spoke for which months. A month not supplied is never a zero."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

import polars as pl

from analytics.breakdowns import CATEGORY
from analytics.indicator import Indicator
from analytics.model import Clock, Period, PeriodKind, period_around, periods_between
from analytics.published import Published, Shown
from analytics.recorded import NO_SYSTEM, PREFIX, is_covered, needs_of, recorded_months
from data.warehouse import Warehouse

# Whether a period with these months supplied or not is a gap.
IsGap = Callable[[Sequence[bool]], bool]

# Interviews are a kind of information of their own: a source may know of episodes and not of interviews.
INTERVIEW = "interview"

SUPPORT = "support"
# By the time of return, like interviews; but the police do it, and tell of it with the episode.
SAFE_AND_WELL = "safe-and-well"

# What each source has ever reported, and the half-open periods its files speak for, of what.
SOURCES_QUERY = """
    SELECT DISTINCT system, category FROM report
    UNION
    SELECT DISTINCT system, 'interview' FROM report
    WHERE interview_outcome IS NOT NULL
        OR interview_offered IS NOT NULL
        OR interview_offered_at IS NOT NULL
        OR interview_completed_at IS NOT NULL
    UNION
    SELECT DISTINCT system, 'interview' FROM interview
    UNION
    SELECT DISTINCT system, 'support' FROM support
    ORDER BY system, category
"""
COVERS_QUERY = """
    SELECT DISTINCT system, unnest(speaks_of) AS category, covers_from, covers_to
    FROM load
    WHERE covers_from IS NOT NULL
    ORDER BY system, category, covers_from, covers_to
"""

COVERAGE_SCHEMA = pl.Schema(
    {"system": pl.String(), "category": pl.String(), "month": pl.Date(), "is_supplied": pl.Boolean()}
)


@dataclass(frozen=True)
class Gap:
    """Months in a row for which a source supplied nothing of a category that it supplies at other times."""

    system: str
    category: str
    period: Period


def coverage(episodes: Warehouse, as_of: datetime) -> pl.DataFrame:
    """One row a source, category and month, from the first month that any source covers to the as-of month.

    And one a field and month, under no source: whether it was recorded (analytics/recorded.py).
    """
    pairs = episodes.query(SOURCES_QUERY)
    covers = episodes.query(COVERS_QUERY)
    if covers.is_empty():
        return COVERAGE_SCHEMA.to_frame()
    spans: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for system, category, start, end in covers.iter_rows():
        spans.setdefault((system, category), []).append((start, end))
    first: date = min(start for starts in spans.values() for start, _ in starts)
    months = list(periods_between(first, as_of.date(), PeriodKind.MONTH))
    rows = [
        (system, category, month.start, is_covered(month, spans[system, category], as_of.date()))
        for system, category in pairs.iter_rows()
        if (system, category) in spans
        for month in months
    ]
    rows += [
        (NO_SYSTEM, PREFIX + field, month, is_recorded)
        for field, month, is_recorded in recorded_months(episodes, months, as_of)
    ]
    return pl.DataFrame(rows, schema=COVERAGE_SCHEMA, orient="row")


def of_sources(covered: pl.DataFrame) -> pl.DataFrame:
    """The rows about what sources supplied: categories of episodes, interviews, support."""
    return covered.filter(pl.col("system") != NO_SYSTEM)


def months_recorded(covered: pl.DataFrame) -> dict[str, frozenset[date]]:
    """Field -> the months in which it was recorded; every field that coverage is known of, if only with no month."""
    months: dict[str, set[date]] = {}
    for field, month, is_recorded in of_fields(covered).iter_rows():
        months.setdefault(field, set()).update({month} if is_recorded else ())
    return {field: frozenset(those) for field, those in months.items()}


def of_fields(covered: pl.DataFrame) -> pl.DataFrame:
    """The rows about what is recorded: field, month, is_recorded. None in a store of an earlier version."""
    fields = covered.filter(pl.col("system") == NO_SYSTEM)
    return fields.select(
        pl.col("category").str.strip_prefix(PREFIX).alias("field"), "month", pl.col("is_supplied").alias("is_recorded")
    )


def gaps(covered: pl.DataFrame) -> list[Gap]:
    """Months not supplied, joined where they follow one another; oldest first within a source and category."""
    found: list[Gap] = []
    absent = of_sources(covered).filter(~pl.col("is_supplied")).sort("system", "category", "month")
    for system, category, month, _ in absent.iter_rows():
        period = period_around(month, PeriodKind.MONTH)
        last = found[-1] if found else None
        if last and (last.system, last.category, last.period.end) == (system, category, month):
            found[-1] = replace(last, period=Period(last.period.start, period.end))
        else:
            found.append(Gap(system, category, period))
    return found


def supplied_months(covered: pl.DataFrame) -> dict[str, set[date]]:
    """Category -> first days of the months for which at least one source supplied it."""
    pairs = covered.filter("is_supplied").select("category", "month").unique()
    months: dict[str, set[date]] = {}
    for category, month in pairs.iter_rows():
        months.setdefault(category, set()).add(month)
    return months


def months_of(period: Period) -> list[date]:
    """First days of the months that the period touches."""
    return [month.start for month in periods_between(period.start, period.end, PeriodKind.MONTH)]


def complete_periods(covered: pl.DataFrame, kind: PeriodKind, as_of: datetime) -> tuple[Period, ...]:
    """Fixed periods that are over; longer than a month, only those for which every month was supplied.

    A period that is not over would be published anew at each load, and the difference of two loads
    is a few children. A year of which half was supplied is not a year.
    """
    if covered.is_empty():
        return ()
    first: date = covered["month"].min()  # type: ignore[assignment]
    supplied = supplied_months(covered).get("missing", set())
    return tuple(
        period
        for period in periods_between(first, as_of.date(), kind)
        if period.end <= as_of.date() and (kind is PeriodKind.MONTH or supplied.issuperset(months_of(period)))
    )


def with_gaps_marked(
    published: Published, covered: pl.DataFrame, known: Mapping[str, Indicator], is_gap: IsGap
) -> Published:
    """The publication with rows that nobody supplied, or nobody recorded, saying so instead of a zero."""
    rows, recorded = with_sources_marked(published.rows, covered, known, is_gap), months_recorded(covered)
    return replace(published, rows=with_fields_marked(rows, recorded, is_gap), recorded=recorded)


def with_sources_marked(
    rows: pl.DataFrame, covered: pl.DataFrame, known: Mapping[str, Indicator], is_gap: IsGap
) -> pl.DataFrame:
    """Rows of the published schema; those of which no source spoke in a month are not supplied."""
    supplied = supplied_months(of_sources(covered))
    interviews = [
        slug for slug, one in known.items() if one.definition.clock is Clock.RETURNED and slug != SAFE_AND_WELL
    ]
    needs = (
        pl.when(pl.col("breakdown") == CATEGORY.slug)
        .then("group")
        .when(pl.col("slug") == SUPPORT)
        .then(pl.lit(SUPPORT))
        .when(pl.col("slug").is_in(interviews))
        .then(pl.lit(INTERVIEW))
        .otherwise(pl.lit("missing"))
    )
    rows = rows.with_columns(needs.alias("needs"))
    pairs = rows.select("needs", "period_start", "period_end").unique()
    gap_rows = pairs.with_columns(
        pl.Series(
            "is_gap",
            [
                is_gap([month in supplied.get(need, set()) for month in months_of(Period(start, end))])
                for need, start, end in pairs.iter_rows()
            ],
            dtype=pl.Boolean,
        )
    )
    marked = rows.join(gap_rows, on=["needs", "period_start", "period_end"], how="left", maintain_order="left")
    return without_numbers(marked, Shown.NOT_SUPPLIED).drop("needs")


def with_fields_marked(rows: pl.DataFrame, recorded: Mapping[str, AbstractSet[date]], is_gap: IsGap) -> pl.DataFrame:
    """Rows of the published schema; those made of a field that nobody recorded are not recorded."""
    places = ["slug", "breakdown", "category", "period_start", "period_end"]
    met = rows.select(places).unique()

    @cache
    def is_field_gap(field: str, start: date, end: date) -> bool:
        return field in recorded and is_gap([month in recorded[field] for month in months_of(Period(start, end))])

    gaps_met = [
        any(is_field_gap(field, start, end) for field in needs_of(slug, breakdown, category))
        for slug, breakdown, category, start, end in met.iter_rows()
    ]
    marked = rows.join(
        met.with_columns(pl.Series("is_gap", gaps_met, dtype=pl.Boolean)), on=places, how="left", maintain_order="left"
    )
    # What was not supplied says so: it is the wider word.
    is_gap_here = pl.col("is_gap") & (pl.col("shown") != Shown.NOT_SUPPLIED.value)
    return without_numbers(marked.with_columns(is_gap_here.alias("is_gap")), Shown.NOT_RECORDED)


def without_numbers(marked: pl.DataFrame, word: Shown) -> pl.DataFrame:
    """The rows of which `is_gap` is true with this word for their numbers; without that column."""
    numbers = [pl.when(~pl.col("is_gap")).then(name).alias(name) for name in ("numerator", "denominator", "share")]
    shown = pl.when("is_gap").then(pl.lit(word.value)).otherwise("shown").alias("shown")
    return marked.with_columns(*numbers, shown).drop("is_gap")


def any_month_is_missing(supplied: Sequence[bool]) -> bool:
    """A fixed period with a month that nobody supplied is not published."""
    return not all(supplied)


def every_month_is_missing(supplied: Sequence[bool]) -> bool:
    """A co-ordinator's own period is shown while at least one of its months was supplied."""
    return not any(supplied)
