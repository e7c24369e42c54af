"""Tables that say less, so that a figure which the audit found given away can be worked out no longer."""

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from analytics.disclosure.auditing.knowledge import Figure, figures_of, read
from analytics.disclosure.published import Published, Shown
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.shapes import Divided, Indicator, Split
from data.settings import Settings

TABLE_KEYS = ("slug", "unit", "breakdown")
TableKey = tuple[str, str, str]
HIDDEN = pl.lit(Shown.HIDDEN.value)


def without_few(published: Published, figure: Figure, settings: Settings) -> Published:
    """The figure "hidden" in the place of "fewer than 8", which says how small it is."""
    is_few = is_over(published, figure, settings) & (published.rows["shown"] == Shown.FEW.value)
    return replace(published, rows=with_flag(published.rows, is_few, numbers=("numerator",)))


def without_names_of_few(published: Published, settings: Settings) -> Published:
    """Without the rows of few that only the data names, such as an area of a source's own, and that show no number.

    Where nobody is counted there is no such row, so that one of few would tell them from nought.
    """
    known = indicators(settings)
    is_named = [
        (not by or group in BREAKDOWNS[by].known_groups(settings)) and category in named_categories(known[slug])
        for slug, by, group, category in published.rows.select("slug", "breakdown", "group", "category").iter_rows()
    ]
    keep = pl.Series(is_named, dtype=pl.Boolean) | published.rows["numerator"].is_not_null()
    return replace(published, rows=published.rows.filter(keep))


def named_categories(indicator: Indicator) -> tuple[str, ...]:
    """The categories that its tables have whoever is counted; the empty one is of the whole."""
    parts = () if isinstance(indicator, Divided) else indicator.parts()
    rollups = (name for name, _ in indicator.rollups) if isinstance(indicator, Split) else ()
    return ("", *parts, *rollups)


def without_number(published: Published, figure: Figure, settings: Settings) -> Published:
    """The figure hidden wherever it stands, as a number or as what a share is of."""
    rows = published.rows.iter_rows(named=True)
    is_under = pl.Series([figures_of(row, settings)[1] == figure for row in rows], dtype=pl.Boolean)
    hidden = with_flag(published.rows, is_over(published, figure, settings), numbers=("numerator", "share"))
    of_nothing = [pl.when(~is_under).then(name).alias(name) for name in ("denominator", "share")]
    return replace(published, rows=hidden.with_columns(of_nothing))


def is_over(published: Published, figure: Figure, settings: Settings) -> pl.Series:
    """Whether the figure is what a row's number is a value of."""
    rows = published.rows.iter_rows(named=True)
    return pl.Series([figures_of(row, settings)[0] == figure for row in rows], dtype=pl.Boolean)


def with_flag(rows: pl.DataFrame, is_hidden: pl.Series, numbers: tuple[str, ...]) -> pl.DataFrame:
    """The rows with some of them hidden."""
    return rows.with_columns(
        *(pl.when(~is_hidden).then(name).alias(name) for name in numbers),
        pl.when(is_hidden).then(HIDDEN).otherwise("shown").alias("shown"),
    )


def smallest_of(published: Published, figures: Iterable[Figure], settings: Settings) -> Figure | None:
    """The smallest of the figures that these tables show, a whole only where no part of it is among them."""
    shown = read(published, settings).shown
    there = [figure for figure in figures if figure in shown]
    return min(there, key=lambda figure: (not figure.groups, shown[figure], str(figure)), default=None)


def tables_with(published: Published, figure: Figure, settings: Settings) -> list[TableKey]:
    """The tables in which the figure is a row's number."""
    return tables_in(replace(published, rows=published.rows.filter(is_over(published, figure, settings))))


def tables_in(published: Published) -> list[TableKey]:
    """Slug, unit and breakdown of each table, in their order."""
    return [(slug, unit, by) for slug, unit, by in published.rows.select(TABLE_KEYS).unique(maintain_order=True).rows()]


def without_tables(published: Published, tables: list[TableKey]) -> Published:
    """All other tables."""
    keys = pl.DataFrame(tables, schema=TABLE_KEYS, orient="row")
    return replace(published, rows=published.rows.join(keys, on=TABLE_KEYS, how="anti", maintain_order="left"))
