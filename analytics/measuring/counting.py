"""Counting rows and distinct children in numbered places, on arrays of whole numbers.

Polars says what each row is; here rows are only counted. A **place** is one period and group, so one
pass counts all of them, zeros included. It is a fifth of the time of one Polars query a table
(benchmarks/pages.py), because the tables of a page are many and small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.measuring.ladders import AS_RECORDED, Rung
from analytics.model import Unit

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Counting children on a grid is ten times quicker than sorting them, while the grid is in cache:
# at most so many numbers. A page is far below, a nation's tables above.
LARGEST_GRID = 500_000


@dataclass(frozen=True)
class Tally:
    """For each place: how many in the unit asked for, how many distinct children stand behind them, and how many
    rows the child with the most has."""

    count: Numbers
    children: Numbers
    largest: Numbers


@dataclass(frozen=True)
class Column:
    """One value a row: `codes` are indexes into `names`."""

    codes: Numbers
    names: tuple[str, ...]

    def at(self, rows: Numbers | Flags) -> "Column":
        """The column of some rows."""
        return Column(self.codes[rows], self.names)

    def among(self, names: Sequence[str]) -> Flags:
        """Whether each row's value is one of these."""
        wanted: Flags = np.array([name in names for name in self.names], np.bool_)
        return wanted[self.codes]

    def in_order(self, names: Sequence[str]) -> Numbers:
        """Each row's place in another list of names; -1 where it is not in it."""
        order = {name: place for place, name in enumerate(names)}
        return np.array([order.get(name, -1) for name in self.names], np.int64)[self.codes]

    def counted_by(self, rung: Rung) -> "Column":
        """The column with the names under which a rung counts its values."""
        if rung is AS_RECORDED:
            return self
        names = tuple(dict.fromkeys(rung.new_name(name) for name in self.names))
        place = {name: number for number, name in enumerate(names)}
        return Column(np.array([place[rung.new_name(name)] for name in self.names], np.int64)[self.codes], names)

    def met(self) -> list[str]:
        """The names that occur, in their own order."""
        return [self.names[code] for code in np.flatnonzero(np.bincount(self.codes, minlength=len(self.names)))]


# A flag is a column of two values; null is false.
FLAG = ("", "true")


def columns_of(
    facts: pl.LazyFrame, wanted: Mapping[str, pl.Expr], *numbers: pl.Expr
) -> tuple[dict[str, Column], dict[str, Numbers]]:
    """What each expression says of each row, as columns (an enum's values, or a flag) and as plain `numbers`."""
    listed = {name: dtype.categories for name, dtype in facts.collect_schema().items() if isinstance(dtype, pl.Enum)}
    # Null (no band while the child is missing) is a value without a name; no indicator counts it.
    names = {
        name: (*listed[column], "")
        if expression.meta.is_column() and (column := expression.meta.output_name()) in listed
        else FLAG
        for name, expression in wanted.items()
    }
    codes = [
        (expression.fill_null(False) if names[name] is FLAG else expression.to_physical())  # noqa: FBT003
        .cast(pl.Int64)
        .fill_null(len(names[name]) - 1)
        .alias(name)
        for name, expression in wanted.items()
    ]
    answers = facts.select(*codes, *numbers).collect()
    arrays = {name: answers[name].to_numpy() for name in answers.columns}
    return {name: Column(arrays[name], names[name]) for name in wanted}, arrays


@dataclass(frozen=True)
class Rows:
    """Rows of facts in start order, each in its place; a row is there once for each place it falls in.

    Children are numbered below `children`. Each period is taken apart into so many `groups`.
    """

    place: Numbers
    child: Numbers
    places: int
    children: int
    columns: Mapping[str, Column]
    groups: int = 1

    def __len__(self) -> int:
        return len(self.place)

    def only(self, wanted: Numbers | Flags) -> "Rows":
        """Some of the rows."""
        columns = {name: column.at(wanted) for name, column in self.columns.items()}
        return replace(self, place=self.place[wanted], child=self.child[wanted], columns=columns)

    def counted_by(self, name: str, rung: Rung) -> "Rows":
        """The same rows with one column's values counted together as a rung has it."""
        return replace(self, columns={**self.columns, name: self.columns[name].counted_by(rung)})

    def where(self, name: str) -> "Rows":
        """The rows that a flag is true of; all of them where nobody asks."""
        return self.only(self.flag(name)) if name in self.columns else self

    def apart(self, column: Column, groups: Sequence[str]) -> "Rows":
        """The rows with each place taken apart into groups; rows of no group are left out."""
        group, many = column.in_order(groups), len(groups)
        place = self.place * many + group
        return replace(self, place=place, places=self.places * many, groups=many).only(group >= 0)

    def flag(self, name: str) -> Flags:
        """Whether it is true of each row."""
        return self.columns[name].among(("true",))

    def child_in_place(self) -> Numbers:
        """One number for each child in each place."""
        return self.place * self.children + self.child

    def child_in_period(self) -> Numbers:
        """One number for each child in each period, whichever its group."""
        return self.place // self.groups * self.children + self.child

    def tally(self, unit: Unit) -> Tally:
        """How many rows, or children, stand in each place."""
        children, largest = children_in_places(self.place, self.child, self.places)
        count = children if unit is Unit.CHILD else np.bincount(self.place, minlength=self.places)
        return Tally(count, children, largest)

    def tally_by(self, name: str, unit: Unit) -> dict[str, Tally]:
        """The same for each value of a column that occurs; a child stands once in each of its values."""
        column = self.columns[name]
        values = len(column.names)
        apart = replace(self, place=self.place * values + column.codes, places=self.places * values)
        tally = apart.tally(unit)
        count, *others = (each.reshape(-1, values) for each in (tally.count, tally.children, tally.largest))
        return {
            column.names[code]: Tally(count[:, code], *(each[:, code] for each in others))
            for code in np.flatnonzero(count.any(axis=0))
        }

    def once_a_child(self, name: str, ranks: Numbers) -> "Rows":
        """The rows with one value of a column for each child in each period: see `settled`."""
        child, column = self.child_in_period(), self.columns[name]
        codes = settled(child, column.codes, ranks, self.places // self.groups * self.children)[child]
        return replace(self, columns={**self.columns, name: Column(codes, column.names)})

    def of_children_in(self, others: "Rows") -> Flags:
        """Whether the row's child has one of the other rows in the same place."""
        return np.isin(self.child_in_place(), others.child_in_place())

    def times(self, others: "Rows | None" = None) -> Numbers:
        """How many rows, or of the other rows, the child of each row has in its period."""
        child = self.child_in_period()
        counted = child if others is None else others.child_in_period()
        return np.bincount(counted, minlength=int(child.max(initial=0)) + 1)[child]

    def most_frequent(self) -> list[Numbers]:
        """For each place, the rows of the most frequent children together: none, the first, the first two ..."""
        children, times = np.unique(self.child_in_place(), return_counts=True)
        place = children // self.children
        most_first = np.lexsort((-times, place))
        starts = np.searchsorted(place[most_first], np.arange(1, self.places))
        return [np.concatenate(([0], np.cumsum(each))) for each in np.split(times[most_first], starts)]


def settled(child: Numbers, codes: Numbers, ranks: Numbers, children: int) -> Numbers:
    """Each child's one code: of those with the least rank the last, in order of the rows. -1 for whoever has no row."""
    result = np.full(children, -1, np.int64)
    rank = ranks[codes]
    # What is written later stays: the least rank last, and of its rows the last.
    for number in np.unique(ranks)[::-1]:
        of_rank = np.flatnonzero(rank == number)
        result[child[of_rank]] = codes[of_rank]
    return result


def children_in_places(place: Numbers, child: Numbers, places: int) -> tuple[Numbers, Numbers]:
    """How many different children stand in each place, and how often the one that stands there most."""
    children = int(child.max(initial=0)) + 1
    if places * children > LARGEST_GRID:
        each, times = np.unique(place * children + child, return_counts=True)
        return np.bincount(each // children, minlength=places), most_in_places(each // children, times, places)
    grid = np.bincount(place * children + child, minlength=places * children).reshape(places, children)
    return np.count_nonzero(grid, axis=1), grid.max(axis=1, initial=0)


def most_in_places(place: Numbers, numbers: Numbers, places: int) -> Numbers:
    """The largest of the numbers of each place."""
    most = np.zeros(places, np.int64)
    np.maximum.at(most, place, numbers)
    return most


def stacked(tallies: Sequence[Tally]) -> Tally:
    """Tallies side by side: for each place, the first of them, the second, and so on."""
    return Tally(
        np.column_stack([tally.count for tally in tallies]).ravel(),
        np.column_stack([tally.children for tally in tallies]).ravel(),
        np.column_stack([tally.largest for tally in tallies]).ravel(),
    )


def nothing(places: int) -> Tally:
    """A tally of no rows."""
    none = np.zeros(places, np.int64)
    return Tally(none, none, none)
