"""Published rows under the column names of an export."""

import polars as pl

from analytics.disclosure.published import Published
from analytics.indicators.registry import indicators
from analytics.measuring.shapes import Indicator
from data.settings import Settings

EXPORT_COLUMNS = (
    "indicator",
    "unit",
    "period_start",
    "period_end",
    "breakdown",
    "group",
    "category",
    "numerator",
    "denominator",
    "share",
    "shown",
    "note",
)
EXPORT_TYPES = {
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "share": pl.Float64(),
}
EXPORT_SCHEMA = pl.Schema({name: EXPORT_TYPES.get(name, pl.String()) for name in EXPORT_COLUMNS})


def export_rows(published: Published, settings: Settings) -> pl.DataFrame:
    """The published rows under the export's column names, with what a reader of numbers alone must know."""
    notes = {slug: note_of(indicator) for slug, indicator in indicators(settings).items()}
    of_range = pl.format("between {} and {}", "least", "most")
    return published.safe.rows_and_ranges.with_columns(
        pl.coalesce(of_range, pl.col("slug").replace_strict(notes, default="")).alias("note")
    ).select(pl.col("slug").alias("indicator"), *EXPORT_COLUMNS[1:])


def note_of(indicator: Indicator) -> str:
    """The boundary of a look-back, which is not the period of the row; else nothing."""
    definition = indicator.definition
    return definition.boundary if definition.looks_back else ""
