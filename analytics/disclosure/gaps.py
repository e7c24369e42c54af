"""Months that nobody supplied or recorded, marked in published rows: never a zero."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl

from analytics.disclosure.published import Published, Shown
from analytics.indicators.registry import needs_of
from analytics.measuring.breakdowns import CATEGORY
from analytics.measuring.coverage import months_of, months_recorded, of_sources, supplied_months
from analytics.measuring.shapes import Indicator
from analytics.model import Period

# Whether a period with these months supplied or not is a gap.
IsGap = Callable[[Sequence[bool]], bool]


def with_gaps_marked(
    published: Published, covered: pl.DataFrame, indicators: Mapping[str, Indicator], is_gap: IsGap
) -> Published:
    """The publication with rows that nobody supplied, or nobody recorded, saying so instead of a zero."""
    rows, recorded = with_sources_marked(published.rows, covered, indicators, is_gap), months_recorded(covered)
    return replace(published.saying_less(with_fields_marked(rows, recorded, is_gap)), recorded=recorded)


def with_sources_marked(
    rows: pl.DataFrame, covered: pl.DataFrame, indicators: Mapping[str, Indicator], is_gap: IsGap
) -> pl.DataFrame:
    """Rows of the published schema; those of which no source spoke in a month are not supplied."""
    supplied = supplied_months(of_sources(covered))
    needed = {slug: indicator.definition.supplied for slug, indicator in indicators.items()}
    by_slug = pl.col("slug").replace_strict(needed, return_dtype=pl.String)
    needs = pl.when(pl.col("breakdown") == CATEGORY.slug).then("group").otherwise(by_slug)
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
