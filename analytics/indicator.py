"""What an indicator is: one question, its words, and the expressions that answer it.

An indicator is a value in one file of `analytics/indicators/`. The card, the table, the sentence, the
export, the definition and the published tables all come from that one value. Each shape below knows
how to turn rows of facts into cells; nothing else in the product counts.

A **cell** is `category, count, children`: what was counted in the indicator's unit, and how many
distinct children stand behind it, which is what disclosure control looks at. The category `""` is
the whole that the others are parts of. Shapes compare by identity (`eq=False`): expressions have no
equality of their own, and the registry makes each indicator once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from analytics.breakdowns import Breakdown
from analytics.model import Clock, Unit

WHOLE = ""
COUNTED = "counted"
REST = "rest"

CHILDREN = pl.col("child").n_unique().cast(pl.Int64)
EPISODES = pl.len().cast(pl.Int64)


def size(unit: Unit) -> pl.Expr:
    """How many of `unit` the rows hold."""
    return CHILDREN if unit is Unit.CHILD else EPISODES


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What every indicator says of itself, in words that a committee can read."""

    slug: str
    title: str
    question: str
    numerator: str
    denominator: str = ""
    boundary: str = "Episodes that start in the period. Children under 18 at the start."
    source: str
    caveat: str = ""
    # The sentence of a share: "{n} of {of} returns ({percent}) had ..."; in children, the second.
    says: str = ""
    says_of_children: str = ""
    units: tuple[Unit, ...] = (Unit.EPISODE,)
    breakdowns: tuple[Breakdown, ...] = ()
    categories: tuple[str, ...] = ("missing",)
    clock: Clock = Clock.STARTED
    looks_back: bool = False
    # Cells of two indicators with one base, unit, period and groups are one fact: hidden together.
    base: str = "missing"


class Measurable(Protocol):
    """A definition that can be counted."""

    @property
    def definition(self) -> Definition:
        """What the indicator says of itself."""

    def parts(self) -> tuple[str, ...]:
        """Categories that add up to the whole, in reading order; empty for a plain count."""

    def cells(self, rows: pl.LazyFrame, keys: Sequence[str], unit: Unit) -> pl.LazyFrame:
        """Columns: the keys, category, count, children. Only groups that occur; zeros are added later."""


def counts_by(rows: pl.LazyFrame, keys: Sequence[str], category: pl.Expr, unit: Unit) -> pl.LazyFrame:
    """One cell for each of the keys and the category. Enums become text only once they are few."""
    return as_text(rows.group_by(*keys, category.alias("category")).agg(count=size(unit), children=CHILDREN), keys)


def as_text(cells: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:
    """The cells with category and group (every key after the period) as text."""
    return cells.with_columns(pl.col("category", *keys[1:]).cast(pl.String))


@dataclass(frozen=True, kw_only=True, eq=False)
class Count:
    """How many."""

    definition: Definition
    of: pl.Expr = field(default_factory=lambda: pl.lit(True))  # noqa: FBT003

    def parts(self) -> tuple[str, ...]:
        return ()

    def cells(self, rows: pl.LazyFrame, keys: Sequence[str], unit: Unit) -> pl.LazyFrame:
        return counts_by(rows.filter(self.of), keys, pl.lit(WHOLE), unit)


@dataclass(frozen=True, kw_only=True, eq=False)
class Share:
    """How many of those: `counted` out of `of`. A child is counted with one counted episode or more."""

    definition: Definition
    of: pl.Expr
    counted: pl.Expr
    # The facts that the two sides are, so that the same side of two indicators is one fact.
    of_base: str
    counted_base: str

    def parts(self) -> tuple[str, ...]:
        return (COUNTED, REST)

    def cells(self, rows: pl.LazyFrame, keys: Sequence[str], unit: Unit) -> pl.LazyFrame:
        counted = self.counted if unit is Unit.EPISODE else self.counted.any().over(*keys, "child")
        side = pl.when(counted).then(pl.lit(COUNTED)).otherwise(pl.lit(REST))
        sides = rows.filter(self.of)
        return pl.concat([counts_by(sides, keys, side, unit), counts_by(sides, keys, pl.lit(WHOLE), unit)])


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """How the whole divides over the values of one column. A child counts once in each of its values."""

    definition: Definition
    by: str
    values: tuple[str, ...] = ()
    of: pl.Expr = field(default_factory=lambda: pl.lit(True))  # noqa: FBT003
    # Groups that the whole is limited to, such as care for placements: (("setting", "care"),).
    within: tuple[tuple[str, str], ...] = ()
    # Sums of values that readers ask for, such as "over 24 hours".
    rollups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # The breakdown whose groups the roll-ups are, where there is one.
    rollup_by: str = ""
    # Categories that are the counted side of another indicator: (category, that side's fact).
    stated_elsewhere: tuple[tuple[str, str], ...] = ()
    # The fact that the parts are, where they are not parts of the whole's own rows.
    parts_base: str = ""
    # For children: only their latest row speaks, so that they count once.
    latest_only: bool = False

    def parts(self) -> tuple[str, ...]:
        return self.values

    def cells(self, rows: pl.LazyFrame, keys: Sequence[str], unit: Unit) -> pl.LazyFrame:
        rows = rows.filter(self.of)
        if self.latest_only and unit is Unit.CHILD:
            rows = rows.sort("started_at").group_by(*keys, "child", maintain_order=True).last()
        values = pl.col(self.by)
        return pl.concat(
            [
                counts_by(rows, keys, values, unit),
                counts_by(rows, keys, pl.lit(WHOLE), unit),
                *(
                    counts_by(rows.filter(values.cast(pl.String).is_in(members)), keys, pl.lit(name), unit)
                    for name, members in self.rollups
                ),
            ]
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class RepeatBands:
    """Children by how many episodes they had; counted in episodes, the episodes of those children."""

    definition: Definition
    edges: tuple[int, ...]
    names: tuple[str, ...]

    def parts(self) -> tuple[str, ...]:
        return self.names

    def cells(self, rows: pl.LazyFrame, keys: Sequence[str], unit: Unit) -> pl.LazyFrame:
        band = pl.col("episodes").bin_intervals(self.edges[1:], labels=self.names).cast(pl.String)
        return children_by(rows, keys, band, unit)


@dataclass(frozen=True, kw_only=True, eq=False)
class MoreThan:
    """Children with more than so many episodes, of all children missing."""

    definition: Definition
    more_than: int
    of_base: str
    counted_base: str

    def parts(self) -> tuple[str, ...]:
        return (COUNTED, REST)

    def cells(self, rows: pl.LazyFrame, keys: Sequence[str], unit: Unit) -> pl.LazyFrame:
        side = pl.when(pl.col("episodes") > self.more_than).then(pl.lit(COUNTED)).otherwise(pl.lit(REST))
        return children_by(rows, keys, side, unit)


def children_by(rows: pl.LazyFrame, keys: Sequence[str], category: pl.Expr, unit: Unit) -> pl.LazyFrame:
    """Cells of children by a category that depends on how many `episodes` each had."""
    each = rows.group_by(*keys, "child").agg(episodes=EPISODES)
    of_unit = EPISODES if unit is Unit.CHILD else pl.col("episodes").sum()
    return pl.concat(
        [
            as_text(each.group_by(*keys, name.alias("category")).agg(count=of_unit, children=EPISODES), keys)
            for name in (category, pl.lit(WHOLE))
        ]
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class TopChildren:
    """Episodes of the children with the most episodes: the top so many, then each tenth of children.

    A tie at the edge does not change the sum, so which of the tied children is taken does not matter.
    """

    definition: Definition
    tops: tuple[int, ...]

    def parts(self) -> tuple[str, ...]:
        return (*(str(top) for top in self.tops), *(f"{tenth}0%" for tenth in range(1, 10)))

    def cells(self, rows: pl.LazyFrame, keys: Sequence[str], unit: Unit) -> pl.LazyFrame:
        if unit is not Unit.EPISODE:
            raise ValueError("the most frequent children are counted in their episodes")
        each = rows.group_by(*keys, "child").agg(episodes=EPISODES).sort("episodes", descending=True)
        most = pl.col("episodes").head
        tenths = {f"{tenth}0%": (pl.len() * tenth + 9) // 10 for tenth in range(1, 10)}
        wanted: dict[str, pl.Expr] = {str(top): pl.min_horizontal(pl.len(), top) for top in self.tops} | tenths
        named = {WHOLE: pl.len(), **wanted}
        return (
            each.group_by(*keys, maintain_order=True)
            .agg(
                pl.struct(
                    pl.lit(name).alias("category"),
                    most(children).sum().cast(pl.Int64).alias("count"),
                    children.cast(pl.Int64).alias("children"),
                ).alias(f"top {name}")
                for name, children in named.items()
            )
            .unpivot(index=list(keys), value_name="cell")
            .select(*keys, pl.col("cell").struct.unnest())
            .pipe(as_text, keys)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratio:
    """One count over another, each an indicator of its own: never measured, only divided when published."""

    definition: Definition
    over: str
    under: str

    def parts(self) -> tuple[str, ...]:
        return ()


Indicator = Count | Share | Split | RepeatBands | MoreThan | TopChildren | Ratio
