"""I37: which source spoke for which months. A month not supplied is never a zero."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from analytics.model import Period, PeriodKind, period_around, periods_between
from analytics.published import Published, Shown
from data.warehouse import Warehouse

# What each source has ever reported, and the half-open periods its files speak for.
SOURCES_QUERY = "SELECT DISTINCT system, category FROM report ORDER BY system, category"
COVERS_QUERY = """
    SELECT DISTINCT system, covers_from, covers_to
    FROM load
    WHERE covers_from IS NOT NULL
    ORDER BY system, covers_from
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
    """One row a source, category and month, from the first month that any source covers to the as-of month."""
    pairs = episodes.query(SOURCES_QUERY)
    covers = episodes.query(COVERS_QUERY)
    if covers.is_empty():
        return COVERAGE_SCHEMA.to_frame()
    spans: dict[str, list[tuple[date, date]]] = {}
    for system, start, end in covers.iter_rows():
        spans.setdefault(system, []).append((start, end))
    first: date = min(start for starts in spans.values() for start, _ in starts)
    months = list(periods_between(first, as_of.date(), PeriodKind.MONTH))
    rows = [
        (system, category, month.start, any(start < month.end and month.start < end for start, end in spans[system]))
        for system, category in pairs.iter_rows()
        if system in spans
        for month in months
    ]
    return pl.DataFrame(rows, schema=COVERAGE_SCHEMA, orient="row")


def gaps(covered: pl.DataFrame) -> list[Gap]:
    """Months not supplied, joined where they follow one another; oldest first within a source and category."""
    found: list[Gap] = []
    absent = covered.filter(~pl.col("is_supplied")).sort("system", "category", "month")
    for system, category, month, _ in absent.iter_rows():
        period = period_around(month, PeriodKind.MONTH)
        last = found[-1] if found else None
        if last and (last.system, last.category, last.period.end) == (system, category, month):
            found[-1] = replace(last, period=Period(last.period.start, period.end))
        else:
            found.append(Gap(system, category, period))
    return found


def unsupplied_months(covered: pl.DataFrame, category: str = "missing") -> list[date]:
    """First days of months for which no source at all supplied the category."""
    mine = covered.filter(pl.col("category") == category)
    by_month = mine.group_by("month").agg(pl.col("is_supplied").any())
    return sorted(by_month.filter(~pl.col("is_supplied"))["month"])


def with_gaps_marked(published: Published, covered: pl.DataFrame) -> Published:
    """The publication with rows of months that nobody supplied saying so, instead of a zero."""
    months = unsupplied_months(covered)
    if not months:
        return published
    in_gap = (pl.col("period_kind") == PeriodKind.MONTH) & pl.col("period_start").is_in(months)
    numbers = [pl.when(~in_gap).then(name).alias(name) for name in ("numerator", "denominator", "share")]
    shown = pl.when(in_gap).then(pl.lit(Shown.NOT_SUPPLIED.value)).otherwise("shown").alias("shown")
    return replace(published, rows=published.rows.with_columns(*numbers, shown))
