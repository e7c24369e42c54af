"""Which facts must be hidden so that no count of a few children is shown, or can be worked out by a sum.

Primary: facts of 1 to `hide_up_to` distinct children. Secondary: wherever a sum has a lone hidden
fact, another fact of that sum is hidden with it, until no sum has a lone one. What this cannot see
(bounds from several sums together) is the work of the exact audit, which reads the same facts and lines.
"""

import polars as pl

from analytics.indicator import TopChildren
from analytics.measure import Measured


def hidden_facts(cells: pl.DataFrame, lines: pl.DataFrame, hide_up_to: int) -> pl.Series:
    """Names of the facts to hide. `cells` have fact, count, children; `lines` have line, fact, is_total."""
    facts = cells.group_by("fact").agg(pl.col("count").first(), pl.col("children").max())
    hidden = facts.filter(pl.col("children").is_between(1, hide_up_to)).select("fact")
    members = lines.join(facts, on="fact")
    while True:
        company = company_for_lone(members, hidden)
        if company.is_empty():
            return hidden["fact"].sort()
        hidden = pl.concat([hidden, company]).unique()


def company_for_lone(members: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """For each line with one hidden fact, the fact that costs the reader least to hide beside it. Column: fact."""
    marked = members.join(hidden.with_columns(pl.lit(True).alias("is_hidden")), on="fact", how="left").with_columns(  # noqa: FBT003
        pl.col("is_hidden").fill_null(False)  # noqa: FBT003
    )
    lone = marked.filter(pl.col("is_hidden").sum().over("line") == 1)
    # A part before the total, a real count before a zero, few children before many, then by name.
    return (
        lone.filter(~pl.col("is_hidden"))
        .sort("is_total", pl.col("count") == 0, "children", "count", "fact")
        .unique("line", keep="first", maintain_order=True)
        .select("fact")
        .unique()
    )


def nested_to_hide(cells: pl.DataFrame, measured: Measured, hide_up_to: int) -> pl.Series:
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
            if last_shown is not None and 0 < last_shown - children <= hide_up_to:
                hidden.append(fact)
            elif children > hide_up_to or children == 0:
                last_shown = children
    return pl.Series("fact", hidden, dtype=pl.String)
