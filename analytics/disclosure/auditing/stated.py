"""What indicators state about their numbers, as the audit reads it: quantities, columns, and how they are related."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from analytics.indicators.checks import BadIndicator
from analytics.indicators.registry import definitions, indicators
from analytics.measuring.groupings import Grouping, categories_ladder
from analytics.measuring.ladders import AS_RECORDED, Rung, every_roll_up
from analytics.measuring.statements import GLOSSARY, Column, Quantity, Statement
from data.settings import Settings


@dataclass(frozen=True)
class Vocabulary:
    """All that is stated, by name.

    `inner_of`: quantity -> those that are some of it. `name_of_rest`: what the second of a pair leaves of the first.
    """

    statements: Mapping[str, Statement]
    quantities: Mapping[str, Quantity]
    columns: Mapping[str, Column]
    inner_of: Mapping[str, tuple[str, ...]]
    name_of_rest: Mapping[tuple[str, str], str]

    def column(self, name: str) -> Column:
        """What is stated of a column; one that only breaks tables down has nothing special to it."""
        return self.columns.get(name) or Column(name)

    def quantity(self, name: str) -> Quantity:
        """What is stated of a quantity; what only taking away gives is part of nothing."""
        return self.quantities.get(name) or Quantity(name)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """What all indicators state, under any settings."""
    statements = {slug: item.states for slug, item in definitions().items() if item.states}
    introduced = [quantity for statement in statements.values() for quantity in statement.introduces]
    quantities = {quantity.name: quantity for quantity in (*GLOSSARY, *introduced)}
    pairs = [(outer, inner.name) for inner in quantities.values() for outer in inner.part_of]
    return Vocabulary(
        statements,
        quantities,
        columns={statement.column.name: statement.column for statement in statements.values() if statement.column},
        inner_of={outer: tuple(inner for item, inner in pairs if item == outer) for outer, _ in pairs},
        name_of_rest={quantity.rest_of: quantity.name for quantity in quantities.values() if quantity.rest_of},
    )


def statement_of(slug: str) -> Statement:
    """What the numbers of a published table are. Raises BadIndicator where no indicator states it."""
    statement = vocabulary().statements.get(slug)
    if statement is None:
        raise BadIndicator(f"The table {slug!r} cannot be audited: no indicator states what its numbers are.")
    return statement


def looks_back(slug: str) -> bool:
    """Whether the table's days are a rolling look-back and not the period itself."""
    return definitions()[slug].looks_back


def rungs_of_columns(settings: Settings, groupings: Iterable[Grouping]) -> dict[str, tuple[Rung, ...]]:
    """Column -> every way in which its values are counted together in some table, with what a rung by size names."""
    known = indicators(settings)
    result: dict[str, dict[Rung, None]] = {}
    for grouping in groupings:
        definition = known[grouping.slug].definition
        column = definition.states.column if definition.states else None
        for name, rung in zip(
            (column.name if column else "", grouping.breakdown), grouping.rungs(definition), strict=True
        ):
            result.setdefault(name, {})[rung] = None
    return {name: tuple(rung for rung in rungs if rung is not AS_RECORDED) for name, rungs in result.items() if name}


def rollups(settings: Settings) -> dict[str, dict[str, tuple[str, ...]]]:
    """Column -> each group that others together make up, with these, at every rung that its table may take."""
    result: dict[str, dict[str, tuple[str, ...]]] = {}
    for indicator in indicators(settings).values():
        statement = indicator.definition.states
        if statement and statement.column:
            named = every_roll_up(categories_ladder(indicator.definition), statement.rollups)
            result.setdefault(statement.column.name, {}).update(named)
    return result
