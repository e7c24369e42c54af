"""Whole tables left out of what a board reads, where hiding numbers does not make the rest safe in time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from typing import Final, NamedTuple

import polars as pl

from analytics.measuring.measure import Measured


class TableName(NamedTuple):
    """A table in all its periods of one kind: what hiding leaves out is never one period of it."""

    slug: str
    unit: str
    breakdown: str
    kind: str

    def __str__(self) -> str:
        by = f" by {self.breakdown}" if self.breakdown else ""
        return f"{self.slug}{by} (unit {self.unit}, {self.kind.replace('_', ' ')})"


COLUMNS: Final = ["slug", "unit", "breakdown", "kind"]


def with_kinds(cells: pl.DataFrame, measured: Measured) -> pl.DataFrame:
    """The cells with the kind of their period."""
    kinds = {place: period.kind.value for place, period in enumerate(measured.periods)}
    return cells.with_columns(kind=pl.col("period").replace_strict(kinds, default="", return_dtype=pl.String))


def tables_of_facts(cells: pl.DataFrame, measured: Measured) -> dict[str, set[TableName]]:
    """Fact -> the tables that state it. Column needed: fact."""
    result: dict[str, set[TableName]] = {}
    stated = with_kinds(cells, measured).select("fact", *COLUMNS).unique(maintain_order=True)
    for fact, *name in stated.iter_rows():
        result.setdefault(fact, set()).add(TableName(*name))
    return result


def tied_to_most(given_away: Iterable[Set[str]], tables: Mapping[str, Set[TableName]], many: int) -> list[TableName]:
    """So many tables: those that state something of most of what is given away, the first by name of equals.

    `given_away` are facts, of each figure those that give it away. Where none of them is in a table, any may be it.
    """
    counted = Counter(
        name for facts in given_away for name in {name for fact in facts for name in tables.get(fact, ())}
    )
    every = counted or Counter(name for names in tables.values() for name in names)
    return sorted(every, key=lambda name: (-every[name], name))[:many]


def without_tables(cells: pl.DataFrame, measured: Measured, names: Iterable[TableName]) -> pl.DataFrame:
    """The cells, but those of these tables."""
    left_out = pl.DataFrame(list(names), schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    return with_kinds(cells, measured).join(left_out, on=COLUMNS, how="anti", maintain_order="left").drop("kind")
