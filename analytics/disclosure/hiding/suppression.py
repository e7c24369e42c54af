"""Which facts must be hidden so that no count of a few children is shown, or can be worked out by a sum.

Primary: facts of a few distinct children. Secondary: wherever a sum would give a hidden fact away, another fact of that
sum is hidden with it, so that readers lose least (optimal.py). What this cannot see (bounds from several sums together)
is the work of the exact audit (audit.py), which names facts to hide from the start.
"""

from collections.abc import Set

import polars as pl

from analytics.disclosure.policy import Threshold
from analytics.disclosure.small_numbers import numbers_of_few
from analytics.measuring.measure import Measured
from analytics.measuring.shapes import MoreThan, RepeatBands, TopChildren


def one_row_a_fact(cells: pl.DataFrame) -> pl.DataFrame:
    """Columns fact, count, children (the most behind it), needed (by all its cells together) and is_no_secret.

    `cells` have fact, count, children, weight (how much readers need the cell) and is_no_secret.
    """
    return cells.group_by("fact", maintain_order=True).agg(
        pl.col("count").first(),
        pl.col("children").max(),
        pl.col("weight").sum().alias("needed"),
        pl.col("is_no_secret").any(),
    )


def facts_of_few(facts: pl.DataFrame, threshold: Threshold) -> frozenset[str]:
    """Names of the facts of few children, but those that are no secret."""
    is_secret = pl.col("is_hidden") & ~pl.col("is_no_secret")
    return frozenset(numbers_of_few(facts, threshold).rows.filter(is_secret)["fact"])


def nested_to_hide(cells: pl.DataFrame, measured: Measured, threshold: Threshold) -> pl.Series:
    """Facts of top-so-many children that lie within a few children of another one that is shown.

    The difference of two nested groups is a group too: the top 20 and the top tenth of 210 children
    are one child apart. Going down from the whole, a group is shown when it is far enough below
    the last one shown.
    """
    nested = [q.indicator.definition.slug for q in measured.questions if isinstance(q.indicator, TopChildren)]
    hidden: list[str] = []
    keys = ["slug", "unit", "period", "breakdown", "group"]
    for _, group in cells.filter(pl.col("slug").is_in(nested)).group_by(keys, maintain_order=True):
        last_shown: int | None = None
        for fact, children in group.sort("children", descending=True).select("fact", "children").iter_rows():
            if last_shown is not None and threshold.hides(last_shown - children):
                hidden.append(fact)
            elif not threshold.hides(children):
                last_shown = children
    return pl.Series("fact", hidden, dtype=pl.String)


def tops_to_hide(cells: pl.DataFrame, measured: Measured, hidden: Set[str]) -> pl.Series:
    """Facts of the most frequent children, of days of which it is hidden how many children went so often.

    The top 20 less the top 10 are ten children, none of whom went more often than those before: that tells how many
    went five times. It is no sum, so none of them is shown beside a hidden number of such children.
    """
    of_kind = {
        kind: [q.indicator.definition.slug for q in measured.questions if isinstance(q.indicator, kind)]
        for kind in (TopChildren, RepeatBands, MoreThan)
    }
    whole = cells.filter(pl.col("breakdown") == "").with_columns(days=pl.col("fact").str.split(" @ ").list.last())
    how_often = whole.filter(pl.col("slug").is_in([*of_kind[RepeatBands], *of_kind[MoreThan]]))
    days = how_often.filter(pl.col("fact").is_in(list(hidden)))["days"]
    tops = whole.filter(pl.col("slug").is_in(of_kind[TopChildren]) & pl.col("fact").str.contains("top-children="))
    return tops.filter(pl.col("days").is_in(days.implode()))["fact"]
