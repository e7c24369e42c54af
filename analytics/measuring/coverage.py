"""Which source supplied which months. A month not supplied is never a zero."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from analytics.measuring.recorded import NO_SYSTEM, PREFIX, is_covered, recorded_months
from analytics.model import Period, PeriodKind, period_around, periods_between
from data.warehouse import Warehouse

# Interviews are a kind of information of their own: a source may know of episodes and not of interviews.
INTERVIEW = "interview"
SUPPORT = "support"

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
    -- What was done about triggers is in no published table, and has months of its own (data/casework.py).
    WHERE covers_from IS NOT NULL AND kind <> 'follow_up'
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

    And one a field and month, under no source: whether it was recorded (analytics/measuring/recorded.py).
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
    result: list[Gap] = []
    absent = of_sources(covered).filter(~pl.col("is_supplied")).sort("system", "category", "month")
    for system, category, month, _ in absent.iter_rows():
        period = period_around(month, PeriodKind.MONTH)
        last = result[-1] if result else None
        if last and (last.system, last.category, last.period.end) == (system, category, month):
            result[-1] = replace(last, period=Period(last.period.start, period.end))
        else:
            result.append(Gap(system, category, period))
    return result


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


def complete_periods(covered: pl.DataFrame, kind: PeriodKind, today: date) -> tuple[Period, ...]:
    """Fixed periods that are over by `today`; longer than a month, only those for which every month was supplied.

    A period that is not over would be published anew at each load, and the difference of two loads
    is a few children. A year of which half was supplied is not a year.
    """
    supplied = supplied_months(covered).get("missing", set())
    return tuple(
        period
        for period in periods_of_records(covered, kind, today)
        if period.end <= today and (kind is PeriodKind.MONTH or supplied.issuperset(months_of(period)))
    )


def periods_of_records(covered: pl.DataFrame, kind: PeriodKind, today: date) -> tuple[Period, ...]:
    """Fixed periods with any month of the records: the first may have begun before them, the last may not be over."""
    first = records_begin(covered)
    return tuple(periods_between(first, today, kind)) if first else ()


def records_begin(covered: pl.DataFrame) -> date | None:
    """The first day of the first month that any source speaks for; none where nothing was supplied."""
    return None if covered.is_empty() else covered["month"].min()  # type: ignore[return-value]
