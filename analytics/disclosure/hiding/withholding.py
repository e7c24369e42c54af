"""Whole tables that a small council does not publish, because many of their numbers would be of a few children.

Hiding number by number protects a council of a few dozen children at a high price: nearly every number is small, all
are tied to one another by sums, and what is left says nothing. It is simpler, and safer, to leave the table out.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from analytics.disclosure.policy import Policy
from analytics.disclosure.small_numbers import MANY_CHILDREN, MOST_SMALL, TOO_SMALL, WHOLE_TABLES, Ruled
from analytics.measuring.measure import Measured
from analytics.model import Clock

TABLE: Final = ("slug", "unit", "breakdown", "kind")


def to_publish(measured: Measured, policy: Policy, children: int) -> Iterator[Ruled[Measured]]:
    """What may be tried for publication, fullest first; last, nothing. `children` counts those in the records."""
    for attempt in attempts(measured, policy, children):
        yield Ruled(attempt, WHOLE_TABLES, attempt.withheld.height)


def attempts(measured: Measured, policy: Policy, children: int) -> Iterator[Measured]:
    """All tables, or those that are mostly not small; then none."""
    if children >= MANY_CHILDREN or policy.threshold.hides_nothing:
        yield measured
    elif share_small(measured.cells, policy) <= TOO_SMALL:
        yield without_small_tables(measured, policy)
    yield replace(measured, cells=measured.cells.clear(), withheld=measured.cells)


def share_small(cells: pl.DataFrame, policy: Policy) -> float:
    """How much of the numbers above nought is of a few children: 0 to 1."""
    is_small = policy.threshold.hides_column("children")
    share: float = cells.filter(pl.col("count") > 0).select(is_small.mean().fill_null(0.0)).item()
    return share


def without_small_tables(measured: Measured, policy: Policy) -> Measured:
    """The cells of tables that are mostly not small. A table is of one kind of period, in all its periods.

    What is so now is one number, never published: left out only where it is small, it would tell that it is.
    """
    kinds = {place: period.kind.value for place, period in enumerate(measured.periods)}
    cells = measured.cells.with_columns(kind=pl.col("period").replace_strict(kinds, default=""))
    now = [q.indicator.definition.slug for q in measured.questions if q.indicator.definition.clock is Clock.NOW]
    small = (
        cells.filter((pl.col("count") > 0) | pl.col("slug").is_in(now))
        .group_by(TABLE)
        .agg(share=policy.threshold.hides_column("children").mean())
        .filter((pl.col("share") > MOST_SMALL) | pl.col("slug").is_in(now))
    )
    kept, withheld = (
        cells.join(small, on=TABLE, how=how, maintain_order="left").drop("kind") for how in ("anti", "semi")
    )
    return replace(measured, cells=kept, withheld=withheld)
