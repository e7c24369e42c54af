"""What an indicator is: one question, its words, and the expressions that answer it.

An indicator is a value in one file of `analytics/indicators/`. The card, the table, the sentence, the
export, the definition and the published tables all come from that one value. Each shape below knows
which expressions of the facts it needs, and how to count the rows; nothing else in the product counts.

A **cell** is `category, count, children`: what was counted in the indicator's unit, and how many
distinct children stand behind it, which is what disclosure control looks at. The category `""` is
the whole that the others are parts of. Shapes compare by identity (`eq=False`): expressions have no
equality of their own, and the registry makes each indicator once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Protocol, Self

import numpy as np
import polars as pl

from analytics.measuring.breakdowns import Breakdown
from analytics.measuring.counting import Rows, Tally
from analytics.measuring.ladders import AS_RECORDED, Rung, every_roll_up
from analytics.measuring.standing import ranks
from analytics.measuring.statements import Bands, Listing, Statement
from analytics.model import Clock, Unit

WHOLE = ""
COUNTED = "counted"
REST = "rest"
# Before the name of a mark: those without it.
WITHOUT = "without-"


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What every indicator says of itself, in words that a committee can read.

    `order` is its place in reading order: hundreds are themes, and no two are alike. `recorded` are the fields of
    `analytics/measuring/recorded.py` that it is made of, beside that an episode began; all must be there.
    """

    slug: str
    order: int
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
    recorded: tuple[str, ...]
    # Categories that are made of other fields than the whole is.
    recorded_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # What a source must have supplied in a month: a category of episodes, interviews or support.
    supplied: str = "missing"
    # What its categories are bands of, where they are any.
    bands: Bands | None = None
    # The tables that the board reads; none where it is for co-ordinators alone.
    published: Listing | None = None
    # Which quantities its numbers are, for the audit; what is published must say it.
    states: Statement | None = None


class Shape:
    """What every shape has unless it says otherwise."""

    definition: Definition
    # Whether a table of it has one number a group, rather than one a category.
    is_one_number: ClassVar[bool] = False
    # Whether its number is of something that is counted too.
    has_denominator: ClassVar[bool] = True
    # Whether those of a quarter's months add up to the quarter's.
    adds_up_over_time: ClassVar[bool] = True

    def parts(self) -> tuple[str, ...]:
        """Categories that add up to the whole, in reading order; empty for a plain count."""
        return ()

    def rolled_up(self) -> tuple[str, ...]:
        """Categories that other categories make up."""
        return ()

    def columns(self) -> Mapping[str, pl.Expr]:
        """What must be known of each row of facts, under the names that `tallies` uses."""
        return {}

    def coarser(self, _rung: Rung) -> Self:
        """The same indicator with its categories counted as a rung of its ladder has it."""
        return self


class Measurable(Protocol):
    """A definition that can be counted."""

    @property
    def definition(self) -> Definition:
        """What the indicator says of itself."""

    def parts(self) -> tuple[str, ...]:
        """Categories that add up to the whole, in reading order; empty for a plain count."""

    def rolled_up(self) -> tuple[str, ...]:
        """Categories that other categories make up."""

    def columns(self) -> Mapping[str, pl.Expr]:
        """What must be known of each row of facts, under the names that `tallies` uses."""

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        """How many of each category there are in each place. A category left out is nowhere."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Count(Shape):
    """How many."""

    is_one_number: ClassVar[bool] = True
    has_denominator: ClassVar[bool] = False

    definition: Definition
    of: pl.Expr | None = None  # every row

    def columns(self) -> Mapping[str, pl.Expr]:
        return {} if self.of is None else {"of": self.of}

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        return {WHOLE: rows.where("of").tally(unit)}


@dataclass(frozen=True, kw_only=True, eq=False)
class Share(Shape):
    """How many of those: `counted` out of `of`. A child is counted with one counted episode or more."""

    is_one_number: ClassVar[bool] = True

    definition: Definition
    of: pl.Expr
    counted: pl.Expr
    # The facts that the two sides are, so that the same side of two indicators is one fact.
    of_base: str
    counted_base: str

    def parts(self) -> tuple[str, ...]:
        return (COUNTED, REST)

    def columns(self) -> Mapping[str, pl.Expr]:
        return {"of": self.of, "counted": self.counted}

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        base = rows.where("of")
        counted = base.where("counted")
        others = base.of_children_in(counted) if unit is Unit.CHILD else base.flag("counted")
        rest = base.only(~others)
        return {COUNTED: counted.tally(unit), REST: rest.tally(unit), WHOLE: base.tally(unit)}


@dataclass(frozen=True, kw_only=True, eq=False)
class OfBoth(Share):
    """Children with an episode of each of two kinds, `of` and `counted`, out of all."""

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        if unit is not Unit.CHILD:
            raise ValueError("no episode is of both kinds: children are counted")
        both = rows.of_children_in(rows.where("of")) & rows.of_children_in(rows.where("counted"))
        sides = {COUNTED: rows.only(both), REST: rows.only(~both), WHOLE: rows}
        return {category: side.tally(unit) for category, side in sides.items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class Split(Shape):
    """How the whole divides over the values of one column. A child stands in one of them (standing.py)."""

    definition: Definition
    by: str
    values: tuple[str, ...] = ()
    of: pl.Expr | None = None  # every row
    # Groups that the whole is limited to, such as care for placements: (("setting", "care"),).
    within: tuple[tuple[str, str], ...] = ()
    # Sums of values that readers ask for, such as "over 24 hours".
    rollups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # The breakdown whose groups the roll-ups are, where there is one.
    rollup_by: str = ""
    # Categories that are the counted side of another indicator: (category, that side's fact).
    stated_elsewhere: tuple[tuple[str, str], ...] = ()
    # Not for what happens to a child several times, such as being found somewhere: then it counts in each.
    is_once_a_child: bool = True
    rung: Rung = AS_RECORDED

    def coarser(self, rung: Rung) -> "Split":
        """The same; a roll-up stays where it is made of whole categories, two or more."""
        rollups = (rung.rolled_up(name, members) for name, members in self.rollups)
        kept = tuple((name, over) for name, members in rollups if len(over := rung.over(members)) > 1)
        return replace(self, values=rung.over(self.values), rollups=kept, rung=rung)

    @cached_property
    def roll_ups_at_any_rung(self) -> Mapping[str, tuple[str, ...]]:
        """Every roll-up that a table of it may have, at whichever grouping, with its values as recorded."""
        ladder = self.definition.published.ladder if self.definition.published else ()
        return every_roll_up(ladder, dict(self.rollups))

    def parts(self) -> tuple[str, ...]:
        return self.values

    def rolled_up(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.rollups)

    def columns(self) -> Mapping[str, pl.Expr]:
        by = {"by": pl.col(self.by)}
        return by if self.of is None else by | {"of": self.of}

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        base = rows.where("of")
        if self.is_once_a_child and unit is Unit.CHILD:
            base = base.once_a_child("by", ranks(self.by, base.columns["by"].names))
        base = base.counted_by("by", self.rung)
        by = base.columns["by"]
        together = {name: base.only(by.among(members)).tally(unit) for name, members in self.rollups}
        return base.tally_by("by", unit) | together | {WHOLE: base.tally(unit)}


@dataclass(frozen=True, kw_only=True, eq=False)
class RepeatBands(Shape):
    """Children by how many episodes they had; counted in episodes, the episodes of those children."""

    definition: Definition
    # How far the bands look back.
    months: int
    edges: tuple[int, ...]
    names: tuple[str, ...]

    def coarser(self, rung: Rung) -> "RepeatBands":
        names = rung.over(self.names)
        return replace(self, names=names, edges=self.edges[: len(names)])

    def parts(self) -> tuple[str, ...]:
        return self.names

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        band = np.searchsorted(self.edges, rows.times(), side="right") - 1
        bands = {name: rows.only(band == place).tally(unit) for place, name in enumerate(self.names)}
        return bands | {WHOLE: rows.tally(unit)}


@dataclass(frozen=True, kw_only=True, eq=False)
class MoreThan(Shape):
    """Children with more than so many episodes, of all children missing."""

    is_one_number: ClassVar[bool] = True
    adds_up_over_time: ClassVar[bool] = False

    definition: Definition
    more_than: int
    of_base: str
    counted_base: str

    def parts(self) -> tuple[str, ...]:
        return (COUNTED, REST)

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        counted = rows.times() > self.more_than
        sides = {COUNTED: rows.only(counted), REST: rows.only(~counted), WHOLE: rows}
        return {category: side.tally(unit) for category, side in sides.items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class TopChildren(Shape):
    """Episodes of the children with the most episodes: the top so many, then each tenth of children.

    A tie at the edge does not change the sum, so which of the tied children is taken does not matter.
    """

    adds_up_over_time: ClassVar[bool] = False

    definition: Definition
    tops: tuple[int, ...]
    tenths: tuple[int, ...] = tuple(range(1, 10))

    def coarser(self, rung: Rung) -> "TopChildren":
        tops = tuple(top for top in self.tops if str(top) not in rung.left_out)
        return replace(
            self, tops=tops, tenths=tuple(tenth for tenth in self.tenths if f"{tenth}0%" not in rung.left_out)
        )

    def parts(self) -> tuple[str, ...]:
        return (*(str(top) for top in self.tops), *(f"{tenth}0%" for tenth in self.tenths))

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        if unit is not Unit.EPISODE:
            raise ValueError("the most frequent children are counted in their episodes")
        most = rows.most_frequent()
        everybody = np.array([len(episodes) - 1 for episodes in most])
        first = np.array([episodes[:2][-1] for episodes in most])
        tops = {str(top): np.minimum(everybody, top) for top in self.tops}
        tenths = {f"{tenth}0%": (everybody * tenth + 9) // 10 for tenth in self.tenths}
        return {
            category: Tally(np.array([sums[top] for sums, top in zip(most, children, strict=True)]), children, first)
            for category, children in {WHOLE: everybody, **tops, **tenths}.items()
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Marks(Shape):
    """How many bear each mark, of all: a child may bear several, so marks add up to nothing.

    A child bears a mark with one marked episode or more. Those without a mark are counted too, for protection alone.
    `sums` are marks that stand for several others.
    """

    definition: Definition
    marks: tuple[tuple[str, pl.Expr], ...]
    of: pl.Expr | None = None  # every row
    sums: tuple[str, ...] = ()

    def coarser(self, rung: Rung) -> "Marks":
        return replace(self, marks=tuple(mark for mark in self.marks if mark[0] not in rung.left_out))

    def parts(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.marks)

    def columns(self) -> Mapping[str, pl.Expr]:
        return dict(self.marks) if self.of is None else {**dict(self.marks), "of": self.of}

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        base = rows.where("of")
        result = {WHOLE: base.tally(unit)}
        for name in self.parts():
            marked = base.where(name)
            others = base.of_children_in(marked) if unit is Unit.CHILD else base.flag(name)
            result |= {name: marked.tally(unit), f"{WITHOUT}{name}": base.only(~others).tally(unit)}
        return result


@dataclass(frozen=True, kw_only=True, eq=False)
class BesideBands(Shape):
    """Children with an episode of one kind, by how many they had of another; counted in episodes, those of the first.

    The first band is of none.
    """

    definition: Definition
    of: pl.Expr
    beside: pl.Expr
    # How far both look back.
    months: int
    edges: tuple[int, ...]
    names: tuple[str, ...]

    def coarser(self, rung: Rung) -> "BesideBands":
        names = rung.over(self.names)
        return replace(self, names=names, edges=self.edges[: len(names) - 1])

    def parts(self) -> tuple[str, ...]:
        return self.names

    def columns(self) -> Mapping[str, pl.Expr]:
        return {"of": self.of, "beside": self.beside}

    def tallies(self, rows: Rows, unit: Unit) -> dict[str, Tally]:
        base = rows.where("of")
        band = np.searchsorted((0, *self.edges), base.times(rows.where("beside")), side="right") - 1
        bands = {name: base.only(band == place).tally(unit) for place, name in enumerate(self.names)}
        return bands | {WHOLE: base.tally(unit)}


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate(Shape):
    """Counts for each so many of a population: never measured, only divided when published.

    `parts` are: a category, the indicator that is counted and its category, and how many there are in the population.
    """

    has_denominator: ClassVar[bool] = False

    definition: Definition
    of: tuple[tuple[str, str, str, int], ...]
    per: int

    def parts(self) -> tuple[str, ...]:
        return tuple(category for category, *_ in self.of)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratio(Shape):
    """One count over another, each an indicator of its own: never measured, only divided when published."""

    is_one_number: ClassVar[bool] = True

    definition: Definition
    over: str
    under: str


@dataclass(frozen=True, kw_only=True, eq=False)
class ShareOfAll(Shape):
    """One part of another indicator, of children of whom most never go missing: never measured, but divided when read.

    How many they are is an official figure and no secret: analytics/views/looked_after.py.
    """

    definition: Definition
    over: str
    part: str


def is_for_protection(category: str) -> bool:
    """Whether a category is counted so that it can be protected, and never shown."""
    return category == REST or category.startswith(WITHOUT)


# What is divided from other counts when it is published or read, and never measured.
Divided = Ratio | Rate | ShareOfAll
Indicator = Count | Share | Split | RepeatBands | MoreThan | TopChildren | Marks | BesideBands | Divided
