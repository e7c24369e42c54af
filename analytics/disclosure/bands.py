"""The banded truth: a share whose number is hidden, said as a band; and no half of a comparison without the other.

A reader of a band knows what it is of, between which percentages it lies, and everything else that is published. The
exact audit reads a band as that inequality, with all that it knows of the other tables. It is said where nothing is
given away with it that was not without, for all periods of a kind of a table or for none.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import polars as pl

from analytics.disclosure.policy import Policy
from analytics.disclosure.published import BANDS, NAMES_OF_ROW, Shown
from analytics.disclosure.small_numbers import bands_of_enough, whole_comparisons
from analytics.indicators.registry import indicators
from analytics.measuring.shapes import MoreThan, Share
from data.settings import Settings

# Rows of PUBLISHED_SCHEMA.
Rows = pl.DataFrame
IsSafe = Callable[[Rows], bool]
# Said together or not at all: a table's rows of one kind of period.
TOGETHER: Final = ("slug", "unit", "breakdown", "period_kind")


def with_bands(rows: Rows, exact: Rows, policy: Policy, settings: Settings, is_safe: IsSafe) -> Rows:
    """The rows with bands in the place of hidden shares, as far as they are safe; no comparison is left by half.

    `exact` has the true numbers of all of them. `is_safe` says whether nothing more is given away by rows that say so
    much; it is asked once, and where it says no, once more for each table and kind of period.
    """
    banded = in_bands(rows, exact, policy, settings)
    if not banded["shown"].equals(rows["shown"]) and not is_safe(banded):
        banded = one_by_one(rows, banded, is_safe)
    return whole_comparisons(banded, shares_counted(settings)).rows


def in_bands(rows: Rows, exact: Rows, policy: Policy, settings: Settings) -> Rows:
    """The rows, each hidden share of which what it is of is shown in its band, where that is wide enough."""
    true = exact.select(*NAMES_OF_ROW, true="numerator")
    joined = rows.join(true, on=NAMES_OF_ROW, how="left", maintain_order="left")
    is_hidden = (pl.col("shown") == Shown.HIDDEN.value) & pl.col("slug").is_in(shares_counted(settings))
    of_hidden = joined.with_columns(band=pl.when(is_hidden).then(band_of(pl.col("true"), pl.col("denominator"))))
    kept = bands_of_enough(of_hidden, policy.threshold).rows
    return kept.with_columns(shown=pl.coalesce("band", "shown")).select(rows.columns)


def band_of(number: pl.Expr, base: pl.Expr) -> pl.Expr:
    """The word of the band in which a share of what is shown lies; null where no base is shown.

    In whole numbers, as the audit has it. Of a rounded base there may be more than all.
    """
    word = pl.lit(None, pl.String)
    for band, (low, high) in BANDS.items():
        is_below = (100 * number < high * base) | pl.lit(high == 100)
        word = pl.when((100 * number >= low * base) & is_below & (base > 0)).then(pl.lit(band.value)).otherwise(word)
    return word


def one_by_one(rows: Rows, banded: Rows, is_safe: IsSafe) -> Rows:
    """The rows with the bands of one table and kind of period after another, those that are safe beside the others."""
    for some in tables_with_bands(banded):
        more = rows.update(banded.filter(some).select(*NAMES_OF_ROW, "shown"), on=NAMES_OF_ROW, how="left")
        rows = more if is_safe(more) else rows
    return rows


def tables_with_bands(rows: Rows) -> Iterator[Sequence[pl.Expr]]:
    """Each table and kind of period that has a band, as conditions of its rows."""
    banded = rows.filter(pl.col("shown").is_in([word.value for word in BANDS]))
    for names in banded.select(TOGETHER).unique(maintain_order=True).iter_rows():
        yield [pl.col(column) == name for column, name in zip(TOGETHER, names, strict=True)]


def shares_counted(settings: Settings) -> list[str]:
    """The indicators that are a number of a number, and so a share that a band can be said of."""
    return [slug for slug, item in indicators(settings).items() if isinstance(item, Share | MoreThan)]
